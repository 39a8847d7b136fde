// SPDX-License-Identifier: Apache-2.0
#include "net/http_response.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cstring>

namespace smppedge {
namespace {

using Head = fmt::basic_memory_buffer<char, 1024>;

/// A header value may not end its line, whatever its author took into it.
void append_value(Head& head, std::string_view value) {
  for (const char octet : value) head.push_back(octet == '\r' || octet == '\n' || octet == '\0' ? ' ' : octet);
}

void append_field(Head& head, std::string_view name, std::string_view value) {
  fmt::format_to(std::back_inserter(head), "{}: ", name);
  append_value(head, value);
  fmt::format_to(std::back_inserter(head), "\r\n");
}

std::string json_quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char octet : text) {
    if (octet == '"' || octet == '\\') {
      quoted += '\\';
      quoted += octet;
    } else if (static_cast<unsigned char>(octet) < 0x20) {
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned>(octet));
    } else {
      quoted += octet;
    }
  }
  return quoted + '"';
}

}  // namespace

bool write_response(OutBuffer& out, const HttpResponse& response, const HttpFraming& framing) {
  Head head;
  const auto end = std::back_inserter(head);
  fmt::format_to(end, "HTTP/1.1 {} {}\r\n", response.status, reason_phrase(response.status));
  if (!framing.date.empty()) append_field(head, "Date", framing.date);
  if (!response.content_type.empty()) append_field(head, "Content-Type", response.content_type);
  const bool has_body = response.status != 204 && response.status != 304;
  if (has_body) fmt::format_to(end, "Content-Length: {}\r\n", response.body.size());
  if (!framing.connection.empty()) append_field(head, "Connection", framing.connection);
  for (const HttpHeader& header : response.headers) append_field(head, header.name, header.value);
  fmt::format_to(end, "\r\n");

  const std::string_view body = has_body && !framing.head_only ? response.body : std::string_view();
  std::uint8_t* room = out.reserve(head.size() + body.size());
  if (room == nullptr) return false;
  std::memcpy(room, head.data(), head.size());
  if (!body.empty()) std::memcpy(room + head.size(), body.data(), body.size());
  out.commit(head.size() + body.size());
  return true;
}

std::string problem_json(const HttpRefusal& refusal) {
  return fmt::format(R"({{"type":"about:blank","title":{},"status":{},"code":{},"detail":{}}})",
                     json_quoted(reason_phrase(refusal.status)), refusal.status, json_quoted(refusal.code),
                     json_quoted(refusal.detail));
}

std::string http_date(WallTime at) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 413:
      return "Payload Too Large";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Status";
  }
}

}  // namespace smppedge
