// SPDX-License-Identifier: Apache-2.0
#include "net/tcp_dialer.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "net/fd_watch.h"

namespace smppedge {
namespace {

DialError::Kind kind_of(int error) {
  switch (error) {
    case ECONNREFUSED:
      return DialError::Kind::refused;
    case ETIMEDOUT:
      return DialError::Kind::timeout;
    default:
      return DialError::Kind::other;
  }
}

}  // namespace

/// One dial. It lives as long as its Dialing or a call that is under way.
class TcpDialer::Attempt final : public std::enable_shared_from_this<Attempt>, private FdHandler {
 public:
  Attempt(EventLoop& loop, const TcpStream::Settings& streams, const Endpoint& endpoint, Micros timeout, Done done)
      : loop_(loop),
        streams_(streams),
        name_(fmt::format("{}:{}", endpoint.host, endpoint.port)),
        deadline_(loop.mono() + timeout),
        done_(std::move(done)) {}

  void start(Resolver& resolver, const Endpoint& endpoint) {
    if (const auto literal = SocketAddress::parse(endpoint.host, endpoint.port)) {
      addresses_ = {*literal};
      timer_ = loop_.after(Micros::zero(), [this] { try_next(); });  // so that `done` is never called inside dial()
      return;
    }
    timer_ = loop_.after(deadline_ - loop_.mono(), [this] {
      finish(failure(DialError{DialError::Kind::resolve, fmt::format("{}: no answer from the name server", name_)}));
    });
    resolver.resolve(endpoint, [self = weak_from_this()](Resolver::Addresses found) {
      if (const auto attempt = self.lock()) attempt->resolved(std::move(found));
    });
  }

 private:
  void resolved(Resolver::Addresses found) {
    if (done_ == nullptr) return;
    if (!found) return finish(failure(DialError{DialError::Kind::resolve, std::move(found.error())}));
    addresses_ = std::move(*found);
    try_next();
  }

  void try_next() {
    timer_.cancel();
    watch_.reset();
    socket_.reset();
    if (next_ == addresses_.size()) return finish(failure(std::exchange(last_error_, {})));
    const SocketAddress& address = addresses_[next_++];
    socket_ = Fd(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket_) return failed(errno);
    if (::connect(socket_.get(), address.raw(), address.size()) == 0) return connected();
    if (errno != EINPROGRESS) return failed(errno);
    watch_ = std::make_unique<FdWatch>(loop_, socket_.get(), static_cast<FdHandler&>(*this));
    watch_->write(true);
    const auto left = static_cast<std::int64_t>(addresses_.size() - next_ + 1);
    timer_ = loop_.after((deadline_ - loop_.mono()) / left, [this] { failed(ETIMEDOUT); });
  }

  void on_writable() override {
    int error = 0;
    socklen_t size = sizeof(error);
    ::getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return failed(error);
    connected();
  }

  void failed(int error) {
    last_error_ = {kind_of(error),
                   fmt::format("{}: {}", addresses_[next_ - 1].to_string(), std::system_category().message(error))};
    try_next();
  }

  void connected() {
    watch_.reset();
    finish(std::make_unique<TcpStream>(loop_, std::move(socket_), addresses_[next_ - 1].to_string(), streams_));
  }

  void finish(Expected<std::unique_ptr<ByteStream>, DialError> result) {
    const auto self = shared_from_this();  // `done` may destroy our Dialing
    timer_.cancel();
    std::exchange(done_, nullptr)(std::move(result));
  }

  EventLoop& loop_;
  const TcpStream::Settings& streams_;  // the dialer's, which outlives its dials
  const std::string name_;
  const MonoTime deadline_;
  Done done_;
  std::vector<SocketAddress> addresses_;
  std::size_t next_ = 0;
  DialError last_error_;
  Fd socket_;
  std::unique_ptr<FdWatch> watch_;
  Timer timer_;
};

std::unique_ptr<Dialer::Dialing> TcpDialer::dial(const Endpoint& endpoint, Micros timeout, Done done) {
  struct Handle final : Dialing {
    explicit Handle(std::shared_ptr<Attempt> dialed) : attempt(std::move(dialed)) {}
    std::shared_ptr<Attempt> attempt;
  };
  auto attempt = std::make_shared<Attempt>(loop_, streams_, endpoint, timeout, std::move(done));
  attempt->start(resolver_, endpoint);
  return std::make_unique<Handle>(std::move(attempt));
}

}  // namespace smppedge
