// SPDX-License-Identifier: Apache-2.0
#include "gateway/planner.h"

#include <algorithm>
#include <limits>

#include "gateway/lookups.h"
#include "gateway/request_error.h"
#include "gateway/standing.h"
#include "policy/sign.h"

namespace smppedge::gateway {
namespace {

/// Type and plan are the carrier's to want, whoever named the address.
SenderAddress typed(const SenderAddress& sender, const Profile& profile) {
  if (sender.text().empty()) return sender;
  const AddressType& type = profile.source_types.of(sender.text());
  return *SenderAddress::make(sender.text(), type.ton, type.npi);
}

/// How the body leaves by that profile.
void plan_body(Plan& plan, const text::Cut& cut, const Profile& profile) {
  plan.encoding = cut.encoding;
  plan.data_coding = profile.data_coding_of(cut.encoding);
  plan.segments = static_cast<std::uint8_t>(cut.segments());
}

SenderRefusal too_many_numbers(const sender::Chosen& further) {
  SenderRefusal refused{
      invalid("senders_in_use",
              "This recipient knows too many sender numbers of the account from the last 72 hours; send "
              "later, or name a conversation that it already has.")};
  sender::Digits range;
  if (further.base_digits != 0 && range.assign(further.address.text().substr(0, further.base_digits))) {
    refused.ranges.push_back(range);
  }
  return refused;
}

}  // namespace

Standby Planner::standby_of(CarrierNumber number, bool may_probe) const {
  const carrier::Carrier* carrier = core_.carrier(number);
  if (carrier == nullptr || !core_.configured(number)) return Standby::excluded;
  if (carrier->takes_messages()) return Standby::ready;
  if (!may_probe || !carrier->probe_due()) return Standby::waiting;
  const auto probed = probed_at_.find(number);
  const bool again = probed == probed_at_.end() || core_.scheduler.mono() - probed->second >= probe_interval;
  return again ? Standby::ready : Standby::waiting;
}

void Planner::note_probe(CarrierNumber number) {
  const carrier::Carrier* carrier = core_.carrier(number);
  if (carrier != nullptr && carrier->probe_due()) probed_at_[number] = core_.scheduler.mono();
}

const CarrierSettings* Planner::carrier_for(const RouteQuery& query, const PhoneNumber& phone, bool may_probe) const {
  const RouteTargets* targets = routing_.find(query);
  if (targets == nullptr) return nullptr;
  const auto chosen = choose_carrier(
      *targets, phone, [this, may_probe](CarrierNumber carrier) { return standby_of(carrier, may_probe); });
  return chosen ? core_.carrier_settings(*chosen) : nullptr;
}

bool Planner::has_elsewhere(CarrierNumber carrier) const {
  const std::vector<CarrierNumber>& others = routing_.beside(carrier);
  return std::any_of(others.begin(), others.end(),
                     [this](CarrierNumber other) { return standby_of(other, true) == Standby::ready; });
}

std::optional<CarrierNumber> Planner::elsewhere(const Message& message, Among among) const {
  const RouteTargets* targets = routing_.find({message.to.digits(), message.traffic_class, message.account});
  if (targets == nullptr) return std::nullopt;
  return choose_carrier(*targets, message.to, [&](CarrierNumber carrier) {
    const auto& refused = message.refused_by;
    const bool tried =
        carrier == message.plan.carrier || std::find(refused.begin(), refused.end(), carrier) != refused.end();
    const Standby standby = tried ? Standby::excluded : standby_of(carrier, true);
    if (among == Among::all) return standby;
    const Lane* lane = core_.queues.find(carrier);
    if (standby != Standby::ready || lane == nullptr) return Standby::excluded;
    if (among == Among::with_room && !lane->has_room(message.traffic_class)) return Standby::excluded;
    if (among == Among::with_turn && !lane->owes_move(message.traffic_class)) return Standby::excluded;
    return standby;
  });
}

std::size_t Planner::moves_free(CarrierNumber carrier, TrafficClass traffic_class) const {
  const Lane* lane = core_.queues.find(carrier);
  const bool takes = lane != nullptr && standby_of(carrier, true) == Standby::ready;
  return takes ? lane->moves_free(traffic_class) : std::numeric_limits<std::size_t>::max();
}

std::string_view Planner::sign_of(AccountNumber account, BodyKind kind, std::string_view body) const {
  if (kind != BodyKind::text || !core_.senders.lists_signatures(account)) return {};
  return policy::sign_of(body);
}

std::string_view Planner::sign_of(const Message& message) const {
  const std::string_view sign = sign_of(message.account, message.body_kind, message.body);
  if (!sign.empty()) return sign;
  const auto owner = core_.senders.owner_of(message.plan.carrier, message.plan.sender.text());
  return owner && owner->account == message.account ? owner->sign : std::string_view();
}

bool Planner::keeps_sign(const Message& message, const CutBody& body) const {
  const auto owner = core_.senders.owner_of(message.plan.carrier, message.plan.sender.text());
  if (!owner || owner->account != message.account || !core_.senders.lists_signatures(message.account)) return true;
  const std::string_view wanted = sign_of(message.account, body.kind(), body.content());
  if (!wanted.empty()) return wanted == owner->sign;
  return sign_of(message.account, message.body_kind, message.body).empty();
}

bool Planner::must_look_up(const Message& message) const {
  return core_.needs_history(message.account, message.traffic_class, message.to) && !core_.windows.knows(message.to);
}

Expected<ChosenSender, SenderRefusal> Planner::sender_for(const AccountSettings& account,
                                                          const SenderWish& wish) const {
  Windows::Used used;
  if (core_.needs_history(account.number, wish.traffic_class, wish.recipient)) {
    if (!core_.windows.knows(wish.recipient)) return failure(SenderRefusal{store_busy()});  // forgotten meanwhile
    used = core_.windows.used_by(wish.recipient);
  }
  auto sender = choose_sender(core_.senders, account, wish, used.numbers, core_.scheduler.wall(), core_.rng);
  const bool is_number = sender && sender->base_digits != 0;
  if (is_number && used.is_crowded(account.number) && !used.has(sender->address.text(), account.number)) {
    return failure(too_many_numbers(*sender));
  }
  if (sender) {
    core_.sender_use.chosen(wish.carrier, *sender, core_.scheduler.mono());
    if (sender->avoided > 0) core_.accounts[account.number].senders_avoided += sender->avoided;
  }
  return sender;
}

/// Of a request: a message that waits may be tried at carrier after carrier, and again.
void Planner::note_refused(const AccountSettings& account, CarrierNumber carrier, const SenderRefusal& refused) const {
  if (refused.ranges.empty()) return;
  ++core_.accounts[account.number].senders_in_use;
  for (const sender::Digits& range : refused.ranges) {
    core_.sender_use.refused(carrier, range, core_.scheduler.mono());
  }
}

std::optional<Plan> Planner::plan_by(CarrierNumber number, const Message& message) {
  const CarrierSettings* carrier = core_.carrier_settings(number);
  const AccountSettings* account = core_.account(message.account);
  if (carrier == nullptr || account == nullptr) return std::nullopt;
  auto body = CutBody::make(message.body_kind, message.data_coding, message.body, account->segments_max);
  if (!body) return std::nullopt;
  const text::CutRules& rules = carrier->link.profile.cut_rules;
  const auto cut = body->cut(rules);
  if (!cut) return std::nullopt;
  // A sender that the client may name everywhere stays; its own number is another one there.
  SenderWish wish{number, message.to, message.traffic_class, sign_of(message), nullptr, {}, message.conversation};
  if (message.client) wish.named = &message.client->source;
  if (!may_name(core_.senders, *account, wish)) {
    wish.named = nullptr;
    wish.extend = message.extend;
  }
  const auto sender = sender_for(*account, wish);
  if (!sender) return std::nullopt;
  Plan plan;
  plan.carrier = number;
  plan.sender = typed(sender->address, carrier->link.profile);
  plan.cut_rules = rules;
  plan_body(plan, **cut, carrier->link.profile);
  if (plan.segments > 1) plan.reference = next_reference(sender->address, message.to, rules.width);
  return plan;
}

std::uint16_t Planner::next_reference(const SenderAddress& sender, const PhoneNumber& phone,
                                      text::ReferenceWidth width) const {
  return core_.references.next(sender, phone, width, core_.windows.last_reference(phone, sender.text()));
}

text::ReferenceWidth Planner::width_of(PartForm form) {
  return form == PartForm::udh_8 ? text::ReferenceWidth::bits_8 : text::ReferenceWidth::bits_16;
}

Expected<Plan, RequestError> Planner::plan_first_part(const PartsKey& key, Plan plan) {
  plan.cut_rules.width = width_of(key.form);
  if (pins_.full()) {
    return failure(overloaded("queue_full", "Too many long messages are in the middle of their parts.", Seconds(10)));
  }
  plan.reference = next_reference(plan.sender, key.to, plan.cut_rules.width);
  return plan;
}

Expected<Planner::Planned, RequestError> Planner::plan(const AccountSettings& account, const AcceptItem& item,
                                                       CutBody& body, const PhoneNumber& phone) {
  const bool part = item.client && is_part(*item.client);
  const PartsKey key = part ? PartsKey::of(account.number, phone, *item.client) : PartsKey();
  // A carrier that retires still finishes what it has begun.
  const Pins::Pin* pin = part ? pins_.find(key) : nullptr;
  if (pin != nullptr && core_.carrier_settings(pin->carrier) != nullptr) {
    const text::CutRules rules{.width = width_of(key.form)};
    const auto cut = body.cut(rules);
    if (!cut) return failure(cut.error());
    return Planned{{pin->carrier, pin->sender, (*cut)->encoding, rules, pin->reference, 1}, item.extend};
  }
  // Parts would all have to follow a probe, and what leaves later says nothing of now.
  const bool may_probe = !part && !item.send_at;
  const CarrierSettings* carrier = carrier_for({phone.digits(), item.traffic_class, account.number}, phone, may_probe);
  if (carrier == nullptr) {
    return failure(invalid("no_route", "No carrier is configured for numbers that begin like this one."));
  }
  const text::CutRules& rules = carrier->link.profile.cut_rules;
  const auto cut = body.cut(rules);
  if (!cut) return failure(cut.error());
  const std::string_view sign = sign_of(account.number, body.kind(), body.content());
  const SenderAddress* named = item.source ? &*item.source : nullptr;
  const auto sender = sender_for(account, {carrier->number, phone, item.traffic_class, sign, named, item.extend,
                                           lookup_of_conversation(item.conversation)});
  if (!sender) {
    note_refused(account, carrier->number, sender.error());
    const RequestError& why = sender.error();
    return failure(why);
  }
  Planned planned;
  planned.extend = sender->extend;
  planned.plan.carrier = carrier->number;
  planned.plan.sender = typed(sender->address, carrier->link.profile);
  planned.plan.cut_rules = rules;
  plan_body(planned.plan, **cut, carrier->link.profile);
  if (part) {
    auto first = plan_first_part(key, planned.plan);
    if (!first) return failure(first.error());
    planned.plan = *first;
  } else if (planned.plan.segments > 1) {
    planned.plan.reference = next_reference(sender->address, phone, rules.width);
  }
  if (may_probe) note_probe(carrier->number);
  return planned;
}

Expected<Plan, RequestError> Planner::replan(const Message& message, CutBody& body) {
  const Profile& profile = core_.profile_of(message.plan.carrier);
  Plan plan = message.plan;
  const bool part = message.client && is_part(*message.client);  // and is to stay like its siblings
  if (!part && core_.configured(plan.carrier)) plan.cut_rules = profile.cut_rules;
  const auto cut = body.cut(plan.cut_rules);
  if (!cut) return failure(cut.error());
  plan_body(plan, **cut, profile);
  const bool has_reference = message.plan.segments > 1 && plan.cut_rules.width == message.plan.cut_rules.width;
  if (plan.segments > 1 && !has_reference) {
    plan.reference = next_reference(plan.sender, message.to, plan.cut_rules.width);
  }
  return plan;
}

/// Of a message of which the carrier has nothing yet, and that was planned with other numbers to choose from perhaps.
bool Planner::may_not_leave_from_it(const Message& message) const {
  const SenderAddress& sender = message.plan.sender;
  const AccountSettings* account = core_.account(message.account);
  if (message.accepted_at > core_.senders_since || sender.text().empty()) return false;
  if (message.doubted || standing_of(message) != Standing::unsent) return false;
  if (account == nullptr) return true;
  const SenderWish same{message.plan.carrier, message.to, message.traffic_class, sign_of(message), &sender, {}, 0};
  return !may_name(core_.senders, *account, same);
}

bool Planner::lost_number(const Message& message) const {
  const bool is_planned_anew =
      core_.account(message.account) != nullptr && !(message.client && is_part(*message.client));
  return is_planned_anew && may_not_leave_from_it(message);
}

bool Planner::has_anothers_number(const Message& message) const {
  if (message.accepted_at > core_.senders_since) return false;
  const auto owner = core_.senders.owner_anywhere(message.plan.sender.text());
  if (!owner) return false;
  const bool is_anothers =
      owner->account != message.account || (!owner->sign.empty() && owner->sign != sign_of(message));
  return is_anothers && may_not_leave_from_it(message);  // asked last: it costs most, and lost_number() has asked it
}

std::optional<Plan> Planner::plan_as_configured(const Message& message, bool lost_number) {
  if (!core_.configured(message.plan.carrier)) return std::nullopt;
  if (lost_number) {
    if (auto plan = plan_by(message.plan.carrier, message)) return plan;
  }
  return plan_by_profile(message);
}

std::optional<Plan> Planner::plan_by_profile(const Message& message) {
  if (message.body_kind == BodyKind::verbatim) return std::nullopt;
  const Profile& profile = core_.profile_of(message.plan.carrier);
  const bool stands = message.plan.cut_rules == profile.cut_rules &&
                      message.plan.data_coding == profile.data_coding_of(message.plan.encoding);
  // What may be with the carrier is finished as it was begun.
  if (stands || message.doubted || standing_of(message) != Standing::unsent) return std::nullopt;
  const AccountSettings* account = core_.account(message.account);
  if (account == nullptr) return std::nullopt;
  auto body = CutBody::make(message.body_kind, message.data_coding, message.body, account->segments_max);
  if (!body) return std::nullopt;
  const auto plan = replan(message, *body);
  return plan && *plan != message.plan ? std::optional(*plan) : std::nullopt;
}

}  // namespace smppedge::gateway
