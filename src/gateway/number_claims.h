// SPDX-License-Identifier: Apache-2.0
// The numbers that are promised to messages for one phone: one entry for all that an account has waiting there by one
// number, in one conversation, however many messages that is. Core loop only.
#pragma once

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <cstdint>

#include "store/window.h"

namespace smppedge::gateway {

class NumberClaims {
 public:
  struct Claim {
    store::WindowRecord record;  ///< of the message that claimed it last, kept as long as any wants it
    std::uint32_t messages = 0;
  };

  /// `record`: planned, of a message that is not among them.
  void add(const store::WindowRecord& record) {
    if (Claim* claim = find(record)) {
      extend(*claim, record);
      ++claim->messages;
    } else {
      claims_.push_back({record, 1});
    }
  }
  /// Of a message that is: its time has changed.
  void extend(const store::WindowRecord& record) {
    if (Claim* claim = find(record)) extend(*claim, record);
  }
  void remove(const store::WindowRecord& record) {
    Claim* claim = find(record);
    if (claim != nullptr && --claim->messages == 0) claims_.erase(claims_.begin() + (claim - claims_.data()));
  }

  [[nodiscard]] bool empty() const { return claims_.empty(); }
  [[nodiscard]] auto begin() const { return claims_.begin(); }
  [[nodiscard]] auto end() const { return claims_.end(); }

 private:
  static void extend(Claim& claim, const store::WindowRecord& record) {
    const WallTime keep_until = std::max(claim.record.keep_until, record.keep_until);
    claim.record = record;
    claim.record.keep_until = keep_until;
  }
  [[nodiscard]] Claim* find(const store::WindowRecord& record) {
    const auto found = std::find_if(claims_.begin(), claims_.end(),
                                    [&](const Claim& claim) { return store::same_number(claim.record, record); });
    return found == claims_.end() ? nullptr : &*found;
  }

  boost::container::small_vector<Claim, 1> claims_;
};

}  // namespace smppedge::gateway
