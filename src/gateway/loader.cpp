// SPDX-License-Identifier: Apache-2.0
#include "gateway/loader.h"

#include "base/log.h"

namespace smppedge::gateway {

std::shared_ptr<LiveMessage> message_of(const store::Chain& chain) {
  if (chain.facts.empty()) return nullptr;
  const auto* accepted = std::get_if<store::Accepted>(&chain.facts.front().fact);
  if (accepted == nullptr) return nullptr;
  auto live = std::make_shared<LiveMessage>();
  static_cast<Message&>(*live) = make_message(chain.facts.front().header, *accepted);
  for (std::size_t i = 1; i < chain.facts.size(); ++i) {
    if (!fold_any_fact(*live, chain.facts[i].header, chain.facts[i].fact)) return nullptr;
  }
  live->last = chain.facts.back().at;
  live->recorded = live->last;
  return live;
}

bool Loader::load(MessageId id, Done done) {
  if (LiveMessage* live = core_.table.find(id)) {
    done(live);
    return true;
  }
  const auto under_way = waiting_.find(id);
  if (under_way != waiting_.end()) {
    if (under_way->second.size() >= waiters_per_load_max) return false;
    under_way->second.push_back(std::move(done));
    return true;
  }
  if (waiting_.size() >= loads_max) return false;
  waiting_[id].push_back(std::move(done));
  core_.store.find_message(id, [this, id](Expected<store::MessageRecord, store::ReadError> record) {
    if (LiveMessage* live = core_.table.find(id)) return finish(id, live);
    if (!record) return finish(id, failure(record.error()));
    if (record->last.batch <= core_.ledger.durable()) return read(id, *record);
    // Ended a moment ago: its newest facts can be read once they are written.
    core_.ledger.effects().calls.push_back([this, id, record = *record] { read(id, record); });
  });
  return true;
}

void Loader::read(MessageId id, const store::MessageRecord& record) {
  core_.store.read_chain(record.last, [this, id, open = record.open](Expected<store::Chain, store::ReadError> chain) {
    if (LiveMessage* live = core_.table.find(id)) return finish(id, live);
    if (!chain) return finish(id, failure(chain.error()));
    std::shared_ptr<LiveMessage> live = message_of(*chain);
    if (live == nullptr) {
      log::error("the facts of message {} do not fit together; it is left alone", id.to_string());
      return finish(id, failure(store::ReadError::corrupt));
    }
    live->recorded_kind = open;
    live->awaiting_turn = open == store::OpenRecord::Kind::queued;  // only those leave memory from a queue
    live->is_new = false;
    live->lookups_noted = true;  // when it left memory
    live->unsent_noted = true;
    live->in_memory_since = core_.scheduler.mono();
    core_.number_returns(*live);
    finish(id, &core_.table.insert_returned(std::move(live)));
  });
}

void Loader::finish(MessageId id, Expected<LiveMessage*, store::ReadError> result) {
  const auto found = waiting_.find(id);
  std::vector<Done> waiting = std::move(found->second);
  waiting_.erase(found);
  for (const Done& done : waiting) {
    // An earlier waiter may have ended the message, and so taken it out of the table.
    if (!result || core_.table.find(id) != nullptr) {
      done(result);
    } else if (!load(id, done)) {
      done(failure(store::ReadError::overloaded));
    }
  }
}

}  // namespace smppedge::gateway
