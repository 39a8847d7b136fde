// SPDX-License-Identifier: Apache-2.0
// The one table of all settings. It feeds the loader, --help-config and docs/configuration.md.
#pragma once

#include "config/key.h"

namespace smppedge::config {

[[nodiscard]] Keys<Config> settings_table();

}  // namespace smppedge::config
