// SPDX-License-Identifier: Apache-2.0
// The other sides of the HTTP door, by hand: a gateway whose answers a test gives, two loops that run when told, and
// an HTTP connection in memory.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/scheduler.h"
#include "gateway/api.h"
#include "net/http_responder.h"

namespace smppedge::north::http {

class ManualExecutor final : public Executor {
 public:
  void post(std::function<void()> work) override { waiting.push_back(std::move(work)); }
  void run();
  std::deque<std::function<void()>> waiting;
};

/// Keeps every question; the test answers.
class FakeGateway final : public gateway::Api {
 public:
  template <class T>
  using Done = gateway::Api::Done<T>;
  struct Find {
    AccountNumber account;
    MessageId id;
    Done<gateway::MessageView> done;
  };
  struct Poll {
    AccountNumber account;
    unsigned limit;
    Seconds wait;
    Done<gateway::EventsPage> done;
  };
  struct Acknowledge {
    AccountNumber account;
    EventSequence through;
    Done<void> done;
  };
  struct DeadLetters {
    gateway::EventChannel channel;
    EventSequence after;
    unsigned limit;
    Done<gateway::DeadLetters> done;
  };
  struct Revive {
    gateway::EventChannel channel;
    std::vector<EventSequence> buried;
    bool all;
    Done<std::uint64_t> done;
  };
  template <class T>
  struct OfPhone {
    AccountNumber account;
    PhoneNumber phone;
    Done<T> done;
  };

  FakeGateway();
  FakeGateway(const FakeGateway&) = delete;
  FakeGateway& operator=(const FakeGateway&) = delete;
  ~FakeGateway() override;

  void accept(gateway::AcceptRequest request, Done<gateway::AcceptAnswer> done) override;
  void find_message(AccountNumber account, MessageId id, Done<gateway::MessageView> done) override;
  void cancel(gateway::CancelRequest request, Done<gateway::CancelAnswer> done) override;
  void replace(gateway::ReplaceRequest, Done<void>) override {}
  void list_messages(gateway::MessagesQuery query, Done<gateway::MessagesPage> done) override;
  void find_alias(AccountNumber, std::uint32_t, Done<MessageId>) override {}
  void take_events(gateway::EventChannel, unsigned, Seconds, Done<gateway::EventsPage>) override {}
  void settle_events(gateway::EventChannel, gateway::EventsSettlement, Done<void>) override {}
  void dead_letters(gateway::EventChannel channel, EventSequence after, unsigned limit,
                    Done<gateway::DeadLetters> done) override;
  void revive(gateway::EventChannel channel, std::vector<EventSequence> buried, bool all,
              Done<std::uint64_t> done) override;
  void events(AccountNumber account, unsigned limit, Seconds wait, Done<gateway::EventsPage> done) override;
  void acknowledge(AccountNumber account, EventSequence through, Done<void> done) override;
  void list_blocked(gateway::BlockedQuery query, Done<store::BlockedPage> done) override;
  void find_blocked(AccountNumber account, const PhoneNumber& phone, Done<store::BlockedPhone> done) override;
  void block(AccountNumber account, const PhoneNumber& phone, Done<bool> done) override;
  void unblock(AccountNumber account, const PhoneNumber& phone, Done<gateway::Unblocked> done) override;
  [[nodiscard]] bool untouched() const;

  std::vector<std::pair<gateway::AcceptRequest, Done<gateway::AcceptAnswer>>> accepts;
  std::vector<std::pair<gateway::CancelRequest, Done<gateway::CancelAnswer>>> cancels;
  std::vector<Find> finds;
  std::vector<std::pair<gateway::MessagesQuery, Done<gateway::MessagesPage>>> lists;
  std::vector<Poll> polls;
  std::vector<Acknowledge> acknowledges;
  std::vector<DeadLetters> dead;
  std::vector<Revive> revives;
  std::vector<std::pair<gateway::BlockedQuery, Done<store::BlockedPage>>> blocked_lists;
  std::vector<OfPhone<store::BlockedPhone>> blocked_finds;
  std::vector<OfPhone<bool>> blocks;
  std::vector<OfPhone<gateway::Unblocked>> unblocks;
};

/// Hands out responders and keeps what they answered.
class FakeExchanges final : public HttpExchanges, public std::enable_shared_from_this<FakeExchanges> {
 public:
  struct Answer {
    int status = 0;
    std::string content_type;
    std::string body;
    std::map<std::string, std::string> headers;
  };

  HttpResponder next() { return {weak_from_this(), exchanges_++}; }

  void respond(std::uint64_t exchange, const HttpResponse& response) override;
  [[nodiscard]] bool is_waiting(std::uint64_t exchange) const override { return !answers.contains(exchange); }
  void on_gone(std::uint64_t exchange, std::function<void()> callback) override;

  std::map<std::uint64_t, Answer> answers;
  std::map<std::uint64_t, std::function<void()>> gone;

 private:
  std::uint64_t exchanges_ = 0;
};

}  // namespace smppedge::north::http
