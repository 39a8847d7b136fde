// SPDX-License-Identifier: Apache-2.0
// The changes of blocklists that were noted since a checkpoint, folded to one a phone, in the order of the disk's keys.
// Written on the core loop; not changed any more once a checkpoint writes it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "store/rocks/block_records.h"

namespace smppedge::store::rocks {

/// What is different from the disk, of either kind: nullopt, nothing is; then a mark, or none any more.
struct BlockNote {
  using Change = std::optional<std::optional<BlockMark>>;
  Change blocked;
  Change removal;
  /// What remains of `record` of that phone, nullopt where it is not blocked.
  void apply_to(AccountNumber account, const PhoneNumber& phone, std::optional<BlockRecord>& record) const;
};

class BlockNotes {
 public:
  using Map = std::map<std::string, BlockNote, std::less<>>;  ///< by block_place()
  void add(BlockChange change);
  /// Puts what is noted of that phone upon what is known of it.
  void put_upon(AccountNumber account, const PhoneNumber& phone, BlockedPhone& known) const;
  [[nodiscard]] std::size_t size() const { return notes_.size(); }
  [[nodiscard]] const Map& by_place() const { return notes_; }
  /// The last of each phone that ends_removal(): few among many, so beside the notes.
  using Ended = std::map<std::string, BlockChange, std::less<>>;
  [[nodiscard]] const Ended& ended() const { return ended_; }

 private:
  Map notes_;
  Ended ended_;
};

/// A page of an account's blocklist: what is on disk, and put upon it what is noted, the older notes first.
class BlockedPageFold {
 public:
  BlockedPageFold(BlockedOnDisk disk, AccountNumber account, const PhoneNumber& after, unsigned limit);
  /// Looks at no more notes than a page has records: what stands behind them is the next page's.
  void put_upon(const BlockNotes& notes);
  [[nodiscard]] BlockedPage page() &&;

 private:
  const AccountNumber account_;
  const unsigned limit_;
  std::string begin_;                ///< the page's places stand behind it
  std::optional<std::string> last_;  ///< and not behind this one; nullopt: it goes to the end
  std::map<std::string, std::optional<BlockRecord>> by_place_;
};

}  // namespace smppedge::store::rocks
