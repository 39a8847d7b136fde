// SPDX-License-Identifier: Apache-2.0
// Digits of a sender number, and such digits as they are held at one carrier: what directories, lists and figures of
// numbers are kept by.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string_view>

#include "message/ids.h"
#include "message/inline_text.h"
#include "sender/sender.h"

namespace smppedge::sender {

using Digits = InlineText<digits_max>;

/// Sorted by carrier, then as words are: a number stands before those that begin with it.
struct HeldNumber {
  CarrierNumber carrier;
  Digits digits;
  friend bool operator==(const HeldNumber&, const HeldNumber&) = default;
  friend std::strong_ordering operator<=>(const HeldNumber& a, const HeldNumber& b) {
    if (const auto order = a.carrier <=> b.carrier; order != 0) return order;
    return a.digits.view() <=> b.digits.view();
  }
};

struct HeldNumberHash {
  std::size_t operator()(const HeldNumber& number) const {
    return std::hash<std::string_view>{}(number.digits.view()) ^ std::hash<CarrierNumber>{}(number.carrier);
  }
};

}  // namespace smppedge::sender
