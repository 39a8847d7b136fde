// SPDX-License-Identifier: Apache-2.0
// The way into the configuration: a file and its overrides become a Config, or every error that they have.
#pragma once

#include <string>
#include <vector>

#include "base/expected.h"
#include "config/config.h"
#include "config/environment.h"
#include "config/origin.h"

namespace smppedge::config {

/// Where a configuration comes from, as the command line says.
struct Source {
  std::string file;
  std::vector<std::string> overrides;
};

/// `overrides` are assignments as `--set` takes them, applied in order. Relative paths in the file are relative to the
/// working directory. Errors come in the order of the file.
[[nodiscard]] Expected<Config, ConfigErrors> load(const std::string& path,
                                                  const std::vector<std::string>& overrides = {},
                                                  const Environment& environment = process_environment());

}  // namespace smppedge::config
