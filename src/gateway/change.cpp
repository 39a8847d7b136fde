// SPDX-License-Identifier: Apache-2.0
#include "gateway/change.h"

#include <algorithm>

#include "gateway/request_error.h"

namespace smppedge::gateway {
namespace {

std::string_view service_type_of(const Message& message) {
  return message.client ? message.client->service_type.view() : std::string_view();
}

bool fits(const Message& message, const CancelRequest& request) {
  if (request.source && !is_source_of(message, *request.source)) return false;
  if (request.to && message.to != *request.to) return false;
  const bool any_service = request.id != MessageId() || request.service_type.empty();
  return any_service || service_type_of(message) == request.service_type;
}

}  // namespace

template <class T>
bool Change::begin(Api::Done<T>& done) {
  if (under_way_ >= changes_under_way_max) {
    done(failure(overloaded("store_busy", "Too many messages are being changed just now; ask again.", Seconds(1))));
    return false;
  }
  ++under_way_;
  done = [this, done = std::move(done)](Expected<T, RequestError> outcome) {
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

void Change::cancel(CancelRequest request, Api::Done<CancelAnswer> done) {
  if (!begin(done)) return;
  auto many = std::make_shared<Many>();
  many->request = std::move(request);
  many->done = std::move(done);
  if (many->request.id == MessageId()) return cancel_to(many);
  load(many->request.id, many->request.account, [this, many](Expected<LiveMessage*, RequestError> message) {
    if (!message) return many->done(failure(std::move(message.error())));
    const bool may_be_group = (*message)->client && (*message)->client->told_id == (*message)->id;
    cancel_one(**message, *many);
    may_be_group ? cancel_group(many) : finish(*many);
  });
}

void Change::cancel_one(LiveMessage& message, Many& many) {
  if (!fits(message, many.request)) return;
  const Standing standing = standing_of(message);
  if (standing != Standing::unsent) {
    many.why = std::min(many.why.value_or(standing), standing);
    return;
  }
  ++many.answer.cancelled;
  ++core_.counters.cancelled;
  settle_.end_waiting(message, SegmentState::cancelled, Reason::none);
}

void Change::cancel_group(const std::shared_ptr<Many>& many) {
  const CancelRequest& request = many->request;
  core_.store.find_lookup(
      request.account, store::LookupKind::group, request.id.value(), MessageId(), request_messages_max,
      [this, many](const Expected<std::vector<MessageId>, store::ReadError>& on_disk) {
        const CancelRequest& asked = many->request;
        std::vector<MessageId> members;
        if (on_disk) members = *on_disk;
        many->unread = !on_disk && on_disk.error() != store::ReadError::not_found;
        core_.table.for_each_told(asked.account, store::LookupKind::group, asked.id.value(),
                                  [&members](const LiveMessage& message) {
                                    members.push_back(message.id);
                                    return true;
                                  });
        std::sort(members.begin(), members.end());
        members.erase(std::unique(members.begin(), members.end()), members.end());
        many->left = members.size() + 1;
        const auto one_less = [this, many] {
          if (--many->left == 0) finish(*many);
        };
        for (const MessageId id : members) {
          load(id, asked.account, [this, many, one_less](const Expected<LiveMessage*, RequestError>& message) {
            if (message) cancel_one(**message, *many);
            many->unread = many->unread || (!message && message.error().kind == RequestError::Kind::overloaded);
            one_less();
          });
        }
        one_less();
      });
}

void Change::cancel_to(const std::shared_ptr<Many>& many) {
  if (!many->request.to) {
    return many->done(failure(invalid("invalid_number", "Name the message, or the phone that all of them are for.")));
  }
  UnsentSearch::run(
      core_, loader_, many->request.account, *many->request.to,
      [this, many](LiveMessage& message) {
        cancel_one(message, *many);
        return true;
      },
      [this, many](const Expected<void, RequestError>& searched) {
        many->unread = !searched;
        finish(*many);
      });
}

void Change::finish(Many& many) {
  Expected<CancelAnswer, RequestError> outcome = many.answer;
  if (many.unread) {
    outcome = failure(store_busy());
  } else if (many.answer.cancelled == 0) {
    const auto refusal = many.why ? refusal_of(*many.why) : std::nullopt;
    outcome = failure(refusal.value_or(unknown_message()));
  }
  core_.ledger.effects().calls.push_back(
      [done = std::move(many.done), outcome = std::move(outcome)] { done(outcome); });
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
  const auto plan = planner_.replan(message, body);
  if (!plan) return failure(plan.error());
  if (message.by_send_at.is_linked()) message.by_send_at.unlink();
  core_.ledger.record(message, store::Replaced{body.kind(), body.data_coding(), body.content(), times.expires_at,
                                               times.send_at, registered_delivery, *plan});
  ++core_.counters.replaced;
  schedule_.changed(message);
  return {};
}

LiveMessage* Change::find_present(AccountNumber account, const PhoneNumber& to, const ClientSubmit& client) {
  LiveMessage* present = nullptr;
  std::size_t left = cancel_matches_max;
  core_.table.for_each_to(account, to, MessageId(), [&](LiveMessage& message) {
    const bool found = is_source_of(message, client.source) && service_type_of(message) == client.service_type.view() &&
                       standing_of(message) == Standing::unsent;
    if (found) present = &message;
    return !found && --left > 0;
  });
  return present;
}

void Change::fetch_present(AccountNumber account, const PhoneNumber& to, const ClientSubmit& client,
                           Api::Done<void> done) {
  if (!begin(done)) return;
  if (find_present(account, to, client) != nullptr) return done({});
  UnsentSearch::run(
      core_, loader_, account, to,
      [this, account, to, client](LiveMessage&) { return find_present(account, to, client) == nullptr; },
      std::move(done));
}

}  // namespace smppedge::gateway
