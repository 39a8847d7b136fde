// SPDX-License-Identifier: Apache-2.0
// A phone's digits in a key: eight octets, and one more of a number beyond 18 digits, which E.164 does not have. Short
// numbers come first, those of one length by their digits.
#pragma once

#include <string>

#include "base/byte_cursor.h"
#include "message/phone_number.h"

namespace smppedge::store::rocks {

/// The octets by which the filters know a phone: all of it, but for the last digits of a number beyond 18.
inline constexpr std::size_t phone_prefix_octets = 8;

void write_phone(ByteWriter<std::string>& write, const PhoneNumber& phone);
/// Fails the cursor where no phone was written.
[[nodiscard]] PhoneNumber read_phone(ByteReader& bytes);

}  // namespace smppedge::store::rocks
