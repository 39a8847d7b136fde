// SPDX-License-Identifier: Apache-2.0
// Which account has which number at which carrier, both ways: the sender of a message that leaves, and the account
// that a reply to a number belongs to, by longest prefix, since customers and carriers append digits (domain.md E.2).
// Built from the configuration; a reload builds another, into which carriers that retire take what they had.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/expected.h"
#include "message/ids.h"
#include "message/inline_text.h"
#include "sender/sender.h"

namespace smppedge::sender {

/// One account's number at one carrier, as configured.
struct SenderEntry {
  CarrierNumber carrier;
  AccountNumber account;
  std::string access_number;
  std::string extension;
  std::uint8_t ton = 0;
  std::uint8_t npi = 0;
};

/// The entry that cannot stand, by its place in the configuration.
struct DirectoryError {
  enum class Kind : std::uint8_t {
    not_digits,
    too_long,
    same_number,  ///< another account has it at this carrier: its replies would have two owners
    repeated,     ///< the account has a number at this carrier already
  };
  Kind kind;
  std::size_t entry;
};

/// To whom a reply goes.
struct NumberOwner {
  AccountNumber account;
  std::string_view added;  ///< digits behind the account's number: the customer's `extend`, or the carrier's own
};

class SenderDirectory {
 public:
  /// A 1069 number may still be too short here: the customer's digits can complete it.
  [[nodiscard]] static Expected<SenderDirectory, DirectoryError> build(std::span<const SenderEntry> entries);

  /// The numbers at a carrier that is not configured any more, as they were: replies to them still come.
  void keep_owners(const SenderDirectory& former, CarrierNumber carrier);

  /// The sender of a message of `account` through `carrier`, with the digits that the customer adds.
  [[nodiscard]] Expected<SenderAddress, SenderError> sender_of(CarrierNumber carrier, AccountNumber account,
                                                               std::string_view extend) const;
  /// The owner of the longest number that `destination` starts with at that carrier. A view into `destination`.
  [[nodiscard]] std::optional<NumberOwner> owner_of(CarrierNumber carrier, std::string_view destination) const;

 private:
  struct Seat {  // of an account at a carrier
    CarrierNumber carrier;
    AccountNumber account;
    friend bool operator==(const Seat&, const Seat&) = default;
  };
  struct Number {
    CarrierNumber carrier;
    InlineText<digits_max> digits;
    friend bool operator==(const Number&, const Number&) = default;
  };
  struct Hash {
    std::size_t operator()(const Seat& seat) const {
      return (std::size_t{seat.carrier.value()} << 32 | seat.account.value()) * 0x9E3779B97F4A7C15ULL;
    }
    std::size_t operator()(const Number& number) const {
      return std::hash<std::string_view>{}(number.digits.view()) ^ std::hash<CarrierNumber>{}(number.carrier);
    }
  };

  std::unordered_map<Seat, SenderEntry, Hash> seats_;
  std::unordered_map<Number, AccountNumber, Hash> owners_;
  std::size_t longest_ = 0;  ///< digits of the longest number owned
};

}  // namespace smppedge::sender
