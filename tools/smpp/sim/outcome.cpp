// SPDX-License-Identifier: Apache-2.0
#include "tools/smpp/sim/outcome.h"

#include <array>
#include <utility>

namespace smppedge::simulator {

namespace {

constexpr std::array<std::pair<Outcome, std::string_view>, 8> words{{
    {Outcome::delivered, "delivered"},
    {Outcome::reply, "reply"},
    {Outcome::undeliverable, "undeliverable"},
    {Outcome::expired, "expired"},
    {Outcome::rejected, "rejected"},
    {Outcome::no_receipt, "no-receipt"},
    {Outcome::refused, "refused"},
    {Outcome::throttled, "throttled"},
}};

}  // namespace

std::string_view to_string(Outcome outcome) {
  for (const auto& [value, word] : words) {
    if (value == outcome) return word;
  }
  return "?";
}

std::optional<Outcome> outcome_from(std::string_view word) {
  for (const auto& [value, known] : words) {
    if (known == word) return value;
  }
  return std::nullopt;
}

Outcome outcome_by_digit(std::string_view destination) {
  switch (destination.empty() ? '0' : destination.back()) {
    case '7':
      return Outcome::reply;
    case '8':
      return Outcome::undeliverable;
    case '9':
      return Outcome::refused;
    default:
      return Outcome::delivered;
  }
}

pdu::CommandStatus status_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::refused:
      return pdu::CommandStatus::ESME_RINVDSTADR;
    case Outcome::throttled:
      return pdu::CommandStatus::ESME_RTHROTTLED;
    default:
      return pdu::CommandStatus::ESME_ROK;
  }
}

receipt::State state_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::undeliverable:
      return receipt::State::undeliverable;
    case Outcome::expired:
      return receipt::State::expired;
    case Outcome::rejected:
      return receipt::State::rejected;
    default:
      return receipt::State::delivered;
  }
}

std::string_view error_of(receipt::State state) {
  switch (state) {
    case receipt::State::undeliverable:
      return "069";
    case receipt::State::expired:
      return "027";
    case receipt::State::rejected:
      return "040";
    default:
      return "000";
  }
}

}  // namespace smppedge::simulator
