// SPDX-License-Identifier: Apache-2.0
// The gateway behind the SMPP door, by hand: requests wait until a test answers them, as a commit would; events are
// kept, given out and taken back as gateway/api.h promises. Answers come in a turn of their own.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gateway/api.h"
#include "tests/support/sim_scheduler.h"

namespace smppedge::north::smpp::test {

class FakeGateway final : public gateway::Api {
 public:
  template <class T>
  using Answered = Expected<T, gateway::RequestError>;

  explicit FakeGateway(sim::SimScheduler& scheduler) : scheduler_(scheduler) {}

  // --- messages

  std::deque<std::pair<gateway::AcceptRequest, Done<gateway::AcceptAnswer>>> accepts;
  std::vector<gateway::AcceptItem> accepted;
  std::map<MessageId, Message> messages;
  std::map<std::uint32_t, MessageId> aliases;
  std::vector<gateway::CancelRequest> cancels;
  std::vector<gateway::ReplaceRequest> replaces;
  std::optional<gateway::RequestError> refusal;  ///< of all that is asked from now on

  /// Answers what waits, in one turn: a commit.
  void commit() {
    scheduler_.call_after(Micros(0), [this] {
      for (auto& [request, done] : std::exchange(accepts, {})) answer(request, done);
    });
    scheduler_.run_ready();
  }

  void accept(gateway::AcceptRequest request, Done<gateway::AcceptAnswer> done) override {
    accepts.emplace_back(std::move(request), std::move(done));
  }
  void cancel(gateway::CancelRequest request, Done<gateway::CancelAnswer> done) override {
    cancels.push_back(std::move(request));
    reply<gateway::CancelAnswer>(std::move(done), gateway::CancelAnswer{1});
  }
  void replace(gateway::ReplaceRequest request, Done<void> done) override {
    replaces.push_back(std::move(request));
    reply<void>(std::move(done), {});
  }
  void find_message(AccountNumber, MessageId id, Done<gateway::MessageView> done) override {
    const auto found = messages.find(id);
    if (found == messages.end()) return reply<gateway::MessageView>(std::move(done), not_found());
    gateway::MessageView view;
    view.message = found->second;
    reply<gateway::MessageView>(std::move(done), std::move(view));
  }
  void find_alias(AccountNumber, std::uint32_t alias, Done<MessageId> done) override {
    const auto found = aliases.find(alias);
    if (found == aliases.end()) return reply<MessageId>(std::move(done), not_found());
    reply<MessageId>(std::move(done), found->second);
  }
  void list_messages(gateway::MessagesQuery, Done<gateway::MessagesPage>) override {}

  // --- events

  struct Take {
    std::uint64_t number = 0;
    unsigned limit = 0;
    Done<gateway::EventsPage> done;
  };
  struct Given {
    AccountNumber account;
    std::size_t events = 0;
    MonoTime at;
    std::uint64_t turn = 0;
  };
  std::map<AccountNumber, Take> takes;  ///< that wait
  std::uint64_t takes_made = 0;
  std::vector<Given> given;  ///< each page
  std::vector<gateway::EventsSettlement> settlements;
  std::map<AccountNumber, std::vector<EventSequence>> taken;
  std::uint64_t settle_errors = 0;  ///< so many settle_events fail from now on

  /// A new event for that account's client; gives its place.
  EventSequence tell(AccountNumber account, gateway::Event event) {
    event.channel = {account, Door::smpp};
    event.sequence = event.id = EventSequence(++last_sequence_);
    event.at = scheduler_.wall();
    kept_[account].emplace(event.sequence, event);
    scheduler_.call_after(Micros(0), [this, account] { serve(account); });
    return event.sequence;
  }
  [[nodiscard]] std::size_t kept(AccountNumber account) { return kept_[account].size(); }
  [[nodiscard]] std::size_t out(AccountNumber account) { return out_[account].size(); }

  /// The call that waits ends with an empty page, as after its time.
  void end_take(AccountNumber account) {
    const auto waiting = takes.find(account);
    if (waiting == takes.end()) return;
    reply<gateway::EventsPage>(std::move(waiting->second.done), gateway::EventsPage());
    takes.erase(waiting);
  }
  void take_events(gateway::EventChannel channel, unsigned limit, Seconds wait,
                   Done<gateway::EventsPage> done) override {
    assert(channel.door == Door::smpp && limit != 0);
    end_take(channel.account);
    const std::uint64_t number = ++takes_made;
    takes[channel.account] = {number, limit, std::move(done)};
    scheduler_.call_after(Micros(0), [this, account = channel.account] { serve(account); });
    scheduler_.call_after(wait, [this, account = channel.account, number] {
      if (takes.contains(account) && takes[account].number == number) end_take(account);
    });
  }
  void settle_events(gateway::EventChannel channel, gateway::EventsSettlement settlement, Done<void> done) override {
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

  void events(AccountNumber, unsigned, Seconds, Done<gateway::EventsPage>) override {}
  void acknowledge(AccountNumber, EventSequence, Done<void>) override {}
  void dead_letters(gateway::EventChannel, EventSequence, unsigned, Done<gateway::DeadLetters>) override {}
  void revive(gateway::EventChannel, std::vector<EventSequence>, bool, Done<std::uint64_t>) override {}

 private:
  static tl::unexpected<gateway::RequestError> not_found() {
    return failure(gateway::RequestError{gateway::RequestError::Kind::not_found, "not_found", "no such message", {}});
  }
  template <class T>
  void reply(Done<T> done, Answered<T> answered) {
    if (refusal) answered = failure(gateway::RequestError(*refusal));
    scheduler_.call_after(Micros(0), [done = std::move(done), answered = std::move(answered)] { done(answered); });
  }
  void answer(const gateway::AcceptRequest& request, const Done<gateway::AcceptAnswer>& done) {
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
  void serve(AccountNumber account) {
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

  sim::SimScheduler& scheduler_;
  std::uint64_t last_id_ = 0x0123456789000000;
  std::uint64_t last_sequence_ = 0;
  std::map<AccountNumber, std::map<EventSequence, gateway::Event>> kept_;
  std::map<AccountNumber, std::set<EventSequence>> out_;
};

}  // namespace smppedge::north::smpp::test
