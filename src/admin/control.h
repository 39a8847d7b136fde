// SPDX-License-Identifier: Apache-2.0
// /admin/v1: what engineers may ask and order, each under the one key of the configuration. Without a key there is
// nothing here. Whoever has something to offer adds it: method, path, who answers. docs/admin-api.md lists them.
// HTTP loop only.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log_pace.h"
#include "net/bearer_key.h"
#include "net/http_request.h"
#include "net/http_responder.h"

namespace smppedge::admin {

/// Answers with a problem (RFC 9457), as the API of the platform does.
void refuse(const HttpResponder& responder, int status, std::string_view code, std::string detail,
            std::vector<HttpHeader> headers = {});

class Control {
 public:
  using Handler = std::function<void(const HttpRequest&, const HttpResponder&)>;

  /// `key`: empty: there is none.
  Control(std::string_view key, const Clock& clock);

  /// `method`, `path`: of static duration. No two of the same.
  void add(std::string_view method, std::string_view path, Handler handler);

  [[nodiscard]] static bool owns(const HttpRequest& request) { return request.path.starts_with("/admin/"); }
  /// Of a request whose body is yet to come: false when it was answered, since it may not come in.
  [[nodiscard]] bool admit(const HttpRequest& head, const HttpResponder& responder);
  /// Answers it, or has it answered.
  void handle(const HttpRequest& request, const HttpResponder& responder);

 private:
  struct Endpoint {
    std::string_view method;
    std::string_view path;
    Handler handler;
  };

  /// Who is to answer; nullptr when it was refused.
  [[nodiscard]] const Endpoint* let_in(const HttpRequest& request, const HttpResponder& responder);

  const Clock& clock_;
  std::optional<KeyDigest> key_;
  std::vector<Endpoint> endpoints_;
  LogPace wrong_key_log_;
};

}  // namespace smppedge::admin
