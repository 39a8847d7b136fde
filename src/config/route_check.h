// SPDX-License-Identifier: Apache-2.0
// The rules that hold among routes, and between them, carriers and accounts.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "config/config.h"
#include "config/tree.h"

namespace smppedge::config {

/// `fail` is told the setting and what to change; what stands in `refused` was told already.
void check_routes(const Config& config, const TreeNode& root, const std::set<std::string>& refused,
                  const std::function<void(const std::string& key, std::string text)>& fail);

}  // namespace smppedge::config
