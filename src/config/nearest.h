// SPDX-License-Identifier: Apache-2.0
// What somebody may have meant: the known name nearest to a mistyped one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace smppedge::config {

/// How the sentence about `written` ends: "; did you mean `window`?", or "." when nothing is near enough to be meant.
[[nodiscard]] std::string suggestion(std::string_view written, const std::vector<std::string>& candidates);

}  // namespace smppedge::config
