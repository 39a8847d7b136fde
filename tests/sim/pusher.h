// SPDX-License-Identifier: Apache-2.0
// A door that pushes the events of one channel to a client that answers as a test says, and watches what the gateway
// promises of it: nothing that was taken for good comes again, and the events of a message come in their order.
#pragma once

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

  Pusher(World& world, gateway::EventChannel channel) : world_(world), channel_(channel) {}
  Pusher(const Pusher&) = delete;
  Pusher& operator=(const Pusher&) = delete;

  std::function<Answer(const gateway::Event&)> answer = [](const gateway::Event&) { return Answer{}; };
  unsigned limit = 10;
  Micros between{0};  ///< how long it works on a page before it asks for the next

  /// After each start of the gateway: what was out when the last one died is forgotten.
  void start() {
    ++life_;
    unsettled_.clear();
    ask();
  }

  std::vector<gateway::Event> told;                    ///< each time
  std::set<std::uint64_t> taken;                       ///< ids, once that is durable
  std::map<std::uint64_t, gateway::Event> first_told;  ///< by id
  std::uint64_t told_after_taken = 0;
  std::uint64_t told_out_of_order = 0;

  [[nodiscard]] std::size_t times_told(MessageId message, gateway::Event::Kind kind) const {
    std::size_t count = 0;
    for (const gateway::Event& event : told) {
      count += event.kind == kind && event.message != nullptr && event.message->id == message ? 1U : 0U;
    }
    return count;
  }

 private:
  void ask() {
    world_.gateway->take_events(channel_, limit, Seconds(60),
                                [this, life = life_](const Expected<gateway::EventsPage, gateway::RequestError>& page) {
                                  if (life != life_) return;
                                  if (page) {
                                    for (const gateway::Event& event : page->events) tell(event);
                                  }
                                  world_.scheduler.call_after(page ? between : Seconds(1), [this, life] {
                                    if (life == life_) ask();
                                  });
                                });
  }
  void tell(const gateway::Event& event) {
    told.push_back(event);
    first_told.try_emplace(event.id.value(), event);
    if (taken.contains(event.id.value())) ++told_after_taken;
    if (event.message != nullptr) {
      const auto [known, is_new] = unsettled_.try_emplace(event.message->id, event.sequence);
      if (!is_new && known->second != event.sequence) ++told_out_of_order;
    }
    const Answer given = answer(event);
    world_.scheduler.call_after(given.after, [this, life = life_, event, given] {
      if (life == life_) settle(event, given);
    });
  }
  void settle(const gateway::Event& event, const Answer& given) {
    gateway::EventsSettlement settlement;
    (given.takes ? settlement.taken : settlement.refused).push_back(event.sequence);
    settlement.again_after = given.again_after;
    if (given.takes && event.message != nullptr) unsettled_.erase(event.message->id);
    world_.gateway->settle_events(channel_, settlement,
                                  [this, life = life_, id = event.id.value(),
                                   takes = given.takes](const Expected<void, gateway::RequestError>& done) {
                                    if (life == life_ && done && takes) taken.insert(id);
                                  });
  }

  World& world_;
  gateway::EventChannel channel_;
  unsigned life_ = 0;
  std::map<MessageId, EventSequence> unsettled_;  ///< told and not taken
};

}  // namespace smppedge::sim
