// SPDX-License-Identifier: Apache-2.0
// Long replies as deliver_sm bring them: PDUs of parts, opened by open_reply and put into a Reassembly.
#pragma once

#include <string_view>
#include <vector>

#include "reply/reassembly.h"

namespace smppedge::reply::testing {

using Octets = std::vector<std::uint8_t>;

inline Octets octets(std::string_view text) {
  return {text.begin(), text.end()};
}

/// One deliver_sm; the octets of its views live in it.
struct PartPdu {
  Octets header = {};  ///< user data header with its length
  Octets body = {};
  Octets tlvs = {};
  std::uint8_t data_coding = 0;

  /// What `use` returns of the opened part.
  template <class Use>
  auto opened(Use use, const Profile& profile = {}) const {
    Octets whole = header;
    whole.insert(whole.end(), body.begin(), body.end());
    pdu::ShortMessage message;
    message.short_message = whole;
    message.data_coding = data_coding;
    message.esm_class = header.empty() ? 0 : 0x40;
    message.tlvs = pdu::Tlvs(tlvs);
    return use(open_reply(message, profile));
  }
};

/// How parts are numbered; the other information elements are ports, in front and behind.
enum class Numbering { bits_8, bits_16, bits_8_among_others, bits_16_among_others, sar };

inline PartPdu part_pdu(Numbering numbering, unsigned reference, unsigned total, unsigned sequence,
                        std::string_view text) {
  const auto octet = [](unsigned value) { return static_cast<std::uint8_t>(value); };
  const std::uint8_t high = octet(reference >> 8);
  const std::uint8_t low = octet(reference);
  const std::uint8_t of = octet(total);
  const std::uint8_t at = octet(sequence);
  const Octets body = octets(text);
  switch (numbering) {
    case Numbering::bits_8:
      return {{5, 0, 3, low, of, at}, body};
    case Numbering::bits_16:
      return {{6, 8, 4, high, low, of, at}, body};
    case Numbering::bits_8_among_others:
      return {{15, 5, 4, 1, 2, 3, 4, 0, 3, low, of, at, 0x25, 2, 1, 1}, body};
    case Numbering::bits_16_among_others:
      return {{12, 5, 4, 1, 2, 3, 4, 8, 4, high, low, of, at}, body};
    case Numbering::sar:
      break;
  }
  return {{}, body, {0x02, 0x0C, 0, 2, high, low, 0x02, 0x0E, 0, 1, of, 0x02, 0x0F, 0, 1, at}};
}

}  // namespace smppedge::reply::testing
