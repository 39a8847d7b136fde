// SPDX-License-Identifier: Apache-2.0
// A bounded output buffer that writers fill in place: reserve room, write, commit. Its owner (a stream) drains it
// from the front with one write a turn. Not thread-safe: it belongs to its stream's loop.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>

namespace smppedge {

class OutBuffer {
 public:
  explicit OutBuffer(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  /// Room for `bytes` octets at the end, or nullptr when more than bytes_max would then be unsent.
  [[nodiscard]] std::uint8_t* reserve(std::size_t bytes) {
    if (bytes > bytes_max_ - size()) return nullptr;
    if (end_ + bytes > capacity_) make_room(bytes);
    return data_.get() + end_;
  }
  /// Makes the first `bytes` of the last reserve() part of the output.
  void commit(std::size_t bytes) {
    assert(end_ + bytes <= capacity_);
    end_ += bytes;
  }
  /// Copies `octets` in; false (and nothing written) when they do not fit.
  [[nodiscard]] bool append(std::span<const std::uint8_t> octets) {
    std::uint8_t* room = reserve(octets.size());
    if (room == nullptr) return false;
    if (!octets.empty()) std::memcpy(room, octets.data(), octets.size());
    commit(octets.size());
    return true;
  }

  [[nodiscard]] std::span<const std::uint8_t> unsent() const { return {data_.get() + begin_, end_ - begin_}; }
  [[nodiscard]] std::size_t size() const { return end_ - begin_; }
  [[nodiscard]] bool empty() const { return begin_ == end_; }
  [[nodiscard]] std::size_t bytes_max() const { return bytes_max_; }
  void consume(std::size_t bytes) {
    assert(bytes <= size());
    begin_ += bytes;
    if (begin_ != end_) return;
    begin_ = end_ = 0;
    if (capacity_ > kept_bytes_max) {  // a connection that was once busy does not keep its peak for ever
      data_.reset();
      capacity_ = 0;
    }
  }

 private:
  static constexpr std::size_t kept_bytes_max = 128 * 1024;

  void make_room(std::size_t bytes) {
    const std::size_t live = size();
    if (live + bytes <= capacity_ && begin_ >= live) {  // sliding is cheap: no more is moved than was sent
      if (live != 0) std::memcpy(data_.get(), data_.get() + begin_, live);
    } else {
      std::size_t capacity = capacity_ == 0 ? 4096 : capacity_ * 2;
      while (capacity < live + bytes) capacity *= 2;
      std::unique_ptr<std::uint8_t[]> larger(new std::uint8_t[capacity]);
      if (live != 0) std::memcpy(larger.get(), data_.get() + begin_, live);
      data_ = std::move(larger);
      capacity_ = capacity;
    }
    begin_ = 0;
    end_ = live;
  }

  std::unique_ptr<std::uint8_t[]> data_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t capacity_ = 0;
  std::size_t bytes_max_;
};

}  // namespace smppedge
