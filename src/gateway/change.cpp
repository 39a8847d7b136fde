// SPDX-License-Identifier: Apache-2.0
#include "gateway/change.h"

#include "gateway/request_error.h"
#include "gateway/standing.h"
#include "pdu/esm_class.h"

namespace smppedge::gateway {
namespace {

/// 5.2.18, and of the same kind: the header of a client's own, and its place in a long message, stay with a message for
/// its life.
bool takes_place_of(const ClientSubmit& coming, const Message& message) {
  using pdu::esm_class::udhi;
  static const ClientSubmit none;
  const ClientSubmit& present = message.client ? *message.client : none;
  return is_source_of(message, coming.source) && service_type_of(message) == coming.service_type.view() &&
         (present.esm_class & udhi) == (coming.esm_class & udhi) && present.part == coming.part;
}

}  // namespace

bool Change::begin(Api::Done<void>& done) {
  if (under_way_ >= changes_under_way_max) {
    done(failure(overloaded("store_busy", "Too many messages are being changed just now; ask again.", Seconds(1))));
    return false;
  }
  ++under_way_;
  done = [this, done = std::move(done)](Expected<void, RequestError> outcome) {
    --under_way_;
    done(std::move(outcome));
  };
  return true;
}

void Change::load(MessageId id, AccountNumber account, std::function<void(Expected<LiveMessage*, RequestError>)> done) {
  const auto loaded = [account, done](const Expected<LiveMessage*, store::ReadError>& message) {
    if (!message && message.error() == store::ReadError::not_found) return done(failure(unknown_message()));
    if (!message) return done(failure(store_busy()));
    if ((*message)->account != account) return done(failure(unknown_message()));
    done(*message);
  };
  if (!loader_.load(id, loaded)) done(failure(store_busy()));
}

void Change::replace(ReplaceRequest request, Api::Done<void> done) {
  if (!begin(done)) return;
  const auto asked = std::make_shared<ReplaceRequest>(std::move(request));
  load(asked->id, asked->account, [this, asked, done](Expected<LiveMessage*, RequestError> message) {
    if (!message) return done(failure(std::move(message.error())));
    const auto replaced = replace_now(**message, *asked);
    core_.ledger.effects().calls.push_back([done, replaced] { done(replaced); });
  });
}

Expected<void, RequestError> Change::replace_now(LiveMessage& message, ReplaceRequest& request) {
  const AccountSettings* account = core_.account(request.account);
  if (account == nullptr) return failure(unknown_account());
  if (!is_source_of(message, request.source)) return failure(unknown_message());
  if (auto refusal = refusal_of(standing_of(message))) return failure(std::move(*refusal));
  const auto times = new_send_times({request.validity, request.expires_at, request.send_at}, message,
                                    core_.settings.delivery, core_.scheduler.wall());
  if (!times) return failure(times.error());
  auto body = CutBody::make(message.body_kind, message.data_coding, std::move(request.body), account->segments_max);
  if (!body) return failure(std::move(body.error()));
  return put_in_place(message, *body, *times, request.registered_delivery);
}

Expected<void, RequestError> Change::put_in_place(LiveMessage& message, CutBody& body, const SendTimes& times,
                                                  std::uint8_t registered_delivery) {
  if (!planner_.keeps_sign(message, body)) {
    return failure(invalid("invalid_sign", "Keep the signature: the message has its sender number by it."));
  }
  const auto plan = planner_.replan(message, body);
  if (!plan) return failure(plan.error());
  if (message.by_send_at.is_linked()) message.by_send_at.unlink();
  core_.ledger.record(message, store::Replaced{body.kind(), body.data_coding(), body.content(), times.expires_at,
                                               times.send_at, registered_delivery, *plan});
  core_.claim_number(message);  // for as long as it may wait now
  ++core_.counters.replaced;
  schedule_.changed(message);
  return {};
}

LiveMessage* Change::find_present(AccountNumber account, const PhoneNumber& to, const ClientSubmit& client) {
  LiveMessage* present = nullptr;
  std::size_t left = unsent_matches_max;
  core_.table.for_each_unsent(account, to, [&](LiveMessage& message) {
    if (takes_place_of(client, message)) present = &message;
    return present == nullptr && --left > 0;
  });
  return present;
}

void Change::fetch_present(AccountNumber account, const PhoneNumber& to, const ClientSubmit& client,
                           Api::Done<void> done) {
  if (!begin(done)) return;
  if (find_present(account, to, client) != nullptr) return done({});
  const auto fetch = std::make_shared<Fetch>(Fetch{account, to, client, std::move(done), {}, 0});
  UnsentSearch::run(core_, account, to, [this, fetch](Expected<UnsentMessages, RequestError> found) {
    if (!found) return fetch->done(failure(std::move(found.error())));
    fetch->ids = std::move(found->ids);
    fetch_next(fetch);
  });
}

void Change::fetch_next(const std::shared_ptr<Fetch>& fetch) {
  const bool present = find_present(fetch->account, fetch->to, fetch->client) != nullptr;
  while (fetch->next < fetch->ids.size() && core_.table.find(fetch->ids[fetch->next]) != nullptr) ++fetch->next;
  if (present || fetch->next == fetch->ids.size()) return fetch->done({});
  load(fetch->ids[fetch->next++], fetch->account, [this, fetch](Expected<LiveMessage*, RequestError> message) {
    const bool busy = !message && message.error().kind == RequestError::Kind::overloaded;
    busy ? fetch->done(failure(std::move(message.error()))) : fetch_next(fetch);
  });
}

}  // namespace smppedge::gateway
