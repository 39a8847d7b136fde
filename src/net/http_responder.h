// SPDX-License-Identifier: Apache-2.0
// The promise of an answer to one HTTP request: a small token that is kept until the answer is known. It may be
// copied, carried and destroyed by any thread; it is used on the HTTP loop's alone.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace smppedge {

struct HttpHeader {
  std::string_view name;
  std::string_view value;
};

struct HttpResponse {
  int status = 200;
  std::string_view content_type;  ///< empty: none is sent
  std::string_view body;
  std::vector<HttpHeader> headers;  ///< beside Content-Type, Content-Length, Date and Connection
};

/// Who takes answers: a connection, or a test. `exchange` tells apart the requests of one connection.
class HttpExchanges {
 public:
  virtual ~HttpExchanges() = default;
  virtual void respond(std::uint64_t exchange, const HttpResponse& response) = 0;
  [[nodiscard]] virtual bool is_waiting(std::uint64_t exchange) const = 0;
  virtual void on_gone(std::uint64_t exchange, std::function<void()> callback) = 0;
};

class HttpResponder {
 public:
  HttpResponder() = default;
  HttpResponder(std::weak_ptr<HttpExchanges> exchanges, std::uint64_t exchange)
      : exchanges_(std::move(exchanges)), exchange_(exchange) {}

  /// Answers; the views are copied. The second answer, or one to a connection that has gone, is ignored.
  void respond(int status, std::string_view content_type, std::string_view body,
               std::vector<HttpHeader> headers = {}) const {
    if (const auto exchanges = exchanges_.lock()) {
      exchanges->respond(exchange_, {status, content_type, body, std::move(headers)});
    }
  }
  /// False once answered, given up (response_timeout), or the client has gone.
  [[nodiscard]] bool is_waiting() const {
    const auto exchanges = exchanges_.lock();
    return exchanges != nullptr && exchanges->is_waiting(exchange_);
  }
  /// Calls back once if the client goes before it is answered, or has only ended its sending (then an answer still
  /// reaches it, as with `nc -N`), or is not answered within response_timeout. For work that is done for this client
  /// alone, like a long poll. A later call replaces an earlier one.
  void on_gone(std::function<void()> callback) const {
    if (const auto exchanges = exchanges_.lock()) exchanges->on_gone(exchange_, std::move(callback));
  }

 private:
  std::weak_ptr<HttpExchanges> exchanges_;
  std::uint64_t exchange_ = 0;
};

}  // namespace smppedge
