// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/notes.h"

namespace smppedge::store::rocks {

std::optional<Location> Notes::find(MessageId message) const {
  for (const NoteGeneration* notes : {static_cast<const NoteGeneration*>(noted_.get()), frozen_.get()}) {
    if (notes == nullptr) continue;
    if (const auto found = notes->closed.find(message); found != notes->closed.end()) return found->second;
  }
  return std::nullopt;
}

std::optional<AttemptRef> Notes::find(CarrierNumber carrier, std::string_view match_key) const {
  const CarrierKeyView key(carrier, match_key);
  for (const NoteGeneration* notes : {static_cast<const NoteGeneration*>(noted_.get()), frozen_.get()}) {
    if (notes == nullptr) continue;
    if (const auto found = notes->carrier_ids.find(key); found != notes->carrier_ids.end()) return found->second;
  }
  return std::nullopt;
}

std::shared_ptr<const NoteGeneration> Notes::freeze() {
  auto next = std::make_shared<NoteGeneration>();
  // As much will be noted until the next checkpoint; growing on the way would stall the loop for milliseconds.
  next->closed.reserve(noted_->closed.size());
  next->carrier_ids.reserve(noted_->carrier_ids.size());
  frozen_ = std::exchange(noted_, std::move(next));
  return frozen_;
}

}  // namespace smppedge::store::rocks
