// SPDX-License-Identifier: Apache-2.0
// Hundreds of simulated lives log what happens to them: to a file beside the program, and to standard error only where
// one seed is replayed.
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <string>

#include "base/log.h"
#include "tests/support/seeds.h"

namespace {

struct LogToFile {
  LogToFile() {
    using smppedge::sim::number_in_environment;
    if (number_in_environment("SMPPEDGE_SEED") != 0 && number_in_environment("SMPPEDGE_SEEDS") == 0) return;
    const std::string file = SMPPEDGE_BINARY_DIR "/sim_faults.log";
    std::remove(file.c_str());
    smppedge::log::start({.level = smppedge::log::Level::info, .file = file});
  }
  ~LogToFile() { smppedge::log::stop(); }
};

}  // namespace

BOOST_TEST_GLOBAL_FIXTURE(LogToFile);
