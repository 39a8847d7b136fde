// SPDX-License-Identifier: Apache-2.0
// How a message is to leave: its carrier by the route, its sender, its cut and its concatenation reference; parts of a
// client's own leave as the first of them did. And how one that waits may leave elsewhere. Nothing is recorded here.
// Core loop only.
#pragma once

#include <string_view>
#include <unordered_map>

#include "gateway/carrier_choice.h"
#include "gateway/core.h"
#include "gateway/cut_body.h"
#include "gateway/named_sender.h"
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
  /// "no_route", "text_too_long", what choose_sender refuses, or "queue_full" for one part too many.
  [[nodiscard]] Expected<Planned, RequestError> plan(const AccountSettings& account, const AcceptItem& item,
                                                     CutBody& body, const PhoneNumber& phone);
  /// For a message that was planned and not sent: another body by the same carrier and sender, as its profile is now.
  [[nodiscard]] Expected<Plan, RequestError> replan(const Message& message, CutBody& body);
  /// Whether another body is signed so that the number of `message` may carry it: one number, one signature.
  [[nodiscard]] bool keeps_sign(const Message& message, const CutBody& body) const;
  /// Its own body so, where a reload has changed what the carrier wants, or has taken its number away (lost_number()),
  /// and none of it is with the carrier. nullopt: its plan stands.
  [[nodiscard]] std::optional<Plan> plan_as_configured(const Message& message, bool lost_number);
  /// Whether it was planned to leave from a number that the configuration does not give it any more, and the carrier
  /// has nothing of it. Parts of a client's own keep the number of their first.
  [[nodiscard]] bool lost_number(const Message& message) const;
  /// Whether it has, and that is another account's or signature's by now: it must not leave by it. Of parts too.
  [[nodiscard]] bool has_anothers_number(const Message& message) const;

  /// Whether its phone is to be looked up before it can be planned anew (Core::needs_history).
  [[nodiscard]] bool must_look_up(const Message& message) const;

  /// Whether some carrier takes messages now, or one as a probe, that a message planned for `carrier` might go to.
  [[nodiscard]] bool has_elsewhere(CarrierNumber carrier) const;
  enum class Among : std::uint8_t {
    all,        ///< one that waits will do
    ready,      ///< it takes messages now, or this one as a probe
    with_turn,  ///< ... and it owes a move to those of this class (Lane::owes_move)
    with_room,  ///< ... and what waits there leaves room for it
  };
  /// The carrier that takes a message which cannot leave by the planned one: not that one, nor one that has refused the
  /// number. nullopt: there is none.
  [[nodiscard]] std::optional<CarrierNumber> elsewhere(const Message& message, Among among) const;
  /// How many messages of a class that wait for another carrier may be taken to that one now. Without bound where it
  /// takes none: they are to be looked at again.
  [[nodiscard]] std::size_t moves_free(CarrierNumber carrier, TrafficClass traffic_class) const;
  /// A message was planned for that carrier: when that is to be a probe, the next comes probe_interval later.
  void note_probe(CarrierNumber carrier);
  /// The plan by that carrier; nullopt when the message cannot leave by it.
  [[nodiscard]] std::optional<Plan> plan_by(CarrierNumber carrier, const Message& message);

 private:
  [[nodiscard]] bool may_not_leave_from_it(const Message& message) const;
  /// The signature in front of a text, of an account whose numbers are told apart by it; else empty.
  [[nodiscard]] std::string_view sign_of(AccountNumber account, BodyKind kind, std::string_view body) const;
  /// ... or, of a text without one, that of the number which it was planned to leave from.
  [[nodiscard]] std::string_view sign_of(const Message& message) const;
  /// One that is chosen counts in the figures.
  [[nodiscard]] Expected<ChosenSender, SenderRefusal> sender_for(const AccountSettings& account,
                                                                 const SenderWish& wish) const;
  void note_refused(const AccountSettings& account, CarrierNumber carrier, const SenderRefusal& refused) const;
  [[nodiscard]] std::optional<Plan> plan_by_profile(const Message& message);
  [[nodiscard]] std::uint16_t next_reference(const SenderAddress& sender, const PhoneNumber& phone,
                                             text::ReferenceWidth width) const;
  /// `may_probe`: by this message it may be learned whether a carrier takes any again.
  [[nodiscard]] const CarrierSettings* carrier_for(const RouteQuery& query, const PhoneNumber& phone,
                                                   bool may_probe) const;
  [[nodiscard]] Standby standby_of(CarrierNumber carrier, bool may_probe) const;
  [[nodiscard]] static text::ReferenceWidth width_of(PartForm form);
  [[nodiscard]] Expected<Plan, RequestError> plan_first_part(const PartsKey& key, Plan plan);

  Core& core_;
  Pins& pins_;
  Routing routing_;
  std::unordered_map<CarrierNumber, MonoTime> probed_at_;
};

}  // namespace smppedge::gateway
