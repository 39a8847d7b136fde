// SPDX-License-Identifier: Apache-2.0
// The reads, blocking, of what is on disk. On a reader's thread, or on the core loop's during recovery.
#pragma once

#include <vector>

#include "base/expected.h"
#include "store/rocks/database.h"
#include "store/rocks/notes.h"

namespace smppedge::store::rocks {

[[nodiscard]] Expected<Chain, ReadError> read_chain(const Database& database, Location last);
[[nodiscard]] Expected<OpenRecord, ReadError> read_open(const Database& database, MessageId message);
[[nodiscard]] Expected<ClosedRecord, ReadError> read_closed(const Database& database, MessageId message);
[[nodiscard]] Expected<MessageRecord, ReadError> find_message(const Database& database, MessageId message);
[[nodiscard]] Expected<AttemptRef, ReadError> find_carrier_id(const Database& database, CarrierNumber carrier,
                                                              std::string_view match_key);
/// Newest first, ids below `before` (0: all), at most `limit`.
[[nodiscard]] Expected<std::vector<MessageId>, ReadError> find_lookup(const Database& database, const LookupKey& key,
                                                                      MessageId before, unsigned limit);
[[nodiscard]] Expected<Location, ReadError> find_key(const Database& database, const UsedKey& key);
[[nodiscard]] Expected<std::vector<OpenRecord>, ReadError> find_due(const Database& database, WallTime due,
                                                                    MessageId from, unsigned limit);

/// Logs what is damaged.
[[nodiscard]] ReadError corrupt(const Database& database, std::string_view what);
/// For scans: past the cache, reading ahead.
[[nodiscard]] rocksdb::ReadOptions scan_options();

}  // namespace smppedge::store::rocks
