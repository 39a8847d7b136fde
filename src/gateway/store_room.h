// SPDX-License-Identifier: Apache-2.0
// Whether the store can take what a request asks for: asked before anything is recorded for it. Core loop only.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string_view>

#include "gateway/core.h"
#include "gateway/request_error.h"

namespace smppedge::gateway {

/// `done`: what was not, in the sentence; "accepted".
[[nodiscard]] inline std::optional<RequestError> no_room_in_store(const Core& core, std::string_view done) {
  if (core.store.statistics().below_watermark) {
    return RequestError{RequestError::Kind::disk_full, "disk_full",
                        fmt::format("The gateway's disk is nearly full; nothing was {}. Try again later.", done),
                        Seconds(60)};
  }
  if (core.ledger.open_bytes() > batch_bytes_accepts_max || core.store.notes() > store::notes_max) {
    return overloaded("store_busy",
                      fmt::format("The gateway's disk is slow just now; nothing was {}. Try again.", done), Seconds(1));
  }
  return std::nullopt;
}

}  // namespace smppedge::gateway
