// SPDX-License-Identifier: Apache-2.0
// One consistent look at the gateway, for metrics, health and status pages. Taken on the core loop, then a plain value.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "carrier/carrier.h"
#include "gateway/id_learning.h"
#include "message/ids.h"
#include "store/store.h"

namespace smppedge::gateway {

/// Of the events of one door.
struct EventCounters {
  std::uint64_t told = 0;      ///< given to the platform, each time counts
  std::uint64_t taken = 0;     ///< acknowledged by it
  std::uint64_t refused = 0;   ///< given back, to be told again
  std::uint64_t declined = 0;  ///< results that the client did not want to hear
  std::uint64_t withheld = 0;  ///< in doubt and on the way: not told, since too many events were kept
  std::uint64_t buried = 0;    ///< became dead letters
  std::uint64_t revived = 0;   ///< dead letters that were told again
  std::uint64_t dropped = 0;   ///< dead letters beyond their bound or time
};

/// Monotonic counts since the start.
struct Counters {
  std::uint64_t accepted = 0;
  std::uint64_t refused_requests = 0;
  std::uint64_t refused_numbers = 0;
  std::uint64_t refused_overload = 0;
  std::uint64_t refused_disk = 0;
  std::uint64_t refused_pace = 0;
  std::uint64_t repeats = 0;  ///< answered as the first time, under their Idempotency-Key
  std::uint64_t replaced = 0;
  std::uint64_t submitted = 0;  ///< segments claimed
  std::uint64_t answered_ok = 0;
  std::uint64_t answered_error = 0;
  std::uint64_t retries = 0;
  std::array<std::uint64_t, 2> rerouted{};  ///< messages: because their carrier took none; because it said "not mine"
  std::uint64_t doubts = 0;
  std::uint64_t resends = 0;
  std::array<std::uint64_t, 2> doubts_settled{};  ///< by store::Evidence
  std::uint64_t doubts_timed_out = 0;             ///< held to in_doubt_timeout, and nothing came
  std::uint64_t late_answers = 0;
  std::uint64_t late_answers_lost = 0;
  std::uint64_t receipts = 0;
  std::uint64_t receipts_intermediate = 0;
  std::uint64_t receipts_duplicate = 0;
  std::uint64_t receipts_parked = 0;
  std::uint64_t receipts_unparked = 0;
  std::uint64_t receipts_unreadable = 0;
  std::uint64_t receipts_refused = 0;    ///< the carrier was told to come again: there was no place to park them
  std::uint64_t receipts_ambiguous = 0;  ///< parked, since more than one attempt might be meant, or another phone
  std::uint64_t receipts_rematched = 0;  ///< parked ones that were matched on demand
  std::uint64_t receipts_expired = 0;    ///< parked, and never matched
  std::uint64_t queries = 0;             ///< query_sm sent
  std::uint64_t queries_settled = 0;     ///< answers that ended a segment
  std::uint64_t queries_refused = 0;     ///< answered with an error
  std::uint64_t queries_unanswered = 0;  ///< no response, or the bind ended before it
  std::uint64_t duplicates_delivered = 0;
  std::uint64_t wire_left_out = 0;  ///< PDUs longer than wire_pdu_bytes_max, not kept with the facts
  std::uint64_t replies = 0;
  std::uint64_t replies_duplicate = 0;
  std::uint64_t replies_unmatched = 0;     ///< of no account's number, or from no phone
  std::uint64_t replies_ambiguous = 0;     ///< more than one message or account might be meant
  std::uint64_t replies_incomplete = 0;    ///< long ones of which a part did not come
  std::uint64_t replies_late_dropped = 0;  ///< after 72 hours, and the account does not want them
  std::uint64_t reply_parts = 0;           ///< parts of long ones that were taken
  std::uint64_t replies_dead = 0;
  std::uint64_t imported_added = 0;  ///< lines of files imported into blocklists
  std::uint64_t imported_already = 0;
  std::uint64_t imported_invalid = 0;
  std::array<EventCounters, 2> events{};  ///< by Door
  std::array<std::uint64_t, 12> ended{};  ///< by MessageState
};

/// Monotonic counts of one account since the start.
struct AccountCounters {
  std::uint64_t accepted = 0;          ///< numbers
  std::uint64_t refused_pace = 0;      ///< requests
  std::uint64_t refused_overload = 0;  ///< requests, a full disk included
  std::uint64_t refused_blocked = 0;   ///< numbers on its blocklist
  std::uint64_t ended_blocked = 0;     ///< messages whose phone came on it while they waited
  std::uint64_t opted_out = 0;         ///< replies that were one of its words
  std::uint64_t opted_in = 0;
  std::uint64_t senders_avoided = 0;  ///< sender numbers passed over: other conversations with the phone use them
  std::uint64_t senders_in_use = 0;   ///< numbers refused because no sender number was free for them
};

struct Status {
  struct CarrierEntry {
    CarrierNumber number;
    std::string name;
    carrier::CarrierStatus status;
    bool retired = false;  ///< not configured any more, and still bound
    bool learns_id = false;
    IdLearning::Belief id{};  ///< what was learned
  };
  /// The events of one door, now.
  struct Events {
    std::uint64_t kept = 0;
    std::uint64_t out = 0;    ///< given out, not settled
    std::uint64_t aside = 0;  ///< refused, to be given out again later
    std::uint64_t held = 0;   ///< behind an earlier event of their message
    std::uint64_t dead = 0;   ///< dead letters, beside those kept
  };
  struct AccountEntry {
    AccountNumber number;
    std::string name;
    AccountCounters counters;
    std::array<Events, 2> events{};  ///< by Door
    std::uint64_t blocked = 0;       ///< phones on its blocklist
  };
  Counters counters;
  store::Statistics store;
  std::vector<CarrierEntry> carriers;
  std::vector<AccountEntry> accounts;
  std::array<Events, 2> events{};   ///< by Door, of all accounts
  std::uint64_t open_messages = 0;  ///< in memory
  std::uint64_t queued_messages = 0;
  std::uint64_t in_doubt_segments = 0;
  std::uint64_t parked_receipts = 0;
  std::uint64_t reply_parts = 0;            ///< that wait for others, or for the store
  std::uint64_t unacknowledged_events = 0;  ///< kept, of both doors
  std::uint64_t removals_waiting = 0;       ///< phones that are to come off a blocklist, if an operator approves
  bool block_job_running = false;           ///< an import or export of a blocklist
  Seconds uptime{0};
};

}  // namespace smppedge::gateway
