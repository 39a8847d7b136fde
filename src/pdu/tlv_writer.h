// SPDX-License-Identifier: Apache-2.0
// Builds optional parameters in a caller's buffer, ready to be given to a writer as Tlvs (3.2.4.1).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "pdu/tlv.h"

namespace smppedge::pdu {

/// What does not fit the buffer, or 3.4's bounds of a known tag, is left out and ok() turns false; check it once at
/// the end. Values go up to 65,535 octets. The Tlvs given out are views into the buffer.
class TlvWriter {
 public:
  explicit TlvWriter(std::span<std::uint8_t> buffer) : buffer_(buffer) {}

  TlvWriter& octets(Tag tag, std::span<const std::uint8_t> value);
  TlvWriter& text(Tag tag, std::string_view value);      ///< octets as they are, no NUL (message_payload)
  TlvWriter& c_string(Tag tag, std::string_view value);  ///< with a NUL behind it (receipted_message_id)
  TlvWriter& u8(Tag tag, std::uint8_t value);
  TlvWriter& u16(Tag tag, std::uint16_t value);
  TlvWriter& u32(Tag tag, std::uint32_t value);

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] Tlvs tlvs() const { return Tlvs(buffer_.first(size_)); }

 private:
  /// Room for a value of that length behind its tag and length; nullptr when it is refused.
  [[nodiscard]] std::uint8_t* grow(Tag tag, std::size_t length);

  std::span<std::uint8_t> buffer_;
  std::size_t size_ = 0;
  bool ok_ = true;
};

}  // namespace smppedge::pdu
