// SPDX-License-Identifier: Apache-2.0
#include "gateway/parked.h"

namespace smppedge::gateway {

void Parked::add(ParkedReceipt receipt) {
  by_phone_[CarrierKey{receipt.carrier, std::string(receipt.phone.digits())}].push_back(receipt.match_key);
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
  const auto phone = by_phone_.find(CarrierKeyView{carrier, receipt.phone.digits()});
  if (phone != by_phone_.end()) {
    std::erase(phone->second, receipt.match_key);
    if (phone->second.empty()) by_phone_.erase(phone);
  }
  if (receipt.recorded) unparked_.push_back({receipt.carrier, receipt.match_key, receipt.fact});
  return receipt;
}

std::vector<std::string> Parked::keys_for(CarrierNumber carrier, const PhoneNumber& phone) const {
  const auto found = by_phone_.find(CarrierKeyView{carrier, phone.digits()});
  return found == by_phone_.end() ? std::vector<std::string>{} : found->second;
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
