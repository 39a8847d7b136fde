// SPDX-License-Identifier: Apache-2.0
#include "gateway/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "gateway/loader.h"

namespace smppedge::gateway {

std::shared_ptr<const Event> event_of(AccountNumber account, EventSequence sequence, const store::Chain& chain) {
  if (chain.facts.empty()) return nullptr;
  const store::RecordedFact& newest = chain.facts.back();
  auto event = std::make_shared<Event>();
  event->channel = {account, Door::http};
  event->sequence = sequence;
  event->id = sequence;
  event->at = newest.header.at;
  event->message = message_of(chain);
  if (const auto* reply = std::get_if<store::ReplyTaken>(&newest.fact)) {
    event->kind = Event::Kind::reply;
    event->reply = std::make_shared<const Reply>(Reply{reply->carrier, reply->from, std::string(reply->to),
                                                       std::string(reply->text), std::string(reply->text_error),
                                                       newest.header.at});
    return event;
  }
  if (event->message == nullptr) return nullptr;
  const bool corrected = std::holds_alternative<store::Corrected>(newest.fact);
  event->kind = corrected ? Event::Kind::receipt_late : Event::Kind::result;
  return event;
}

EventSequence Report::next_sequence(AccountNumber account) {
  return EventSequence(logs_[account].last() + 1);
}

void Report::add(AccountNumber account, [[maybe_unused]] EventSequence sequence, store::Location fact,
                 std::shared_ptr<const Event> event) {
  Log& log = logs_[account];
  assert(sequence.value() == log.last() + 1);
  log.entries.push_back(Entry{fact, std::move(event), false});
  if (added_.empty() || added_.back() != account) added_.push_back(account);
}

void Report::publish() {
  if (added_.empty()) return;
  std::sort(added_.begin(), added_.end());
  added_.erase(std::unique(added_.begin(), added_.end()), added_.end());
  std::vector<std::pair<AccountNumber, std::uint64_t>> through;
  through.reserve(added_.size());
  for (const AccountNumber account : added_) through.emplace_back(account, logs_[account].last());
  added_.clear();
  core_.ledger.effects().calls.push_back([this, through = std::move(through)] {
    for (const auto& [account, last] : through) {
      Log& log = logs_[account];
      log.published = std::max(log.published, last);
      unload(log);
      wake(account);
    }
  });
}

void Report::unload(Log& log) {
  if (log.entries.size() <= events_resident_max) return;
  const std::uint64_t keep_through = log.acknowledged + events_resident_max;  // the oldest are asked for next
  std::uint64_t sequence = std::max(log.unload_from, keep_through + 1);
  for (; sequence <= log.published; ++sequence) log.at(sequence).event.reset();
  log.unload_from = sequence;
}

void Report::events(AccountNumber account, unsigned limit, Seconds wait, PageDone done) {
  Log& log = logs_[account];
  if (log.waiter != nullptr) {
    const std::unique_ptr<Waiter> older = std::move(log.waiter);
    older->done(EventsPage{});
  }
  if (log.published > log.acknowledged || wait.count() <= 0) return offer(account, limit, std::move(done));
  log.waiter = std::make_unique<Waiter>();
  log.waiter->limit = limit;
  log.waiter->done = std::move(done);
  log.waiter->timer = core_.scheduler.after(wait, [this, account] { wake(account); });
}

void Report::wake(AccountNumber account) {
  Log& log = logs_[account];
  if (log.waiter == nullptr) return;
  const std::unique_ptr<Waiter> waiter = std::move(log.waiter);
  offer(account, waiter->limit, std::move(waiter->done));
}

void Report::offer(AccountNumber account, unsigned limit, PageDone done) {
  Log& log = logs_[account];
  const std::uint64_t last = std::min(log.published, log.acknowledged + limit);
  EventsPage page;
  page.events.reserve(last - log.acknowledged);
  for (std::uint64_t sequence = log.acknowledged + 1; sequence <= last; ++sequence) {
    const Entry& entry = log.at(sequence);
    if (entry.event == nullptr) {
      if (!page.events.empty()) break;  // offer what is here; the next call reads on
      read_back(account, sequence, [this, account, limit, done = std::move(done)](bool read) {
        if (read) return offer(account, limit, done);
        done(failure(RequestError{RequestError::Kind::overloaded, "store_busy",
                                  "The event could not be read from the store just now; ask again.", Seconds(1)}));
      });
      return;
    }
    page.events.push_back(*entry.event);
  }
  if (!page.events.empty()) log.offered = std::max(log.offered, page.events.back().sequence.value());
  core_.counters.events_told += page.events.size();
  done(std::move(page));
}

void Report::read_back(AccountNumber account, std::uint64_t sequence, std::function<void(bool)> done) {
  // A run is read, not one: the reader's threads work on it side by side, and the last completion goes on.
  Log& log = logs_[account];
  const std::uint64_t last = std::min(log.published, sequence + queue_read_ahead - 1);
  struct Run {
    std::size_t left = 0;
    bool failed = false;
    std::function<void(bool)> done;
  };
  auto run = std::make_shared<Run>();
  run->done = std::move(done);
  std::vector<std::pair<std::uint64_t, store::Location>> wanted;
  for (std::uint64_t at = sequence; at <= last; ++at) {
    if (log.at(at).event == nullptr) wanted.emplace_back(at, log.at(at).fact);
  }
  run->left = wanted.size();
  for (const auto& [at, fact] : wanted) {
    core_.store.read_chain(fact, [this, account, at = at, run](Expected<store::Chain, store::ReadError> chain) {
      Log& now = logs_[account];
      std::shared_ptr<const Event> event = chain ? event_of(account, EventSequence(at), *chain) : nullptr;
      if (event == nullptr) {
        run->failed = true;
        log::error("event {} of account {} cannot be read from the store", at, account.value());
      } else if (at > now.acknowledged) {
        now.at(at).event = std::move(event);
      }
      if (--run->left == 0) run->done(!run->failed);
    });
  }
}

void Report::acknowledge(AccountNumber account, EventSequence through,
                         std::function<void(Expected<void, RequestError>)> done) {
  Log& log = logs_[account];
  if (through.value() > log.offered) {
    return done(failure(RequestError{
        RequestError::Kind::invalid, "beyond_offered",
        fmt::format(
            "\"through\" is {}, but the last event offered to this account is {}; acknowledge what was received.",
            through.value(), log.offered)}));
  }
  if (through.value() > log.acknowledged) {
    core_.counters.events_acknowledged += through.value() - log.acknowledged;
    core_.ledger.record(MessageId(), {}, store::EventsAcknowledged{account, Door::http, through});
    restore_acknowledged(account, through);
  }
  core_.ledger.effects().calls.push_back([done = std::move(done)] { done({}); });
}

std::uint64_t Report::kept(AccountNumber account) const {
  const auto found = logs_.find(account);
  return found == logs_.end() ? 0 : found->second.entries.size();
}

std::uint64_t Report::kept() const {
  std::uint64_t total = 0;
  for (const auto& [account, log] : logs_) total += log.entries.size();
  return total;
}

store::BatchNumber Report::oldest() const {
  store::BatchNumber oldest;
  for (const auto& [account, log] : logs_) {
    if (log.entries.empty()) continue;
    const store::BatchNumber batch = log.entries.front().fact.batch;
    if (oldest.none() || batch < oldest) oldest = batch;
  }
  return oldest;
}

void Report::fill(store::Checkpoint& checkpoint) {
  checkpoint.oldest_event = oldest();
  for (auto& [account, log] : logs_) {
    checkpoint.accounts.push_back({account, Door::http, EventSequence(log.last()), EventSequence(log.acknowledged)});
    // What was recorded before is at the front: go back from the end to the first that is not.
    std::uint64_t sequence = log.last();
    while (sequence > log.acknowledged && !log.at(sequence).recorded) --sequence;
    for (++sequence; sequence <= log.last(); ++sequence) {
      Entry& entry = log.at(sequence);
      entry.recorded = true;
      checkpoint.events.push_back({account, Door::http, EventSequence(sequence), EventSequence(sequence), entry.fact});
    }
  }
}

void Report::restore(const store::Checkpoint::AccountEvents& events) {
  Log& log = logs_[events.account];
  log.acknowledged = events.acknowledged.value();
  log.published = log.acknowledged;
  log.offered = log.acknowledged;
}

void Report::restore(const store::EventRecord& record, bool recorded) {
  Log& log = logs_[record.account];
  if (record.sequence.value() <= log.last()) return;  // a fact that the checkpoint covers already
  assert(record.sequence.value() == log.last() + 1);
  log.entries.push_back(Entry{record.fact, nullptr, recorded});
  log.published = log.last();
  log.offered = log.published;  // what was offered before the stop may be acknowledged after it
}

void Report::restore_acknowledged(AccountNumber account, EventSequence through) {
  Log& log = logs_[account];
  while (log.acknowledged < through.value() && !log.entries.empty()) {
    log.entries.pop_front();
    ++log.acknowledged;
  }
}

}  // namespace smppedge::gateway
