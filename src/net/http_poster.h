// SPDX-License-Identifier: Apache-2.0
// Posts bodies to HTTP endpoints of other people, on libcurl: connections kept and bounded, an end to every wait, TLS
// checked, no redirect followed, no proxy of the environment, no address that the caller does not allow. Of the
// answer it keeps the status and Retry-After; the body is read, up to a bound, and thrown away.
// One loop. Names are resolved by libcurl's threaded resolver (Debian's libcurl has it: AsynchDNS without c-ares), a
// thread a name; a name server that hangs stops neither the loop nor other names. The process ignores SIGPIPE.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "net/event_loop.h"
#include "net/http_url.h"

namespace smppedge {

/// What may be posted to and how it is checked; decided by the operator, not by whoever gave the URL.
struct HttpTargets {
  bool allow_http = false;
  bool allow_private = false;              ///< any address; else public ones, but for `private_hosts`
  std::vector<std::string> private_hosts;  ///< as HttpUrl::host() gives them
  std::string ca_file;                     ///< PEM, instead of the system's authorities; empty: those
  friend bool operator==(const HttpTargets&, const HttpTargets&) = default;
};

struct HttpPost {
  HttpUrl url;
  std::vector<std::string> headers;  ///< "name: value", Content-Type among them
  std::string body;
  Micros timeout = std::chrono::seconds(15);  ///< from post() to the end of the answer
  std::shared_ptr<const HttpTargets> targets;
};

/// Why there was no whole answer.
enum class HttpFailure : std::uint8_t {
  none,
  forbidden,  ///< the address or scheme is not allowed
  resolve,    ///< the name has no address, or not in time
  connect,    ///< no connection, or not in time
  tls,        ///< no TLS of version 1.2 or newer, or a certificate that is not good for this host
  timeout,    ///< connected, no whole answer in time
  broken,     ///< the connection ended, or what came is no HTTP
};
[[nodiscard]] std::string_view to_string(HttpFailure failure);

struct HttpOutcome {
  unsigned status = 0;  ///< 0 with a failure
  HttpFailure failure = HttpFailure::none;
  std::string detail;      ///< of a failure, for the log: no secret, nothing of the answer's body
  Seconds retry_after{0};  ///< 0: none was given
};

class CurlLoop;

class HttpPoster {
 public:
  struct Settings {
    std::size_t connections_max = 64;                  ///< in use and idle; also of posts under way
    Micros connect_timeout = std::chrono::seconds(5);  ///< name, TCP and TLS together
    Micros idle_max = std::chrono::seconds(75);        ///< then a connection is ended
    std::size_t answer_bytes_max = 64 * 1024;          ///< header and body; then the connection is dropped
  };
  struct Counters {
    std::uint64_t posts = 0;
    std::uint64_t connections = 0;          ///< made
    std::uint64_t idle_connections = 0;     ///< ended by idle_max
    std::uint64_t forbidden_addresses = 0;  ///< connections not made
    std::uint64_t answers_cut = 0;          ///< above answer_bytes_max
  };
  using Done = std::function<void(HttpOutcome)>;

  /// `loop` outlives this.
  HttpPoster(EventLoop& loop, const Settings& settings);
  HttpPoster(const HttpPoster&) = delete;
  HttpPoster& operator=(const HttpPoster&) = delete;
  ~HttpPoster();

  /// Another connections_max from now on; not below posts_under_way().
  void allow(std::size_t connections_max);
  /// `done` comes in a later turn. The caller keeps posts_under_way() below connections_max.
  void post(HttpPost post, Done done);

  /// What is under way is dropped and not told, as by the destructor. Not from inside a Done.
  void drop();

  [[nodiscard]] std::size_t posts_under_way() const { return calls_.size(); }
  [[nodiscard]] std::size_t open_connections() const;
  [[nodiscard]] Counters counters() const;

 private:
  struct Call;
  [[nodiscard]] HttpOutcome outcome_of(const Call& call, int result);
  void set_options(Call& call);
  void give_up(Call& call);
  void end(Call& call, HttpOutcome outcome);

  EventLoop& loop_;
  Settings settings_;
  Counters counters_;
  std::unique_ptr<CurlLoop> curl_;
  std::unordered_map<void*, std::unique_ptr<Call>> calls_;  // by libcurl's handle
};

}  // namespace smppedge
