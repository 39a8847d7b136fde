// SPDX-License-Identifier: Apache-2.0
#include "net/curl_loop.h"

#include <sys/socket.h>

#include "net/fd_watch.h"

namespace smppedge {

/// A descriptor of libcurl's: a connection that it had us open, or the end of a pipe to one of its resolver threads.
struct CurlLoop::Socket final : FdHandler {
  Socket(CurlLoop& owner, curl_socket_t its_fd, bool opened_by_us)
      : curl(owner), fd(its_fd), is_connection(opened_by_us), watch(owner.loop_, its_fd, *this) {}
  void on_readable() override { curl.act(fd, CURL_CSELECT_IN); }
  void on_writable() override { curl.act(fd, CURL_CSELECT_OUT); }

  CurlLoop& curl;
  const curl_socket_t fd;
  const bool is_connection;
  FdWatch watch;
  Timer idle;
};

CurlLoop::CurlLoop(EventLoop& loop, std::size_t connections_max, Micros idle_max,
                   std::function<void(CURL*, CURLcode)> done)
    : loop_(loop), idle_max_(idle_max), done_(std::move(done)), multi_(curl_multi_init()) {
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlLoop::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlLoop::on_timeout);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  allow(connections_max);
}

CurlLoop::~CurlLoop() {
  curl_multi_cleanup(multi_);
}

void CurlLoop::allow(std::size_t connections_max) {
  // At the bound the connection that was idle longest makes room. Without the second option only a few would be kept,
  // four for each transfer under way.
  curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, static_cast<long>(connections_max));
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(connections_max));
}

void CurlLoop::start(CURL* transfer) {
  curl_easy_setopt(transfer, CURLOPT_CLOSESOCKETFUNCTION, &CurlLoop::on_close);
  curl_easy_setopt(transfer, CURLOPT_CLOSESOCKETDATA, this);
  // Should the loop have stood still, its timers come late: then libcurl's own clock keeps old connections from use.
  curl_easy_setopt(transfer, CURLOPT_MAXAGE_CONN,
                   static_cast<long>(std::chrono::duration_cast<Seconds>(idle_max_).count()));
  curl_multi_add_handle(multi_, transfer);
}

void CurlLoop::take_back(CURL* transfer) {
  curl_multi_remove_handle(multi_, transfer);
}

curl_socket_t CurlLoop::open(const curl_sockaddr& address) {
  const int fd = ::socket(address.family, address.socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address.protocol);
  if (fd < 0) return CURL_SOCKET_BAD;
  sockets_[fd] = std::make_shared<Socket>(*this, fd, true);
  ++connections_;
  ++opened_;
  return fd;
}

int CurlLoop::on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) noexcept {
  static_cast<CurlLoop*>(self)->watch(fd, what);
  return 0;
}

int CurlLoop::on_timeout(CURLM*, long timeout_ms, void* self) noexcept {
  auto& curl = *static_cast<CurlLoop*>(self);
  if (timeout_ms < 0) {
    curl.timeout_.cancel();
  } else {
    curl.timeout_ = curl.loop_.after(Millis(timeout_ms), [&curl] { curl.act(CURL_SOCKET_TIMEOUT, 0); });
  }
  return 0;
}

int CurlLoop::on_close(void* self, curl_socket_t fd) noexcept {
  auto& curl = *static_cast<CurlLoop*>(self);
  curl.forget(fd);
  --curl.connections_;
  ::close(fd);
  return 0;
}

void CurlLoop::watch(curl_socket_t fd, int what) {
  const auto found = sockets_.find(fd);
  if (what == CURL_POLL_REMOVE) {
    if (found == sockets_.end()) return;
    Socket& socket = *found->second;
    if (!socket.is_connection) return forget(fd);
    socket.watch.read(false);
    socket.watch.write(false);
    // Not watched, not closed: kept for a later transfer.
    socket.idle = loop_.after(idle_max_, [this, &socket] { end_idle(socket); });
    return;
  }
  Socket& socket =
      found != sockets_.end() ? *found->second : *(sockets_[fd] = std::make_shared<Socket>(*this, fd, false));
  socket.idle.cancel();
  socket.watch.read((what & CURL_POLL_IN) != 0);
  socket.watch.write((what & CURL_POLL_OUT) != 0);
}

void CurlLoop::forget(curl_socket_t fd) {
  const auto found = sockets_.find(fd);
  if (found == sockets_.end()) return;
  Socket& socket = *found->second;
  socket.watch.read(false);
  socket.watch.write(false);
  socket.idle.cancel();
  loop_.destroy_later(std::move(found->second));  // we may be inside its own call
  sockets_.erase(found);
}

void CurlLoop::act(curl_socket_t fd, int events) {
  int running = 0;
  curl_multi_socket_action(multi_, fd, events, &running);
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* const transfer = message->easy_handle;
    const CURLcode result = message->data.result;
    curl_multi_remove_handle(multi_, transfer);
    done_(transfer, result);
  }
}

/// libcurl has no call that closes one idle connection: it sees that this one is dead before it would use it again.
void CurlLoop::end_idle(Socket& socket) {
  ++idled_;
  ::shutdown(socket.fd, SHUT_RDWR);
}

}  // namespace smppedge
