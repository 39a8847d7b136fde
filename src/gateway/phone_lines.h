// SPDX-License-Identifier: Apache-2.0
// The lines of a file of phones: a number a line, as an account may write a recipient, blanks around it; what stands
// behind a comma, semicolon or tab is left out, so that a table whose first column is the number will do, an export of
// a blocklist among them. Empty lines count for nothing but their place. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"
#include "message/phone_number.h"

namespace smppedge::gateway {

/// What a part of a file says.
struct PhoneLines {
  std::vector<PhoneNumber> phones;
  std::uint64_t lines = 0;
  std::uint64_t invalid = 0;
  std::vector<std::uint64_t> invalid_lines;  ///< of the first, invalid_lines_max; from 1, within this part
  std::uint64_t octets = 0;                  ///< of whole lines: where the next part begins
};

/// `text`: from the beginning of a line; `is_first`, `is_last`: at the beginning and the end of the file. An error
/// where no line of it is whole.
[[nodiscard]] Expected<PhoneLines, std::string> read_phone_lines(std::string_view text, bool is_first, bool is_last);

}  // namespace smppedge::gateway
