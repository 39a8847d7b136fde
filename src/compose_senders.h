// SPDX-License-Identifier: Apache-2.0
// Sender numbers from the configuration: what carriers granted, what accounts hold, and what is used abroad.
#pragma once

#include <string>

#include "base/expected.h"
#include "config/config.h"
#include "gateway/directory.h"
#include "gateway/settings.h"
#include "sender/sender_directory.h"

namespace smppedge {

void set_sender_numbers(const config::Carrier& from, gateway::CarrierSettings& carrier);
/// An error is a sentence: a signature that may not be one (domain.md A12).
[[nodiscard]] Expected<void, std::string> set_sender_numbers(const config::Account& from,
                                                             gateway::AccountSettings& account);
/// The same check without the rest, for --check.
[[nodiscard]] Expected<void, std::string> check_signatures(const config::Config& config);

[[nodiscard]] Expected<sender::SenderDirectory, std::string> sender_directory_of(const gateway::Settings& settings,
                                                                                 const gateway::Directory& names);

}  // namespace smppedge
