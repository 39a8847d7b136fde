// SPDX-License-Identifier: Apache-2.0
// A response to bytes, RFC 9112; and the form of every refusal, RFC 9457 (application/problem+json).
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/out_buffer.h"
#include "net/http_parser.h"
#include "net/http_responder.h"

namespace smppedge {

struct HttpFraming {
  bool head_only = false;       ///< the request was HEAD
  std::string_view connection;  ///< the Connection field, if any
  std::string_view date;
};

/// False, and nothing written, when it does not fit.
[[nodiscard]] bool write_response(OutBuffer& out, const HttpResponse& response, const HttpFraming& framing);

/// {"type":"about:blank","title":"Payload Too Large","status":413,"code":"...","detail":"..."}
[[nodiscard]] std::string problem_json(const HttpRefusal& refusal);
inline constexpr std::string_view problem_content_type = "application/problem+json";

/// "Tue, 14 Nov 2023 22:13:20 GMT"
[[nodiscard]] std::string http_date(WallTime at);
[[nodiscard]] std::string_view reason_phrase(int status);

}  // namespace smppedge
