// SPDX-License-Identifier: Apache-2.0
#include "gateway/accept.h"

#include <fmt/format.h>

#include <boost/unordered/unordered_flat_map.hpp>

#include "policy/number.h"
#include "policy/sign.h"

namespace smppedge::gateway {
namespace {

RequestError invalid(std::string_view code, std::string message) {
  return {RequestError::Kind::invalid, code, std::move(message), Seconds(0)};
}

RequestError text_error(text::TextError error, unsigned segments_max) {
  switch (error) {
    case text::TextError::empty:
      return invalid("empty_text", "The text is empty; send at least one character.");
    case text::TextError::not_utf8:
      return invalid("invalid_text", "The text is not valid UTF-8; encode it again.");
    case text::TextError::too_many_segments:
      break;
  }
  return invalid("text_too_long",
                 fmt::format("The text needs more than {} segments, this account's limit; shorten it.", segments_max));
}

RequestError sender_error(sender::SenderError error) {
  return invalid("invalid_extend", std::string(sender::advice(error)));
}

}  // namespace

Expected<Accept::Common, RequestError> Accept::check(AccountNumber account, const AcceptItem& request) const {
  Common common;
  common.account = core_.account(account);
  if (common.account == nullptr) {
    return failure(RequestError{RequestError::Kind::forbidden, "unknown_account",
                                "This account is not configured any more.", Seconds(0)});
  }
  if (request.error) return failure(*request.error);
  if (request.body.empty()) return failure(text_error(text::TextError::empty, 0));
  common.text = request.body;
  if (!request.sign.empty()) {
    const auto sign = policy::check_sign(request.sign);
    if (!sign) return failure(invalid("invalid_sign", std::string(policy::advice(sign.error()))));
    common.text = policy::signed_text(*sign, request.body);
  }
  const DeliveryPolicy& delivery = core_.settings.delivery;
  common.validity = request.validity.value_or(delivery.validity[static_cast<std::size_t>(request.traffic_class)]);
  if (common.validity.count() < 1 || common.validity > delivery.validity_max) {
    return failure(invalid("invalid_validity", fmt::format("The validity must lie between 1 and {} seconds.",
                                                           delivery.validity_max.count())));
  }
  if (const auto any = cut(common, text::ReferenceWidth::bits_8); !any) return failure(any.error());
  return common;
}

Expected<const text::Cut*, RequestError> Accept::cut(Common& common, text::ReferenceWidth width) const {
  for (const auto& [known_width, known] : common.cuts) {
    if (known_width == width) return &known;
  }
  auto made = text::cut(common.text, width, common.account->segments_max);
  if (!made) return failure(text_error(made.error(), common.account->segments_max));
  common.cuts.reserve(4);  // pointers into it are given out
  return &common.cuts.emplace_back(width, std::move(*made)).second;
}

std::optional<RequestError> Accept::room_for(const AccountSettings& account, std::size_t messages) const {
  if (core_.store.statistics().below_watermark) {
    return RequestError{RequestError::Kind::disk_full, "disk_full",
                        "The gateway's disk is nearly full; nothing was accepted. Try again later.", Seconds(60)};
  }
  const auto overloaded = [](std::string_view code, std::string text, Seconds retry_after) {
    return RequestError{RequestError::Kind::overloaded, code, std::move(text), retry_after};
  };
  if (core_.ledger.open_bytes() > batch_bytes_accepts_max || core_.store.notes() > store::notes_max) {
    return overloaded("store_busy", "The gateway's disk is slow just now; nothing was accepted. Try again.",
                      Seconds(1));
  }
  if (core_.queues.size() + messages > core_.settings.queued_max) {
    return overloaded("queue_full", "Too many messages wait for their carrier; nothing was accepted.", Seconds(10));
  }
  if (core_.table.size() + messages > 2 * core_.settings.live_messages_max) {
    return overloaded("memory_full", "Too many messages are under way; nothing was accepted.", Seconds(1));
  }
  const auto open = core_.open_by_account.find(account.number);
  const std::uint64_t reserved = open == core_.open_by_account.end() ? 0 : open->second;
  if (report_.kept(account.number) + reserved + messages > account.events_max) {
    return overloaded("events_full",
                      "Too many messages of this account are open or wait for their event to be acknowledged; fetch "
                      "and acknowledge events first.",
                      Seconds(10));
  }
  return std::nullopt;
}

const CarrierSettings* Accept::preferred(const std::vector<CarrierNumber>& carriers) const {
  for (const CarrierNumber number : carriers) {
    const carrier::Carrier* carrier = core_.carrier(number);
    if (carrier != nullptr && carrier->can_submit()) return core_.carrier_settings(number);
  }
  return core_.carrier_settings(carriers.front());  // none can: it waits for the first
}

Expected<Plan, RequestError> Accept::plan(Common& common, const AcceptItem& request, const PhoneNumber& phone) {
  const std::vector<CarrierNumber>* carriers = routing_.find(phone.digits());
  const CarrierSettings* carrier = carriers == nullptr ? nullptr : preferred(*carriers);
  if (carrier == nullptr) {
    return failure(invalid("no_route", "No carrier is configured for numbers that begin like this one."));
  }
  const auto made = cut(common, carrier->link.profile.reference_width);
  if (!made) return failure(made.error());
  const auto sender = core_.senders.sender_of(carrier->number, common.account->number, request.extend);
  if (!sender) return failure(sender_error(sender.error()));
  Plan plan;
  plan.carrier = carrier->number;
  plan.sender = *sender;
  plan.encoding = (*made)->encoding;
  plan.reference_width = carrier->link.profile.reference_width;
  plan.segments = static_cast<std::uint8_t>((*made)->segments());
  if (plan.segments > 1) plan.reference = core_.references.next(*sender, phone, plan.reference_width);
  return plan;
}

void Accept::take(Door door, const AcceptItem& item, Common& common, AcceptEntry& entry, const PhoneNumber& phone) {
  auto planned = plan(common, item, phone);
  if (!planned) {
    entry.error = std::move(planned.error());
    ++core_.counters.refused_numbers;
    return;
  }
  const WallTime now = core_.scheduler.wall();
  const AccountNumber account = common.account->number;
  auto live = std::make_shared<LiveMessage>();
  live->id = ids_.next(now);
  live->in_memory_since = core_.scheduler.mono();
  store::Accepted fact;
  fact.account = account;
  fact.traffic_class = item.traffic_class;
  fact.door = door;
  fact.to = phone;
  fact.body = common.text;
  fact.ref = item.ref;
  fact.extend = item.extend;
  fact.expires_at = now + common.validity;
  fact.plan = *planned;
  fact.client = item.client;
  static_cast<Message&>(*live) = make_message({live->id, {}, now}, fact);
  core_.ledger.record_birth(*live, fact);
  entry.id = live->id;
  entry.sender = planned->sender;
  entry.segments = planned->segments;
  entry.encoding = planned->encoding;
  live->awaiting_turn = true;
  core_.queues.find(planned->carrier)->push(item.traffic_class, account, live->id);
  core_.table.insert(std::move(live));
  ++core_.open_by_account[account];
  ++core_.counters.accepted;
}

void Accept::take_all(Door door, AcceptItem& item, Common& common, std::span<AcceptEntry> entries) {
  boost::unordered_flat_map<PhoneNumber, std::size_t, std::hash<PhoneNumber>> first_entry;
  for (std::size_t i = 0; i < item.to.size(); ++i) {
    AcceptEntry& entry = entries[i];
    entry.to = std::move(item.to[i]);
    const auto phone = policy::normalise_recipient(entry.to);
    if (!phone) {
      entry.error = invalid("invalid_number", std::string(policy::advice(phone.error())));
      ++core_.counters.refused_numbers;
      continue;
    }
    if (item.to.size() > 1) {
      const auto [first, is_new] = first_entry.try_emplace(*phone, i);
      if (!is_new) {
        std::string to = std::move(entry.to);
        entry = entries[first->second];
        entry.to = std::move(to);
        entry.duplicate = !entry.error;
        continue;
      }
    }
    take(door, item, common, entry, *phone);
  }
}

void Accept::accept(AcceptRequest request, Done done) {
  const AccountSettings* account = core_.account(request.account);
  std::size_t messages = 0;
  for (const AcceptItem& item : request.items) messages += item.to.size();
  std::optional<RequestError> error;
  if (account == nullptr) {
    error = RequestError{RequestError::Kind::forbidden, "unknown_account", "This account is not configured any more.",
                         Seconds(0)};
    ++core_.counters.refused_requests;
  } else {
    error = room_for(*account, messages);
    if (error) {
      ++(error->kind == RequestError::Kind::disk_full ? core_.counters.refused_disk : core_.counters.refused_overload);
    }
  }
  AcceptAnswer answer;
  answer.messages.resize(messages);
  std::span<AcceptEntry> entries(answer.messages);
  for (AcceptItem& item : request.items) {
    if (error) break;
    auto common = check(request.account, item);
    if (!common && !request.is_list) {
      error = std::move(common.error());
      ++core_.counters.refused_requests;
      break;
    }
    if (common) {
      take_all(request.door, item, *common, entries.first(item.to.size()));
    } else {
      for (std::size_t i = 0; i < item.to.size(); ++i) {
        entries[i].to = std::move(item.to[i]);
        entries[i].error = common.error();
        ++core_.counters.refused_numbers;
      }
    }
    entries = entries.subspan(item.to.size());
  }
  if (error) return done(failure(std::move(*error)));
  core_.ledger.effects().calls.push_back([answer = std::make_shared<AcceptAnswer>(std::move(answer)),
                                          done = std::move(done)] { done(std::move(*answer)); });
}

}  // namespace smppedge::gateway
