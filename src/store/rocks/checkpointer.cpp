// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/checkpointer.h"

#include <fmt/format.h>
#include <rocksdb/convenience.h>

#include <algorithm>
#include <deque>
#include <map>
#include <tuple>

#include "store/rocks/bulk_file.h"
#include "store/rocks/limits.h"
#include "store/rocks/records.h"
#include "store/rocks/window_records.h"

namespace smppedge::store::rocks {
namespace {

using Acknowledged = std::map<std::pair<AccountNumber, Door>, EventSequence>;

/// What a checkpoint does to one key: the record that it writes, or nullptr: it goes.
template <class Key, class Record>
using Changes = std::vector<std::pair<Key, const Record*>>;

/// Of several changes to one key the last one counts. `put(key, record)` and `remove(key)` are called in order of keys.
template <class Key, class Record, class Put, class Remove>
void apply(Changes<Key, Record>& changes, Put put, Remove remove) {
  std::stable_sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t index = 0; index < changes.size(); ++index) {
    const auto& [key, record] = changes[index];
    if (index + 1 < changes.size() && changes[index + 1].first == key) continue;
    if (record != nullptr) {
      put(key, *record);
    } else {
      remove(key);
    }
  }
}

void write_message(BulkFile& file, const NoteGeneration& notes) {
  std::vector<std::pair<MessageId, const NoteGeneration::Closed*>> sorted;
  sorted.reserve(notes.closed.size());
  for (const auto& [message, closed] : notes.closed) sorted.emplace_back(message, &closed);
  std::sort(sorted.begin(), sorted.end());
  for (const auto& [message, closed] : sorted) {
    file.put(key_of(message), value_of(ClosedRecord{message, closed->last, closed->account}));
  }
}

void write_carrier_id(BulkFile& file, const NoteGeneration& notes) {
  std::vector<std::pair<std::string, const AttemptRef*>> sorted;
  sorted.reserve(notes.carrier_ids.size());
  for (const auto& [key, attempt] : notes.carrier_ids) {
    sorted.emplace_back(carrier_id_key(key.carrier, key.match_key), &attempt);
  }
  std::sort(sorted.begin(), sorted.end());
  for (const auto& [key, attempt] : sorted) file.put(key, value_of(*attempt));
}

void write_lookup(BulkFile& file, const NoteGeneration& notes) {
  std::vector<std::pair<LookupKey, const NoteGeneration::Messages*>> sorted;
  sorted.reserve(notes.lookups.size());
  for (const auto& [key, messages] : notes.lookups) sorted.emplace_back(key, &messages);
  const auto place = [](const LookupKey& key) { return std::tuple(key.account, key.kind, key.value); };
  std::sort(sorted.begin(), sorted.end(),
            [&](const auto& a, const auto& b) { return place(a.first) < place(b.first); });
  for (const auto& [key, messages] : sorted) {
    for (auto newest_first = messages->rbegin(); newest_first != messages->rend(); ++newest_first) {
      file.put(lookup_key({key.account, key.kind, key.value, *newest_first}), {});
    }
  }
}

void write_key(BulkFile& file, const NoteGeneration& notes) {
  std::vector<std::pair<UsedKey, Location>> sorted(notes.keys.begin(), notes.keys.end());
  const auto place = [](const UsedKey& key) { return std::tie(key.account, key.key); };
  std::sort(sorted.begin(), sorted.end(),
            [&](const auto& a, const auto& b) { return place(a.first) < place(b.first); });
  for (const auto& [key, used] : sorted) file.put(used_key(key.account, key.key), value_of(used));
}

void write_window(BulkFile& file, const NoteGeneration& notes) {
  std::vector<std::pair<std::string, const WindowRecord*>> sorted;
  sorted.reserve(notes.windows.size());
  notes.windows.for_each([&sorted](const WindowRecord& record) { sorted.emplace_back(window_key(record), &record); });
  std::sort(sorted.begin(), sorted.end());
  for (const auto& [key, record] : sorted) file.merge(key, value_of(*record));
}

void write_blocklist(BulkFile& file, const NoteGeneration& notes) {
  const auto write = [&file](BlockKind kind, std::string_view place, const BlockNote::Change& change) {
    if (!change) return;
    const std::string key = block_key(kind, place);
    if (*change) {
      file.put(key, value_of(**change));
    } else {
      file.remove(key);
    }
  };
  for (const auto& [place, note] : notes.blocks.by_place()) write(BlockKind::blocked, place, note.blocked);
  for (const auto& [place, note] : notes.blocks.by_place()) write(BlockKind::removal, place, note.removal);
  for (const auto& [place, ended] : notes.blocks.ended()) file.put(block_key(BlockKind::ended, place), value_of(ended));
}

/// A part that came and was told in one step has gone.
void write_reply_parts(BulkFile& file, const Checkpoint& checkpoint) {
  Changes<Location, Location> changes;
  for (const Location& fact : checkpoint.reply_parts) changes.emplace_back(fact, &fact);
  for (const Location& fact : checkpoint.reply_parts_gone) changes.emplace_back(fact, nullptr);
  apply(
      changes, [&file](Location fact, const Location&) { file.put(value_of(fact), {}); },
      [&file](Location fact) { file.remove(value_of(fact)); });
}

/// A reply that was recorded and is not to be recognised any more has gone.
void write_fingerprints(BulkFile& file, const Checkpoint& checkpoint) {
  Changes<std::uint64_t, SeenReply> changes;
  changes.reserve(checkpoint.replies_seen.size() + checkpoint.replies_seen_gone.size());
  for (const SeenReply& seen : checkpoint.replies_seen) changes.emplace_back(seen.fingerprint, &seen);
  for (const std::uint64_t gone : checkpoint.replies_seen_gone) changes.emplace_back(gone, nullptr);
  apply(
      changes,
      [&file](std::uint64_t fingerprint, const SeenReply& seen) { file.put(value_of(fingerprint), value_of(seen)); },
      [&file](std::uint64_t fingerprint) { file.remove(value_of(fingerprint)); });
}

/// A message that is both opened and no longer open has ended.
void write_open(BulkFile& file, const Checkpoint& checkpoint) {
  Changes<MessageId, OpenRecord> changes;
  changes.reserve(checkpoint.opened.size() + checkpoint.no_longer_open.size());
  for (const OpenRecord& record : checkpoint.opened) changes.emplace_back(record.message, &record);
  for (const MessageId message : checkpoint.no_longer_open) changes.emplace_back(message, nullptr);
  apply(
      changes, [&file](MessageId message, const OpenRecord& record) { file.put(key_of(message), value_of(record)); },
      [&file](MessageId message) { file.remove(key_of(message)); });
}

void write_parked(BulkFile& file, const Checkpoint& checkpoint) {
  Changes<std::string, ParkedRecord> changes;
  for (const ParkedRecord& record : checkpoint.parked) changes.emplace_back(parked_key(record), &record);
  for (const ParkedRecord& record : checkpoint.unparked) changes.emplace_back(parked_key(record), nullptr);
  apply(
      changes, [&file](const std::string& key, const ParkedRecord&) { file.put(key, {}); },
      [&file](const std::string& key) { file.remove(key); });
}

/// An event or dead letter that is both written and gone has gone: its place is never used again.
void write_events(BulkFile& file, const std::vector<EventRecord>& written, const std::vector<EventRecord>& gone,
                  const Acknowledged& acknowledged) {
  const auto removed_already = [&acknowledged](const EventRecord& record) {
    const auto through = acknowledged.find({record.account, record.door});
    return through != acknowledged.end() && record.sequence <= through->second;
  };
  using Place = std::tuple<AccountNumber, Door, EventSequence>;
  Changes<Place, EventRecord> changes;
  changes.reserve(written.size() + gone.size());
  const auto change = [&](const EventRecord& record, const EventRecord* to) {
    if (!removed_already(record)) changes.emplace_back(Place(record.account, record.door, record.sequence), to);
  };
  for (const EventRecord& record : written) change(record, &record);
  for (const EventRecord& record : gone) change(record, nullptr);
  const auto key = [](const Place& place) { return std::apply(event_key, place); };
  apply(
      changes, [&](const Place& place, const EventRecord& record) { file.put(key(place), value_of(record)); },
      [&](const Place& place) { file.remove(key(place)); });
}

void write_account(BulkFile& file, const Checkpoint& checkpoint) {
  std::map<std::string, const Checkpoint::AccountEvents*> sorted;
  for (const auto& events : checkpoint.accounts) sorted[account_key(events.account, events.door)] = &events;
  for (const auto& [key, events] : sorted) file.put(key, value_of(*events));
}

void write_alias(BulkFile& file, const Checkpoint& checkpoint) {
  std::map<AccountNumber, std::uint32_t> sorted;
  for (const auto& alias : checkpoint.aliases) sorted[alias.account] = alias.last;
  for (const auto& [account, last] : sorted) file.put(key_of(account), value_of(std::uint64_t{last}));
}

void write_meta(BulkFile& file, const Checkpoint& checkpoint) {
  static_assert(meta_key::high_water < meta_key::replay_after, "a table file is written in order");
  file.put(meta_key::high_water, value_of(checkpoint.high_water.value()));
  file.put(meta_key::replay_after, value_of(checkpoint.replay_after.value()));
}

/// Removes what is acknowledged, where it was not before.
void remove_acknowledged(BulkFile& file, const Checkpoint& checkpoint, Acknowledged& acknowledged) {
  for (const auto& events : checkpoint.accounts) {
    EventSequence& before = acknowledged[{events.account, events.door}];
    if (events.acknowledged <= before) continue;
    before = events.acknowledged;
    file.remove_range(event_key(events.account, events.door, EventSequence(0)),
                      event_key(events.account, events.door, EventSequence(events.acknowledged.value() + 1)));
  }
}

}  // namespace

std::optional<std::string> Checkpointer::write(const Checkpoint& checkpoint, const NoteGeneration& notes,
                                               WallTime now) {
  rocksdb::Status status = ingest(checkpoint, notes);
  if (status.ok()) status = expire(checkpoint, now);
  if (status.ok()) return std::nullopt;
  return fmt::format("store {}: a checkpoint could not be written: {}", database_.directory(), status.ToString());
}

rocksdb::Status Checkpointer::ingest(const Checkpoint& checkpoint, const NoteGeneration& notes) {
  const std::uint64_t number = ++files_written_;
  std::deque<BulkFile> files;
  const auto file = [&](Family family) -> BulkFile& { return files.emplace_back(database_, family, number); };
  write_message(file(Family::message), notes);
  write_carrier_id(file(Family::carrier_id), notes);
  write_lookup(file(Family::lookup), notes);
  write_key(file(Family::key), notes);
  write_window(file(Family::window), notes);
  write_blocklist(file(Family::blocklist), notes);
  write_open(file(Family::open), checkpoint);
  write_parked(file(Family::parked), checkpoint);
  write_reply_parts(file(Family::reply_part), checkpoint);
  write_fingerprints(file(Family::fingerprint), checkpoint);
  BulkFile& events = file(Family::event);
  remove_acknowledged(events, checkpoint, acknowledged_);
  write_events(events, checkpoint.events, checkpoint.events_gone, acknowledged_);
  write_events(file(Family::dead_letter), checkpoint.dead_letters, checkpoint.dead_letters_gone, {});
  write_account(file(Family::account), checkpoint);
  write_alias(file(Family::alias), checkpoint);
  write_meta(file(Family::meta), checkpoint);

  std::vector<rocksdb::IngestExternalFileArg> ingestion;
  for (BulkFile& each : files) {
    const rocksdb::Status status = each.finish();
    if (!status.ok()) return status;
    if (each.empty()) continue;
    rocksdb::IngestExternalFileArg& argument = ingestion.emplace_back();
    argument.column_family = database_.family(each.family());
    argument.external_files = {each.path()};
    argument.options.move_files = true;
    argument.options.write_global_seqno = false;
  }
  return database_.engine().IngestExternalFiles(ingestion);
}

rocksdb::Status Checkpointer::expire(const Checkpoint& checkpoint, WallTime now) {
  database_.expiry().now_is(now);
  const Seconds keep = std::max(history_retention_, history_retention_min);
  // An event that was not taken yet needs its message's whole life.
  const WallTime needed_at(std::chrono::hours(checkpoint.oldest_event.hour()));
  const WallTime newest = checkpoint.oldest_event.none() ? now : std::min(now, needed_at);
  const BatchNumber oldest = BatchNumber().next(newest - keep);
  const std::uint32_t hour = std::min(oldest.hour(), checkpoint.replay_after.hour());
  if (hour <= dropped_before_hour_) return rocksdb::Status::OK();

  const WallTime from(std::chrono::duration_cast<Millis>(std::chrono::hours(hour)));
  database_.expiry().history_begins(from);
  rocksdb::Status status = drop_before(Family::facts, key_of(BatchNumber(std::uint64_t{hour} << 40)));
  if (status.ok()) {
    status = drop_before(Family::message, key_of(MessageId::from_parts(from.time_since_epoch(), NodeNumber(0), 0)));
  }
  if (status.ok()) dropped_before_hour_ = hour;
  return status;
}

/// Whole files go at once, what shares a file with younger records at its next rewrite.
rocksdb::Status Checkpointer::drop_before(Family family, const std::string& end) {
  rocksdb::ColumnFamilyHandle* const handle = database_.family(family);
  const std::string begin(8, '\0');
  const rocksdb::Slice from(begin);
  const rocksdb::Slice to(end);
  const rocksdb::RangePtr range(&from, &to);
  const rocksdb::Status status = rocksdb::DeleteFilesInRanges(&database_.engine(), handle, &range, 1, false);
  if (!status.ok()) return status;
  // Not synced: lost in a crash, the next checkpoint does it again.
  return database_.engine().DeleteRange(rocksdb::WriteOptions(), handle, from, to);
}

}  // namespace smppedge::store::rocks
