// SPDX-License-Identifier: Apache-2.0
#include "net/tcp_stream.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace smppedge {
namespace {

bool would_block(int error) {
  return error == EAGAIN || error == EINTR;
}

}  // namespace

TcpStream::TcpStream(EventLoop& loop, Fd socket, std::string peer, const Settings& settings,
                     std::shared_ptr<void> lease)
    : loop_(loop),
      settings_(settings),
      peer_(std::move(peer)),
      lease_(std::move(lease)),
      socket_(std::move(socket)),
      watch_(std::make_unique<FdWatch>(loop, socket_.get(), static_cast<FdHandler&>(*this))),
      output_(settings.output_bytes_max) {
  const int on = 1;
  // Writes are gathered by us, so that waiting for more in the kernel would only cost time.
  ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

TcpStream::~TcpStream() {
  if (destroyed_ != nullptr) *destroyed_ = true;
}

void TcpStream::attach(ByteStreamHandler& handler) {
  handler_ = &handler;
  if (state_ == State::open && !paused_ && !peer_ended_) watch_->read(true);
}

void TcpStream::pause_reading(bool paused) {
  if (paused == paused_) return;
  paused_ = paused;
  if (state_ != State::open) return;
  if (!peer_ended_) watch_->read(!paused && handler_ != nullptr);
  if (!paused && input_size_ != 0) {
    resumed_ = true;
    loop_.defer(news_);
  }
}

void TcpStream::close() {
  end(CloseReason::by_us);
}

void TcpStream::close_after_flush() {
  if (state_ != State::open) return;
  state_ = State::flushing;
  input_size_ = 0;
  if (!peer_ended_) watch_->read(true);  // discards, and hears of the peer's end
  stall_ = loop_.after(settings_.write_stall, [this] { end(CloseReason::stalled); });
  flush_soon();
}

/// Runs `call` on the handler; false when the stream was destroyed in it.
bool TcpStream::tell(const auto& call) {
  bool destroyed = false;
  destroyed_ = &destroyed;
  call(*handler_);
  if (destroyed) return false;
  destroyed_ = nullptr;
  return true;
}

void TcpStream::on_readable() {
  if (state_ == State::open) {
    read_some();
  } else {
    discard_some();
  }
}

void TcpStream::read_some() {
  if (input_ == nullptr) input_.reset(new std::uint8_t[settings_.input_bytes_max]);
  for (std::size_t taken = 0; taken < settings_.read_bytes_per_turn;) {
    const std::size_t room = settings_.input_bytes_max - input_size_;
    const ssize_t got = ::recv(socket_.get(), input_.get() + input_size_, room, 0);
    if (got < 0) {
      if (!would_block(errno)) end(CloseReason::reset);
      return;
    }
    if (got == 0) return peer_ended();
    input_size_ += static_cast<std::size_t>(got);
    taken += static_cast<std::size_t>(got);
    if (!show_input()) return;
    if (static_cast<std::size_t>(got) < room) return;  // that was all; one system call saved
  }
}

/// Shows the handler what is unread; false when reading is not to go on.
bool TcpStream::show_input() {
  std::size_t consumed = 0;
  const std::span<const std::uint8_t> unread(input_.get(), input_size_);
  if (!tell([&](ByteStreamHandler& handler) { consumed = handler.on_bytes(unread); })) return false;
  if (state_ != State::open) return false;
  consumed = std::min(consumed, input_size_);
  input_size_ -= consumed;
  if (consumed != 0 && input_size_ != 0) std::memmove(input_.get(), input_.get() + consumed, input_size_);
  if (paused_) return false;
  if (input_size_ == settings_.input_bytes_max) {
    end(CloseReason::input_overrun);
    return false;
  }
  return true;
}

void TcpStream::discard_some() {
  std::array<std::uint8_t, 16 * 1024> nowhere;
  const ssize_t got = ::recv(socket_.get(), nowhere.data(), nowhere.size(), 0);
  if (got > 0 || (got < 0 && would_block(errno))) return;
  if (got < 0) return end(CloseReason::reset);
  peer_ended_ = true;
  watch_->read(false);
  if (state_ == State::lingering) end(CloseReason::by_us);
}

void TcpStream::peer_ended() {
  peer_ended_ = true;
  watch_->read(false);
  bool keep = false;
  if (!tell([&](ByteStreamHandler& handler) { keep = handler.on_half_closed(); })) return;
  if (!keep && state_ == State::open) end(CloseReason::by_peer);
}

void TcpStream::on_writable() {
  watch_->write(false);
  flush_soon();
}

void TcpStream::flush() {
  if (state_ == State::closed || state_ == State::lingering) return;
  const auto unsent = output_.unsent();
  if (unsent.size() > output_.bytes_max() / 2) was_filled_ = true;
  if (!unsent.empty()) {
    const ssize_t sent = ::send(socket_.get(), unsent.data(), unsent.size(), MSG_NOSIGNAL);
    if (sent < 0 && !would_block(errno)) return end(CloseReason::reset);
    if (sent > 0) {
      output_.consume(static_cast<std::size_t>(sent));
      sent_total_ += static_cast<std::uint64_t>(sent);
    }
  }
  if (was_filled_ && output_.size() < output_.bytes_max() / 4) {
    was_filled_ = false;
    drained_ = true;
    loop_.defer(news_);
  }
  if (!output_.empty()) {
    watch_->write(true);
    watch_stall();
  } else if (state_ == State::flushing) {
    sent_all();
  }
}

void TcpStream::watch_stall() {
  if (stall_.armed()) return;
  stall_mark_ = sent_total_ + output_.size();
  stall_ = loop_.after(settings_.write_stall, [this] { check_stall(); });
}

/// What was unsent when the period began must be sent by now; what came since gets a period of its own.
void TcpStream::check_stall() {
  if (sent_total_ < stall_mark_) return end(CloseReason::stalled);
  stall_.cancel();
  if (!output_.empty()) watch_stall();
}

/// The end of close_after_flush.
void TcpStream::sent_all() {
  if (peer_ended_) return end(CloseReason::by_us);
  state_ = State::lingering;
  ::shutdown(socket_.get(), SHUT_WR);
  stall_ = loop_.after(settings_.linger, [this] { end(CloseReason::by_us); });
}

void TcpStream::end(CloseReason reason) {
  if (state_ == State::closed) return;
  state_ = State::closed;
  reason_ = reason;
  stall_.cancel();
  watch_.reset();
  socket_.reset();
  lease_.reset();
  loop_.defer(news_);
}

void TcpStream::tell_news() {
  if (handler_ == nullptr) return;
  if (state_ == State::closed) {
    if (!std::exchange(told_closed_, true)) handler_->on_closed(reason_);
    return;
  }
  if (std::exchange(drained_, false) && !tell([](ByteStreamHandler& handler) { handler.on_drained(); })) return;
  if (std::exchange(resumed_, false) && state_ == State::open && !paused_ && input_size_ != 0) show_input();
}

}  // namespace smppedge
