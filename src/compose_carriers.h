// SPDX-License-Identifier: Apache-2.0
// A carrier's settings and its profile from the configuration.
#pragma once

#include "carrier/settings.h"
#include "config/config.h"

namespace smppedge {

[[nodiscard]] carrier::Settings link_of(const config::Config& config, const config::Carrier& from);

}  // namespace smppedge
