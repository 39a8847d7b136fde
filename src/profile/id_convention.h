// SPDX-License-Identifier: Apache-2.0
// How a carrier writes one and the same message id in its response and in its receipt, and the canonical form in
// which the two are equal (domain.md C.8 step 5, D1 to D4). Pure; for the hot path.
#pragma once

#include <array>
#include <boost/container/static_vector.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "message/inline_text.h"

namespace smppedge {

enum class IdConvention : std::uint8_t {
  same,          ///< octet for octet
  same_loosely,  ///< but for case, hyphens and leading zeros (D2, D3)
  response_hex,  ///< hexadecimal in the response, decimal in the receipt (D1)
  receipt_hex,   ///< decimal in the response, hexadecimal in the receipt (D1)
};

/// Where an id was read.
enum class IdOrigin : std::uint8_t { response, receipt };

/// A carrier's id in canonical form: 64 characters are what SMPP allows a message_id.
using CanonicalId = InlineText<64>;

/// The form of `id` that is equal for a response and its receipt; empty when `id` is empty or too long to be one. An
/// id that is not a number although the convention says so is compared as `same` does.
[[nodiscard]] CanonicalId canonical_id(IdConvention convention, IdOrigin origin, std::string_view id);

[[nodiscard]] std::string_view to_string(IdConvention convention);

/// Every convention, the strictest first: of those that explain all that was seen, the first is believed.
inline constexpr std::array<IdConvention, 4> id_conventions{IdConvention::same, IdConvention::same_loosely,
                                                            IdConvention::response_hex, IdConvention::receipt_hex};

/// A set of conventions.
class IdConventions {
 public:
  constexpr IdConventions() = default;
  [[nodiscard]] static constexpr IdConventions all() {
    IdConventions set;
    for (const IdConvention convention : id_conventions) set.add(convention);
    return set;
  }
  constexpr void add(IdConvention convention) { bits_ = static_cast<std::uint8_t>(bits_ | bit(convention)); }
  [[nodiscard]] constexpr bool has(IdConvention convention) const { return (bits_ & bit(convention)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  /// The strictest of them.
  [[nodiscard]] std::optional<IdConvention> first() const;
  friend constexpr IdConventions operator&(IdConventions a, IdConventions b) {
    IdConventions both;
    both.bits_ = a.bits_ & b.bits_;
    return both;
  }
  friend constexpr bool operator==(IdConventions, IdConventions) = default;

 private:
  static constexpr std::uint8_t bit(IdConvention convention) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(convention));
  }
  std::uint8_t bits_ = 0;
};

/// The conventions under which a response's id and a receipt's id name one message. One that speaks of hexadecimal
/// numbers explains numbers only: here, unlike in canonical_id(), a word that is equal is no sign of it.
[[nodiscard]] IdConventions explaining(std::string_view response_id, std::string_view receipt_id);

/// Keys under which an id is entered or looked up while its carrier's convention is not known. What a convention makes
/// of an id is marked, so that it never hides the id that another attempt really has.
using IdKeys = boost::container::static_vector<std::string, 6>;
/// Under which a response's id is found whatever the convention is: as it is, folded, hexadecimal.
[[nodiscard]] IdKeys learning_response_keys(std::string_view id);
/// The same where `believed` is, of those that are `possible`, the one that is taken to hold: its own form first.
[[nodiscard]] IdKeys settled_response_keys(std::string_view id, IdConvention believed, IdConventions possible);
/// Under which a receipt's id is looked up: all that learning_response_keys() could have made of the response, and all
/// that any one convention makes of it.
[[nodiscard]] IdKeys learning_receipt_keys(std::string_view id);

}  // namespace smppedge
