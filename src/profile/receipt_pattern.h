// SPDX-License-Identifier: Apache-2.0
// The receipts of a carrier that follow no appendix B but a form of their own, such as comma separated values
// (domain.md C.8, D18): a row of fields with the text that stands behind each. Read from left to right, once, without
// going back.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace smppedge {

enum class ReceiptField : std::uint8_t {
  ignored,  ///< phone, sender and whatever else a carrier tells
  id,
  status,
  err,
  submit_date,
  done_date,
};

struct ReceiptPattern {
  struct Piece {
    ReceiptField field = ReceiptField::ignored;
    std::string behind;  ///< ends the field where it first comes; empty, of the last one only: all that is left
  };
  std::string opening;        ///< must stand in front of the first field
  std::vector<Piece> pieces;  ///< empty: the carrier writes appendix B
};

}  // namespace smppedge
