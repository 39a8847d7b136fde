// SPDX-License-Identifier: Apache-2.0
#include "tools/smpp/endpoint.h"

#include <charconv>

namespace smppedge {

static std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
}

std::optional<Endpoint> parse_endpoint(std::string_view text, std::optional<std::uint16_t> port) {
  std::string_view host = text;
  std::string_view rest;
  if (text.starts_with('[')) {
    const auto bracket = text.find(']');
    if (bracket == std::string_view::npos) return std::nullopt;
    host = text.substr(1, bracket - 1);
    rest = text.substr(bracket + 1);
  } else if (const auto colon = text.rfind(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    rest = text.substr(colon);
    if (host.find(':') != std::string_view::npos) return std::nullopt;  // IPv6 needs its brackets
  }
  if (!rest.empty()) {
    if (!rest.starts_with(':')) return std::nullopt;
    port = parse_port(rest.substr(1));
  }
  if (host.empty() || !port) return std::nullopt;
  return Endpoint{std::string(host), *port};
}

std::optional<Target> parse_target(std::string_view url) {
  constexpr std::string_view scheme = "smpp://";
  if (!url.starts_with(scheme)) return std::nullopt;
  url.remove_prefix(scheme.size());
  if (url.ends_with('/')) url.remove_suffix(1);
  Target target;
  if (const auto at = url.rfind('@'); at != std::string_view::npos) {
    target.system_id = url.substr(0, at);
    if (target.system_id.find(':') != std::string::npos) return std::nullopt;  // no password in an argument
    url.remove_prefix(at + 1);
  }
  const auto endpoint = parse_endpoint(url, smpp_port);
  if (!endpoint) return std::nullopt;
  target.endpoint = *endpoint;
  return target;
}

}  // namespace smppedge
