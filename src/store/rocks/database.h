// SPDX-License-Identifier: Apache-2.0
// The opened RocksDB: its families, their settings, what the `meta` family says, and the sentences for whoever finds a
// store that cannot be opened. Any thread, once opened.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/table.h>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_cursor.h"
#include "base/expected.h"
#include "store/rocks/batch_cache.h"
#include "store/rocks/expiry.h"
#include "store/rocks/limits.h"
#include "store/rocks/rocks_store.h"

namespace smppedge::store::rocks {

/// docs/store.md has a row for each.
enum class Family : std::uint8_t {
  meta,
  facts,
  open,
  message,
  carrier_id,
  lookup,
  key,
  parked,
  event,
  dead_letter,
  account,
  alias,
  window,
  blocklist,
  reply_part,
  fingerprint,
};
inline constexpr std::size_t family_count = 16;
[[nodiscard]] std::string_view name_of(Family family);

inline constexpr std::uint64_t format_version = 6;
/// What it lacks, this version begins with. Format 5, of a few days, wrote windows otherwise and is refused.
inline constexpr std::uint64_t format_taken_over = 4;

namespace meta_key {
inline constexpr std::string_view format = "format";
inline constexpr std::string_view node = "node";
inline constexpr std::string_view replay_after = "replay_after";
inline constexpr std::string_view high_water = "high_water";
}  // namespace meta_key

class Database {
 public:
  /// `on_background_error` is called on an engine thread when a flush or compaction cannot write.
  [[nodiscard]] static Expected<std::unique_ptr<Database>, OpenError> open(
      const Settings& settings, rocksdb::Env& env, std::function<void(std::string)> on_background_error);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  [[nodiscard]] rocksdb::DB& engine() const { return *db_; }
  [[nodiscard]] rocksdb::Env& env() const { return env_; }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* family(Family family) const {
    return handles_[static_cast<std::size_t>(family)];
  }
  /// The options that a table file for `family` is to be written with.
  [[nodiscard]] rocksdb::Options options_of(Family family) const;
  [[nodiscard]] const std::string& directory() const { return directory_; }
  /// Where table files are written before they are ingested; emptied at the start.
  [[nodiscard]] std::string bulk_directory() const { return directory_ + "/bulk"; }

  /// Nullopt: no such key.
  [[nodiscard]] Expected<std::optional<std::string>, OpenError> get(Family family, std::string_view key) const;
  [[nodiscard]] Expected<std::uint64_t, OpenError> meta_number(std::string_view key) const;  ///< 0 where absent
  /// The stable number of `name` among those of `kind` ("account", "carrier").
  [[nodiscard]] Expected<std::uint32_t, OpenError> number_of(std::string_view kind, std::string_view name);

  [[nodiscard]] Expiry& expiry() { return expiry_; }
  [[nodiscard]] BatchCache& batches() const { return batches_; }

  /// A sentence: what is wrong with this store, and what to do.
  [[nodiscard]] OpenError damaged(std::string_view what) const;

 private:
  Database(const Settings& settings, rocksdb::Env& env);
  [[nodiscard]] std::optional<OpenError> prepare_directory() const;
  [[nodiscard]] std::optional<OpenError> refuse_other_families() const;
  [[nodiscard]] std::optional<OpenError> refuse_other_format() const;
  [[nodiscard]] std::optional<OpenError> open_engine(std::function<void(std::string)> on_background_error);
  [[nodiscard]] std::optional<OpenError> check_identity(NodeNumber node);
  [[nodiscard]] std::optional<OpenError> take_over(std::string_view stored_format);
  void set_window_options(rocksdb::ColumnFamilyOptions& options, rocksdb::BlockBasedTableOptions& table) const;
  [[nodiscard]] OpenError other_format(std::string_view stored) const;
  [[nodiscard]] OpenError cannot_open(const rocksdb::Status& status) const;
  [[nodiscard]] rocksdb::ColumnFamilyOptions family_options(Family family) const;

  std::string directory_;
  rocksdb::Env& env_;
  Expiry expiry_;
  mutable BatchCache batches_{batch_cache_bytes};
  std::shared_ptr<rocksdb::Logger> engine_log_;
  std::shared_ptr<rocksdb::Cache> cache_;
  std::unique_ptr<rocksdb::DB> db_;
  std::array<rocksdb::ColumnFamilyHandle*, family_count> handles_{};
};

/// Of a record's key or value.
inline ByteReader reader(std::string_view bytes) {
  return ByteReader({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}
inline std::string_view view(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}
inline rocksdb::Slice slice(std::string_view view) {
  return {view.data(), view.size()};
}

}  // namespace smppedge::store::rocks
