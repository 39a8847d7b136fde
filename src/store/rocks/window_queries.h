// SPDX-License-Identifier: Apache-2.0
// The reads, blocking, of the families `window` and `blocklist`. On a reader's thread.
#pragma once

#include <vector>

#include "base/expected.h"
#include "store/rocks/block_records.h"
#include "store/rocks/database.h"

namespace smppedge::store::rocks {

/// A phone's records as they are on disk, most of them whether they have expired or not.
struct WindowOnDisk {
  std::vector<WindowRecord> records;   ///< of each account at most window_pairs_max sent, planned, ended
  std::vector<AccountNumber> more_of;  ///< has more than those
  bool more = false;                   ///< not all were looked at
  bool damaged = false;                ///< it could not be read to its end
};
/// In the order of `phones`. `now`: of a phone that has many, what has expired is left out.
[[nodiscard]] std::vector<WindowOnDisk> find_windows(const Database& database, const std::vector<PhoneNumber>& phones,
                                                     WallTime now);

/// What is on disk of that phone.
[[nodiscard]] Expected<BlockedPhone, ReadError> find_blocked(const Database& database, AccountNumber account,
                                                             const PhoneNumber& phone);
/// The account's records on disk behind `after` (empty: all), at most `limit`.
[[nodiscard]] Expected<BlockedOnDisk, ReadError> list_blocked(const Database& database, AccountNumber account,
                                                              const PhoneNumber& after, unsigned limit);

/// The blocked phones between two places, each with its removal.
class BlocklistScan {
 public:
  /// `from` and `to`: places, the first not before `from`, the last before `to` (empty: to the end).
  BlocklistScan(const Database& database, const rocksdb::ReadOptions& options, std::string_view from,
                std::string_view to);
  BlocklistScan(const BlocklistScan&) = delete;
  BlocklistScan& operator=(const BlocklistScan&) = delete;
  /// A `to` behind which a page of `count` records from `from` on has ended.
  [[nodiscard]] static std::string end_of_page(const Database& database, const rocksdb::ReadOptions& options,
                                               std::string_view from, std::string_view to, unsigned count);
  /// Nullopt at the end, or when damage() has something to say.
  [[nodiscard]] std::optional<BlockRecord> next();
  [[nodiscard]] const std::optional<std::string>& damage() const { return damage_; }

 private:
  /// The keys of one kind between two places.
  struct Walk {
    Walk(const Database& database, rocksdb::ReadOptions options, BlockKind kind, std::string_view from,
         std::string_view to);
    Walk(const Walk&) = delete;
    Walk& operator=(const Walk&) = delete;
    std::string upper;
    rocksdb::Slice upper_slice;
    std::unique_ptr<rocksdb::Iterator> at;
  };
  [[nodiscard]] bool readable(const Walk& walk);

  Walk blocked_;
  Walk removals_;
  std::optional<std::string> damage_;
};

}  // namespace smppedge::store::rocks
