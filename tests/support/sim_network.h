// SPDX-License-Identifier: Apache-2.0
// Connections in memory, for a SimScheduler: a Dialer, listeners, and links between two ByteStreams whose faults a test
// chooses (delay, pieces, a slow or stopped reader, FIN, RST, a peer that vanishes).
// A link carries what it carries in order; each direction holds at most `buffer_bytes` that were sent and not read, as
// the kernel's socket buffers would, and from there the sender's OutBuffer fills.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/byte_stream.h"
#include "tests/support/sim_scheduler.h"

namespace smppedge::sim {

/// How one connection behaves; may be changed while it lives (SimLink::conditions).
struct LinkConditions {
  Micros delay{100};                     ///< one way
  std::size_t piece_bytes = 0;           ///< octets arrive at most so many at a time; 0: as they were sent
  std::uint64_t bytes_per_s = 0;         ///< each direction; 0: no limit
  std::size_t buffer_bytes = 256 << 10;  ///< sent and not yet read, each direction
  std::size_t output_bytes_max = 1 << 20;
  std::size_t input_bytes_max = 256 << 10;
  Micros write_stall{Seconds(30)};
};

class SimStream;

/// Both ends of one connection and what is on its way. Held by its streams, its events and whoever tests it.
class SimLink : public std::enable_shared_from_this<SimLink> {
 public:
  enum Side : std::uint8_t { dialer = 0, listener = 1 };

  SimLink(SimScheduler& scheduler, const LinkConditions& at_first, Endpoint dialed)
      : conditions(at_first), endpoint(std::move(dialed)), scheduler_(scheduler) {}

  LinkConditions conditions;
  const Endpoint endpoint;

  /// RST: both ends lose the connection at once, and what was on its way.
  void reset();
  /// FIN from `side` behind what it has sent; the other end hears by_peer.
  void finish(Side side);
  /// From now on nothing arrives anywhere, not even an end: a half-open connection.
  void go_silent() { silent_ = true; }
  /// `side` stops reading (zero window) or reads again.
  void hold_reading(Side side, bool held);

  [[nodiscard]] bool open() const { return ends_[dialer] != nullptr && ends_[listener] != nullptr; }
  /// Octets that arrived at `side` since the beginning.
  [[nodiscard]] std::uint64_t bytes_received(Side side) const { return directions_[side].received; }

 private:
  friend class SimStream;
  friend class SimNetwork;
  /// Towards one side.
  struct Direction {
    std::size_t unread = 0;  // on its way, or arrived and not read
    MonoTime last_arrival{};
    std::uint64_t received = 0;
    bool held = false;
  };
  static Side other(Side side) { return side == dialer ? listener : dialer; }
  [[nodiscard]] std::size_t room_towards(Side side) const {
    const std::size_t unread = directions_[side].unread;
    return unread >= conditions.buffer_bytes ? 0 : conditions.buffer_bytes - unread;
  }
  void send(Side to, std::span<const std::uint8_t> octets);
  void send_end(Side to, CloseReason reason);
  void at_arrival(Side to, std::size_t bytes, std::function<void()> arrive);

  SimScheduler& scheduler_;
  std::array<SimStream*, 2> ends_{};
  std::array<Direction, 2> directions_{};
  bool silent_ = false;
};

class SimStream final : public ByteStream {
 public:
  SimStream(SimScheduler& scheduler, std::shared_ptr<SimLink> link, SimLink::Side side, std::string peer)
      : scheduler_(scheduler),
        link_(std::move(link)),
        side_(side),
        peer_(std::move(peer)),
        output_(link_->conditions.output_bytes_max),
        write_(*this) {
    link_->ends_[side_] = this;
  }
  ~SimStream() override {
    if (link_->ends_[side_] != this) return;
    link_->ends_[side_] = nullptr;
    link_->send_end(SimLink::other(side_), CloseReason::by_peer);
  }

  void attach(ByteStreamHandler& handler) override { handler_ = &handler; }
  [[nodiscard]] OutBuffer& output() override { return output_; }
  void flush_soon() override {
    if (attached()) scheduler_.defer_write(write_);
  }
  void pause_reading(bool paused) override {
    paused_ = paused;
    if (!paused) read_soon();
  }
  void close() override { end_soon(CloseReason::by_us); }
  void close_after_flush() override {
    closing_ = true;
    flush_soon();
  }
  [[nodiscard]] const std::string& peer() const override { return peer_; }

 private:
  friend class SimLink;
  class Write final : public TurnEnd {
   public:
    explicit Write(SimStream& stream) : stream_(stream) {}
    void on_turn_end() override { stream_.flush(); }

   private:
    SimStream& stream_;
  };

  [[nodiscard]] bool attached() const { return link_->ends_[side_] == this; }

  void flush() {
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

  void arrived(std::span<const std::uint8_t> octets) {
    input_.insert(input_.end(), octets.begin(), octets.end());
    unread_ += octets.size();
    read();
  }
  void read_soon() {
    read_timer_ = scheduler_.after(Micros(0), [this] { read(); });
  }
  void read() {
    if (!attached() || paused_ || input_.empty() || link_->directions_[side_].held) return;
    link_->directions_[side_].unread -= std::exchange(unread_, 0);
    const std::size_t used = handler_->on_bytes(input_);
    assert(used <= input_.size());
    input_.erase(input_.begin(), input_.begin() + static_cast<std::ptrdiff_t>(used));
    if (!attached()) return;
    if (used == 0 && input_.size() >= link_->conditions.input_bytes_max) return end(CloseReason::input_overrun);
    if (SimStream* sender = link_->ends_[SimLink::other(side_)]; sender != nullptr) sender->flush_soon();
  }

  void end_soon(CloseReason reason) {
    if (!attached() || end_timer_.armed()) return;
    end_timer_ = scheduler_.after(Micros(0), [this, reason] { end(reason); });
  }
  void end(CloseReason reason) {
    if (!attached()) return;
    link_->ends_[side_] = nullptr;
    if (reason != CloseReason::reset) link_->send_end(SimLink::other(side_), CloseReason::by_peer);
    stall_timer_.cancel();
    drained_timer_.cancel();
    if (handler_ != nullptr) handler_->on_closed(reason);
  }

  SimScheduler& scheduler_;
  std::shared_ptr<SimLink> link_;
  SimLink::Side side_;
  std::string peer_;
  OutBuffer output_;
  Write write_;
  ByteStreamHandler* handler_ = nullptr;
  std::vector<std::uint8_t> input_;  // what the handler left, and what was not read yet:
  std::size_t unread_ = 0;
  bool paused_ = false;
  bool closing_ = false;
  bool was_high_ = false;
  Timer stall_timer_;
  Timer drained_timer_;
  Timer read_timer_;
  Timer end_timer_;
};

inline void SimLink::at_arrival(Side to, std::size_t bytes, std::function<void()> arrive) {
  Direction& direction = directions_[to];
  const Micros transmission(
      conditions.bytes_per_s == 0 ? 0 : static_cast<std::int64_t>(bytes * 1'000'000 / conditions.bytes_per_s));
  direction.last_arrival = std::max(scheduler_.mono() + conditions.delay, direction.last_arrival) + transmission;
  scheduler_.call_after(direction.last_arrival - scheduler_.mono(),
                        [self = shared_from_this(), arrive = std::move(arrive)] {
                          if (!self->silent_) arrive();
                        });
}

inline void SimLink::send(Side to, std::span<const std::uint8_t> octets) {
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

inline void SimLink::send_end(Side to, CloseReason reason) {
  at_arrival(to, 0, [this, to, reason] {
    if (ends_[to] != nullptr) ends_[to]->end(reason);
  });
}

inline void SimLink::reset() {
  const auto self = shared_from_this();
  for (SimStream* stream : ends_) {
    if (stream == nullptr) continue;
    scheduler_.call_after(Micros(0), [self, side = stream->side_] {
      if (self->ends_[side] != nullptr) self->ends_[side]->end(CloseReason::reset);
    });
  }
}

inline void SimLink::finish(Side side) {
  send_end(other(side), CloseReason::by_peer);
}

inline void SimLink::hold_reading(Side side, bool held) {
  directions_[side].held = held;
  if (!held && ends_[side] != nullptr) ends_[side]->read_soon();
}

/// The network of one test. Must outlive the dials under way.
class SimNetwork final : public Dialer {
 public:
  using Accept = std::function<void(std::unique_ptr<ByteStream>)>;

  explicit SimNetwork(SimScheduler& scheduler) : scheduler_(scheduler) {}

  /// For connections made from now on: how they behave, and where listeners see them come from.
  LinkConditions conditions;
  std::string dialer_address = "192.0.2.1";

  /// `accept` must attach a handler to the stream before it returns. Without an `address` it listens for all names that
  /// resolve() does not know.
  void listen(std::uint16_t port, Accept accept, const std::string& address = "") {
    listeners_[{address, port}] = std::move(accept);
  }
  void stop_listening(std::uint16_t port) { listeners_.erase({"", port}); }
  /// From now on a dial to `host` finds that address; nullopt: it finds none (faults.md 42).
  void resolve(const std::string& host, std::optional<std::string> address) { names_[host] = std::move(address); }
  /// Dials to that port fail so, until allow(); kind timeout takes the dialer's whole timeout.
  void refuse(std::uint16_t port, DialError error) { refused_[port] = std::move(error); }
  void allow(std::uint16_t port) { refused_.erase(port); }

  /// All connections ever made, oldest first.
  [[nodiscard]] const std::vector<std::shared_ptr<SimLink>>& links() const { return links_; }
  [[nodiscard]] SimLink& last_link() const { return *links_.back(); }
  [[nodiscard]] std::uint64_t dials() const { return dials_; }

  [[nodiscard]] std::unique_ptr<Dialing> dial(const Endpoint& endpoint, Micros timeout, Done done) override {
    ++dials_;
    const auto name = names_.find(endpoint.host);
    const std::optional<std::string> address = name == names_.end() ? "" : name->second;
    const auto refused = refused_.find(endpoint.port);
    const bool times_out = refused != refused_.end() && refused->second.kind == DialError::Kind::timeout;
    return std::make_unique<SimDialing>(
        scheduler_.after(times_out ? timeout : 2 * conditions.delay,
                         [this, endpoint, address, call = std::move(done)] { connect(endpoint, address, call); }));
  }

 private:
  class SimDialing final : public Dialing {
   public:
    explicit SimDialing(Timer timer) : timer_(std::move(timer)) {}

   private:
    Timer timer_;
  };

  void connect(const Endpoint& endpoint, const std::optional<std::string>& address, const Done& done) {
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

  SimScheduler& scheduler_;
  std::map<std::pair<std::string, std::uint16_t>, Accept> listeners_;  // by address, where one matters, and port
  std::map<std::string, std::optional<std::string>> names_;
  std::map<std::uint16_t, DialError> refused_;
  std::vector<std::shared_ptr<SimLink>> links_;
  std::uint64_t dials_ = 0;
};

}  // namespace smppedge::sim
