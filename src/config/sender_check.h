// SPDX-License-Identifier: Apache-2.0
// The rules that hold among sender numbers: the access numbers of carriers, the extensions of accounts and signatures
// under them, and the senders that are used abroad (domain.md A37, A38, E.2).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/config.h"
#include "config/tree.h"

namespace smppedge::config {

/// `fail` is told the setting and what to change.
void check_senders(const Config& config, const TreeNode& root,
                   const std::function<void(const std::string& key, std::string text)>& fail);

/// What is no error and yet rarely meant, as sentences: numbers that only the customer's digits make long enough.
[[nodiscard]] std::vector<std::string> sender_warnings(const Config& config);

}  // namespace smppedge::config
