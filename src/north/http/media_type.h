// SPDX-License-Identifier: Apache-2.0
// Whether a Content-Type says JSON in UTF-8 (RFC 9110 8.3, RFC 8259 11).
#pragma once

#include <string_view>

namespace smppedge::north::http {

/// "application/json" in any case, without parameters or with charset=utf-8.
[[nodiscard]] bool is_json(std::string_view content_type);

}  // namespace smppedge::north::http
