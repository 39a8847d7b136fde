// SPDX-License-Identifier: Apache-2.0
// Reads a carrier's delivery receipt (deliver_sm or data_sm; 4.6.1, 5.2.12, appendix B) into one value: the text in
// whatever order and case, the TLVs, and the TLVs before the text where both speak (domain.md C.8). Tells a receipt
// from a reply. Matching it to an attempt is match.h's and the gateway's. Pure, no allocation: it is on the hot path.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/expected.h"
#include "message/inline_text.h"
#include "pdu/short_message.h"
#include "profile/profile.h"
#include "receipt/receipt_state.h"

namespace smppedge::receipt {

/// Octets of a receipt that are read; its fields stand in the first 150.
inline constexpr std::size_t receipt_octets_max = 1024;

struct Receipt {
  InlineText<64> id;             ///< as the carrier writes it; canonical_id() makes it comparable
  InlineText<16> stat;           ///< the text's word, cut if longer; empty when only the TLV speaks
  State state = State::unknown;  ///< unknown too where nobody has explained the word: it never counts as delivered
  InlineText<16> err;  ///< text: "075" and "21b" are codes too (D7); network_error_code where the text has none
  std::optional<WallTime> submit_date;
  std::optional<WallTime> done_date;
  bool id_from_tlv = false;
  bool state_from_tlv = false;
  bool id_disagrees = false;     ///< text and TLV name different ids; the TLV's is kept
  bool state_disagrees = false;  ///< likewise
  bool intermediate = false;     ///< an intermediate notification (5.2.12): never the end, whatever it says
};

enum class ReceiptError : std::uint8_t {
  no_id,       ///< neither receipted_message_id nor `id:`, or one too long to be an id
  no_state,    ///< neither message_state nor `stat:`
  no_pattern,  ///< the text is not of the profile's pattern, and there are no TLVs
  bad_header,  ///< UDHI is set and the user data header is longer than the body
};
[[nodiscard]] std::string_view to_string(ReceiptError error);

[[nodiscard]] bool is_receipt(const pdu::ShortMessage& message, const Profile& profile);

[[nodiscard]] Expected<Receipt, ReceiptError> parse_receipt(const pdu::ShortMessage& message, const Profile& profile);

/// How the receipt ends its attempt's segment; nullopt while it is on its way.
[[nodiscard]] std::optional<Standing> outcome_of(const Receipt& receipt, const Profile& profile);

}  // namespace smppedge::receipt
