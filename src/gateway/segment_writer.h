// SPDX-License-Identifier: Apache-2.0
// One segment of a message as the submit_sm that a carrier gets: what its plan, its client and the carrier's profile
// say, field by field (4.4.1). Where the profile and the client both name something, the profile wins; what the parts
// of a message must have in common (cut, alphabet, data_coding, form) is the plan's.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "message/message.h"
#include "message/text/segmentation.h"
#include "pdu/short_message.h"
#include "profile/profile.h"

namespace smppedge::gateway {

class SegmentWriter {
 public:
  /// False when the segment must not leave any more: it has expired, or does not cut as planned. `out` holds views into
  /// this and into the message, until the next call.
  [[nodiscard]] bool write(const Message& message, std::uint8_t segment, const Profile& profile, WallTime now,
                           pdu::ShortMessage& out);

 private:
  [[nodiscard]] bool write_body(const Message& message, std::uint8_t segment, const Profile& profile);
  void write_verbatim(const Message& message, const Profile& profile);
  void write_tlvs(const Message& message, std::uint8_t segment, const Profile& profile, pdu::ShortMessage& out);

  std::pair<MessageId, std::uint16_t> cut_of_;  ///< message and revision
  text::Cut cut_;
  std::vector<std::uint8_t> body_;
  bool has_header_ = false;  ///< of body_
  std::vector<std::uint8_t> tlvs_;
  std::string validity_period_;
};

}  // namespace smppedge::gateway
