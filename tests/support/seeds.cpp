// SPDX-License-Identifier: Apache-2.0
#include "tests/support/seeds.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <string>

namespace smppedge::sim {

std::uint64_t number_in_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? 0 : std::stoull(value);
}

void for_each_seed(std::uint64_t usual, const std::function<void(std::uint64_t)>& life) {
  const std::uint64_t chosen = number_in_environment("SMPPEDGE_SEED");
  const std::uint64_t asked = number_in_environment("SMPPEDGE_SEEDS");
  const std::uint64_t first = chosen == 0 ? 1 : chosen;
  const std::uint64_t count = asked != 0 ? asked : chosen != 0 ? 1 : usual;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    BOOST_TEST_CONTEXT("replay: make sim SEED=" << seed) {
      life(seed);
    }
  }
}

}  // namespace smppedge::sim
