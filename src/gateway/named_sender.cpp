// SPDX-License-Identifier: Apache-2.0
#include "gateway/named_sender.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "gateway/request_error.h"

namespace smppedge::gateway {
namespace {

using sender::Candidates;
using sender::SenderError;

/// Digits that a customer may put behind the number that has most room for them.
std::size_t room_for_extend(const Candidates& candidates, const sender::NumberPolicy& policy) {
  std::size_t room = 0;
  for (const sender::BaseNumber& base : candidates.numbers) {
    const std::size_t taken = base.digits.size() + policy.tail_digits;
    if (base.written_max > taken) room = std::max(room, base.written_max - taken);
  }
  return room;
}

std::string shorten(std::size_t room) {
  if (room == 0) return "Leave the extension out: its sender number has no room for further digits.";
  return fmt::format("Shorten the extension: its sender number has room for {} digit{}.", room, room == 1 ? "" : "s");
}

RequestError refusal(SenderError error) {
  const auto advice = [error] { return std::string(sender::advice(error)); };
  switch (error) {
    case SenderError::not_digits:
    case SenderError::too_long:
    case SenderError::too_short:
    case SenderError::no_number:
    case SenderError::of_other_account:
      break;
    case SenderError::no_such_account:
    case SenderError::not_granted:
      return invalid("no_sender", advice());
    case SenderError::needs_sign:
    case SenderError::unknown_sign:
      return invalid("invalid_sign", advice());
    case SenderError::all_in_use:
      return invalid("senders_in_use", advice());
  }
  return invalid("invalid_extend", advice());
}

/// Why no number of the candidates can be had: what to change depends on whether the customer gave digits, and on the
/// policy.
RequestError refusal(SenderError error, const Candidates& candidates, std::string_view extend,
                     const sender::NumberPolicy& policy) {
  if (error == SenderError::too_long && !extend.empty()) {
    return invalid("invalid_extend", shorten(room_for_extend(candidates, policy)));
  }
  if (error == SenderError::of_other_account && extend.empty()) {
    return invalid(
        "no_sender",
        "Every number that the tail makes belongs to another account or signature; ask for more digits in the "
        "tail, or for another sender number.");
  }
  if (error == SenderError::all_in_use && policy.kind != sender::Policy::rotating) {
    return invalid("senders_in_use",
                   "Another account has written to this recipient by every sender number in the last 72 hours; send "
                   "later, or ask for another sender number or more digits in the tail.");
  }
  return refusal(error);
}

/// Which ones it may name, as a sentence.
RequestError invalid_sender(const Expected<Candidates, SenderError>& candidates, const AccountSettings& account) {
  std::string may = "none but the number that is assigned when it is left empty";
  if (candidates && !candidates->numbers.empty()) {
    may = fmt::format("{}, alone or with digits behind it", candidates->numbers.front().digits.view());
  } else if (candidates && !candidates->given.text().empty()) {
    may = std::string(candidates->given.text());
  }
  for (const std::string& source : account.sources) may += ", or " + source;
  return invalid("invalid_sender", fmt::format("The account may not use this sender here; it may use {}.", may));
}

class SenderChoice {
 public:
  SenderChoice(const sender::SenderDirectory& senders, const AccountSettings& account, const SenderWish& wish)
      : senders_(senders),
        account_(account),
        wish_(wish),
        sign_(senders.lists_signatures(account.number) ? wish.sign : std::string_view()),
        candidates_(candidates_of(sign_)) {}

  [[nodiscard]] const Expected<Candidates, SenderError>& candidates() const { return candidates_; }

  /// The named one, where the account may use it.
  [[nodiscard]] std::optional<ChosenSender> named() const {
    const std::string_view text = wish_.named->text();
    const bool is_source = std::find(account_.sources.begin(), account_.sources.end(), text) != account_.sources.end();
    const bool is_mainlands = text.starts_with(sender::industry_prefix) && sender::is_abroad(wish_.recipient);
    const bool is_given = candidates_ && candidates_->numbers.empty() && text == candidates_->given.text();
    if ((is_source && !is_mainlands) || is_given) return ChosenSender{{*wish_.named}, {}};
    const auto owner = senders_.owner_of(wish_.carrier, text);
    if (!owner || owner->account != account_.number || (!sign_.empty() && owner->sign != sign_)) return std::nullopt;
    const auto own = candidates_of(owner->sign);  // an unsigned text may be signed by its number: carriers do that
    if (!own || !sender::allows(*own, text)) return std::nullopt;
    ChosenSender chosen{{*wish_.named}, owner->added};
    chosen.base_digits = text.size() - owner->added.size();
    return chosen;
  }

 private:
  [[nodiscard]] Expected<Candidates, SenderError> candidates_of(std::string_view sign) const {
    return senders_.numbers_for(wish_.carrier, account_.number, sign, wish_.traffic_class, wish_.recipient);
  }

  const sender::SenderDirectory& senders_;
  const AccountSettings& account_;
  const SenderWish& wish_;
  const std::string_view sign_;
  const Expected<Candidates, SenderError> candidates_;
};

bool names_one(const SenderWish& wish) {
  return wish.named != nullptr && !wish.named->text().empty();
}

}  // namespace

bool may_name(const sender::SenderDirectory& senders, const AccountSettings& account, const SenderWish& wish) {
  return names_one(wish) && SenderChoice(senders, account, wish).named().has_value();
}

Expected<ChosenSender, SenderRefusal> choose_sender(const sender::SenderDirectory& senders,
                                                    const AccountSettings& account, const SenderWish& wish,
                                                    std::span<const sender::UsedNumber> used, WallTime now, Rng& rng) {
  const bool is_named = names_one(wish);
  if (is_named && !wish.extend.empty()) {
    return failure(SenderRefusal{invalid("invalid_extend", "Leave the extension out: the sender is named in full.")});
  }
  const SenderChoice choice(senders, account, wish);
  const auto& candidates = choice.candidates();
  if (is_named) {
    if (const auto named = choice.named()) return *named;
    const bool of_other_sign = !candidates && candidates.error() == SenderError::unknown_sign;
    if (account.source_policy == SourcePolicy::checked && !of_other_sign) {
      return failure(SenderRefusal{invalid_sender(candidates, account)});
    }
  }
  if (!candidates) return failure(SenderRefusal{refusal(candidates.error())});
  const auto assigned =
      sender::choose_number(*candidates, wish.extend, account.number_policy, wish.conversation, used, now, rng);
  if (!assigned) {
    SenderRefusal refused{refusal(assigned.error(), *candidates, wish.extend, account.number_policy)};
    if (assigned.error() == SenderError::all_in_use) {
      for (const sender::BaseNumber& base : candidates->numbers) refused.ranges.push_back(base.digits);
    }
    return failure(std::move(refused));
  }
  return ChosenSender{*assigned, wish.extend};
}

}  // namespace smppedge::gateway
