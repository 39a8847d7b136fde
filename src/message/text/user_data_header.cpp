// SPDX-License-Identifier: Apache-2.0
#include "message/text/user_data_header.h"

namespace smppedge::text {

namespace {

constexpr std::uint8_t concatenation_8_bit = 0x00;
constexpr std::uint8_t concatenation_16_bit = 0x08;

std::optional<Concatenation> read_concatenation(std::uint8_t element, std::span<const std::uint8_t> data) {
  Concatenation part;
  if (element == concatenation_8_bit && data.size() == 3) {
    part = {data[0], ReferenceWidth::bits_8, data[1], data[2]};
  } else if (element == concatenation_16_bit && data.size() == 4) {
    part = {static_cast<std::uint16_t>((data[0] << 8) | data[1]), ReferenceWidth::bits_16, data[2], data[3]};
  }
  if (part.sequence == 0 || part.sequence > part.total) return std::nullopt;
  return part;
}

/// Each whole element of a header without its length octet: identifier and data.
template <class Octet, class Visit>
void for_each_element(std::span<Octet> elements, Visit visit) {
  while (elements.size() >= 2) {
    const std::size_t length = elements[1];
    if (elements.size() - 2 < length) return;
    visit(elements[0], elements.subspan(2, length));
    elements = elements.subspan(2 + length);
  }
}

}  // namespace

std::optional<UserData> split_user_data(std::span<const std::uint8_t> payload) {
  if (payload.empty() || payload.size() - 1 < payload[0]) return std::nullopt;
  const std::size_t header_size = 1U + payload[0];
  UserData data{payload.first(header_size), payload.subspan(header_size), std::nullopt};
  for_each_element(data.header.subspan(1), [&data](std::uint8_t element, std::span<const std::uint8_t> octets) {
    if (const auto part = read_concatenation(element, octets)) data.concatenation = part;
  });
  return data;
}

bool replace_reference(std::span<std::uint8_t> payload, std::uint16_t reference) {
  if (payload.empty() || payload.size() - 1 < payload[0]) return false;
  std::span<std::uint8_t> counts;  // of several the last
  for_each_element(payload.subspan(1, payload[0]), [&counts](std::uint8_t element, std::span<std::uint8_t> octets) {
    if (read_concatenation(element, octets)) counts = octets;
  });
  if (counts.empty()) return false;
  if (counts.size() == 4) {
    counts[0] = static_cast<std::uint8_t>(reference >> 8);
    counts[1] = static_cast<std::uint8_t>(reference);
  } else {
    counts[0] = static_cast<std::uint8_t>(reference);
  }
  return true;
}

}  // namespace smppedge::text
