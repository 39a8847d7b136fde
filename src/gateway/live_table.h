// SPDX-License-Identifier: Apache-2.0
// The open messages that are in memory, and what finds them: by id, by a carrier's id, by the phone of an attempt in
// doubt, by their account's look-ups (lookups.h), by send time, and by age (for deadlines and for leaving memory).
// Core loop only.
#pragma once

#include <boost/intrusive/list.hpp>
#include <boost/intrusive/set.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "gateway/live_lookups.h"
#include "store/carrier_key.h"

namespace smppedge::gateway {

using store::CarrierKey;
using store::CarrierKeyMap;
using store::CarrierKeyView;

class LiveTable {
 public:
  template <LiveMessage::Hook LiveMessage::*hook>
  using List = boost::intrusive::list<LiveMessage, boost::intrusive::member_hook<LiveMessage, LiveMessage::Hook, hook>,
                                      boost::intrusive::constant_time_size<false>>;
  using ByAge = List<&LiveMessage::by_age>;
  struct SendsEarlier {
    bool operator()(const LiveMessage& a, const LiveMessage& b) const {
      return a.send_at != b.send_at ? a.send_at < b.send_at : a.id < b.id;
    }
  };
  using BySendAt =
      boost::intrusive::set<LiveMessage,
                            boost::intrusive::member_hook<LiveMessage, LiveMessage::TreeHook, &LiveMessage::by_send_at>,
                            boost::intrusive::compare<SendsEarlier>, boost::intrusive::constant_time_size<false>>;

  explicit LiveTable(std::size_t messages_expected)
      : to_(messages_expected), ref_(messages_expected), told_(messages_expected), unsent_(messages_expected) {}

  /// Takes a new message in, as the youngest.
  LiveMessage& insert(std::shared_ptr<LiveMessage> message);
  /// Takes in one that came back from disk: it stands before all that have not been there.
  LiveMessage& insert_returned(std::shared_ptr<LiveMessage> message);
  [[nodiscard]] LiveMessage* find(MessageId id);
  /// Takes the message out of every index and gives its ownership away.
  std::shared_ptr<LiveMessage> remove(MessageId id);
  [[nodiscard]] std::size_t size() const { return messages_.size(); }

  void index_carrier_id(CarrierNumber carrier, std::string key, const AttemptRef& attempt);
  /// False when the id is another message's, or nobody's.
  bool forget_carrier_id(CarrierNumber carrier, std::string_view key, MessageId owner);
  [[nodiscard]] const AttemptRef* find_carrier_id(CarrierNumber carrier, std::string_view key) const;

  /// Attempts in doubt, found by the end of the phone they were for (number_tail).
  void index_doubt(CarrierNumber carrier, const PhoneNumber& phone, const AttemptRef& attempt);
  void forget_doubt(CarrierNumber carrier, const PhoneNumber& phone, const AttemptRef& attempt);
  /// Those to any phone that ends like `number`: handset_fit() says whether it is the same; nullptr when there are
  /// none.
  [[nodiscard]] const std::vector<AttemptRef>* find_doubts(CarrierNumber carrier, std::string_view number) const;
  [[nodiscard]] std::size_t doubts() const { return doubt_count_; }

  /// A segment of `message` was claimed; it is remembered until none is.
  void note_claimed(LiveMessage& message) {
    if (!message.claimed.is_linked()) claimed_.push_back(message);
    if (message.by_unsent.is_linked()) message.by_unsent.unlink();
  }
  /// An attempt at that carrier to the handset of a receipt with these addresses (handset_fit) still awaits its
  /// response.
  [[nodiscard]] bool awaits_response(CarrierNumber carrier, const PhoneNumber& phone, std::string_view sender);

  /// Messages of that account with that phone, newest first, ids below `before` (0: all); `visit` gives false to end
  /// the walk, and must not change the table.
  template <class Visit>
  void for_each_to(AccountNumber account, const PhoneNumber& to, MessageId before, Visit visit) {
    to_.for_each({account, to.digits(), before}, visit);
  }
  template <class Visit>
  void for_each_ref(AccountNumber account, std::string_view ref, MessageId before, Visit visit) {
    ref_.for_each({account, ref, before}, visit);
  }
  /// By a told_lookup().
  template <class Visit>
  void for_each_told(AccountNumber account, store::LookupKind kind, std::uint64_t value, Visit visit) {
    told_.for_each({account, kind, value, MessageId()}, visit);
  }

  /// Those of them that are unsent (standing.h).
  template <class Visit>
  void for_each_unsent(AccountNumber account, const PhoneNumber& to, Visit visit) {
    unsent_.for_each({account, to.digits(), MessageId()}, visit);
  }
  /// A claim of `message` came to nothing, or facts were read back: it may be unsent again, or no longer.
  void note_standing(LiveMessage& message);

  /// Scheduled ones by their send time. A message that is to be scheduled anew is taken out before it changes.
  [[nodiscard]] BySendAt& by_send_at() { return by_send_at_; }
  /// Puts it there when it is scheduled.
  void index_send_at(LiveMessage& message) {
    if (message.state == MessageState::scheduled && !message.by_send_at.is_linked()) by_send_at_.insert(message);
  }

  /// An account's messages that no checkpoint has covered yet, and some that have ended, in ascending order of id.
  [[nodiscard]] const std::deque<MessageId>& newborn(AccountNumber account) const;
  /// A checkpoint has covered all births before `id`.
  void forget_newborn_before(MessageId id);

  /// Those with an open record first, then by time of accept.
  [[nodiscard]] ByAge& by_age() { return by_age_; }
  /// Where the sweep goes on: kept while messages come and go.
  [[nodiscard]] ByAge::iterator& cursor() { return cursor_; }

 private:
  void link(LiveMessage& message);

  ByAge by_age_;
  ByAge::iterator cursor_ = by_age_.end();
  List<&LiveMessage::claimed> claimed_;  // and some that are claimed no longer; awaits_response() drops those
  BySendAt by_send_at_;
  LiveLookups<ToOf, &LiveMessage::by_to> to_;
  LiveLookups<RefOf, &LiveMessage::by_ref> ref_;
  LiveLookups<ToldOf, &LiveMessage::by_told> told_;
  LiveLookups<ToOf, &LiveMessage::by_unsent> unsent_;
  std::unordered_map<AccountNumber, std::deque<MessageId>> newborn_;
  boost::unordered_flat_map<MessageId, std::shared_ptr<LiveMessage>, std::hash<MessageId>> messages_;
  CarrierKeyMap<AttemptRef> carrier_ids_;
  CarrierKeyMap<std::vector<AttemptRef>> doubts_;
  std::size_t doubt_count_ = 0;
};

}  // namespace smppedge::gateway
