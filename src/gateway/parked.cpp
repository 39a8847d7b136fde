// SPDX-License-Identifier: Apache-2.0
#include "gateway/parked.h"

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/handset.h"
#include "gateway/limits.h"

namespace smppedge::gateway {
namespace {

bool fits_in(std::size_t own, std::size_t all, std::size_t all_max, bool others) {
  if (all >= all_max) return false;
  return !others || own < all_max - all;
}

/// The ends of its two addresses; carriers swap them (domain.md D38).
std::array<std::string_view, 2> tails_of(const ParkedReceipt& receipt) {
  const std::string_view phone = number_tail(receipt.phone.digits());
  const std::string_view sender = number_tail(receipt.sender);
  return {phone, sender == phone ? std::string_view() : sender};
}

}  // namespace

bool Parked::has_place(CarrierNumber carrier, bool unreadable, bool others) const {
  const auto found = held_.find(carrier);
  const Held own = found == held_.end() ? Held{} : found->second;
  if (!fits_in(own.receipts, by_key_.size(), receipts_max_, others)) return false;
  return !unreadable || fits_in(own.unreadable, unreadable_, unreadable_receipts_max, others);
}

void Parked::link(Index& index, CarrierNumber carrier, std::string_view by, store::Location fact) {
  if (by.empty()) return;  // an address that is not told is no way to find it
  index[CarrierKey{carrier, std::string(by)}].insert(fact);
}

void Parked::unlink(Index& index, CarrierNumber carrier, std::string_view by, store::Location fact) {
  const auto found = index.find(CarrierKeyView{carrier, by});
  if (found == index.end()) return;
  found->second.erase(fact);
  if (found->second.empty()) index.erase(found);
}

void Parked::link_reading(const ParkedReceipt& receipt) {
  for (const std::string& form : receipt.forms) link(by_form_, receipt.carrier, form, receipt.fact);
  if (receipt.reason != store::ParkedFor::unreadable) return;
  ++unreadable_;
  ++held_[receipt.carrier].unreadable;
}

void Parked::unlink_reading(const ParkedReceipt& receipt) {
  for (const std::string& form : receipt.forms) unlink(by_form_, receipt.carrier, form, receipt.fact);
  if (receipt.reason != store::ParkedFor::unreadable) return;
  --unreadable_;
  --held_[receipt.carrier].unreadable;
}

void Parked::add(ParkedReceipt receipt) {
  (void)take(receipt.carrier, receipt.match_key);  // another word on the same message replaces it
  by_fact_.emplace(receipt.fact, CarrierKey{receipt.carrier, receipt.match_key});
  for (const std::string_view tail : tails_of(receipt)) link(by_phone_, receipt.carrier, tail, receipt.fact);
  link_reading(receipt);
  ++held_[receipt.carrier].receipts;
  by_key_.insert_or_assign(CarrierKey{receipt.carrier, receipt.match_key}, std::move(receipt));
}

const ParkedReceipt* Parked::find(CarrierNumber carrier, std::string_view key) const {
  const auto found = by_key_.find(CarrierKeyView{carrier, key});
  return found == by_key_.end() ? nullptr : &found->second;
}

std::optional<ParkedReceipt> Parked::take(CarrierNumber carrier, std::string_view key) {
  const auto found = by_key_.find(CarrierKeyView{carrier, key});
  if (found == by_key_.end()) return std::nullopt;
  ParkedReceipt receipt = std::move(found->second);
  by_key_.erase(found);
  by_fact_.erase(receipt.fact);
  for (const std::string_view tail : tails_of(receipt)) unlink(by_phone_, carrier, tail, receipt.fact);
  unlink_reading(receipt);
  --held_[carrier].receipts;
  if (receipt.recorded) unparked_.push_back({receipt.carrier, receipt.match_key, receipt.fact});
  return receipt;
}

void Parked::reread(const ParkedReceipt& receipt) {
  const auto found = by_key_.find(CarrierKeyView{receipt.carrier, receipt.match_key});
  if (found == by_key_.end()) return;
  ParkedReceipt& parked = found->second;
  unlink_reading(parked);
  parked.reason = receipt.reason;
  parked.receipt = receipt.receipt;
  parked.forms = receipt.forms;
  link_reading(parked);
}

void Parked::mark(CarrierNumber carrier, std::string_view key, store::ParkedFor reason) {
  const auto found = by_key_.find(CarrierKeyView{carrier, key});
  if (found == by_key_.end()) return;
  unlink_reading(found->second);
  found->second.reason = reason;
  link_reading(found->second);
}

std::vector<std::string> Parked::keys_of_form(CarrierNumber carrier, std::string_view form) const {
  return keys_of(by_form_, carrier, form);
}

std::vector<std::string> Parked::keys_for(CarrierNumber carrier, const PhoneNumber& phone) const {
  return keys_of(by_phone_, carrier, number_tail(phone.digits()));
}

std::vector<std::string> Parked::keys_of(const Index& index, CarrierNumber carrier, std::string_view by) const {
  std::vector<std::string> keys;
  const auto found = index.find(CarrierKeyView{carrier, by});
  if (found == index.end()) return keys;
  const std::set<store::Location>& facts = found->second;
  for (auto at = facts.rbegin(); at != facts.rend() && keys.size() < parked_looked_at_max; ++at) {
    keys.push_back(by_fact_.find(*at)->second.match_key);
  }
  std::reverse(keys.begin(), keys.end());
  return keys;
}

const ParkedReceipt* Parked::next(store::Location after) const {
  const auto found = by_fact_.upper_bound(after);
  return found == by_fact_.end() ? nullptr : find(found->second.carrier, found->second.match_key);
}

std::size_t Parked::expire(WallTime time) {
  std::size_t expired = 0;
  while (!by_fact_.empty() && expired < parked_expired_per_sweep_max) {
    const CarrierKey oldest = by_fact_.begin()->second;
    if (find(oldest.carrier, oldest.match_key)->received_at >= time) break;
    (void)take(oldest.carrier, oldest.match_key);
    ++expired;
  }
  return expired;
}

void Parked::fill(store::Checkpoint& checkpoint) {
  for (auto& [key, receipt] : by_key_) {
    if (receipt.recorded) continue;
    receipt.recorded = true;
    checkpoint.parked.push_back({receipt.carrier, receipt.match_key, receipt.fact});
  }
  checkpoint.unparked = std::exchange(unparked_, {});
}

}  // namespace smppedge::gateway
