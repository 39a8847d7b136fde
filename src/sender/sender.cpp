// SPDX-License-Identifier: Apache-2.0
#include "sender/sender.h"

#include <algorithm>
#include <array>

namespace smppedge::sender {

namespace {

bool only_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char character) { return character >= '0' && character <= '9'; });
}

}  // namespace

std::string_view advice(SenderError error) {
  switch (error) {
    case SenderError::not_digits:
      return "Write the extension with digits only.";
    case SenderError::too_long:
      return "Shorten the extension: a sender has at most 20 digits.";
    case SenderError::too_short:
      return "Lengthen the extension: a 1069 sender has at least 13 digits.";
    case SenderError::no_number:
      return "Leave the extension out: this route has no sender number to extend.";
    case SenderError::of_other_account:
      return "Choose another extension: this one belongs to another account.";
    case SenderError::no_such_account:
      return "Ask for a sender number: the account has none on this route.";
  }
  return "";
}

Expected<SenderAddress, SenderError> make_sender(const SenderParts& parts, std::uint8_t ton, std::uint8_t npi) {
  const auto& [access_number, extension, extend] = parts;
  if (!only_digits(access_number) || !only_digits(extension) || !only_digits(extend)) {
    return failure(SenderError::not_digits);
  }
  if (access_number.empty()) {
    if (!extend.empty()) return failure(SenderError::no_number);
    return SenderAddress();
  }
  const std::size_t size = access_number.size() + extension.size() + extend.size();
  if (size > digits_max) return failure(SenderError::too_long);
  if (access_number.starts_with(industry_prefix) && size < industry_digits_min) {
    return failure(SenderError::too_short);
  }
  std::array<char, digits_max> digits{};
  char* at = digits.data();
  for (const auto part : {access_number, extension, extend}) at = std::copy(part.begin(), part.end(), at);
  return *SenderAddress::make({digits.data(), size}, ton, npi);
}

}  // namespace smppedge::sender
