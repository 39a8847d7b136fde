// SPDX-License-Identifier: Apache-2.0
#include "gateway/fold_fact.h"

#include <algorithm>

namespace smppedge::gateway {
namespace {

using store::FactHeader;

class Folder {
 public:
  Folder(Message& message, const FactHeader& header) : message_(message), at_(header.at) {}

  bool operator()(const store::Accepted&) { return false; }  // a second birth
  bool operator()(const store::ReceiptParked&) { return true; }
  bool operator()(const store::PduParked&) { return true; }
  bool operator()(const store::ReplyTaken&) { return true; }  // part of the chain, changes nothing
  bool operator()(const store::RepliedTo&) { return true; }
  bool operator()(const store::ReplyPartTaken&) { return true; }
  bool operator()(const store::ReplyProven&) { return true; }
  bool operator()(const store::PhoneBlocked&) { return true; }
  bool operator()(const store::PhoneUnblocked&) { return true; }
  bool operator()(const store::RemovalAsked&) { return true; }
  bool operator()(const store::RemovalDenied&) { return true; }
  bool operator()(const store::EventsAcknowledged&) { return true; }
  bool operator()(const store::EventsTaken&) { return true; }
  bool operator()(const store::EventsBuried&) { return true; }
  bool operator()(const store::EventRevived&) { return true; }
  bool operator()(const store::DeadLettersDropped&) { return true; }
  bool operator()(const store::KeyUsed&) { return true; }
  bool operator()(const store::DoubtSettled&) { return true; }
  bool operator()(const store::ConversationNamed& fact) {
    message_.conversation = fact.conversation;
    return true;
  }
  bool operator()(const store::Wire&) { return true; }  // what was on the wire is told by the facts around it

  bool operator()(const store::Replaced& fact) {
    message_.body_kind = fact.body_kind;
    message_.data_coding = fact.data_coding;
    message_.body = fact.body;
    message_.expires_at = fact.expires_at;
    message_.send_at = fact.send_at;
    if (message_.client) message_.client->registered_delivery = fact.registered_delivery;
    begin_anew(fact.plan);
    return true;
  }

  bool operator()(const store::Replanned& fact) {
    if (fact.reason == Reason::not_mine) message_.refused_by.push_back(fact.from);
    if (fact.plan.segments != message_.segments.size()) {
      begin_anew(fact.plan);
      return true;
    }
    // The same cut: what was tried stays known, since an attempt may still turn out to have been accepted.
    message_.plan = fact.plan;
    ++message_.revision;
    for (Segment& segment : message_.segments) segment.reason = Reason::none;
    return true;
  }

  bool operator()(const store::Claimed& fact) {
    Segment* segment = find(fact.segment);
    if (segment == nullptr) return false;
    // A released attempt never was on the wire: the next one takes its place, however often a bind comes and goes.
    const bool reuse = !segment->attempts.empty() && segment->attempts.back().state == AttemptState::released;
    if (!reuse && segment->attempts.size() >= attempts_limit) return false;
    if (!reuse) segment->attempts.emplace_back();
    Attempt& attempt = segment->attempts.back();
    attempt = Attempt{};
    attempt.carrier = fact.carrier;
    attempt.claimed_at = at_;
    segment->state = SegmentState::claimed;
    segment->reason = Reason::none;
    return true;
  }

  bool operator()(const store::Released& fact) {
    Segment* segment = find(fact.segment);
    if (segment == nullptr || segment->attempts.empty()) return false;
    segment->attempts.back().state = AttemptState::released;
    segment->attempts.back().reason = fact.reason;
    if (segment->state != SegmentState::claimed) return true;
    segment->state = was_accepted(*segment) ? SegmentState::sent : SegmentState::waiting;
    return true;
  }

  bool operator()(const store::Answered& fact) {
    Attempt* attempt = find(fact.segment, fact.attempt);
    if (attempt == nullptr) return false;
    Segment& segment = message_.segments[fact.segment];
    const bool current = fact.attempt + 1U == segment.attempts.size();
    attempt->bind = fact.bind;
    attempt->sequence_number = fact.sequence_number;
    attempt->command_status = fact.command_status;
    attempt->answered_at = at_;
    if (fact.command_status == 0) {
      attempt->state = AttemptState::accepted;
      attempt->carrier_message_id = fact.carrier_message_id;
      attempt->id_from_receipt = false;
      // An older attempt that turns out accepted settles the doubt and needs no other; one that is on its way keeps its
      // own course.
      if (!is_terminal(segment.state) && (current || segment.state != SegmentState::claimed)) {
        segment.state = SegmentState::sent;
        segment.reason = Reason::none;
      }
      return true;
    }
    attempt->state = AttemptState::refused;
    if (!current || is_terminal(segment.state)) return true;
    if (was_accepted(segment)) {
      segment.state = SegmentState::sent;
      return true;
    }
    const bool doubted = newest_doubt(segment) != nullptr;  // an older attempt may still deliver it
    const SegmentState refused = doubted ? SegmentState::in_doubt : SegmentState::rejected;
    segment.state = fact.retry ? SegmentState::waiting : refused;
    segment.reason = fact.reason;
    return true;
  }

  bool operator()(const store::Doubted& fact) {
    Attempt* attempt = find(fact.segment, fact.attempt);
    if (attempt == nullptr) return false;
    message_.doubted = true;
    Segment& segment = message_.segments[fact.segment];
    if (attempt->state == AttemptState::in_doubt) {
      if (segment.state != SegmentState::waiting && segment.state != SegmentState::in_doubt) return true;
      segment.state = SegmentState::in_doubt;
      segment.reason = fact.reason;
      return true;
    }
    attempt->state = AttemptState::in_doubt;
    attempt->reason = fact.reason;
    attempt->answered_at = at_;
    attempt->bind = fact.bind;
    attempt->sequence_number = fact.sequence_number;
    if (segment.state == SegmentState::claimed && fact.attempt + 1U == segment.attempts.size()) {
      const bool settled = was_accepted(segment);
      segment.state = settled ? SegmentState::sent : SegmentState::in_doubt;
      segment.reason = settled ? Reason::none : fact.reason;
    }
    return true;
  }

  bool operator()(const store::Resent& fact) {
    Segment* segment = find(fact.segment);
    if (segment == nullptr) return false;
    segment->state = SegmentState::waiting;
    segment->reason = Reason::none;
    return true;
  }

  bool operator()(const store::Receipted& fact) {
    Attempt* attempt = find(fact.segment, fact.attempt);
    if (attempt == nullptr) return false;
    if (attempt->state == AttemptState::in_doubt) attempt->state = AttemptState::accepted;
    if (attempt->carrier_message_id.empty() && !fact.carrier_message_id.empty()) {
      attempt->carrier_message_id = fact.carrier_message_id;
      attempt->id_from_receipt = true;
    }
    Segment& segment = message_.segments[fact.segment];
    if (segment.receipts != 255) ++segment.receipts;
    if (!is_terminal(fact.state)) {
      const bool settles = segment.state == SegmentState::in_doubt || segment.state == SegmentState::waiting;
      if (settles && was_accepted(segment)) segment.state = SegmentState::sent;
      return true;
    }
    if (end_attempt(segment, *attempt, fact.state, fact.reason)) segment.receipt_err = fact.err;
    return true;
  }

  bool operator()(const store::Queried& fact) {
    Attempt* attempt = find(fact.segment, fact.attempt);
    if (attempt == nullptr) return false;
    if (attempt->queries != 255) ++attempt->queries;
    attempt->queried_at = at_;
    Segment& segment = message_.segments[fact.segment];
    if (!is_terminal(fact.state) || is_terminal(segment.state)) return true;
    (void)end_attempt(segment, *attempt, fact.state, fact.reason);
    return true;
  }

  bool operator()(const store::SegmentEnded& fact) {
    Segment* segment = find(fact.segment);
    if (segment == nullptr) return false;
    segment->state = fact.state;
    segment->reason = fact.reason;
    return true;
  }

  bool operator()(const store::Ended& fact) {
    message_.state = fact.state;
    message_.reason = fact.reason;
    message_.ended_at = at_;
    return true;
  }

  bool operator()(const store::Corrected& fact) {
    message_.state = fact.state;
    message_.reason = fact.reason;
    message_.told_late = true;
    return true;
  }

 private:
  /// What a receipt, or the carrier when it was asked, tells of an attempt. The first final word stands, except that
  /// knowledge replaces `unknown` (design.md, "Folded once"); and any delivered attempt delivers its segment, so that a
  /// failure waits for the word on the others. False when it says nothing of the segment any more.
  bool end_attempt(Segment& segment, Attempt& attempt, SegmentState state, Reason reason) const {
    const bool failure = state != SegmentState::delivered;
    attempt.delivered = attempt.delivered || !failure;
    if (failure && (attempt.failed_as == SegmentState::sent || attempt.failed_as == SegmentState::unknown)) {
      attempt.failed_as = state;
      attempt.failed_reason = reason;
    }
    const bool open = !is_terminal(segment.state);
    if (!open && segment.state != SegmentState::unknown) return false;
    segment.receipt_at = at_;
    if (failure && open) {
      const Attempt* failed = failed_attempt(segment);
      if (failed == nullptr) {
        if (segment.state != SegmentState::claimed) segment.state = SegmentState::sent;
        return true;
      }
      state = failed->failed_as;
      reason = failed->failed_reason;
    }
    segment.state = state;
    segment.reason = reason;
    return true;
  }
  void begin_anew(const Plan& plan) {
    message_.plan = plan;
    message_.segments.clear();
    message_.segments.resize(plan.segments);
    ++message_.revision;
  }
  Segment* find(std::uint8_t segment) {
    return segment < message_.segments.size() ? &message_.segments[segment] : nullptr;
  }
  Attempt* find(std::uint8_t segment, std::uint8_t attempt) {
    Segment* found = find(segment);
    return found != nullptr && attempt < found->attempts.size() ? &found->attempts[attempt] : nullptr;
  }

  Message& message_;
  WallTime at_;
};

}  // namespace

Message make_message(const FactHeader& header, const store::Accepted& accepted) {
  Message message;
  message.id = header.message;
  message.account = accepted.account;
  message.traffic_class = accepted.traffic_class;
  message.door = accepted.door;
  message.to = accepted.to;
  message.body_kind = accepted.body_kind;
  message.data_coding = accepted.data_coding;
  message.body = accepted.body;
  message.ref = accepted.ref;
  message.extend = accepted.extend;
  message.accepted_at = header.at;
  message.expires_at = accepted.expires_at;
  message.send_at = accepted.send_at;
  message.plan = accepted.plan;
  message.client = accepted.client;
  message.segments.resize(accepted.plan.segments);
  message.state = open_state(message);
  return message;
}

template <class FactType>
bool fold_fact(Message& message, const FactHeader& header, const FactType& fact) {
  if (!Folder(message, header)(fact)) return false;
  if (!is_final(message.state)) message.state = open_state(message);
  return true;
}
template bool fold_fact(Message&, const FactHeader&, const store::Replanned&);
template bool fold_fact(Message&, const FactHeader&, const store::Claimed&);
template bool fold_fact(Message&, const FactHeader&, const store::Released&);
template bool fold_fact(Message&, const FactHeader&, const store::Answered&);
template bool fold_fact(Message&, const FactHeader&, const store::Doubted&);
template bool fold_fact(Message&, const FactHeader&, const store::Resent&);
template bool fold_fact(Message&, const FactHeader&, const store::Receipted&);
template bool fold_fact(Message&, const FactHeader&, const store::SegmentEnded&);
template bool fold_fact(Message&, const FactHeader&, const store::Ended&);
template bool fold_fact(Message&, const FactHeader&, const store::Corrected&);
template bool fold_fact(Message&, const FactHeader&, const store::Replaced&);
template bool fold_fact(Message&, const FactHeader&, const store::Wire&);
template bool fold_fact(Message&, const FactHeader&, const store::Queried&);
template bool fold_fact(Message&, const FactHeader&, const store::DoubtSettled&);
template bool fold_fact(Message&, const FactHeader&, const store::ConversationNamed&);

bool fold_any_fact(Message& message, const FactHeader& header, const store::Fact& fact) {
  if (!std::visit([&](const auto& known) { return Folder(message, header)(known); }, fact)) return false;
  if (!is_final(message.state)) message.state = open_state(message);
  return true;
}

const Attempt* find_attempt(const Message& message, const AttemptRef& ref) {
  if (ref.segment >= message.segments.size()) return nullptr;
  const auto& attempts = message.segments[ref.segment].attempts;
  return ref.attempt < attempts.size() ? &attempts[ref.attempt] : nullptr;
}

const Attempt* newest_doubt(const Segment& segment) {
  const Attempt* newest = nullptr;
  for (const Attempt& attempt : segment.attempts) {
    if (attempt.state == AttemptState::in_doubt) newest = &attempt;
  }
  return newest;
}

bool may_deliver(const Attempt& attempt) {
  const bool open = attempt.state == AttemptState::claimed || attempt.state == AttemptState::in_doubt ||
                    attempt.state == AttemptState::accepted;
  return open && attempt.failed_as == SegmentState::sent;
}

const Attempt* failed_attempt(const Segment& segment) {
  const Attempt* failed = nullptr;
  for (const Attempt& attempt : segment.attempts) {
    if (may_deliver(attempt)) return nullptr;
    if (attempt.failed_as == SegmentState::sent) continue;
    if (failed == nullptr || failed->failed_as == SegmentState::unknown) failed = &attempt;
  }
  return failed;
}

bool was_accepted(const Segment& segment) {
  return std::any_of(segment.attempts.begin(), segment.attempts.end(),
                     [](const Attempt& attempt) { return attempt.state == AttemptState::accepted; });
}

MessageState open_state(const Message& message) {
  bool claimed = false;
  bool doubt = false;
  bool waiting = false;
  bool untouched = true;
  bool never_claimed = true;
  for (const Segment& segment : message.segments) {
    claimed = claimed || segment.state == SegmentState::claimed;
    doubt = doubt || segment.state == SegmentState::in_doubt;
    waiting = waiting || segment.state == SegmentState::waiting;
    untouched = untouched && segment.state == SegmentState::waiting;
    never_claimed = never_claimed && segment.attempts.empty();
  }
  if (untouched && never_claimed && message.send_at != WallTime{}) return MessageState::scheduled;
  if (untouched) return MessageState::queued;
  if (doubt) return MessageState::in_doubt;
  return claimed || waiting ? MessageState::submitted : MessageState::sent;
}

MessageState state_at(const Message& message, WallTime now) {
  return message.state == MessageState::scheduled && now >= message.send_at ? MessageState::queued : message.state;
}

}  // namespace smppedge::gateway
