// SPDX-License-Identifier: Apache-2.0
#include "gateway/segment_writer.h"

#include <cassert>

#include "gateway/cut_body.h"
#include "gateway/validity_period.h"
#include "message/text/user_data_header.h"
#include "pdu/esm_class.h"
#include "pdu/tlv_writer.h"

namespace smppedge::gateway {
namespace {

using pdu::esm_class::reply_path;
using pdu::esm_class::udhi;

std::uint8_t data_coding_of(const Message& message, const Profile& profile) {
  if (message.body_kind != BodyKind::text) return message.data_coding;
  return message.plan.encoding == text::Encoding::gsm7 ? profile.data_coding_gsm7 : profile.data_coding_ucs2;
}

}  // namespace

bool SegmentWriter::write_body(const Message& message, std::uint8_t segment) {
  if (message.body_kind == BodyKind::verbatim) {
    body_.assign(message.body.begin(), message.body.end());
    const PartForm form = message.client ? message.client->part.form : PartForm::none;
    if (form == PartForm::udh_8 || form == PartForm::udh_16) text::replace_reference(body_, message.plan.reference);
    return true;
  }
  if (message.plan.segments == 1 || cut_of_ != std::pair(message.id, message.revision)) {
    auto cut = cut_as_planned(message);
    if (!cut) return false;
    cut_ = std::move(*cut);
    cut_of_ = {message.id, message.revision};
  }
  text::write_segment(message.body, cut_, message.plan.reference_width, message.plan.reference, segment, body_);
  return true;
}

void SegmentWriter::write_client(const Message& message, pdu::ShortMessage& out) {
  const ClientSubmit& client = *message.client;
  out.esm_class |= client.esm_class & reply_path;
  if (message.body_kind == BodyKind::verbatim) out.esm_class |= client.esm_class & udhi;
  out.protocol_id = client.protocol_id;
  if (out.service_type.empty()) out.service_type = client.service_type;
  if (client.part.form != PartForm::sar) return;
  pdu::TlvWriter tlvs(tlvs_);
  tlvs.u16(pdu::Tag::sar_msg_ref_num, message.plan.reference)
      .u8(pdu::Tag::sar_total_segments, client.part.total)
      .u8(pdu::Tag::sar_segment_seqnum, client.part.sequence);
  assert(tlvs.ok());
  out.tlvs = tlvs.tlvs();
}

bool SegmentWriter::write(const Message& message, std::uint8_t segment, const Profile& profile, WallTime now,
                          pdu::ShortMessage& out) {
  if (now >= message.expires_at || !write_body(message, segment)) return false;
  out = pdu::ShortMessage{};
  out.service_type = profile.service_type;
  out.source = {message.plan.sender.ton(), message.plan.sender.npi(), message.plan.sender.text()};
  out.destination = {profile.destination_ton, profile.destination_npi, message.to.digits()};
  out.esm_class = message.plan.segments > 1 ? udhi : std::uint8_t{0};
  out.registered_delivery = profile.registered_delivery;
  out.data_coding = data_coding_of(message, profile);
  write_validity_period(profile.validity_form, now, message.expires_at, validity_period_);
  out.validity_period = validity_period_;
  if (message.client) write_client(message, out);
  out.short_message = body_;
  return true;
}

}  // namespace smppedge::gateway
