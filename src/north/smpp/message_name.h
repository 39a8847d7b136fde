// SPDX-License-Identifier: Apache-2.0
// message_id as a client is told it (5.2.23): our id's 16 hexadecimal digits, or the 8 of an alias where the client
// reads no more (3.4). Read back in either case of letters.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "gateway/api.h"
#include "message/inline_text.h"
#include "message/message.h"

namespace smppedge::north::smpp {

using MessageName = InlineText<MessageId::text_length>;
using MessageAlias = Strong<struct MessageAliasTag, std::uint32_t>;

[[nodiscard]] MessageName name_of(MessageId id);
[[nodiscard]] MessageName name_of(MessageAlias alias);
/// For the answer to a submit.
[[nodiscard]] MessageName name_of(const gateway::AcceptEntry& entry);
/// As its client was told, for receipts; one that came by another door has its own id.
[[nodiscard]] MessageName name_of(const Message& message);

/// Whom a message_id of a query, cancel or replace means; an alias is to be looked up (gateway::Api::find_alias).
/// nullopt: no id of ours.
using NamedMessage = std::variant<MessageId, MessageAlias>;
[[nodiscard]] std::optional<NamedMessage> read_message_name(std::string_view message_id);

}  // namespace smppedge::north::smpp
