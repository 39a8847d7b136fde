// SPDX-License-Identifier: Apache-2.0
#include "gateway/kept_pdu.h"

namespace smppedge::gateway {

std::optional<pdu::Pdu> read_kept(std::string_view octets) {
  if (octets.size() < pdu_header_octets) return std::nullopt;
  auto pdu = pdu::decode({reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()});
  if (!pdu || !std::holds_alternative<pdu::ShortMessage>(pdu->body)) return std::nullopt;
  return *pdu;
}

}  // namespace smppedge::gateway
