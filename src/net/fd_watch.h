// SPDX-License-Identifier: Apache-2.0
// Readiness of one descriptor, both directions, on one loop. The descriptor belongs to somebody else, who destroys
// the watch before closing it. The handler may destroy the watch from inside its call.
#pragma once

#include "net/event_loop.h"

namespace smppedge {

class FdHandler {
 public:
  virtual ~FdHandler() = default;
  virtual void on_readable() {}
  virtual void on_writable() {}
};

class FdWatch {
 public:
  FdWatch(EventLoop& loop, int fd, FdHandler& handler);
  FdWatch(const FdWatch&) = delete;
  FdWatch& operator=(const FdWatch&) = delete;

  /// Asks to hear, turn after turn, that there is something to read (or an end, or an error), or stops asking.
  void read(bool on) { set(readable_.get(), reading_, on); }
  void write(bool on) { set(writable_.get(), writing_, on); }

 private:
  static void set(event* watched, bool& current, bool on);

  EventLoop& loop_;
  FdHandler& handler_;
  EventPtr readable_;
  EventPtr writable_;
  bool reading_ = false;
  bool writing_ = false;
};

}  // namespace smppedge
