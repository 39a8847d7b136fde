// SPDX-License-Identifier: Apache-2.0
// Reads the body of a request: one flat JSON object whose members are declared by the endpoint, strictly. Unknown and
// repeated members, wrong types and malformed JSON are refused with the place or the name and what to change. Values
// go straight to where the endpoint wants them; no tree is built.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/expected.h"
#include "north/http/problem.h"

namespace smppedge::north::http {

struct JsonMember {
  using Texts = std::vector<std::string>;
  std::string_view name;
  std::variant<std::string*, std::optional<std::int64_t>*, Texts*> into;
  std::size_t size_max = 0;         ///< octets of a text, entries of an array
  std::string_view size_code = {};  ///< the problem's code when that is exceeded
  bool required = false;
};

/// Octets of one entry of an array: long enough for what entries are (numbers), and to be quoted back.
inline constexpr std::size_t json_entry_bytes_max = 64;

/// What `into` points to keeps its value where the member is absent. At most 64 members.
[[nodiscard]] Expected<void, Problem> read_json_object(std::string_view body, std::span<const JsonMember> members);

/// `text` cut to at most `bytes_max` octets at a character's end, for quoting what a client sent. UTF-8.
[[nodiscard]] std::string_view shortened(std::string_view text, std::size_t bytes_max = 40);

/// Of `words`, the one that `word` is most likely a misspelling of; "" when none is near.
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string_view> words);

}  // namespace smppedge::north::http
