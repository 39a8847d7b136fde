// SPDX-License-Identifier: Apache-2.0
// A World with two carriers and two accounts: `demo` sends through a carrier that a test makes faulty, `beside` through
// a steady one. It remembers all that was asked, answered and told, over all lives of the gateway, and looks at it at
// every tick (invariants.h says what must hold).
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/faults/faulty_carrier.h"
#include "tests/sim/world.h"

namespace smppedge::sim {

inline constexpr std::uint16_t steady_port = 2778;

class FaultWorld : public World {
 public:
  /// One message that was asked for.
  struct Sent {
    AccountNumber account;
    TrafficClass traffic_class{};
    MonoTime at;
    unsigned life = 0;
    std::optional<MessageId> id;  ///< nullopt: refused, or the gateway died before it answered
    std::vector<gateway::Event> results;
    unsigned doubts = 0;
    std::vector<gateway::Event> late;
    MonoTime told_at;
    unsigned told_life = 0;
  };
  enum Which : std::uint8_t { faulty_one = 0, steady_one = 1 };

  explicit FaultWorld(std::uint64_t seed_in = 1)
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
  ~FaultWorld() { gateway.reset(); }

  // --- the gateway's lives

  void begin() {
    start();
    (void)run_until([this] { return all_bound(faulty_one) && all_bound(steady_one); });
  }
  /// kill -9 and start again.
  void die_and_begin(std::size_t made_it = 0) {
    add_counters();
    crash(made_it);
    ++life_;
    start();
  }
  [[nodiscard]] unsigned life() const { return life_; }
  [[nodiscard]] carrier::Settings& link(Which which = faulty_one) { return settings.carriers[which].link; }
  [[nodiscard]] carrier::CarrierStatus carrier_status(Which which = faulty_one) const {
    return gateway->status().carriers[which].status;
  }
  [[nodiscard]] unsigned bound_count(Which which = faulty_one) const {
    const auto binds = carrier_status(which).binds;
    return static_cast<unsigned>(std::count_if(binds.begin(), binds.end(), [](const carrier::BindStatus& bind) {
      return bind.state == carrier::BindState::bound;
    }));
  }
  [[nodiscard]] bool all_bound(Which which = faulty_one) const {
    return bound_count(which) == settings.carriers[which].link.binds.size();
  }
  /// Over all lives, of those that matter here.
  struct Sums {
    std::uint64_t resends = 0;
    std::uint64_t duplicates_delivered = 0;
    std::uint64_t doubts = 0;
  };
  [[nodiscard]] Sums sums() const {
    const gateway::Counters now = gateway->status().counters;
    return {past_.resends + now.resends, past_.duplicates_delivered + now.duplicates_delivered,
            past_.doubts + now.doubts};
  }

  // --- the platform

  /// Asks for one message; its text names it. Returns its number in `sent`.
  std::size_t ask(Which which, TrafficClass traffic_class = TrafficClass::notice, std::size_t octets = 20,
                  std::optional<std::size_t> same_phone_as = std::nullopt) {
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
  void ask_many(std::size_t count, TrafficClass traffic_class = TrafficClass::notice, std::size_t octets = 20) {
    for (std::size_t i = 0; i < count; ++i) ask(faulty_one, traffic_class, octets);
  }
  [[nodiscard]] bool told(std::size_t number) const { return !sent[number].results.empty(); }
  /// Whether all that was acknowledged has its result.
  [[nodiscard]] bool all_told() const {
    return std::all_of(sent.begin(), sent.end(), [](const Sent& each) { return !each.id || !each.results.empty(); });
  }
  /// The state that was told first; "" for none yet.
  [[nodiscard]] std::string state_of(std::size_t number) const {
    if (sent[number].results.empty()) return "";
    return std::string(to_string(sent[number].results[0].message->state));
  }
  [[nodiscard]] std::string reason_of(std::size_t number) const {
    if (sent[number].results.empty()) return "";
    return std::string(to_string(sent[number].results[0].message->reason));
  }
  /// How many of account `demo` were told so.
  [[nodiscard]] std::size_t count_told(const std::string& state) const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < sent.size(); ++i) {
      count += sent[i].account == account && state_of(i) == state ? 1U : 0U;
    }
    return count;
  }
  /// Runs until everything was told, and a while longer; what was told twice, or too late, shows then.
  void rest(Micros limit = Seconds(7200)) {
    steady_every = Micros(0);
    scheduler.run_for(Seconds(1));  // until what was asked for is answered
    (void)run_until([this] { return all_told(); }, limit);
    scheduler.run_for(Seconds(100));
  }
  /// An event that any account was told.
  void note(const gateway::Event& event) {
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

  const std::uint64_t seed;
  SimSmsc steady_smsc;
  FaultyCarrier faulty;
  FaultyCarrier steady;
  AccountNumber beside;
  std::vector<Sent> sent;
  Micros tick = Millis(100);
  Micros steady_every{0};        ///< how often a message goes out beside; 0: never
  std::function<void()> looked;  ///< called at every tick

 private:
  void add_counters() { past_ = sums(); }
  void on_tick() {
    scheduler.call_after(tick, [this] { on_tick(); });
    if (gateway == nullptr) return;
    for (const AccountNumber each : {account, beside}) take_events_of(each);
    if (steady_every != Micros(0) && scheduler.mono() >= next_beside_) {
      next_beside_ = scheduler.mono() + steady_every;
      ask(steady_one);
    }
    if (looked) looked();
  }
  void take_events_of(AccountNumber of) {
    if (!settings.accounts.empty() && settings.accounts[of == account ? 0 : 1].pushed) return;
    gateway->events(of, 1000, Seconds(0), [this, of](const Expected<gateway::EventsPage, gateway::RequestError>& page) {
      if (!page || page->events.empty()) return;
      for (const gateway::Event& event : page->events) note(event);
      gateway->acknowledge(of, page->events.back().sequence, [](const Expected<void, gateway::RequestError>&) {});
    });
  }

  unsigned life_ = 0;
  Sums past_;
  MonoTime next_beside_{};
  std::map<MessageId, std::size_t> by_id_;
};

}  // namespace smppedge::sim
