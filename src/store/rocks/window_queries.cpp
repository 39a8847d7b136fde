// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/window_queries.h"

#include <algorithm>
#include <utility>

#include "store/rocks/queries.h"
#include "store/rocks/window_records.h"

namespace smppedge::store::rocks {
namespace {

/// Past all keys that begin with `prefix`, which does not consist of 0xFF alone.
std::string after_prefix(std::string prefix) {
  while (prefix.back() == '\xFF') prefix.pop_back();
  prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
  return prefix;
}

/// Reads phones in the order of their keys with one iterator: to make one costs more than several seeks, for it looks
/// at every sorted run.
class WindowWalk {
 public:
  WindowWalk(const Database& database, WallTime now) : database_(database), now_(now) {}
  WindowWalk(const WindowWalk&) = delete;  // the iterator looks at its bound
  WindowWalk& operator=(const WindowWalk&) = delete;

  WindowOnDisk find(const std::string& prefix) {
    end_ = after_prefix(prefix);
    upper_ = end_;
    if (!at_) begin();
    WindowOnDisk window;
    std::size_t scanned = 0;
    for (at_->Seek(prefix); at_->Valid(); at_->Next()) {
      if (scanned++ == window_scan_max) {
        window.more = true;
        break;
      }
      const auto record = window_record_from(view(at_->key()), view(at_->value()));
      if (!record) {
        (void)corrupt(database_, "a record of family window does not read");
        window.damaged = true;
        continue;
      }
      window.records.push_back(*record);
    }
    if (!at_->status().ok()) {
      (void)corrupt(database_, at_->status().ToString());
      window.damaged = true;
      at_.reset();  // its damage is of no other phone
    }
    window.more_of = keep_newest(window.records, now_);
    return window;
  }

 private:
  void begin() {
    rocksdb::ReadOptions options;
    options.prefix_same_as_start = true;
    // Without it the step behind a block's last record reads the next block, which is of another phone.
    options.iterate_upper_bound = &upper_;
    // Phones come in no order: their blocks would push out what other look-ups share.
    options.fill_cache = false;
    at_.reset(database_.engine().NewIterator(options, database_.family(Family::window)));
  }

  const Database& database_;
  const WallTime now_;
  std::string end_;
  rocksdb::Slice upper_;
  std::unique_ptr<rocksdb::Iterator> at_;
};

}  // namespace

std::vector<WindowOnDisk> find_windows(const Database& database, const std::vector<PhoneNumber>& phones, WallTime now) {
  std::vector<std::pair<std::string, std::size_t>> sorted;
  sorted.reserve(phones.size());
  for (const PhoneNumber& phone : phones) sorted.emplace_back(window_prefix(phone), sorted.size());
  std::sort(sorted.begin(), sorted.end());
  std::vector<WindowOnDisk> windows(phones.size());
  WindowWalk walk(database, now);
  for (const auto& [prefix, index] : sorted) windows[index] = walk.find(prefix);
  return windows;
}

Expected<BlockedPhone, ReadError> find_blocked(const Database& database, AccountNumber account,
                                               const PhoneNumber& phone) {
  const std::string place = block_place(account, phone);
  std::optional<std::string> damage;
  // `take`: false where it does not read.
  const auto read = [&](BlockKind kind, auto take) {
    if (damage) return;
    const std::string key = block_key(kind, place);
    std::string value;
    const rocksdb::Status status =
        database.engine().Get(rocksdb::ReadOptions(), database.family(Family::blocklist), key, &value);
    if (status.IsNotFound()) return;
    if (!status.ok()) damage = status.ToString();
    if (status.ok() && !take(key, value)) damage = "a record of family blocklist does not read";
  };
  BlockedPhone known;
  read(BlockKind::blocked, [&known](std::string_view key, std::string_view value) {
    known.record = block_record_from(key, value);
    return known.record.has_value();
  });
  if (known.record) {
    read(BlockKind::removal, [&known](std::string_view, std::string_view value) {
      auto mark = block_mark_from(value);
      if (mark) ask_removal(*known.record, std::move(*mark));
      return mark.has_value();
    });
  }
  read(BlockKind::ended, [&known](std::string_view key, std::string_view value) {
    known.ended = block_ended_from(key, value);
    return known.ended.has_value();
  });
  if (damage) return failure(corrupt(database, *damage));
  return known;
}

BlocklistScan::Walk::Walk(const Database& database, rocksdb::ReadOptions options, BlockKind kind, std::string_view from,
                          std::string_view to)
    : upper(to.empty() ? std::string(1, static_cast<char>(static_cast<int>(kind) + 1)) : block_key(kind, to)),
      upper_slice(upper) {
  options.iterate_upper_bound = &upper_slice;
  at.reset(database.engine().NewIterator(options, database.family(Family::blocklist)));
  at->Seek(block_key(kind, from));
}

BlocklistScan::BlocklistScan(const Database& database, const rocksdb::ReadOptions& options, std::string_view from,
                             std::string_view to)
    : blocked_(database, options, BlockKind::blocked, from, to),
      removals_(database, options, BlockKind::removal, from, to) {}

bool BlocklistScan::readable(const Walk& walk) {
  if (!walk.at->status().ok()) damage_ = walk.at->status().ToString();
  return !damage_ && walk.at->Valid();
}

std::optional<BlockRecord> BlocklistScan::next() {
  const auto give_up = [this]() -> std::optional<BlockRecord> {
    damage_ = "a record does not read";
    return std::nullopt;
  };
  if (!readable(blocked_)) return std::nullopt;
  const std::string_view key = view(blocked_.at->key());
  auto record = block_record_from(key, view(blocked_.at->value()));
  if (!record) return give_up();
  // A removal without its record says nothing: what it was of is not blocked any more.
  const auto place = [](std::string_view of) { return of.substr(1); };
  while (readable(removals_) && place(view(removals_.at->key())) < place(key)) removals_.at->Next();
  if (damage_) return std::nullopt;
  if (removals_.at->Valid() && place(view(removals_.at->key())) == place(key)) {
    auto mark = block_mark_from(view(removals_.at->value()));
    if (!mark) return give_up();
    ask_removal(*record, std::move(*mark));
  }
  blocked_.at->Next();
  return record;
}

/// Behind the first `count` blocked places between two; `to` where there are no more. Beside blocked phones stand the
/// deletions of removals that nobody asked for, one for each phone: a scan of a page that were not bounded by the
/// page's own end would step over those of the whole list.
std::string BlocklistScan::end_of_page(const Database& database, const rocksdb::ReadOptions& options,
                                       std::string_view from, std::string_view to, unsigned count) {
  Walk walk(database, options, BlockKind::blocked, from, to);
  std::string last;
  for (; count > 0 && walk.at->Valid(); --count, walk.at->Next()) last = view(walk.at->key()).substr(1);
  return count > 0 ? std::string(to) : last + '\0';
}

Expected<BlockedOnDisk, ReadError> list_blocked(const Database& database, AccountNumber account,
                                                const PhoneNumber& after, unsigned limit) {
  // Behind a place comes that place and one octet more.
  const std::string from = after.empty() ? block_place(account) : block_place(account, after) + '\0';
  const std::string to = after_prefix('\1' + block_place(account));
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  const std::string end =
      BlocklistScan::end_of_page(database, options, from, to.front() == '\1' ? to.substr(1) : std::string(), limit + 1);
  BlocklistScan scan(database, options, from, end);
  BlockedOnDisk page;
  while (auto record = scan.next()) {
    if (page.records.size() == limit) {
      page.more = true;
      break;
    }
    page.records.push_back(std::move(*record));
  }
  if (scan.damage()) return failure(corrupt(database, *scan.damage()));
  return page;
}

}  // namespace smppedge::store::rocks
