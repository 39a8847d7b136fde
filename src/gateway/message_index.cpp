// SPDX-License-Identifier: Apache-2.0
#include "gateway/message_index.h"

#include <algorithm>
#include <utility>

namespace smppedge::gateway {

namespace {

void add_key(IdKeys& keys, const CanonicalId& key) {
  if (key.empty() || std::find(keys.begin(), keys.end(), key.view()) != keys.end()) return;
  keys.emplace_back(key.view());
}

}  // namespace

IdKeys MessageIndex::keys(CarrierNumber carrier, std::string_view id, IdOrigin origin) const {
  const Profile& profile = core_.profile_of(carrier);
  IdConvention convention = profile.id_convention;
  if (profile.learn_id) {
    const IdLearning::Belief& belief = core_.id_learning.of(carrier);
    if (origin == IdOrigin::response) {
      return belief.settled ? settled_response_keys(id, *belief.settled, belief.possible) : learning_response_keys(id);
    }
    convention = belief.settled.value_or(IdConvention::same);  // receipts repeat their own form
  }
  IdKeys keys;
  add_key(keys, canonical_id(convention, origin, id));
  return keys;
}

IdKeys MessageIndex::possible_keys(CarrierNumber carrier, std::string_view id, IdOrigin origin) const {
  if (!core_.learns_id(carrier) && !core_.id_keys_changed(carrier)) return keys(carrier, id, origin);
  IdKeys keys = origin == IdOrigin::response ? learning_response_keys(id) : IdKeys();
  for (const IdConvention convention : id_conventions) add_key(keys, canonical_id(convention, origin, id));
  return keys;
}

template <class Visit>
void MessageIndex::for_each_attempt(const LiveMessage& message, Visit visit) {
  for (std::size_t s = 0; s < message.segments.size(); ++s) {
    for (std::size_t a = 0; a < message.segments[s].attempts.size(); ++a) {
      visit(message.segments[s].attempts[a],
            AttemptRef{message.id, static_cast<std::uint8_t>(s), static_cast<std::uint8_t>(a)});
    }
  }
}

template <class Visit>
void MessageIndex::for_each_possible_key(const LiveMessage& message, Visit visit) const {
  for_each_attempt(message, [&](const Attempt& attempt, const AttemptRef& ref) {
    if (attempt.carrier_message_id.empty()) return;
    for (std::string& key : possible_keys(attempt.carrier, attempt.carrier_message_id, origin_of(attempt))) {
      visit(attempt.carrier, std::move(key), ref);
    }
  });
}

void MessageIndex::enter_id(const LiveMessage& message, const AttemptRef& ref) {
  const Attempt& attempt = message.segments[ref.segment].attempts[ref.attempt];
  if (attempt.carrier_message_id.empty()) return;
  if (is_final(message.state)) return note_id(attempt.carrier, attempt.carrier_message_id, origin_of(attempt), ref);
  for (std::string& key : keys(attempt.carrier, attempt.carrier_message_id, origin_of(attempt))) {
    core_.table.index_carrier_id(attempt.carrier, std::move(key), ref);
  }
}

void MessageIndex::add(LiveMessage& message) {
  for_each_attempt(message, [&](const Attempt& attempt, const AttemptRef& ref) {
    if (attempt.state == AttemptState::in_doubt) core_.table.index_doubt(attempt.carrier, message.to, ref);
    enter_id(message, ref);
  });
  core_.windows.note(message);
}

void MessageIndex::note_lookups(LiveMessage& message) {
  if (std::exchange(message.lookups_noted, true)) return;
  const auto note = [&](store::LookupKind kind, std::uint64_t value) {
    core_.store.note_lookup({message.account, kind, value, message.id});
  };
  note(store::LookupKind::to, lookup_of(message.to));
  if (!message.ref.empty()) note(store::LookupKind::ref, lookup_of_ref(message.ref));
  if (!message.client) return;
  if (is_told(message)) core_.store.note_lookup(told_lookup(message));
  if (is_part(*message.client)) {
    note(store::LookupKind::part, PartsKey::of(message.account, message.to, *message.client).lookup());
  }
}

void MessageIndex::note(LiveMessage& message) {
  note_lookups(message);
  core_.windows.note_in_store(message);
  for_each_possible_key(message, [&](CarrierNumber carrier, std::string key, const AttemptRef& ref) {
    const AttemptRef* entered = core_.table.find_carrier_id(carrier, key);
    if (entered != nullptr && *entered == ref) core_.store.note_carrier_id({carrier, std::move(key), ref});
  });
}

void MessageIndex::note_unsent(LiveMessage& message) {
  if (std::exchange(message.unsent_noted, true)) return;
  core_.store.note_lookup({message.account, store::LookupKind::unsent, lookup_of(message.to), message.id});
}

void MessageIndex::note_id(CarrierNumber carrier, std::string_view id, IdOrigin origin, const AttemptRef& attempt) {
  for (std::string& key : keys(carrier, id, origin)) core_.store.note_carrier_id({carrier, std::move(key), attempt});
}

void MessageIndex::drop(LiveMessage& message) {
  core_.windows.forget(message);
  for_each_possible_key(message, [this](CarrierNumber carrier, const std::string& key, const AttemptRef& ref) {
    (void)core_.table.forget_carrier_id(carrier, key, ref.message);
  });
  forget_doubts(message);
}

void MessageIndex::retire(LiveMessage& message) {
  note_lookups(message);
  core_.windows.end_claim(message);
  core_.windows.note_in_store(message);
  core_.windows.forget(message);
  for_each_possible_key(message, [this](CarrierNumber carrier, std::string key, const AttemptRef& ref) {
    // A carrier that uses its ids again may have given this one to a younger message: then it is that one's.
    if (!core_.table.forget_carrier_id(carrier, key, ref.message)) return;
    core_.store.note_carrier_id({carrier, std::move(key), ref});
  });
  forget_doubts(message);
}

void MessageIndex::forget_doubts(const LiveMessage& message) {
  if (core_.table.doubts() == 0) return;
  for_each_attempt(message, [&](const Attempt& attempt, const AttemptRef& ref) {
    if (attempt.state == AttemptState::in_doubt) core_.table.forget_doubt(attempt.carrier, message.to, ref);
  });
}

}  // namespace smppedge::gateway
