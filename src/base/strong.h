// SPDX-License-Identifier: Apache-2.0
// A number that is not to be mixed up with another number: one distinct type per Tag, no implicit conversion.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace smppedge {

template <class Tag, class Rep>
class Strong {
 public:
  using rep = Rep;
  constexpr Strong() = default;
  constexpr explicit Strong(Rep value) : value_(value) {}
  [[nodiscard]] constexpr Rep value() const { return value_; }
  friend constexpr auto operator<=>(Strong, Strong) = default;

 private:
  Rep value_{};
};

}  // namespace smppedge

template <class Tag, class Rep>
struct std::hash<smppedge::Strong<Tag, Rep>> {
  std::size_t operator()(smppedge::Strong<Tag, Rep> id) const noexcept {
    // Ids are often consecutive; the multiplication spreads them over the high bits as open addressing needs.
    return static_cast<std::size_t>(static_cast<std::uint64_t>(id.value()) * 0x9E3779B97F4A7C15ULL);
  }
};
