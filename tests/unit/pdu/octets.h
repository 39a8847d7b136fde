// SPDX-License-Identifier: Apache-2.0
// Octets for tests: hex to octets and back, and a frame around a body written by hand.
#pragma once

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pdu/command.h"
#include "pdu/status.h"

// Lets Boost.Test print the statuses that it compares.
namespace smppedge::pdu {
inline std::ostream& boost_test_print_type(std::ostream& out, CommandStatus status) {
  return out << to_string(status);
}
inline std::ostream& boost_test_print_type(std::ostream& out, CommandId id) {
  return out << to_string(id);
}
}  // namespace smppedge::pdu

namespace smppedge::test {

using Octets = std::vector<std::uint8_t>;

/// "0004 ff" and 'text' between single quotes; anything else is skipped.
inline Octets octets(std::string_view notation) {
  Octets out;
  int high = -1;
  bool quoted = false;
  for (const char c : notation) {
    if (c == '\'') {
      quoted = !quoted;
      continue;
    }
    if (quoted) {
      out.push_back(static_cast<std::uint8_t>(c));
      continue;
    }
    const auto digit = std::string_view("0123456789abcdef").find(c);
    if (digit == std::string_view::npos) continue;
    if (high < 0) {
      high = static_cast<int>(digit);
    } else {
      out.push_back(static_cast<std::uint8_t>(high * 16 + static_cast<int>(digit)));
      high = -1;
    }
  }
  BOOST_REQUIRE(high < 0 && !quoted);
  return out;
}

inline std::string hex(std::span<const std::uint8_t> octets) {
  std::string text;
  for (const std::uint8_t octet : octets) {
    text += "0123456789abcdef"[octet >> 4];
    text += "0123456789abcdef"[octet & 15];
  }
  return text;
}

inline std::string_view as_text(std::span<const std::uint8_t> octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}
inline std::span<const std::uint8_t> as_octets(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// A PDU with sequence_number 7 around `body`, its length right.
inline Octets frame(pdu::CommandId id, const Octets& body, pdu::CommandStatus status = pdu::CommandStatus::ESME_ROK) {
  Octets out;
  for (const std::uint32_t word : {static_cast<std::uint32_t>(16 + body.size()), static_cast<std::uint32_t>(id),
                                   static_cast<std::uint32_t>(status), 7U}) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(word >> shift));
  }
  out.insert(out.end(), body.begin(), body.end());
  return out;
}
inline Octets frame(pdu::CommandId id, std::string_view body,
                    pdu::CommandStatus status = pdu::CommandStatus::ESME_ROK) {
  return frame(id, octets(body), status);
}

}  // namespace smppedge::test
