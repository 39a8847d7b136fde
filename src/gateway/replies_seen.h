// SPDX-License-Identifier: Apache-2.0
// Recognises a reply that the carrier delivers again: a reply has no id, so that a redelivery looks like the phone
// writing the same words once more. It is one as long as our response to the first may not have arrived: until a later
// request on that connection was answered, at most redelivery_window (design.md). Core loop only.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <vector>

#include "carrier/carrier.h"
#include "gateway/limits.h"

namespace smppedge::gateway {

class RepliesSeen {
 public:
  enum class Verdict : std::uint8_t {
    is_new,   ///< remembered from now on: take it
    pending,  ///< the first is not recorded yet; it is answered together with it
    again,    ///< recorded before: answer it, tell nothing
    refused,  ///< too many of them wait: the carrier must come again
  };

  /// `from` is the account the token belongs to; nullptr when it is not configured any more.
  [[nodiscard]] Verdict judge(std::uint64_t fingerprint, WallTime now, const carrier::Carrier* from,
                              const carrier::DeliverToken& token) {
    expire(now);
    const auto found = seen_.find(fingerprint);
    if (found == seen_.end()) {
      remember(now, fingerprint);
      seen_.emplace(fingerprint, Seen{now, false, {}, MonoTime::max(), {}});
      return Verdict::is_new;
    }
    Seen& seen = found->second;
    if (!seen.recorded) {
      if (seen.waiting.size() >= waiters_per_load_max) return Verdict::refused;
      seen.waiting.push_back(token);
      return Verdict::pending;
    }
    if (from == nullptr || !from->has_received(seen.token, seen.answered_at)) return Verdict::again;
    seen = Seen{now, false, {}, MonoTime::max(), {}};  // the phone did write it once more
    remember(now, fingerprint);
    return Verdict::is_new;
  }

  /// The reply was recorded and will be answered; gives those that came meanwhile.
  [[nodiscard]] std::vector<carrier::DeliverToken> recorded(std::uint64_t fingerprint,
                                                            const carrier::DeliverToken& token) {
    const auto found = seen_.find(fingerprint);
    if (found == seen_.end()) return {};
    found->second.recorded = true;
    found->second.token = token;
    return std::exchange(found->second.waiting, {});
  }
  /// Our response leaves now, after the commit.
  void answered(std::uint64_t fingerprint, MonoTime now) {
    if (const auto found = seen_.find(fingerprint); found != seen_.end()) found->second.answered_at = now;
  }
  /// It could not be taken after all.
  [[nodiscard]] std::vector<carrier::DeliverToken> given_up(std::uint64_t fingerprint) {
    const auto found = seen_.find(fingerprint);
    if (found == seen_.end()) return {};
    std::vector<carrier::DeliverToken> waiting = std::move(found->second.waiting);
    seen_.erase(found);
    return waiting;
  }
  /// Recovery: nobody knows whether the response arrived.
  void restore(std::uint64_t fingerprint, WallTime at) {
    remember(at, fingerprint);
    seen_.insert_or_assign(fingerprint, Seen{at, true, {}, MonoTime::max(), {}});
  }

 private:
  struct Seen {
    WallTime at;
    bool recorded = false;
    carrier::DeliverToken token;
    MonoTime answered_at = MonoTime::max();
    std::vector<carrier::DeliverToken> waiting;
  };
  struct Order {
    WallTime at;
    std::uint64_t fingerprint;
  };

  void remember(WallTime at, std::uint64_t fingerprint) {
    while (order_.size() >= fingerprints_max) forget_oldest();
    order_.push_back({at, fingerprint});
  }
  void expire(WallTime now) {
    while (!order_.empty() && now - order_.front().at > redelivery_window) forget_oldest();
  }
  void forget_oldest() {
    const Order oldest = order_.front();
    order_.pop_front();
    const auto found = seen_.find(oldest.fingerprint);
    if (found != seen_.end() && found->second.at == oldest.at && found->second.recorded) seen_.erase(found);
  }

  boost::unordered_flat_map<std::uint64_t, Seen> seen_;
  std::deque<Order> order_;
};

}  // namespace smppedge::gateway
