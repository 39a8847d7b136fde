// SPDX-License-Identifier: Apache-2.0
#include "daemon.h"

#include <csignal>
#include <cstdlib>
#include <thread>

#include "admin/http.h"
#include "base/log.h"
#include "compose.h"
#include "gateway/gateway.h"
#include "net/event_loop.h"
#include "net/http_server.h"
#include "net/system_clock.h"
#include "net/system_rng.h"
#include "net/tcp_dialer.h"
#include "north/http/http_api.h"

namespace smppedge {
namespace {

/// Called on the store's thread. What the disk holds is all that was acknowledged; nothing may follow.
[[noreturn]] void end_at_once(const std::string& text) {
  log::error("the store failed: {}; ending now, nothing acknowledged is lost", text);
  log::stop();
  std::_Exit(static_cast<int>(ExitCode::store_failed));
}

/// The HTTP loop with all that lives on it.
class HttpSide {
 public:
  HttpSide(const config::Config& config, const Composition& composition, EventLoop& core, gateway::Gateway& gateway)
      : api_(core, loop_, gateway, composition.http_api),
        admin_(
            [this, &core, &gateway](admin::Http::Done done) {
              core.post([this, &gateway, done = std::move(done)] {
                loop_.post([done, status = gateway.status()] { done(status); });
              });
            },
            [this] { return http_status(); }),
        server_(loop_, http_settings(config), [this](const HttpRequest& request, const HttpResponder& responder) {
          if (!admin_.handle(request, responder)) api_.handle(request, responder);
        }) {}

  [[nodiscard]] Expected<std::uint16_t, std::string> listen(const Endpoint& at) { return server_.listen(at); }
  void start() {
    thread_ = std::thread([this] { loop_.run(); });
  }
  void stop_accepting() {
    loop_.post([this] { server_.stop_accepting(); });
  }
  void join() {
    if (!thread_.joinable()) return;
    loop_.stop();
    thread_.join();
  }

 private:
  [[nodiscard]] admin::HttpStatus http_status() const {
    return {server_.counters(), server_.open_connections(), api_.in_flight(), api_.refused_overload()};
  }

  EventLoop loop_;
  north::http::HttpApi api_;
  admin::Http admin_;
  HttpServer server_;
  std::thread thread_;
};

ExitCode fail(const std::string& text) {
  log::error("cannot start: {}", text);
  return ExitCode::failed;
}

void report(const store::RecoveryReport& recovered, const gateway::Status& status) {
  log::info(
      "store recovered: {} facts of {} batches replayed, {} messages open, {} queued, {} segments in doubt, "
      "{} events to tell",
      recovered.facts, recovered.batches, status.open_messages, status.queued_messages, status.in_doubt_segments,
      status.unacknowledged_events);
}

}  // namespace

ExitCode run_daemon(const config::Config& config) {
  std::signal(SIGPIPE, SIG_IGN);
  EventLoop core;
  SystemClock clock;
  SystemRng rng;
  auto store = store::open_rocks_store(store_settings(config), clock, core, end_at_once);
  if (!store) return fail(store.error().text);
  auto composition = compose(config, **store);
  if (!composition) {
    log::error("configuration: {}", composition.error());
    return ExitCode::configuration;
  }
  TcpDialer dialer(core, TcpStream::Settings{});
  gateway::Gateway gateway(composition->gateway, composition->directory, composition->senders, core, dialer, rng,
                           **store);
  const auto recovered = gateway.recover();
  if (!recovered) return fail(recovered.error().text);
  report(*recovered, gateway.status());

  HttpSide http(config, *composition, core, gateway);
  const auto port = http.listen(config.http.listen);
  if (!port) return fail(port.error());
  log::info("http listening on {}:{}", config.http.listen.host, *port);

  bool stopping = false;
  const auto stop = [&] {
    if (std::exchange(stopping, true)) return;
    log::info("stopping: no new requests, waiting for open responses");
    http.stop_accepting();
    gateway.stop([&core] { core.stop(); });
  };
  core.on_signal(SIGTERM, stop);
  core.on_signal(SIGINT, stop);
  core.on_signal(SIGHUP, [] { log::warn("SIGHUP: this version reads its configuration at start only; restart it"); });
  gateway.start();
  http.start();
  core.run();
  http.join();
  log::info("stopped");
  return ExitCode::ok;
}

}  // namespace smppedge
