// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/queries.h"

#include <algorithm>

#include "base/log.h"
#include "store/rocks/limits.h"
#include "store/rocks/records.h"

namespace smppedge::store::rocks {
namespace {

ReadError corrupt(const Database& database, std::string_view what) {
  log::error("store: damaged data directory={} what={}", database.directory(), what);
  return ReadError::corrupt;
}

Expected<rocksdb::PinnableSlice, ReadError> get(const Database& database, Family family, std::string_view key) {
  rocksdb::PinnableSlice value;
  const rocksdb::Status status =
      database.engine().Get(rocksdb::ReadOptions(), database.family(family), slice(key), &value);
  if (status.IsNotFound()) return failure(ReadError::not_found);
  if (!status.ok()) return failure(corrupt(database, status.ToString()));
  return value;
}

}  // namespace

rocksdb::ReadOptions scan_options() {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  options.readahead_size = scan_readahead_bytes;
  return options;
}

Expected<Chain, ReadError> read_chain(const Database& database, Location last) {
  Chain chain;
  BatchNumber number;
  rocksdb::PinnableSlice batch;
  // Each fact lies before the one that names it (fact_batch.cpp), so the walk ends.
  for (Location at = last; !at.none(); at = chain.facts.back().header.previous) {
    if (at.batch != number) {
      auto value = get(database, Family::facts, key_of(at.batch));
      if (!value) return failure(value.error());
      batch = std::move(*value);
      number = at.batch;
    }
    auto fact = copy_fact(at.batch, view(batch), at.offset, chain.owners.emplace_back());
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

Expected<MessageRecord, ReadError> find_message(const Database& database, MessageId message) {
  const auto open = read_open(database, message);
  if (open) return MessageRecord{open->last, true};
  if (open.error() != ReadError::not_found) return failure(open.error());
  const auto value = get(database, Family::message, key_of(message));
  if (!value) return failure(value.error());
  const auto last = location_from(view(*value));
  if (!last) return failure(corrupt(database, "a record of family message does not read"));
  return MessageRecord{*last, false};
}

Expected<AttemptRef, ReadError> find_carrier_id(const Database& database, CarrierNumber carrier,
                                                std::string_view match_key) {
  const auto value = get(database, Family::carrier_id, carrier_id_key(carrier, match_key));
  if (!value) return failure(value.error());
  const auto attempt = attempt_from(view(*value));
  if (!attempt) return failure(corrupt(database, "a record of family carrier_id does not read"));
  return *attempt;
}

Expected<std::vector<EventRecord>, ReadError> read_events(const Database& database, AccountNumber account,
                                                          EventSequence after, unsigned limit) {
  std::vector<EventRecord> events;
  const std::unique_ptr<rocksdb::Iterator> at(
      database.engine().NewIterator(rocksdb::ReadOptions(), database.family(Family::event)));
  const std::string from = event_key(account, EventSequence(after.value() + 1));
  for (at->Seek(from); events.size() < limit && at->Valid(); at->Next()) {
    const auto record = event_record_from(view(at->key()), view(at->value()));
    if (!record) return failure(corrupt(database, "a record of family event does not read"));
    if (record->account != account) break;
    events.push_back(*record);
  }
  if (!at->status().ok()) return failure(corrupt(database, at->status().ToString()));
  return events;
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
