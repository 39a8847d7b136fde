// SPDX-License-Identifier: Apache-2.0
#include "gateway/blocked_phones.h"

#include "gateway/lookups.h"

namespace smppedge::gateway {
namespace {

/// What lookup_of() keeps apart in eight octets; E.164 ends at 15.
constexpr std::size_t packed_digits_max = 18;

bool is_packed(const PhoneNumber& phone) {
  return phone.digits().size() <= packed_digits_max;
}

}  // namespace

bool BlockedPhones::add(AccountNumber account, const PhoneNumber& phone) {
  std::unique_ptr<List>& list = lists_[account];
  if (list == nullptr) list = std::make_unique<List>();
  const std::uint64_t key = lookup_of(phone);
  const bool is_new = is_packed(phone) ? list->shard_of(key).insert(key).second : list->longer.insert(phone).second;
  if (!is_new) return false;
  ++list->size;
  ++size_;
  return true;
}

bool BlockedPhones::remove(AccountNumber account, const PhoneNumber& phone) {
  const auto found = lists_.find(account);
  if (found == lists_.end()) return false;
  List& list = *found->second;
  const std::uint64_t key = lookup_of(phone);
  const std::size_t removed = is_packed(phone) ? list.shard_of(key).erase(key) : list.longer.erase(phone);
  if (removed == 0) return false;
  --list.size;
  --size_;
  return true;
}

bool BlockedPhones::contains(AccountNumber account, const PhoneNumber& phone) const {
  const auto found = lists_.find(account);
  if (found == lists_.end()) return false;
  const List& list = *found->second;
  const std::uint64_t key = lookup_of(phone);
  return is_packed(phone) ? list.shard_of(key).contains(key) : list.longer.contains(phone);
}

std::size_t BlockedPhones::size(AccountNumber account) const {
  const auto found = lists_.find(account);
  return found == lists_.end() ? 0 : found->second->size;
}

}  // namespace smppedge::gateway
