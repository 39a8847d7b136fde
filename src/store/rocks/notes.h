// SPDX-License-Identifier: Apache-2.0
// Look-up records that are not on disk yet: messages that ended, carrier ids. Two generations: the one being noted, and
// the one that a checkpoint is writing, which stays findable until it has. The newest note of a key wins.
// Core loop; the generation that is being written is immutable and shared with the checkpoint's thread.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <memory>
#include <optional>
#include <string_view>

#include "store/carrier_key.h"
#include "store/store.h"

namespace smppedge::store::rocks {

struct NoteGeneration {
  boost::unordered_flat_map<MessageId, Location, std::hash<MessageId>> closed;
  CarrierKeyMap<AttemptRef> carrier_ids;
};

class Notes {
 public:
  void add(const ClosedRecord& record) { noted_->closed[record.message] = record.last; }
  void add(CarrierIdRecord record) {
    noted_->carrier_ids[{record.carrier, std::move(record.match_key)}] = record.attempt;
  }
  [[nodiscard]] std::size_t size() const { return noted_->closed.size() + noted_->carrier_ids.size(); }

  [[nodiscard]] std::optional<Location> find(MessageId message) const;
  [[nodiscard]] std::optional<AttemptRef> find(CarrierNumber carrier, std::string_view match_key) const;

  /// Begins a new generation and returns the one so far, to be written.
  [[nodiscard]] std::shared_ptr<const NoteGeneration> freeze();
  /// What was frozen is on disk. To be destroyed off the loop: it is hundreds of thousands of allocations.
  [[nodiscard]] std::shared_ptr<const NoteGeneration> take_frozen() { return std::exchange(frozen_, nullptr); }
  [[nodiscard]] bool frozen() const { return frozen_ != nullptr; }

 private:
  std::shared_ptr<NoteGeneration> noted_ = std::make_shared<NoteGeneration>();
  std::shared_ptr<const NoteGeneration> frozen_;
};

}  // namespace smppedge::store::rocks
