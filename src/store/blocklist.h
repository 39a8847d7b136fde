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
  friend bool operator==(const BlockChange&, const BlockChange&) = default;
};

/// Whether it is kept beside the record, as the last of its kind, for as long as history is.
[[nodiscard]] constexpr bool ends_removal(BlockChange::What what) {
  return what == BlockChange::What::unblocked || what == BlockChange::What::removal_denied;
}

/// What is known of one phone.
struct BlockedPhone {
  std::optional<BlockRecord> record;  ///< nullopt: it is not on the list
  std::optional<BlockChange> ended;   ///< the last that ends_removal(), of this record or of one before

  /// What took it off the list; nullptr: it is on it, or never was, or that is too long ago.
  [[nodiscard]] const BlockChange* taken_off() const { return ended_by(BlockChange::What::unblocked, false); }
  /// What left it on the list though it was to come off; nullptr likewise.
  [[nodiscard]] const BlockChange* left_on() const { return ended_by(BlockChange::What::removal_denied, true); }

 private:
  [[nodiscard]] const BlockChange* ended_by(BlockChange::What what, bool blocked) const {
    return record.has_value() == blocked && ended && ended->what == what ? &*ended : nullptr;
  }
};

/// `blocked` makes the phone's record anew, whatever it was, without a removal; a phone that is not blocked cannot ask
/// for one.
void apply(const BlockChange& change, BlockedPhone& known);

/// Part of an account's blocklist: short numbers first, those of one length by their digits.
struct BlockedPage {
  std::vector<BlockRecord> records;
  PhoneNumber next;  ///< where to go on, even where the page is short; empty: there is no more
};

}  // namespace smppedge::store
