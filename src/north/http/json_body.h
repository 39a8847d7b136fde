// SPDX-License-Identifier: Apache-2.0
// Reads the body of a request strictly: one JSON object whose members are declared by the endpoint, or a list of such
// objects. Unknown and repeated members, wrong types and malformed JSON are refused with the place or the name and
// what to change. Values go straight to where the endpoint wants them; no tree is built.
#pragma once

#include <cstdint>
#include <functional>
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
  using Numbers = std::vector<std::int64_t>;
  std::string_view name;
  std::variant<std::string*, std::optional<std::int64_t>*, Texts*, std::optional<bool>*, Numbers*,
               std::optional<std::string>*>
      into;
  std::size_t size_max = 0;         ///< octets of a text, entries of an array
  std::string_view size_code = {};  ///< the problem's code when that is exceeded
  bool required = false;
};

/// Octets of one entry of an array: long enough for what entries are (numbers), and to be quoted back.
inline constexpr std::size_t json_entry_bytes_max = 64;

/// {"messages":[{…},{…}]}: instead of the members themselves, an array of objects that have them.
struct JsonList {
  std::string_view name;
  /// Called behind each entry, whose values stand where the members point to: takes them away, so that the next entry
  /// finds the defaults there. `too_long`: a text that was longer than its size_max, and is not there. What it
  /// returns refuses the request.
  std::function<std::optional<Problem>(std::optional<Problem> too_long)> take;
  bool given = false;  ///< the body was such a list
};

/// What `into` points to keeps its value where the member is absent. At most 64 members.
[[nodiscard]] Expected<void, Problem> read_json_object(std::string_view body, std::span<const JsonMember> members,
                                                       JsonList* list = nullptr);

}  // namespace smppedge::north::http
