// SPDX-License-Identifier: Apache-2.0
#include "gateway/parked.h"

namespace smppedge::gateway {

void Parked::add(ParkedReceipt receipt) {
  (void)take(receipt.carrier, receipt.match_key);  // another word on the same message replaces it
  by_age_.push_back({receipt.received_at, receipt.carrier, receipt.match_key});
  by_phone_[CarrierKey{receipt.carrier, std::string(receipt.phone.digits())}].push_back(receipt.match_key);
  by_key_.insert_or_assign(CarrierKey{receipt.carrier, receipt.match_key}, std::move(receipt));
  // Most are taken within moments: what is left of those is swept out when it outnumbers what is parked.
  if (by_age_.size() <= 2 * by_key_.size() + 1024) return;
  std::erase_if(by_age_, [this](const Order& order) {
    const ParkedReceipt* parked = find(order.carrier, order.match_key);
    return parked == nullptr || parked->received_at != order.received_at;
  });
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

std::size_t Parked::expire(WallTime time) {
  std::size_t expired = 0;
  while (!by_age_.empty() && by_age_.front().received_at < time) {
    const Order oldest = std::move(by_age_.front());
    by_age_.pop_front();
    const ParkedReceipt* receipt = find(oldest.carrier, oldest.match_key);
    if (receipt == nullptr || receipt->received_at != oldest.received_at) continue;
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
