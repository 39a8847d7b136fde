// SPDX-License-Identifier: Apache-2.0
// A URL that is posted to, checked once when the configuration is read. Its path, query and user part may be secrets:
// what a log may show of it is its origin.
#pragma once

#include <string>

#include "base/expected.h"

namespace smppedge {

class HttpUrl {
 public:
  static constexpr std::size_t bytes_max = 2'048;

  HttpUrl() = default;
  /// "https://user:password@host:8443/path?query"; the error is a sentence that does not repeat it.
  [[nodiscard]] static Expected<HttpUrl, std::string> parse(const std::string& text);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool is_https() const { return is_https_; }
  /// In lower case; an IPv6 address in brackets.
  [[nodiscard]] const std::string& host() const { return host_; }
  /// "https://host:8443"
  [[nodiscard]] const std::string& origin() const { return origin_; }

  friend bool operator==(const HttpUrl& one, const HttpUrl& other) { return one.text_ == other.text_; }

 private:
  std::string text_;
  std::string host_;
  std::string origin_;
  bool is_https_ = true;
};

}  // namespace smppedge
