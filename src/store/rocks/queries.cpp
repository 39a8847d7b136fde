// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/queries.h"

#include <algorithm>

#include "base/log.h"
#include "store/rocks/limits.h"
#include "store/rocks/records.h"

namespace smppedge::store::rocks {
namespace {

Expected<rocksdb::PinnableSlice, ReadError> get(const Database& database, Family family, std::string_view key) {
  rocksdb::PinnableSlice value;
  const rocksdb::Status status =
      database.engine().Get(rocksdb::ReadOptions(), database.family(family), slice(key), &value);
  if (status.IsNotFound()) return failure(ReadError::not_found);
  if (!status.ok()) return failure(corrupt(database, status.ToString()));
  return value;
}

/// One of those that read_chain() walks through.
struct ReadBatch {
  std::string_view bytes;
  rocksdb::PinnableSlice pinned;  ///< a block of a table file
  BatchCache::Octets copied;      ///< out of a memtable
};

Expected<ReadBatch, ReadError> read_batch(const Database& database, BatchNumber number) {
  ReadBatch batch;
  batch.copied = database.batches().find(number);
  if (batch.copied == nullptr) {
    auto value = get(database, Family::facts, key_of(number));
    if (!value) return failure(value.error());
    if (!value->IsPinned()) {
      batch.copied = std::make_shared<const std::string>(std::move(*value->GetSelf()));
      database.batches().keep(number, batch.copied);
    } else {
      batch.pinned = std::move(*value);
    }
  }
  batch.bytes = batch.copied != nullptr ? std::string_view(*batch.copied) : view(batch.pinned);
  return batch;
}

}  // namespace

ReadError corrupt(const Database& database, std::string_view what) {
  log::error("store: damaged data directory={} what={}", database.directory(), what);
  return ReadError::corrupt;
}

rocksdb::ReadOptions scan_options() {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  options.readahead_size = scan_readahead_bytes;
  return options;
}

Expected<Chain, ReadError> read_chain(const Database& database, Location last) {
  Chain chain;
  BatchNumber number;
  ReadBatch batch;
  // Each fact lies before the one that names it (fact_batch.cpp), so the walk ends.
  for (Location at = last; !at.none(); at = chain.facts.back().header.previous) {
    if (at.batch != number) {
      auto read = read_batch(database, at.batch);
      if (!read) return failure(read.error());
      batch = std::move(*read);
      number = at.batch;
    }
    auto fact = copy_fact(at.batch, batch.bytes, at.offset, chain.owners.emplace_back());
    if (!fact) return failure(corrupt(database, fact.error().text));
    if (!chain.facts.empty() && fact->header.message != chain.facts.front().header.message) {
      return failure(corrupt(database, "a message's fact names a fact of another message as its previous one"));
    }
    chain.facts.push_back(*fact);
  }
  if (chain.facts.empty()) return failure(ReadError::not_found);
  std::reverse(chain.facts.begin(), chain.facts.end());
  return chain;
}

Expected<OpenRecord, ReadError> read_open(const Database& database, MessageId message) {
  const std::string key = key_of(message);
  const auto value = get(database, Family::open, key);
  if (!value) return failure(value.error());
  const auto record = open_record_from(key, view(*value));
  if (!record) return failure(corrupt(database, "a record of family open does not read"));
  return *record;
}

Expected<ClosedRecord, ReadError> read_closed(const Database& database, MessageId message) {
  const std::string key = key_of(message);
  const auto value = get(database, Family::message, key);
  if (!value) return failure(value.error());
  const auto record = closed_record_from(key, view(*value));
  if (!record) return failure(corrupt(database, "a record of family message does not read"));
  return *record;
}

Expected<MessageRecord, ReadError> find_message(const Database& database, MessageId message) {
  const auto open = read_open(database, message);
  if (open) return MessageRecord{open->last, open->kind};
  if (open.error() != ReadError::not_found) return failure(open.error());
  return read_closed(database, message).map([](const ClosedRecord& closed) {
    return MessageRecord{closed.last, std::nullopt};
  });
}

Expected<AttemptRef, ReadError> find_carrier_id(const Database& database, CarrierNumber carrier,
                                                std::string_view match_key) {
  const auto value = get(database, Family::carrier_id, carrier_id_key(carrier, match_key));
  if (!value) return failure(value.error());
  const auto attempt = attempt_from(view(*value));
  if (!attempt) return failure(corrupt(database, "a record of family carrier_id does not read"));
  return *attempt;
}

Expected<std::vector<MessageId>, ReadError> find_lookup(const Database& database, const LookupKey& key,
                                                        MessageId before, unsigned limit) {
  rocksdb::ReadOptions options;
  options.prefix_same_as_start = true;
  std::vector<MessageId> messages;
  const std::unique_ptr<rocksdb::Iterator> at(database.engine().NewIterator(options, database.family(Family::lookup)));
  // One below 0 is the greatest id, which stands first.
  const MessageId newest(before.value() - 1);
  for (at->Seek(lookup_key({key.account, key.kind, key.value, newest})); messages.size() < limit && at->Valid();
       at->Next()) {
    const auto record = lookup_record_from(view(at->key()));
    if (!record) return failure(corrupt(database, "a record of family lookup does not read"));
    if (LookupKey{record->account, record->kind, record->value} != key) break;
    messages.push_back(record->message);
  }
  if (!at->status().ok()) return failure(corrupt(database, at->status().ToString()));
  return messages;
}

Expected<Location, ReadError> find_key(const Database& database, const UsedKey& key) {
  const auto value = get(database, Family::key, used_key(key.account, key.key));
  if (!value) return failure(value.error());
  const auto used = location_from(view(*value));
  if (!used) return failure(corrupt(database, "a record of family key does not read"));
  return *used;
}

Expected<std::vector<OpenRecord>, ReadError> find_due(const Database& database, WallTime due, MessageId from,
                                                      unsigned limit) {
  std::vector<OpenRecord> records;
  const std::unique_ptr<rocksdb::Iterator> at(
      database.engine().NewIterator(scan_options(), database.family(Family::open)));
  for (at->Seek(key_of(MessageId(from.value() + 1))); records.size() < limit && at->Valid(); at->Next()) {
    const auto record = open_record_from(view(at->key()), view(at->value()));
    if (!record) return failure(corrupt(database, "a record of family open does not read"));
    if (record->deadline <= due) records.push_back(*record);
  }
  if (!at->status().ok()) return failure(corrupt(database, at->status().ToString()));
  return records;
}

}  // namespace smppedge::store::rocks
