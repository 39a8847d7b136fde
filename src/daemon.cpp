// SPDX-License-Identifier: Apache-2.0
#include "daemon.h"

#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <optional>
#include <thread>

#include "admin/blocklist.h"
#include "admin/carriers.h"
#include "admin/control.h"
#include "admin/http.h"
#include "admin/phone_files.h"
#include "admin/receipts.h"
#include "admin/reload.h"
#include "admin/senders.h"
#include "base/log.h"
#include "compose.h"
#include "config/sender_check.h"
#include "door_metrics.h"
#include "gateway/gateway.h"
#include "net/event_loop.h"
#include "net/http_server.h"
#include "net/system_clock.h"
#include "net/system_rng.h"
#include "net/tcp_dialer.h"
#include "net/tcp_listener.h"
#include "north/http/http_api.h"
#include "north/smpp/server.h"
#include "north/webhook/webhooks.h"
#include "reload.h"

namespace smppedge {
namespace {

/// For clients that are slow to read the answers that are left when all else has stopped.
constexpr Micros last_answers_timeout = Seconds(2);

/// Called on the store's thread. What the disk holds is all that was acknowledged; nothing may follow.
[[noreturn]] void end_at_once(const std::string& text) {
  log::error("the store failed: {}; ending now, nothing acknowledged is lost", text);
  log::stop();
  std::_Exit(static_cast<int>(ExitCode::store_failed));
}

/// The platform's SMPP door on the core loop.
class SmppSide {
 public:
  SmppSide(const Composition& composition, EventLoop& core, gateway::Gateway& gateway)
      : core_(core),
        output_bytes_max_(composition.smpp.output_bytes_max),
        connections_max_(composition.smpp.connections_max),
        server_(composition.smpp, core, gateway, north::smpp::first_client_bind(core.wall())) {}

  [[nodiscard]] Expected<std::uint16_t, std::string> listen(const Endpoint& at) {
    TcpListener::Settings settings;
    settings.at = at;
    settings.connections_max = connections_max_;
    settings.stream.output_bytes_max = output_bytes_max_;
    auto listener = TcpListener::listen(
        core_, settings, [this](std::unique_ptr<ByteStream> stream) { server_.on_connection(std::move(stream)); });
    if (!listener) return failure(std::move(listener.error()));
    listener_ = std::move(*listener);
    return listener_->port();
  }
  void stop(Micros deadline, std::function<void()> done) {
    listener_->stop();
    server_.stop(deadline, std::move(done));
  }
  [[nodiscard]] north::smpp::Status status() const { return server_.status(); }

 private:
  EventLoop& core_;
  const std::size_t output_bytes_max_;
  const std::size_t connections_max_;
  north::smpp::Server server_;
  std::unique_ptr<TcpListener> listener_;
};

/// The HTTP loop with all that lives on it.
class HttpSide {
 public:
  HttpSide(const config::Config& config, const Composition& composition, EventLoop& core, gateway::Gateway& gateway,
           const SmppSide& smpp, Reload& reload)
      : directory_(composition.directory),
        api_(core, loop_, loop_, gateway, composition.http_api),
        webhooks_(loop_, core, gateway, rng_, composition.webhooks),
        admin_(
            [this, &core, &gateway, &smpp](admin::Http::Done done) {
              core.post([this, &gateway, &smpp, done = std::move(done)] {
                loop_.post([this, done, status = gateway.status(), door = smpp.status()] {
                  done(status, [this, &door](admin::Exposition& out) { write_smpp_metrics(out, door, *directory_); });
                });
              });
            },
            [this] { return http_status(); }),
        control_(config.admin.key.reveal(), loop_),
        receipts_(core, loop_, gateway),
        blocklist_(core, loop_, gateway),
        senders_(core, loop_, gateway),
        server_(
            loop_, http_settings(config),
            [this](const HttpRequest& request, const HttpResponder& responder) {
              if (admin::Control::owns(request)) return control_.handle(request, responder);
              if (!admin_.handle(request, responder)) api_.handle(request, responder);
            },
            [this](const HttpRequest& head, const HttpResponder& responder) {
              if (admin::Control::owns(head)) return control_.admit(head, responder);
              return !admin_.handle(head, responder) && api_.admit(head, responder);
            }) {
    receipts_.add_to(control_);
    blocklist_.add_to(control_);
    senders_.add_to(control_);
    control_.add("POST", "/admin/v1/reload",
                 [this, &core, &reload](const HttpRequest&, const HttpResponder& responder) {
                   core.post([this, &reload, responder] {
                     reload.run([this, responder](const Reload::Outcome& outcome) {
                       loop_.post([responder, outcome] {
                         if (outcome.kind == Reload::Outcome::Kind::busy)
                           return admin::answer_reload_under_way(responder);
                         admin::answer_reload(responder, outcome.errors);
                       });
                     });
                   });
                 });
    control_.add("GET", "/admin/v1/carriers", [this](const HttpRequest&, const HttpResponder& responder) {
      admin_.ask([responder](const gateway::Status& status, const admin::Section&) {
        responder.respond(200, "application/json", admin::render_carriers(status));
      });
    });
  }

  [[nodiscard]] Expected<std::uint16_t, std::string> listen(const Endpoint& at) { return server_.listen(at); }
  void start() {
    webhooks_.start();
    thread_ = std::thread([this] { loop_.run(); });
  }
  void stop_accepting() {
    loop_.post([this] {
      server_.stop_accepting();
      api_.stop();
      webhooks_.stop();
    });
  }
  /// The last answers are on their way to this loop or to their clients: those who read have so long.
  void join() {
    if (!thread_.joinable()) return;
    loop_.post([this] {
      last_answers_ = loop_.after(last_answers_timeout, [this] { loop_.stop(); });
      server_.when_drained([this] { loop_.stop(); });
    });
    thread_.join();
  }

 private:
  [[nodiscard]] admin::HttpStatus http_status() const {
    return {server_.counters(),
            server_.open_connections(),
            api_.in_flight(),
            api_.refused_overload(),
            api_.refused_keys(),
            [this](admin::Exposition& out) { write_webhook_metrics(out, webhooks_.status(), webhooks_.counters()); }};
  }

  std::shared_ptr<const gateway::Directory> directory_;
  EventLoop loop_;
  SystemRng rng_;
  north::http::HttpApi api_;
  north::webhook::Webhooks webhooks_;
  admin::Http admin_;
  admin::Control control_;
  admin::ReceiptRequests receipts_;
  admin::BlocklistRequests blocklist_;
  admin::SenderRequests senders_;
  HttpServer server_;
  Timer last_answers_;
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

/// As many files as the system lets us have: each connection is one, and the store keeps its own open.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)setrlimit(RLIMIT_NOFILE, &limit);  // what it was does, with fewer files of the store
}

}  // namespace

ExitCode run_daemon(const config::Config& config, const config::Source& source) {
  std::signal(SIGPIPE, SIG_IGN);
  raise_file_limit();
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
  for (const std::string& warning : config::sender_warnings(config)) log::warn("configuration: {}", warning);
  TcpDialer dialer(core, TcpStream::Settings{});
  gateway::Gateway gateway(composition->gateway, composition->senders, core, dialer, rng, **store);
  std::optional<admin::PhoneFilesOnThread> files;
  if (!config.admin.files.empty()) gateway.use_files(files.emplace(config.admin.files, core));
  const auto recovered = gateway.recover();
  if (!recovered) return fail(recovered.error().text);
  report(*recovered, gateway.status());

  SmppSide smpp(*composition, core, gateway);
  const auto smpp_port = smpp.listen(config.smpp_server.listen);
  if (!smpp_port) return fail(smpp_port.error());
  Reload reload(source, config, core, **store, gateway, composition->directory);
  HttpSide http(config, *composition, core, gateway, smpp, reload);
  const auto port = http.listen(config.http.listen);
  if (!port) return fail(port.error());
  log::info("smpp listening on {}:{}", config.smpp_server.listen.host, *smpp_port);
  log::info("http listening on {}:{}", config.http.listen.host, *port);

  bool stopping = false;
  const auto stop = [&] {
    if (std::exchange(stopping, true)) return;
    log::info("stopping: no new requests, waiting for open responses");
    reload.stop();
    http.stop_accepting();
    gateway.stop_sending();
    // What the clients are owed comes from the gateway: they leave first, and the carriers have what is left of the
    // time.
    const MonoTime deadline = core.mono() + config.node.stop_timeout;
    smpp.stop(config.node.stop_timeout / 2, [&gateway, &core, deadline] {
      gateway.stop(std::max(deadline - core.mono(), Micros(0)), [&core] { core.stop(); });
    });
  };
  core.on_signal(SIGTERM, stop);
  core.on_signal(SIGINT, stop);
  core.on_signal(SIGHUP, [&] {
    log::info("SIGHUP: reading the configuration again");
    reload.run([](const Reload::Outcome& outcome) {
      if (outcome.kind == Reload::Outcome::Kind::busy) log::warn("SIGHUP: a reload is under way already");
    });
  });
  gateway.start();
  http.start();
  core.run();
  http.join();
  log::info("stopped");
  return ExitCode::ok;
}

}  // namespace smppedge
