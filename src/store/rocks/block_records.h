// SPDX-License-Identifier: Apache-2.0
// Family `blocklist` on disk (docs/store.md): under kind 0 that a phone is blocked, under kind 1 that its removal was
// asked for, under kind 2 how the last one ended, for as long as history is kept. Apart, so that each change is written
// without reading what it changes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/blocklist.h"

namespace smppedge::store::rocks {

enum class BlockKind : std::uint8_t { blocked, removal, ended };
/// Account and phone: what stands behind the kind in a key. Ordered as BlockedPage is.
[[nodiscard]] std::string block_place(AccountNumber account, const PhoneNumber& phone);
/// Before all places of the account.
[[nodiscard]] std::string block_place(AccountNumber account);
/// Nullopt: it is no place of that account.
[[nodiscard]] std::optional<PhoneNumber> phone_of_place(AccountNumber account, std::string_view place);
[[nodiscard]] std::string block_key(BlockKind kind, std::string_view place);

/// Who did it and when: the value of kinds 0 and 1.
struct BlockMark {
  BlockSource source = BlockSource::reply;
  WallTime at;
  std::string by;
};
[[nodiscard]] std::string value_of(const BlockMark& mark);
/// Nullopt: it does not read.
[[nodiscard]] std::optional<BlockMark> block_mark_from(std::string_view value);
[[nodiscard]] std::optional<BlockRecord> block_record_from(std::string_view key, std::string_view value);
/// The value of kind 2: which of those that ends_removal() it was, and its mark.
[[nodiscard]] std::string value_of(const BlockChange& ended);
/// Nullopt: it does not read.
[[nodiscard]] std::optional<BlockChange> block_ended_from(std::string_view key, std::string_view value);
/// Whether it is of kind 2 and older than `limit`.
[[nodiscard]] bool block_ended_before(std::string_view key, std::string_view value, WallTime limit);
/// An account's records on disk, of one page.
struct BlockedOnDisk {
  std::vector<BlockRecord> records;
  bool more = false;  ///< behind them there are others; then there is at least one
};
void ask_removal(BlockRecord& record, BlockMark mark);

}  // namespace smppedge::store::rocks
