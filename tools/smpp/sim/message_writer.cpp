// SPDX-License-Identifier: Apache-2.0
#include "tools/smpp/sim/message_writer.h"

#include <charconv>

#include "message/text/segmentation.h"
#include "pdu/esm_class.h"
#include "pdu/tlv_writer.h"
#include "receipt/receipt_text.h"

namespace smppedge::simulator {

static constexpr text::CutRules single_only{.width = text::ReferenceWidth::none_single_only};

IdText::IdText(std::uint64_t id, bool hex) {
  const auto written = std::to_chars(digits_.data(), digits_.data() + digits_.size(), id, hex ? 16 : 10);
  size_ = static_cast<std::size_t>(written.ptr - digits_.data());
}

std::string check_reply_text(std::string_view utf8) {
  const auto cut = text::cut(utf8, single_only, 1);
  if (cut) return {};
  switch (cut.error()) {
    case text::TextError::empty:
      return "it is empty";
    case text::TextError::not_utf8:
      return "it is not UTF-8";
    case text::TextError::too_many_segments:
      return "it does not fit one short message";
  }
  return "?";
}

MessageWriter::MessageWriter(const Settings& settings) : settings_(settings), reply_(encode(settings.reply_text)) {
  for (const auto& [phone, text] : settings.replies) replies_.emplace(phone, encode(text));
}

MessageWriter::Encoded MessageWriter::encode(std::string_view utf8) {
  Encoded encoded;
  if (const auto cut = text::cut(utf8, single_only, 1)) {
    text::write_segment(utf8, *cut, single_only, 0, 0, encoded.octets);
    encoded.data_coding = cut->encoding == text::Encoding::ucs2 ? 8 : 0;
  }
  return encoded;
}

const MessageWriter::Encoded& MessageWriter::reply_of(std::string_view phone) const {
  const auto own = replies_.find(phone);
  return own == replies_.end() ? reply_ : own->second;
}

const pdu::ShortMessage& MessageWriter::write(const Delivery& delivery, WallTime now) {
  message_ = {};
  message_.source = delivery.phone.view();
  message_.destination = delivery.sender.view();
  if (delivery.kind == Delivery::Kind::receipt) {
    write_receipt(delivery, now);
  } else {
    const Encoded& reply = reply_of(message_.source.addr);
    message_.data_coding = reply.data_coding;
    message_.short_message = reply.octets;
  }
  return message_;
}

void MessageWriter::write_receipt(const Delivery& delivery, WallTime now) {
  message_.esm_class = pdu::esm_class::type_receipt;
  const IdText id = receipt_id(delivery.id);
  if (settings_.receipt != ReceiptForm::tlv) {
    text_.clear();
    receipt::write_receipt_text({.id = id.view(),
                                 .submitted = 1,
                                 .delivered = delivery.state == receipt::State::delivered ? 1U : 0U,
                                 .submit_date = delivery.submitted,
                                 .done_date = now,
                                 .state = delivery.state,
                                 .err = error_of(delivery.state),
                                 .text = {}},
                                0, text_);
    message_.short_message = {reinterpret_cast<const std::uint8_t*>(text_.data()), text_.size()};
  }
  if (settings_.receipt != ReceiptForm::text) {
    pdu::TlvWriter writer(tlvs_);
    writer.c_string(pdu::Tag::receipted_message_id, id.view())
        .u8(pdu::Tag::message_state, static_cast<std::uint8_t>(delivery.state));
    message_.tlvs = writer.tlvs();
  }
}

}  // namespace smppedge::simulator
