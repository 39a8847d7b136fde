// SPDX-License-Identifier: Apache-2.0
#include "north/http/messages_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "message/text/utf8.h"
#include "north/http/limits.h"
#include "north/http/nearest.h"
#include "north/http/rfc3339.h"
#include "policy/number.h"

namespace smppedge::north::http {

namespace {

/// A + in a query is a blank to those who write it as a form does, and itself to those who do not. Numbers and times
/// have no blanks.
std::string with_plus(std::string text) {
  std::replace(text.begin(), text.end(), ' ', '+');
  return text;
}

std::optional<Problem> read_to(const std::string& text, gateway::MessagesQuery& query) {
  const auto phone = policy::normalise_recipient(with_plus(text));
  if (!phone) {
    return invalid_parameter("to", text, "one number in international form: digits, with at most a + in front");
  }
  query.to = *phone;
  return std::nullopt;
}

std::optional<Problem> read_ref(const std::string& text, gateway::MessagesQuery& query) {
  if (text.empty() || text.size() > gateway::ref_bytes_max || !text::is_utf8(text)) {
    return invalid_parameter("ref", text, fmt::format("1 to {} octets of UTF-8", gateway::ref_bytes_max));
  }
  query.ref = text;
  return std::nullopt;
}

std::optional<Problem> read_since(const std::string& text, gateway::MessagesQuery& query) {
  query.since = read_rfc3339(with_plus(text));
  if (query.since) return std::nullopt;
  return invalid_parameter("since", text, "a time like 2026-03-01T08:15:30Z or 2026-03-01T16:15:30+08:00");
}

std::optional<Problem> read_state(const std::string& text, gateway::MessagesQuery& query) {
  query.state = message_state_from(text);
  if (query.state) return std::nullopt;
  std::array<std::string_view, message_state_count> words;
  for (unsigned state = 0; state < message_state_count; ++state) {
    words[state] = to_string(static_cast<MessageState>(state));
  }
  const std::string_view meant = nearest(text, words);
  return invalid_parameter("state", text,
                           meant.empty() ? fmt::format("one of {}", fmt::join(words, ", "))
                                         : fmt::format("a state; did you mean \"{}\"?", meant));
}

std::optional<Problem> read_cursor(const std::string& text, gateway::MessagesQuery& query) {
  const auto id = MessageId::parse(text);
  if (!id || *id == MessageId()) return invalid_parameter("cursor", text, "the \"next\" of the page before");
  query.before = *id;
  return std::nullopt;
}

struct Reader {
  std::string_view name;
  std::optional<Problem> (*read)(const std::string& text, gateway::MessagesQuery& query);
};
constexpr std::array readers{Reader{"to", &read_to}, Reader{"ref", &read_ref}, Reader{"since", &read_since},
                             Reader{"state", &read_state}, Reader{"cursor", &read_cursor}};

}  // namespace

Expected<gateway::MessagesQuery, Problem> read_messages_query(const Query& query, AccountNumber account) {
  gateway::MessagesQuery wanted;
  wanted.account = account;
  for (const Reader& reader : readers) {
    const std::string* const text = query.find(reader.name);
    if (text == nullptr) continue;
    if (auto wrong = reader.read(*text, wanted)) return failure(std::move(*wrong));
  }
  const auto limit = query.number("limit", 1, gateway::messages_page_max, messages_page_default);
  if (!limit) return failure(limit.error());
  wanted.limit = static_cast<unsigned>(*limit);
  return wanted;
}

}  // namespace smppedge::north::http
