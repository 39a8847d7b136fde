// SPDX-License-Identifier: Apache-2.0
#include "message/text/utf8.h"

namespace smppedge::text {

void append_utf8(std::string& out, char32_t character) {
  const auto append_tail = [&](unsigned shift) {
    out.push_back(static_cast<char>(0x80 | ((character >> shift) & 0x3F)));
  };
  if (character < 0x80) {
    out.push_back(static_cast<char>(character));
  } else if (character < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (character >> 6)));
    append_tail(0);
  } else if (character < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | (character >> 12)));
    append_tail(6);
    append_tail(0);
  } else {
    out.push_back(static_cast<char>(0xF0 | (character >> 18)));
    append_tail(12);
    append_tail(6);
    append_tail(0);
  }
}

}  // namespace smppedge::text
