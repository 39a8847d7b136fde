// SPDX-License-Identifier: Apache-2.0
#include "gateway/unsent.h"

#include "gateway/request_error.h"

namespace smppedge::gateway {

Standing standing_of(const Message& message) {
  if (is_final(message.state)) return Standing::ended;
  for (const Segment& segment : message.segments) {
    if (segment.state != SegmentState::waiting) return Standing::sent;
    for (const Attempt& attempt : segment.attempts) {
      const bool came_to_nothing = attempt.state == AttemptState::released || attempt.state == AttemptState::refused;
      if (!came_to_nothing) return Standing::sent;
    }
  }
  return Standing::unsent;
}

std::optional<RequestError> refusal_of(Standing standing) {
  switch (standing) {
    case Standing::unsent:
      return std::nullopt;
    case Standing::sent:
      return conflict("already_sent", "The message is on its way already; it cannot be taken back.");
    case Standing::ended:
      break;
  }
  return conflict("already_ended", "The message has its final state already.");
}

bool is_source_of(const Message& message, const SenderAddress& source) {
  return source == (message.client ? message.client->source : SenderAddress());
}

void UnsentSearch::run(Core& core, Loader& loader, AccountNumber account, const PhoneNumber& to, Visit visit,
                       Done done) {
  const auto search = std::make_shared<UnsentSearch>(core, loader, account, to, std::move(visit), std::move(done));
  search->visit_live();
  search->next_round();
}

void UnsentSearch::visit(MessageId id) {
  LiveMessage* message = core_.table.find(id);
  if (ended_ || message == nullptr || message->account != account_ || message->to != to_) return;
  if (standing_of(*message) == Standing::unsent) ended_ = !visit_(*message);
}

void UnsentSearch::visit_live() {
  std::vector<MessageId> live;  // a visit may end its message, and with it its place in the chain
  core_.table.for_each_to(account_, to_, MessageId(), [&live](const LiveMessage& message) {
    live.push_back(message.id);
    return live.size() < cancel_matches_max;
  });
  for (const MessageId id : live) visit(id);
}

void UnsentSearch::next_round() {
  if (ended_ || failed_ || last_round_ || seen_ >= cancel_matches_max) return finish();
  core_.store.find_lookup(account_, store::LookupKind::to, lookup_of(to_), before_, cancel_round_messages,
                          [self = shared_from_this()](const Expected<std::vector<MessageId>, store::ReadError>& found) {
                            if (!found) {
                              self->failed_ = found.error() != store::ReadError::not_found;
                              return self->finish();
                            }
                            self->seen_ += found->size();
                            self->last_round_ = found->size() < cancel_round_messages;
                            self->under_way_ = found->size() + 1;
                            if (!found->empty()) self->before_ = found->back();
                            for (const MessageId id : *found) self->look_at(id);
                            self->looked_at();
                          });
}

void UnsentSearch::look_at(MessageId id) {
  if (core_.table.find(id) != nullptr) {
    visit(id);
    return looked_at();
  }
  // Nearly all have ended: their index entry says so, and nothing more is read.
  core_.store.find_message(
      id, [self = shared_from_this(), id](const Expected<store::MessageRecord, store::ReadError>& record) {
        self->failed_ = self->failed_ || (!record && record.error() == store::ReadError::overloaded);
        if (!record || !record->open || self->ended_) return self->looked_at();
        const bool taken = self->loader_.load(id, [self, id](const Expected<LiveMessage*, store::ReadError>& message) {
          self->failed_ = self->failed_ || (!message && message.error() == store::ReadError::overloaded);
          if (message) self->visit(id);
          self->looked_at();
        });
        if (taken) return;
        self->failed_ = true;
        self->looked_at();
      });
}

void UnsentSearch::looked_at() {
  if (--under_way_ == 0) next_round();
}

void UnsentSearch::finish() {
  // What was found counts even where the rest could not be read.
  done_(failed_ && !ended_ ? Expected<void, RequestError>(failure(store_busy())) : Expected<void, RequestError>());
}

}  // namespace smppedge::gateway
