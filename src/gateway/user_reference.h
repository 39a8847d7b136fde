// SPDX-License-Identifier: Apache-2.0
// The user_message_reference (5.3.2.17) that a submit carries where its carrier's profile asks for it: made from the
// attempt, so that nothing is kept for it and a restart gives the same. Sixteen bits tell apart the few attempts in
// doubt to one phone, and no more.
#pragma once

#include <cassert>
#include <cstdint>
#include <vector>

#include "message/message.h"
#include "pdu/short_message.h"
#include "pdu/tlv_writer.h"
#include "profile/profile.h"

namespace smppedge::gateway {

[[nodiscard]] constexpr std::uint16_t user_message_reference_of(const AttemptRef& attempt) {
  // Ids that follow each other, and the attempts of one message, come out far apart.
  std::uint64_t mixed = attempt.message.value() * 0x9E37'79B9'7F4A'7C15ULL;
  mixed ^= (std::uint64_t{attempt.segment} * 251 + attempt.attempt + 1) * 0xC2B2'AE3D'27D4'EB4FULL;
  mixed ^= mixed >> 29;
  mixed *= 0xBF58'476D'1CE4'E5B9ULL;
  return static_cast<std::uint16_t>(mixed >> 48);
}

/// Writes it, where the profile wants one, behind the TLVs that a submit has already. Its octets live until the next
/// call.
class UserReferenceWriter {
 public:
  void add(const Profile& profile, const AttemptRef& attempt, pdu::ShortMessage& out) {
    if (!profile.send_user_message_reference || !profile.takes_tlvs()) return;
    constexpr std::size_t octets = 6;
    buffer_.resize(out.tlvs.octets().size() + octets);
    pdu::TlvWriter tlvs(buffer_);
    for (const pdu::Tlv tlv : out.tlvs) tlvs.octets(tlv.tag, tlv.value);
    tlvs.u16(pdu::Tag::user_message_reference, user_message_reference_of(attempt));
    assert(tlvs.ok());
    out.tlvs = tlvs.tlvs();
  }

 private:
  std::vector<std::uint8_t> buffer_;
};

}  // namespace smppedge::gateway
