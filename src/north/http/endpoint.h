// SPDX-License-Identifier: Apache-2.0
// The table of the API: what may be asked, by which method, with which parameters, and who answers. docs/openapi.json
// is held to it by a test.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "message/ids.h"
#include "net/http_request.h"
#include "net/http_responder.h"
#include "north/http/core_link.h"
#include "north/http/polls.h"
#include "north/http/query.h"
#include "north/http/settings.h"

namespace smppedge::north::http {

/// One request that was let in.
struct Call {
  CoreLink& core;
  Polls& polls;
  const Settings& settings;
  AccountNumber account;
  const HttpRequest& request;
  const HttpResponder& responder;
  std::string_view id;  ///< what stands for {id} or {phone} in the path
  Query query;
};

struct Endpoint {
  std::string_view method;
  std::string_view path;  ///< one segment of it may be {id} or another name in braces: anything but nothing
  std::span<const std::string_view> parameters;
  void (*handle)(const Call&);
};

[[nodiscard]] std::span<const Endpoint> endpoints();

/// The text that stands for the name in braces, or "" where the pattern has none; nothing where `path` is another.
[[nodiscard]] std::optional<std::string_view> match(std::string_view pattern, std::string_view path);
/// "GET, POST": the methods of that path; "" where there is nothing.
[[nodiscard]] std::string methods_of(std::string_view path);

}  // namespace smppedge::north::http
