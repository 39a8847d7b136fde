// SPDX-License-Identifier: Apache-2.0
#include "gateway/parked.h"

#include <algorithm>

namespace smppedge::gateway {

void Parked::link(Index& index, CarrierNumber carrier, std::string_view by, const std::string& key) {
  if (by.empty()) return;  // a handset that is not told is no way to find it
  index[CarrierKey{carrier, std::string(by)}].push_back(key);
}

void Parked::unlink(Index& index, CarrierNumber carrier, std::string_view by, const std::string& key) {
  const auto found = index.find(CarrierKeyView{carrier, by});
  if (found == index.end()) return;
  std::erase(found->second, key);
  if (found->second.empty()) index.erase(found);
}

void Parked::link_reading(const ParkedReceipt& receipt) {
  for (const std::string& form : receipt.forms) link(by_form_, receipt.carrier, form, receipt.match_key);
  if (receipt.reason == store::ParkedFor::unreadable) ++unreadable_;
}

void Parked::unlink_reading(const ParkedReceipt& receipt) {
  for (const std::string& form : receipt.forms) unlink(by_form_, receipt.carrier, form, receipt.match_key);
  if (receipt.reason == store::ParkedFor::unreadable) --unreadable_;
}

void Parked::add(ParkedReceipt receipt) {
  (void)take(receipt.carrier, receipt.match_key);  // another word on the same message replaces it
  by_fact_.emplace(receipt.fact, CarrierKey{receipt.carrier, receipt.match_key});
  link(by_phone_, receipt.carrier, receipt.phone.digits(), receipt.match_key);
  link_reading(receipt);
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
  unlink(by_phone_, carrier, receipt.phone.digits(), receipt.match_key);
  unlink_reading(receipt);
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
  const auto found = by_form_.find(CarrierKeyView{carrier, form});
  if (found == by_form_.end()) return {};
  std::vector<std::string> keys = found->second;
  std::ranges::sort(keys, {},
                    [&](const std::string& key) { return find(carrier, key)->fact; });  // a rematch moves some
  return keys;
}

std::vector<std::string> Parked::keys_for(CarrierNumber carrier, const PhoneNumber& phone) const {
  const auto found = by_phone_.find(CarrierKeyView{carrier, phone.digits()});
  return found == by_phone_.end() ? std::vector<std::string>{} : found->second;
}

const ParkedReceipt* Parked::next(store::Location after) const {
  const auto found = by_fact_.upper_bound(after);
  return found == by_fact_.end() ? nullptr : find(found->second.carrier, found->second.match_key);
}

std::size_t Parked::expire(WallTime time) {
  std::size_t expired = 0;
  while (!by_fact_.empty()) {
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
