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

}  // namespace

std::optional<UserData> split_user_data(std::span<const std::uint8_t> payload) {
  if (payload.empty() || payload.size() - 1 < payload[0]) return std::nullopt;
  const std::size_t header_size = 1U + payload[0];
  UserData data{payload.first(header_size), payload.subspan(header_size), std::nullopt};
  auto elements = data.header.subspan(1);
  while (elements.size() >= 2) {
    const std::size_t length = elements[1];
    if (elements.size() - 2 < length) break;
    if (const auto part = read_concatenation(elements[0], elements.subspan(2, length))) data.concatenation = part;
    elements = elements.subspan(2 + length);
  }
  return data;
}

}  // namespace smppedge::text
