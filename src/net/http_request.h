// SPDX-License-Identifier: Apache-2.0
// One HTTP request as its handler gets it: whole, its body included. RFC 9110; queries as RFC 3986 and HTML forms
// write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace smppedge {

class HttpRequest {
 public:
  std::string method;  ///< "GET"
  std::string path;    ///< "/v1/messages", as it was sent, not decoded
  std::string query;   ///< what follows the '?', not decoded
  std::string body;
  std::string peer;  ///< "192.0.2.1:50123"

  /// The first field of that name, in any case; empty when there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const { return find_header(name).value_or(""); }
  /// The same, for whom an empty field says something else than none.
  [[nodiscard]] std::optional<std::string_view> find_header(std::string_view name) const;
  void add_header(std::string_view name, std::string_view value);

  /// The first query parameter of that name, decoded ("" for a bare `name`); nothing when it is not there.
  [[nodiscard]] std::optional<std::string> parameter(std::string_view name) const;

 private:
  /// Names and values stand one after the other in header_text_: one allocation for all of them.
  struct Field {
    std::uint32_t begin = 0;
    std::uint32_t name_size = 0;
    std::uint32_t value_size = 0;
  };
  std::string header_text_;
  std::vector<Field> fields_;
};

/// %XX and, as forms write a blank, '+'. A '%' that is not followed by two hexadecimal digits stays as it is.
[[nodiscard]] std::string url_decode(std::string_view text);

}  // namespace smppedge
