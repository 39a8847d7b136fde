// SPDX-License-Identifier: Apache-2.0
// Bounds-checked cursors over octets, big endian: the only place where integers are put together from bytes.
// A reader that has run out stays failed; check ok() once at the end.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace smppedge {

class ByteReader {
 public:
  explicit ByteReader(std::span<const std::uint8_t> bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  [[nodiscard]] const std::uint8_t* position() const { return at_; }
  void fail() {
    ok_ = false;
    at_ = end_;
  }

  std::uint8_t u8() { return take(1) ? at_[-1] : std::uint8_t{0}; }
  std::uint16_t u16() { return big_endian<std::uint16_t>(); }
  std::uint32_t u32() { return big_endian<std::uint32_t>(); }
  std::uint64_t u64() { return big_endian<std::uint64_t>(); }

  /// LEB128, at most ten octets.
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (!take(1)) return 0;
      const std::uint64_t octet = at_[-1];
      value |= (octet & 0x7F) << shift;
      if ((octet & 0x80) == 0) return value;
    }
    fail();
    return 0;
  }

  std::span<const std::uint8_t> bytes(std::size_t count) {
    if (!take(count)) return {};
    return {at_ - count, count};
  }
  /// A varint length, then that many octets. The view is into the input.
  std::string_view text() {
    const std::uint64_t length = varint();
    if (length > left()) {
      fail();
      return {};
    }
    const auto view = bytes(static_cast<std::size_t>(length));
    return {reinterpret_cast<const char*>(view.data()), view.size()};
  }

 private:
  bool take(std::size_t count) {
    if (left() < count) {
      fail();
      return false;
    }
    at_ += count;
    return true;
  }
  template <class Integer>
  Integer big_endian() {
    if (!take(sizeof(Integer))) return 0;
    Integer value;
    std::memcpy(&value, at_ - sizeof value, sizeof value);
    if constexpr (std::endian::native == std::endian::little) {
      if constexpr (sizeof value == 2) value = __builtin_bswap16(value);
      if constexpr (sizeof value == 4) value = __builtin_bswap32(value);
      if constexpr (sizeof value == 8) value = __builtin_bswap64(value);
    }
    return value;
  }

  const std::uint8_t* at_;
  const std::uint8_t* end_;
  bool ok_ = true;
};

/// Appends to a container of octets (std::string or std::vector<std::uint8_t>).
template <class Container>
class ByteWriter {
 public:
  explicit ByteWriter(Container& out) : out_(out) {}

  void u8(std::uint8_t value) { out_.push_back(static_cast<typename Container::value_type>(value)); }
  void u16(std::uint16_t value) { big_endian(value, 2); }
  void u32(std::uint32_t value) { big_endian(value, 4); }
  void u64(std::uint64_t value) { big_endian(value, 8); }
  void varint(std::uint64_t value) {
    while (value >= 0x80) {
      u8(static_cast<std::uint8_t>(value | 0x80));
      value >>= 7;
    }
    u8(static_cast<std::uint8_t>(value));
  }
  void text(std::string_view text) {
    varint(text.size());
    out_.insert(out_.end(), text.begin(), text.end());
  }

 private:
  void big_endian(std::uint64_t value, unsigned count) {
    while (count-- > 0) u8(static_cast<std::uint8_t>(value >> (8 * count)));
  }
  Container& out_;
};

}  // namespace smppedge
