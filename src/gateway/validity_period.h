// SPDX-License-Identifier: Apache-2.0
// Writes validity_period (5.2.16, 7.1.1) in the form that a carrier wants.
#pragma once

#include <string>

#include "base/clock.h"
#include "profile/profile.h"

namespace smppedge::gateway {

/// The time from `now` to `expires_at`, at least one second; `out` is replaced, empty for ValidityForm::none.
/// A relative period beyond 99 days is cut to that: the field's days have two digits.
void write_validity_period(ValidityForm form, WallTime now, WallTime expires_at, std::string& out);

}  // namespace smppedge::gateway
