// SPDX-License-Identifier: Apache-2.0
// Times as the platform writes them: RFC 3339, with any offset. What we write ourselves is north/json/timestamp.h's.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace smppedge::north::http {

/// "2026-03-01T08:15:30Z", "2026-03-01T16:15:30.125+08:00"; finer than a millisecond is cut off. Nothing for any other
/// form, a day or hour that does not exist, or a year outside of 1970 to 2099 (a message id ends in 2109).
[[nodiscard]] std::optional<WallTime> read_rfc3339(std::string_view text);

}  // namespace smppedge::north::http
