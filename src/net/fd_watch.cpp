// SPDX-License-Identifier: Apache-2.0
#include "net/fd_watch.h"

#include <event2/event.h>

namespace smppedge {

FdWatch::FdWatch(EventLoop& loop, int fd, FdHandler& handler) : loop_(loop), handler_(handler) {
  const auto on_ready = [](evutil_socket_t, short what, void* self) noexcept {
    auto& watch = *static_cast<FdWatch*>(self);
    watch.loop_.begin_turn();
    if ((what & EV_READ) != 0) {
      watch.handler_.on_readable();
    } else {
      watch.handler_.on_writable();
    }
  };
  readable_.reset(event_new(loop.base(), fd, EV_READ | EV_PERSIST, on_ready, this));
  writable_.reset(event_new(loop.base(), fd, EV_WRITE | EV_PERSIST, on_ready, this));
}

void FdWatch::set(event* watched, bool& current, bool on) {
  if (current == on) return;
  current = on;
  if (on) {
    event_add(watched, nullptr);
  } else {
    event_del(watched);
  }
}

}  // namespace smppedge
