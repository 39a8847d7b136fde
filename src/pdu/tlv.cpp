// SPDX-License-Identifier: Apache-2.0
// Look-ups in a run of TLVs, and TlvWriter.
#include "pdu/tlv.h"

#include <cstring>

#include "base/byte_cursor.h"
#include "pdu/tlv_table.h"
#include "pdu/tlv_writer.h"
#include "pdu/wire.h"

namespace smppedge::pdu {

std::optional<std::span<const std::uint8_t>> Tlvs::find(Tag tag) const {
  for (const Tlv tlv : *this) {
    if (tlv.tag == tag) return tlv.value;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> Tlvs::find_integer(Tag tag, unsigned bytes) const {
  const auto value = find(tag);
  if (!value || value->size() != bytes) return std::nullopt;
  ByteReader reader(*value);
  switch (bytes) {
    case 1:
      return reader.u8();
    case 2:
      return reader.u16();
    case 4:
      return reader.u32();
    default:
      return std::nullopt;
  }
}

std::uint8_t* TlvWriter::grow(Tag tag, std::size_t length) {
  const TlvRule* rule = find_tlv_rule(tag);
  const bool in_bounds = rule == nullptr ? length <= 0xFFFF : length >= rule->octets_min && length <= rule->octets_max;
  if (!in_bounds || buffer_.size() - size_ < 4 + length) {
    ok_ = false;
    return nullptr;
  }
  std::uint8_t* at = buffer_.data() + size_;
  at = wire::put_u16(at, static_cast<std::uint16_t>(tag));
  at = wire::put_u16(at, static_cast<std::uint16_t>(length));
  size_ += 4 + length;
  return at;
}

TlvWriter& TlvWriter::octets(Tag tag, std::span<const std::uint8_t> value) {
  if (std::uint8_t* at = grow(tag, value.size())) wire::put_octets(at, value);
  return *this;
}

TlvWriter& TlvWriter::text(Tag tag, std::string_view value) {
  return octets(tag, {reinterpret_cast<const std::uint8_t*>(value.data()), value.size()});
}

TlvWriter& TlvWriter::c_string(Tag tag, std::string_view value) {
  if (value.find('\0') != std::string_view::npos) {
    ok_ = false;
  } else if (std::uint8_t* at = grow(tag, value.size() + 1)) {
    wire::put_c_string(at, value);
  }
  return *this;
}

TlvWriter& TlvWriter::u8(Tag tag, std::uint8_t value) {
  if (std::uint8_t* at = grow(tag, 1)) *at = value;
  return *this;
}

TlvWriter& TlvWriter::u16(Tag tag, std::uint16_t value) {
  if (std::uint8_t* at = grow(tag, 2)) wire::put_u16(at, value);
  return *this;
}

TlvWriter& TlvWriter::u32(Tag tag, std::uint32_t value) {
  if (std::uint8_t* at = grow(tag, 4)) wire::put_u32(at, value);
  return *this;
}

}  // namespace smppedge::pdu
