// SPDX-License-Identifier: Apache-2.0
// The bits of esm_class (5.2.12) by name.
#pragma once

#include <cstdint>

namespace smppedge::pdu::esm_class {

inline constexpr std::uint8_t mode_mask = 0x03;
inline constexpr std::uint8_t mode_transaction = 0x02;

inline constexpr std::uint8_t type_mask = 0x3C;
inline constexpr std::uint8_t type_receipt = 0x04;
inline constexpr std::uint8_t type_intermediate = 0x20;

inline constexpr std::uint8_t udhi = 0x40;
inline constexpr std::uint8_t reply_path = 0x80;

}  // namespace smppedge::pdu::esm_class
