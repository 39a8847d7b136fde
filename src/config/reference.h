// SPDX-License-Identifier: Apache-2.0
// The settings table as people read it: text for a terminal, and the page docs/configuration.md.
#pragma once

#include <string>
#include <vector>

namespace smppedge::config {

/// What `smppedge --help-config` prints.
[[nodiscard]] std::string help_config();

/// What docs/configuration.md must hold, to the letter.
[[nodiscard]] std::string reference_page();

/// Every path by which something can be written, lists as `carriers[].binds[].type`.
[[nodiscard]] std::vector<std::string> setting_paths();

}  // namespace smppedge::config
