// SPDX-License-Identifier: Apache-2.0
#include "sender/sender_directory.h"

#include <algorithm>

namespace smppedge::sender {
namespace {

const AbroadSender* longest_match(const std::vector<AbroadSender>& table, const PhoneNumber& recipient) {
  const AbroadSender* best = nullptr;
  for (const AbroadSender& row : table) {
    if (!recipient.digits().starts_with(row.prefix)) continue;
    if (best == nullptr || row.prefix.size() > best->prefix.size()) best = &row;
  }
  return best;
}

/// The sender that recipients abroad see by that table, the account's before the carrier's; nullptr: none is given.
const AbroadSender* given_abroad(const std::vector<AbroadSender>& of_account,
                                 const std::vector<AbroadSender>& of_carrier, const PhoneNumber& recipient) {
  const AbroadSender* row = longest_match(of_account, recipient);
  return row != nullptr ? row : longest_match(of_carrier, recipient);
}

}  // namespace

std::string_view NumberOwner::extend(std::size_t tail_digits) const {
  // How many the carrier has appended, or whether it has left some out, nobody knows.
  if (appended_digits != 0 || added.size() <= tail_digits || !only_digits(added)) return {};
  return added.substr(0, added.size() - tail_digits);
}

Expected<SenderDirectory, DirectoryError> SenderDirectory::build(std::span<const CarrierGrants> carriers,
                                                                 std::span<const AccountHoldings> accounts) {
  using Kind = DirectoryError::Kind;
  SenderDirectory directory;
  for (const AccountHoldings& holdings : accounts) {
    if (!directory.accounts_.emplace(holdings.account, holder_of(holdings)).second) {
      return failure(DirectoryError{Kind::repeated, {}, holdings.account, {}, {}});
    }
  }
  for (const CarrierGrants& granted : carriers) {
    const auto [carrier, is_new] = directory.carriers_.emplace(granted.carrier, Carrier{granted, {}});
    if (!is_new) return failure(DirectoryError{Kind::repeated, granted.carrier, {}, {}, {}});
    for (const Grant& grant : granted.grants) {
      for (std::size_t i = 0; i < traffic_class_count; ++i) {
        for (const bool abroad : {false, true}) {
          carrier->second.numbers[i][abroad ? 1 : 0] += grant.classes[i] && grant.serves(abroad) ? 1 : 0;
        }
      }
      for (const AccountHoldings& holdings : accounts) {
        for (const Signature& holding : directory.accounts_.at(holdings.account).extensions) {
          auto error = directory.add(granted.carrier, grant, holdings.account, holding);
          if (error) return failure(std::move(*error));
        }
      }
    }
  }
  std::sort(directory.ranges_.begin(), directory.ranges_.end(),
            [](const Range& a, const Range& b) { return a.number < b.number; });
  for (const AccountHoldings& holdings : accounts) directory.add_named(holdings);
  directory.index_shortened();
  return directory;
}

void SenderDirectory::add_named(const AccountHoldings& holdings) {
  for (const std::string& source : holdings.sources) add_named(source, holdings.account);
  for (const AbroadSender& row : holdings.abroad) add_named(row.sender, holdings.account);
}

void SenderDirectory::add_named(std::string_view sender, AccountNumber account) {
  if (sender.empty() || !only_digits(sender) || owner_anywhere(sender)) return;
  Accounts& accounts = named_[std::string(sender)];
  const auto place = std::lower_bound(accounts.begin(), accounts.end(), account);
  if (place == accounts.end() || *place != account) accounts.insert(place, account);
  longest_ = std::max(longest_, sender.size());
}

SenderDirectory::Holder SenderDirectory::holder_of(const AccountHoldings& holdings) {
  Holder holder{{}, !holdings.signatures.empty(), holdings.abroad};
  const bool has_own = !holder.lists_signatures || !holdings.extension.empty();
  if (has_own) holder.extensions.push_back({{}, holdings.extension});
  holder.extensions.insert(holder.extensions.end(), holdings.signatures.begin(), holdings.signatures.end());
  std::sort(holder.extensions.begin(), holder.extensions.end(),
            [](const Signature& a, const Signature& b) { return a.sign < b.sign; });
  return holder;
}

std::optional<DirectoryError> SenderDirectory::add(CarrierNumber carrier, const Grant& grant, AccountNumber account,
                                                   const Signature& holding) {
  const std::string number = grant.number + holding.extension;
  const auto refused = [&](DirectoryError::Kind kind, AccountNumber other = {}) {
    return DirectoryError{kind, carrier, account, other, number};
  };
  if (!only_digits(number)) return refused(DirectoryError::Kind::not_digits);
  HeldNumber key{anywhere, {}};
  if (number.size() + grant.appended_digits > grant.digits_max || !key.digits.assign(number)) {
    return refused(DirectoryError::Kind::too_long);
  }
  const Owner owner{account, holding.sign, grant.appended_digits};
  Owner& first = owners_.emplace(key, owner).first->second;
  if (!first.is_same(owner)) return refused(DirectoryError::Kind::same_number, first.account);
  first.appended_digits = std::max(first.appended_digits, grant.appended_digits);
  key.carrier = carrier;
  if (!owners_.emplace(key, owner).second) return refused(DirectoryError::Kind::repeated, account);
  longest_ = std::max(longest_, number.size());
  ranges_.push_back(
      {key, account, holding.sign, grant.classes, grant.region_served(), grant.digits_max, grant.appended_digits});
  return std::nullopt;
}

void SenderDirectory::keep_owners(const SenderDirectory& former, WallTime now, WallTime until) {
  for (const auto& [number, owner] : former.owners_) {
    Owner kept = owner;
    if (kept.until == WallTime{}) kept.until = until;
    if (kept.until >= now) owners_.emplace(number, std::move(kept));  // unless another has it by now
  }
  longest_ = std::max(longest_, former.longest_);
  index_shortened();
}

Expected<const Signature*, SenderError> SenderDirectory::extension_of(const Holder& holder, std::string_view sign) {
  const std::string_view wanted = holder.lists_signatures ? sign : std::string_view();
  const auto found = std::lower_bound(holder.extensions.begin(), holder.extensions.end(), wanted,
                                      [](const Signature& each, std::string_view of) { return each.sign < of; });
  if (found != holder.extensions.end() && found->sign == wanted) return &*found;
  return failure(wanted.empty() ? SenderError::needs_sign : SenderError::unknown_sign);
}

Expected<Candidates, SenderError> SenderDirectory::numbers_for(CarrierNumber carrier, AccountNumber account,
                                                               std::string_view sign, TrafficClass traffic_class,
                                                               const PhoneNumber& recipient) const {
  const auto granted = carriers_.find(carrier);
  const auto holder = accounts_.find(account);
  if (granted == carriers_.end() || holder == accounts_.end()) return failure(SenderError::no_such_account);
  const std::vector<Grant>& grants = granted->second.granted.grants;
  Candidates candidates;
  candidates.directory = this;
  candidates.account = account;
  candidates.abroad = is_abroad(recipient);
  if (candidates.abroad) {
    const AbroadSender* row = given_abroad(holder->second.abroad, granted->second.granted.abroad, recipient);
    if (row != nullptr) candidates.given = SenderAddress::make(row->sender, 0, 0).value_or(SenderAddress());
    const bool numbered =
        std::any_of(grants.begin(), grants.end(), [](const Grant& grant) { return grant.serves(true); });
    if (row != nullptr || !numbered) return candidates;
  }
  const auto extension = extension_of(holder->second, sign);
  if (!extension) return failure(extension.error());
  candidates.sign = (*extension)->sign;
  for (const Grant& grant : grants) {
    if (!grant.serves(candidates.abroad) || !grant.classes[static_cast<std::size_t>(traffic_class)]) continue;
    BaseNumber base;
    base.digits.assign(grant.number);
    for (const char digit : (*extension)->extension) base.digits.push_back(digit);
    base.written_max = grant.digits_max - grant.appended_digits;
    base.appended_digits = grant.appended_digits;
    candidates.numbers.push_back(base);
  }
  if (candidates.numbers.empty() && !grants.empty()) return failure(SenderError::not_granted);
  return candidates;
}

std::optional<NumberOwner> SenderDirectory::owner_of(CarrierNumber carrier, std::string_view destination) const {
  for (std::size_t length = std::min(longest_, destination.size()); length > 0; --length) {
    HeldNumber number{carrier, {}};
    number.digits.assign(destination.substr(0, length));
    const auto owner = owners_.find(number);
    if (owner != owners_.end()) {
      return NumberOwner{owner->second.account, destination.substr(length), owner->second.sign,
                         owner->second.appended_digits};
    }
  }
  return std::nullopt;
}

std::optional<NumberOwner> SenderDirectory::owner_by_carrier_first(CarrierNumber carrier,
                                                                   std::string_view destination) const {
  const auto owner = owner_of(carrier, destination);
  return owner ? owner : owner_anywhere(destination);
}

bool SenderDirectory::may_become_anothers(std::string_view number, std::size_t appended_digits, AccountNumber account,
                                          std::string_view sign) const {
  if (appended_digits == 0) return false;
  const auto found = shortened_.find(std::string(number));
  if (found == shortened_.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(), [&](const Shortened& each) {
    return each.left_out <= appended_digits && (each.account != account || each.sign != sign);
  });
}

void SenderDirectory::index_shortened() {
  shortened_.clear();
  appended_max_ = 0;
  for (const Range& range : ranges_) appended_max_ = std::max(appended_max_, range.appended_digits);
  for (const auto& [number, owner] : owners_) {
    if (number.carrier != anywhere) continue;
    const std::string_view digits = number.digits.view();
    for (std::size_t left_out = 1; left_out <= appended_max_ && left_out < digits.size(); ++left_out) {
      shortened_[std::string(digits.substr(0, digits.size() - left_out))].push_back(
          {left_out, owner.account, owner.sign});
    }
  }
}

std::span<const Range> SenderDirectory::ranges_from(const HeldNumber& first) const {
  const auto from = std::lower_bound(ranges_.begin(), ranges_.end(), first,
                                     [](const Range& each, const HeldNumber& number) { return each.number < number; });
  return {from, ranges_.end()};
}

const Range* SenderDirectory::range(const HeldNumber& number) const {
  const auto from = ranges_from(number);
  return !from.empty() && from.front().number == number ? &from.front() : nullptr;
}

std::optional<ReplyOwners> SenderDirectory::reply_owners_of(CarrierNumber carrier, std::string_view destination) const {
  if (const auto owner = owner_by_carrier_first(carrier, destination)) {
    return ReplyOwners{{owner->account}, destination.substr(0, destination.size() - owner->added.size()), owner->sign};
  }
  if (named_.empty()) return std::nullopt;
  for (std::size_t length = std::min(longest_, destination.size()); length > 0; --length) {
    const std::string_view number = destination.substr(0, length);
    const auto named = named_.find(std::string(number));
    if (named != named_.end()) return ReplyOwners{named->second, number, {}};
  }
  return std::nullopt;
}

std::size_t SenderDirectory::numbers_max(AccountNumber account, TrafficClass traffic_class,
                                         const PhoneNumber& recipient) const {
  const bool abroad = is_abroad(recipient);
  const auto holder = accounts_.find(account);
  if (holder == accounts_.end()) return 0;
  std::size_t most = 0;
  for (const auto& [number, carrier] : carriers_) {
    if (abroad && given_abroad(holder->second.abroad, carrier.granted.abroad, recipient) != nullptr) continue;
    most = std::max(most, carrier.numbers[static_cast<std::size_t>(traffic_class)][abroad ? 1 : 0]);
  }
  return most;
}

bool SenderDirectory::lists_signatures(AccountNumber account) const {
  const auto holder = accounts_.find(account);
  return holder != accounts_.end() && holder->second.lists_signatures;
}

}  // namespace smppedge::sender
