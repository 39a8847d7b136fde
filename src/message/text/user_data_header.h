// SPDX-License-Identifier: Apache-2.0
// The user data header (3GPP TS 23.040 9.2.3.24) in front of a body whose esm_class has UDHI: takes it off and reads
// the concatenation element, wherever it stands among others (domain.md C.6).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "message/text/segmentation.h"

namespace smppedge::text {

/// One part of a long message.
struct Concatenation {
  std::uint16_t reference = 0;
  ReferenceWidth width = ReferenceWidth::bits_8;  ///< references of different widths are different references
  std::uint8_t total = 0;
  std::uint8_t sequence = 0;  ///< 1..total
  friend bool operator==(const Concatenation&, const Concatenation&) = default;
};

struct UserData {
  std::span<const std::uint8_t> header;  ///< with its length octet
  std::span<const std::uint8_t> body;
  std::optional<Concatenation> concatenation;
};

/// Takes `payload` apart; nullopt when it is shorter than its header says. An element that runs past the header ends
/// the reading of elements, an unknown one is stepped over, and a concatenation element with total 0, sequence 0 or
/// sequence beyond total is as if it were not there (23.040); of several the last counts.
[[nodiscard]] std::optional<UserData> split_user_data(std::span<const std::uint8_t> payload);

/// Puts another reference into the concatenation element that split_user_data() reads, in that element's width. False,
/// and nothing is changed, when there is none.
bool replace_reference(std::span<std::uint8_t> payload, std::uint16_t reference);

}  // namespace smppedge::text
