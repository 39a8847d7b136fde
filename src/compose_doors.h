// SPDX-License-Identifier: Apache-2.0
// The settings of the platform's doors from the configuration, once compose.h has numbered its accounts.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "base/expected.h"
#include "config/config.h"
#include "gateway/directory.h"
#include "gateway/settings.h"
#include "north/smpp/settings.h"
#include "north/webhook/settings.h"

namespace smppedge {

using AccountNumbers = std::unordered_map<std::string, AccountNumber>;

/// The error is a sentence that names the account and the setting, never a secret.
[[nodiscard]] Expected<north::smpp::Settings, std::string> smpp_settings(const config::Config& config,
                                                                         const AccountNumbers& numbers,
                                                                         const gateway::DeliveryPolicy& delivery);
[[nodiscard]] Expected<std::shared_ptr<const north::webhook::Settings>, std::string> webhook_settings(
    const config::Config& config, const AccountNumbers& numbers, std::shared_ptr<const gateway::Directory> directory);

}  // namespace smppedge
