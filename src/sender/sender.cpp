// SPDX-License-Identifier: Apache-2.0
#include "sender/sender.h"

#include <algorithm>

namespace smppedge::sender {

std::string_view advice(SenderError error) {
  switch (error) {
    case SenderError::not_digits:
      return "Write the extension with digits only.";
    case SenderError::too_long:
      return "Shorten the extension: a sender has at most 20 digits, or as many as its carrier allows.";
    case SenderError::too_short:
      return "Give a longer extension: a 1069 sender has at least 13 digits.";
    case SenderError::no_number:
      return "Leave the extension out: this route has no sender number to extend.";
    case SenderError::of_other_account:
      return "Choose another extension: this one belongs to another account or signature.";
    case SenderError::no_such_account:
      return "Ask for a sender number: the account has none on this route.";
    case SenderError::not_granted:
      return "Choose another class, or ask for a sender number: the carrier of this recipient granted none for it.";
    case SenderError::needs_sign:
      return "Name one of the account's signatures: its sender numbers belong to them.";
    case SenderError::unknown_sign:
      return "Use one of the account's signatures: its sender numbers belong to them, and this one has none.";
    case SenderError::all_in_use:
      return "Every sender number of the account is in use by another conversation with this recipient; continue one "
             "of them, or ask for more digits in the tail.";
  }
  return "";
}

bool only_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char character) { return character >= '0' && character <= '9'; });
}

}  // namespace smppedge::sender
