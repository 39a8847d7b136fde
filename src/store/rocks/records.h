// SPDX-License-Identifier: Apache-2.0
// Keys and values of the keyed families, as octets (docs/store.md). Keys are big endian, so that their order on disk is
// the order of the numbers. A value that does not read is corruption: nullopt.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/store.h"

namespace smppedge::store::rocks {

[[nodiscard]] std::string key_of(BatchNumber number);
[[nodiscard]] std::string key_of(MessageId message);
[[nodiscard]] std::string key_of(AccountNumber account);
[[nodiscard]] std::string account_key(AccountNumber account, Door door);
/// Of an event or a dead letter.
[[nodiscard]] std::string event_key(AccountNumber account, Door door, EventSequence sequence);
/// The newest message of a look-up comes first.
[[nodiscard]] std::string lookup_key(const LookupRecord& record);
inline constexpr std::size_t lookup_prefix_octets = 13;  ///< of a look-up's key: all but the message
[[nodiscard]] std::string used_key(AccountNumber account, const KeyDigest& key);
[[nodiscard]] std::string carrier_id_key(CarrierNumber carrier, std::string_view match_key);
/// Several receipts may be parked under one match key: the fact tells them apart.
[[nodiscard]] std::string parked_key(const ParkedRecord& record);

[[nodiscard]] std::string value_of(Location location);
[[nodiscard]] std::string value_of(const OpenRecord& record);
[[nodiscard]] std::string value_of(const ClosedRecord& record);
[[nodiscard]] std::string value_of(const EventRecord& record);
[[nodiscard]] std::string value_of(const AttemptRef& attempt);
[[nodiscard]] std::string value_of(const SeenReply& seen);
[[nodiscard]] std::string value_of(const Checkpoint::AccountEvents& events);
[[nodiscard]] std::string value_of(std::uint64_t number);

[[nodiscard]] std::optional<BatchNumber> batch_number_from(std::string_view key);
[[nodiscard]] std::optional<Location> location_from(std::string_view value);
[[nodiscard]] std::optional<std::uint64_t> number_from(std::string_view value);
[[nodiscard]] std::optional<AttemptRef> attempt_from(std::string_view value);
[[nodiscard]] std::optional<OpenRecord> open_record_from(std::string_view key, std::string_view value);
[[nodiscard]] std::optional<ClosedRecord> closed_record_from(std::string_view key, std::string_view value);
[[nodiscard]] std::optional<LookupRecord> lookup_record_from(std::string_view key);
[[nodiscard]] std::optional<ParkedRecord> parked_record_from(std::string_view key);
[[nodiscard]] std::optional<EventRecord> event_record_from(std::string_view key, std::string_view value);
[[nodiscard]] std::optional<SeenReply> seen_reply_from(std::string_view key, std::string_view value);
[[nodiscard]] std::optional<Checkpoint::AccountEvents> account_events_from(std::string_view key,
                                                                           std::string_view value);
[[nodiscard]] std::optional<Checkpoint::AccountAlias> account_alias_from(std::string_view key, std::string_view value);

}  // namespace smppedge::store::rocks
