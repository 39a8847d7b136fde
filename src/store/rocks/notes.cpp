// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/notes.h"

#include <algorithm>

namespace smppedge::store::rocks {
namespace {

void take_below(const NoteGeneration& notes, const LookupKey& key, MessageId before, unsigned limit,
                std::vector<MessageId>& found) {
  const auto of_key = notes.lookups.find(key);
  if (of_key == notes.lookups.end()) return;
  const NoteGeneration::Messages& messages = of_key->second;
  auto at = before == MessageId() ? messages.end() : std::lower_bound(messages.begin(), messages.end(), before);
  for (; limit > 0 && at != messages.begin(); --limit) found.push_back(*--at);
}

}  // namespace

template <class Value, class Look>
std::optional<Value> Notes::first_of(Look look) const {
  if (auto value = look(*noted_)) return value;
  return frozen_ ? look(*frozen_) : std::nullopt;
}

void Notes::add(const ClosedRecord& record) {
  const auto [at, first] = noted_->closed.try_emplace(record.message);
  at->second = {record.last, record.account};
  if (first) noted_->closed_log.add({record.message, record.account});
}

void Notes::add(const LookupRecord& record) {
  NoteGeneration::Messages& messages = noted_->lookups[{record.account, record.kind, record.value}];
  const auto place = std::lower_bound(messages.begin(), messages.end(), record.message);
  if (place != messages.end() && *place == record.message) return;
  messages.insert(place, record.message);
  ++noted_->lookup_messages;
}

std::optional<Location> Notes::find(MessageId message) const {
  return first_of<Location>([message](const NoteGeneration& notes) -> std::optional<Location> {
    const auto found = notes.closed.find(message);
    return found == notes.closed.end() ? std::nullopt : std::optional(found->second.last);
  });
}

std::optional<AttemptRef> Notes::find(CarrierNumber carrier, std::string_view match_key) const {
  const CarrierKeyView key(carrier, match_key);
  return first_of<AttemptRef>([&key](const NoteGeneration& notes) -> std::optional<AttemptRef> {
    const auto found = notes.carrier_ids.find(key);
    return found == notes.carrier_ids.end() ? std::nullopt : std::optional(found->second);
  });
}

std::optional<Location> Notes::find(const UsedKey& key) const {
  return first_of<Location>([&key](const NoteGeneration& notes) -> std::optional<Location> {
    const auto found = notes.keys.find(key);
    return found == notes.keys.end() ? std::nullopt : std::optional(found->second);
  });
}

std::vector<MessageId> Notes::find(const LookupKey& key, MessageId before, unsigned limit) const {
  std::vector<MessageId> found;
  take_below(*noted_, key, before, limit, found);
  if (frozen_) take_below(*frozen_, key, before, limit, found);
  return found;
}

void Notes::find(const PhoneNumber& phone, std::vector<WindowRecord>& found) const {
  noted_->windows.find(phone, found);
  if (frozen_) frozen_->windows.find(phone, found);
}

void Notes::put_upon(AccountNumber account, const PhoneNumber& phone, BlockedPhone& known) const {
  if (frozen_) frozen_->blocks.put_upon(account, phone, known);
  noted_->blocks.put_upon(account, phone, known);
}

BlockedPage Notes::put_upon(BlockedOnDisk disk, AccountNumber account, const PhoneNumber& after, unsigned limit) const {
  BlockedPageFold fold(std::move(disk), account, after, limit);
  if (frozen_) fold.put_upon(frozen_->blocks);
  fold.put_upon(noted_->blocks);
  return std::move(fold).page();
}

Notes::ClosedMessages Notes::closed_messages() const {
  return {noted_->closed_log.snapshot(), frozen_ ? frozen_->closed_log.snapshot() : ClosedLog::Snapshot()};
}

std::shared_ptr<const NoteGeneration> Notes::freeze() {
  auto next = std::make_shared<NoteGeneration>();
  // As much will be noted until the next checkpoint; growing on the way would stall the loop for milliseconds.
  next->closed.reserve(noted_->closed.size());
  next->carrier_ids.reserve(noted_->carrier_ids.size());
  next->lookups.reserve(noted_->lookups.size());
  next->keys.reserve(noted_->keys.size());
  next->windows.reserve(noted_->windows.size());
  frozen_ = std::exchange(noted_, std::move(next));
  return frozen_;
}

}  // namespace smppedge::store::rocks
