// SPDX-License-Identifier: Apache-2.0
// The seeds of a randomised test: the usual ones, or what `make sim SEED=… SEEDS=…` asks for by the environment. What
// fails names the command that replays it.
#pragma once

#include <cstdint>
#include <functional>

namespace smppedge::sim {

/// The number in that variable of the environment; 0: none.
[[nodiscard]] std::uint64_t number_in_environment(const char* name);

/// Runs `life` with seeds 1 to `usual`; with SMPPEDGE_SEED with that one alone, with SMPPEDGE_SEEDS with so many from
/// there.
void for_each_seed(std::uint64_t usual, const std::function<void(std::uint64_t)>& life);

}  // namespace smppedge::sim
