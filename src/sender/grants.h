// SPDX-License-Identifier: Apache-2.0
// What sender numbers are made of, as configured: the access numbers that a carrier granted, the extensions under them
// that accounts and their signatures hold, and the senders that are used abroad. Values only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "message/ids.h"
#include "message/phone_number.h"
#include "message/states.h"
#include "sender/sender.h"

namespace smppedge::sender {

/// Which recipients a number is for.
enum class Region : std::uint8_t {
  by_number,  ///< the mainland where it begins with 106, else any
  mainland,
  abroad,
  any,
};

/// Hong Kong (852), Macao (853) and Taiwan (886) are abroad (domain.md E.1).
[[nodiscard]] inline bool is_abroad(const PhoneNumber& recipient) {
  return !recipient.digits().starts_with("86");
}

/// One number that a carrier granted.
struct Grant {
  std::string number;
  std::size_t digits_max = sender::digits_max;  ///< of the whole number, with what the carrier appends
  std::size_t appended_digits = 0;              ///< that the carrier appends itself, at most
  std::array<bool, traffic_class_count> classes{true, true, true};  ///< by TrafficClass
  Region region = Region::by_number;

  /// Never `by_number`.
  [[nodiscard]] Region region_served() const {
    if (region != Region::by_number) return region;
    return number.starts_with("106") ? Region::mainland : Region::any;
  }
  [[nodiscard]] bool serves(bool abroad) const {
    const Region served = region_served();
    return served == Region::any || abroad == (served == Region::abroad);
  }
};

/// What recipients see whose number begins with `prefix`; "" is all that are abroad.
struct AbroadSender {
  std::string prefix;
  std::string sender;  ///< alphanumeric, or a short or long number; never a 106 number
};

struct CarrierGrants {
  CarrierNumber carrier;
  std::vector<Grant> grants;  ///< in order of preference; none: the carrier puts in a number of its own
  std::vector<AbroadSender> abroad;
};

struct Signature {
  std::string sign;  ///< inner text
  std::string extension;
};

/// The extensions of one account.
struct AccountHoldings {
  AccountNumber account;
  std::string extension;               ///< of messages without a signature, or of all where none is listed
  std::vector<Signature> signatures;   ///< where some are listed, messages with another one are refused
  std::vector<AbroadSender> abroad;    ///< before the carrier's
  std::vector<std::string> sources{};  ///< further senders that it may name; names among them
};

}  // namespace smppedge::sender
