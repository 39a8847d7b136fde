// SPDX-License-Identifier: Apache-2.0
#include "policy/sign.h"

#include "message/text/utf8.h"

namespace smppedge::policy {

namespace {

constexpr std::string_view opening = "【";
constexpr std::string_view closing = "】";

struct Range {
  char32_t first;
  char32_t last;
};
// Unicode's script Han, without its punctuation.
constexpr Range han[] = {{0x2E80, 0x2E99},   {0x2E9B, 0x2EF3},   {0x2F00, 0x2FD5},  {0x3005, 0x3005},
                         {0x3007, 0x3007},   {0x3021, 0x3029},   {0x3038, 0x303B},  {0x3400, 0x4DBF},
                         {0x4E00, 0x9FFF},   {0xF900, 0xFA6D},   {0xFA70, 0xFAD9},  {0x20000, 0x2A6DF},
                         {0x2A700, 0x2EBE0}, {0x2F800, 0x2FA1D}, {0x30000, 0x323AF}};

bool allowed(char32_t character) {
  if (character < 0x80) {
    const char32_t folded = character | 0x20;
    return (folded >= 'a' && folded <= 'z') || (character >= '0' && character <= '9');
  }
  for (const Range& range : han) {
    if (character <= range.last) return character >= range.first;
  }
  return false;
}

}  // namespace

std::string_view advice(SignError error) {
  switch (error) {
    case SignError::not_utf8:
      return "Write the signature in UTF-8.";
    case SignError::too_short:
      return "Lengthen the signature: it has at least 2 characters.";
    case SignError::too_long:
      return "Shorten the signature: it has at most 12 characters.";
    case SignError::has_other_character:
      return "Use only Chinese characters, Latin letters and digits in the signature.";
  }
  return "";
}

std::string_view to_string(SignError error) {
  switch (error) {
    case SignError::not_utf8:
      return "not_utf8";
    case SignError::too_short:
      return "too_short";
    case SignError::too_long:
      return "too_long";
    case SignError::has_other_character:
      return "has_other_character";
  }
  return "";
}

Expected<std::string_view, SignError> check_sign(std::string_view written) {
  std::string_view sign = written;
  if (sign.size() >= opening.size() + closing.size() && sign.starts_with(opening) && sign.ends_with(closing)) {
    sign.remove_prefix(opening.size());
    sign.remove_suffix(closing.size());
  }
  std::size_t characters = 0;
  for (text::Utf8Cursor cursor(sign); !cursor.at_end(); ++characters) {
    const char32_t character = cursor.next();
    if (character == text::not_a_character) return failure(SignError::not_utf8);
    if (!allowed(character)) return failure(SignError::has_other_character);
  }
  if (characters < sign_characters_min) return failure(SignError::too_short);
  if (characters > sign_characters_max) return failure(SignError::too_long);
  return sign;
}

std::string signed_text(std::string_view sign, std::string_view text) {
  std::string result;
  result.reserve(opening.size() + sign.size() + closing.size() + text.size());
  result.append(opening).append(sign).append(closing);
  if (text.starts_with(result)) {
    result.assign(text);
  } else {
    result.append(text);
  }
  return result;
}

std::string_view sign_of(std::string_view text) {
  // Twelve characters of Unicode's upper planes have 48 octets; what is longer is no signature and is not read through.
  constexpr std::size_t octets_max = 4 * sign_characters_max;
  if (!text.starts_with(opening)) return {};
  const std::size_t end = text.substr(0, opening.size() + octets_max + closing.size()).find(closing);
  if (end == std::string_view::npos) return {};
  const auto sign = check_sign(text.substr(opening.size(), end - opening.size()));
  return sign ? *sign : std::string_view();
}

}  // namespace smppedge::policy
