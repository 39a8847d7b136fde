// SPDX-License-Identifier: Apache-2.0
// The durable store as the gateway sees it: commits of facts, a checkpoint that bounds what recovery replays, and
// reads that never block the loop. Nothing above this file knows the engine (store/rocks/ is the embedded one).
//
// Threads: every call is made on the core loop; done-callbacks come back on it, through the Executor given at opening,
// commits in order. An engine that cannot sync calls `on_fatal` once (any thread) and completes nothing any more: a
// failed sync is never tried again.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/expected.h"
#include "message/message.h"
#include "store/blocklist.h"
#include "store/fact_batch.h"
#include "store/window.h"

namespace smppedge::store {

/// An open message that is older than the checkpoint: recovery finds it here.
struct OpenRecord {
  enum class Kind : std::uint8_t {
    resident,   ///< claimed, or an attempt of it in doubt: recovery loads it into memory
    queued,     ///< waits for a carrier: recovery puts its id into its queue, the body stays on disk
    awaiting,   ///< only receipts are awaited: stays on disk until one comes or the deadline passes
    scheduled,  ///< its time has not come: stays on disk until the deadline, which is its send_at
  } kind = Kind::resident;
  MessageId message;
  Location last;
  WallTime deadline;  ///< when it must be looked at again (validity, receipt or doubt limit)
  AccountNumber account;
  TrafficClass traffic_class = TrafficClass::notice;
  CarrierNumber carrier;  ///< of its plan
};

/// What the indexes know of a message that is not in memory.
struct MessageRecord {
  Location last;                         ///< its newest fact
  std::optional<OpenRecord::Kind> open;  ///< not set: it ended
};

/// What a message that ended leaves behind for look-ups and late receipts.
struct ClosedRecord {
  MessageId message;
  Location last;
  AccountNumber account;  ///< for list_messages()
};
struct CarrierIdRecord {
  CarrierNumber carrier;
  std::string match_key;
  AttemptRef attempt;
};
/// How a message is found other than by its id, within its account.
enum class LookupKind : std::uint8_t {
  to,      ///< value: the digits of the phone as a number behind a leading 1
  ref,     ///< value: a hash of the account's own reference
  alias,   ///< value: the short id that a client below 3.4 was told
  group,   ///< value: the id that a submit_multi was told
  part,    ///< value: a hash of what the parts of a client's long message have in common
  unsent,  ///< value: as of `to`; only what was on disk before any of it was sent
};
struct LookupRecord {
  AccountNumber account;
  LookupKind kind = LookupKind::to;
  std::uint64_t value = 0;
  MessageId message;
};
/// An Idempotency-Key that was used.
struct KeyRecord {
  AccountNumber account;
  KeyDigest key{};
  Location fact;  ///< its KeyUsed
};
struct ParkedRecord {
  CarrierNumber carrier;
  std::string match_key;
  Location fact;  ///< its ReceiptParked
};
/// A reply that was recorded, and whose response may not have reached the carrier.
struct SeenReply {
  std::uint64_t fingerprint = 0;
  WallTime at{};
};
/// An event that is kept, or a dead letter.
struct EventRecord {
  AccountNumber account;
  Door door = Door::http;
  EventSequence sequence;  ///< where it stands, or stood when it was buried
  EventSequence id;        ///< where it stood first
  Location fact;           ///< the Ended, Corrected, Doubted, Receipted, RepliedTo or ReplyTaken that made it
  WallTime since{};        ///< when it took that place: its age counts from here
};

/// Moves the point from which recovery replays. All of it, with everything noted so far, is on disk in one atomic step,
/// once every commit handed in before is: hand in the open batch first. One checkpoint at a time.
struct Checkpoint {
  /// Only its counter must be a batch's: the hour may be that of the batch after it.
  BatchNumber replay_after;  ///< every fact up to here is covered by the records below or by earlier checkpoints
  MessageId high_water;      ///< no id up to here will be given out again
  std::vector<OpenRecord> opened;
  std::vector<MessageId> no_longer_open;
  std::vector<ParkedRecord> parked;
  std::vector<ParkedRecord> unparked;
  std::vector<Location> reply_parts;       ///< each a ReplyPartTaken that waits for the rest of its reply
  std::vector<Location> reply_parts_gone;  ///< recorded before, and told since
  std::vector<SeenReply> replies_seen;
  std::vector<std::uint64_t> replies_seen_gone;  ///< fingerprints recorded before, by which nothing is recognised now
  std::vector<EventRecord> events;
  std::vector<EventRecord> events_gone;  ///< recorded before, and above AccountEvents::acknowledged
  std::vector<EventRecord> dead_letters;
  std::vector<EventRecord> dead_letters_gone;
  /// From the hour of the oldest event that is kept, dead letters included; none(): there is none. History is kept from
  /// before that hour.
  BatchNumber oldest_event;
  /// Per account and door: the last sequence given out, and the last up to which all are done with: their records are
  /// removed (dead letters stay).
  struct AccountEvents {
    AccountNumber account;
    Door door = Door::http;
    EventSequence last;
    EventSequence acknowledged;
  };
  std::vector<AccountEvents> accounts;
  /// Per account: the last alias that was told to a client.
  struct AccountAlias {
    AccountNumber account;
    std::uint32_t last = 0;
  };
  std::vector<AccountAlias> aliases;
};

/// A message's facts, oldest first, with the bytes that their views point into.
struct Chain {
  std::vector<std::shared_ptr<const void>> owners;
  std::vector<RecordedFact> facts;
};

enum class ReadError : std::uint8_t { not_found, corrupt, overloaded };

/// Blocking reads during recovery, as of the last checkpoint.
class RecoverySource {
 public:
  virtual ~RecoverySource() = default;
  /// The open record of a message that a replayed fact is about, with its facts up to that record.
  [[nodiscard]] virtual std::optional<std::pair<OpenRecord, Chain>> find_open(MessageId message) = 0;
  /// The account of a message that ended before the checkpoint, from its closed record.
  [[nodiscard]] virtual std::optional<AccountNumber> find_closed_account(MessageId message) = 0;
};

/// What recovery hands out, in this order: accounts, aliases and high water, open records, parked, parts of replies,
/// replies seen, events, dead letters, blocklists, then every fact after `replay_after` in commit order.
class RecoveryVisitor {
 public:
  virtual ~RecoveryVisitor() = default;
  virtual void on_high_water(MessageId high_water) = 0;
  /// The checkpoint's: the newest batch that is not replayed; none() for all of them.
  virtual void on_replay_after(BatchNumber replay_after) = 0;
  virtual void on_account_events(const Checkpoint::AccountEvents& events) = 0;
  virtual void on_account_alias(const Checkpoint::AccountAlias& alias) = 0;
  virtual void on_resident(const OpenRecord& record, const Chain& chain) = 0;
  virtual void on_queued(const OpenRecord& record) = 0;
  virtual void on_awaiting(const OpenRecord& record) = 0;
  virtual void on_scheduled(const OpenRecord& record) = 0;
  virtual void on_parked(const ParkedRecord& record, const Chain& chain) = 0;
  /// A ReplyPartTaken each, in the order in which they came; its views are the call's. Passed over where nobody joins
  /// parts.
  virtual void on_reply_part(const RecordedFact& part) { (void)part; }
  /// In no order. Passed over where nobody recognises replies.
  virtual void on_reply_seen(const SeenReply& seen) { (void)seen; }
  virtual void on_event(const EventRecord& record) = 0;
  virtual void on_dead_letter(const EventRecord& record) = 0;
  /// Every phone of every account's blocklist. Passed over where nobody keeps them.
  virtual void on_blocked(const BlockRecord& record) { (void)record; }
  /// May be about a message of kind `queued`, `awaiting` or `scheduled` that is still on disk: ask `source`. A fact
  /// that a record already covers (at or before its `last`) is to be passed over.
  virtual void on_fact(const RecordedFact& fact, RecoverySource& source) = 0;
};

struct RecoveryReport {
  std::uint64_t batches = 0;
  std::uint64_t facts = 0;
  BatchNumber last_batch;
};

/// A store that cannot be opened or read: a sentence that names the file or key and what to do.
struct OpenError {
  std::string text;
};

struct Statistics {
  std::uint64_t commits = 0;
  std::uint64_t facts = 0;
  std::uint64_t bytes = 0;
  std::uint64_t sync_us_last = 0;
  std::uint64_t sync_us_total = 0;
  std::uint64_t reads = 0;
  std::uint64_t read_queue_depth = 0;
  std::uint64_t free_bytes = 0;
  bool below_watermark = false;
};

class Store {
 public:
  using Done = std::function<void()>;
  virtual ~Store() = default;

  /// Reads everything back; before the first commit, once, blocking (the loop is not running yet).
  [[nodiscard]] virtual Expected<RecoveryReport, OpenError> recover(RecoveryVisitor& visitor) = 0;

  /// The stable number of a configured name; made, and synced, at first sight. May block: before the loop runs, or from
  /// another thread, one call at a time.
  [[nodiscard]] virtual Expected<AccountNumber, OpenError> account_number(std::string_view name) = 0;
  [[nodiscard]] virtual Expected<CarrierNumber, OpenError> carrier_number(std::string_view name) = 0;

  /// Hands a batch to the store thread, which writes and syncs whatever has queued. At most commits_in_flight_max may
  /// be under way: the caller keeps filling its open batch meanwhile.
  virtual void commit(FactBatch batch, Done done) = 0;
  [[nodiscard]] virtual unsigned commits_in_flight() const = 0;

  /// Makes a message that ended, or the carrier id of a message that ends or leaves memory, findable: at once in
  /// memory, on disk by the next checkpoint; the newest note wins. Only of facts whose commit has completed, and again
  /// for facts that recovery replays.
  virtual void note_closed(const ClosedRecord& record) = 0;
  virtual void note_carrier_id(CarrierIdRecord record) = 0;
  virtual void note_lookup(const LookupRecord& record) = 0;
  virtual void note_key(const KeyRecord& record) = 0;
  /// The pair is in its phone's window from now on; of the records of one pair the newest counts (merge()), in whatever
  /// order they are noted and written.
  virtual void note_window(const WindowRecord& record) = 0;
  /// A change of a blocklist counts from now on: changes of one phone in the order of their facts. It is written
  /// without reading what it changes: `blocked` is for a phone that is not on the list (apply()).
  virtual void note_block(BlockChange change) = 0;
  /// How many notes wait for a checkpoint; above notes_max the caller takes one.
  [[nodiscard]] virtual std::size_t notes() const = 0;
  virtual void checkpoint(Checkpoint checkpoint, Done done) = 0;

  /// Look-ups see everything committed and noted; due records are those of the last checkpoint. Bounded:
  /// beyond reads_max, `overloaded` at once (still by callback).
  virtual void find_message(MessageId message, std::function<void(Expected<MessageRecord, ReadError>)> done) = 0;
  virtual void find_carrier_id(CarrierNumber carrier, std::string match_key,
                               std::function<void(Expected<AttemptRef, ReadError>)> done) = 0;
  virtual void read_chain(Location last, std::function<void(Expected<Chain, ReadError>)> done) = 0;
  /// Newest first, ids below `before` (0: all), at most `limit`. Entries outlive their messages' look-up by id at most.
  virtual void find_lookup(AccountNumber account, LookupKind kind, std::uint64_t value, MessageId before,
                           unsigned limit, std::function<void(Expected<std::vector<MessageId>, ReadError>)> done) = 0;
  /// The fact of a key that was used within the last key_retention; not_found once that is an hour past.
  virtual void find_key(AccountNumber account, const KeyDigest& key,
                        std::function<void(Expected<Location, ReadError>)> done) = 0;
  /// What each of at most window_phones_max phones may answer to, newest first; empty when there is nothing. Records
  /// count until their keep_until: what had expired by itself may still show in a pair that a later record keeps. Of a
  /// phone with more than window_pairs_max pairs the newest, with more than window_scan_max the newest of those that
  /// stand first. Answered in the order of `phones`; one read, as reads_max counts them; never `corrupt`, which is told
  /// of the phone that it is about.
  virtual void find_windows(std::vector<PhoneNumber> phones,
                            std::function<void(Expected<std::vector<PhoneWindow>, ReadError>)> done) = 0;
  /// For who asks: whether a phone is blocked the gateway's own set says. Of one that nothing is known of, an empty
  /// one.
  virtual void find_blocked(AccountNumber account, const PhoneNumber& phone,
                            std::function<void(Expected<BlockedPhone, ReadError>)> done) = 0;
  /// The account's blocklist after `after` (empty: from its begin), at most `limit`, which is not 0.
  virtual void list_blocked(AccountNumber account, const PhoneNumber& after, unsigned limit,
                            std::function<void(Expected<BlockedPage, ReadError>)> done) = 0;
  /// The account's messages that have a record, open or closed, newest first: ids below `before` (0: all) and not below
  /// `not_before`. Looks at no more than list_scan_max records of all accounts.
  struct MessageList {
    std::vector<MessageId> messages;
    MessageId next;           ///< where to go on; 0: there is no more
    std::size_t scanned = 0;  ///< records looked at
  };
  virtual void list_messages(AccountNumber account, MessageId before, MessageId not_before, unsigned limit,
                             std::function<void(Expected<MessageList, ReadError>)> done) = 0;
  /// Open records with a deadline up to `due`, oldest message first, after `from`, at most `limit`.
  virtual void find_due(WallTime due, MessageId from, unsigned limit,
                        std::function<void(Expected<std::vector<OpenRecord>, ReadError>)> done) = 0;

  [[nodiscard]] virtual Statistics statistics() const = 0;
};

inline constexpr unsigned commits_in_flight_max = 2;
inline constexpr std::size_t notes_max = 800'000;
inline constexpr std::size_t reads_max = 10'000;
inline constexpr std::size_t list_scan_max = 20'000;
/// Idempotency keys are found for so long, and at most an hour more: their use is known by its batch's hour.
inline constexpr Seconds key_retention{24 * 3600};
[[nodiscard]] constexpr bool key_expired(Location used, WallTime now) {
  return WallTime(std::chrono::hours(used.batch.hour() + 1)) + key_retention <= now;
}

}  // namespace smppedge::store
