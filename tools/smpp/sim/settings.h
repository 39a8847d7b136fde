// SPDX-License-Identifier: Apache-2.0
// What can be chosen about the simulated carrier; the options of `smpp sim` are these.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "tools/smpp/sim/outcome.h"

namespace smppedge::simulator {

/// Where a receipt carries its facts.
enum class ReceiptForm : std::uint8_t { none, tlv, text, both };
/// How ids are written: the same everywhere, or hex in the response and decimal in the receipt (domain.md D1).
enum class IdForm : std::uint8_t { decimal, hex, hex_response };

struct Settings {
  std::string system_id;  ///< empty: any
  std::string password;   ///< empty: any
  Millis response_delay{0};
  Millis receipt_delay{1000};
  Millis receipt_jitter{0};  ///< on top, evenly spread
  Millis reply_delay{500};   ///< after the receipt's latest time
  std::string reply_text = "Yes, thanks";
  std::map<std::string, std::string, std::less<>> replies;  ///< by handset, instead of reply_text
  std::optional<Outcome> outcome;                           ///< none: by the destination's last digit
  ReceiptForm receipt = ReceiptForm::both;
  IdForm id_form = IdForm::decimal;
  unsigned window = 2000;            ///< our unanswered deliver_sm a connection
  unsigned submit_window = 0;        ///< the client's unanswered submits; beyond: throttled; 0: no limit
  std::size_t kept_max = 2'000'000;  ///< receipts and replies that wait: for their time, or for a bind
  // Faults.
  unsigned drop_responses_percent = 0;
  unsigned duplicate_receipts_percent = 0;
  bool receipt_before_response = false;
  unsigned throttle_above_per_s = 0;  ///< 0: no limit
};

}  // namespace smppedge::simulator
