// SPDX-License-Identifier: Apache-2.0
// What a message is found by within its account, as numbers: its phone, its account's own reference, what its client
// was told, the parts that it belongs to. The values stand in the store for good: never change how one is made.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "message/message.h"
#include "store/store.h"

namespace smppedge::gateway {

/// FNV-1a, 64 bits. Collisions only cost a look at a message that does not fit.
class LookupHash {
 public:
  constexpr void octet(std::uint8_t value) { state_ = (state_ ^ value) * 0x100000001B3ULL; }
  constexpr void octets(std::string_view value) {
    for (const char each : value) octet(static_cast<std::uint8_t>(each));
  }
  constexpr void text(std::string_view value) {
    octets(value);
    octet(0xFF);  // no character of UTF-8 or GSM: "ab","c" is not "a","bc"
  }
  constexpr void number(std::uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) octet(static_cast<std::uint8_t>(value >> shift));
  }
  [[nodiscard]] constexpr std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0xCBF29CE484222325ULL;
};

/// LookupKind::to
[[nodiscard]] constexpr std::uint64_t lookup_of(const PhoneNumber& to) {
  std::uint64_t value = 1;
  for (const char digit : to.digits()) value = value * 10 + static_cast<std::uint64_t>(digit - '0');
  return value;
}
/// LookupKind::ref
[[nodiscard]] constexpr std::uint64_t lookup_of_ref(std::string_view ref) {
  LookupHash hash;
  hash.text(ref);
  return hash.value();
}

/// Of a customer's key for a conversation; 0 for none.
[[nodiscard]] constexpr std::uint64_t lookup_of_conversation(std::string_view key) {
  return key.empty() ? 0 : std::max<std::uint64_t>(lookup_of_ref(key), 1);
}

/// What the parts of one long message of a client have in common, and no other message for a while.
struct PartsKey {
  AccountNumber account;
  SenderAddress source;  ///< as the client gave it
  PhoneNumber to;
  PartForm form = PartForm::none;
  std::uint16_t reference = 0;  ///< the client's
  std::uint8_t total = 0;
  friend bool operator==(const PartsKey&, const PartsKey&) = default;

  /// Of a message that is a part (ClientSubmit::part).
  [[nodiscard]] static PartsKey of(AccountNumber account, const PhoneNumber& to, const ClientSubmit& client) {
    return {account, client.source, to, client.part.form, client.part.reference, client.part.total};
  }
  /// LookupKind::part
  [[nodiscard]] std::uint64_t lookup() const {
    LookupHash hash;
    hash.text(source.text());
    hash.octet(source.ton());
    hash.octet(source.npi());
    hash.text(to.digits());
    hash.octet(static_cast<std::uint8_t>(form));
    hash.number(reference);
    hash.octet(total);
    return hash.value();
  }
};

[[nodiscard]] inline bool is_part(const ClientSubmit& client) {
  return client.part.form != PartForm::none;
}
/// By which the client of an SMPP message finds it beside its id. The first of a submit_multi, and one submitted
/// alone, is found by its alias where it has one; the others by what they were all told.
[[nodiscard]] inline bool is_told(const Message& message) {
  return message.client && (message.client->told_id != message.id || message.client->told_alias != 0);
}
/// Of a message that is_told().
[[nodiscard]] inline store::LookupRecord told_lookup(const Message& message) {
  const ClientSubmit& client = *message.client;
  if (client.told_id != message.id) {
    return {message.account, store::LookupKind::group, client.told_id.value(), message.id};
  }
  return {message.account, store::LookupKind::alias, client.told_alias, message.id};
}

}  // namespace smppedge::gateway
