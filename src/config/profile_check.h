// SPDX-License-Identifier: Apache-2.0
// What the switches of one profile demand of each other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"

namespace smppedge::config {

struct ProfileFault {
  std::string key;   ///< below the profile: "long_form", "tlvs[0].hex"
  std::string text;  ///< what to change
};

[[nodiscard]] std::vector<ProfileFault> faults_of(const Profile& profile);

/// nullopt: not pairs of hexadecimal digits.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> octets_of_hex(std::string_view hex);

}  // namespace smppedge::config
