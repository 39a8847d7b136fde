// SPDX-License-Identifier: Apache-2.0
// What no row of the table can see by itself: names that must differ, names that must exist, values that must fit
// each other.
#pragma once

#include "config/config.h"
#include "config/tree.h"

namespace smppedge::config {

void cross_check(const Config& config, const TreeNode& root, ConfigErrors& errors);

}  // namespace smppedge::config
