// SPDX-License-Identifier: Apache-2.0
// A World with two carriers and two accounts: `demo` sends through a carrier that a test makes faulty, `beside` through
// a steady one. It remembers all that was asked, answered and told, over all lives of the gateway, and looks at it at
// every tick (invariants.h says what must hold).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/faults/faulty_carrier.h"
#include "tests/sim/world.h"

namespace smppedge::sim {

inline constexpr std::uint16_t steady_port = 2778;

class FaultWorld : public World {
 public:
  /// One message that was asked for.
  struct Sent {
    AccountNumber account;
    TrafficClass traffic_class{};
    MonoTime at;
    unsigned life = 0;
    std::optional<MessageId> id;  ///< nullopt: refused, or the gateway died before it answered
    std::vector<gateway::Event> results;
    unsigned doubts = 0;
    std::vector<gateway::Event> late;
    MonoTime told_at;
    unsigned told_life = 0;
  };
  enum Which : std::uint8_t { faulty_one = 0, steady_one = 1 };

  explicit FaultWorld(std::uint64_t seed_in = 1);
  ~FaultWorld();

  // --- the gateway's lives

  void begin();
  /// kill -9 and start again.
  void die_and_begin(std::size_t made_it = 0);
  [[nodiscard]] unsigned life() const { return life_; }
  [[nodiscard]] carrier::Settings& link(Which which = faulty_one) { return settings.carriers[which].link; }
  [[nodiscard]] carrier::CarrierStatus carrier_status(Which which = faulty_one) const;
  [[nodiscard]] unsigned bound_count(Which which = faulty_one) const;
  [[nodiscard]] bool all_bound(Which which = faulty_one) const;
  /// Over all lives, of those that matter here.
  struct Sums {
    std::uint64_t resends = 0;
    std::uint64_t duplicates_delivered = 0;
    std::uint64_t doubts = 0;
  };
  [[nodiscard]] Sums sums() const;

  // --- the platform

  /// Asks for one message; its text names it. Returns its number in `sent`.
  std::size_t ask(Which which, TrafficClass traffic_class = TrafficClass::notice, std::size_t octets = 20,
                  std::optional<std::size_t> same_phone_as = std::nullopt);
  void ask_many(std::size_t count, TrafficClass traffic_class = TrafficClass::notice, std::size_t octets = 20);
  [[nodiscard]] bool told(std::size_t number) const { return !sent[number].results.empty(); }
  /// Whether all that was acknowledged has its result.
  [[nodiscard]] bool all_told() const;
  /// The state that was told first; "" for none yet.
  [[nodiscard]] std::string state_of(std::size_t number) const;
  [[nodiscard]] std::string reason_of(std::size_t number) const;
  /// How many of account `demo` were told so.
  [[nodiscard]] std::size_t count_told(const std::string& state) const;
  /// Runs until everything was told, and a while longer; what was told twice, or too late, shows then.
  void rest(Micros limit = Seconds(7200));
  /// An event that any account was told.
  void note(const gateway::Event& event);

  const std::uint64_t seed;
  SimSmsc steady_smsc;
  FaultyCarrier faulty;
  FaultyCarrier steady;
  AccountNumber beside;
  std::vector<Sent> sent;
  Micros tick = Millis(100);
  Micros steady_every{0};        ///< how often a message goes out beside; 0: never
  std::function<void()> looked;  ///< called at every tick

 private:
  void add_counters() { past_ = sums(); }
  void on_tick();
  void take_events_of(AccountNumber of);

  unsigned life_ = 0;
  Sums past_;
  MonoTime next_beside_{};
  std::map<MessageId, std::size_t> by_id_;
};

}  // namespace smppedge::sim
