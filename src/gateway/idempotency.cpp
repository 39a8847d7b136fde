// SPDX-License-Identifier: Apache-2.0
#include "gateway/idempotency.h"

#include <cassert>
#include <cstring>
#include <utility>

#include "gateway/request_error.h"

namespace smppedge::gateway {
namespace {

RequestError key_reused() {
  return {RequestError::Kind::key_reused, "idempotency_key_reused",
          "This Idempotency-Key was used for another request; use a new one.", Seconds(0)};
}

RequestError too_many() {
  return overloaded("store_busy", "Too many requests under Idempotency-Keys are on their way; nothing was accepted.",
                    Seconds(1));
}

}  // namespace

std::size_t IdempotentRequests::KeyHash::operator()(const Key& key) const noexcept {
  std::size_t value = 0;
  std::memcpy(&value, key.digest.data(), sizeof(value));  // a digest's octets are spread already
  return value ^ std::hash<AccountNumber>{}(key.account);
}

void IdempotentRequests::begin(const Key& key, Waiting request) {
  const auto found = under_way_.find(key);
  const bool full = found == under_way_.end() ? under_way_.size() >= keys_under_way_max
                                              : found->second.waiting.size() >= key_waiters_max;
  if (full) {
    ++core_.counters.refused_overload;
    return request.done(failure(too_many()));
  }
  if (found != under_way_.end()) {
    std::vector<Waiting>& waiting = found->second.waiting;
    if (request.body == waiting.front().body) request.accept = {};  // whatever becomes of that one, becomes of this
    return waiting.push_back(std::move(request));
  }
  under_way_[key].waiting.push_back(std::move(request));
  core_.store.find_key(key.account, key.digest,
                       [this, key](const Expected<store::Location, store::ReadError>& fact) { asked(key, fact); });
}

IdempotentRequests::UnderWay IdempotentRequests::take(const Key& key) {
  const auto found = under_way_.find(key);
  assert(found != under_way_.end());
  UnderWay taken = std::move(found->second);
  under_way_.erase(found);
  return taken;
}

void IdempotentRequests::asked(const Key& key, const Expected<store::Location, store::ReadError>& fact) {
  if (fact) {
    // Its commit is through, or this entry would be that request's own.
    return core_.store.read_chain(
        *fact, [this, key](const Expected<store::Chain, store::ReadError>& chain) { repeat(key, chain); });
  }
  if (fact.error() != store::ReadError::not_found) return fail(key, store_busy());
  const std::function<void(Done)> accept = std::exchange(under_way_.find(key)->second.waiting.front().accept, {});
  accept([this, key](const Expected<AcceptAnswer, RequestError>& outcome) { accepted(key, outcome); });
}

void IdempotentRequests::repeat(const Key& key, const Expected<store::Chain, store::ReadError>& chain) {
  const auto* used = chain && !chain->facts.empty() ? std::get_if<store::KeyUsed>(&chain->facts.back().fact) : nullptr;
  if (used == nullptr) return fail(key, store_busy());
  const UnderWay entry = take(key);
  for (const Waiting& waiting : entry.waiting) {
    if (waiting.body != used->body) {
      waiting.done(failure(key_reused()));
    } else {
      ++core_.counters.repeats;
      waiting.done(AcceptAnswer{{}, std::string(used->answer)});
    }
  }
}

void IdempotentRequests::accepted(const Key& key, const Expected<AcceptAnswer, RequestError>& outcome) {
  UnderWay entry = take(key);
  const Waiting& first = entry.waiting.front();
  const bool remembered = !entry.rendered.empty();
  first.done(outcome);
  for (std::size_t i = 1; i < entry.waiting.size(); ++i) {
    Waiting& waiting = entry.waiting[i];
    if (waiting.body == first.body) {
      ++core_.counters.repeats;
      waiting.done(remembered ? AcceptAnswer{{}, entry.rendered} : outcome);
    } else if (remembered) {
      waiting.done(failure(key_reused()));
    } else {
      begin(key, std::move(waiting));  // the first was refused: the key is as new
    }
  }
}

void IdempotentRequests::fail(const Key& key, const RequestError& error) {
  const UnderWay entry = take(key);
  core_.counters.refused_overload += entry.waiting.size();
  for (const Waiting& waiting : entry.waiting) waiting.done(failure(error));
}

void IdempotentRequests::used(AccountNumber account, const Idempotency& request, const AcceptAnswer& answer) {
  UnderWay& entry = under_way_.find(Key{account, request.key})->second;
  entry.rendered = request.render(answer);
  const store::KeyUsed fact{account, request.key, request.body, entry.rendered};
  restore(fact, core_.ledger.record(MessageId(), {}, fact));
}

void IdempotentRequests::restore(const store::KeyUsed& used, store::Location fact) {
  core_.store.note_key({used.account, used.key, fact});
}

}  // namespace smppedge::gateway
