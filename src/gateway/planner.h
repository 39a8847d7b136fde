// SPDX-License-Identifier: Apache-2.0
// How a message is to leave: its carrier by the route, its sender, its cut and its concatenation reference; parts of a
// client's own leave as the first of them did. And how one that waits may leave elsewhere. Nothing is recorded here.
// Core loop only.
#pragma once

#include <string_view>

#include "gateway/carrier_choice.h"
#include "gateway/core.h"
#include "gateway/cut_body.h"
#include "gateway/pins.h"
#include "gateway/routing.h"

namespace smppedge::gateway {

class Planner {
 public:
  Planner(Core& core, Pins& pins, Routing routing) : core_(core), pins_(pins), routing_(std::move(routing)) {}

  /// A reload's: for messages from now on, and for those that are taken elsewhere.
  void change(Routing routing) { routing_ = std::move(routing); }

  struct Planned {
    Plan plan;
    std::string_view extend;  ///< the account's digits behind its number: a view into the item
  };
  /// "no_route", "text_too_long", "invalid_sender", "invalid_extend", or "queue_full" for one part too many.
  [[nodiscard]] Expected<Planned, RequestError> plan(const AccountSettings& account, const AcceptItem& item,
                                                     CutBody& body, const PhoneNumber& phone);
  /// For a message that was planned and not sent: another body by the same carrier, sender and reference.
  [[nodiscard]] Expected<Plan, RequestError> replan(const Message& message, CutBody& body);

  /// Whether some carrier takes messages now that a message planned for `carrier` might go to.
  [[nodiscard]] bool has_elsewhere(CarrierNumber carrier) const;
  /// The carrier that takes a message which cannot leave by the planned one: not that one, nor one that has refused the
  /// number. `only_ready`: one that takes messages now; else one that waits will do. nullopt: there is none.
  [[nodiscard]] std::optional<CarrierNumber> elsewhere(const Message& message, bool only_ready) const;
  /// The plan by that carrier; nullopt when the message cannot leave by it.
  [[nodiscard]] std::optional<Plan> plan_by(CarrierNumber carrier, const Message& message);

 private:
  [[nodiscard]] const CarrierSettings* carrier_for(const RouteQuery& query, const PhoneNumber& phone) const;
  [[nodiscard]] Standby standby_of(CarrierNumber carrier) const;
  [[nodiscard]] static text::ReferenceWidth width_of(PartForm form);
  [[nodiscard]] Expected<Plan, RequestError> plan_first_part(const PartsKey& key, Plan plan);

  Core& core_;
  Pins& pins_;
  Routing routing_;
};

}  // namespace smppedge::gateway
