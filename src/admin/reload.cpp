// SPDX-License-Identifier: Apache-2.0
#include "admin/reload.h"

#include <boost/json.hpp>

#include "admin/control.h"
#include "net/http_response.h"

namespace smppedge::admin {

void answer_reload(const HttpResponder& responder, const std::vector<std::string>& errors) {
  if (errors.empty()) return responder.respond(200, "application/json", R"({"applied":true})");
  const boost::json::object problem{{"type", "about:blank"},
                                    {"status", 422},
                                    {"code", "configuration_refused"},
                                    {"detail", "Nothing was changed; `errors` says why."},
                                    {"errors", boost::json::array(errors.begin(), errors.end())}};
  responder.respond(422, problem_content_type, boost::json::serialize(problem));
}

void answer_reload_under_way(const HttpResponder& responder) {
  refuse(responder, 409, "reload_under_way", "A reload is under way; ask again when it is done.");
}

}  // namespace smppedge::admin
