// SPDX-License-Identifier: Apache-2.0
#include "message/message_id.h"

#include <algorithm>

namespace smppedge {

namespace {

constexpr unsigned sequence_max = 4095;

std::optional<unsigned> hex_digit(char character) {
  if (character >= '0' && character <= '9') return character - '0';
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  return std::nullopt;
}

}  // namespace

std::optional<MessageId> MessageId::parse(std::string_view text) {
  if (text.size() != text_length) return std::nullopt;
  std::uint64_t value = 0;
  for (const char character : text) {
    const auto digit = hex_digit(character);
    if (!digit) return std::nullopt;
    value = (value << 4) | *digit;
  }
  return MessageId(value);
}

void MessageId::write_text(char* out) const {
  for (std::size_t i = 0; i < text_length; ++i) {
    out[i] = "0123456789abcdef"[(value_ >> (4 * (text_length - 1 - i))) & 0xF];
  }
}

std::string MessageId::to_string() const {
  std::string text(text_length, '0');
  write_text(text.data());
  return text;
}

void MessageIdAllocator::never_below(MessageId id) {
  last_ = std::max(last_, id);
}

MessageId MessageIdAllocator::next(WallTime now) {
  const auto last_ms = last_.time().time_since_epoch();
  const auto sequence = static_cast<unsigned>(last_.value() & sequence_max);
  auto id = MessageId::from_parts(std::max(now.time_since_epoch(), last_ms), node_, 0);
  if (id <= last_) {
    // The clock stands still or went back, or the high-water mark is another node's.
    const bool fits = last_.node() == node_ && sequence < sequence_max;
    id = fits ? MessageId(last_.value() + 1) : MessageId::from_parts(last_ms + Millis(1), node_, 0);
  }
  last_ = id;
  return id;
}

}  // namespace smppedge
