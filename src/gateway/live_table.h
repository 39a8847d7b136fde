// SPDX-License-Identifier: Apache-2.0
// The open messages that are in memory, and what finds them: by id, by a carrier's id, by the phone of an attempt in
// doubt, and by age (for deadlines and for leaving memory). Core loop only.
#pragma once

#include <boost/intrusive/list.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <memory>
#include <string_view>

#include "message/message.h"
#include "store/carrier_key.h"
#include "store/location.h"

namespace smppedge::gateway {

/// A message with what the gateway needs beside its facts. It becomes the immutable body of its event when it ends, so
/// it is shared; until then the table is its only owner.
struct LiveMessage : Message {
  store::BatchNumber born_after;  ///< the batch before that of its birth
  bool is_new = true;             ///< no checkpoint has covered it yet
  store::Location last;           ///< its newest fact
  store::Location recorded;       ///< what its open record says, when it has one
  bool has_open_record = false;
  bool awaiting_turn = false;  ///< its id stands in a queue
  MonoTime in_memory_since;
  using Hook = boost::intrusive::list_member_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  Hook by_age;
  Hook claimed;
};

using store::CarrierKey;
using store::CarrierKeyMap;
using store::CarrierKeyView;

class LiveTable {
 public:
  template <LiveMessage::Hook LiveMessage::*hook>
  using List = boost::intrusive::list<LiveMessage, boost::intrusive::member_hook<LiveMessage, LiveMessage::Hook, hook>,
                                      boost::intrusive::constant_time_size<false>>;
  using ByAge = List<&LiveMessage::by_age>;

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

  /// Attempts in doubt, found by the phone they were for.
  void index_doubt(CarrierNumber carrier, const PhoneNumber& phone, const AttemptRef& attempt);
  void forget_doubt(CarrierNumber carrier, const PhoneNumber& phone, const AttemptRef& attempt);
  [[nodiscard]] const std::vector<AttemptRef>* find_doubts(CarrierNumber carrier, const PhoneNumber& phone) const;
  [[nodiscard]] std::size_t doubts() const { return doubt_count_; }

  /// A segment of `message` was claimed; it is remembered until none is.
  void note_claimed(LiveMessage& message) {
    if (!message.claimed.is_linked()) claimed_.push_back(message);
  }
  /// An attempt to that phone at that carrier still awaits its response.
  [[nodiscard]] bool awaits_response(CarrierNumber carrier, const PhoneNumber& phone);

  /// Those with an open record first, then by time of accept.
  [[nodiscard]] ByAge& by_age() { return by_age_; }
  /// Where the sweep goes on: kept while messages come and go.
  [[nodiscard]] ByAge::iterator& cursor() { return cursor_; }

 private:
  ByAge by_age_;
  ByAge::iterator cursor_ = by_age_.end();
  List<&LiveMessage::claimed> claimed_;  // and some that are claimed no longer; awaits_response() drops those
  boost::unordered_flat_map<MessageId, std::shared_ptr<LiveMessage>, std::hash<MessageId>> messages_;
  CarrierKeyMap<AttemptRef> carrier_ids_;
  CarrierKeyMap<std::vector<AttemptRef>> doubts_;
  std::size_t doubt_count_ = 0;
};

}  // namespace smppedge::gateway
