// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/faults/fault_world.h"

#include <algorithm>
#include <utility>

namespace smppedge::sim {

FaultWorld::FaultWorld(std::uint64_t seed_in)
    : World(seed_in),
      seed(seed_in),
      steady_smsc(scheduler, network, steady_port),
      faulty(scheduler, network, *smsc, carrier_port),
      steady(scheduler, network, steady_smsc, steady_port),
      beside(*store.account_number("beside")) {
  settings.carriers[0].link.name = "faulty";
  settings.carriers[0].link.binds.assign(2, carrier::BindKind::transceiver);
  settings.carriers.push_back(settings.carriers[0]);
  settings.carriers[1].number = *store.carrier_number("steady");
  settings.carriers[1].link.name = "steady";
  settings.carriers[1].link.endpoint = {"steady.example", steady_port};
  settings.accounts.push_back(settings.accounts[0]);
  settings.accounts[1].number = beside;
  settings.accounts[1].name = "beside";
  settings.accounts[1].extension = "02";
  settings.routes.clear();
  settings.routes.push_back({"86138", {settings.carriers[0].number}});
  settings.routes.push_back({"86139", {settings.carriers[1].number}});
  scheduler.call_after(tick, [this] { on_tick(); });
}

FaultWorld::~FaultWorld() {
  gateway.reset();
}

void FaultWorld::begin() {
  start();
  (void)run_until([this] { return all_bound(faulty_one) && all_bound(steady_one); });
}

void FaultWorld::die_and_begin(std::size_t made_it) {
  add_counters();
  crash(made_it);
  ++life_;
  start();
}

carrier::CarrierStatus FaultWorld::carrier_status(Which which) const {
  return gateway->status().carriers[which].status;
}

unsigned FaultWorld::bound_count(Which which) const {
  const auto binds = carrier_status(which).binds;
  return static_cast<unsigned>(std::count_if(binds.begin(), binds.end(), [](const carrier::BindStatus& bind) {
    return bind.state == carrier::BindState::bound;
  }));
}

bool FaultWorld::all_bound(Which which) const {
  return bound_count(which) == settings.carriers[which].link.binds.size();
}

FaultWorld::Sums FaultWorld::sums() const {
  const gateway::Counters now = gateway->status().counters;
  return {past_.resends + now.resends, past_.duplicates_delivered + now.duplicates_delivered,
          past_.doubts + now.doubts};
}

std::size_t FaultWorld::ask(Which which, TrafficClass traffic_class, std::size_t octets,
                            std::optional<std::size_t> same_phone_as) {
  const std::size_t number = sent.size();
  Sent& asked = sent.emplace_back();
  asked.account = which == faulty_one ? account : beside;
  asked.traffic_class = traffic_class;
  asked.at = scheduler.mono();
  asked.life = life_;
  gateway::AcceptRequest request;
  request.account = asked.account;
  gateway::AcceptItem& item = request.items.emplace_back();
  item.to = {(which == faulty_one ? "86138" : "86139") + std::to_string(10'000'000 + same_phone_as.value_or(number))};
  item.body = marked_text(number, octets);
  item.traffic_class = traffic_class;
  gateway->accept(std::move(request),
                  [this, number](const Expected<gateway::AcceptAnswer, gateway::RequestError>& answer) {
                    if (!answer || answer->messages[0].error) return;
                    sent[number].id = answer->messages[0].id;
                    by_id_[answer->messages[0].id] = number;
                  });
  return number;
}

void FaultWorld::ask_many(std::size_t count, TrafficClass traffic_class, std::size_t octets) {
  for (std::size_t i = 0; i < count; ++i) ask(faulty_one, traffic_class, octets);
}

bool FaultWorld::all_told() const {
  return std::all_of(sent.begin(), sent.end(), [](const Sent& each) { return !each.id || !each.results.empty(); });
}

std::string FaultWorld::state_of(std::size_t number) const {
  if (sent[number].results.empty()) return "";
  return std::string(to_string(sent[number].results[0].message->state));
}

std::string FaultWorld::reason_of(std::size_t number) const {
  if (sent[number].results.empty()) return "";
  return std::string(to_string(sent[number].results[0].message->reason));
}

std::size_t FaultWorld::count_told(const std::string& state) const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    count += sent[i].account == account && state_of(i) == state ? 1U : 0U;
  }
  return count;
}

void FaultWorld::rest(Micros limit) {
  steady_every = Micros(0);
  scheduler.run_for(Seconds(1));  // until what was asked for is answered
  (void)run_until([this] { return all_told(); }, limit);
  scheduler.run_for(Seconds(100));
}

void FaultWorld::note(const gateway::Event& event) {
  if (event.message == nullptr) return;
  const auto known = by_id_.find(event.message->id);
  if (known == by_id_.end()) return;
  Sent& about = sent[known->second];
  const auto told_before = [&event](const std::vector<gateway::Event>& told) {
    return std::any_of(told.begin(), told.end(), [&](const gateway::Event& each) { return each.id == event.id; });
  };
  if (event.kind == gateway::Event::Kind::in_doubt) ++about.doubts;
  if (event.kind == gateway::Event::Kind::receipt_late && !told_before(about.late)) about.late.push_back(event);
  if (event.kind != gateway::Event::Kind::result || told_before(about.results)) return;
  if (about.results.empty()) {
    about.told_at = scheduler.mono();
    about.told_life = life_;
  }
  about.results.push_back(event);
}

void FaultWorld::on_tick() {
  scheduler.call_after(tick, [this] { on_tick(); });
  if (gateway == nullptr) return;
  for (const AccountNumber each : {account, beside}) take_events_of(each);
  if (steady_every != Micros(0) && scheduler.mono() >= next_beside_) {
    next_beside_ = scheduler.mono() + steady_every;
    ask(steady_one);
  }
  if (looked) looked();
}

void FaultWorld::take_events_of(AccountNumber of) {
  if (!settings.accounts.empty() && settings.accounts[of == account ? 0 : 1].pushed) return;
  gateway->events(of, 1000, Seconds(0), [this, of](const Expected<gateway::EventsPage, gateway::RequestError>& page) {
    if (!page || page->events.empty()) return;
    for (const gateway::Event& event : page->events) note(event);
    gateway->acknowledge(of, page->events.back().sequence, [](const Expected<void, gateway::RequestError>&) {});
  });
}

}  // namespace smppedge::sim
