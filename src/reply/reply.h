// SPDX-License-Identifier: Apache-2.0
// Reads a deliver_sm (or data_sm) that is no receipt: takes off the user data header, marks a part of a long reply,
// and decodes the body to text, or to hex where no alphabet fits, with the reason. Whose the reply is, is the
// gateway's; joining parts is reply_parts.h's and reassembly.h's, over what open_reply gives. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "message/text/decode.h"
#include "pdu/short_message.h"
#include "profile/profile.h"

namespace smppedge::reply {

/// Who numbered the parts; references of different schemes are different references.
enum class PartScheme : std::uint8_t { header_8_bit, header_16_bit, sar };

/// One of several parts; a total of 1 is no part.
struct Part {
  PartScheme scheme = PartScheme::header_8_bit;
  std::uint16_t reference = 0;
  std::uint8_t total = 0;
  std::uint8_t sequence = 0;  ///< 1..total
  friend bool operator==(const Part&, const Part&) = default;
};

enum class HexReason : std::uint8_t {
  none,                 ///< it is text
  binary,               ///< data_coding says octets
  unknown_data_coding,  ///< an alphabet that we do not have, or a reserved value
  undecodable,          ///< octets that the alphabet does not have, or half a character
  bad_header,           ///< the user data header is longer than the body: all of it is given
};
[[nodiscard]] std::string_view to_string(HexReason reason);
/// Of octets that were to be text.
[[nodiscard]] HexReason reason_of(text::DecodeError error);

/// A reply taken apart; views into the PDU. Parts are put together as octets and decoded then: senders cut within
/// characters (domain.md D33).
struct OpenedReply {
  std::span<const std::uint8_t> octets;    ///< without user data header
  std::optional<text::Alphabet> alphabet;  ///< none: not text, see not_text
  HexReason not_text = HexReason::none;
  std::optional<Part> part;
  std::size_t header_octets = 0;  ///< of the user data header in front: packed septets are counted from there
};
/// Of a part no NUL is taken off: it stands behind the whole, or is half of a character that the next part ends.
[[nodiscard]] OpenedReply open_reply(const pdu::ShortMessage& message, const Profile& profile);
/// `octets` without the one NUL at their end (D22): of UCS-2 it is one octet too many, or a whole unit. A view.
[[nodiscard]] std::span<const std::uint8_t> without_nul(std::span<const std::uint8_t> octets, text::Alphabet alphabet);

struct ReplyBody {
  std::string content;  ///< UTF-8, or lower-case hex digits
  HexReason hex = HexReason::none;
  [[nodiscard]] bool is_text() const { return hex == HexReason::none; }
};
[[nodiscard]] ReplyBody decode_body(std::span<const std::uint8_t> octets, std::optional<text::Alphabet> alphabet,
                                    HexReason not_text, std::size_t header_octets = 0);
[[nodiscard]] inline ReplyBody decode_body(const OpenedReply& reply) {
  return decode_body(reply.octets, reply.alphabet, reply.not_text, reply.header_octets);
}

}  // namespace smppedge::reply
