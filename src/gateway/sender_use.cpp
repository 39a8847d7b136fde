// SPDX-License-Identifier: Apache-2.0
#include "gateway/sender_use.h"

#include <algorithm>

namespace smppedge::gateway {

SenderUse::Bucket& SenderUse::Ring::at(std::int64_t step) {
  for (std::int64_t i = std::max(newest, step - steps) + 1; i <= step; ++i) buckets[i % steps] = {};
  newest = std::max(newest, step);
  return buckets[newest % steps];
}

SenderUse::Bucket* SenderUse::now_of(CarrierNumber carrier, std::string_view range, MonoTime now) {
  sender::HeldNumber number{carrier, {}};
  number.digits.assign(range);
  auto found = rings_.find(number);
  if (found == rings_.end()) {
    if (rings_.size() >= ranges_max_) return nullptr;
    found = rings_.emplace(number, std::make_unique<Ring>()).first;
  }
  return &found->second->at(step_of(now));
}

void SenderUse::chosen(CarrierNumber carrier, const sender::Chosen& number, MonoTime now) {
  if (number.base_digits == 0) return;
  Bucket* bucket = now_of(carrier, number.address.text().substr(0, number.base_digits), now);
  if (bucket == nullptr) return;
  ++bucket->chosen;
  if (number.of == 0) return;  // the client has named it: what else there was nobody has looked at
  if (!number.kept) ++bucket->conversations;
  bucket->avoided += number.avoided;
  const std::uint64_t free = number.of - std::min(number.in_use, number.of);
  bucket->least_free = std::min(bucket->least_free, static_cast<std::uint32_t>(free * all_free / number.of));
}

void SenderUse::refused(CarrierNumber carrier, std::string_view range, MonoTime now) {
  Bucket* bucket = now_of(carrier, range, now);
  if (bucket == nullptr) return;
  ++bucket->refused;
  bucket->least_free = 0;
}

std::optional<SenderFigures> SenderUse::of(const sender::HeldNumber& range, MonoTime now) const {
  SenderFigures figures;
  const auto found = rings_.find(range);
  if (found == rings_.end()) return rings_.size() < ranges_max_ ? std::optional(figures) : std::nullopt;
  const Ring& ring = *found->second;
  std::uint32_t least_free = not_known;
  const std::int64_t oldest = std::max(ring.newest, step_of(now)) - steps + 1;
  for (std::int64_t step = std::max<std::int64_t>(oldest, 0); step <= ring.newest; ++step) {
    const Bucket& bucket = ring.buckets[step % steps];
    figures.chosen += bucket.chosen;
    figures.conversations += bucket.conversations;
    figures.avoided += bucket.avoided;
    figures.refused += bucket.refused;
    least_free = std::min(least_free, bucket.least_free);
  }
  if (least_free != not_known) figures.free_share = static_cast<double>(least_free) / all_free;
  return figures;
}

void SenderUse::keep_held(const sender::SenderDirectory& former, const sender::SenderDirectory& present) {
  boost::unordered::erase_if(rings_, [&](const auto& ring) {
    const sender::Range* was = former.range(ring.first);
    const sender::Range* is = present.range(ring.first);
    return was == nullptr || is == nullptr || was->account != is->account || was->sign != is->sign;
  });
}

}  // namespace smppedge::gateway
