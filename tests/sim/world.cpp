// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/world.h"

#include <stdexcept>
#include <utility>

#include "gateway/sender_numbers.h"
#include "receipt/receipt_text.h"

namespace smppedge::sim {

World::World(std::uint64_t seed)
    : rng(seed), store(scheduler), account(*store.account_number("demo")), carrier(*store.carrier_number("sim")) {
  smsc = std::make_unique<SimSmsc>(scheduler, network, carrier_port);
  smsc->reply = [this](const SimSmsc::Submit& submit) { return reply_to(submit); };
  gateway::CarrierSettings link;
  link.number = carrier;
  link.access_numbers = {{"10690001110"}};
  link.link.name = "sim";
  link.link.endpoint = {"carrier.example", carrier_port};
  link.link.system_id = "smppedge";
  link.link.password = "secret";
  link.link.window = 100;
  settings.carriers = {link};
  gateway::AccountSettings demo;
  demo.number = account;
  demo.name = "demo";
  demo.extension = "01";
  settings.accounts = {demo};
  settings.routes = {{"", {carrier}}};
}

World::~World() {
  gateway.reset();
}

sender::SenderDirectory World::senders() const {
  return gateway::sender_numbers_of(settings.carriers, settings.accounts).value();
}

void World::start() {
  gateway = std::make_unique<gateway::Gateway>(settings, senders(), scheduler, network, rng, store);
  const auto recovered = gateway->recover();
  if (!recovered) throw std::runtime_error(recovered.error().text);
  gateway->start();
}

gateway::CarrierSettings World::another_carrier(const std::string& name, std::uint16_t port,
                                                const std::string& access_number) {
  gateway::CarrierSettings another = settings.carriers.back();
  another.number = *store.carrier_number(name);
  another.access_numbers = {{access_number}};
  another.link.name = name;
  another.link.endpoint.port = port;
  return another;
}

void World::reload_settings() {
  gateway->reconfigure({settings.carriers, settings.routes, settings.ported, senders()});
}

void World::start_bound() {
  start();
  run_until([this] { return bound(); });
}

void World::crash(std::size_t made_it) {
  gateway.reset();
  store.crash(made_it);  // before anything else runs: nobody is left to hear of what it was writing
  if (disk_delay_max_ != Micros(0)) store.hold(true);
  scheduler.run_ready();
}

void World::slow_disk(Micros delay_max) {
  disk_delay_max_ = delay_max;
  store.hold(true);
  turn_disk();
}

bool World::bound() const {
  const auto status = gateway->status();
  return status.carriers[0].status.binds[0].state == carrier::BindState::bound;
}

bool World::run_until(const std::function<bool()>& done, Micros limit) {
  return scheduler.run_until(done, limit);
}

void World::send(gateway::AcceptRequest request) {
  if (request.account == AccountNumber()) request.account = account;
  gateway->accept(std::move(request), [this](Expected<gateway::AcceptAnswer, gateway::RequestError> answer) {
    if (!answer) return answers.errors.push_back(answer.error());
    for (gateway::AcceptEntry& entry : answer->messages) answers.entries.push_back(std::move(entry));
  });
}

void World::send(const std::string& to, const std::string& text, TrafficClass traffic_class) {
  gateway::AcceptItem item;
  item.to = {to};
  item.body = text;
  item.traffic_class = traffic_class;
  send(std::move(item));
}

void World::send(gateway::AcceptItem item) {
  gateway::AcceptRequest request;
  request.items.push_back(std::move(item));
  send(std::move(request));
}

MessageId World::accept(const std::string& to, const std::string& text, TrafficClass traffic_class) {
  const std::size_t before = answers.entries.size();
  send(to, text, traffic_class);
  run_until([&] { return answers.entries.size() > before; });
  return answers.entries.back().id;
}

void World::take_events(bool acknowledge) {
  gateway->events(account, 1000, Seconds(0),
                  [this, acknowledge](Expected<gateway::EventsPage, gateway::RequestError> page) {
                    if (!page || page->events.empty()) return;
                    for (const gateway::Event& event : page->events) {
                      events.insert_or_assign(event.sequence.value(), event);
                    }
                    if (!acknowledge) return;
                    gateway->acknowledge(account, page->events.back().sequence,
                                         [](const Expected<void, gateway::RequestError>&) {});
                  });
  scheduler.run_ready();
}

std::vector<std::string> World::reply_texts() {
  take_events();
  std::vector<std::string> texts;
  for (const auto& [sequence, event] : events) {
    if (event.kind == gateway::Event::Kind::reply) texts.push_back(event.reply->text);
  }
  return texts;
}

const gateway::Event* World::result_of(MessageId id, Micros limit) {
  const gateway::Event* found = nullptr;
  run_until(
      [&] {
        take_events();
        for (const auto& [sequence, event] : events) {
          if (event.kind == gateway::Event::Kind::result && event.message->id == id) found = &event;
        }
        return found != nullptr;
      },
      limit);
  return found;
}

std::size_t World::results_of(MessageId id) const {
  std::size_t count = 0;
  for (const auto& [sequence, event] : events) {
    count += event.kind == gateway::Event::Kind::result && event.message->id == id ? 1U : 0U;
  }
  return count;
}

std::optional<SimSmsc::Reply> World::reply_to(const SimSmsc::Submit& submit) {
  if (silent) return std::nullopt;
  const char digit = submit.destination.back();
  if (digit == '9') return SimSmsc::Reply{.status = pdu::CommandStatus::ESME_RINVDSTADR};
  std::string id = "c" + std::to_string(++ids);
  accepted_ids.emplace(id, submit.destination);
  if (receipts) {
    const auto state = digit == '8' ? receipt::State::undeliverable : receipt::State::delivered;
    scheduler.call_after(receipt_delay, [this, id, submit, state] { send_receipt(id, submit.destination, state); });
    if (contradicts) {
      scheduler.call_after(receipt_delay + Seconds(20),
                           [this, id, submit] { send_receipt(id, submit.destination, receipt::State::expired); });
    }
  }
  return SimSmsc::Reply{.message_id = id, .delay = response_delay};
}

void World::send_receipt(const std::string& id, const std::string& phone, receipt::State state) {
  std::string text;
  receipt::ReceiptFields fields;
  fields.id = id;
  fields.state = state;
  fields.submit_date = scheduler.wall();
  fields.done_date = scheduler.wall();
  receipt::write_receipt_text(fields, 0, text);
  pdu::ShortMessage message;
  message.esm_class = 0x04;
  message.source.addr = phone;
  message.destination.addr = sender_number;
  message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  const session::Cookie cookie = ++cookies;
  const bool sent = deliver(message, cookie);
  scheduler.call_after(Seconds(2), [this, id, phone, state, sent, cookie] {
    if (!sent || !acknowledged(cookie)) send_receipt(id, phone, state);
  });
}

bool World::deliver(const pdu::ShortMessage& message, session::Cookie cookie) {
  for (std::size_t i = smsc->connections(); i-- > 0;) {
    if (smsc->state(i) == session::State::bound_trx && smsc->deliver(i, message, cookie)) return true;
  }
  return false;
}

bool World::acknowledged(session::Cookie cookie) const {
  for (const auto& answer : smsc->deliver_answers) {
    if (answer.cookie == cookie && answer.status == pdu::CommandStatus::ESME_ROK) return true;
  }
  return false;
}

void World::reply_from(const std::string& phone, const std::string& text) {
  pdu::ShortMessage message;
  message.source.addr = phone;
  message.destination.addr = sender_number;
  message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  deliver(message, ++cookies);
}

void World::turn_disk() {
  const auto wait =
      Micros(static_cast<std::int64_t>(1 + rng.below(static_cast<std::uint64_t>(disk_delay_max_.count()))));
  scheduler.call_after(wait, [this] {
    store.complete(1);
    turn_disk();
  });
}

}  // namespace smppedge::sim
