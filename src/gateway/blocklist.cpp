// SPDX-License-Identifier: Apache-2.0
#include "gateway/blocklist.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/log.h"
#include "gateway/request_error.h"
#include "gateway/store_room.h"
#include "policy/number.h"

namespace smppedge::gateway {
namespace {

using store::BlockSource;

RequestError not_blocked(const store::BlockChange* taken_off = nullptr) {
  std::string message = "This phone is not on the account's blocklist.";
  if (taken_off != nullptr) {
    const auto at = std::chrono::floor<Seconds>(taken_off->at);
    message += fmt::format(" It was taken off at {:%Y-%m-%dT%H:%M:%SZ}, source {}",
                           fmt::gmtime(at.time_since_epoch().count()), to_string(taken_off->source));
    message += taken_off->by.empty() ? "." : fmt::format(", by {}.", taken_off->by);
  }
  return {RequestError::Kind::not_found, "not_blocked", std::move(message), Seconds(0)};
}

/// What stands beside a change is shown again, as text: a number with octets that are none is left out.
std::string_view shown(std::string_view number) {
  const auto is_printable = [](char c) { return c >= ' ' && c <= '~'; };
  return std::all_of(number.begin(), number.end(), is_printable) ? number : std::string_view();
}

/// Calls it with the answer once everything recorded so far is durable.
template <class T>
void answer_durably(Ledger& ledger, const std::function<void(Expected<T, RequestError>)>& done,
                    Expected<T, RequestError> answer) {
  ledger.effects().calls.push_back(
      [done, answer = std::make_shared<Expected<T, RequestError>>(std::move(answer))] { done(std::move(*answer)); });
}

}  // namespace

void Blocklist::take(store::BlockChange change) {
  switch (change.what) {
    case What::blocked:
      core_.blocked.add(change.account, change.phone);
      removals_.remove(change.account, change.phone);
      break;
    case What::unblocked:
      core_.blocked.remove(change.account, change.phone);
      removals_.remove(change.account, change.phone);
      break;
    case What::removal_asked:
      removals_.add({change.at, change.account, change.phone}, change.by);
      break;
    case What::removal_denied:
      removals_.remove(change.account, change.phone);
      break;
  }
  core_.store.note_block(std::move(change));
}

void Blocklist::record(What what, AccountNumber account, const PhoneNumber& phone, BlockSource source,
                       std::string_view by) {
  by = by.substr(0, store::block_by_octets_max);
  const auto record = [&](auto fact) {
    fact.account = account;
    fact.phone = phone;
    fact.source = source;
    fact.by = by;
    core_.ledger.record(MessageId(), {}, fact);
  };
  switch (what) {
    case What::blocked:
      record(store::PhoneBlocked{});
      break;
    case What::unblocked:
      record(store::PhoneUnblocked{});
      break;
    case What::removal_asked:
      record(store::RemovalAsked{});
      break;
    case What::removal_denied:
      record(store::RemovalDenied{});
      break;
  }
  take({what, account, phone, source, core_.scheduler.wall(), std::string(by)});
}

void Blocklist::block(AccountNumber account, const PhoneNumber& phone, BlockSource source, std::string_view by) {
  if (!core_.blocked.contains(account, phone)) return record(What::blocked, account, phone, source, by);
  if (removals_.contains(account, phone)) record(What::removal_denied, account, phone, source, by);
}

std::vector<Blocklist::Opted> Blocklist::on_reply(std::span<const AccountNumber> accounts, const PhoneNumber& phone,
                                                  const PhoneNumber& twin, std::string_view text,
                                                  std::string_view number) {
  std::vector<Opted> opted;
  for (const AccountNumber account : accounts) {
    const AccountSettings* settings = core_.account(account);
    if (settings == nullptr) continue;
    if (settings->opt_out_words.matches(text)) {
      block(account, phone, BlockSource::reply, shown(number));
      if (!twin.empty()) block(account, twin, BlockSource::reply, shown(number));
      ++core_.accounts[account].opted_out;
      opted.push_back({account, store::ReplyOpt::out});
    } else if (settings->opt_in_words.matches(text)) {
      if (core_.blocked.contains(account, phone)) {
        record(What::unblocked, account, phone, BlockSource::reply, shown(number));
      }
      ++core_.accounts[account].opted_in;
      opted.push_back({account, store::ReplyOpt::in});
    }
  }
  return opted;
}

void Blocklist::list(const BlockedQuery& query, Api::Done<store::BlockedPage> done) {
  core_.store.list_blocked(query.account, query.after, std::min(query.limit, blocked_page_max),
                           [this, done = std::move(done)](Expected<store::BlockedPage, store::ReadError> page) {
                             if (!page) return done(failure(store_busy()));
                             answer_durably<store::BlockedPage>(core_.ledger, done, std::move(*page));
                           });
}

void Blocklist::find(AccountNumber account, const PhoneNumber& phone, Api::Done<store::BlockedPhone> done) {
  core_.store.find_blocked(
      account, phone, [this, done = std::move(done)](Expected<store::BlockedPhone, store::ReadError> known) {
        if (!known) return done(failure(store_busy()));
        if (known->record) {
          answer_durably<store::BlockedPhone>(core_.ledger, done, std::move(*known));
        } else {
          answer_durably<store::BlockedPhone>(core_.ledger, done, failure(not_blocked(known->taken_off())));
        }
      });
}

void Blocklist::block(AccountNumber account, const PhoneNumber& phone, const Api::Done<bool>& done) {
  const AccountSettings* settings = core_.account(account);
  if (settings == nullptr) return done(failure(unknown_account()));
  if (auto error = no_room_in_store(core_, "changed")) return done(failure(std::move(*error)));
  const bool was_blocked = core_.blocked.contains(account, phone);
  if (!was_blocked && core_.blocked.size() >= blocked_phones_max) {
    return done(failure(
        overloaded("blocklist_full", "The blocklists of all accounts hold as many phones as they may.", Seconds(600))));
  }
  block(account, phone, BlockSource::api, settings->name);
  answer_durably<bool>(core_.ledger, done, !was_blocked);
}

void Blocklist::unblock(AccountNumber account, const PhoneNumber& phone, const Api::Done<Unblocked>& done) {
  const AccountSettings* settings = core_.account(account);
  if (settings == nullptr) return done(failure(unknown_account()));
  if (auto error = no_room_in_store(core_, "changed")) return done(failure(std::move(*error)));
  if (!core_.blocked.contains(account, phone)) {
    return answer_durably<Unblocked>(core_.ledger, done, failure(not_blocked()));
  }
  if (settings->removes_directly) {
    record(What::unblocked, account, phone, BlockSource::api, settings->name);
    return answer_durably<Unblocked>(core_.ledger, done, Unblocked::removed);
  }
  if (!removals_.contains(account, phone)) {
    if (removals_.size() >= removals_waiting_max) {
      return done(failure(
          overloaded("removals_full", "Too many removals wait for an operator; ask again later.", Seconds(600))));
    }
    record(What::removal_asked, account, phone, BlockSource::api, settings->name);
  }
  answer_durably<Unblocked>(core_.ledger, done, Unblocked::asked);
}

std::optional<AccountNumber> Blocklist::account_written(std::string_view account) const {
  if (const auto named = core_.account_named(account)) return named;
  std::uint32_t digits = 0;
  const auto [end, error] = std::from_chars(account.data(), account.data() + account.size(), digits);
  const AccountNumber number(digits);
  const bool as_shown = error == std::errc() && std::to_string(digits) == account;
  if (!as_shown || core_.account(number) != nullptr || core_.blocked.size(number) == 0) return std::nullopt;
  return number;
}

void Blocklist::list_removals(const RemovalsQuery& query, AdminApi::Done<RemovalsPage> done) {
  std::optional<AccountNumber> account;
  if (!query.account.empty()) {
    account = account_written(query.account);
    if (!account) return done(failure(no_such_account()));
  }
  auto page = std::make_shared<RemovalsPage>();
  const unsigned limit = std::min(query.limit, removals_page_max);
  const Removals::List& all = removals_.by_age();
  unsigned scanned = 0;
  for (auto at = query.after ? all.upper_bound(*query.after) : all.begin(); at != all.end(); ++at) {
    if (page->removals.size() == limit || ++scanned > removals_scanned_max) {
      page->next = std::prev(at)->first;
      break;
    }
    if (account && at->first.account != *account) continue;
    const AccountSettings* settings = core_.account(at->first.account);
    RemovalEntry& entry = page->removals.emplace_back();
    entry.account = settings == nullptr ? std::to_string(at->first.account.value()) : settings->name;
    entry.place = at->first;
    entry.asked_by = at->second;
  }
  describe_removals(std::move(page), 0, std::move(done));
}

/// Why each is on the list stands on disk: one read after the other, so that a page is one of the reads that wait.
void Blocklist::describe_removals(std::shared_ptr<RemovalsPage> page, std::size_t at,
                                  AdminApi::Done<RemovalsPage> done) {
  if (at == page->removals.size()) return answer_durably<RemovalsPage>(core_.ledger, done, std::move(*page));
  const RemovalPlace& place = page->removals[at].place;
  core_.store.find_blocked(
      place.account, place.phone,
      [this, page, at, done = std::move(done)](const Expected<store::BlockedPhone, store::ReadError>& known) {
        if (!known) return done(failure(store_busy()));
        if (known->record) {
          RemovalEntry& entry = page->removals[at];
          entry.source = known->record->source;
          entry.since = known->record->since;
          entry.by = known->record->by;
        }
        describe_removals(page, at + 1, done);
      });
}

void Blocklist::decide_removals(const RemovalsDecision& decision, const AdminApi::Done<RemovalsAnswer>& done) {
  const auto account = account_written(decision.account);
  if (!account) return done(failure(no_such_account()));
  if (auto error = no_room_in_store(core_, "changed")) return done(failure(std::move(*error)));
  RemovalsAnswer answer;
  const WallTime asked_until = decision.asked_until.value_or(WallTime::max());
  for (const std::string& written : decision.phones) {
    const auto phone = policy::normalise_recipient(written);
    if (!phone || !removals_.contains(*account, *phone, asked_until)) {
      answer.not_waiting.push_back(written);
      continue;
    }
    record(decision.approve ? What::unblocked : What::removal_denied, *account, *phone, BlockSource::admin,
           decision.by);
    ++answer.decided;
  }
  if (answer.decided > 0) {
    log::info("removals from a blocklist were {} count={} account={} by={}", decision.approve ? "approved" : "denied",
              answer.decided, decision.account, decision.by);
  }
  answer_durably<RemovalsAnswer>(core_.ledger, done, std::move(answer));
}

void Blocklist::find(const BlockedPhoneQuery& query, AdminApi::Done<store::BlockedPhone> done) {
  const auto account = account_written(query.account);
  if (!account) return done(failure(no_such_account()));
  const auto phone = policy::normalise_recipient(query.phone);
  if (!phone) return done(failure(invalid("invalid_number", std::string(policy::advice(phone.error())))));
  core_.store.find_blocked(*account, *phone,
                           [this, done = std::move(done)](Expected<store::BlockedPhone, store::ReadError> known) {
                             if (!known) return done(failure(store_busy()));
                             answer_durably<store::BlockedPhone>(core_.ledger, done, std::move(*known));
                           });
}

Blocklist::Imported Blocklist::import(AccountNumber account, const PhoneNumber& phone, std::string_view by) {
  const bool was_blocked = core_.blocked.contains(account, phone);
  if (!was_blocked && core_.blocked.size() >= blocked_phones_max) return Imported::full;
  block(account, phone, BlockSource::import_file, by);
  return was_blocked ? Imported::already : Imported::added;
}

void Blocklist::restore(const store::BlockRecord& record) {
  core_.blocked.add(record.account, record.phone);
  if (record.removal_asked) {
    removals_.add({record.removal_asked_at, record.account, record.phone}, record.removal_asked_by);
  }
}

bool Blocklist::restore(const store::RecordedFact& fact) {
  const auto restore_as = [&](What what, const auto& change) {
    take({what, change.account, change.phone, change.source, fact.header.at, std::string(change.by)});
    return true;
  };
  if (const auto* change = std::get_if<store::PhoneBlocked>(&fact.fact)) return restore_as(What::blocked, *change);
  if (const auto* change = std::get_if<store::PhoneUnblocked>(&fact.fact)) return restore_as(What::unblocked, *change);
  if (const auto* change = std::get_if<store::RemovalAsked>(&fact.fact))
    return restore_as(What::removal_asked, *change);
  if (const auto* change = std::get_if<store::RemovalDenied>(&fact.fact)) {
    return restore_as(What::removal_denied, *change);
  }
  return false;
}

}  // namespace smppedge::gateway
