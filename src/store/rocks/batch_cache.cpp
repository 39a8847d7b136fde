// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/batch_cache.h"

#include "store/rocks/records.h"

namespace smppedge::store::rocks {
namespace {

/// A batch is some hundred kilobytes: in many shards few would find room.
constexpr int shard_bits = 1;

void drop(const rocksdb::Slice& /*key*/, void* value) {
  delete static_cast<BatchCache::Octets*>(value);
}

}  // namespace

BatchCache::BatchCache(std::size_t bytes_max)
    : cache_(rocksdb::NewLRUCache(bytes_max, shard_bits, /*strict_capacity_limit=*/false)) {}

BatchCache::Octets BatchCache::find(BatchNumber number) const {
  rocksdb::Cache::Handle* handle = cache_->Lookup(key_of(number));
  if (handle == nullptr) return nullptr;
  Octets octets = *static_cast<const Octets*>(cache_->Value(handle));
  cache_->Release(handle);
  return octets;
}

void BatchCache::keep(BatchNumber number, const Octets& octets) {
  auto value = std::make_unique<Octets>(octets);
  // From here on it is the cache's, also where there is no room for it.
  const rocksdb::Status status = cache_->Insert(key_of(number), value.release(), octets->size(), &drop);
  status.PermitUncheckedError();
}

}  // namespace smppedge::store::rocks
