// SPDX-License-Identifier: Apache-2.0
// Takes waiting messages to another carrier of their route: when theirs has taken none for its reroute_after (no bind,
// silent, breaker open) or is not configured any more, and when it has refused one with a status that says "not mine".
// Never what a carrier has or may have: a message moves as a whole, when none of its segments is under way, accepted or
// in doubt; the one exception is a single segment that the policy `resend` sends again, where its carrier has no bind
// (design.md, "In doubt"). Parts that a client has cut itself stay together where they are. A carrier that takes
// nothing keeps a message to be probed by when it may be, and one that retires keeps what it has begun. Core loop only.
#pragma once

#include <functional>
#include <unordered_set>

#include "gateway/core.h"
#include "gateway/delayed.h"
#include "gateway/head_reader.h"
#include "gateway/phone_look_up.h"
#include "gateway/planner.h"

namespace smppedge::gateway {

/// Whether it may leave by another carrier than planned.
[[nodiscard]] bool may_move(const Message& message);

class Reroute {
 public:
  /// `ask_again` is called for a message of which move_refused() could not tell yet.
  Reroute(Core& core, HeadReader& reader, Planner& planner, std::function<void(MessageId)> ask_again)
      : core_(core),
        reader_(reader),
        planner_(planner),
        ask_again_(std::move(ask_again)),
        asked_again_(core.scheduler, ask_again_),
        look_up_(core, planner) {}

  /// Called at the end of every turn, before claims are made.
  void run();
  /// What could go nowhere may find a way now.
  void look_again();
  /// That carrier's standing may have changed.
  void on_change(const carrier::Carrier& carrier);
  /// Its carrier says that the number is another network's. True: it waits for another carrier now, or will be asked
  /// for again; false: there is none for it.
  [[nodiscard]] bool move_refused(LiveMessage& message);

 private:
  enum class Moved : std::uint8_t {
    yes,
    later,    ///< it is held until the carrier that takes it has room
    not_now,  ///< the same, but too many are held; or what its phone was sent before is being looked up
    never,    ///< no other carrier takes it now
  };

  void run(Lane& lane);
  /// Whether the lane is left alone in this turn, so that Dispatch claims a message of it as a probe.
  [[nodiscard]] bool leave_probe(Lane& lane, const carrier::Carrier& carrier);
  void empty(Lane& lane, Reason reason);
  /// False when nothing more of the lane can be moved in this turn.
  [[nodiscard]] bool step(Lane& lane, const Lane::Head& head, Reason reason);
  [[nodiscard]] Moved move(LiveMessage& message, Lane& from, const Lane::Head& head, Reason reason);
  [[nodiscard]] bool finishes(CarrierNumber number, const Message& message) const;
  void replan(LiveMessage& message, const Plan& plan, Reason reason);
  void look_again_at(MonoTime time);

  Core& core_;
  HeadReader& reader_;
  Planner& planner_;
  std::unordered_set<CarrierNumber> ready_;  ///< as last heard
  std::unordered_set<CarrierNumber> bound_;  ///< likewise
  const std::function<void(MessageId)> ask_again_;
  Delayed asked_again_;  ///< whose phones could not be looked up
  PhoneLookUp look_up_;
  Timer timer_;
  MonoTime look_at_{};
};

}  // namespace smppedge::gateway
