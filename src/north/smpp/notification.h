// SPDX-License-Identifier: Apache-2.0
// An event as the deliver_sm that tells it to an SMPP client (4.6.1, appendix B): a result, correction or progress as a
// receipt, a reply as a message. When and to which bind it goes, and what follows from the answer, is the server's.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "gateway/api.h"
#include "north/smpp/account.h"
#include "pdu/short_message.h"

namespace smppedge::north::smpp {

/// Owns what its messages point into; write() again to use it for the next event.
class Notification {
 public:
  Notification() = default;
  Notification(const Notification&) = delete;
  Notification& operator=(const Notification&) = delete;

  /// `reads_tlvs`: interface_version 0x34 or above (3.4); a client below gets no TLV, and a reply longer than a
  /// short_message in parts with a user data header.
  void write(const gateway::Event& event, const ClientAccount& account, bool reads_tlvs);

  /// In the order in which they are to be sent: the event is told when every one of them was answered ROK. None: SMPP
  /// has no word for this event (in_doubt).
  [[nodiscard]] std::span<const pdu::ShortMessage> messages() const { return messages_; }

 private:
  void write_receipt(const gateway::Event& event, const ClientAccount& account, bool reads_tlvs);
  void write_reply(const gateway::Event& event, const ClientAccount& account, bool reads_tlvs);

  std::vector<pdu::ShortMessage> messages_;
  std::string source_;
  std::string destination_;
  std::string body_;
  std::deque<std::string> parts_;
  std::vector<std::uint8_t> tlvs_;
};

}  // namespace smppedge::north::smpp
