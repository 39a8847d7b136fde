// SPDX-License-Identifier: Apache-2.0
#include "gateway/listing.h"

#include <algorithm>
#include <utility>

#include "gateway/loader.h"
#include "gateway/request_error.h"

namespace smppedge::gateway {

void Listings::list(MessagesQuery query, Api::Done<MessagesPage> done) {
  if (under_way_ >= listings_under_way_max) {
    return done(failure(overloaded("store_busy", "Too many listings are under way; ask again.", Seconds(1))));
  }
  ++under_way_;
  std::make_shared<Listing>(core_, std::move(query), [this, done = std::move(done)](auto page) {
    --under_way_;
    done(std::move(page));
  })->start();
}

Listing::Listing(Core& core, MessagesQuery query, Api::Done<MessagesPage> done)
    : core_(core), query_(std::move(query)), done_(std::move(done)), cursor_(query_.before) {
  query_.limit = std::clamp(query_.limit, 1U, messages_page_max);
  if (query_.since && *query_.since > WallTime{}) {
    not_before_ = MessageId::from_parts(query_.since->time_since_epoch(), NodeNumber(), 0);
  }
}

bool Listing::fits(const Message& message) const {
  return message.account == query_.account && (!query_.to || message.to == *query_.to) &&
         (query_.ref.empty() || message.ref == query_.ref) &&
         (!query_.state || state_at(message, core_.scheduler.wall()) == *query_.state);
}

void Listing::add_live(std::vector<MessageId>& ids) const {
  // One more than fits tells that there is a next page.
  unsigned wanted = round_max() + 1;
  const auto add = [&](MessageId id) {
    if (id < not_before_) return false;
    ids.push_back(id);
    return --wanted > 0;
  };
  const auto add_message = [&add](const LiveMessage& message) { return add(message.id); };
  if (query_.to) return core_.table.for_each_to(query_.account, *query_.to, cursor_, add_message);
  if (!query_.ref.empty()) return core_.table.for_each_ref(query_.account, query_.ref, cursor_, add_message);
  // Ascending, and what has a record already comes from the store.
  const std::deque<MessageId>& newborn = core_.table.newborn(query_.account);
  auto at = cursor_ == MessageId() ? newborn.end() : std::lower_bound(newborn.begin(), newborn.end(), cursor_);
  while (at != newborn.begin() && add(*--at)) {
  }
}

void Listing::ask(std::function<void(Expected<store::Store::MessageList, store::ReadError>)> told) {
  const unsigned limit = round_max();
  if (!query_.to && query_.ref.empty()) {
    return core_.store.list_messages(query_.account, cursor_, not_before_, limit, std::move(told));
  }
  const auto kind = query_.to ? store::LookupKind::to : store::LookupKind::ref;
  core_.store.find_lookup(query_.account, kind, query_.to ? lookup_of(*query_.to) : lookup_of_ref(query_.ref), cursor_,
                          limit, [this, told, limit](Expected<std::vector<MessageId>, store::ReadError> ids) {
                            if (!ids) return told(failure(ids.error()));
                            const bool is_last = ids->size() < limit || ids->back() < not_before_;
                            const MessageId next = is_last ? MessageId() : ids->back();
                            told(store::Store::MessageList{std::move(*ids), next, 0});
                          });
}

unsigned Listing::round_max() const {
  if (query_.state) return messages_page_max;
  return query_.limit - static_cast<unsigned>(page_.messages.size());
}

void Listing::next_round() {
  live_.clear();
  add_live(live_);
  ask([self = shared_from_this()](const Expected<store::Store::MessageList, store::ReadError>& on_disk) {
    if (!on_disk && on_disk.error() != store::ReadError::not_found) return self->fail(store_busy());
    self->on_ids(on_disk ? *on_disk : store::Store::MessageList{});
  });
}

void Listing::on_ids(const store::Store::MessageList& on_disk) {
  std::vector<MessageId> ids = std::exchange(live_, {});
  for (const MessageId id : on_disk.messages) {
    if (id >= not_before_) ids.push_back(id);
  }
  store_next_ = on_disk.next;
  scanned_ += on_disk.scanned;
  // Below where the store's part ends there may be more of it between the others.
  std::erase_if(ids, [this](MessageId id) { return id < store_next_; });
  std::sort(ids.begin(), ids.end(), std::greater<>());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (ids.size() > round_max()) {
    ids.resize(round_max());
    store_next_ = ids.back();
  }
  round_.clear();
  round_.reserve(ids.size());
  for (const MessageId id : ids) round_.push_back({id, nullptr});
  messages_ += round_.size();
  under_way_ = round_.size() + 1;
  for (std::size_t i = 0; i < round_.size(); ++i) look_at(i);
  looked_at();
}

void Listing::look_at(std::size_t index) {
  const MessageId id = round_[index].id;
  if (const LiveMessage* live = core_.table.find(id)) {
    keep(index, *live);
    return looked_at();
  }
  ++reads_;
  core_.store.find_message(
      id, [self = shared_from_this(), index](const Expected<store::MessageRecord, store::ReadError>& record) {
        if (record) return self->read(index, record->last);
        self->unread_ = self->unread_ || record.error() == store::ReadError::overloaded;
        self->looked_at();
      });
}

void Listing::read(std::size_t index, store::Location last) {
  const auto read_now = [self = shared_from_this(), index, last] {
    self->core_.store.read_chain(last, [self, index](const Expected<store::Chain, store::ReadError>& chain) {
      self->unread_ = self->unread_ || (!chain && chain.error() == store::ReadError::overloaded);
      if (const auto message = chain ? message_of(*chain) : nullptr) self->keep(index, *message);
      self->looked_at();
    });
  };
  if (last.batch <= core_.ledger.durable()) return read_now();
  core_.ledger.effects().calls.push_back(read_now);  // ended a moment ago
}

void Listing::keep(std::size_t index, const Message& message) {
  if (!fits(message)) return;
  round_[index].message = std::make_unique<Message>(message);
  round_[index].message->state = state_at(message, core_.scheduler.wall());
}

void Listing::looked_at() {
  if (--under_way_ == 0) end_round();
}

void Listing::end_round() {
  if (unread_) return fail(store_busy());
  for (Candidate& candidate : round_) {
    cursor_ = candidate.id;
    if (candidate.message == nullptr) continue;
    page_.messages.push_back(std::move(*candidate.message));
    if (page_.messages.size() == query_.limit) break;
  }
  const bool whole_round = round_.empty() || cursor_ == round_.back().id;
  if (whole_round && store_next_ == MessageId()) return finish();
  if (whole_round) cursor_ = store_next_;
  page_.next = cursor_;
  if (page_.messages.size() == query_.limit || is_spent()) return finish();
  page_.next = MessageId();
  next_round();
}

bool Listing::is_spent() const {
  return reads_ >= listing_reads_max || messages_ >= listing_messages_max || scanned_ >= listing_scanned_max;
}

void Listing::finish() {
  core_.ledger.effects().calls.push_back(
      [done = std::move(done_), page = std::make_shared<MessagesPage>(std::move(page_))] { done(std::move(*page)); });
}

void Listing::fail(RequestError error) {
  done_(failure(std::move(error)));
}

}  // namespace smppedge::gateway
