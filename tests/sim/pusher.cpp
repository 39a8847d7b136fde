// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/pusher.h"

namespace smppedge::sim {

Pusher::Pusher(World& world, gateway::EventChannel channel) : world_(world), channel_(channel) {}

Pusher::~Pusher() = default;

void Pusher::start() {
  ++life_;
  unsettled_.clear();
  ask();
}

std::size_t Pusher::times_told(MessageId message, gateway::Event::Kind kind) const {
  std::size_t count = 0;
  for (const gateway::Event& event : told) {
    count += event.kind == kind && event.message != nullptr && event.message->id == message ? 1U : 0U;
  }
  return count;
}

void Pusher::ask() {
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

void Pusher::tell(const gateway::Event& event) {
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

void Pusher::settle(const gateway::Event& event, const Answer& given) {
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

}  // namespace smppedge::sim
