// SPDX-License-Identifier: Apache-2.0
#include "profile/id_convention.h"

#include <algorithm>
#include <array>
#include <optional>

namespace smppedge {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

constexpr char lower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
}

bool all_digits(std::string_view id, unsigned base) {
  return std::all_of(id.begin(), id.end(), [base](char character) { return hex_digits.find(lower(character)) < base; });
}

/// Lower case, no hyphens, no leading zeros; a lone zero stays.
CanonicalId fold(std::string_view id) {
  CanonicalId folded;
  bool leading = true;
  for (const char character : id) {
    if (character == '-') continue;
    if (leading && character == '0') continue;
    leading = false;
    folded.push_back(lower(character));
  }
  if (folded.empty()) folded.push_back('0');
  return folded;
}

/// Decimal to lower-case hexadecimal by long division: such ids outgrow 64 bits.
CanonicalId hex_of_decimal(std::string_view decimal) {
  std::array<unsigned, CanonicalId::octets_max> quotient{};
  const std::size_t count = decimal.size();
  for (std::size_t i = 0; i < count; ++i) quotient[i] = static_cast<unsigned>(decimal[i] - '0');

  std::array<char, CanonicalId::octets_max> reversed{};
  std::size_t length = 0;
  for (std::size_t first = 0; first < count;) {
    unsigned remainder = 0;
    for (std::size_t i = first; i < count; ++i) {
      const unsigned value = remainder * 10 + quotient[i];
      quotient[i] = value / 16;
      remainder = value % 16;
    }
    reversed[length++] = hex_digits[remainder];
    while (first < count && quotient[first] == 0) ++first;
  }
  std::reverse(reversed.begin(), reversed.begin() + static_cast<std::ptrdiff_t>(length));
  return fold({reversed.data(), length});
}

}  // namespace

CanonicalId canonical_id(IdConvention convention, IdOrigin origin, std::string_view id) {
  CanonicalId exact;
  if (!exact.assign(id) || id.empty() || convention == IdConvention::same) return exact;
  if (convention == IdConvention::same_loosely) return fold(id);
  const bool is_hex = (convention == IdConvention::response_hex) == (origin == IdOrigin::response);
  if (!all_digits(id, is_hex ? 16 : 10)) return exact;
  return is_hex ? fold(id) : hex_of_decimal(id);
}

std::string_view to_string(IdConvention convention) {
  switch (convention) {
    case IdConvention::same:
      return "same";
    case IdConvention::same_loosely:
      return "same_loosely";
    case IdConvention::response_hex:
      return "response_hex";
    case IdConvention::receipt_hex:
      return "receipt_hex";
  }
  return "";
}

std::optional<IdConvention> IdConventions::first() const {
  for (const IdConvention convention : id_conventions) {
    if (has(convention)) return convention;
  }
  return std::nullopt;
}

IdConventions explaining(std::string_view response_id, std::string_view receipt_id) {
  IdConventions explain;
  if (response_id.empty() || receipt_id.empty()) return explain;
  for (const IdConvention convention : id_conventions) {
    const bool of_numbers = convention == IdConvention::response_hex || convention == IdConvention::receipt_hex;
    const bool response_is_hex = convention == IdConvention::response_hex;
    if (of_numbers &&
        !(all_digits(response_id, response_is_hex ? 16 : 10) && all_digits(receipt_id, response_is_hex ? 10 : 16))) {
      continue;
    }
    const CanonicalId response = canonical_id(convention, IdOrigin::response, response_id);
    if (!response.empty() && response == canonical_id(convention, IdOrigin::receipt, receipt_id)) {
      explain.add(convention);
    }
  }
  return explain;
}

namespace {

/// No carrier writes these: the decoder takes printable ids, and a mark makes a key that no id equals.
constexpr char folded_mark = '\x01';
constexpr char hex_mark = '\x02';

void add_key(IdKeys& keys, std::string key) {
  if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(std::move(key));
}
std::string marked(char mark, const CanonicalId& form) {
  return std::string(1, mark).append(form.view());
}
bool fits(std::string_view id) {
  return !id.empty() && id.size() <= CanonicalId::octets_max;
}

}  // namespace

IdKeys learning_response_keys(std::string_view id) {
  IdKeys keys;
  if (!fits(id)) return keys;
  add_key(keys, std::string(id));
  const CanonicalId folded = fold(id);
  if (folded.view() != id) add_key(keys, marked(folded_mark, folded));
  if (all_digits(id, 10)) add_key(keys, marked(hex_mark, hex_of_decimal(id)));
  return keys;
}

IdKeys settled_response_keys(std::string_view id, IdConvention believed, IdConventions possible) {
  IdKeys keys;
  if (!fits(id)) return keys;
  add_key(keys, std::string(canonical_id(believed, IdOrigin::response, id).view()));
  for (const IdConvention convention : id_conventions) {
    if (convention == believed || !possible.has(convention)) continue;
    if (convention == IdConvention::same) {
      add_key(keys, std::string(id));
    } else if (convention != IdConvention::receipt_hex) {
      const CanonicalId folded = fold(id);
      if (folded.view() != keys.front()) add_key(keys, marked(folded_mark, folded));
    } else if (all_digits(id, 10)) {
      add_key(keys, marked(hex_mark, hex_of_decimal(id)));
    }
  }
  return keys;
}

IdKeys learning_receipt_keys(std::string_view id) {
  IdKeys keys;
  if (!fits(id)) return keys;
  const CanonicalId folded = fold(id);
  add_key(keys, std::string(id));
  add_key(keys, std::string(folded.view()));
  add_key(keys, marked(folded_mark, folded));
  add_key(keys, marked(hex_mark, folded));
  if (!all_digits(id, 10)) return keys;
  const CanonicalId hex = hex_of_decimal(id);
  add_key(keys, std::string(hex.view()));
  add_key(keys, marked(folded_mark, hex));
  return keys;
}

}  // namespace smppedge
