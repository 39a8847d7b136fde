// SPDX-License-Identifier: Apache-2.0
#include "gateway/recovery.h"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/loader.h"

namespace smppedge::gateway {

LiveMessage* Recovery::bring_back(const store::OpenRecord& record, const store::Chain& chain) {
  std::shared_ptr<LiveMessage> live = message_of(chain);
  if (live == nullptr) {
    broken_ = fmt::format("the facts of open message {} do not fit together", record.message.to_string());
    return nullptr;
  }
  live->is_new = false;
  live->recorded_kind = record.kind;
  live->in_memory_since = core_.scheduler.mono();
  core_.number_returns(*live);
  return &core_.table.insert_returned(std::move(live));
}

void Recovery::on_resident(const store::OpenRecord& record, const store::Chain& chain) {
  core_.message_opened(record.account, record.carrier);
  if (const LiveMessage* message = bring_back(record, chain)) pins_.restore(*message);
}

void Recovery::note_on_disk(const store::OpenRecord& record) {
  core_.message_opened(record.account, record.carrier);
  if (record.last.batch > batch_) on_disk_.insert(record.message);
}

void Recovery::on_queued(const store::OpenRecord& record) {
  note_on_disk(record);
  queued_.push_back(record);
}

void Recovery::on_awaiting(const store::OpenRecord& record) {
  note_on_disk(record);
}

void Recovery::on_scheduled(const store::OpenRecord& record) {
  note_on_disk(record);
  schedule_.found(record);
}

void Recovery::on_parked(const store::ParkedRecord& record, const store::Chain& chain) {
  if (chain.facts.empty()) {
    broken_ = fmt::format("a parked receipt of carrier {} is not where its record says", record.carrier.value());
    return;
  }
  park(chain.facts.back(), true);
}

void Recovery::on_reply_part(const store::RecordedFact& part) {
  replies_.restore_part(part, true);
}

void Recovery::park(const store::RecordedFact& fact, bool recorded) {
  auto receipt = parked_receipt(core_, fact);
  if (!receipt) return;
  receipt->recorded = recorded;
  parked_.add(std::move(*receipt));
}

void Recovery::on_fact(const store::RecordedFact& fact, store::RecoverySource& source) {
  if (broken_) return;
  if (fact.at.batch != batch_) before_batch_ = std::exchange(batch_, fact.at.batch);
  if (const auto* accepted = std::get_if<store::Accepted>(&fact.fact)) return birth(fact, *accepted);
  const bool beside_messages =
      std::holds_alternative<store::ReceiptParked>(fact.fact) || std::holds_alternative<store::PduParked>(fact.fact) ||
      std::holds_alternative<store::ReplyTaken>(fact.fact) || std::holds_alternative<store::RepliedTo>(fact.fact) ||
      std::holds_alternative<store::ReplyPartTaken>(fact.fact) ||
      std::holds_alternative<store::ReplyProven>(fact.fact) || std::holds_alternative<store::PhoneBlocked>(fact.fact) ||
      std::holds_alternative<store::PhoneUnblocked>(fact.fact) ||
      std::holds_alternative<store::RemovalAsked>(fact.fact) ||
      std::holds_alternative<store::RemovalDenied>(fact.fact) ||
      std::holds_alternative<store::EventsAcknowledged>(fact.fact) ||
      std::holds_alternative<store::EventsTaken>(fact.fact) || std::holds_alternative<store::EventsBuried>(fact.fact) ||
      std::holds_alternative<store::EventRevived>(fact.fact) ||
      std::holds_alternative<store::DeadLettersDropped>(fact.fact) || std::holds_alternative<store::KeyUsed>(fact.fact);
  return beside_messages ? beside(fact) : later(fact, source);
}

void Recovery::birth(const store::RecordedFact& fact, const store::Accepted& accepted) {
  ids_.never_below(fact.header.message);
  if (accepted.client && accepted.client->told_alias != 0) {
    core_.aliases[accepted.account] = accepted.client->told_alias;
  }
  // A checkpoint's record may cover it: it was cut within the batch.
  if (core_.table.find(fact.header.message) != nullptr || on_disk_.contains(fact.header.message)) return;
  auto live = std::make_shared<LiveMessage>();
  static_cast<Message&>(*live) = make_message(fact.header, accepted);
  live->born_after = before_batch_;
  live->last = fact.at;
  live->in_memory_since = core_.scheduler.mono();
  if (live->plan.segments > 1) core_.references.used(live->plan.sender, live->to, live->plan.reference);
  pins_.restore(*live);
  core_.message_opened(live->account, live->plan.carrier);
  core_.table.insert(std::move(live));
}

void Recovery::beside(const store::RecordedFact& fact) {
  if (beside_events(fact) || blocklist_.restore(fact)) return;
  if (const auto* reply = std::get_if<store::ReplyTaken>(&fact.fact)) {
    replies_.restore(*reply, fact.at, fact.header.at);
  } else if (const auto* replied = std::get_if<store::RepliedTo>(&fact.fact)) {
    replies_.restore(*replied, fact.at, fact.header.at);
  } else if (std::holds_alternative<store::ReplyPartTaken>(fact.fact)) {
    replies_.restore_part(fact, false);
  } else if (const auto* proven = std::get_if<store::ReplyProven>(&fact.fact)) {
    replies_.restore(*proven);
  } else if (const auto* receipt = std::get_if<store::ReceiptParked>(&fact.fact)) {
    park_newer(fact, receipt->carrier, receipt->match_key);
  } else if (const auto* pdu = std::get_if<store::PduParked>(&fact.fact)) {
    park_newer(fact, pdu->carrier, pdu->match_key);
  } else if (const auto* used = std::get_if<store::KeyUsed>(&fact.fact)) {
    repeats_.restore(*used, fact.at);
  }
}

void Recovery::park_newer(const store::RecordedFact& fact, CarrierNumber carrier, std::string_view match_key) {
  const ParkedReceipt* known = parked_.find(carrier, match_key);
  if (known == nullptr || known->fact < fact.at) park(fact, false);
}

bool Recovery::beside_events(const store::RecordedFact& fact) {
  if (const auto* acknowledged = std::get_if<store::EventsAcknowledged>(&fact.fact)) {
    report_.restore(*acknowledged);
  } else if (const auto* taken = std::get_if<store::EventsTaken>(&fact.fact)) {
    report_.restore(*taken);
  } else if (const auto* buried = std::get_if<store::EventsBuried>(&fact.fact)) {
    report_.restore(*buried);
  } else if (const auto* revived = std::get_if<store::EventRevived>(&fact.fact)) {
    report_.restore(*revived, fact.header.at);
  } else if (const auto* dropped = std::get_if<store::DeadLettersDropped>(&fact.fact)) {
    report_.restore(*dropped);
  } else {
    return false;
  }
  return true;
}

void Recovery::restore_event(AccountNumber account, const store::RecordedFact& fact) {
  const store::EventPlace* place = nullptr;
  if (const auto* ended = std::get_if<store::Ended>(&fact.fact)) place = &ended->event;
  if (const auto* corrected = std::get_if<store::Corrected>(&fact.fact)) place = &corrected->event;
  if (const auto* doubted = std::get_if<store::Doubted>(&fact.fact)) place = &doubted->event;
  if (const auto* receipted = std::get_if<store::Receipted>(&fact.fact)) place = &receipted->event;
  if (place != nullptr) report_.restore(account, *place, fact.at, fact.header.at);
}

void Recovery::after_end(const store::RecordedFact& fact, store::RecoverySource& source) {
  const MessageId id = fact.header.message;
  const auto known = ended_.find(id);
  const auto account = known != ended_.end() ? std::optional(known->second) : source.find_closed_account(id);
  core_.store.note_closed({id, fact.at, account.value_or(AccountNumber())});
  if (const auto* answered = std::get_if<store::Answered>(&fact.fact)) {
    index_.note_id(answered->carrier, answered->carrier_message_id, IdOrigin::response,
                   {id, answered->segment, answered->attempt});
  } else if (const auto* receipted = std::get_if<store::Receipted>(&fact.fact)) {
    index_.note_id(receipted->carrier, receipted->carrier_message_id, IdOrigin::receipt,
                   {id, receipted->segment, receipted->attempt});
    if (!receipted->unparked_key.empty()) (void)parked_.take(receipted->carrier, receipted->unparked_key);
  } else if (const auto* corrected = std::get_if<store::Corrected>(&fact.fact)) {
    restore_event(corrected->account, fact);
  }
}

void Recovery::later(const store::RecordedFact& fact, store::RecoverySource& source) {
  LiveMessage* message = core_.table.find(fact.header.message);
  if (message == nullptr && !ended_.contains(fact.header.message)) {
    if (const auto open = source.find_open(fact.header.message)) message = bring_back(open->first, open->second);
  }
  if (broken_) return;
  if (message == nullptr) return after_end(fact, source);  // in this replay, or before the checkpoint
  if (const auto* receipted = std::get_if<store::Receipted>(&fact.fact);
      receipted != nullptr && !receipted->unparked_key.empty()) {
    const ParkedReceipt* parked = parked_.find(receipted->carrier, receipted->unparked_key);
    if (parked != nullptr && parked->fact < fact.at) (void)parked_.take(receipted->carrier, receipted->unparked_key);
  }
  if (fact.at <= message->last) return;  // a checkpoint's record covers it
  const bool replaced = std::holds_alternative<store::Replaced>(fact.fact);
  if (replaced && message->by_send_at.is_linked()) message->by_send_at.unlink();  // it may have another send time now
  if (std::holds_alternative<store::Replanned>(fact.fact)) {
    core_.windows.note(*message);  // what is in doubt left by the number of before
    core_.windows.hand_over(*message);
  }
  const CarrierNumber planned = message->plan.carrier;
  if (!fold_any_fact(*message, fact.header, fact.fact)) {
    broken_ = fmt::format("a fact of message {} does not fit those before it", fact.header.message.to_string());
    return;
  }
  core_.message_moved(planned, message->plan.carrier);
  if (replaced) core_.table.index_send_at(*message);
  core_.table.note_standing(*message);
  message->last = fact.at;
  restore_event(message->account, fact);
  if (std::holds_alternative<store::Ended>(fact.fact)) ended(*message, fact);
}

void Recovery::ended(LiveMessage& message, const store::RecordedFact& fact) {
  const MessageId id = message.id;
  ended_.emplace(id, message.account);
  if (message.recorded_kind) core_.closed_with_record.push_back(id);
  index_.add(message);
  index_.retire(message);
  core_.store.note_closed({id, fact.at, message.account});
  core_.message_ended(message.account, message.plan.carrier);
  core_.table.remove(id);
}

void Recovery::finish() {
  schedule_.end_look(true);
  // Messages of kind `queued` that a replayed fact brought back are in the table; the others stay on disk.
  std::erase_if(queued_, [&](const store::OpenRecord& record) { return core_.table.find(record.message) != nullptr; });
  std::vector<LiveMessage*> open;
  for (LiveMessage& message : core_.table.by_age()) open.push_back(&message);
  std::sort(open.begin(), open.end(), [](const LiveMessage* a, const LiveMessage* b) { return a->id < b->id; });
  for (const store::OpenRecord& record : queued_) {
    core_.queues.lane_of(record.carrier).push(record.traffic_class, record.account, record.message);
  }
  for (LiveMessage* message : open) {
    index_.add(*message);
    if (sent_at(*message) == WallTime{} || has_to_leave(*message)) core_.claim_number(*message);
    into_doubt(*message);
    const bool waits = std::any_of(message->segments.begin(), message->segments.end(),
                                   [](const Segment& segment) { return segment.state == SegmentState::waiting; });
    if (message->state == MessageState::scheduled) continue;  // the schedule queues it, at once where its time has come
    if (waits) core_.queue(*message);
  }
  replies_.finish_recovery();
}

void Recovery::into_doubt(LiveMessage& message) {
  for (std::size_t i = 0; i < message.segments.size(); ++i) {
    const Segment& segment = message.segments[i];
    const auto index = static_cast<std::uint8_t>(i);
    if (segment.state == SegmentState::claimed) {
      const auto attempt = static_cast<std::uint8_t>(segment.attempts.size() - 1);
      core_.table.index_doubt(segment.attempts.back().carrier, message.to, AttemptRef{message.id, index, attempt});
      settle_.record_doubt(message, {index, attempt, BindId(0), 0, Reason::crash, {}});
      core_.windows.note(message);
      doubted_.emplace_back(segment.attempts.back().carrier, message.to);
      ++core_.counters.doubts;
    }
    settle_.pursue_doubt(message, index);
  }
}

}  // namespace smppedge::gateway
