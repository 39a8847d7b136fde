// SPDX-License-Identifier: Apache-2.0
#include "net/http_server.h"

#include <algorithm>

#include "net/http_connection.h"
#include "net/tcp_listener.h"

namespace smppedge {
namespace {

/// How often deadlines are looked at and the Date is renewed.
constexpr Micros sweep_interval = std::chrono::seconds(1);
/// Connections beyond connections_max that may be told so at once.
constexpr std::size_t refusals_at_once_max = 64;
/// Read ahead of the parser; a header and the rest of a body's chunk fit.
constexpr std::size_t read_ahead_bytes = 16 * 1024;

/// How often it is looked whether the last answers have left.
constexpr Micros drain_interval = std::chrono::milliseconds(10);

}  // namespace

HttpServer::HttpServer(EventLoop& loop, const HttpSettings& settings, HttpHandler handler, HttpGate gate)
    : service_(new HttpService{.loop = loop,
                               .settings = settings,
                               .handler = std::move(handler),
                               .gate = std::move(gate),
                               .on_closed = [this](HttpConnection& connection) { closed(connection); },
                               .counters = {},
                               .draining = false,
                               .date = http_date(loop.wall())}) {
  sweep_ = loop.after(sweep_interval, [this] { sweep(); });
}

HttpServer::~HttpServer() = default;

const HttpCounters& HttpServer::counters() const {
  return service_->counters;
}

Expected<std::uint16_t, std::string> HttpServer::listen(const Endpoint& at) {
  const HttpSettings& limits = service_->settings;
  TcpListener::Settings settings{.at = at};
  settings.connections_max = limits.connections_max + refusals_at_once_max;
  settings.stream.input_bytes_max = limits.header_bytes_max + read_ahead_bytes;
  settings.stream.output_bytes_max = limits.output_bytes_max;
  settings.stream.write_stall = limits.write_stall;
  auto listener = TcpListener::listen(service_->loop, std::move(settings),
                                      [this](std::unique_ptr<ByteStream> stream) { accepted(std::move(stream)); });
  if (!listener) return failure(listener.error());
  listeners_.push_back(std::move(*listener));
  return listeners_.back()->port();
}

void HttpServer::accepted(std::unique_ptr<ByteStream> stream) {
  ++service_->counters.connections;
  const IpAddress from = IpAddress::of_peer(stream->peer()).value_or(IpAddress()).neighbourhood();
  const auto connection = std::make_shared<HttpConnection>(*service_, std::move(stream), from);
  connections_.emplace(connection.get(), connection);
  ++by_address_[from];
  if (!has_room_for(*connection)) {
    connection->refuse({503, "too_many_connections", "Too many connections are open. Try again later."});
  }
}

bool HttpServer::has_room_for(HttpConnection& connection) {
  const HttpSettings& limits = service_->settings;
  if (connections_.size() > limits.connections_max) {
    ++service_->counters.refused_connections;
    return false;
  }
  if (by_address_[connection.neighbourhood()] > limits.connections_per_address_max) {
    ++service_->counters.refused_addresses;
    return false;
  }
  return true;
}

void HttpServer::closed(HttpConnection& connection) {
  const auto found = connections_.find(&connection);
  if (found == connections_.end()) return;
  const auto of_address = by_address_.find(connection.neighbourhood());
  if (--of_address->second == 0) by_address_.erase(of_address);
  service_->loop.destroy_later(std::move(found->second));
  connections_.erase(found);
}

void HttpServer::when_drained(std::function<void()> drained) {
  drained_ = std::move(drained);
  drain_ = service_->loop.after(Micros(0), [this] { look_if_drained(); });
}

void HttpServer::look_if_drained() {
  const bool owing =
      std::any_of(connections_.begin(), connections_.end(), [](const auto& each) { return each.second->is_owed(); });
  if (!owing) return drained_();
  drain_ = service_->loop.after(drain_interval, [this] { look_if_drained(); });
}

void HttpServer::sweep() {
  EventLoop& loop = service_->loop;
  service_->date = http_date(loop.wall());
  for (const auto& [key, connection] : connections_) connection->check_deadline(loop.mono());
  sweep_ = loop.after(sweep_interval, [this] { sweep(); });
}

void HttpServer::stop_accepting() {
  service_->draining = true;
  listeners_.clear();
  for (const auto& [key, connection] : connections_) connection->close_if_idle();
}

}  // namespace smppedge
