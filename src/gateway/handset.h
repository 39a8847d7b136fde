// SPDX-License-Identifier: Apache-2.0
// Which phone an address of a carrier's names, and whether the addresses of a receipt are those of a message. Carriers
// swap them or do not (domain.md D38), write the phone with or without its country code, and use their ids again (D48):
// what names another phone is another message's.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "message/message.h"
#include "pdu/short_message.h"
#include "policy/number.h"

namespace smppedge::gateway {

/// Eleven digits 1[3-9]… without anything in front: a mainland mobile, or a number of the North American plan.
[[nodiscard]] inline bool is_bare_mobile(std::string_view addr) {
  constexpr std::size_t mobile_digits = 11;
  return addr.size() == mobile_digits && addr[0] == '1' && addr[1] >= '3' && addr[1] <= '9';
}

/// A phone as carriers write it: +86…, 86…, the bare national digits, or these behind the trunk zero, are one phone; a
/// short code is what it is.
[[nodiscard]] inline PhoneNumber phone_of(std::string_view addr) {
  if (addr.starts_with('0') && is_bare_mobile(addr.substr(1))) addr.remove_prefix(1);
  if (const auto phone = policy::normalise_recipient(addr)) return *phone;
  return PhoneNumber::from_digits(addr).value_or(PhoneNumber{});
}

/// The same of an address that says what it is: behind TON 1 (5.2.5) stands a country code, with or without its +.
[[nodiscard]] inline PhoneNumber phone_of(const pdu::Address& address) {
  constexpr std::uint8_t ton_international = 1;
  if (address.ton != ton_international || address.addr.starts_with('+')) return phone_of(address.addr);
  std::array<char, PhoneNumber::digits_max + 1> written{'+'};
  std::string_view digits = address.addr;
  if (digits.starts_with("00")) digits.remove_prefix(2);
  if (digits.size() > PhoneNumber::digits_max) return {};
  std::copy(digits.begin(), digits.end(), written.begin() + 1);
  if (const auto phone = policy::normalise_recipient({written.data(), digits.size() + 1})) return *phone;
  return phone_of(address.addr);
}

/// Who wrote a reply.
struct Handset {
  PhoneNumber phone;  ///< as its address says
  PhoneNumber twin;   ///< the other reading of bare digits, which some carriers give any TON; empty: there is none
  /// The same for both readings, however the phone is written.
  [[nodiscard]] const PhoneNumber& mainland() const {
    return twin.digits().size() > phone.digits().size() ? twin : phone;
  }
};

[[nodiscard]] inline Handset handset_of(const pdu::Address& address) {
  Handset handset{phone_of(address), {}};
  if (!is_bare_mobile(address.addr)) return handset;
  const auto bare = PhoneNumber::from_digits(address.addr);
  if (!bare) return handset;
  handset.twin = handset.phone == *bare ? phone_of(address.addr) : *bare;
  return handset;
}

/// Digits that two numbers must share at their ends to be taken for one, written with and without what stands before.
inline constexpr std::size_t number_tail_min = 7;

/// A trunk prefix or 00 in front of a number does not count.
[[nodiscard]] inline std::string_view without_prefix(std::string_view number) {
  return number.substr(std::min(number.find_first_not_of('0'), number.size()));
}

[[nodiscard]] inline bool same_number(std::string_view a, std::string_view b) {
  a = without_prefix(a);
  b = without_prefix(b);
  if (a.size() < b.size()) std::swap(a, b);
  return a == b || (b.size() >= number_tail_min && a.ends_with(b));
}

/// By which numbers are found that same_number() may take for this one: all that are the same share it.
[[nodiscard]] inline std::string_view number_tail(std::string_view number) {
  number = without_prefix(number);
  return number.substr(number.size() - std::min(number.size(), number_tail_min));
}

enum class HandsetFit : std::uint8_t {
  same,     ///< one of the addresses is the message's phone
  untold,   ///< neither is a number that could be a phone
  another,  ///< there is a phone, and it is not the message's
};

[[nodiscard]] inline bool is_to(const Message& message, const PhoneNumber& phone) {
  return same_number(phone.digits(), message.to.digits());
}

/// `phone`: phone_of() the receipt's source; `sender`: its destination, as it came.
[[nodiscard]] inline HandsetFit handset_fit(const Message& message, const PhoneNumber& phone, std::string_view sender) {
  if (is_to(message, phone) || is_to(message, phone_of(sender))) return HandsetFit::same;
  return phone.empty() ? HandsetFit::untold : HandsetFit::another;
}

/// The other address is the sender that the message left from, or is not told.
[[nodiscard]] inline bool sender_fits(const Message& message, const PhoneNumber& phone, std::string_view sender) {
  const std::string_view ours = message.plan.sender.text();
  return sender.empty() || ours.empty() || same_number(sender, ours) || same_number(phone.digits(), ours);
}

}  // namespace smppedge::gateway
