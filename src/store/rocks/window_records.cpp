// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/window_records.h"

#include <limits>

#include "base/byte_cursor.h"
#include "store/rocks/database.h"
#include "store/rocks/phone_key.h"

namespace smppedge::store::rocks {
namespace {

WallTime read_time(ByteReader& bytes) {
  return WallTime(Millis(static_cast<std::int64_t>(bytes.varint())));
}
void write_time(ByteWriter<std::string>& write, WallTime time) {
  write.varint(static_cast<std::uint64_t>(time.time_since_epoch().count()));
}

template <class Number>
Number read_number(ByteReader& bytes) {
  const std::uint64_t value = bytes.varint();
  if (value > std::numeric_limits<Number>::max()) bytes.fail();
  return static_cast<Number>(value);
}

/// Behind the phone: how long the number is, and which of its identity follow it.
constexpr std::uint8_t number_octets_mask = 0x1F;
constexpr std::uint8_t has_conversation = 0x40;
constexpr std::uint8_t has_message = 0x80;  ///< it is planned: those stand behind what was sent

class WindowMerge final : public rocksdb::AssociativeMergeOperator {
 public:
  const char* Name() const override { return "smppedge.Window"; }
  bool Merge(const rocksdb::Slice& key, const rocksdb::Slice* existing, const rocksdb::Slice& value,
             std::string* remains, rocksdb::Logger*) const override {
    const auto take = [remains](const rocksdb::Slice& taken) {
      remains->assign(taken.data(), taken.size());
      return true;
    };
    if (existing == nullptr) return take(value);
    auto record = window_record_from(view(key), view(*existing));
    const auto other = window_record_from(view(key), view(value));
    // What does not read stays, for its reader to tell of.
    if (!record) return take(*existing);
    if (!other) return take(value);
    merge(*record, *other);
    *remains = value_of(*record);
    return true;
  }
};

}  // namespace

std::string window_prefix(const PhoneNumber& phone) {
  std::string key;
  key.reserve(48);
  ByteWriter<std::string> write(key);
  write_phone(write, phone);
  return key;
}

std::string window_key(const WindowRecord& record) {
  static_assert(decltype(record.number)::octets_max <= number_octets_mask);
  std::string key = window_prefix(record.phone);
  ByteWriter<std::string> write(key);
  const std::string_view number = record.number.view();
  auto head = static_cast<std::uint8_t>(number.size());
  if (record.is_planned()) head |= has_message;
  if (record.conversation != 0) head |= has_conversation;
  write.u8(head);
  key += number;
  write.varint(record.account.value());
  if (record.conversation != 0) write.u64(record.conversation);
  if (record.is_planned()) write.u64(record.message.value());
  return key;
}

std::string value_of(const WindowRecord& record) {
  std::string value;
  value.reserve(48);
  ByteWriter<std::string> write(value);
  write_time(write, record.keep_until);
  write.varint(record.carrier.value());
  if (record.is_planned()) {
    write.u8(record.ended ? 1 : 0);
    write.varint(record.reference);
    return value;
  }
  write.u64(record.message.value());
  write_time(write, record.sent_at);
  write.varint(record.reference);
  return value;
}

std::optional<WindowRecord> window_record_from(std::string_view key, std::string_view value) {
  ByteReader key_bytes = reader(key);
  ByteReader bytes = reader(value);
  WindowRecord record;
  record.phone = read_phone(key_bytes);
  const std::uint8_t head = key_bytes.u8();
  const auto number = key_bytes.bytes(head & number_octets_mask);
  const bool fits = record.number.assign({reinterpret_cast<const char*>(number.data()), number.size()});
  record.account = AccountNumber(read_number<std::uint32_t>(key_bytes));
  if ((head & has_conversation) != 0) record.conversation = key_bytes.u64();
  record.keep_until = read_time(bytes);
  record.carrier = CarrierNumber(read_number<std::uint32_t>(bytes));
  if ((head & has_message) != 0) {
    record.message = MessageId(key_bytes.u64());
    record.ended = bytes.u8() != 0;
    record.reference = read_number<std::uint16_t>(bytes);
  } else {
    record.message = MessageId(bytes.u64());
    record.sent_at = read_time(bytes);
    record.reference = read_number<std::uint16_t>(bytes);
    if (record.is_planned()) bytes.fail();
  }
  if (!fits || !key_bytes.ok() || key_bytes.left() != 0 || !bytes.ok() || bytes.left() != 0) return std::nullopt;
  return record;
}

std::shared_ptr<rocksdb::MergeOperator> window_merge() {
  return std::make_shared<WindowMerge>();
}

}  // namespace smppedge::store::rocks
