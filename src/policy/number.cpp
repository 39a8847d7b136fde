// SPDX-License-Identifier: Apache-2.0
#include "policy/number.h"

#include <algorithm>
#include <array>
#include <optional>

namespace smppedge::policy {

namespace {

constexpr std::string_view mainland = "86";
constexpr std::size_t mobile_digits = 11;

// Country codes whose national numbers are dialled with a 0 that is not sent abroad and never begin with 0 otherwise.
// Italy (39) and others, which keep their zero, must not be here (domain.md F16).
constexpr std::string_view trunk_zero_codes[] = {
    "20",  "27",  "31",  "32",  "33",  "40",  "41",  "43",  "44",  "46",  "49",  "60",  "61",  "62",  "63",
    "64",  "66",  "81",  "82",  "84",  "90",  "91",  "92",  "94",  "95",  "98",  "212", "234", "254", "255",
    "256", "353", "358", "380", "855", "856", "880", "886", "962", "966", "971", "972", "977"};

constexpr bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

bool is_mainland_mobile(std::string_view digits) {
  return digits.size() == mobile_digits && digits[0] == '1' && digits[1] >= '3';
}

std::optional<NumberError> first_foreign_character(std::string_view written) {
  for (const char character : written) {
    if (is_digit(character)) continue;
    const bool space = character == ' ' || (character >= '\t' && character <= '\r');
    return space ? NumberError::has_space : NumberError::has_other_character;
  }
  return std::nullopt;
}

/// Digits with at most one piece, the trunk zero, left out.
struct Pieces {
  std::string_view code;
  std::string_view rest;
};

Pieces without_trunk_zero(std::string_view digits) {
  for (const std::string_view code : trunk_zero_codes) {
    if (digits.starts_with(code) && digits.substr(code.size()).starts_with('0')) {
      return {code, digits.substr(code.size() + 1)};
    }
  }
  return {{}, digits};
}

Expected<PhoneNumber, NumberError> joined(const Pieces& pieces) {
  const std::size_t size = pieces.code.size() + pieces.rest.size();
  if (size < recipient_digits_min) return failure(NumberError::too_short);
  if (size > recipient_digits_max) return failure(NumberError::too_long);
  std::array<char, recipient_digits_max> digits{};
  char* at = std::copy(pieces.code.begin(), pieces.code.end(), digits.data());
  std::copy(pieces.rest.begin(), pieces.rest.end(), at);
  return *PhoneNumber::from_digits({digits.data(), size});
}

}  // namespace

std::string_view advice(NumberError error) {
  switch (error) {
    case NumberError::empty:
      return "Give a phone number.";
    case NumberError::has_space:
      return "Remove the spaces from the number.";
    case NumberError::has_other_character:
      return "Write the number with digits only, with at most a + in front.";
    case NumberError::leading_zero:
      return "Write the country code first, without the leading 0.";
    case NumberError::too_short:
      return "Give the whole number with its country code: it has at least 5 digits.";
    case NumberError::too_long:
      return "Check the number: with its country code it has at most 15 digits.";
    case NumberError::not_mainland_mobile:
      return "Check the number: behind 86 a mobile has 11 digits and starts 13 to 19.";
  }
  return "";
}

std::string_view to_string(NumberError error) {
  switch (error) {
    case NumberError::empty:
      return "empty";
    case NumberError::has_space:
      return "has_space";
    case NumberError::has_other_character:
      return "has_other_character";
    case NumberError::leading_zero:
      return "leading_zero";
    case NumberError::too_short:
      return "too_short";
    case NumberError::too_long:
      return "too_long";
    case NumberError::not_mainland_mobile:
      return "not_mainland_mobile";
  }
  return "";
}

Expected<PhoneNumber, NumberError> normalise_recipient(std::string_view written) {
  if (written.empty()) return failure(NumberError::empty);
  std::string_view digits = written;
  const bool plus = digits.front() == '+';
  if (plus) digits.remove_prefix(1);
  if (const auto error = first_foreign_character(digits)) return failure(NumberError{*error});

  const bool zeros = !plus && digits.starts_with("00");
  if (zeros) digits.remove_prefix(2);
  if (digits.starts_with('0')) return failure(NumberError::leading_zero);

  if (!plus && !zeros && is_mainland_mobile(digits)) return joined({mainland, digits});
  if (digits.starts_with(mainland)) {
    if (!is_mainland_mobile(digits.substr(mainland.size()))) return failure(NumberError::not_mainland_mobile);
    return joined({{}, digits});
  }
  return joined(without_trunk_zero(digits));
}

WrittenNumber written(const PhoneNumber& phone) {
  WrittenNumber text;
  if (is_mainland_mobile(phone.digits())) text.push_back('+');
  for (const char digit : phone.digits()) text.push_back(digit);
  return text;
}

}  // namespace smppedge::policy
