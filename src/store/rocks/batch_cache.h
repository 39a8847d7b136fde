// SPDX-License-Identifier: Apache-2.0
// Batches that were copied out of a memtable lately. The engine hands out a copy of the whole value for each fact that
// is read, and what is read of a thousand messages lies in the same few batches. Any thread.
#pragma once

#include <rocksdb/cache.h>

#include <cstddef>
#include <memory>
#include <string>

#include "store/location.h"

namespace smppedge::store::rocks {

class BatchCache {
 public:
  using Octets = std::shared_ptr<const std::string>;

  explicit BatchCache(std::size_t bytes_max);

  /// nullptr: it is not among them.
  [[nodiscard]] Octets find(BatchNumber number) const;
  /// Pushes out those that were asked for longest ago; one that is larger than all of it is not kept.
  void keep(BatchNumber number, const Octets& octets);

 private:
  std::shared_ptr<rocksdb::Cache> cache_;
};

}  // namespace smppedge::store::rocks
