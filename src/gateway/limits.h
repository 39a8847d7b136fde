// SPDX-License-Identifier: Apache-2.0
// The bounds of gateway/ that are not settings, each with its reason.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/clock.h"

namespace smppedge::gateway {

/// Facts gathered while the disk stalls. Claims stop at the first bound, accepts at the second, and carriers hear
/// ESME_RX_T_APPN at the third: what is in flight settles longest.
inline constexpr std::size_t batch_bytes_claims_max = 8U << 20;
inline constexpr std::size_t batch_bytes_accepts_max = 16U << 20;
inline constexpr std::size_t batch_bytes_delivers_max = 64U << 20;

/// Segments that a class may be owed: its messages were being read from disk, or others' long ones went by.
inline constexpr unsigned class_credit_max = 64;
/// Of it, what a class without messages keeps.
inline constexpr unsigned class_credit_idle_max = 1;
/// Segments of missed turns that an account gets back when its messages have been read from disk.
inline constexpr unsigned account_credit_max = 16;
/// Turns that an account may sit out at most: the longest message of the lightest one costs segments_limit of them.
inline constexpr std::size_t account_turns_ahead_max = 256;

/// Messages that one turn takes to another carrier; what that one has waiting before them above which no more are taken
/// there than come by themselves, so that the rest stays where it is and its own carrier may come back; those of one
/// carrier that cannot go elsewhere and are stepped over for others that can; and those that are stepped over because
/// where they can go is full, fewer, since each will be looked at, and where it is on disk read, once more.
inline constexpr unsigned reroutes_per_turn_max = 500;
inline constexpr std::size_t reroute_lane_max = 2'000;
inline constexpr std::size_t moves_owed_max = 500;
inline constexpr std::size_t lane_aside_max = 100'000;
inline constexpr std::size_t lane_held_max = 10'000;
/// How often a message may be planned for a carrier that is probed: each may come to nothing.
inline constexpr Micros probe_interval = Seconds(1);
/// Chains read ahead for the head of a queue whose messages are on disk.
inline constexpr unsigned queue_read_ahead = 256;
/// Messages being read back at the same time, for receipts and queues together.
inline constexpr std::size_t loads_max = 4'096;
/// Receipts that wait for one message or carrier id to be read; beyond it the carrier is told ESME_RX_T_APPN.
inline constexpr std::size_t waiters_per_load_max = 512;

/// A PDU that is kept with the facts; longer ones, which no receipt needs to be, are counted and left out. Of a receipt
/// that is longer and cannot be read so much is parked.
inline constexpr std::size_t wire_pdu_bytes_max = 2'048;

/// Intermediate receipts written to one segment's life; further ones are only counted.
inline constexpr unsigned intermediate_receipts_max = 8;
/// Receipts of any kind written to one segment's life once it has ended.
inline constexpr unsigned segment_receipts_max = 16;
/// Concatenation references remembered, one per (sender, phone); then the counting starts anew at random.
inline constexpr std::size_t references_max = 1'000'000;
/// How long a pair of number and phone is known after the last message that left by it: a day longer than it is
/// answered, so that a reply that comes too late is told as such.
inline constexpr Seconds window_kept{96 * 3600};
/// How much longer than a claim its end is kept: a replacing may have shortened the validity that it was for.
inline constexpr Seconds claim_end_kept{8 * 86'400};
/// Phones whose windows are remembered, at most; the ones that were not asked for lately are forgotten.
inline constexpr std::size_t windows_known_max = 200'000;
/// Phones that replies and refused messages wait for, and reads for them at a time.
inline constexpr std::size_t phones_asked_for_max = 20'000;
inline constexpr unsigned phone_reads_max = 2;
/// Phones that one read of the store is for: other reads are served between those of a large request.
inline constexpr std::size_t phones_per_read_max = 32;
/// How long a phone whose window is not known to its end is taken as it is before it is read again.
inline constexpr Micros partial_window_kept = Seconds(60);
/// Numbers of one account that are in use for one phone, above which it gets no other: the store tells of
/// store::window_pairs_max, and each choice looks at all of them.
inline constexpr std::size_t phone_numbers_max = 1'000;
/// Pairs of one phone, of all accounts, that stay in memory; beyond, the oldest is left to the store.
inline constexpr std::size_t phone_pairs_max = 8'000;
/// Phones of one account that requests have had looked up and wait for: so an account does not take the store's readers
/// from the others.
inline constexpr std::size_t account_phones_looked_up_max = 4'000;
/// Pairs of one phone in memory above which those whose time is over are looked for.
inline constexpr std::size_t windows_pruned_above = 64;
/// Ranges of sender numbers whose use is counted, each with some 400 octets.
inline constexpr std::size_t sender_ranges_counted_max = 100'000;
/// What that tells of, and the steps by which the figures leave it.
inline constexpr Seconds sender_use_span{72 * 3600};
inline constexpr Seconds sender_use_step{6 * 3600};
/// How long a message waits whose phone could not be looked up before it is moved.
inline constexpr Micros look_up_again_after = Seconds(1);
/// Messages that end in one turn without a claim: blocked meanwhile, or too late.
inline constexpr unsigned ended_unclaimed_per_turn_max = 1'000;
/// Long replies given up in one turn because a part is missing; replies whose message could not be looked for because
/// the store was too busy, beyond which carriers are told ESME_RX_T_APPN; and when they are looked for again.
inline constexpr std::size_t replies_expired_per_turn_max = 500;
inline constexpr std::size_t replies_put_off_max = 10'000;
inline constexpr Micros replies_put_off_for = Seconds(1);
/// Replies of one phone, and of all, that wait for an earlier one of their phone; beyond it the carrier is told
/// ESME_RX_T_APPN.
inline constexpr std::size_t replies_per_phone_waiting_max = 64;
inline constexpr std::size_t replies_waiting_max = 10'000;
/// How often it is looked which responses to replies are proven received.
inline constexpr Micros replies_settled_every = Seconds(1);
/// How long a carrier may deliver a reply again that we have answered.
inline constexpr Seconds redelivery_window{24 * 3600};
/// A carrier's id is matched up to 72 hours and one after the submit; receipts that match nothing are kept as long.
inline constexpr Seconds carrier_id_retention{73 * 3600};
inline constexpr Seconds parked_retention = carrier_id_retention;
/// Steps of the wall clock up to this do not make a receipt look older than the submit it belongs to.
inline constexpr Seconds clock_step_max{2 * 3600};
/// Receipts that could not be read and are kept to be read again, among those parked; beyond it the carrier is told
/// ESME_RX_T_APPN, as where no receipt can be parked.
inline constexpr std::size_t unreadable_receipts_max = 10'000;
/// Parked receipts of one id or phone that a response or a doubt looks at, and those forgotten in one sweep.
inline constexpr std::size_t parked_looked_at_max = 512;
inline constexpr std::size_t parked_expired_per_sweep_max = 2'000;
/// A receipt that no id leads anywhere is looked for among the messages to its phone: so many of the newest, those of
/// so many accounts where its other address names none, and so many receipts at a time that nobody has asked for (a
/// rematch asks for its own).
inline constexpr unsigned messages_by_phone_max = 32;
inline constexpr std::size_t accounts_by_phone_max = 32;
inline constexpr std::size_t searches_by_phone_max = 16;
/// Receipts that may wait behind one with the same id while the disk is asked.
inline constexpr std::size_t receipts_per_search_max = 512;

/// Votes that told the conventions apart, none against, before a carrier's id convention is believed.
inline constexpr unsigned id_votes_to_settle = 20;
/// Receipts in a row without an attempt before it is doubted again.
inline constexpr unsigned id_unmatched_to_unsettle = 50;

/// How often one attempt is asked for with query_sm, query_after apart.
inline constexpr unsigned queries_per_attempt_max = 2;

/// Parked receipts that are matched again in one round, and how long a round lets the loop go on.
inline constexpr std::size_t rematch_round_receipts = 64;
inline constexpr Micros rematch_round_pause = Millis(10);
/// Fingerprints of replies remembered, in memory and on disk, to recognise what a carrier sends again: those whose
/// response is not proven received.
inline constexpr std::size_t fingerprints_max = 200'000;
/// Events of one channel whose bodies stay in memory, of each of: next (of each class, where they are pushed), aside,
/// held back; others are read back when they are asked for.
inline constexpr std::size_t events_resident_max = 20'000;
/// A reply with a longer text is not in memory until it is asked for; and the texts of the replies of one page.
inline constexpr std::size_t event_text_resident_octets_max = 16U << 10;
inline constexpr std::size_t events_page_octets_max = 4U << 20;
/// Events of one channel that are given out and not settled: 100,000 a second to an endpoint that takes 200 ms.
inline constexpr std::size_t events_out_max = 20'000;
/// Events that one taking puts into the queues of their classes: a backlog that built up while nobody took does not
/// hold up a turn.
inline constexpr std::size_t events_sorted_per_take_max = 4'096;
/// Events aside come back by ticks, so that a settlement of a thousand needs one timer; how many in one turn.
inline constexpr Micros again_tick = Millis(10);
inline constexpr std::size_t recalls_per_turn_max = 5'000;
/// How often channels are looked at for events that are too old, and how many become dead letters in one turn, of all
/// channels and of each.
inline constexpr Micros burial_interval = Seconds(1);
inline constexpr std::size_t burials_per_turn_max = 4'000;
inline constexpr std::size_t burials_per_outbox_max = 1'000;
/// Dead letters are kept so long after they could have been buried first: with event_retention, the history that they
/// need.
inline constexpr Seconds dead_letter_retention{7 * 86'400};
/// Dead letters told again in one turn, and requests for it under way.
inline constexpr std::size_t revivals_per_turn_max = 1'000;
inline constexpr std::size_t revivals_max = 64;

/// How often resident messages are looked at for passed deadlines, and how many at a time.
inline constexpr Micros sweep_interval = Millis(250);
inline constexpr std::size_t sweep_messages_max = 20'000;
/// Messages on disk whose deadline has passed that one look brings back.
inline constexpr unsigned due_messages_max = 2'000;
/// A checkpoint is taken early when this many look-up records wait for one (store::notes_max bounds them).
inline constexpr std::size_t notes_early_checkpoint = 500'000;
/// Messages that one checkpoint records for the first time: they are gathered on the loop, in one go.
inline constexpr std::size_t checkpoint_records_max = 50'000;
/// A receipt that gives its submit date fits an in-doubt attempt within this distance.
inline constexpr Seconds evidence_distance_max{15 * 60};

/// Long messages that clients have cut themselves and whose parts are kept together; beyond it no new one begins.
inline constexpr std::size_t part_pins_max = 100'000;
/// Requests with parts that wait for the store to tell of the parts before them.
inline constexpr std::size_t part_waiters_max = 1'024;

/// Requests under Idempotency-Keys that wait for the store or their commit, and repeats that wait with one of them.
inline constexpr std::size_t keys_under_way_max = 4'096;
inline constexpr std::size_t key_waiters_max = 64;

/// Cancels, as many replacements, and listings under way that need the store; beyond it they are refused.
inline constexpr std::size_t changes_under_way_max = 512;
inline constexpr std::size_t listings_under_way_max = 256;
/// Unsent messages of an account to one phone that a request by address looks at: a cancel of more is refused.
inline constexpr std::size_t unsent_matches_max = 1'000;
/// Messages to one phone that were unsent when they left memory, which it looks up, and how many of a round.
inline constexpr std::size_t unsent_lookups_max = 4'096;
inline constexpr unsigned unsent_round_messages = 256;
/// How often a cancel reads back those of its messages that left memory again, before it gives up.
inline constexpr unsigned cancel_passes_max = 4;
/// What one request for a page costs at most; then the page is short. Messages read from the store, messages looked at
/// in all, which are more than the page's where a state is asked for, and records of any account that the store scans.
inline constexpr std::size_t listing_reads_max = 2'000;
inline constexpr std::size_t listing_messages_max = 10'000;
inline constexpr std::size_t listing_scanned_max = 100'000;

/// A scheduled message whose time is nearer stays in memory; the others leave it with a checkpoint.
inline constexpr Seconds schedule_stay{60};
/// Scheduled messages on disk are looked for so far ahead, beyond the time until the next look.
inline constexpr Seconds schedule_look_ahead{120};
/// So long before its time a scheduled message is read back.
inline constexpr Seconds schedule_read_ahead{5};
/// Scheduled messages whose time is known; of more the earliest, and the others are looked for when those are through.
inline constexpr std::size_t schedule_upcoming_max = 500'000;

/// Phones on the blocklists of all accounts: some 500 to 1,000 MiB of memory. Beyond it only phones themselves get on.
inline constexpr std::size_t blocked_phones_max = 50'000'000;
/// Removals from blocklists that wait for an operator.
inline constexpr std::size_t removals_waiting_max = 100'000;
/// Phones of an imported file that one turn takes, each commit before the next, and after how long one that waits looks
/// again: for the store, and for room on a disk that is nearly full.
inline constexpr std::size_t import_phones_per_turn = 512;
inline constexpr Micros import_pause = Millis(10);
inline constexpr Micros import_disk_pause = Millis(500);
/// Facts and notes waiting beyond which an import pauses: traffic comes first, and an early checkpoint makes room.
inline constexpr std::size_t batch_bytes_imports_max = 4U << 20;
inline constexpr std::size_t notes_imports_max = 600'000;
/// Phones that an export reads at a time.
inline constexpr unsigned export_page_phones = 1'000;
/// Imports and exports that are remembered, and lines of one that are named as invalid.
inline constexpr std::size_t block_jobs_kept_max = 32;
inline constexpr std::size_t invalid_lines_max = 20;

}  // namespace smppedge::gateway
