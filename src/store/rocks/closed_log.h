// SPDX-License-Identifier: Apache-2.0
// The messages whose end was noted, in the order of the notes, for listings. Hundreds of thousands between two
// checkpoints: the core loop only appends, a reader's thread goes through what there was when it was asked.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "message/ids.h"
#include "message/message_id.h"

namespace smppedge::store::rocks {

class ClosedLog {
 public:
  struct Entry {
    MessageId message;
    AccountNumber account;
  };

 private:
  static constexpr std::size_t chunk_entries = 8'192;
  using Chunk = std::array<Entry, chunk_entries>;

 public:
  /// What was in the log at one time. Its entries are never written again, so another thread may read them.
  class Snapshot {
   public:
    /// Calls `use(entry)`, the newest note first.
    template <class Use>
    void for_each(Use use) const {
      for (std::size_t index = size_; index-- > 0;) use((*chunks_[index / chunk_entries])[index % chunk_entries]);
    }

   private:
    friend class ClosedLog;
    std::vector<std::shared_ptr<const Chunk>> chunks_;
    std::size_t size_ = 0;
  };

  void add(const Entry& entry) {
    if (size_ % chunk_entries == 0) chunks_.push_back(std::make_shared<Chunk>());
    (*chunks_.back())[size_++ % chunk_entries] = entry;
  }
  [[nodiscard]] Snapshot snapshot() const {
    Snapshot snapshot;
    snapshot.chunks_.assign(chunks_.begin(), chunks_.end());
    snapshot.size_ = size_;
    return snapshot;
  }

 private:
  std::vector<std::shared_ptr<Chunk>> chunks_;
  std::size_t size_ = 0;
};

}  // namespace smppedge::store::rocks
