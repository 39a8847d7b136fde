// SPDX-License-Identifier: Apache-2.0
// Asks an HTTP API and waits for its answer, on libcurl: for the demonstration and the system tests, where blocking
// does no harm. One connection, kept open; one thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace smppedge {

struct HttpAnswer {
  long status = 0;  ///< 0: there was no answer, see `error`
  std::string body;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string error;
};

class HttpClient {
 public:
  /// `url`: "http://127.0.0.1:8080". `key`: sent as the bearer key; none when empty.
  HttpClient(std::string url, const std::string& key);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();

  [[nodiscard]] HttpAnswer get(std::string_view target) { return request("GET", target, {}, {}); }
  /// Sends `body` as application/json.
  [[nodiscard]] HttpAnswer post(std::string_view target, std::string_view body);
  /// Header lines as on the wire, "Content-Type: text/plain".
  [[nodiscard]] HttpAnswer request(const std::string& method, std::string_view target, std::string_view body,
                                   const std::vector<std::string>& headers);

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
  std::string url_;
  std::string authorization_;
};

}  // namespace smppedge
