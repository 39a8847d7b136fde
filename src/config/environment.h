// SPDX-License-Identifier: Apache-2.0
// The environment variables, as a seam: tests give their own, main.cpp the process's.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace smppedge::config {

/// std::nullopt for a variable that is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// The variables of this process. To be asked before threads start.
[[nodiscard]] Environment process_environment();

}  // namespace smppedge::config
