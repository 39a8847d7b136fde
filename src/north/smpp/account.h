// SPDX-License-Identifier: Apache-2.0
// What reading and writing an SMPP client's PDUs needs to know of its account. Plain values; who may bind, and how
// often and how fast, is the server's.
#pragma once

#include <array>
#include <cstdint>

#include "base/clock.h"
#include "message/ids.h"
#include "message/states.h"
#include "message/text/decode.h"

namespace smppedge::north::smpp {

/// priority_flag has four levels (5.2.14).
inline constexpr unsigned priorities = 4;

struct ClientAccount {
  AccountNumber number;
  /// What data_coding 0 means, from the client and towards it; see may_be_default().
  text::Alphabet default_alphabet = text::Alphabet::gsm7_unpacked;
  /// By priority_flag.
  std::array<TrafficClass, priorities> class_of_priority{TrafficClass::marketing, TrafficClass::notice,
                                                         TrafficClass::notice, TrafficClass::otp};
  Seconds validity_max{7 * 86'400};       ///< from the send time
  Seconds schedule_max{30 * 86'400};      ///< how far ahead schedule_delivery_time may lie
  bool may_replace = true;                ///< replace_sm and replace_if_present_flag
  std::int16_t receipt_zone_minutes = 0;  ///< of the dates in receipts, east of UTC
};

/// Alphabets that a default one may be: UTF-8 has no data_coding under which it could go on, UCS-2 has its own.
[[nodiscard]] constexpr bool may_be_default(text::Alphabet alphabet) {
  return alphabet == text::Alphabet::gsm7_unpacked || alphabet == text::Alphabet::ascii ||
         alphabet == text::Alphabet::latin1;
}

}  // namespace smppedge::north::smpp
