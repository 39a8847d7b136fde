// SPDX-License-Identifier: Apache-2.0
// Routes and the table of ported numbers from the configuration, once carriers and accounts have their numbers.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/expected.h"
#include "compose_doors.h"
#include "config/config.h"
#include "gateway/settings.h"

namespace smppedge {

using CarrierNumbers = std::unordered_map<std::string, CarrierNumber>;

[[nodiscard]] std::vector<gateway::Route> routes_of(const config::Config& config, const CarrierNumbers& carriers,
                                                    const AccountNumbers& accounts);
/// Reads the file; blocking. nullptr when none is configured; the error is a sentence that names file and line.
[[nodiscard]] Expected<std::shared_ptr<const gateway::PortedNumbers>, std::string> read_ported_numbers(
    const std::string& file);

}  // namespace smppedge
