// SPDX-License-Identifier: Apache-2.0
// A short text kept inline, for ids and words that peers send: a value that can be copied, kept and compared without
// an allocation and that never dangles.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace smppedge {

template <std::size_t Max>
class InlineText {
  static_assert(Max <= 255);

 public:
  static constexpr std::size_t octets_max = Max;
  constexpr InlineText() = default;

  /// False, and empty, when `text` does not fit: a cut id would match what it is not.
  constexpr bool assign(std::string_view text) {
    size_ = 0;
    if (text.size() > Max) return false;
    for (const char octet : text) push_back(octet);
    return true;
  }
  /// As much of `text` as fits, for what is only shown.
  constexpr void assign_cut(std::string_view text) { assign(text.substr(0, Max)); }
  /// There must be room.
  constexpr void push_back(char octet) { octets_[size_++] = octet; }

  [[nodiscard]] constexpr std::string_view view() const { return {octets_.data(), size_}; }
  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  [[nodiscard]] constexpr bool empty() const { return size_ == 0; }
  // NOLINTNEXTLINE(google-explicit-constructor): it is read wherever a view is.
  constexpr operator std::string_view() const { return view(); }

  friend constexpr bool operator==(const InlineText& a, const InlineText& b) { return a.view() == b.view(); }

 private:
  std::array<char, Max> octets_{};
  std::uint8_t size_ = 0;
};

}  // namespace smppedge
