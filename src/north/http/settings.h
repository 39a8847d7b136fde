// SPDX-License-Identifier: Apache-2.0
// What the configuration says to the platform's HTTP API. Immutable; a reload hands in another.
#pragma once

#include <memory>
#include <unordered_set>

#include "base/clock.h"
#include "gateway/directory.h"
#include "north/http/key_ring.h"

namespace smppedge::north::http {

struct Settings {
  KeyRing keys;
  std::shared_ptr<const gateway::Directory> directory;
  std::unordered_set<AccountNumber> see_bodies;  ///< accounts that are shown the texts of their messages again
  Seconds validity_max{7 * 86'400};
};

}  // namespace smppedge::north::http
