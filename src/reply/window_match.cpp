// SPDX-License-Identifier: Apache-2.0
#include "reply/window_match.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "reply/limits.h"

namespace smppedge::reply {

namespace {

using Pairs = std::vector<const WindowPair*>;

enum class Age : std::uint8_t { in_time, late, planned };

Age age_of(const WindowPair& pair, WallTime received_at) {
  if (pair.sent_at == WallTime{}) return Age::planned;
  return received_at - pair.sent_at <= answer_window ? Age::in_time : Age::late;
}

template <class Wanted>
Pairs select(std::span<const WindowPair> window, Wanted wanted) {
  Pairs pairs;
  for (const WindowPair& pair : window) {
    if (wanted(pair)) pairs.push_back(&pair);
  }
  return pairs;
}

Pairs of_age(const Pairs& pairs, Age age, WallTime received_at) {
  Pairs wanted;
  for (const WindowPair* pair : pairs) {
    if (age_of(*pair, received_at) == age) wanted.push_back(pair);
  }
  return wanted;
}

std::vector<AccountNumber> accounts_of(const Pairs& pairs) {
  std::vector<AccountNumber> accounts;
  for (const WindowPair* pair : pairs) accounts.push_back(pair->account);
  std::sort(accounts.begin(), accounts.end());
  accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
  return accounts;
}

bool one_number(const Pairs& pairs) {
  return std::all_of(pairs.begin(), pairs.end(),
                     [&](const WindowPair* pair) { return pair->number == pairs.front()->number; });
}

/// Ids grow with time: of two sends in one millisecond the later one's is greater.
MessageId newest(const Pairs& pairs) {
  const auto later = [](const WindowPair* a, const WindowPair* b) {
    return std::pair(a->sent_at, a->message) < std::pair(b->sent_at, b->message);
  };
  return (*std::max_element(pairs.begin(), pairs.end(), later))->message;
}

/// The accounts are told, and the one if it is one.
WindowMatch found_of(Found found, std::vector<AccountNumber> accounts) {
  WindowMatch match;
  match.found = found;
  match.ambiguous = accounts.size() > 1;
  if (accounts.size() == 1) match.account = accounts.front();
  match.accounts = std::move(accounts);
  return match;
}

/// Of pairs of one number, at least one: those in time count, else those that were sent, else what is planned.
WindowMatch judge_number(Found found, const Pairs& pairs, WallTime received_at) {
  if (const Pairs in_time = of_age(pairs, Age::in_time, received_at); !in_time.empty()) {
    WindowMatch match = found_of(found, accounts_of(in_time));
    if (!match.ambiguous) match.message = newest(in_time);
    return match;
  }
  const Pairs late = of_age(pairs, Age::late, received_at);
  WindowMatch match = found_of(found, accounts_of(late.empty() ? pairs : late));
  match.late = !late.empty();
  return match;
}

WindowMatch judge_appended(const Pairs& pairs, WallTime received_at, const std::optional<NumberOwner>& owner,
                           const OwnerOf& owner_of) {
  const std::string_view number = pairs.front()->number;
  WindowMatch match = judge_number(Found::appended, pairs, received_at);
  if (!owner || owner->number.size() <= number.size()) return match;
  const bool known = std::ranges::includes(match.accounts, owner->accounts);
  const std::optional<NumberOwner> of_pair = known ? owner_of(number) : std::nullopt;
  if (known && (!of_pair || of_pair->sign == owner->sign)) return match;
  std::vector<AccountNumber> accounts;
  std::ranges::set_union(match.accounts, owner->accounts, std::back_inserter(accounts));
  WindowMatch shared = found_of(Found::appended, std::move(accounts));
  shared.ambiguous = true;
  shared.late = match.late;
  return shared;
}

WindowMatch judge_owner(std::span<const WindowPair> window, const NumberOwner& owner, WallTime received_at,
                        const OwnerOf& owner_of) {
  WindowMatch match = found_of(Found::owner, owner.accounts);
  if (match.ambiguous) return match;
  const Pairs pairs = select(window, [&](const WindowPair& pair) {
    if (pair.account != match.account || !pair.number.starts_with(owner.number)) return false;
    const std::optional<NumberOwner> of_pair = owner_of(pair.number);  // a signature may have a longer one
    return of_pair && of_pair->is_same(owner);
  });
  const Pairs in_time = of_age(pairs, Age::in_time, received_at);
  if (in_time.empty()) {
    match.late = !of_age(pairs, Age::late, received_at).empty();
  } else if (one_number(in_time)) {
    match.message = newest(in_time);
  } else {
    match.ambiguous = true;
  }
  return match;
}

/// Those in time count, else those that were sent: then it is late for all of them.
WindowMatch judge_carrier(std::span<const WindowPair> window, const ReplyToMatch& reply) {
  const Pairs pairs = select(window, [&](const WindowPair& pair) { return pair.carrier == reply.carrier; });
  const Pairs in_time = of_age(pairs, Age::in_time, reply.received_at);
  const Pairs& judged = in_time.empty() ? of_age(pairs, Age::late, reply.received_at) : in_time;
  if (judged.empty()) return {};
  WindowMatch match = found_of(Found::newest, accounts_of(judged));
  match.late = in_time.empty();
  if (!match.ambiguous && !match.late) match.message = newest(judged);
  return match;
}

/// Pairs of the longest number that `destination` begins with: of those that the phone has seen, if it has seen any.
Pairs longest_prefix(std::span<const WindowPair> window, std::string_view destination) {
  const auto is_prefix = [&](const WindowPair& pair) {
    return !pair.number.empty() && destination.starts_with(pair.number);
  };
  std::size_t longest = 0;
  bool seen = false;
  for (const WindowPair& pair : window) {
    const bool was_sent = pair.sent_at != WallTime{};
    if (!is_prefix(pair) || (seen && !was_sent)) continue;
    longest = std::max(seen == was_sent ? longest : 0, pair.number.size());
    seen = was_sent;
  }
  return select(window, [&](const WindowPair& pair) { return is_prefix(pair) && pair.number.size() == longest; });
}

}  // namespace

std::string_view to_string(Found found) {
  switch (found) {
    case Found::none:
      return "none";
    case Found::exact:
      return "exact";
    case Found::appended:
      return "appended";
    case Found::owner:
      return "owner";
    case Found::newest:
      return "newest";
  }
  return "";
}

WindowMatch match_window(std::span<const WindowPair> window, const ReplyToMatch& reply, const OwnerOf& owner_of) {
  // The exact number is the longest of its prefixes.
  const Pairs pairs = longest_prefix(window, reply.destination);
  if (!pairs.empty() && pairs.front()->number == reply.destination) {
    return judge_number(Found::exact, pairs, reply.received_at);
  }
  const std::optional<NumberOwner> owner = owner_of(reply.destination);
  if (!pairs.empty()) return judge_appended(pairs, reply.received_at, owner, owner_of);
  if (owner) return judge_owner(window, *owner, reply.received_at, owner_of);
  return judge_carrier(window, reply);
}

}  // namespace smppedge::reply
