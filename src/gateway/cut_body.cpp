// SPDX-License-Identifier: Apache-2.0
#include "gateway/cut_body.h"

#include <fmt/format.h>

#include "gateway/request_error.h"
#include "policy/sign.h"

namespace smppedge::gateway {
namespace {

RequestError text_error(text::TextError error, unsigned segments_max) {
  switch (error) {
    case text::TextError::empty:
      return invalid("empty_text", "The text is empty; send at least one character.");
    case text::TextError::not_utf8:
      return invalid("invalid_text", "The text is not valid UTF-8; encode it again.");
    case text::TextError::too_many_segments:
      break;
  }
  return invalid("text_too_long",
                 fmt::format("The text needs more than {} segments, this account's limit; shorten it.", segments_max));
}

/// What a verbatim body is told as; its client knows better (5.2.19).
text::Encoding encoding_of(std::uint8_t data_coding) {
  if (data_coding == 0x00) return text::Encoding::gsm7;
  return data_coding == 0x08 ? text::Encoding::ucs2 : text::Encoding::octets;
}

Expected<text::Cut, text::TextError> cut_content(BodyKind kind, std::uint8_t data_coding, std::string_view content,
                                                 const text::CutRules& rules, unsigned segments_max) {
  switch (kind) {
    case BodyKind::text:
      return text::cut(content, rules, segments_max);
    case BodyKind::octets:
      return text::cut_octets(content, rules, segments_max);
    case BodyKind::verbatim:
      break;
  }
  if (content.empty()) return failure(text::TextError::empty);
  if (content.size() > verbatim_octets_max) return failure(text::TextError::too_many_segments);
  return text::Cut{encoding_of(data_coding), content.size(), {static_cast<std::uint32_t>(content.size())}, false};
}

}  // namespace

Expected<CutBody, RequestError> CutBody::make(AcceptItem& item, unsigned segments_max) {
  if (item.sign.empty()) return make(item.body_kind, item.data_coding, std::move(item.body), segments_max);
  if (item.body_kind != BodyKind::text) {
    return failure(invalid("invalid_sign", "Leave the signature out: only a text can be signed."));
  }
  if (item.body.empty()) return failure(text_error(text::TextError::empty, segments_max));
  const auto sign = policy::check_sign(item.sign);
  if (!sign) return failure(invalid("invalid_sign", std::string(policy::advice(sign.error()))));
  return make(item.body_kind, item.data_coding, policy::signed_text(*sign, item.body), segments_max);
}

Expected<CutBody, RequestError> CutBody::make(BodyKind kind, std::uint8_t data_coding, std::string content,
                                              unsigned segments_max) {
  CutBody body;
  body.kind_ = kind;
  body.data_coding_ = data_coding;
  body.content_ = std::move(content);
  body.segments_max_ = segments_max;
  if (const auto any = body.cut({}); !any) return failure(any.error());
  return body;
}

Expected<const text::Cut*, RequestError> CutBody::cut(const text::CutRules& rules) {
  for (const auto& [known_rules, known] : cuts_) {
    if (known_rules == rules) return &known;
  }
  auto made = cut_content(kind_, data_coding_, content_, rules, segments_max_);
  if (!made) return failure(text_error(made.error(), segments_max_));
  if (cuts_.size() == cuts_.capacity()) cuts_.pop_back();
  return &cuts_.emplace_back(rules, std::move(*made)).second;
}

std::optional<text::Cut> cut_as_planned(const Message& message) {
  auto cut = cut_content(message.body_kind, message.data_coding, message.body, message.plan.cut_rules, segments_limit);
  if (!cut || cut->segments() != message.plan.segments) return std::nullopt;
  return std::move(*cut);
}

}  // namespace smppedge::gateway
