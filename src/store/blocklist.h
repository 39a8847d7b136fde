// SPDX-License-Identifier: Apache-2.0
// An account's blocklist (domain.md A42): which phones get nothing more from it, since when, by whom, and whether it
// has asked for a removal. Every change is a fact; a record is the fold of its phone's changes. Pure values; the store
// keeps them (store.h), the gateway keeps the exact set in memory.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "message/ids.h"
#include "message/phone_number.h"
#include "store/facts.h"

namespace smppedge::store {

/// Octets of what says who made a change; the rest is cut off.
inline constexpr std::size_t block_by_octets_max = 64;

/// reply, api, import, admin
[[nodiscard]] std::string_view to_string(BlockSource source);

struct BlockRecord {
  AccountNumber account;
  PhoneNumber phone;
  BlockSource source = BlockSource::reply;
  WallTime since;
  std::string by;  ///< who: a key's or an operator's name, the number that the reply went to; block_by_octets_max
  bool removal_asked = false;
  WallTime removal_asked_at;     ///< 0 where it was not
  std::string removal_asked_by;  ///< as `by`
  friend bool operator==(const BlockRecord&, const BlockRecord&) = default;
};

/// What PhoneBlocked, PhoneUnblocked, RemovalAsked and RemovalDenied say.
struct BlockChange {
  enum class What : std::uint8_t { blocked, unblocked, removal_asked, removal_denied } what = What::blocked;
  AccountNumber account;
  PhoneNumber phone;  ///< not empty
  BlockSource source = BlockSource::reply;
  WallTime at;
  std::string by;
};

/// A phone that is blocked again has not asked for its removal; one that is not blocked cannot.
void apply(const BlockChange& change, std::optional<BlockRecord>& record);

/// Part of an account's blocklist: short numbers first, those of one length by their digits.
struct BlockedPage {
  std::vector<BlockRecord> records;
  PhoneNumber next;  ///< where to go on, even where the page is short; empty: there is no more
};

}  // namespace smppedge::store
