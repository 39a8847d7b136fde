// SPDX-License-Identifier: Apache-2.0
// Bytes to HttpRequest: Boost.Beast's HTTP/1 parser (in the .cpp alone), fed by us, and what it does not refuse
// itself: a foreign transfer coding, a missing or doubled Host, an unknown expectation. No I/O, no time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "net/http_request.h"

namespace smppedge {

/// Why a request is answered before its handler sees it.
struct HttpRefusal {
  int status = 400;
  std::string code;    ///< "header_too_large": stable, for programs
  std::string detail;  ///< a sentence, for people
};

class HttpParser {
 public:
  enum class Progress : std::uint8_t { need_more, complete, failed };
  struct Step {
    std::size_t consumed = 0;
    Progress progress = Progress::need_more;
  };

  HttpParser(std::size_t header_bytes_max, std::size_t body_bytes_max);
  HttpParser(const HttpParser&) = delete;
  HttpParser& operator=(const HttpParser&) = delete;
  ~HttpParser();

  /// Forgets everything and expects a request line.
  void begin();
  /// Takes what it can use; what it leaves must be shown again, with more. Ends at the request's last octet.
  [[nodiscard]] Step put(std::span<const std::uint8_t> bytes);

  [[nodiscard]] bool is_head_done() const;
  /// Of a finished head:
  [[nodiscard]] bool keeps_alive() const;
  [[nodiscard]] bool expects_continue() const;
  [[nodiscard]] bool is_http_1_0() const;
  [[nodiscard]] std::size_t body_bytes() const;
  /// What is known of the request: all but its body, once its head is finished.
  [[nodiscard]] const HttpRequest& head() const;
  /// Of a complete request; once.
  [[nodiscard]] HttpRequest take_request();
  /// After `failed`.
  [[nodiscard]] const HttpRefusal& refusal() const;

 private:
  class Beast;
  std::unique_ptr<Beast> beast_;
};

}  // namespace smppedge
