// SPDX-License-Identifier: Apache-2.0
// What was found out about each carrier, as JSON for engineers. Pure.
#pragma once

#include <string>

#include "gateway/status.h"

namespace smppedge::admin {

/// {"carriers":[{"name","bound","window_used","learns_id","id_convention","id_votes"}]}; id_convention is null while
/// nothing is settled.
[[nodiscard]] std::string render_carriers(const gateway::Status& status);

}  // namespace smppedge::admin
