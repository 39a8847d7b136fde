// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/block_notes.h"

#include <algorithm>

namespace smppedge::store::rocks {

void BlockNotes::add(BlockChange change) {
  using What = BlockChange::What;
  const std::string place = block_place(change.account, change.phone);
  BlockNote& note = notes_[place];
  change.by.resize(std::min(change.by.size(), block_by_octets_max));
  const std::optional<BlockMark> mark = BlockMark{change.source, change.at, change.by};
  const std::optional<BlockMark> nothing;
  if (change.what == What::blocked) note.blocked = mark;
  if (change.what == What::unblocked) note.blocked = nothing;
  note.removal = change.what == What::removal_asked ? mark : nothing;
  if (ends_removal(change.what)) ended_.insert_or_assign(place, std::move(change));
}

void BlockNotes::put_upon(AccountNumber account, const PhoneNumber& phone, BlockedPhone& known) const {
  const std::string place = block_place(account, phone);
  if (const auto note = notes_.find(place); note != notes_.end()) note->second.apply_to(account, phone, known.record);
  if (const auto ended = ended_.find(place); ended != ended_.end()) known.ended = ended->second;
}

void BlockNote::apply_to(AccountNumber account, const PhoneNumber& phone, std::optional<BlockRecord>& record) const {
  if (blocked) {
    record.reset();
    if (*blocked) {
      record.emplace();
      record->account = account;
      record->phone = phone;
      record->source = (*blocked)->source;
      record->since = (*blocked)->at;
      record->by = (*blocked)->by;
    }
  }
  if (!record || !removal) return;
  record->removal_asked = false;
  record->removal_asked_at = {};
  record->removal_asked_by.clear();
  if (*removal) ask_removal(*record, **removal);
}

BlockedPageFold::BlockedPageFold(BlockedOnDisk disk, AccountNumber account, const PhoneNumber& after, unsigned limit)
    : account_(account), limit_(limit), begin_(after.empty() ? block_place(account) : block_place(account, after)) {
  if (disk.more) last_ = block_place(account, disk.records.back().phone);
  for (BlockRecord& record : disk.records) by_place_[block_place(account, record.phone)] = std::move(record);
}

void BlockedPageFold::put_upon(const BlockNotes& notes) {
  unsigned seen = 0;
  for (auto at = notes.by_place().upper_bound(begin_); at != notes.by_place().end(); ++at) {
    const auto& [place, note] = *at;
    const auto phone = phone_of_place(account_, place);
    if (!phone || (last_ && place > *last_)) return;
    note.apply_to(account_, *phone, by_place_[place]);
    if (++seen < limit_) continue;
    last_ = place;
    return;
  }
}

BlockedPage BlockedPageFold::page() && {
  BlockedPage page;
  for (auto& [place, record] : by_place_) {
    if (last_ && place > *last_) break;
    if (!record) continue;
    if (page.records.size() == limit_) {
      page.next = page.records.back().phone;
      return page;
    }
    page.records.push_back(std::move(*record));
  }
  if (last_) page.next = *phone_of_place(account_, *last_);
  return page;
}

}  // namespace smppedge::store::rocks
