// SPDX-License-Identifier: Apache-2.0
// The gateway behind the SMPP door, by hand: requests wait until a test answers them, as a commit would; events are
// kept, given out and taken back as gateway/api.h promises. Answers come in a turn of their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
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

  explicit FakeGateway(sim::SimScheduler& scheduler);
  FakeGateway(const FakeGateway&) = delete;
  FakeGateway& operator=(const FakeGateway&) = delete;
  ~FakeGateway() override;

  // --- messages

  std::deque<std::pair<gateway::AcceptRequest, Done<gateway::AcceptAnswer>>> accepts;
  std::vector<gateway::AcceptItem> accepted;
  std::map<MessageId, Message> messages;
  std::map<std::uint32_t, MessageId> aliases;
  std::vector<gateway::CancelRequest> cancels;
  std::vector<gateway::ReplaceRequest> replaces;
  std::optional<gateway::RequestError> refusal;  ///< of all that is asked from now on

  /// Answers what waits, in one turn: a commit.
  void commit();

  void accept(gateway::AcceptRequest request, Done<gateway::AcceptAnswer> done) override;
  void cancel(gateway::CancelRequest request, Done<gateway::CancelAnswer> done) override;
  void replace(gateway::ReplaceRequest request, Done<void> done) override;
  void find_message(AccountNumber, MessageId id, Done<gateway::MessageView> done) override;
  void find_alias(AccountNumber, std::uint32_t alias, Done<MessageId> done) override;
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
  EventSequence tell(AccountNumber account, gateway::Event event);
  [[nodiscard]] std::size_t kept(AccountNumber account) { return kept_[account].size(); }
  [[nodiscard]] std::size_t out(AccountNumber account) { return out_[account].size(); }

  /// The call that waits ends with an empty page, as after its time.
  void end_take(AccountNumber account);
  void take_events(gateway::EventChannel channel, unsigned limit, Seconds wait,
                   Done<gateway::EventsPage> done) override;
  void settle_events(gateway::EventChannel channel, gateway::EventsSettlement settlement, Done<void> done) override;

  void events(AccountNumber, unsigned, Seconds, Done<gateway::EventsPage>) override {}
  void acknowledge(AccountNumber, EventSequence, Done<void>) override {}
  void list_blocked(gateway::BlockedQuery, Done<store::BlockedPage>) override {}
  void find_blocked(AccountNumber, const PhoneNumber&, Done<store::BlockedPhone>) override {}
  void block(AccountNumber, const PhoneNumber&, Done<bool>) override {}
  void unblock(AccountNumber, const PhoneNumber&, Done<gateway::Unblocked>) override {}
  void dead_letters(gateway::EventChannel, EventSequence, unsigned, Done<gateway::DeadLetters>) override {}
  void revive(gateway::EventChannel, std::vector<EventSequence>, bool, Done<std::uint64_t>) override {}

 private:
  static tl::unexpected<gateway::RequestError> not_found();
  template <class T>
  void reply(Done<T> done, Answered<T> answered);
  void answer(const gateway::AcceptRequest& request, const Done<gateway::AcceptAnswer>& done);
  void serve(AccountNumber account);

  sim::SimScheduler& scheduler_;
  std::uint64_t last_id_ = 0x0123456789000000;
  std::uint64_t last_sequence_ = 0;
  std::map<AccountNumber, std::map<EventSequence, gateway::Event>> kept_;
  std::map<AccountNumber, std::set<EventSequence>> out_;
};

}  // namespace smppedge::north::smpp::test
