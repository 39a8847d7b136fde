// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/expiry.h"

#include <string>

#include "store/rocks/block_records.h"
#include "store/rocks/database.h"
#include "store/rocks/records.h"
#include "store/rocks/window_records.h"

namespace smppedge::store::rocks {
namespace {

class ExpiryFilter final : public rocksdb::CompactionFilter {
 public:
  ExpiryFilter(Expiry::Expired expired, WallTime limit) : expired_(expired), limit_(limit) {}
  const char* Name() const override { return "smppedge.Expiry"; }
  bool Filter(int, const rocksdb::Slice& key, const rocksdb::Slice& value, std::string*, bool*) const override {
    return expired_(view(key), view(value), limit_);
  }
  /// Of the records that a merge has not joined yet each is judged for itself: one that is to be kept stays, whatever
  /// becomes of those around it.
  bool FilterMergeOperand(int, const rocksdb::Slice& key, const rocksdb::Slice& operand) const override {
    return expired_(view(key), view(operand), limit_);
  }

 private:
  const Expiry::Expired expired_;
  const WallTime limit_;
};

class ExpiryFactory final : public rocksdb::CompactionFilterFactory {
 public:
  ExpiryFactory(Expiry::Expired expired, Expiry::Limit limit) : expired_(expired), limit_(std::move(limit)) {}
  const char* Name() const override { return "smppedge.ExpiryFactory"; }
  std::unique_ptr<rocksdb::CompactionFilter> CreateCompactionFilter(
      const rocksdb::CompactionFilter::Context&) override {
    return std::make_unique<ExpiryFilter>(expired_, WallTime(Millis(limit_->load())));
  }

 private:
  const Expiry::Expired expired_;
  const Expiry::Limit limit_;
};

}  // namespace

std::shared_ptr<rocksdb::CompactionFilterFactory> Expiry::of_carrier_ids() const {
  const Expired expired = [](std::string_view, std::string_view value, WallTime limit) {
    const auto attempt = attempt_from(value);
    return attempt && attempt->message.time() < limit;
  };
  return std::make_shared<ExpiryFactory>(expired, history_from_ms_);
}

std::shared_ptr<rocksdb::CompactionFilterFactory> Expiry::of_lookups() const {
  const Expired expired = [](std::string_view key, std::string_view, WallTime limit) {
    const auto record = lookup_record_from(key);
    return record && record->message.time() < limit;
  };
  return std::make_shared<ExpiryFactory>(expired, history_from_ms_);
}

std::shared_ptr<rocksdb::CompactionFilterFactory> Expiry::of_keys() const {
  const Expired expired = [](std::string_view, std::string_view value, WallTime limit) {
    const auto used = location_from(value);
    return used && key_expired(*used, limit);
  };
  return std::make_shared<ExpiryFactory>(expired, now_ms_);
}

std::shared_ptr<rocksdb::CompactionFilterFactory> Expiry::of_windows() const {
  const Expired expired = [](std::string_view key, std::string_view value, WallTime limit) {
    const auto record = window_record_from(key, value);
    return record && window_expired(*record, limit);
  };
  return std::make_shared<ExpiryFactory>(expired, now_ms_);
}

std::shared_ptr<rocksdb::CompactionFilterFactory> Expiry::of_blocklists() const {
  return std::make_shared<ExpiryFactory>(block_ended_before, history_from_ms_);
}

}  // namespace smppedge::store::rocks
