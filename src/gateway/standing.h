// SPDX-License-Identifier: Apache-2.0
// Whether a message may still be taken back or changed: none of its segments was claimed, or each claim has come to
// nothing at the carrier; and whose it is in the eyes of an SMPP client. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "gateway/api.h"
#include "message/message.h"

namespace smppedge::gateway {

enum class Standing : std::uint8_t { unsent, sent, ended };
[[nodiscard]] Standing standing_of(const Message& message);
/// What "already_sent" and "already_ended" tell; nullopt for one that is unsent.
[[nodiscard]] std::optional<RequestError> refusal_of(Standing standing);

/// A message that came by another door has no source that could be given: then it must be empty.
[[nodiscard]] bool is_source_of(const Message& message, const SenderAddress& source);
[[nodiscard]] std::string_view service_type_of(const Message& message);

}  // namespace smppedge::gateway
