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

/// A part that its client has numbered by TLVs.
std::optional<ClientPart> sar_part_of(const Message& message) {
  if (!message.client || message.client->part.form != PartForm::sar) return std::nullopt;
  return message.client->part;
}

/// The parts that a client cut are messages of their own, each with its receipt.
bool asks_for_receipt(const Message& message, std::uint8_t segment, const Profile& profile) {
  switch (profile.receipt_asked_of) {
    case PartsOf::first:
      return segment == 0;
    case PartsOf::last:
      return segment + 1U == message.plan.segments;
    case PartsOf::all:
    case PartsOf::any:
      break;
  }
  return true;
}

/// The part as TLVs are to name it; PartForm::none: they name none. Our own leave as planned, whatever the profile has
/// become: the carrier has parts of that form.
ClientPart numbered_part(const Message& message, std::uint8_t segment, const Profile& profile) {
  if (message.plan.segments > 1 && message.plan.cut_rules.long_form == text::LongForm::sar) {
    return {PartForm::sar, message.plan.reference, message.plan.segments, static_cast<std::uint8_t>(segment + 1)};
  }
  const auto part = sar_part_of(message);
  return part && profile.takes_tlvs() ? *part : ClientPart();
}

}  // namespace

void SegmentWriter::write_verbatim(const Message& message, const Profile& profile) {
  body_.clear();
  const auto part = sar_part_of(message);
  const bool header_instead = part && !profile.takes_tlvs();
  if (header_instead) {  // D35: else its parts would arrive as so many messages
    const auto reference = static_cast<std::uint8_t>(message.plan.reference);
    body_ = {0x05, 0x00, 0x03, reference, part->total, part->sequence};
  }
  body_.insert(body_.end(), message.body.begin(), message.body.end());
  has_header_ = header_instead || (message.client && (message.client->esm_class & udhi) != 0);
  const PartForm form = message.client ? message.client->part.form : PartForm::none;
  if (form == PartForm::udh_8 || form == PartForm::udh_16) text::replace_reference(body_, message.plan.reference);
}

bool SegmentWriter::write_body(const Message& message, std::uint8_t segment, const Profile& profile) {
  if (message.body_kind == BodyKind::verbatim) {
    write_verbatim(message, profile);
    return body_.size() <= verbatim_octets_max;
  }
  if (message.plan.segments == 1 || cut_of_ != std::pair(message.id, message.revision)) {
    auto cut = cut_as_planned(message);
    if (!cut) return false;
    cut_ = std::move(*cut);
    cut_of_ = {message.id, message.revision};
  }
  const text::CutRules& rules = message.plan.cut_rules;
  text::write_segment(message.body, cut_, rules, message.plan.reference, segment, body_);
  has_header_ = message.plan.segments > 1 && rules.long_form == text::LongForm::udh;
  return true;
}

void SegmentWriter::write_tlvs(const Message& message, std::uint8_t segment, const Profile& profile,
                               pdu::ShortMessage& out) {
  const ClientPart part = numbered_part(message, segment, profile);
  const bool in_payload = message.body_kind != BodyKind::verbatim && cut_.in_payload;
  if (part.form == PartForm::none && !in_payload) {
    if (profile.takes_tlvs()) out.tlvs = pdu::Tlvs(profile.submit_tlvs);
    return;
  }
  constexpr std::size_t sar_octets = 16;
  constexpr std::size_t tag_and_length = 4;
  tlvs_.resize(sar_octets + tag_and_length + body_.size());
  pdu::TlvWriter tlvs(tlvs_);
  if (part.form != PartForm::none) {
    tlvs.u16(pdu::Tag::sar_msg_ref_num, message.plan.reference)
        .u8(pdu::Tag::sar_total_segments, part.total)
        .u8(pdu::Tag::sar_segment_seqnum, part.sequence);
  }
  if (in_payload) {
    tlvs.octets(pdu::Tag::message_payload, body_);
    out.short_message = {};
  }
  assert(tlvs.ok());
  tlvs_.resize(tlvs.tlvs().octets().size());
  tlvs_.insert(tlvs_.end(), profile.submit_tlvs.begin(), profile.submit_tlvs.end());
  out.tlvs = pdu::Tlvs(tlvs_);
}

bool SegmentWriter::write(const Message& message, std::uint8_t segment, const Profile& profile, WallTime now,
                          pdu::ShortMessage& out) {
  if (now >= message.expires_at || !write_body(message, segment, profile)) return false;
  out = pdu::ShortMessage{};
  out.service_type = profile.service_type;
  out.source = {message.plan.sender.ton(), message.plan.sender.npi(), message.plan.sender.text()};
  out.destination = {profile.destination_ton, profile.destination_npi, message.to.digits()};
  out.esm_class = has_header_ ? udhi : std::uint8_t{0};
  out.registered_delivery = asks_for_receipt(message, segment, profile) ? profile.registered_delivery : std::uint8_t{0};
  out.data_coding = message.body_kind == BodyKind::text ? message.plan.data_coding : message.data_coding;
  write_validity_period(profile.validity_form, now, message.expires_at, validity_period_);
  out.validity_period = validity_period_;
  if (message.client) {
    const ClientSubmit& client = *message.client;
    out.esm_class |= client.esm_class & reply_path;
    out.protocol_id = client.protocol_id;
    if (out.service_type.empty()) out.service_type = client.service_type;
  }
  out.short_message = body_;
  write_tlvs(message, segment, profile, out);
  return true;
}

}  // namespace smppedge::gateway
