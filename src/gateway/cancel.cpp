// SPDX-License-Identifier: Apache-2.0
#include "gateway/cancel.h"

#include <algorithm>

#include "gateway/request_error.h"

namespace smppedge::gateway {

void Cancels::cancel(CancelRequest request, Api::Done<CancelAnswer> done) {
  if (under_way_ >= changes_under_way_max) {
    return done(
        failure(overloaded("store_busy", "Too many messages are being cancelled just now; ask again.", Seconds(1))));
  }
  ++under_way_;
  std::make_shared<Cancelling>(core_, loader_, settle_, std::move(request),
                               [this, done = std::move(done)](auto answer) {
                                 --under_way_;
                                 done(std::move(answer));
                               })
      ->start();
}

void Cancelling::start() {
  if (request_.id == MessageId()) return find_unsent();
  ids_.push_back(request_.id);
  bring_in();
}

void Cancelling::find_unsent() {
  if (!request_.to) {
    return finish(failure(invalid("invalid_number", "Name the message, or the phone that all of them are for.")));
  }
  UnsentSearch::run(
      core_, request_.account, *request_.to, [self = shared_from_this()](Expected<UnsentMessages, RequestError> found) {
        if (!found) return self->finish(failure(std::move(found.error())));
        if (found->more) {
          return self->finish(
              failure(conflict("too_many_matches", "Too many messages to this phone wait; cancel them by their ids.")));
        }
        self->ids_ = std::move(found->ids);
        self->bring_in();
      });
}

bool Cancelling::names_group() const {
  if (!request_.whole_group) return false;
  const LiveMessage* head = core_.table.find(request_.id);
  return head != nullptr && head->account == request_.account && head->client && head->client->told_id == head->id;
}

void Cancelling::find_group() {
  has_group_ = true;
  // What leaves memory while the store is asked is known by then.
  core_.table.for_each_told(request_.account, store::LookupKind::group, request_.id.value(),
                            [this](const LiveMessage& message) {
                              ids_.push_back(message.id);
                              return true;
                            });
  core_.store.find_lookup(
      request_.account, store::LookupKind::group, request_.id.value(), MessageId(), request_messages_max,
      [self = shared_from_this()](const Expected<std::vector<MessageId>, store::ReadError>& on_disk) {
        if (!on_disk && on_disk.error() != store::ReadError::not_found) return self->finish(failure(store_busy()));
        std::vector<MessageId>& ids = self->ids_;
        if (on_disk) ids.insert(ids.end(), on_disk->begin(), on_disk->end());
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        self->bring_in();
      });
}

void Cancelling::bring_in() {
  if (passes_++ == cancel_passes_max) return finish(failure(store_busy()));
  all_in_ = true;
  under_way_ = 1;
  for (const MessageId id : std::vector<MessageId>(ids_)) {
    if (core_.table.find(id) != nullptr) continue;
    all_in_ = false;
    ++under_way_;
    const bool taken =
        loader_.load(id, [self = shared_from_this(), id](const Expected<LiveMessage*, store::ReadError>& message) {
          self->unread_ = self->unread_ || (!message && message.error() == store::ReadError::overloaded);
          if (!message) std::erase(self->ids_, id);  // there is no such message to cancel
          self->brought_in();
        });
    if (taken) continue;
    unread_ = true;
    brought_in();
  }
  brought_in();
}

void Cancelling::brought_in() {
  if (--under_way_ > 0) return;
  if (unread_) return finish(failure(store_busy()));
  if (!all_in_) return bring_in();  // some of them may have left again while others were read
  if (!has_group_ && names_group()) return find_group();
  cancel_all();
}

void Cancelling::cancel_all() {
  for (const MessageId id : ids_) cancel_one(*core_.table.find(id));
  if (answer_.cancelled > 0) return finish(answer_);
  finish(failure(refusal()));
}

RequestError Cancelling::refusal() const {
  if (why_) {
    if (auto standing = refusal_of(*why_)) return *standing;
  }
  if (request_.id == MessageId()) {
    return conflict("already_sent", "No message between these addresses waits to be sent.");
  }
  if (misfit_ == RequestField::source) {
    return invalid("invalid_sender", "The message has another sender; give the one of its submit.");
  }
  if (misfit_ == RequestField::to) {
    return invalid("invalid_number", "The message goes to another number; give the one of its submit.");
  }
  return unknown_message();
}

bool Cancelling::fits(const Message& message) const {
  if (message.account != request_.account) return false;
  if (request_.source && !is_source_of(message, *request_.source)) return false;
  if (request_.to && message.to != *request_.to) return false;
  const bool any_service = request_.id != MessageId() || request_.service_type.empty();
  return any_service || service_type_of(message) == request_.service_type;
}

void Cancelling::note_misfit(const Message& message) {
  if (message.account != request_.account) return;
  const bool is_anothers = request_.source && !is_source_of(message, *request_.source);
  misfit_ = is_anothers ? RequestField::source : RequestField::to;
}

void Cancelling::cancel_one(LiveMessage& message) {
  if (!fits(message)) {
    note_misfit(message);
    return;
  }
  const Standing standing = standing_of(message);
  if (standing != Standing::unsent) {
    why_ = std::min(why_.value_or(standing), standing);
    return;
  }
  ++answer_.cancelled;
  settle_.end_waiting(message, SegmentState::cancelled, Reason::none);
}

void Cancelling::finish(Expected<CancelAnswer, RequestError> outcome) {
  core_.ledger.effects().calls.push_back([done = std::move(done_), outcome = std::move(outcome)] { done(outcome); });
}

}  // namespace smppedge::gateway
