// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/message_list.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "store/rocks/queries.h"
#include "store/rocks/records.h"

namespace smppedge::store::rocks {
namespace {

/// A message that has a record, and whose it is.
struct Owned {
  MessageId message;
  AccountNumber account;
};
using Parse = std::optional<Owned> (*)(std::string_view key, std::string_view value);

/// The records of one family within the range, newest first.
class Walk {
 public:
  Walk(const Database& database, Family family, const ListRange& range, Parse parse)
      : parse_(parse), lower_bound_(key_of(range.not_before)), lower_slice_(lower_bound_) {
    rocksdb::ReadOptions options;
    options.fill_cache = false;
    options.iterate_lower_bound = &lower_slice_;
    at_.reset(database.engine().NewIterator(options, database.family(family)));
    // One below 0 is the greatest id.
    at_->SeekForPrev(key_of(MessageId(range.before.value() - 1)));
    read();
  }
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;

  [[nodiscard]] const std::optional<Owned>& head() const { return head_; }
  void next() {
    at_->Prev();
    read();
  }
  /// Damage ends a walk, too.
  [[nodiscard]] std::optional<std::string> damage() const {
    if (!at_->status().ok()) return at_->status().ToString();
    if (at_->Valid() && !head_) return "a message's record does not read";
    return std::nullopt;
  }

 private:
  void read() { head_ = at_->Valid() ? parse_(view(at_->key()), view(at_->value())) : std::nullopt; }

  const Parse parse_;
  const std::string lower_bound_;
  const rocksdb::Slice lower_slice_;
  std::unique_ptr<rocksdb::Iterator> at_;
  std::optional<Owned> head_;
};

std::optional<Owned> open_message(std::string_view key, std::string_view value) {
  const auto record = open_record_from(key, value);
  return record ? std::optional(Owned{record->message, record->account}) : std::nullopt;
}
std::optional<Owned> closed_message(std::string_view key, std::string_view value) {
  const auto record = closed_record_from(key, value);
  return record ? std::optional(Owned{record->message, record->account}) : std::nullopt;
}

/// The account's newest noted messages, one more than may be listed: it tells that there is more.
std::vector<MessageId> newest_noted(const Notes::ClosedMessages& noted, const ListRange& range) {
  std::set<MessageId> newest;
  const auto take = [&](const ClosedLog::Entry& entry) {
    const MessageId message = entry.message;
    if (entry.account != range.account || message < range.not_before) return;
    if (range.before != MessageId() && message >= range.before) return;
    if (newest.size() > range.limit && message < *newest.begin()) return;
    newest.insert(message);
    if (newest.size() > std::size_t{range.limit} + 1) newest.erase(newest.begin());
  };
  for (const ClosedLog::Snapshot& generation : noted) generation.for_each(take);
  return {newest.rbegin(), newest.rend()};
}

}  // namespace

Expected<Store::MessageList, ReadError> list_messages(const Database& database, const ListRange& range,
                                                      const Notes::ClosedMessages& noted) {
  const std::vector<MessageId> pending = newest_noted(noted, range);
  auto next_pending = pending.begin();
  // In the order in which messages move: one that is closed meanwhile is seen open here.
  Walk open(database, Family::open, range, open_message);
  Walk closed(database, Family::message, range, closed_message);

  Store::MessageList list;
  MessageId last;
  for (;; ++list.scanned) {
    std::optional<Owned> newest;
    if (next_pending != pending.end()) newest = Owned{*next_pending, range.account};
    for (const Walk* walk : {&open, &closed}) {
      if (walk->head() && (!newest || walk->head()->message > newest->message)) newest = walk->head();
    }
    if (!newest) break;
    if (list.scanned == list_scan_max || list.messages.size() == range.limit) {
      list.next = last;
      break;
    }
    last = newest->message;
    if (newest->account == range.account) list.messages.push_back(last);
    if (next_pending != pending.end() && *next_pending == last) ++next_pending;
    for (Walk* walk : {&open, &closed}) {
      if (walk->head() && walk->head()->message == last) walk->next();
    }
  }
  for (const Walk* walk : {&open, &closed}) {
    if (const auto damage = walk->damage()) return failure(corrupt(database, *damage));
  }
  return list;
}

}  // namespace smppedge::store::rocks
