// SPDX-License-Identifier: Apache-2.0
// How segments end, and with them their message.
#include <algorithm>
#include <boost/container/small_vector.hpp>

#include "gateway/fold_fact.h"
#include "gateway/settle.h"
#include "receipt/fold.h"

namespace smppedge::gateway {
namespace {

using Standings = boost::container::small_vector<receipt::Standing, 4>;

Standings standings_of(const Message& message) {
  Standings standings;
  for (const Segment& segment : message.segments) standings.push_back({segment.state, segment.reason});
  return standings;
}

bool failed(SegmentState state) {
  return state == SegmentState::rejected || state == SegmentState::undeliverable || state == SegmentState::expired ||
         state == SegmentState::cancelled;
}

}  // namespace

bool is_held(Reason reason) {
  return reason == Reason::blocked || reason == Reason::validity_passed || reason == Reason::not_writable ||
         reason == Reason::not_mine;
}

/// Of a segment with an attempt in doubt: it is not sent once more.
void Settle::hold(LiveMessage& message, std::uint8_t index, Reason reason) {
  const Segment& segment = message.segments[index];
  const Attempt* doubt = newest_doubt(segment);
  const auto attempt = static_cast<std::uint8_t>(doubt - segment.attempts.data());
  core_.ledger.record(message, store::Doubted{index, attempt, doubt->bind, doubt->sequence_number, reason, {}});
}

/// Of a segment that waits. What an earlier attempt may have brought to the carrier is in doubt again: it may yet be
/// delivered. True: it has ended.
bool Settle::end_or_hold(LiveMessage& message, std::uint8_t index, SegmentState state, Reason reason) {
  if (newest_doubt(message.segments[index]) != nullptr) {
    hold(message, index, reason);
    return false;
  }
  core_.ledger.record(message, store::SegmentEnded{index, state, reason});
  return true;
}

bool Settle::end_waiting(LiveMessage& message, SegmentState state, Reason reason) {
  bool any_ended = false;
  for (std::size_t i = 0; i < message.segments.size(); ++i) {
    if (message.segments[i].state != SegmentState::waiting) continue;
    any_ended = end_or_hold(message, static_cast<std::uint8_t>(i), state, reason) || any_ended;
  }
  conclude(message);
  return any_ended;
}

void Settle::end_blocked(LiveMessage& message) {
  const AccountNumber account = message.account;
  const bool counted = std::any_of(message.segments.begin(), message.segments.end(), [](const Segment& segment) {
    return segment.state == SegmentState::rejected && segment.reason == Reason::blocked;
  });
  const bool any_ended = end_waiting(message, SegmentState::rejected, Reason::blocked);
  if (any_ended && !counted) ++core_.accounts[account].ended_blocked;
}

void Settle::end_segment(LiveMessage& message, std::uint8_t segment, SegmentState state, Reason reason) {
  if (message.segments[segment].state == SegmentState::waiting) {
    (void)end_or_hold(message, segment, state, reason);
  } else {
    core_.ledger.record(message, store::SegmentEnded{segment, state, reason});
  }
  conclude(message);
}

void Settle::withdraw_after_failure(LiveMessage& message) {
  bool any_failed = false;
  for (const Segment& segment : message.segments) any_failed = any_failed || failed(segment.state);
  if (!any_failed) return;
  for (std::size_t i = 0; i < message.segments.size(); ++i) {
    if (message.segments[i].state != SegmentState::waiting) continue;
    core_.ledger.record(message,
                        store::SegmentEnded{static_cast<std::uint8_t>(i), SegmentState::withdrawn, Reason::withdrawn});
  }
}

/// What the carrier says is not its own goes elsewhere once none of the message is under way there; where it cannot, it
/// is refused.
void Settle::reroute_refused(LiveMessage& message) {
  bool refused = false;
  bool under_way = false;
  for (const Segment& segment : message.segments) {
    refused = refused || (segment.state == SegmentState::waiting && segment.reason == Reason::not_mine);
    under_way = under_way || segment.state == SegmentState::claimed;
  }
  if (!refused || under_way || is_final(message.state) || message.awaiting_turn || reroute_(message)) return;
  for (std::size_t i = 0; i < message.segments.size(); ++i) {
    const Segment& segment = message.segments[i];
    if (segment.state != SegmentState::waiting || segment.reason != Reason::not_mine) continue;
    (void)end_or_hold(message, static_cast<std::uint8_t>(i), SegmentState::rejected, Reason::not_mine);
  }
}

/// A failed attempt that waited for the word on the others, none of which delivers its segment any more.
void Settle::end_failed(LiveMessage& message) {
  for (std::size_t i = 0; i < message.segments.size(); ++i) {
    if (message.segments[i].state != SegmentState::sent) continue;
    const Attempt* failed = failed_attempt(message.segments[i]);
    if (failed == nullptr) continue;
    core_.ledger.record(message,
                        store::SegmentEnded{static_cast<std::uint8_t>(i), failed->failed_as, failed->failed_reason});
  }
}

/// A doubt that was held instead of being sent once more, and whose carrier says now that it has refused it: nothing is
/// left that could deliver it.
void Settle::end_disproved(LiveMessage& message) {
  for (std::size_t i = 0; i < message.segments.size(); ++i) {
    const Segment& segment = message.segments[i];
    if (segment.state != SegmentState::in_doubt || newest_doubt(segment) != nullptr) continue;
    const bool late = segment.reason == Reason::validity_passed;
    core_.ledger.record(message,
                        store::SegmentEnded{static_cast<std::uint8_t>(i),
                                            late ? SegmentState::expired : SegmentState::rejected, segment.reason});
  }
}

void Settle::conclude(LiveMessage& message) {
  end_failed(message);
  end_disproved(message);
  reroute_refused(message);
  end_unreceipted(message);
  withdraw_after_failure(message);
  const Standings standings = standings_of(message);
  const auto result = receipt::fold({standings.data(), standings.size()});
  if (!result) return;
  if (!is_final(message.state)) return end(message, result->state, result->reason);
  if (result->state != message.state && message.state == MessageState::unknown && !message.told_late) {
    correct(message, result->state, result->reason);
  }
}

void Settle::end(LiveMessage& message, MessageState state, Reason reason) {
  const store::EventPlace place = report_.place_of_result(message, state);
  core_.ledger.record(message, store::Ended{state, reason, place});
  ++core_.counters.ended[static_cast<std::size_t>(state)];
  index_.retire(message);
  core_.store.note_closed({message.id, message.last, message.account});
  const store::Location fact = message.last;
  const AccountNumber account = message.account;
  if (message.recorded_kind) core_.closed_with_record.push_back(message.id);
  core_.message_ended(account, message.plan.carrier);
  // Where the result was declined nothing else keeps it, and those who called still look at it.
  std::shared_ptr<LiveMessage> ended = core_.table.remove(message.id);
  core_.scheduler.destroy_later(ended);
  report_.add(account, place, fact, Event::Kind::result, std::move(ended));
}

void Settle::note_after_end(const LiveMessage& message) {
  if (is_final(message.state)) core_.store.note_closed({message.id, message.last, message.account});
}

void Settle::correct(LiveMessage& message, MessageState state, Reason reason) {
  const store::EventPlace place = report_.place_of_result(message, state);
  core_.ledger.record(message, store::Corrected{message.account, state, reason, place});
  core_.store.note_closed({message.id, message.last, message.account});
  report_.add(message.account, place, message.last, Event::Kind::receipt_late,
              std::make_shared<const Message>(message));
}

}  // namespace smppedge::gateway
