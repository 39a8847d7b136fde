// SPDX-License-Identifier: Apache-2.0
#include "tools/smpp/sim/account.h"

#include "tools/smpp/sim/link.h"

namespace smppedge::simulator {

Link* Account::choose(std::uint32_t preferred) {
  for (Link* link : links_) {
    if (link->number() == preferred && link->has_room()) return link;
  }
  for (std::size_t tried = 0; tried < links_.size(); ++tried) {
    turn_ = (turn_ + 1) % links_.size();
    if (links_[turn_]->has_room()) return links_[turn_];
  }
  return nullptr;
}

}  // namespace smppedge::simulator
