// SPDX-License-Identifier: Apache-2.0
// The refusals that several use cases give, each worded once.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "gateway/api.h"

namespace smppedge::gateway {

[[nodiscard]] inline RequestError invalid(std::string_view code, std::string message) {
  return {RequestError::Kind::invalid, code, std::move(message), Seconds(0)};
}
[[nodiscard]] inline RequestError conflict(std::string_view code, std::string message) {
  return {RequestError::Kind::conflict, code, std::move(message), Seconds(0)};
}
[[nodiscard]] inline RequestError overloaded(std::string_view code, std::string message, Seconds retry_after) {
  return {RequestError::Kind::overloaded, code, std::move(message), retry_after};
}
[[nodiscard]] inline RequestError unknown_account() {
  return {RequestError::Kind::forbidden, "unknown_account", "This account is not configured any more.", Seconds(0)};
}
[[nodiscard]] inline RequestError no_such_account() {
  return {RequestError::Kind::not_found, "unknown_account", "No account has this name.", Seconds(0)};
}
[[nodiscard]] inline RequestError no_such_carrier(std::string_view name) {
  return {RequestError::Kind::not_found, "unknown_carrier", fmt::format("No carrier \"{}\" is configured.", name),
          Seconds(0)};
}
[[nodiscard]] inline RequestError unknown_message() {
  return {RequestError::Kind::not_found, "unknown_message",
          "No message of this account has this id, or it is kept no longer.", Seconds(0)};
}
/// A read that could not be made just now; nothing was changed.
[[nodiscard]] inline RequestError store_busy() {
  return overloaded("store_busy", "What this stands on could not be read from the store just now; ask again.",
                    Seconds(1));
}

}  // namespace smppedge::gateway
