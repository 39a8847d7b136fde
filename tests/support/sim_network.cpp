// SPDX-License-Identifier: Apache-2.0
#include "tests/support/sim_network.h"

#include <algorithm>
#include <cassert>

namespace smppedge::sim {

SimLink::SimLink(SimScheduler& scheduler, const LinkConditions& at_first, Endpoint dialed)
    : conditions(at_first), endpoint(std::move(dialed)), scheduler_(scheduler) {}

std::size_t SimLink::room_towards(Side side) const {
  const std::size_t unread = directions_[side].unread;
  return unread >= conditions.buffer_bytes ? 0 : conditions.buffer_bytes - unread;
}

SimStream::SimStream(SimScheduler& scheduler, std::shared_ptr<SimLink> link, SimLink::Side side, std::string peer)
    : scheduler_(scheduler),
      link_(std::move(link)),
      side_(side),
      peer_(std::move(peer)),
      output_(link_->conditions.output_bytes_max),
      write_(*this) {
  link_->ends_[side_] = this;
}

SimStream::~SimStream() {
  if (link_->ends_[side_] != this) return;
  link_->ends_[side_] = nullptr;
  link_->send_end(SimLink::other(side_), CloseReason::by_peer);
}

void SimStream::flush_soon() {
  if (attached()) scheduler_.defer_write(write_);
}

void SimStream::pause_reading(bool paused) {
  paused_ = paused;
  if (!paused) read_soon();
}

void SimStream::close_after_flush() {
  closing_ = true;
  flush_soon();
}

void SimStream::flush() {
  if (!attached()) return;
  const std::size_t bytes = std::min(output_.size(), link_->room_towards(SimLink::other(side_)));
  if (output_.size() > output_.bytes_max() / 2) was_high_ = true;
  if (bytes != 0) {
    link_->send(SimLink::other(side_), output_.unsent().first(bytes));
    output_.consume(bytes);
    stall_timer_.cancel();
  }
  if (!output_.empty() && !stall_timer_.armed()) {
    stall_timer_ = scheduler_.after(link_->conditions.write_stall, [this] { end(CloseReason::stalled); });
  }
  if (was_high_ && output_.size() < output_.bytes_max() / 4) {
    was_high_ = false;
    drained_timer_ = scheduler_.after(Micros(0), [this] {
      if (attached()) handler_->on_drained();
    });
  }
  if (closing_ && output_.empty()) end_soon(CloseReason::by_us);
}

void SimStream::arrived(std::span<const std::uint8_t> octets) {
  input_.insert(input_.end(), octets.begin(), octets.end());
  unread_ += octets.size();
  read();
}

void SimStream::read_soon() {
  read_timer_ = scheduler_.after(Micros(0), [this] { read(); });
}

void SimStream::read() {
  if (!attached() || paused_ || input_.empty() || link_->directions_[side_].held) return;
  link_->directions_[side_].unread -= std::exchange(unread_, 0);
  const std::size_t used = handler_->on_bytes(input_);
  assert(used <= input_.size());
  input_.erase(input_.begin(), input_.begin() + static_cast<std::ptrdiff_t>(used));
  if (!attached()) return;
  if (used == 0 && input_.size() >= link_->conditions.input_bytes_max) return end(CloseReason::input_overrun);
  if (SimStream* sender = link_->ends_[SimLink::other(side_)]; sender != nullptr) sender->flush_soon();
}

void SimStream::end_soon(CloseReason reason) {
  if (!attached() || end_timer_.armed()) return;
  end_timer_ = scheduler_.after(Micros(0), [this, reason] { end(reason); });
}

void SimStream::end(CloseReason reason) {
  if (!attached()) return;
  link_->ends_[side_] = nullptr;
  if (reason != CloseReason::reset) link_->send_end(SimLink::other(side_), CloseReason::by_peer);
  stall_timer_.cancel();
  drained_timer_.cancel();
  if (handler_ != nullptr) handler_->on_closed(reason);
}

void SimLink::at_arrival(Side to, std::size_t bytes, std::function<void()> arrive) {
  Direction& direction = directions_[to];
  const Micros transmission(
      conditions.bytes_per_s == 0 ? 0 : static_cast<std::int64_t>(bytes * 1'000'000 / conditions.bytes_per_s));
  direction.last_arrival = std::max(scheduler_.mono() + conditions.delay, direction.last_arrival) + transmission;
  scheduler_.call_after(direction.last_arrival - scheduler_.mono(),
                        [self = shared_from_this(), arrive = std::move(arrive)] {
                          if (!self->silent_) arrive();
                        });
}

void SimLink::send(Side to, std::span<const std::uint8_t> octets) {
  directions_[to].unread += octets.size();
  const std::size_t piece_bytes = conditions.piece_bytes == 0 ? octets.size() : conditions.piece_bytes;
  for (; !octets.empty(); octets = octets.subspan(std::min(piece_bytes, octets.size()))) {
    const auto piece = octets.first(std::min(piece_bytes, octets.size()));
    at_arrival(to, piece.size(), [this, to, copy = std::vector<std::uint8_t>(piece.begin(), piece.end())] {
      directions_[to].received += copy.size();
      if (ends_[to] != nullptr) ends_[to]->arrived(copy);
    });
  }
}

void SimLink::send_end(Side to, CloseReason reason) {
  at_arrival(to, 0, [this, to, reason] {
    if (ends_[to] != nullptr) ends_[to]->end(reason);
  });
}

void SimLink::reset() {
  const auto self = shared_from_this();
  for (SimStream* stream : ends_) {
    if (stream == nullptr) continue;
    scheduler_.call_after(Micros(0), [self, side = stream->side_] {
      if (self->ends_[side] != nullptr) self->ends_[side]->end(CloseReason::reset);
    });
  }
}

void SimLink::finish(Side side) {
  send_end(other(side), CloseReason::by_peer);
}

void SimLink::hold_reading(Side side, bool held) {
  directions_[side].held = held;
  if (!held && ends_[side] != nullptr) ends_[side]->read_soon();
}

namespace {

class SimDialing final : public Dialer::Dialing {
 public:
  explicit SimDialing(Timer timer) : timer_(std::move(timer)) {}

 private:
  Timer timer_;
};

}  // namespace

SimNetwork::SimNetwork(SimScheduler& scheduler) : scheduler_(scheduler) {}

SimNetwork::~SimNetwork() = default;

void SimNetwork::listen(std::uint16_t port, Accept accept, const std::string& address) {
  listeners_[{address, port}] = std::move(accept);
}

std::unique_ptr<Dialer::Dialing> SimNetwork::dial(const Endpoint& endpoint, Micros timeout, Done done) {
  ++dials_;
  const auto name = names_.find(endpoint.host);
  const std::optional<std::string> address = name == names_.end() ? "" : name->second;
  const auto refused = refused_.find(endpoint.port);
  const bool times_out = refused != refused_.end() && refused->second.kind == DialError::Kind::timeout;
  return std::make_unique<SimDialing>(
      scheduler_.after(times_out ? timeout : 2 * conditions.delay,
                       [this, endpoint, address, call = std::move(done)] { connect(endpoint, address, call); }));
}

void SimNetwork::connect(const Endpoint& endpoint, const std::optional<std::string>& address, const Done& done) {
  if (!address) return done(failure(DialError{DialError::Kind::resolve, endpoint.host + ": no such name"}));
  if (const auto refused = refused_.find(endpoint.port); refused != refused_.end()) {
    return done(failure(DialError(refused->second)));
  }
  const auto listener = listeners_.find({*address, endpoint.port});
  if (listener == listeners_.end()) {
    return done(failure(DialError{DialError::Kind::refused, "connection refused"}));
  }
  auto link = std::make_shared<SimLink>(scheduler_, conditions, endpoint);
  links_.push_back(link);
  const std::string dialed = endpoint.host + ":" + std::to_string(endpoint.port);
  auto near = std::make_unique<SimStream>(scheduler_, link, SimLink::dialer, dialed);
  auto far = std::make_unique<SimStream>(scheduler_, link, SimLink::listener,
                                         dialer_address + ":" + std::to_string(40'000 + links_.size()));
  const Accept accept = listener->second;  // a copy: the listener may stop listening in here
  accept(std::move(far));
  done(std::unique_ptr<ByteStream>(std::move(near)));
}

}  // namespace smppedge::sim
