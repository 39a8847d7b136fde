// SPDX-License-Identifier: Apache-2.0
// The chance of simulations.
#pragma once

#include "base/seeded_rng.h"

namespace smppedge::sim {

using SimRng = SeededRng;

}  // namespace smppedge::sim
