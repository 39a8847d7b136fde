// SPDX-License-Identifier: Apache-2.0
// The one table of all settings. It feeds the loader, --help-config and docs/configuration.md.
#pragma once

#include "config/key.h"

namespace smppedge::config {

[[nodiscard]] Keys<Config> settings_table();

/// Settings of `wanted` that differ from those of `running` and that only a restart takes up.
[[nodiscard]] std::vector<std::string> only_by_restart(const Config& running, const Config& wanted);

}  // namespace smppedge::config
