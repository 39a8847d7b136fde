// SPDX-License-Identifier: Apache-2.0
// The gateway's side of pushed events, by hand and in memory: events wait, are out or step aside, as gateway/api.h
// says. It runs on the loop of the test, for both loops.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/scheduler.h"
#include "gateway/api.h"

namespace smppedge::test {

class EventSource final : public gateway::Api {
 public:
  explicit EventSource(Scheduler& loop) : loop_(loop) {}

  /// The next event of the account: a result of message `message`.
  void add(AccountNumber account, std::uint64_t message) {
    Channel& channel = channels_[account];
    auto told = std::make_shared<Message>();
    told->id = MessageId(message);
    told->account = account;
    told->to = *PhoneNumber::from_digits("8613800138000");
    told->ref = "m" + std::to_string(message);
    told->state = MessageState::delivered;
    gateway::Event event;
    event.channel = {account, Door::http};
    event.sequence = event.id = EventSequence(++channel.last);
    event.at = loop_.wall();
    event.message = std::move(told);
    channel.waiting.emplace(event.sequence, Waiting{std::move(event), {}});
    offer(channel);
  }
  /// Events that were not acknowledged, those out included.
  [[nodiscard]] std::size_t left(AccountNumber account) { return channels_[account].waiting.size() + out(account); }
  [[nodiscard]] std::size_t out(AccountNumber account) { return channels_[account].out.size(); }
  [[nodiscard]] bool is_asked(AccountNumber account) { return channels_[account].waiter.has_value(); }
  /// When the event may be taken again, from now; nothing when it is not refused.
  [[nodiscard]] Micros again_in(AccountNumber account, std::uint64_t sequence) {
    return channels_[account].waiting.at(EventSequence(sequence)).not_before - loop_.mono();
  }
  /// Takes one away as retention does; one that is out stays.
  void bury(AccountNumber account, std::uint64_t sequence) {
    channels_[account].waiting.erase(EventSequence(sequence));
  }

  std::vector<EventSequence> taken;
  unsigned asks = 0;
  bool gives_nothing = false;  // and does not let anybody wait
  std::optional<gateway::RequestError> take_error;
  std::optional<gateway::RequestError> settle_error;

  // --- gateway::Api

  void take_events(gateway::EventChannel of, unsigned limit, Seconds, Done<gateway::EventsPage> done) override {
    ++asks;
    if (take_error) return done(failure(*take_error));
    Channel& channel = channels_[of.account];
    if (channel.waiter) std::exchange(channel.waiter, std::nullopt)->done(gateway::EventsPage{});
    if (limit == 0 || gives_nothing) return done(gateway::EventsPage{});
    channel.waiter = Waiter{limit, std::move(done)};
    offer(channel);
  }
  void settle_events(gateway::EventChannel of, gateway::EventsSettlement settlement, Done<void> done) override {
    if (settle_error) return done(failure(*settle_error));
    Channel& channel = channels_[of.account];
    for (const EventSequence sequence : settlement.taken) {
      if (channel.out.erase(sequence) > 0) taken.push_back(sequence);
    }
    for (const EventSequence sequence : settlement.refused) {
      auto node = channel.out.extract(sequence);
      if (node.empty()) continue;
      channel.waiting.emplace(sequence, Waiting{std::move(node.mapped()), loop_.mono() + settlement.again_after});
    }
    for (const EventSequence sequence : settlement.recalled) {
      if (const auto found = channel.waiting.find(sequence); found != channel.waiting.end()) {
        found->second.not_before = loop_.mono();
      }
    }
    if (settlement.again_after > Micros(0)) {
      timers_.push_back(loop_.after(settlement.again_after, [this, &channel] { offer(channel); }));
    }
    done({});
    offer(channel);
  }

  void accept(gateway::AcceptRequest, Done<gateway::AcceptAnswer>) override {}
  void cancel(gateway::CancelRequest, Done<gateway::CancelAnswer>) override {}
  void replace(gateway::ReplaceRequest, Done<void>) override {}
  void find_message(AccountNumber, MessageId, Done<gateway::MessageView>) override {}
  void list_messages(gateway::MessagesQuery, Done<gateway::MessagesPage>) override {}
  void find_alias(AccountNumber, std::uint32_t, Done<MessageId>) override {}
  void events(AccountNumber, unsigned, Seconds, Done<gateway::EventsPage>) override {}
  void acknowledge(AccountNumber, EventSequence, Done<void>) override {}
  void list_blocked(gateway::BlockedQuery, Done<store::BlockedPage>) override {}
  void find_blocked(AccountNumber, const PhoneNumber&, Done<store::BlockedPhone>) override {}
  void block(AccountNumber, const PhoneNumber&, Done<bool>) override {}
  void unblock(AccountNumber, const PhoneNumber&, Done<gateway::Unblocked>) override {}
  void dead_letters(gateway::EventChannel, EventSequence, unsigned, Done<gateway::DeadLetters>) override {}
  void revive(gateway::EventChannel, std::vector<EventSequence>, bool, Done<std::uint64_t>) override {}

 private:
  struct Waiting {
    gateway::Event event;
    MonoTime not_before;
  };
  struct Waiter {
    unsigned limit;
    Done<gateway::EventsPage> done;
  };
  struct Channel {
    std::uint64_t last = 0;
    std::map<EventSequence, Waiting> waiting;
    std::map<EventSequence, gateway::Event> out;
    std::optional<Waiter> waiter;
  };

  void offer(Channel& channel) {
    if (!channel.waiter) return;
    std::set<MessageId> held;  // messages of which an earlier event is out or steps aside
    for (const auto& [sequence, event] : channel.out) held.insert(event.message->id);
    std::vector<EventSequence> chosen;
    for (const auto& [sequence, waiting] : channel.waiting) {
      if (chosen.size() == channel.waiter->limit) break;
      if (held.contains(waiting.event.message->id)) continue;
      if (waiting.not_before > loop_.mono()) {
        held.insert(waiting.event.message->id);
      } else {
        chosen.push_back(sequence);
        held.insert(waiting.event.message->id);
      }
    }
    if (chosen.empty()) return;
    gateway::EventsPage page;
    for (const EventSequence sequence : chosen) {
      page.events.push_back(channel.waiting.extract(sequence).mapped().event);
      channel.out.emplace(sequence, page.events.back());
    }
    std::exchange(channel.waiter, std::nullopt)->done(std::move(page));
  }

  Scheduler& loop_;
  std::map<AccountNumber, Channel> channels_;
  std::vector<Timer> timers_;
};

}  // namespace smppedge::test
