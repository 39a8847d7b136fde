// SPDX-License-Identifier: Apache-2.0
// The text of a receipt, `id:… sub:… dlvrd:… submit date:… done date:… stat:… err:… text:…` (SMPP appendix B): what
// carriers make of it read as views, and the form that we write (simulator, and our own SMSC side).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "receipt/receipt_state.h"

namespace smppedge::receipt {

/// Views into the text; what is absent is empty. Of a key that comes twice the first counts.
struct ReceiptText {
  std::string_view id;
  std::string_view submit_date;
  std::string_view done_date;
  std::string_view stat;
  std::string_view err;
};

/// Reads up to the first `text:`, since what follows is the subscriber's or the sender's to write and may look like
/// fields. Keys in any order and case; `submit date` and `submit_date`; a value ends at white space.
[[nodiscard]] ReceiptText read_receipt_text(std::string_view text);

struct ReceiptFields {
  std::string_view id;
  unsigned submitted = 1;  ///< `sub`
  unsigned delivered = 0;  ///< `dlvrd`
  WallTime submit_date;
  WallTime done_date;
  State state = State::unknown;
  std::string_view err = "000";
  std::string_view text;  ///< the first 20 octets are written
};

/// Appends the text of appendix B, dates in a zone `zone_minutes` east of UTC.
void write_receipt_text(const ReceiptFields& fields, int zone_minutes, std::string& out);

}  // namespace smppedge::receipt
