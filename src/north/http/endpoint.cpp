// SPDX-License-Identifier: Apache-2.0
#include "north/http/endpoint.h"

#include <array>

#include "north/http/blocklist.h"
#include "north/http/events.h"
#include "north/http/messages.h"

namespace smppedge::north::http {

namespace {

constexpr std::array<std::string_view, 6> list_parameters{"to", "ref", "since", "state", "limit", "cursor"};
constexpr std::array<std::string_view, 1> message_parameters{"wire"};
constexpr std::array<std::string_view, 2> blocklist_parameters{"limit", "cursor"};
constexpr std::array<std::string_view, 3> event_parameters{"limit", "wait_s", "through"};
constexpr std::array<std::string_view, 3> dead_letter_parameters{"after", "limit", "door"};
constexpr std::array<std::string_view, 1> retry_parameters{"door"};

constexpr std::array table{
    Endpoint{"POST", "/v1/messages", {}, &send_messages},
    Endpoint{"GET", "/v1/messages", list_parameters, &list_messages},
    Endpoint{"GET", "/v1/messages/{id}", message_parameters, &show_message},
    Endpoint{"DELETE", "/v1/messages/{id}", {}, &cancel_message},
    Endpoint{"GET", "/v1/blocklist", blocklist_parameters, &list_blocked},
    Endpoint{"GET", "/v1/blocklist/{phone}", {}, &show_blocked},
    Endpoint{"PUT", "/v1/blocklist/{phone}", {}, &block_phone},
    Endpoint{"DELETE", "/v1/blocklist/{phone}", {}, &unblock_phone},
    Endpoint{"GET", "/v1/events", event_parameters, &poll_events},
    Endpoint{"POST", "/v1/events/ack", {}, &acknowledge_events},
    Endpoint{"GET", "/v1/events/dead", dead_letter_parameters, &list_dead_letters},
    Endpoint{"POST", "/v1/events/dead/retry", retry_parameters, &retry_dead_letters},
};

}  // namespace

std::span<const Endpoint> endpoints() {
  return table;
}

std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
  const std::size_t at = pattern.find('{');
  if (at == std::string_view::npos) return pattern == path ? std::optional(std::string_view()) : std::nullopt;
  const std::string_view behind = pattern.substr(pattern.find('}', at) + 1);
  if (!path.starts_with(pattern.substr(0, at)) || !path.ends_with(behind)) return std::nullopt;
  if (path.size() <= at + behind.size()) return std::nullopt;
  const std::string_view found = path.substr(at, path.size() - at - behind.size());
  return found.find('/') == std::string_view::npos ? std::optional(found) : std::nullopt;
}

std::string methods_of(std::string_view path) {
  std::string methods;
  for (const Endpoint& endpoint : table) {
    if (!match(endpoint.path, path)) continue;
    if (!methods.empty()) methods += ", ";
    methods += endpoint.method;
  }
  return methods;
}

}  // namespace smppedge::north::http
