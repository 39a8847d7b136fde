// SPDX-License-Identifier: Apache-2.0
#include "gateway/unsent.h"

#include <algorithm>

#include "gateway/request_error.h"
#include "gateway/standing.h"

namespace smppedge::gateway {

void UnsentSearch::run(Core& core, AccountNumber account, const PhoneNumber& to, Done done) {
  const auto search = std::make_shared<UnsentSearch>(core, account, to, std::move(done));
  search->add_live();  // what leaves memory while the store is asked is known by then
  search->next_round();
}

void UnsentSearch::add_live() {
  core_.table.for_each_unsent(account_, to_, [this](const LiveMessage& message) {
    ids_.insert(message.id);
    return ids_.size() <= unsent_matches_max;
  });
}

void UnsentSearch::next_round() {
  more_ = ids_.size() > unsent_matches_max || (!last_round_ && seen_ >= unsent_lookups_max);
  if (last_round_ || failed_ || more_) return finish();
  core_.store.find_lookup(account_, store::LookupKind::unsent, lookup_of(to_), before_, unsent_round_messages,
                          [self = shared_from_this()](const Expected<std::vector<MessageId>, store::ReadError>& found) {
                            if (!found) {
                              self->failed_ = found.error() != store::ReadError::not_found;
                              return self->finish();
                            }
                            self->seen_ += found->size();
                            self->last_round_ = found->size() < unsent_round_messages;
                            self->under_way_ = found->size() + 1;
                            if (!found->empty()) self->before_ = found->back();
                            for (const MessageId id : *found) self->look_at(id);
                            self->looked_at();
                          });
}

void UnsentSearch::look_at(MessageId id) {
  if (const LiveMessage* live = core_.table.find(id)) {
    if (standing_of(*live) == Standing::unsent) ids_.insert(id);
    return looked_at();
  }
  core_.store.find_message(
      id, [self = shared_from_this(), id](const Expected<store::MessageRecord, store::ReadError>& record) {
        self->failed_ = self->failed_ || (!record && record.error() == store::ReadError::overloaded);
        using Kind = store::OpenRecord::Kind;
        if (record && (record->open == Kind::queued || record->open == Kind::scheduled)) self->ids_.insert(id);
        self->looked_at();
      });
}

void UnsentSearch::looked_at() {
  if (--under_way_ == 0) next_round();
}

void UnsentSearch::finish() {
  if (failed_) return done_(failure(store_busy()));
  std::vector<MessageId> newest(ids_.begin(), ids_.end());
  newest.resize(std::min(newest.size(), unsent_matches_max));
  done_(UnsentMessages{std::move(newest), more_});
}

}  // namespace smppedge::gateway
