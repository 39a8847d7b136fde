// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/north/smpp/fake_gateway.h"

#include <cassert>

namespace smppedge::north::smpp::test {

FakeGateway::FakeGateway(sim::SimScheduler& scheduler) : scheduler_(scheduler) {}

FakeGateway::~FakeGateway() = default;

template <class T>
void FakeGateway::reply(Done<T> done, Answered<T> answered) {
  if (refusal) answered = failure(gateway::RequestError(*refusal));
  scheduler_.call_after(Micros(0), [done = std::move(done), answered = std::move(answered)] { done(answered); });
}

void FakeGateway::commit() {
  scheduler_.call_after(Micros(0), [this] {
    for (auto& [request, done] : std::exchange(accepts, {})) answer(request, done);
  });
  scheduler_.run_ready();
}

void FakeGateway::accept(gateway::AcceptRequest request, Done<gateway::AcceptAnswer> done) {
  accepts.emplace_back(std::move(request), std::move(done));
}

void FakeGateway::cancel(gateway::CancelRequest request, Done<gateway::CancelAnswer> done) {
  cancels.push_back(std::move(request));
  reply<gateway::CancelAnswer>(std::move(done), gateway::CancelAnswer{1});
}

void FakeGateway::replace(gateway::ReplaceRequest request, Done<void> done) {
  replaces.push_back(std::move(request));
  reply<void>(std::move(done), {});
}

void FakeGateway::find_message(AccountNumber, MessageId id, Done<gateway::MessageView> done) {
  const auto found = messages.find(id);
  if (found == messages.end()) return reply<gateway::MessageView>(std::move(done), not_found());
  gateway::MessageView view;
  view.message = found->second;
  reply<gateway::MessageView>(std::move(done), std::move(view));
}

void FakeGateway::find_alias(AccountNumber, std::uint32_t alias, Done<MessageId> done) {
  const auto found = aliases.find(alias);
  if (found == aliases.end()) return reply<MessageId>(std::move(done), not_found());
  reply<MessageId>(std::move(done), found->second);
}

EventSequence FakeGateway::tell(AccountNumber account, gateway::Event event) {
  event.channel = {account, Door::smpp};
  event.sequence = event.id = EventSequence(++last_sequence_);
  event.at = scheduler_.wall();
  kept_[account].emplace(event.sequence, event);
  scheduler_.call_after(Micros(0), [this, account] { serve(account); });
  return event.sequence;
}

void FakeGateway::end_take(AccountNumber account) {
  const auto waiting = takes.find(account);
  if (waiting == takes.end()) return;
  reply<gateway::EventsPage>(std::move(waiting->second.done), gateway::EventsPage());
  takes.erase(waiting);
}

void FakeGateway::take_events(gateway::EventChannel channel, unsigned limit, Seconds wait,
                              Done<gateway::EventsPage> done) {
  assert(channel.door == Door::smpp && limit != 0);
  end_take(channel.account);
  const std::uint64_t number = ++takes_made;
  takes[channel.account] = {number, limit, std::move(done)};
  scheduler_.call_after(Micros(0), [this, account = channel.account] { serve(account); });
  scheduler_.call_after(wait, [this, account = channel.account, number] {
    if (takes.contains(account) && takes[account].number == number) end_take(account);
  });
}

void FakeGateway::settle_events(gateway::EventChannel channel, gateway::EventsSettlement settlement, Done<void> done) {
  settlements.push_back(settlement);
  if (settle_errors != 0) {
    --settle_errors;
    return reply<void>(std::move(done), not_found());
  }
  const AccountNumber account = channel.account;
  for (const EventSequence event : settlement.taken) {
    if (out_[account].erase(event) == 0) continue;
    kept_[account].erase(event);
    taken[account].push_back(event);
  }
  for (const EventSequence event : settlement.refused) {
    if (!out_[account].contains(event)) continue;
    scheduler_.call_after(settlement.again_after, [this, account, event] {
      out_[account].erase(event);
      serve(account);
    });
  }
  reply<void>(std::move(done), {});
}

tl::unexpected<gateway::RequestError> FakeGateway::not_found() {
  return failure(gateway::RequestError{gateway::RequestError::Kind::not_found, "not_found", "no such message", {}});
}

void FakeGateway::answer(const gateway::AcceptRequest& request, const Done<gateway::AcceptAnswer>& done) {
  if (refusal) return done(failure(gateway::RequestError(*refusal)));
  gateway::AcceptAnswer answer;
  for (const gateway::AcceptItem& item : request.items) {
    accepted.push_back(item);
    MessageId told;
    for (const std::string& to : item.to) {
      gateway::AcceptEntry entry;
      entry.to = to;
      entry.id = MessageId(++last_id_);
      if (told == MessageId()) told = entry.id;
      entry.told_id = told;
      if (item.wants_alias) entry.told_alias = static_cast<std::uint32_t>(last_id_);
      answer.messages.push_back(entry);
    }
  }
  done(std::move(answer));
}

void FakeGateway::serve(AccountNumber account) {
  const auto waiting = takes.find(account);
  if (waiting == takes.end()) return;
  gateway::EventsPage page;
  for (const auto& [sequence, event] : kept_[account]) {
    if (page.events.size() == waiting->second.limit) break;
    if (out_[account].insert(sequence).second) page.events.push_back(event);
  }
  if (page.events.empty()) return;
  given.push_back({account, page.events.size(), scheduler_.mono(), scheduler_.turns()});
  const auto done = std::move(waiting->second.done);
  takes.erase(waiting);
  done(std::move(page));
}

}  // namespace smppedge::north::smpp::test
