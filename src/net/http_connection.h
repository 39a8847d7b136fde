// SPDX-License-Identifier: Apache-2.0
// One client's connection to the HTTP server: one request in flight, the next is read when it was answered. Owned by
// HttpServer, which also looks at its deadline about once a second.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/byte_stream.h"
#include "base/ip_address.h"
#include "net/http_parser.h"
#include "net/http_responder.h"
#include "net/http_response.h"
#include "net/http_server.h"

namespace smppedge {

/// What all connections of one server share.
struct HttpService {
  EventLoop& loop;
  const HttpSettings settings;
  const HttpHandler handler;
  const HttpGate gate;  ///< may be empty
  std::function<void(HttpConnection&)> on_closed;
  HttpCounters counters;
  std::size_t bodies_bytes = 0;  ///< of bodies that are being received, or whose request is not answered
  bool draining = false;
  std::string date;  ///< now, as HTTP writes it
};

class HttpConnection final : public ByteStreamHandler,
                             public HttpExchanges,
                             public std::enable_shared_from_this<HttpConnection> {
 public:
  /// `neighbourhood`: of the peer's address, for the server to count by.
  HttpConnection(HttpService& service, std::unique_ptr<ByteStream> stream, const IpAddress& neighbourhood);

  [[nodiscard]] const IpAddress& neighbourhood() const { return neighbourhood_; }
  /// Ends the connection after saying why.
  void refuse(const HttpRefusal& refusal);
  void check_deadline(MonoTime now);
  void close_if_idle();
  /// A request has begun to come or is not answered, or its answer has not left.
  [[nodiscard]] bool is_owed() const {
    return (phase_ != Phase::idle && phase_ != Phase::done) || !stream_->output().empty();
  }

 private:
  enum class Phase : std::uint8_t {
    idle,      ///< between requests
    head,      ///< its first octet has come
    body,      ///< its header is complete
    handling,  ///< the handler owes a response
    done,      ///< the rest is the stream's to send
  };

  std::size_t on_bytes(std::span<const std::uint8_t> bytes) override;
  void on_drained() override;
  bool on_half_closed() override;
  void on_closed(CloseReason reason) override;

  void respond(std::uint64_t exchange, const HttpResponse& response) override;
  [[nodiscard]] bool is_waiting(std::uint64_t exchange) const override;
  void on_gone(std::uint64_t exchange, std::function<void()> callback) override;

  std::size_t parse(std::span<const std::uint8_t> bytes);
  void note_progress();
  [[nodiscard]] bool is_let_in();
  void hold_body(std::size_t bytes);
  void begin_exchange(HttpRequest& request, bool keep_alive);
  void handle();
  bool send(const HttpResponse& response, bool last);
  void finish();
  void tell_gone();
  void enter(Phase phase, Micros timeout);

  HttpService& service_;
  const std::unique_ptr<ByteStream> stream_;
  const IpAddress neighbourhood_;
  HttpParser parser_;
  Phase phase_ = Phase::idle;
  MonoTime deadline_;
  std::size_t body_held_ = 0;  // our part of HttpService::bodies_bytes
  std::uint64_t exchange_ = 0;
  bool head_only_ = false;
  bool is_http_1_0_ = false;
  bool keep_alive_ = true;
  bool peer_ended_ = false;
  std::function<void()> gone_;
};

}  // namespace smppedge
