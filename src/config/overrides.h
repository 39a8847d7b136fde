// SPDX-License-Identifier: Apache-2.0
// `--set carriers.sim.window=50`: one value of the file replaced, or added, from the command line. An item of a list is
// addressed by its name (a route by its prefix) or by its number from 0.
#pragma once

#include <string>

#include "config/tree.h"

namespace smppedge::config {

/// Changes `root`, or adds to `errors` and changes nothing. The value's type is checked when the setting is read.
void apply_override(TreeNode& root, const std::string& assignment, ConfigErrors& errors);

}  // namespace smppedge::config
