// SPDX-License-Identifier: Apache-2.0
// A gateway with its world: clock, network, disk, one carrier and a platform, all simulated, all from a seed. The
// gateway may die at any moment and be started again on what the disk then holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/gateway.h"
#include "receipt/receipt_state.h"
#include "tests/support/fake_store.h"
#include "tests/support/sim_network.h"
#include "tests/support/sim_rng.h"
#include "tests/support/sim_scheduler.h"
#include "tests/support/sim_smsc.h"

namespace smppedge::sim {

inline constexpr std::uint16_t carrier_port = 2776;

class World {
 public:
  explicit World(std::uint64_t seed = 1);
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World();

  /// Settings like those of the last carrier, for another one.
  [[nodiscard]] gateway::CarrierSettings another_carrier(const std::string& name, std::uint16_t port,
                                                         const std::string& access_number);

  // --- the gateway's life

  void start();
  /// Carriers and routes of `settings`, as a reload of the configuration brings them.
  void reload_settings();
  /// Starts it and waits until its bind is up.
  void start_bound();
  /// kill -9: of what the disk was writing, `made_it` commits are on it, unacknowledged.
  void crash(std::size_t made_it = 0);
  /// From now on each commit and checkpoint takes up to `delay_max`, by chance.
  void slow_disk(Micros delay_max);
  [[nodiscard]] bool bound() const;
  bool run_until(const std::function<bool()>& done, Micros limit = Seconds(30));

  // --- the platform

  struct Answers {
    std::vector<gateway::AcceptEntry> entries;
    std::vector<gateway::RequestError> errors;
  };
  void send(gateway::AcceptRequest request);
  void send(const std::string& to, const std::string& text = "hello",
            TrafficClass traffic_class = TrafficClass::notice);
  void send(gateway::AcceptItem item);
  /// Sends, and runs until it is answered.
  MessageId accept(const std::string& to, const std::string& text = "hello",
                   TrafficClass traffic_class = TrafficClass::notice);
  /// Takes every event that is offered and acknowledges what it took.
  void take_events(bool acknowledge = true);
  /// Runs until an event of that message was told; nullptr when none was within `limit`.
  const gateway::Event* result_of(MessageId id, Micros limit = Seconds(60));
  [[nodiscard]] std::size_t results_of(MessageId id) const;
  /// What handsets were told to have written, in the order of the events.
  std::vector<std::string> reply_texts();

  // --- the carrier

  /// What the carrier does with a destination, by its last digit.
  std::optional<SimSmsc::Reply> reply_to(const SimSmsc::Submit& submit);
  /// On any connection that can carry it; again after a while until one can.
  void send_receipt(const std::string& id, const std::string& phone, receipt::State state);
  bool deliver(const pdu::ShortMessage& message, session::Cookie cookie = 0);
  [[nodiscard]] bool acknowledged(session::Cookie cookie) const;
  void reply_from(const std::string& phone, const std::string& text);

  void turn_disk();

  SimScheduler scheduler;
  SimNetwork network{scheduler};
  SimRng rng;
  FakeStore store;
  AccountNumber account;
  CarrierNumber carrier;
  gateway::Settings settings;
  std::unique_ptr<SimSmsc> smsc;
  std::unique_ptr<gateway::Gateway> gateway;

  Answers answers;
  std::map<std::uint64_t, gateway::Event> events;  ///< by sequence: told again is told once

  bool silent = false;  ///< the carrier takes submits and answers none
  bool receipts = true;
  Micros response_delay = Millis(5);
  Micros receipt_delay = Millis(500);
  std::string sender_number = "1069000111001";
  std::uint64_t ids = 0;
  session::Cookie cookies = 0;
  std::multimap<std::string, std::string> accepted_ids;
  bool contradicts = false;  ///< sends a second, different receipt a while after the first

 private:
  [[nodiscard]] sender::SenderDirectory senders() const;

  Micros disk_delay_max_{0};
};

}  // namespace smppedge::sim
