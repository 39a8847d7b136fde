// SPDX-License-Identifier: Apache-2.0
#include "message/text/ucs2.h"

#include "message/text/utf8.h"

namespace smppedge::text::ucs2 {

Expected<void, Error> decode(std::span<const std::uint8_t> octets, std::string& utf8) {
  utf8.clear();
  if (octets.size() % 2 != 0) return failure(Error::odd_length);
  utf8.reserve(octets.size() / 2 * 3);
  char32_t high = 0;
  for (std::size_t i = 0; i < octets.size(); i += 2) {
    const auto unit = static_cast<char32_t>((octets[i] << 8) | octets[i + 1]);
    const bool is_high = unit >= 0xD800 && unit < 0xDC00;
    const bool is_low = unit >= 0xDC00 && unit < 0xE000;
    if (is_low != (high != 0)) return failure(Error::lone_surrogate);
    if (is_low) {
      append_utf8(utf8, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
      high = 0;
    } else if (is_high) {
      high = unit;
    } else {
      append_utf8(utf8, unit);
    }
  }
  if (high != 0) return failure(Error::lone_surrogate);
  return {};
}

}  // namespace smppedge::text::ucs2
