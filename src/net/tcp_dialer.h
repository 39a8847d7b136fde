// SPDX-License-Identifier: Apache-2.0
// Outgoing TCP connections: resolves the name, then tries its addresses one after the other within the caller's
// timeout, each for an equal share of what is left of it.
#pragma once

#include "base/byte_stream.h"
#include "net/event_loop.h"
#include "net/resolver.h"
#include "net/tcp_stream.h"

namespace smppedge {

class TcpDialer final : public Dialer {
 public:
  TcpDialer(EventLoop& loop, const TcpStream::Settings& streams) : loop_(loop), streams_(streams), resolver_(loop) {}

  [[nodiscard]] std::unique_ptr<Dialing> dial(const Endpoint& endpoint, Micros timeout, Done done) override;

 private:
  class Attempt;

  EventLoop& loop_;
  const TcpStream::Settings streams_;
  Resolver resolver_;
};

}  // namespace smppedge
