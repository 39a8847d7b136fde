// SPDX-License-Identifier: Apache-2.0
// Connections in memory, for a SimScheduler: a Dialer, listeners, and links between two ByteStreams whose faults a test
// chooses (delay, pieces, a slow or stopped reader, FIN, RST, a peer that vanishes).
// A link carries what it carries in order; each direction holds at most `buffer_bytes` that were sent and not read, as
// the kernel's socket buffers would, and from there the sender's OutBuffer fills.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
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

  SimLink(SimScheduler& scheduler, const LinkConditions& at_first, Endpoint dialed);

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
  [[nodiscard]] std::size_t room_towards(Side side) const;
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
  SimStream(SimScheduler& scheduler, std::shared_ptr<SimLink> link, SimLink::Side side, std::string peer);
  ~SimStream() override;

  void attach(ByteStreamHandler& handler) override { handler_ = &handler; }
  [[nodiscard]] OutBuffer& output() override { return output_; }
  void flush_soon() override;
  void pause_reading(bool paused) override;
  void close() override { end_soon(CloseReason::by_us); }
  void close_after_flush() override;
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

  void flush();

  void arrived(std::span<const std::uint8_t> octets);
  void read_soon();
  void read();

  void end_soon(CloseReason reason);
  void end(CloseReason reason);

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

/// The network of one test. Must outlive the dials under way.
class SimNetwork final : public Dialer {
 public:
  using Accept = std::function<void(std::unique_ptr<ByteStream>)>;

  explicit SimNetwork(SimScheduler& scheduler);
  SimNetwork(const SimNetwork&) = delete;
  SimNetwork& operator=(const SimNetwork&) = delete;
  ~SimNetwork() override;

  /// For connections made from now on: how they behave, and where listeners see them come from.
  LinkConditions conditions;
  std::string dialer_address = "192.0.2.1";

  /// `accept` must attach a handler to the stream before it returns. Without an `address` it listens for all names that
  /// resolve() does not know.
  void listen(std::uint16_t port, Accept accept, const std::string& address = "");
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

  [[nodiscard]] std::unique_ptr<Dialing> dial(const Endpoint& endpoint, Micros timeout, Done done) override;

 private:
  void connect(const Endpoint& endpoint, const std::optional<std::string>& address, const Done& done);

  SimScheduler& scheduler_;
  std::map<std::pair<std::string, std::uint16_t>, Accept> listeners_;  // by address, where one matters, and port
  std::map<std::string, std::optional<std::string>> names_;
  std::map<std::uint16_t, DialError> refused_;
  std::vector<std::shared_ptr<SimLink>> links_;
  std::uint64_t dials_ = 0;
};

}  // namespace smppedge::sim
