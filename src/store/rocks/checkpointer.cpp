// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/checkpointer.h"

#include <fmt/format.h>
#include <rocksdb/convenience.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "store/rocks/bulk_file.h"
#include "store/rocks/limits.h"
#include "store/rocks/records.h"

namespace smppedge::store::rocks {
namespace {

void write_message(BulkFile& file, const NoteGeneration& notes) {
  std::vector<std::pair<MessageId, Location>> sorted(notes.closed.begin(), notes.closed.end());
  std::sort(sorted.begin(), sorted.end());
  for (const auto& [message, last] : sorted) file.put(key_of(message), value_of(last));
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

/// A message that is both opened and no longer open has ended.
void write_open(BulkFile& file, const Checkpoint& checkpoint) {
  std::vector<std::pair<MessageId, const OpenRecord*>> changes;
  changes.reserve(checkpoint.opened.size() + checkpoint.no_longer_open.size());
  for (const OpenRecord& record : checkpoint.opened) changes.emplace_back(record.message, &record);
  for (const MessageId message : checkpoint.no_longer_open) changes.emplace_back(message, nullptr);
  std::stable_sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t index = 0; index < changes.size(); ++index) {
    const auto& [message, record] = changes[index];
    if (index + 1 < changes.size() && changes[index + 1].first == message) continue;
    if (record != nullptr) {
      file.put(key_of(message), value_of(*record));
    } else {
      file.remove(key_of(message));
    }
  }
}

void write_parked(BulkFile& file, const Checkpoint& checkpoint) {
  std::map<std::string, bool> changes;
  for (const ParkedRecord& record : checkpoint.parked) changes[parked_key(record)] = true;
  for (const ParkedRecord& record : checkpoint.unparked) changes[parked_key(record)] = false;
  for (const auto& [key, parked] : changes) {
    if (parked) {
      file.put(key, {});
    } else {
      file.remove(key);
    }
  }
}

void write_account(BulkFile& file, const Checkpoint& checkpoint) {
  std::map<std::string, const Checkpoint::AccountEvents*> sorted;
  for (const auto& events : checkpoint.accounts) sorted[key_of(events.account)] = &events;
  for (const auto& [key, events] : sorted) file.put(key, value_of(*events));
}

void write_meta(BulkFile& file, const Checkpoint& checkpoint) {
  static_assert(meta_key::high_water < meta_key::replay_after, "a table file is written in order");
  file.put(meta_key::high_water, value_of(checkpoint.high_water.value()));
  file.put(meta_key::replay_after, value_of(checkpoint.replay_after.value()));
}

/// Removes what is acknowledged, and does not write what is acknowledged already.
void write_event(BulkFile& file, const Checkpoint& checkpoint,
                 std::unordered_map<AccountNumber, EventSequence>& acknowledged) {
  for (const auto& events : checkpoint.accounts) {
    EventSequence& before = acknowledged[events.account];
    if (events.acknowledged <= before) continue;
    before = events.acknowledged;
    file.remove_range(event_key(events.account, EventSequence(0)),
                      event_key(events.account, EventSequence(events.acknowledged.value() + 1)));
  }
  std::vector<EventRecord> sorted = checkpoint.events;
  const auto place = [](const EventRecord& record) { return std::tuple(record.account, record.sequence); };
  std::sort(sorted.begin(), sorted.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
  for (std::size_t index = 0; index < sorted.size(); ++index) {
    const EventRecord& record = sorted[index];
    if (index + 1 < sorted.size() && place(sorted[index + 1]) == place(record)) continue;
    if (record.sequence <= acknowledged[record.account]) continue;
    file.put(event_key(record.account, record.sequence), value_of(record.fact));
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
  const auto file = [&](Family family) { return BulkFile(database_, family, number); };
  std::array files{file(Family::message), file(Family::carrier_id), file(Family::open), file(Family::parked),
                   file(Family::event),   file(Family::account),    file(Family::meta)};
  write_message(files[0], notes);
  write_carrier_id(files[1], notes);
  write_open(files[2], checkpoint);
  write_parked(files[3], checkpoint);
  write_event(files[4], checkpoint, acknowledged_);
  write_account(files[5], checkpoint);
  write_meta(files[6], checkpoint);

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
  const Seconds keep = std::max(history_retention_, history_retention_min);
  // An event that was not taken yet needs its message's whole life.
  const WallTime needed_at(std::chrono::hours(checkpoint.oldest_event.hour()));
  const WallTime newest = checkpoint.oldest_event.none() ? now : std::min(now, needed_at);
  const BatchNumber oldest = BatchNumber().next(newest - keep);
  const std::uint32_t hour = std::min(oldest.hour(), checkpoint.replay_after.hour());
  if (hour <= dropped_before_hour_) return rocksdb::Status::OK();

  const WallTime from(std::chrono::duration_cast<Millis>(std::chrono::hours(hour)));
  database_.drop_carrier_ids_before(from);
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
