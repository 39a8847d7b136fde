// SPDX-License-Identifier: Apache-2.0
// A body ready to leave by whichever carrier takes it: the text with its signature, octets, or one short message's user
// data as its client made it; cut once for all carriers of the same rules. Pure.
#pragma once

#include <boost/container/static_vector.hpp>
#include <optional>
#include <string>
#include <utility>

#include "base/expected.h"
#include "gateway/api.h"
#include "message/text/segmentation.h"

namespace smppedge::gateway {

/// Octets that short_message holds (4.4.1); user data that goes on as it comes must fit.
inline constexpr std::size_t verbatim_octets_max = 254;

class CutBody {
 public:
  /// Takes the item's body. `segments_max` is the account's. "empty_text", "invalid_text", "text_too_long",
  /// "invalid_sign".
  [[nodiscard]] static Expected<CutBody, RequestError> make(AcceptItem& item, unsigned segments_max);
  [[nodiscard]] static Expected<CutBody, RequestError> make(BodyKind kind, std::uint8_t data_coding,
                                                            std::string content, unsigned segments_max);

  [[nodiscard]] BodyKind kind() const { return kind_; }
  [[nodiscard]] std::uint8_t data_coding() const { return data_coding_; }
  [[nodiscard]] const std::string& content() const { return content_; }

  /// Valid until the next call.
  [[nodiscard]] Expected<const text::Cut*, RequestError> cut(const text::CutRules& rules);

 private:
  BodyKind kind_ = BodyKind::text;
  std::uint8_t data_coding_ = 0;
  std::string content_;
  unsigned segments_max_ = 1;
  /// One request's numbers rarely go to carriers of more than two kinds.
  boost::container::static_vector<std::pair<text::CutRules, text::Cut>, 4> cuts_;
};

/// The same cut again, for the wire: `segments` are the plan's.
[[nodiscard]] std::optional<text::Cut> cut_as_planned(const Message& message);

}  // namespace smppedge::gateway
