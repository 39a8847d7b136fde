// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/block_records.h"

#include "base/byte_cursor.h"
#include "store/rocks/database.h"
#include "store/rocks/phone_key.h"

namespace smppedge::store::rocks {

std::string block_place(AccountNumber account) {
  std::string place;
  ByteWriter(place).u32(account.value());
  return place;
}

std::string block_place(AccountNumber account, const PhoneNumber& phone) {
  std::string place = block_place(account);
  ByteWriter<std::string> write(place);
  write_phone(write, phone);
  return place;
}

std::optional<PhoneNumber> phone_of_place(AccountNumber account, std::string_view place) {
  ByteReader bytes = reader(place);
  const AccountNumber owner(bytes.u32());
  const PhoneNumber phone = read_phone(bytes);
  if (!bytes.ok() || owner != account) return std::nullopt;
  return phone;
}

std::string block_key(BlockKind kind, std::string_view place) {
  std::string key(1, static_cast<char>(kind));
  key += place;
  return key;
}

std::string value_of(const BlockMark& mark) {
  std::string value;
  ByteWriter<std::string> write(value);
  write.u8(static_cast<std::uint8_t>(mark.source));
  write.u64(static_cast<std::uint64_t>(mark.at.time_since_epoch().count()));
  write.text(mark.by);
  return value;
}

std::optional<BlockMark> block_mark_from(std::string_view value) {
  ByteReader bytes = reader(value);
  BlockMark mark;
  const std::uint8_t source = bytes.u8();
  if (source > static_cast<std::uint8_t>(BlockSource::admin)) bytes.fail();
  mark.source = static_cast<BlockSource>(source);
  mark.at = WallTime(Millis(static_cast<std::int64_t>(bytes.u64())));
  mark.by = bytes.text();
  if (!bytes.ok() || bytes.left() != 0) return std::nullopt;
  return mark;
}

std::optional<BlockRecord> block_record_from(std::string_view key, std::string_view value) {
  ByteReader bytes = reader(key);
  (void)bytes.u8();
  BlockRecord record;
  record.account = AccountNumber(bytes.u32());
  record.phone = read_phone(bytes);
  auto mark = block_mark_from(value);
  if (!bytes.ok() || bytes.left() != 0 || !mark) return std::nullopt;
  record.source = mark->source;
  record.since = mark->at;
  record.by = std::move(mark->by);
  return record;
}

std::string value_of(const BlockChange& ended) {
  std::string value(1, static_cast<char>(ended.what));
  value += value_of(BlockMark{ended.source, ended.at, ended.by});
  return value;
}

std::optional<BlockChange> block_ended_from(std::string_view key, std::string_view value) {
  if (value.empty()) return std::nullopt;
  ByteReader bytes = reader(key);
  (void)bytes.u8();
  BlockChange ended;
  ended.what = static_cast<BlockChange::What>(value.front());
  ended.account = AccountNumber(bytes.u32());
  ended.phone = read_phone(bytes);
  auto mark = block_mark_from(value.substr(1));
  if (!bytes.ok() || bytes.left() != 0 || !mark || !ends_removal(ended.what)) return std::nullopt;
  ended.source = mark->source;
  ended.at = mark->at;
  ended.by = std::move(mark->by);
  return ended;
}

bool block_ended_before(std::string_view key, std::string_view value, WallTime limit) {
  if (key.empty() || key.front() != static_cast<char>(BlockKind::ended)) return false;
  const auto ended = block_ended_from(key, value);
  return ended && ended->at < limit;
}

void ask_removal(BlockRecord& record, BlockMark mark) {
  record.removal_asked = true;
  record.removal_asked_at = mark.at;
  record.removal_asked_by = std::move(mark.by);
}

}  // namespace smppedge::store::rocks
