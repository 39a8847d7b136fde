// SPDX-License-Identifier: Apache-2.0
// A door that pushes the events of one channel to a client that answers as a test says, and watches what the gateway
// promises of it: nothing that was taken for good comes again, and the events of a message come in their order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include "tests/sim/world.h"

namespace smppedge::sim {

class Pusher {
 public:
  struct Answer {
    bool takes = true;
    Micros again_after{0};  ///< of a refusal
    Micros after{0};        ///< how long the client thinks
  };

  Pusher(World& world, gateway::EventChannel channel);
  Pusher(const Pusher&) = delete;
  Pusher& operator=(const Pusher&) = delete;
  ~Pusher();

  std::function<Answer(const gateway::Event&)> answer = [](const gateway::Event&) { return Answer{}; };
  unsigned limit = 10;
  Micros between{0};  ///< how long it works on a page before it asks for the next

  /// After each start of the gateway: what was out when the last one died is forgotten.
  void start();

  std::vector<gateway::Event> told;                    ///< each time
  std::set<std::uint64_t> taken;                       ///< ids, once that is durable
  std::map<std::uint64_t, gateway::Event> first_told;  ///< by id
  std::uint64_t told_after_taken = 0;
  std::uint64_t told_out_of_order = 0;

  [[nodiscard]] std::size_t times_told(MessageId message, gateway::Event::Kind kind) const;

 private:
  void ask();
  void tell(const gateway::Event& event);
  void settle(const gateway::Event& event, const Answer& given);

  World& world_;
  gateway::EventChannel channel_;
  unsigned life_ = 0;
  std::map<MessageId, EventSequence> unsettled_;  ///< told and not taken
};

}  // namespace smppedge::sim
