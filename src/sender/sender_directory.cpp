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

}  // namespace

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
    if (!directory.carriers_.emplace(granted.carrier, granted).second) {
      return failure(DirectoryError{Kind::repeated, granted.carrier, {}, {}, {}});
    }
    for (const Grant& grant : granted.grants) {
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
  return directory;
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
  const Owner owner{account, holding.sign};
  const auto first = owners_.emplace(key, owner).first;
  if (first->second != owner) return refused(DirectoryError::Kind::same_number, first->second.account);
  key.carrier = carrier;
  if (!owners_.emplace(key, owner).second) return refused(DirectoryError::Kind::repeated, account);
  longest_ = std::max(longest_, number.size());
  ranges_.push_back(
      {key, account, holding.sign, grant.classes, grant.region_served(), grant.digits_max, grant.appended_digits});
  return std::nullopt;
}

void SenderDirectory::keep_owners(const SenderDirectory& former, CarrierNumber carrier) {
  for (const auto& [number, owner] : former.owners_) {
    if (number.carrier != carrier) continue;
    owners_.emplace(number, owner);
    owners_.emplace(HeldNumber{anywhere, number.digits}, owner);  // unless another has them by now
  }
  longest_ = std::max(longest_, former.longest_);
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
  const std::vector<Grant>& grants = granted->second.grants;
  Candidates candidates;
  candidates.directory = this;
  candidates.account = account;
  candidates.abroad = is_abroad(recipient);
  if (candidates.abroad) {
    const AbroadSender* row = longest_match(holder->second.abroad, recipient);
    if (row == nullptr) row = longest_match(granted->second.abroad, recipient);
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
      return NumberOwner{owner->second.account, destination.substr(length), owner->second.sign};
    }
  }
  return std::nullopt;
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

bool SenderDirectory::lists_signatures(AccountNumber account) const {
  const auto holder = accounts_.find(account);
  return holder != accounts_.end() && holder->second.lists_signatures;
}

}  // namespace smppedge::sender
