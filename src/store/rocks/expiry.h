// SPDX-License-Identifier: Apache-2.0
// What compaction drops of the families whose keys come in no order of time: look-ups of messages whose history has
// gone, how removals from blocklists ended then, keys that were used long ago, pairs of a window that is past. Set by
// the checkpoint's thread, read by the engine's own.
#pragma once

#include <rocksdb/compaction_filter.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/clock.h"

namespace smppedge::store::rocks {

class Expiry {
 public:
  using Limit = std::shared_ptr<std::atomic<std::int64_t>>;  ///< milliseconds since 1970
  /// Whether a record is to go; one that does not read stays, for its reader to tell of.
  using Expired = bool (*)(std::string_view key, std::string_view value, WallTime limit);

  /// Look-ups of messages older than this go, and what has happened to phones of blocklists before.
  void history_begins(WallTime time) { history_from_ms_->store(time.time_since_epoch().count()); }
  /// Never set: nothing expires.
  void now_is(WallTime time) { now_ms_->store(time.time_since_epoch().count()); }

  [[nodiscard]] std::shared_ptr<rocksdb::CompactionFilterFactory> of_carrier_ids() const;
  [[nodiscard]] std::shared_ptr<rocksdb::CompactionFilterFactory> of_lookups() const;
  [[nodiscard]] std::shared_ptr<rocksdb::CompactionFilterFactory> of_keys() const;
  [[nodiscard]] std::shared_ptr<rocksdb::CompactionFilterFactory> of_windows() const;
  [[nodiscard]] std::shared_ptr<rocksdb::CompactionFilterFactory> of_blocklists() const;

 private:
  const Limit history_from_ms_ = std::make_shared<std::atomic<std::int64_t>>(0);
  const Limit now_ms_ = std::make_shared<std::atomic<std::int64_t>>(0);
};

}  // namespace smppedge::store::rocks
