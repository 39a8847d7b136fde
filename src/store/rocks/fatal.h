// SPDX-License-Identifier: Apache-2.0
// The end of a store: told once, from whichever thread met it first; from then on nothing completes.
#pragma once

#include <atomic>
#include <functional>
#include <string>

namespace smppedge::store::rocks {

class Fatal {
 public:
  explicit Fatal(std::function<void(std::string)> on_fatal) : on_fatal_(std::move(on_fatal)) {}
  void raise(std::string sentence) {
    if (!raised_.exchange(true)) on_fatal_(std::move(sentence));
  }
  [[nodiscard]] bool raised() const { return raised_; }

 private:
  std::atomic<bool> raised_{false};
  const std::function<void(std::string)> on_fatal_;
};

}  // namespace smppedge::store::rocks
