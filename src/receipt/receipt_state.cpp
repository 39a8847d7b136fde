// SPDX-License-Identifier: Apache-2.0
#include "receipt/receipt_state.h"

#include "receipt/ascii.h"

namespace smppedge::receipt {

namespace {

struct Word {
  std::string_view word;
  State state;
};

// Appendix B first, in the order of how often they come; then what carriers were seen to write (domain.md C.8).
constexpr Word words[] = {
    {"DELIVRD", State::delivered},    {"UNDELIV", State::undeliverable}, {"EXPIRED", State::expired},
    {"REJECTD", State::rejected},     {"ENROUTE", State::enroute},       {"ACCEPTD", State::accepted},
    {"UNKNOWN", State::unknown},      {"DELETED", State::deleted},       {"SCHEDULED", State::scheduled},
    {"SKIPPED", State::skipped},      {"BUFFRED", State::enroute},       {"BUFFERD", State::enroute},
    {"BUFFERED", State::enroute},     {"ACKED", State::enroute},         {"SUBMITD", State::enroute},
    {"STAGED", State::enroute},       {"DELIVERED", State::delivered},   {"REJECTED", State::rejected},
    {"FAILED", State::undeliverable}, {"NOROUTE", State::undeliverable}, {"UNDELIVERABLE", State::undeliverable},
    {"CANCELLED", State::deleted},    {"ACCEPTED", State::accepted},
};

}  // namespace

std::optional<State> state_from_octet(std::uint32_t message_state) {
  if (message_state > static_cast<std::uint32_t>(State::skipped)) return std::nullopt;
  return static_cast<State>(message_state);
}

std::optional<State> state_from_word(std::string_view stat, const Profile& profile) {
  for (const StatWord& own : profile.stat_words) {
    if (equal_ignoring_case(stat, own.word)) return static_cast<State>(own.message_state);
  }
  for (const Word& known : words) {
    if (equal_ignoring_case(stat, known.word)) return known.state;
  }
  return std::nullopt;
}

std::string_view to_word(State state) {
  switch (state) {
    case State::scheduled:
      return "SCHEDULED";
    case State::enroute:
      return "ENROUTE";
    case State::delivered:
      return "DELIVRD";
    case State::expired:
      return "EXPIRED";
    case State::deleted:
      return "DELETED";
    case State::undeliverable:
      return "UNDELIV";
    case State::accepted:
      return "ACCEPTD";
    case State::unknown:
      return "UNKNOWN";
    case State::rejected:
      return "REJECTD";
    case State::skipped:
      return "SKIPPED";
  }
  return "UNKNOWN";
}

std::optional<Standing> end_of(State state, const Profile& profile) {
  switch (state) {
    case State::scheduled:
    case State::enroute:
      return std::nullopt;
    case State::accepted:
      if (!profile.acceptd_is_final) return std::nullopt;
      return Standing{SegmentState::delivered, Reason::none};
    case State::delivered:
      return Standing{SegmentState::delivered, Reason::none};
    case State::expired:
      return Standing{SegmentState::expired, Reason::none};
    case State::deleted:
    case State::undeliverable:
    case State::skipped:
      return Standing{SegmentState::undeliverable, Reason::none};
    case State::rejected:
      return Standing{SegmentState::rejected, Reason::none};
    case State::unknown:
      if (!profile.unknown_is_final) return std::nullopt;
      break;
  }
  return Standing{SegmentState::unknown, Reason::by_carrier};
}

}  // namespace smppedge::receipt
