// SPDX-License-Identifier: Apache-2.0
#include "north/smpp/message_name.h"

#include <charconv>

namespace smppedge::north::smpp {

namespace {

constexpr std::size_t alias_digits = 8;

}  // namespace

MessageName name_of(MessageId id) {
  std::array<char, MessageId::text_length> digits;
  id.write_text(digits.data());
  MessageName name;
  name.assign({digits.data(), digits.size()});
  return name;
}

MessageName name_of(MessageAlias alias) {
  MessageName name;
  for (unsigned shift = 4 * alias_digits; shift > 0;) {
    shift -= 4;
    name.push_back("0123456789abcdef"[(alias.value() >> shift) & 0xF]);
  }
  return name;
}

MessageName name_of(const gateway::AcceptEntry& entry) {
  if (entry.told_alias != 0) return name_of(MessageAlias(entry.told_alias));
  return name_of(entry.told_id);
}

MessageName name_of(const Message& message) {
  if (!message.client) return name_of(message.id);
  if (message.client->told_alias != 0) return name_of(MessageAlias(message.client->told_alias));
  return name_of(message.client->told_id);
}

std::optional<NamedMessage> read_message_name(std::string_view message_id) {
  if (message_id.size() == MessageId::text_length) {
    const auto id = MessageId::parse(message_id);
    if (!id || *id == MessageId()) return std::nullopt;
    return NamedMessage(*id);
  }
  if (message_id.size() != alias_digits) return std::nullopt;
  std::uint32_t alias = 0;
  const char* end = message_id.data() + message_id.size();
  const auto [at, error] = std::from_chars(message_id.data(), end, alias, 16);
  if (error != std::errc() || at != end || alias == 0) return std::nullopt;
  return NamedMessage(MessageAlias(alias));
}

}  // namespace smppedge::north::smpp
