// SPDX-License-Identifier: Apache-2.0
#include "tools/smpp/send/options.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

namespace smppedge::sending {

namespace {

constexpr unsigned segments_max = 255;
constexpr std::size_t short_message_octets_max = 254;
constexpr std::uint8_t octets_unspecified = 4;  // data_coding
constexpr std::uint8_t ucs2 = 8;

std::optional<std::uint8_t> parse_octet(std::string_view text) {
  std::uint8_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::vector<std::uint8_t>> parse_hex(std::string_view text) {
  std::vector<std::uint8_t> octets;
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return c != ' ' && c != ':'; });
  if (digits.size() % 2 != 0) return std::nullopt;
  for (std::size_t at = 0; at < digits.size(); at += 2) {
    std::uint8_t octet = 0;
    const char* first = digits.data() + at;
    const auto [end, error] = std::from_chars(first, first + 2, octet, 16);
    if (error != std::errc{} || end != first + 2) return std::nullopt;
    octets.push_back(octet);
  }
  return octets;
}

std::string explain(text::TextError error) {
  switch (error) {
    case text::TextError::empty:
      return "the text is empty: give --text or --short-message-hex";
    case text::TextError::not_utf8:
      return "the text is not UTF-8";
    case text::TextError::too_many_segments:
      return "the text needs more than 255 segments";
  }
  return "?";
}

Expected<Parts, std::string> from_hex(const Options& options) {
  const auto octets = parse_hex(options.short_message_hex);
  if (!octets) return failure(std::string("--short-message-hex is not an even number of hex digits"));
  if (octets->size() > short_message_octets_max) return failure(std::string("--short-message-hex: 254 octets at most"));
  return Parts{{*octets}, static_cast<std::uint8_t>(options.data_coding.value_or(octets_unspecified)), false};
}

}  // namespace

std::optional<WrittenAddress> parse_address(std::string_view text, std::uint8_t ton, std::uint8_t npi) {
  WrittenAddress address{ton, npi, std::string(text.substr(0, text.find(',')))};
  if (address.addr.size() > 20) return std::nullopt;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!std::all_of(address.addr.begin(), address.addr.end(), is_digit)) {
    address.ton = 5;
    address.npi = 0;
  }
  if (text.size() == address.addr.size()) return address;
  const std::string_view rest = text.substr(address.addr.size() + 1);
  const auto comma = rest.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const auto given_ton = parse_octet(rest.substr(0, comma));
  const auto given_npi = parse_octet(rest.substr(comma + 1));
  if (!given_ton || !given_npi) return std::nullopt;
  address.ton = *given_ton;
  address.npi = *given_npi;
  return address;
}

Expected<Parts, std::string> cut_into_parts(const Options& options) {
  if (!options.short_message_hex.empty()) return from_hex(options);
  text::CutRules rules;
  rules.width = options.reference_width;
  if (options.data_coding == ucs2) rules.alphabet = text::Alphabet::ucs2;
  const auto cut = text::cut(options.text, rules, segments_max);
  if (!cut) return failure(explain(cut.error()));
  Parts parts;
  parts.data_coding =
      static_cast<std::uint8_t>(options.data_coding.value_or(cut->encoding == text::Encoding::ucs2 ? ucs2 : 0));
  parts.has_header = cut->segments() > 1;
  parts.bodies.resize(cut->segments());
  constexpr std::uint16_t reference = 1;  // one message a run
  for (unsigned part = 0; part < cut->segments(); ++part) {
    text::write_segment(options.text, *cut, rules, reference, part, parts.bodies[part]);
  }
  return parts;
}

}  // namespace smppedge::sending
