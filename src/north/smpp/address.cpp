// SPDX-License-Identifier: Apache-2.0
#include "north/smpp/address.h"

#include <algorithm>
#include <array>

#include "message/text/gsm0338.h"
#include "policy/number.h"

namespace smppedge::north::smpp {

namespace {

using pdu::CommandStatus;

// type_of_number (5.2.5).
constexpr std::uint8_t ton_unknown = 0;
constexpr std::uint8_t ton_international = 1;
constexpr std::uint8_t ton_national = 2;
constexpr std::uint8_t ton_alphanumeric = 5;
constexpr std::uint8_t ton_last = 6;

/// What a handset shows of an alphanumeric sender (3GPP TS 23.040 9.1.2.5): 11 septets.
constexpr unsigned alphanumeric_septets_max = 11;
constexpr std::string_view mainland = "86";

/// numeric_plan_indicator (5.2.6); the other values are reserved.
bool is_known_npi(std::uint8_t npi) {
  constexpr std::array<std::uint8_t, 10> known{0, 1, 3, 4, 6, 8, 9, 10, 14, 18};
  return std::find(known.begin(), known.end(), npi) != known.end();
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// ASCII within the GSM alphabet. Not @: as septet 0 it would end the C-octet string (domain.md D31).
bool is_alphanumeric_sender(std::string_view text) {
  unsigned septets = 0;
  for (const char character : text) {
    const auto octet = static_cast<unsigned char>(character);
    if (octet < 0x20 || octet > 0x7E || octet == '@') return false;
    const unsigned length = text::gsm0338::code_of(octet).length;
    if (length == 0) return false;
    septets += length;
  }
  return septets <= alphanumeric_septets_max;
}

Expected<std::optional<SenderAddress>, CommandStatus> alphanumeric(std::string_view text) {
  if (!is_alphanumeric_sender(text)) return failure(CommandStatus::ESME_RINVSRCADR);
  return SenderAddress::make(text, ton_alphanumeric, 0);
}

}  // namespace

std::optional<SenderAddress> as_given(const pdu::Address& address) {
  if (address.addr.empty()) return SenderAddress();
  return SenderAddress::make(address.addr, address.ton, address.npi);
}

Expected<std::optional<SenderAddress>, CommandStatus> read_source(const pdu::Address& address) {
  if (address.addr.empty()) return std::nullopt;
  if (address.ton > ton_last) return failure(CommandStatus::ESME_RINVSRCTON);
  if (!is_known_npi(address.npi)) return failure(CommandStatus::ESME_RINVSRCNPI);
  if (address.ton == ton_alphanumeric) return alphanumeric(address.addr);

  std::string_view digits = address.addr;
  if (address.ton <= ton_international && digits.starts_with('+')) digits.remove_prefix(1);
  if (!all_digits(digits)) {
    // Many clients leave the type of number at 0 whatever the sender is.
    if (address.ton == ton_unknown) return alphanumeric(address.addr);
    return failure(CommandStatus::ESME_RINVSRCADR);
  }
  const auto sender = SenderAddress::make(digits, address.ton, address.npi);
  if (!sender) return failure(CommandStatus::ESME_RINVSRCADR);
  return sender;
}

Expected<std::string, CommandStatus> read_destination(const pdu::Address& address) {
  if (address.ton > ton_national) return failure(CommandStatus::ESME_RINVDSTTON);
  if (address.npi > 1) return failure(CommandStatus::ESME_RINVDSTNPI);
  if (address.addr.empty() || address.addr.size() > SenderAddress::characters_max) {
    return failure(CommandStatus::ESME_RINVDSTADR);
  }
  switch (address.ton) {
    case ton_international:
      if (!all_digits(address.addr) || address.addr.starts_with("00")) break;
      return std::string("+").append(address.addr);
    case ton_national: {
      const auto phone = policy::normalise_recipient(address.addr);
      if (!phone || !phone->digits().starts_with(mainland)) return failure(CommandStatus::ESME_RINVDSTADR);
      break;
    }
    default:
      break;
  }
  return std::string(address.addr);
}

Expected<PhoneNumber, CommandStatus> read_phone(const pdu::Address& address) {
  const auto written = read_destination(address);
  if (!written) return failure(CommandStatus{written.error()});
  const auto phone = policy::normalise_recipient(*written);
  if (!phone) return failure(CommandStatus::ESME_RINVDSTADR);
  return *phone;
}

}  // namespace smppedge::north::smpp
