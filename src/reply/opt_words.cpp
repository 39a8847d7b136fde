// SPDX-License-Identifier: Apache-2.0
#include "reply/opt_words.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>

#include "message/text/utf8.h"
#include "reply/limits.h"

namespace smppedge::reply {

namespace {

/// White space, controls (a NUL that a carrier left too) and format characters. The rest of what is not drawn,
/// variation selectors and Hangul fillers, goes with folding.
bool is_invisible(char32_t character) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(character))) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
      return true;
    default:
      return false;
  }
}

/// `text`, which is UTF-8, from its first visible character to its last.
std::string_view trimmed(std::string_view text) {
  const char* first = nullptr;
  const char* last = nullptr;
  for (text::Utf8Cursor cursor(text); !cursor.at_end();) {
    const char* const at = cursor.position();
    if (is_invisible(cursor.next())) continue;
    if (first == nullptr) first = at;
    last = cursor.position();
  }
  return first == nullptr ? std::string_view() : std::string_view(first, static_cast<std::size_t>(last - first));
}

/// NFKC_Casefold of `text`, which is UTF-8; nullopt when memory is out.
std::optional<std::string> folded(std::string_view text) {
  constexpr auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                                                          UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                             static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (size < 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
}

Expected<std::string, OptWordError> folded_word(std::string_view word) {
  if (!text::is_utf8(word)) return failure(OptWordError::not_utf8);
  if (word.size() > opt_word_octets_max) return failure(OptWordError::too_long);
  // Folding may leave spaces at the ends that were no spaces before: the same is done to both sides.
  const auto whole = folded(trimmed(word)).value_or(std::string());
  const std::string_view visible = trimmed(whole);
  if (visible.empty()) return failure(OptWordError::empty);
  return std::string(visible);
}

}  // namespace

std::string_view to_string(OptWordError error) {
  switch (error) {
    case OptWordError::not_utf8:
      return "not_utf8";
    case OptWordError::too_long:
      return "too_long";
    case OptWordError::empty:
      return "empty";
  }
  return "";
}

Expected<OptWords, OptWords::Refused> OptWords::make(std::span<const std::string> words) {
  OptWords result;
  for (std::size_t index = 0; index < words.size(); ++index) {
    auto word = folded_word(words[index]);
    if (!word) return failure(Refused{word.error(), index});
    result.longest_octets_ = std::max({result.longest_octets_, word->size(), words[index].size()});
    result.folded_.push_back(std::move(*word));
  }
  std::sort(result.folded_.begin(), result.folded_.end());
  result.folded_.erase(std::unique(result.folded_.begin(), result.folded_.end()), result.folded_.end());
  return result;
}

bool OptWords::matches(std::string_view text) const {
  if (folded_.empty() || !text::is_utf8(text)) return false;
  const std::string_view body = trimmed(text);
  if (body.empty() || body.size() > longest_octets_ * opt_word_growth_max) return false;
  const auto whole = folded(body);
  return whole && std::binary_search(folded_.begin(), folded_.end(), trimmed(*whole));
}

}  // namespace smppedge::reply
