// SPDX-License-Identifier: Apache-2.0
// The running gateway: store, core loop, HTTP loop and what connects them, started and stopped in order.
#pragma once

#include "config/load.h"

namespace smppedge {

/// Exit codes of the daemon, as docs/operations.md lists them.
enum class ExitCode : int {
  ok = 0,
  failed = 1,         ///< could not start: the store, or a port
  configuration = 2,  ///< the command line or the configuration file
  store_failed = 3,   ///< a write or sync failed while running
};

/// Runs until SIGTERM or SIGINT. `config` was loaded from `source`, which a reload reads again.
[[nodiscard]] ExitCode run_daemon(const config::Config& config, const config::Source& source);

}  // namespace smppedge
