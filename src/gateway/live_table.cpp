// SPDX-License-Identifier: Apache-2.0
#include "gateway/live_table.h"

#include <algorithm>

#include "gateway/handset.h"
#include "gateway/standing.h"

namespace smppedge::gateway {

void LiveTable::link(LiveMessage& message) {
  to_.link(message);
  if (!message.ref.empty()) ref_.link(message);
  if (is_told(message)) told_.link(message);
  note_standing(message);
  index_send_at(message);
}

void LiveTable::note_standing(LiveMessage& message) {
  const bool unsent = standing_of(message) == Standing::unsent;
  if (unsent == message.by_unsent.is_linked()) return;
  unsent ? unsent_.link(message) : message.by_unsent.unlink();
}

LiveMessage& LiveTable::insert(std::shared_ptr<LiveMessage> message) {
  LiveMessage& live = *message;
  by_age_.push_back(live);
  link(live);
  newborn_[live.account].push_back(live.id);
  messages_.insert_or_assign(live.id, std::move(message));
  return live;
}

LiveMessage& LiveTable::insert_returned(std::shared_ptr<LiveMessage> message) {
  LiveMessage& live = *message;
  by_age_.push_front(live);
  link(live);
  messages_.insert_or_assign(live.id, std::move(message));
  return live;
}

const std::deque<MessageId>& LiveTable::newborn(AccountNumber account) const {
  static const std::deque<MessageId> none;
  const auto found = newborn_.find(account);
  return found == newborn_.end() ? none : found->second;
}

void LiveTable::forget_newborn_before(MessageId id) {
  for (auto& [account, ids] : newborn_) {
    while (!ids.empty() && ids.front() < id) ids.pop_front();
  }
}

LiveMessage* LiveTable::find(MessageId id) {
  const auto found = messages_.find(id);
  return found == messages_.end() ? nullptr : found->second.get();
}

std::shared_ptr<LiveMessage> LiveTable::remove(MessageId id) {
  const auto found = messages_.find(id);
  if (found == messages_.end()) return nullptr;
  std::shared_ptr<LiveMessage> message = std::move(found->second);
  messages_.erase(found);
  if (cursor_ != by_age_.end() && &*cursor_ == message.get()) ++cursor_;
  message->by_age.unlink();
  if (message->claimed.is_linked()) message->claimed.unlink();
  for (LiveMessage::TreeHook* hook :
       {&message->by_send_at, &message->by_to, &message->by_ref, &message->by_told, &message->by_unsent}) {
    if (hook->is_linked()) hook->unlink();
  }
  return message;
}

void LiveTable::index_carrier_id(CarrierNumber carrier, std::string key, const AttemptRef& attempt) {
  carrier_ids_.insert_or_assign(CarrierKey{carrier, std::move(key)}, attempt);
}

bool LiveTable::forget_carrier_id(CarrierNumber carrier, std::string_view key, MessageId owner) {
  const auto found = carrier_ids_.find(CarrierKeyView{carrier, key});
  if (found == carrier_ids_.end() || found->second.message != owner) return false;
  carrier_ids_.erase(found);
  return true;
}

const AttemptRef* LiveTable::find_carrier_id(CarrierNumber carrier, std::string_view key) const {
  const auto found = carrier_ids_.find(CarrierKeyView{carrier, key});
  return found == carrier_ids_.end() ? nullptr : &found->second;
}

void LiveTable::index_doubt(CarrierNumber carrier, const PhoneNumber& phone, const AttemptRef& attempt) {
  doubts_[CarrierKey{carrier, std::string(number_tail(phone.digits()))}].push_back(attempt);
  ++doubt_count_;
}

void LiveTable::forget_doubt(CarrierNumber carrier, const PhoneNumber& phone, const AttemptRef& attempt) {
  const auto found = doubts_.find(CarrierKeyView{carrier, number_tail(phone.digits())});
  if (found == doubts_.end()) return;
  doubt_count_ -= std::erase(found->second, attempt);
  if (found->second.empty()) doubts_.erase(found);
}

const std::vector<AttemptRef>* LiveTable::find_doubts(CarrierNumber carrier, std::string_view number) const {
  const auto found = doubts_.find(CarrierKeyView{carrier, number_tail(number)});
  return found == doubts_.end() ? nullptr : &found->second;
}

bool LiveTable::awaits_response(CarrierNumber carrier, const PhoneNumber& phone, std::string_view sender) {
  bool awaited = false;
  const PhoneNumber swapped = phone_of(sender);  // once for all messages, which handset_fit() does not
  for (auto at = claimed_.begin(); at != claimed_.end();) {
    LiveMessage& message = *at++;
    bool claimed = false;
    for (const Segment& segment : message.segments) {
      if (segment.state != SegmentState::claimed) continue;
      claimed = true;
      awaited =
          awaited || (segment.attempts.back().carrier == carrier && (is_to(message, phone) || is_to(message, swapped)));
    }
    if (!claimed) message.claimed.unlink();
  }
  return awaited;
}

}  // namespace smppedge::gateway
