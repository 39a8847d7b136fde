// SPDX-License-Identifier: Apache-2.0
// The directory of sender numbers, from what carriers granted and what accounts hold. Pure.
#pragma once

#include <span>

#include "base/expected.h"
#include "gateway/settings.h"
#include "sender/sender_directory.h"

namespace smppedge::gateway {

[[nodiscard]] Expected<sender::SenderDirectory, sender::DirectoryError> sender_numbers_of(
    std::span<const CarrierSettings> carriers, std::span<const AccountSettings> accounts);

}  // namespace smppedge::gateway
