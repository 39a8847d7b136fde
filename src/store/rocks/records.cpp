// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/records.h"

#include "base/byte_cursor.h"
#include "store/rocks/database.h"

namespace smppedge::store::rocks {
namespace {

using Writer = ByteWriter<std::string>;

bool complete(const ByteReader& bytes) {
  return bytes.ok() && bytes.left() == 0;
}

void write_location(Writer& write, Location location) {
  write.u64(location.batch.value());
  write.u32(location.offset);
}
Location read_location(ByteReader& bytes) {
  const BatchNumber batch(bytes.u64());
  return {batch, bytes.u32()};
}

template <class Enumeration>
Enumeration read_enum(ByteReader& bytes, Enumeration last) {
  const std::uint8_t value = bytes.u8();
  if (value > static_cast<std::uint8_t>(last)) bytes.fail();
  return static_cast<Enumeration>(value);
}

std::string number_key(std::uint64_t value) {
  std::string key;
  Writer(key).u64(value);
  return key;
}

}  // namespace

std::string key_of(BatchNumber number) {
  return number_key(number.value());
}
std::string key_of(MessageId message) {
  return number_key(message.value());
}
std::string key_of(AccountNumber account) {
  std::string key;
  Writer(key).u32(account.value());
  return key;
}
std::string account_key(AccountNumber account, Door door) {
  std::string key = key_of(account);
  Writer(key).u8(static_cast<std::uint8_t>(door));
  return key;
}
std::string event_key(AccountNumber account, Door door, EventSequence sequence) {
  std::string key = account_key(account, door);
  Writer(key).u64(sequence.value());
  return key;
}
std::string lookup_key(const LookupRecord& record) {
  std::string key;
  key.reserve(lookup_prefix_octets + 8);
  Writer write(key);
  write.u32(record.account.value());
  write.u8(static_cast<std::uint8_t>(record.kind));
  write.u64(record.value);
  write.u64(~record.message.value());
  return key;
}
std::string used_key(AccountNumber account, const KeyDigest& digest) {
  std::string key;
  key.reserve(4 + digest.size());
  Writer(key).u32(account.value());
  key.append(digest.begin(), digest.end());
  return key;
}
std::string carrier_id_key(CarrierNumber carrier, std::string_view match_key) {
  std::string key;
  key.reserve(4 + match_key.size());
  Writer(key).u32(carrier.value());
  key += match_key;
  return key;
}
std::string parked_key(const ParkedRecord& record) {
  std::string key;
  Writer write(key);
  write.u32(record.carrier.value());
  write.text(record.match_key);
  write_location(write, record.fact);
  return key;
}

std::string value_of(Location location) {
  std::string value;
  Writer write(value);
  write_location(write, location);
  return value;
}
std::string value_of(const OpenRecord& record) {
  std::string value;
  value.reserve(30);
  Writer write(value);
  write.u8(static_cast<std::uint8_t>(record.kind));
  write_location(write, record.last);
  write.u64(static_cast<std::uint64_t>(record.deadline.time_since_epoch().count()));
  write.u32(record.account.value());
  write.u8(static_cast<std::uint8_t>(record.traffic_class));
  write.u32(record.carrier.value());
  return value;
}
std::string value_of(const ClosedRecord& record) {
  std::string value;
  value.reserve(16);
  Writer write(value);
  write_location(write, record.last);
  write.u32(record.account.value());
  return value;
}
std::string value_of(const EventRecord& record) {
  std::string value;
  value.reserve(28);
  Writer write(value);
  write.u64(record.id.value());
  write_location(write, record.fact);
  write.u64(static_cast<std::uint64_t>(record.since.time_since_epoch().count()));
  return value;
}
std::string value_of(const AttemptRef& attempt) {
  std::string value;
  Writer write(value);
  write.u64(attempt.message.value());
  write.u8(attempt.segment);
  write.u8(attempt.attempt);
  return value;
}
std::string value_of(const SeenReply& seen) {
  return number_key(static_cast<std::uint64_t>(seen.at.time_since_epoch().count()));
}
std::string value_of(const Checkpoint::AccountEvents& events) {
  std::string value;
  Writer write(value);
  write.u64(events.last.value());
  write.u64(events.acknowledged.value());
  return value;
}
std::string value_of(std::uint64_t number) {
  return number_key(number);
}

std::optional<std::uint64_t> number_from(std::string_view value) {
  ByteReader bytes = reader(value);
  const std::uint64_t number = bytes.u64();
  if (!complete(bytes)) return std::nullopt;
  return number;
}
std::optional<BatchNumber> batch_number_from(std::string_view key) {
  const auto number = number_from(key);
  if (!number) return std::nullopt;
  return BatchNumber(*number);
}
std::optional<Location> location_from(std::string_view value) {
  ByteReader bytes = reader(value);
  const Location location = read_location(bytes);
  if (!complete(bytes)) return std::nullopt;
  return location;
}
std::optional<AttemptRef> attempt_from(std::string_view value) {
  ByteReader bytes = reader(value);
  AttemptRef attempt;
  attempt.message = MessageId(bytes.u64());
  attempt.segment = bytes.u8();
  attempt.attempt = bytes.u8();
  if (!complete(bytes)) return std::nullopt;
  return attempt;
}
std::optional<OpenRecord> open_record_from(std::string_view key, std::string_view value) {
  const auto message = number_from(key);
  ByteReader bytes = reader(value);
  OpenRecord record;
  record.kind = read_enum(bytes, OpenRecord::Kind::scheduled);
  record.last = read_location(bytes);
  record.deadline = WallTime(Millis(static_cast<std::int64_t>(bytes.u64())));
  record.account = AccountNumber(bytes.u32());
  record.traffic_class = read_enum(bytes, TrafficClass::marketing);
  record.carrier = CarrierNumber(bytes.u32());
  if (!message || !complete(bytes)) return std::nullopt;
  record.message = MessageId(*message);
  return record;
}
std::optional<ClosedRecord> closed_record_from(std::string_view key, std::string_view value) {
  const auto message = number_from(key);
  ByteReader bytes = reader(value);
  ClosedRecord record;
  record.last = read_location(bytes);
  record.account = AccountNumber(bytes.u32());
  if (!message || !complete(bytes)) return std::nullopt;
  record.message = MessageId(*message);
  return record;
}
std::optional<LookupRecord> lookup_record_from(std::string_view key) {
  ByteReader bytes = reader(key);
  LookupRecord record;
  record.account = AccountNumber(bytes.u32());
  record.kind = read_enum(bytes, LookupKind::unsent);
  record.value = bytes.u64();
  record.message = MessageId(~bytes.u64());
  if (!complete(bytes)) return std::nullopt;
  return record;
}
std::optional<ParkedRecord> parked_record_from(std::string_view key) {
  ByteReader bytes = reader(key);
  ParkedRecord record;
  record.carrier = CarrierNumber(bytes.u32());
  record.match_key = bytes.text();
  record.fact = read_location(bytes);
  if (!complete(bytes)) return std::nullopt;
  return record;
}
std::optional<EventRecord> event_record_from(std::string_view key, std::string_view value) {
  ByteReader key_bytes = reader(key);
  ByteReader bytes = reader(value);
  EventRecord record;
  record.account = AccountNumber(key_bytes.u32());
  record.door = read_enum(key_bytes, Door::smpp);
  record.sequence = EventSequence(key_bytes.u64());
  record.id = EventSequence(bytes.u64());
  record.fact = read_location(bytes);
  record.since = WallTime(Millis(static_cast<std::int64_t>(bytes.u64())));
  if (!complete(key_bytes) || !complete(bytes)) return std::nullopt;
  return record;
}
std::optional<SeenReply> seen_reply_from(std::string_view key, std::string_view value) {
  const auto fingerprint = number_from(key);
  const auto at = number_from(value);
  if (!fingerprint || !at) return std::nullopt;
  return SeenReply{*fingerprint, WallTime(Millis(static_cast<std::int64_t>(*at)))};
}
std::optional<Checkpoint::AccountEvents> account_events_from(std::string_view key, std::string_view value) {
  ByteReader key_bytes = reader(key);
  ByteReader bytes = reader(value);
  Checkpoint::AccountEvents events;
  events.account = AccountNumber(key_bytes.u32());
  events.door = read_enum(key_bytes, Door::smpp);
  events.last = EventSequence(bytes.u64());
  events.acknowledged = EventSequence(bytes.u64());
  if (!complete(key_bytes) || !complete(bytes)) return std::nullopt;
  return events;
}
std::optional<Checkpoint::AccountAlias> account_alias_from(std::string_view key, std::string_view value) {
  ByteReader bytes = reader(key);
  const AccountNumber account(bytes.u32());
  const auto last = number_from(value);
  if (!complete(bytes) || !last || *last > 0xFFFF'FFFFULL) return std::nullopt;
  return Checkpoint::AccountAlias{account, static_cast<std::uint32_t>(*last)};
}

}  // namespace smppedge::store::rocks
