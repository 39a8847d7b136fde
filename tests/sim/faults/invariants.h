// SPDX-License-Identifier: Apache-2.0
// What must hold under every fault (design.md, "What must always hold"), looked at while a FaultWorld runs and when it
// has come to rest. What does not hold is a sentence; no sentence, and all is well.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "tests/sim/faults/fault_world.h"

namespace smppedge::sim {

class Invariants {
 public:
  explicit Invariants(FaultWorld& world);
  Invariants(const Invariants&) = delete;
  Invariants& operator=(const Invariants&) = delete;
  ~Invariants();

  /// From accept to told, of messages beside the fault whose carrier answers in 5 ms and receipts after 500 ms: a tick
  /// of the one that asks for events on each side, and as much again.
  Micros beside_latency_max = Millis(1000);
  bool steady_is_steady = true;  ///< false: the other carrier has faults too
  bool ids_are_unique = true;    ///< false: the carrier uses its ids again
  bool contradicts = false;      ///< it sends different final receipts for one id

  /// Once the world has come to rest: everything that does not hold, a line each; empty: all does.
  [[nodiscard]] std::string broken();

 private:
  void say(const std::string& sentence);
  [[nodiscard]] std::string name_of(std::size_t number) const;

  /// While it runs: every bound.
  void look();

  void each_ends_once();
  /// How often the handset got each segment, through whichever carrier.
  [[nodiscard]] std::map<FaultyCarrier::SegmentKey, unsigned> copies() const;
  void copies_are_bounded();
  /// What a segment's timeline tells: step, attempt, second.
  [[nodiscard]] std::string steps_of(std::size_t number, unsigned segment);
  void extra_copies_are_counted();
  /// A receipt that the gateway has answered ROK is never lost: an attempt that it knows by that id shows it.
  void acknowledged_receipts_count(FaultWorld::Which which, FaultyCarrier& carrier);

  void nothing_is_left();
  void beside_is_unaffected();
  [[nodiscard]] std::optional<gateway::MessageView> find(std::size_t number);

  /// Messages in memory beyond live_messages_max until the next checkpoint lets them go.
  static constexpr std::uint64_t live_slack = 200;
  static constexpr std::size_t sentences_max = 20;

  FaultWorld& world_;
  std::set<std::string> said_;
  std::string broken_;
};

/// What each test of a fault runs on.
struct FaultStage : FaultWorld {
  explicit FaultStage(std::uint64_t seed_in = 1);
  ~FaultStage();

  /// Doubts and missing receipts end within minutes, and another message goes out beside five times a second.
  void shorten_times();
  Invariants invariants{*this};

  /// After the fault: a message through each carrier is delivered, both are served as before. Long enough for the
  /// longest wait between two binds.
  [[nodiscard]] bool serves_again(Micros limit = Seconds(120));
};

}  // namespace smppedge::sim
