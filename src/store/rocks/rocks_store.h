// SPDX-License-Identifier: Apache-2.0
// Opens the embedded engine: RocksDB used as a journal first (docs/store.md lists its families).
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/expected.h"
#include "base/scheduler.h"
#include "message/message_id.h"
#include "store/store.h"

namespace smppedge::store {

struct Settings {
  std::string directory;
  NodeNumber node;                            ///< a store made by another node's number is refused
  std::uint64_t free_bytes_min = 1ULL << 30;  ///< below it Statistics::below_watermark is set
  Seconds history_retention{264 * 3600};      ///< facts of ended messages are kept this long
  unsigned reader_threads = 1;
};

/// `on_fatal` gets one sentence when a write or sync has failed; the process must end, nothing more completes.
[[nodiscard]] Expected<std::unique_ptr<Store>, OpenError> open_rocks_store(const Settings& settings, const Clock& clock,
                                                                           Executor& core,
                                                                           std::function<void(std::string)> on_fatal);

}  // namespace smppedge::store
