// SPDX-License-Identifier: Apache-2.0
#include "net/tcp_listener.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

#include "base/log.h"
#include "net/socket_address.h"

namespace smppedge {
namespace {

std::string words(int error) {
  return std::system_category().message(error);
}

bool is_exhaustion(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

Expected<Fd, std::string> bind_to(const SocketAddress& address, int backlog) {
  Fd socket(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return failure(fmt::format("no socket for {}: {}", address.to_string(), words(errno)));
  const int on = 1;
  // A restart must not wait for the old connections' TIME_WAIT.
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (::bind(socket.get(), address.raw(), address.size()) != 0 || ::listen(socket.get(), backlog) != 0) {
    return failure(fmt::format("cannot listen on {}: {}", address.to_string(), words(errno)));
  }
  return socket;
}

/// Counts one connection for as long as it lives.
std::shared_ptr<void> make_lease(const std::shared_ptr<std::size_t>& open) {
  ++*open;
  return {nullptr, [open](void*) { --*open; }};
}

}  // namespace

Expected<std::unique_ptr<TcpListener>, std::string> TcpListener::listen(EventLoop& loop, Settings settings,
                                                                        OnAccept on_accept) {
  const auto addresses = resolve_blocking(settings.at);
  if (!addresses) return failure(addresses.error());
  auto socket = bind_to(addresses->front(), settings.backlog);
  if (!socket) return failure(socket.error());
  const std::uint16_t port = SocketAddress::of(socket->get()).port();
  return std::unique_ptr<TcpListener>(
      new TcpListener(loop, std::move(settings), std::move(on_accept), std::move(*socket), port));
}

TcpListener::TcpListener(EventLoop& loop, Settings settings, OnAccept on_accept, Fd socket, std::uint16_t port)
    : loop_(loop),
      settings_(std::move(settings)),
      on_accept_(std::move(on_accept)),
      socket_(std::move(socket)),
      watch_(std::make_unique<FdWatch>(loop, socket_.get(), static_cast<FdHandler&>(*this))),
      port_(port) {
  watch_->read(true);
}

void TcpListener::stop() {
  resume_.cancel();
  watch_.reset();
  socket_.reset();
}

void TcpListener::on_readable() {
  for (std::size_t i = 0; i < settings_.accepts_per_turn && socket_; ++i) {
    if (!accept_one()) return;
  }
}

/// False when there is nothing more to accept for now.
bool TcpListener::accept_one() {
  sockaddr_storage from{};
  socklen_t size = sizeof(from);
  Fd socket(::accept4(socket_.get(), reinterpret_cast<sockaddr*>(&from), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!socket) {
    const int error = errno;
    if (is_exhaustion(error)) pause(error);
    return error == ECONNABORTED || error == EINTR || error == EPROTO;  // that one connection's trouble
  }
  if (*open_ >= settings_.connections_max) {
    ++counters_.refused;
    return true;
  }
  ++counters_.accepted;
  const SocketAddress peer(reinterpret_cast<const sockaddr*>(&from), size);
  on_accept_(
      std::make_unique<TcpStream>(loop_, std::move(socket), peer.to_string(), settings_.stream, make_lease(open_)));
  return true;
}

void TcpListener::pause(int error) {
  ++counters_.pauses;
  log::warn("accepting pauses, the machine is exhausted port={} pause_ms={} error=\"{}\"", port_,
            settings_.exhausted_pause.count() / 1000, words(error));
  watch_->read(false);
  resume_ = loop_.after(settings_.exhausted_pause, [this] { watch_->read(true); });
}

}  // namespace smppedge
