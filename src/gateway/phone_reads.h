// SPDX-License-Identifier: Apache-2.0
// Looks up what single phones were sent (windows.h), for replies and for messages that a carrier refused: what is asked
// for while others are being read is read together, as one read of the store. Core loop only.
#pragma once

#include <deque>
#include <functional>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "base/scheduler.h"
#include "gateway/limits.h"
#include "gateway/windows.h"

namespace smppedge::gateway {

class PhoneReads {
 public:
  /// False: the store was too busy.
  using Done = std::function<void(bool known)>;

  PhoneReads(Scheduler& scheduler, Windows& windows) : scheduler_(scheduler), windows_(windows) {}

  /// False when too many are asked for already; then `done` is not called. It is called in a later turn, when `windows`
  /// knows the phone, which it may do already.
  [[nodiscard]] bool ask(const PhoneNumber& phone, Done done) {
    if (asked_.size() + unknown_.size() >= phones_asked_for_max) return false;
    asked_.push_back({phone, std::move(done)});
    if (!timer_.armed()) arm();
    return true;
  }

 private:
  struct Asked {
    PhoneNumber phone;
    Done done;
  };

  void arm() {
    timer_ = scheduler_.after(Micros(0), [this] { run(); });
  }
  void run() {
    timer_.cancel();
    for (std::deque<Asked> asked = std::exchange(asked_, {}); !asked.empty(); asked.pop_front()) {
      Asked& each = asked.front();
      if (windows_.knows(each.phone)) {
        each.done(true);
      } else {
        unknown_.push_back(std::move(each));
      }
    }
    while (under_way_ < phone_reads_max && !unknown_.empty()) read();
  }
  void read() {
    std::vector<PhoneNumber> phones;
    const auto together = std::make_shared<std::vector<Asked>>();
    for (; !unknown_.empty() && together->size() < phones_per_read_max; unknown_.pop_front()) {
      phones.push_back(unknown_.front().phone);
      together->push_back(std::move(unknown_.front()));
    }
    ++under_way_;
    windows_.fetch(std::move(phones), [this, together](bool /*all*/) {
      --under_way_;
      for (const Asked& each : *together) each.done(windows_.knows(each.phone));
      if (!unknown_.empty() && !timer_.armed()) arm();
    });
  }

  Scheduler& scheduler_;
  Windows& windows_;
  std::deque<Asked> asked_;    ///< in this turn
  std::deque<Asked> unknown_;  ///< that wait for a read
  unsigned under_way_ = 0;
  Timer timer_;
};

}  // namespace smppedge::gateway
