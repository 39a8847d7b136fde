// SPDX-License-Identifier: Apache-2.0
// A queue in one array that grows by doubling and is never given back: at a steady load it allocates nothing. What
// bounds it is its owner's count.
#pragma once

#include <cassert>
#include <cstddef>
#include <utility>
#include <vector>

namespace smppedge::simulator {

template <class T>
class Ring {
 public:
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const T& front() const {
    assert(size_ > 0);
    return slots_[begin_];
  }
  void push_back(const T& value) {
    if (size_ == slots_.size()) grow();
    slots_[(begin_ + size_) & (slots_.size() - 1)] = value;
    ++size_;
  }
  T pop_front() {
    assert(size_ > 0);
    T value = std::move(slots_[begin_]);
    begin_ = (begin_ + 1) & (slots_.size() - 1);
    --size_;
    return value;
  }

 private:
  void grow() {
    std::vector<T> larger(slots_.empty() ? 64 : slots_.size() * 2);
    for (std::size_t i = 0; i < size_; ++i) larger[i] = std::move(slots_[(begin_ + i) & (slots_.size() - 1)]);
    slots_ = std::move(larger);
    begin_ = 0;
  }

  std::vector<T> slots_;  // a power of two of them, or none
  std::size_t begin_ = 0;
  std::size_t size_ = 0;
};

}  // namespace smppedge::simulator
