// SPDX-License-Identifier: Apache-2.0
// An HTTP/1.1 server on our own streams: every size, count and wait is bounded by HttpSettings, requests of one
// connection are handled one after the other in order. What to answer is its handler's. Runs on one loop.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/byte_stream.h"
#include "base/ip_address.h"
#include "net/event_loop.h"
#include "net/http_request.h"
#include "net/http_responder.h"

namespace smppedge {

struct HttpSettings {
  std::size_t header_bytes_max = 16 * 1024;  ///< request line and header fields together
  std::size_t body_bytes_max = 4 * 1024 * 1024;
  /// Being received or not answered yet, all connections together; beyond it what still comes in parts is refused.
  std::size_t bodies_bytes_max = 256 * 1024 * 1024;
  std::size_t connections_max = 1024;
  std::size_t connections_per_address_max = 512;  ///< of one IPv4 address or IPv6 /64
  /// Unread answers of one connection; above half of it no further request of it is read.
  std::size_t output_bytes_max = 16 * 1024 * 1024;
  Micros header_timeout = std::chrono::seconds(10);     ///< first octet to end of header, however it dribbles
  Micros body_timeout = std::chrono::seconds(60);       ///< end of header to end of body
  Micros response_timeout = std::chrono::seconds(120);  ///< then 503 is answered for a handler that did not
  Micros idle_timeout = std::chrono::seconds(75);       ///< between two requests
  Micros write_stall = std::chrono::seconds(30);        ///< unread output
};

/// For metrics; read on the loop's thread.
struct HttpCounters {
  std::uint64_t connections = 0;
  std::uint64_t requests = 0;             ///< whole ones, handed to the handler
  std::uint64_t refused_connections = 0;  ///< 503, above connections_max
  std::uint64_t refused_addresses = 0;    ///< 503, above connections_per_address_max
  std::uint64_t refused_malformed = 0;    ///< 400, 417, 501, 505
  std::uint64_t refused_header_size = 0;  ///< 431
  std::uint64_t refused_body_size = 0;    ///< 413
  std::uint64_t refused_bodies = 0;       ///< 503, above bodies_bytes_max
  std::uint64_t timed_out_requests = 0;   ///< 408
  std::uint64_t timed_out_responses = 0;  ///< 503, response_timeout
  std::uint64_t clients_gone = 0;         ///< ended before their answer
  std::uint64_t output_overruns = 0;      ///< an answer larger than output_bytes_max allows
  std::uint64_t stalled = 0;              ///< closed by write_stall
};

using HttpHandler = std::function<void(HttpRequest, HttpResponder)>;

/// Asked about a request whose body is yet to come, before it is read: its head, `body` empty. False: the responder has
/// answered or will, and the connection ends with that answer.
using HttpGate = std::function<bool(const HttpRequest&, const HttpResponder&)>;

class HttpConnection;
struct HttpService;
class TcpListener;

class HttpServer {
 public:
  /// `handler` may answer at once or later; it must judge for itself, since a body that came with its head passes no
  /// `gate`. `loop` outlives the server.
  HttpServer(EventLoop& loop, const HttpSettings& settings, HttpHandler handler, HttpGate gate = nullptr);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

  /// Returns the port (port 0: the kernel's choice). Several may be listened on.
  [[nodiscard]] Expected<std::uint16_t, std::string> listen(const Endpoint& at);

  /// First half of a graceful stop: no new connections, idle ones are closed, the others after their answer.
  void stop_accepting();
  /// Second half: `drained` is called once, later, when no connection is owed an answer, or any octet of one.
  void when_drained(std::function<void()> drained);
  [[nodiscard]] std::size_t open_connections() const { return connections_.size(); }
  [[nodiscard]] const HttpCounters& counters() const;

 private:
  void accepted(std::unique_ptr<ByteStream> stream);
  [[nodiscard]] bool has_room_for(HttpConnection& connection);
  void closed(HttpConnection& connection);
  void look_if_drained();
  void sweep();

  std::unique_ptr<HttpService> service_;
  std::unordered_map<HttpConnection*, std::shared_ptr<HttpConnection>> connections_;
  std::unordered_map<IpAddress, std::size_t> by_address_;  ///< connections, by neighbourhood
  std::vector<std::unique_ptr<TcpListener>> listeners_;
  std::function<void()> drained_;
  Timer sweep_;
  Timer drain_;
};

}  // namespace smppedge
