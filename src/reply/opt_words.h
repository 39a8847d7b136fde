// SPDX-License-Identifier: Apache-2.0
// The words by which a phone refuses further messages, or allows them again: a reply counts when the whole of it is
// one of them (domain.md A42, 0.17). What follows from it, the blocklist and who is told, is the gateway's. Pure; may
// be read from any thread.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"

namespace smppedge::reply {

/// What an account refuses by when it names no words of its own (A42).
inline constexpr std::array<std::string_view, 6> default_opt_out_words = {"T", "N", "TD", "Unsubscribe", "QX", "0000"};

enum class OptWordError : std::uint8_t {
  not_utf8,
  too_long,  ///< above opt_word_octets_max
  empty,     ///< nothing but white space and what is invisible: every empty reply would be it
};
[[nodiscard]] std::string_view to_string(OptWordError error);

class OptWords {
 public:
  struct Refused {
    OptWordError error;
    std::size_t index;  ///< of the word in the list
  };

  /// Matches nothing.
  OptWords() = default;
  /// The first word that cannot be one is the error. Words that fold to the same are one.
  [[nodiscard]] static Expected<OptWords, Refused> make(std::span<const std::string> words);

  /// Whether `text`, UTF-8 and the whole of a reply, is one of the words: without the white space and the invisible
  /// characters around it, in any case, in full-width or other compatible forms (Unicode NFKC_Casefold). A text that
  /// merely contains a word is none, nor is one that is no UTF-8.
  [[nodiscard]] bool matches(std::string_view text) const;

  [[nodiscard]] bool empty() const { return folded_.empty(); }

 private:
  std::vector<std::string> folded_;  // sorted
  std::size_t longest_octets_ = 0;
};

}  // namespace smppedge::reply
