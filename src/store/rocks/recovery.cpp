// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/recovery.h"

#include <fmt/format.h>

#include <memory>

#include "store/rocks/queries.h"
#include "store/rocks/records.h"
#include "store/rocks/window_queries.h"

namespace smppedge::store::rocks {

Expected<RecoveryReport, OpenError> Recovery::run() {
  const auto high_water = database_.meta_number(meta_key::high_water);
  if (!high_water) return failure(high_water.error());
  const auto replay_after = database_.meta_number(meta_key::replay_after);
  if (!replay_after) return failure(replay_after.error());

  visitor_.on_high_water(MessageId(*high_water));
  visitor_.on_replay_after(BatchNumber(*replay_after));
  hand_out_keyed_records();
  if (!error_) replay_facts(BatchNumber(*replay_after));
  if (error_) return failure(*error_);
  return report_;
}

void Recovery::hand_out_keyed_records() {
  scan(Family::account, account_events_from, [this](const auto& events) { visitor_.on_account_events(events); });
  scan(Family::alias, account_alias_from, [this](const auto& alias) { visitor_.on_account_alias(alias); });
  scan(Family::open, open_record_from, [this](const OpenRecord& record) {
    if (record.kind == OpenRecord::Kind::queued) return visitor_.on_queued(record);
    if (record.kind == OpenRecord::Kind::awaiting) return visitor_.on_awaiting(record);
    if (record.kind == OpenRecord::Kind::scheduled) return visitor_.on_scheduled(record);
    if (const auto chain = chain_of(record.last, "open message")) visitor_.on_resident(record, *chain);
  });
  scan(
      Family::parked, [](std::string_view key, std::string_view) { return parked_record_from(key); },
      [this](const ParkedRecord& record) {
        // It may have expired while the gateway was down: then it is forgotten with the history it belonged to.
        auto chain = read_chain(database_, record.fact);
        if (!chain && chain.error() == ReadError::not_found) return;
        if (!chain)
          return fail(fmt::format("family facts: batch {}, needed for a parked receipt, does not read",
                                  record.fact.batch.counter()));
        visitor_.on_parked(record, *chain);
      });
  scan(
      Family::reply_part, [](std::string_view key, std::string_view) { return location_from(key); },
      [this](Location fact) {
        // As with a parked receipt.
        auto chain = read_chain(database_, fact);
        if (!chain && chain.error() == ReadError::not_found) return;
        if (!chain) {
          return fail(
              fmt::format("family facts: batch {}, needed for a part of a reply, does not read", fact.batch.counter()));
        }
        visitor_.on_reply_part(chain->facts.back());
      });
  scan(Family::fingerprint, seen_reply_from, [this](const SeenReply& seen) { visitor_.on_reply_seen(seen); });
  scan(Family::event, event_record_from, [this](const EventRecord& record) { visitor_.on_event(record); });
  scan(Family::dead_letter, event_record_from, [this](const EventRecord& record) { visitor_.on_dead_letter(record); });
  hand_out_blocklists();
}

void Recovery::hand_out_blocklists() {
  BlocklistScan scan(database_, scan_options(), {}, {});
  while (const auto record = scan.next()) visitor_.on_blocked(*record);
  if (scan.damage()) fail(fmt::format("family {}: {}", name_of(Family::blocklist), *scan.damage()));
}

template <class Parse, class Use>
void Recovery::scan(Family family, Parse parse, Use use) {
  const std::unique_ptr<rocksdb::Iterator> at(database_.engine().NewIterator(scan_options(), database_.family(family)));
  for (at->SeekToFirst(); !error_ && at->Valid(); at->Next()) {
    const auto record = parse(view(at->key()), view(at->value()));
    if (!record) return fail(fmt::format("family {}: a record does not read", name_of(family)));
    use(*record);
  }
  if (!at->status().ok()) fail(fmt::format("family {}: {}", name_of(family), at->status().ToString()));
}

std::optional<Chain> Recovery::chain_of(Location last, std::string_view whose) {
  auto chain = read_chain(database_, last);
  if (chain) return std::move(*chain);
  fail(fmt::format("family facts: batch {} (hour {}), offset {}, needed for an {}, {}", last.batch.counter(),
                   last.batch.hour(), last.offset, whose,
                   chain.error() == ReadError::not_found ? "is missing" : "does not read"));
  return std::nullopt;
}

void Recovery::replay_facts(BatchNumber replay_after) {
  report_.last_batch = replay_after;
  const std::unique_ptr<rocksdb::Iterator> at(
      database_.engine().NewIterator(scan_options(), database_.family(Family::facts)));
  for (at->Seek(key_of(BatchNumber(replay_after.value() + 1))); !error_ && at->Valid(); at->Next()) {
    const auto number = batch_number_from(view(at->key()));
    if (!number) return fail("family facts: a key is not a batch number");
    const std::uint64_t expected = report_.last_batch.counter() + 1;
    if (number->counter() != expected) {
      return fail(fmt::format("family facts: after batch {} comes batch {}: what lies between is missing", expected - 1,
                              number->counter()));
    }
    replay_batch(*number, view(at->value()));
  }
  if (!at->status().ok()) return fail(fmt::format("family facts: {}", at->status().ToString()));
  if (report_.batches > 0 || replay_after.counter() == 0) return;
  // Only the counter counts: `replay_after` may carry the hour of the batch after it.
  at->SeekForPrev(key_of(replay_after));
  const auto covered = at->Valid() ? batch_number_from(view(at->key())) : std::nullopt;
  if (!covered || covered->counter() != replay_after.counter()) {
    fail(fmt::format("family facts: batch {} (hour {}), to which the last checkpoint reaches, is missing",
                     replay_after.counter(), replay_after.hour()));
  }
}

void Recovery::replay_batch(BatchNumber number, std::string_view bytes) {
  FactReader reader(number, bytes);
  RecordedFact fact;
  while (!error_ && reader.next(fact)) {
    visitor_.on_fact(fact, *this);
    ++report_.facts;
  }
  if (reader.corrupt()) return fail(reader.corrupt()->text);
  ++report_.batches;
  report_.last_batch = number;
}

std::optional<std::pair<OpenRecord, Chain>> Recovery::find_open(MessageId message) {
  const auto record = read_open(database_, message);
  if (!record) {
    if (record.error() != ReadError::not_found) fail("family open: a record does not read");
    return std::nullopt;
  }
  auto chain = chain_of(record->last, "open message");
  if (!chain) return std::nullopt;
  return std::pair(*record, std::move(*chain));
}

std::optional<AccountNumber> Recovery::find_closed_account(MessageId message) {
  const auto record = read_closed(database_, message);
  if (record) return record->account;
  if (record.error() != ReadError::not_found) fail("family message: a record does not read");
  return std::nullopt;
}

}  // namespace smppedge::store::rocks
