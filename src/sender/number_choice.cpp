// SPDX-License-Identifier: Apache-2.0
#include "sender/number_choice.h"

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <numeric>
#include <optional>
#include <vector>

#include "sender/sender_directory.h"

namespace smppedge::sender {
namespace {

/// What a number begins with: access number, extension and the customer's digits. The tail follows.
struct Stem {
  Digits digits;
  std::size_t appended_digits = 0;  ///< by the carrier
};
using Stems = std::vector<Stem>;

bool is_owned(const Candidates& candidates, std::string_view number) {
  const auto owner = candidates.directory->owner_anywhere(number);
  return owner && owner->account == candidates.account && owner->sign == candidates.sign;
}

/// Whether what the carrier appends to the whole number can make it one of others.
bool may_become_anothers(const Candidates& candidates, const BaseNumber& base, std::string_view number) {
  return candidates.directory->may_become_anothers(number, base.appended_digits, candidates.account, candidates.sign);
}

/// What is wrong with a number of that length that begins so.
std::optional<SenderError> fault_of(const Candidates& candidates, const BaseNumber& base, std::string_view begin,
                                    std::size_t length) {
  if (length > base.written_max) return SenderError::too_long;
  if (!begin.starts_with(industry_prefix)) return std::nullopt;
  if (candidates.abroad) return SenderError::not_granted;
  if (length + base.appended_digits < industry_digits_min) return SenderError::too_short;
  return std::nullopt;
}

/// Those that leave room for the tail and make numbers of ours; what is wrong with the first where there is none.
Expected<Stems, SenderError> stems_of(const Candidates& candidates, std::string_view extend, std::size_t tail_digits) {
  Stems stems;
  stems.reserve(candidates.numbers.size());
  std::optional<SenderError> first_fault;
  for (const BaseNumber& base : candidates.numbers) {
    const std::size_t length = base.digits.size() + extend.size() + tail_digits;
    std::optional<SenderError> fault;
    if (length > base.written_max) {
      fault = SenderError::too_long;
    } else {
      Digits stem = base.digits;
      for (const char digit : extend) stem.push_back(digit);
      fault = fault_of(candidates, base, stem, length);
      const bool is_ours =
          is_owned(candidates, stem) && (tail_digits != 0 || !may_become_anothers(candidates, base, stem));
      if (!fault && !is_ours) fault = SenderError::of_other_account;
      if (!fault) stems.push_back({stem, base.appended_digits});
    }
    if (!first_fault) first_fault = fault;
  }
  if (stems.empty()) return failure(*first_fault);
  return stems;
}

Chosen chosen(std::string_view number, std::size_t base_digits, std::uint64_t of) {
  return {*SenderAddress::make(number, 0, 0), false, 0, base_digits, of, 0};
}

class Choice {
 public:
  Choice(const Candidates& candidates, std::string_view extend, const Stems& stems, std::size_t tail_digits,
         std::span<const UsedNumber> used, WallTime now)
      : candidates_(candidates),
        extend_digits_(extend.size()),
        stems_(stems),
        tail_digits_(tail_digits),
        used_(used),
        now_(now) {
    for (std::size_t i = 0; i < tail_digits; ++i) tails_ *= 10;
  }

  /// The number used last of those for which `mine` holds and that would be made now as well.
  template <class Mine>
  [[nodiscard]] const UsedNumber* used_last(Mine mine) const {
    const UsedNumber* last = nullptr;
    for (const UsedNumber& each : used_) {
      if (!in_use(each) || each.account != candidates_.account || !mine(each) || !would_be_made(each.number)) continue;
      if (last == nullptr || each.in_use_until > last->in_use_until) last = &each;
    }
    return last;
  }

  /// That number once more; the others for which `bars` holds are not to be had.
  template <class Bars>
  [[nodiscard]] Chosen kept(const UsedNumber& mine, Bars bars) const {
    const auto bars_others = [&](const UsedNumber& each) { return &each != &mine && bars(each); };
    Chosen again = from(*stem_of(mine.number), mine.number, bars_others);
    again.kept = true;
    return again;
  }

  /// One that is in use by none for which `bars` holds, every one with the same chance.
  template <class Bars>
  [[nodiscard]] Expected<Chosen, SenderError> free_one(Bars bars, Rng& rng) const {
    Barred barred;
    for (const UsedNumber& each : used_) {
      if (in_use(each) && bars(each)) barred.push_back(each.number);
    }
    std::sort(barred.begin(), barred.end());
    const std::uint64_t all = stems_.size() * tails_;
    std::uint64_t at = all == 1 ? 0 : rng.below(all);
    const std::uint64_t step = step_through(all, rng);
    std::uint32_t avoided = 0;
    for (std::uint64_t tried = 0; tried < std::min(all, numbers_tried_max); ++tried, at = (at + step) % all) {
      const Digits number = number_at(at);
      if (is_barred(barred, number, stems_[at % stems_.size()].appended_digits)) {
        ++avoided;
      } else if (tail_digits_ == 0 || is_legal(number)) {
        Chosen free = from(stems_[at % stems_.size()], number, bars);
        free.avoided = avoided;
        return free;
      }
    }
    return failure(avoided == 0 ? SenderError::of_other_account : SenderError::all_in_use);
  }

 private:
  using Barred = boost::container::small_vector<std::string_view, 32>;

  /// `barred`: sorted. What the carrier appends must not make one of these of it either, nor it of one of these.
  [[nodiscard]] bool is_barred(const Barred& barred, std::string_view number, std::size_t appended_digits) const {
    auto next = std::lower_bound(barred.begin(), barred.end(), number);
    for (; next != barred.end() && next->starts_with(number); ++next) {
      if (next->size() - number.size() <= appended_digits) return true;
    }
    const std::size_t appended_max = std::min(candidates_.directory->appended_digits_max(), number.size());
    for (std::size_t left_out = 1; left_out <= appended_max; ++left_out) {
      const std::string_view shorter = number.substr(0, number.size() - left_out);
      if (!std::binary_search(barred.begin(), barred.end(), shorter)) continue;
      const auto owner = candidates_.directory->owner_anywhere(shorter);
      if (owner && owner->appended_digits >= left_out) return true;
    }
    return false;
  }
  [[nodiscard]] bool in_use(const UsedNumber& each) const { return each.in_use_until >= now_; }

  [[nodiscard]] bool begins(const Stem& stem, std::string_view number) const {
    return number.size() == stem.digits.size() + tail_digits_ && number.starts_with(stem.digits.view());
  }
  [[nodiscard]] const Stem* stem_of(std::string_view number) const {
    const auto found =
        std::find_if(stems_.begin(), stems_.end(), [&](const Stem& stem) { return begins(stem, number); });
    return found == stems_.end() ? nullptr : &*found;
  }
  [[nodiscard]] bool would_be_made(std::string_view number) const {
    return stem_of(number) != nullptr && only_digits(number) && is_legal(number);
  }
  template <class Bars>
  [[nodiscard]] Chosen from(const Stem& stem, std::string_view number, Bars bars) const {
    Chosen made = chosen(number, stem.digits.size() - extend_digits_, tails_);
    for (const UsedNumber& each : used_) {
      if (in_use(each) && bars(each) && begins(stem, each.number)) ++made.in_use;
    }
    return made;
  }
  /// A stem may be the beginning of a longer number that another has, or of a 1069 number.
  [[nodiscard]] bool is_legal(std::string_view number) const { return allows(candidates_, number); }
  /// A step with nothing in common with `all` comes past every number, and does not walk through those that lie
  /// together under another's prefix.
  [[nodiscard]] static std::uint64_t step_through(std::uint64_t all, Rng& rng) {
    if (all <= 2) return 1;
    std::uint64_t step = 1 + rng.below(all - 1);
    while (std::gcd(step, all) != 1) step = step + 1 == all ? 1 : step + 1;
    return step;
  }
  [[nodiscard]] Digits number_at(std::uint64_t place) const {
    Digits number = stems_[place % stems_.size()].digits;
    std::uint64_t tail = place / stems_.size();
    std::array<char, tail_digits_max> digits{};
    for (std::size_t i = tail_digits_; i-- > 0; tail /= 10) digits[i] = static_cast<char>('0' + tail % 10);
    for (std::size_t i = 0; i < tail_digits_; ++i) number.push_back(digits[i]);
    return number;
  }

  const Candidates& candidates_;
  const std::size_t extend_digits_;
  const Stems& stems_;
  const std::size_t tail_digits_;
  const std::span<const UsedNumber> used_;
  const WallTime now_;
  std::uint64_t tails_ = 1;
};

}  // namespace

bool needs_history(const NumberPolicy& policy, std::size_t numbers) {
  if (policy.kind == Policy::fixed || numbers == 0) return false;
  return policy.kind == Policy::rotating || numbers > 1 || policy.tail_digits != 0;
}

bool needs_history(const Candidates& candidates, const NumberPolicy& policy) {
  return needs_history(policy, candidates.numbers.size());
}

Expected<Chosen, SenderError> choose_number(const Candidates& candidates, std::string_view extend,
                                            const NumberPolicy& policy, std::uint64_t conversation,
                                            std::span<const UsedNumber> used, WallTime now, Rng& rng) {
  assert(policy.tail_digits <= tail_digits_max);
  if (!only_digits(extend)) return failure(SenderError::not_digits);
  if (candidates.numbers.empty()) {
    if (!extend.empty()) return failure(SenderError::no_number);
    return Chosen{candidates.given};
  }
  const std::size_t tail_digits = policy.kind == Policy::fixed ? 0 : policy.tail_digits;
  const auto stems = stems_of(candidates, extend, tail_digits);
  if (!stems) return failure(stems.error());
  if (policy.kind == Policy::fixed) {
    return chosen(stems->front().digits, stems->front().digits.size() - extend.size(), 1);
  }

  const Choice choice(candidates, extend, *stems, tail_digits, used, now);
  const bool rotates = policy.kind == Policy::rotating;
  const auto mine = [rotates, conversation](const UsedNumber& each) {
    return !rotates || (conversation != 0 && each.conversation == conversation);
  };
  const auto bars = [rotates, &candidates](const UsedNumber& each) {
    return rotates || each.account != candidates.account;
  };
  if (const UsedNumber* last = choice.used_last(mine)) return choice.kept(*last, bars);
  return choice.free_one(bars, rng);
}

bool allows(const Candidates& candidates, std::string_view number) {
  if (!only_digits(number) || number.size() > digits_max || !is_owned(candidates, number)) return false;
  return std::any_of(candidates.numbers.begin(), candidates.numbers.end(), [&](const BaseNumber& base) {
    return number.starts_with(base.digits.view()) && !fault_of(candidates, base, number, number.size()) &&
           !may_become_anothers(candidates, base, number);
  });
}

}  // namespace smppedge::sender
