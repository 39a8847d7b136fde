// SPDX-License-Identifier: Apache-2.0
// The carrier's word for where a message is: message_state (5.2.28), the seven-letter words of Appendix B, the other
// words seen for them, and what each means for the segment (domain.md C.8).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "message/states.h"
#include "profile/profile.h"

namespace smppedge::receipt {

/// The values are those of message_state; 0 and 9 are of SMPP 5.0 and seen from 3.4 peers.
enum class State : std::uint8_t {
  scheduled = 0,
  enroute = 1,
  delivered = 2,
  expired = 3,
  deleted = 4,
  undeliverable = 5,
  accepted = 6,
  unknown = 7,
  rejected = 8,
  skipped = 9,
};

[[nodiscard]] std::optional<State> state_from_octet(std::uint32_t message_state);
/// Any case; the profile's words before the usual ones. nullopt: nobody has explained it (D17).
[[nodiscard]] std::optional<State> state_from_word(std::string_view stat, const Profile& profile);
/// The word of Appendix B.
[[nodiscard]] std::string_view to_word(State state);

/// How a segment stands, or ended, and why.
struct Standing {
  SegmentState state = SegmentState::waiting;
  Reason reason = Reason::none;
  friend bool operator==(const Standing&, const Standing&) = default;
};

/// How `state` ends the segment; nullopt while it is on its way. DELETED is undeliverable, not cancelled: only the
/// gateway knows whether a cancel of ours caused it, and says cancelled itself then.
[[nodiscard]] std::optional<Standing> end_of(State state, const Profile& profile);

}  // namespace smppedge::receipt
