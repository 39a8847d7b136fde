// SPDX-License-Identifier: Apache-2.0
#include "pdu/bodies.h"

#include <algorithm>

#include "pdu/pdu.h"

namespace smppedge::pdu {

namespace {

using Bodies = std::vector<std::span<const std::uint8_t>>;

void add_payloads(const Tlvs& tlvs, Bodies& bodies) {
  for (const Tlv& tlv : tlvs) {
    if (tlv.tag == Tag::message_payload) bodies.push_back(tlv.value);
  }
}

/// One overload for each kind of body that carries text, one for those that carry none.
struct Finder {
  Bodies& bodies;
  void operator()(const ShortMessage& message) const {
    bodies.push_back(message.short_message);
    add_payloads(message.tlvs, bodies);
  }
  void operator()(const SubmitMulti& multi) const { (*this)(multi.message); }
  void operator()(const ReplaceSm& replace) const { bodies.push_back(replace.short_message); }
  template <class Body>
  void operator()(const Body&) const {}
};

}  // namespace

Bodies bodies_of(std::span<const std::uint8_t> frame) {
  Bodies bodies;
  if (const auto pdu = decode(frame)) {
    std::visit(Finder{bodies}, pdu->body);
    std::erase_if(bodies, [](const auto& body) { return body.empty(); });
  } else if (frame.size() > header_bytes) {
    bodies.push_back(frame.subspan(header_bytes));
  }
  return bodies;
}

}  // namespace smppedge::pdu
