// SPDX-License-Identifier: Apache-2.0
// How a message is to leave: its carrier by the route, its sender, its cut and its concatenation reference; parts of a
// client's own leave as the first of them did. Nothing is recorded here. Core loop only.
#pragma once

#include <string_view>

#include "gateway/core.h"
#include "gateway/cut_body.h"
#include "gateway/pins.h"
#include "gateway/routing.h"

namespace smppedge::gateway {

class Planner {
 public:
  Planner(Core& core, Pins& pins) : core_(core), pins_(pins), routing_(core.settings.routes) {}

  struct Planned {
    Plan plan;
    std::string_view extend;  ///< the account's digits behind its number: a view into the item
  };
  /// "no_route", "text_too_long", "invalid_sender", "invalid_extend", or "queue_full" for one part too many.
  [[nodiscard]] Expected<Planned, RequestError> plan(const AccountSettings& account, const AcceptItem& item,
                                                     CutBody& body, const PhoneNumber& phone);
  /// For a message that was planned and not sent: another body by the same carrier, sender and reference.
  [[nodiscard]] Expected<Plan, RequestError> replan(const Message& message, CutBody& body);

 private:
  /// The first of a route's carriers that has a bind.
  [[nodiscard]] const CarrierSettings* preferred(const std::vector<CarrierNumber>& carriers) const;
  [[nodiscard]] const CarrierSettings* carrier_for(const PhoneNumber& phone) const;
  [[nodiscard]] static text::ReferenceWidth width_of(PartForm form);
  [[nodiscard]] Expected<Plan, RequestError> plan_first_part(const PartsKey& key, Plan plan);

  Core& core_;
  Pins& pins_;
  Routing routing_;
};

}  // namespace smppedge::gateway
