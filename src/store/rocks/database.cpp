// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/database.h"

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/slice_transform.h>
#include <sys/resource.h>

#include <cstdio>
#include <filesystem>
#include <mutex>

#include "base/log.h"
#include "store/rocks/limits.h"
#include "store/rocks/phone_key.h"
#include "store/rocks/records.h"
#include "store/rocks/window_records.h"

namespace smppedge::store::rocks {
namespace {

constexpr std::array<std::string_view, family_count> family_names = {
    // RocksDB insists on a family of that name; it holds what belongs to no other.
    "default", "facts",       "open",    "message", "carrier_id", "lookup",    "key",        "parked",
    "event",   "dead_letter", "account", "alias",   "window",     "blocklist", "reply_part", "fingerprint"};

/// RocksDB's own log: its warnings go to ours, the rest nowhere. Remembers what was said of damaged files, for the
/// status that follows does not name them.
class EngineLog final : public rocksdb::Logger {
 public:
  EngineLog() : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL) {}
  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    std::array<char, 512> line;
    const int length = std::vsnprintf(line.data(), line.size(), format, arguments);
    if (length <= 0) return;
    const std::string_view text(line.data(), std::min(line.size() - 1, static_cast<std::size_t>(length)));
    // Ingested files never have one; every start with any would say so.
    if (text.find("without unique ID") != std::string_view::npos) return;
    log::warn("store engine: {}", text);
    if (text.find(".log: dropping") == std::string_view::npos) return;
    const std::lock_guard lock(mutex_);
    const std::size_t prefix = text.find("] /");
    damaged_file_ = prefix == std::string_view::npos ? text : text.substr(prefix + 2);
  }
  [[nodiscard]] std::string damaged_file() const {
    const std::lock_guard lock(mutex_);
    return damaged_file_;
  }

 private:
  mutable std::mutex mutex_;
  std::string damaged_file_;
};

class BackgroundErrors final : public rocksdb::EventListener {
 public:
  explicit BackgroundErrors(std::function<void(std::string)> on_error) : on_error_(std::move(on_error)) {}
  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* error) override {
    // What a Write() meets it also returns, to the store thread, which knows what it was writing.
    if (reason == rocksdb::BackgroundErrorReason::kWriteCallback) return;
    if (reason == rocksdb::BackgroundErrorReason::kMemTable) return;
    on_error_(error->ToString());
  }

 private:
  std::function<void(std::string)> on_error_;
};

bool is_read(std::string_view stored_format) {
  const auto format = number_from(stored_format);
  return format && (*format == format_version || *format == format_taken_over);
}

int open_files() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return open_files_max;
  return static_cast<int>(std::min<rlim_t>(open_files_max, limit.rlim_cur / 2));
}

rocksdb::DBOptions engine_options(rocksdb::Env& env) {
  rocksdb::DBOptions options;
  options.env = &env;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.paranoid_checks = true;
  // What was acknowledged was synced, so only an unacknowledged tail may be torn; damage before it must be told.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.track_and_verify_wals_in_manifest = true;
  options.recycle_log_file_num = 0;
  options.max_total_wal_size = wal_bytes_max;
  options.use_fsync = false;
  // A failed write is never tried again, by the engine neither.
  options.max_bgerror_resume_count = 0;
  options.max_background_jobs = background_jobs_max;
  options.max_open_files = open_files();
  options.bytes_per_sync = 1U << 20;
  // One thread writes.
  options.allow_concurrent_memtable_write = false;
  options.enable_write_thread_adaptive_yield = false;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

}  // namespace

std::string_view name_of(Family family) {
  return family_names[static_cast<std::size_t>(family)];
}

Database::Database(const Settings& settings, rocksdb::Env& env)
    : directory_(settings.directory),
      env_(env),
      engine_log_(std::make_shared<EngineLog>()),
      cache_(rocksdb::NewLRUCache(block_cache_bytes)) {}

Database::~Database() {
  if (!db_) return;
  for (rocksdb::ColumnFamilyHandle* handle : handles_) {
    if (handle != nullptr) (void)db_->DestroyColumnFamilyHandle(handle);
  }
  (void)db_->Close();
}

Expected<std::unique_ptr<Database>, OpenError> Database::open(const Settings& settings, rocksdb::Env& env,
                                                              std::function<void(std::string)> on_background_error) {
  std::unique_ptr<Database> database(new Database(settings, env));
  if (auto error = database->prepare_directory()) return failure(std::move(*error));
  if (auto error = database->refuse_other_families()) return failure(std::move(*error));
  if (auto error = database->open_engine(std::move(on_background_error))) return failure(std::move(*error));
  if (auto error = database->check_identity(settings.node)) return failure(std::move(*error));
  return database;
}

std::optional<OpenError> Database::prepare_directory() const {
  std::error_code error;
  if (std::filesystem::create_directories(directory_, error)) {
    // It will hold message bodies.
    std::filesystem::permissions(directory_, std::filesystem::perms::owner_all, error);
  }
  if (error) {
    return OpenError{
        fmt::format("store {}: the directory cannot be made ({}); make it, owned by the user that runs "
                    "smppedge, or name another one",
                    directory_, error.message())};
  }
  return std::nullopt;
}

std::optional<OpenError> Database::refuse_other_families() const {
  if (!env_.FileExists(directory_ + "/CURRENT").ok()) return std::nullopt;
  std::vector<std::string> found;
  const rocksdb::Status status = rocksdb::DB::ListColumnFamilies(engine_options(env_), directory_, &found);
  if (!status.ok()) return cannot_open(status);
  for (const std::string& name : found) {
    if (std::find(family_names.begin(), family_names.end(), name) == family_names.end()) {
      return OpenError{
          fmt::format("store {}: it holds a family '{}' that this version does not know: a newer version "
                      "wrote it; start that version, or name another data directory",
                      directory_, name)};
    }
  }
  // Opening makes families that are missing: an older version would refuse its own store for them.
  return found.size() < family_count ? refuse_other_format() : std::nullopt;
}

std::optional<OpenError> Database::refuse_other_format() const {
  rocksdb::DBOptions options = engine_options(env_);
  options.info_log = engine_log_;
  rocksdb::DB* db = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const std::vector<rocksdb::ColumnFamilyDescriptor> meta = {{std::string(name_of(Family::meta)), {}}};
  rocksdb::Status status = rocksdb::DB::OpenForReadOnly(options, directory_, meta, &handles, &db);
  if (!status.ok()) return cannot_open(status);
  const std::unique_ptr<rocksdb::DB> reader(db);
  std::string stored;
  status = reader->Get(rocksdb::ReadOptions(), slice(meta_key::format), &stored);
  (void)reader->DestroyColumnFamilyHandle(handles[0]);
  if (status.IsNotFound()) return std::nullopt;  // its making was interrupted
  if (!status.ok()) return cannot_open(status);
  return is_read(stored) ? std::nullopt : std::optional(other_format(stored));
}

rocksdb::ColumnFamilyOptions Database::family_options(Family family) const {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache_;
  table.cache_index_and_filter_blocks = true;
  table.format_version = 5;
  rocksdb::ColumnFamilyOptions options;
  options.compression = rocksdb::kNoCompression;
  options.periodic_compaction_seconds = static_cast<std::uint64_t>(rewrite_period.count());
  if (family == Family::facts) {
    // A value is a whole commit, far larger than a block, and its keys only grow: files move down unwritten.
    options.write_buffer_size = facts_write_buffer_bytes;
    options.max_write_buffer_number = facts_write_buffers;
  } else {
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    options.write_buffer_size = index_write_buffer_bytes;
    options.level0_file_num_compaction_trigger = index_level0_files;
    options.level0_slowdown_writes_trigger = index_level0_files_stall;
    options.level0_stop_writes_trigger = index_level0_files_stall;
  }
  if (family == Family::carrier_id || family == Family::lookup || family == Family::key) {
    // Keys come in no order, so that every file overlaps every other: levels would rewrite each record ten times.
    options.compaction_style = rocksdb::kCompactionStyleUniversal;
    // For the same reason each read asks the filters of all files: whole ones are larger than the cache keeps.
    table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
    table.partition_filters = true;
  }
  if (family == Family::carrier_id) options.compaction_filter_factory = expiry_.of_carrier_ids();
  if (family == Family::key) options.compaction_filter_factory = expiry_.of_keys();
  if (family == Family::blocklist) options.compaction_filter_factory = expiry_.of_blocklists();
  if (family == Family::lookup) {
    options.compaction_filter_factory = expiry_.of_lookups();
    options.prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(lookup_prefix_octets));
    table.whole_key_filtering = false;
  }
  if (family == Family::window) set_window_options(options, table);
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

/// One seek finds what a phone may answer to, and reads what that takes: mostly one block of one file.
void Database::set_window_options(rocksdb::ColumnFamilyOptions& options, rocksdb::BlockBasedTableOptions& table) const {
  options.compaction_style = rocksdb::kCompactionStyleUniversal;
  options.compaction_filter_factory = expiry_.of_windows();
  options.merge_operator = window_merge();
  options.prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(phone_prefix_octets));
  // With few files all of them stay open, and so their filters in memory.
  options.target_file_size_base = window_file_bytes;
  table.whole_key_filtering = false;
  // Each of a dozen files may err: together they must err less than once in a hundred look-ups.
  table.filter_policy.reset(rocksdb::NewRibbonFilterPolicy(window_filter_bits));
  // Not in the cache, which they would fill alone: a look-up must not read a filter.
  table.cache_index_and_filter_blocks = false;
}

rocksdb::Options Database::options_of(Family family) const {
  return {engine_options(env_), db_->GetOptions(this->family(family))};
}

std::optional<OpenError> Database::open_engine(std::function<void(std::string)> on_background_error) {
  rocksdb::DBOptions options = engine_options(env_);
  options.info_log = engine_log_;
  options.listeners.push_back(std::make_shared<BackgroundErrors>(std::move(on_background_error)));
  // Rewriting files can wait; the loops and the commits cannot.
  (void)env_.LowerThreadPoolCPUPriority(rocksdb::Env::Priority::LOW, rocksdb::CpuPriority::kLow);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (std::size_t index = 0; index < family_count; ++index) {
    descriptors.emplace_back(std::string(family_names[index]), family_options(static_cast<Family>(index)));
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options, directory_, descriptors, &handles, &db);
  db_.reset(db);
  if (!status.ok()) return cannot_open(status);
  std::copy(handles.begin(), handles.end(), handles_.begin());

  std::error_code error;
  std::filesystem::remove_all(bulk_directory(), error);
  if (!error) std::filesystem::create_directory(bulk_directory(), error);
  if (error) return OpenError{fmt::format("store {}: {}", bulk_directory(), error.message())};
  return std::nullopt;
}

std::optional<OpenError> Database::check_identity(NodeNumber node) {
  const auto format = get(Family::meta, meta_key::format);
  if (!format) return format.error();
  if (!format->has_value()) {
    rocksdb::WriteBatch batch;
    batch.Put(family(Family::meta), slice(meta_key::format), value_of(format_version));
    batch.Put(family(Family::meta), slice(meta_key::node), value_of(std::uint64_t{node.value()}));
    rocksdb::WriteOptions synced;
    synced.sync = true;
    const rocksdb::Status status = db_->Write(synced, &batch);
    if (!status.ok()) return cannot_open(status);
    return std::nullopt;
  }
  if (!is_read(**format)) return other_format(**format);
  const auto owner = meta_number(meta_key::node);
  if (!owner) return owner.error();
  if (*owner != node.value()) {
    return OpenError{
        fmt::format("store {}: node {} made it, this is node {}; set the node's number back, or name "
                    "another data directory (two nodes must never share one)",
                    directory_, *owner, node.value())};
  }
  return take_over(**format);
}

/// From here on the version that wrote it refuses it: it would pass over what it does not know.
std::optional<OpenError> Database::take_over(std::string_view stored_format) {
  if (number_from(stored_format) == format_version) return std::nullopt;
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const rocksdb::Status status =
      db_->Put(synced, family(Family::meta), slice(meta_key::format), value_of(format_version));
  if (!status.ok()) return cannot_open(status);
  return std::nullopt;
}

OpenError Database::other_format(std::string_view stored) const {
  return {
      fmt::format("store {}: it has format {}, this version reads formats {} and {}; start the version that "
                  "wrote it, or name another data directory",
                  directory_, number_from(stored).value_or(0), format_taken_over, format_version)};
}

OpenError Database::cannot_open(const rocksdb::Status& status) const {
  const std::string text = status.ToString();
  if (status.IsIOError() && text.find("LOCK") != std::string::npos) {
    return {
        fmt::format("store {}: another process has it open ({}/LOCK is held); stop that process, or name another "
                    "data directory",
                    directory_, directory_)};
  }
  if (!status.IsCorruption()) return {fmt::format("store {}: it cannot be opened: {}", directory_, text)};
  const std::string file = static_cast<const EngineLog&>(*engine_log_).damaged_file();
  return damaged(file.empty() ? text : fmt::format("{} ({})", text, file));
}

OpenError Database::damaged(std::string_view what) const {
  return {
      fmt::format("store {}: damaged: {}; nothing was changed: keep a copy of the directory, then restore it from "
                  "a backup or follow \"Repair\" in docs/store.md",
                  directory_, what)};
}

Expected<std::optional<std::string>, OpenError> Database::get(Family where, std::string_view key) const {
  std::string value;
  const rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), family(where), slice(key), &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  if (!status.ok()) return failure(damaged(fmt::format("family {}: {}", name_of(where), status.ToString())));
  return std::optional<std::string>(std::move(value));
}

Expected<std::uint64_t, OpenError> Database::meta_number(std::string_view key) const {
  const auto value = get(Family::meta, key);
  if (!value) return failure(value.error());
  if (!value->has_value()) return 0;
  const auto number = number_from(**value);
  if (!number) return failure(damaged(fmt::format("family {}, key {}: no number", name_of(Family::meta), key)));
  return *number;
}

Expected<std::uint32_t, OpenError> Database::number_of(std::string_view kind, std::string_view name) {
  const std::string key = fmt::format("{}/{}", kind, name);
  const std::string last_key = fmt::format("{}#last", kind);
  const auto known = meta_number(key);
  if (!known) return failure(known.error());
  if (*known != 0) return static_cast<std::uint32_t>(*known);
  const auto last = meta_number(last_key);
  if (!last) return failure(last.error());
  const std::uint64_t number = *last + 1;
  rocksdb::WriteBatch batch;
  batch.Put(family(Family::meta), key, value_of(number));
  batch.Put(family(Family::meta), last_key, value_of(number));
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const rocksdb::Status status = db_->Write(synced, &batch);
  if (!status.ok()) return failure(cannot_open(status));
  return static_cast<std::uint32_t>(number);
}

}  // namespace smppedge::store::rocks
