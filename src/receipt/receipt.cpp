// SPDX-License-Identifier: Apache-2.0
#include "receipt/receipt.h"

#include <algorithm>
#include <array>

#include "message/text/user_data_header.h"
#include "pdu/esm_class.h"
#include "receipt/ascii.h"
#include "receipt/pattern_text.h"
#include "receipt/receipt_date.h"
#include "receipt/receipt_text.h"

namespace smppedge::receipt {

namespace {

namespace esm_class = pdu::esm_class;

constexpr std::uint8_t data_coding_ucs2 = 0x08;

std::string_view as_text(std::span<const std::uint8_t> octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

/// A receipt's text as ASCII, in place wherever the carrier writes it so.
class AsciiView {
 public:
  AsciiView(std::span<const std::uint8_t> body, std::uint8_t data_coding) {
    body = body.first(std::min(body.size(), receipt_octets_max));
    text_ = data_coding == data_coding_ucs2 ? narrow(body) : as_text(body);
  }
  AsciiView(const AsciiView&) = delete;
  AsciiView& operator=(const AsciiView&) = delete;

  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  std::string_view narrow(std::span<const std::uint8_t> ucs2) {
    const std::size_t count = ucs2.size() / 2;
    for (std::size_t i = 0; i < count; ++i) {
      const bool ascii = ucs2[2 * i] == 0 && ucs2[2 * i + 1] < 0x80;
      narrowed_[i] = ascii ? static_cast<char>(ucs2[2 * i + 1]) : '?';
    }
    return {narrowed_.data(), count};
  }

  std::string_view text_;
  std::array<char, receipt_octets_max / 2> narrowed_;  // written before it is read
};

/// The body without a user data header; nullopt when the header is broken.
std::optional<std::span<const std::uint8_t>> body_of(const pdu::ShortMessage& message) {
  const auto payload = message.payload();
  if ((message.esm_class & esm_class::udhi) == 0) return payload;
  const auto data = text::split_user_data(payload);
  if (!data) return std::nullopt;
  return data->body;
}

/// In the dialect of the profile; nullopt when it is not of that.
std::optional<ReceiptText> read_dialect(std::string_view text, const Profile& profile) {
  if (profile.receipt_pattern.pieces.empty()) return read_receipt_text(text);
  return read_pattern_text(text, profile.receipt_pattern);
}

bool looks_like_receipt(const pdu::ShortMessage& message, const Profile& profile) {
  const auto body = body_of(message);
  if (!body) return false;
  const AsciiView ascii(*body, message.data_coding);
  if (!profile.receipt_pattern.pieces.empty()) {
    const auto fields = read_pattern_text(ascii.text(), profile.receipt_pattern);
    return fields && !fields->stat.empty();
  }
  const auto opening = ascii.text().substr(0, 3);
  return equal_ignoring_case(opening, "id:") && !read_receipt_text(ascii.text()).stat.empty();
}

/// A C-octet string whose NUL some carriers leave out.
std::string_view c_octet_text(std::span<const std::uint8_t> value) {
  const auto text = as_text(value);
  return text.substr(0, text.find('\0'));
}

/// type and two octets of code (5.3.2.31); three ASCII digits, or a type and three of them, are seen too (D13).
void read_network_error(std::span<const std::uint8_t> value, InlineText<16>& err) {
  if (value.size() < 3 || value.size() > 4) return;
  const auto digits = as_text(value.last(3));
  if (std::all_of(digits.begin(), digits.end(), is_digit)) {
    err.assign(digits);
    return;
  }
  const unsigned code = static_cast<unsigned>(value[value.size() - 2] << 8) | value[value.size() - 1];
  for (unsigned unit = 10'000; unit > 0; unit /= 10) {
    if (code >= unit || unit <= 100) err.push_back(static_cast<char>('0' + code / unit % 10));
  }
}

void read_text(const ReceiptText& text, const Profile& profile, Receipt& receipt) {
  receipt.id.assign(text.id);
  receipt.stat.assign_cut(text.stat);
  if (!text.stat.empty()) receipt.state = state_from_word(text.stat, profile).value_or(State::unknown);
  receipt.err.assign_cut(text.err);
  receipt.submit_date = parse_date(text.submit_date, profile.receipt_zone_minutes);
  receipt.done_date = parse_date(text.done_date, profile.receipt_zone_minutes);
}

void read_state(State state, const Profile& profile, Receipt& receipt) {
  receipt.state_disagrees = !receipt.stat.empty() && receipt.state != state;
  const bool text_speaks = !receipt.stat.empty() && state_from_word(receipt.stat.view(), profile).has_value();
  if (profile.state_from == StateFrom::text && text_speaks) return;
  receipt.state = state;
  receipt.state_from_tlv = true;
}

void read_tlvs(const pdu::Tlvs& tlvs, const Profile& profile, Receipt& receipt) {
  for (const pdu::Tlv tlv : tlvs) {
    if (tlv.tag == pdu::Tag::receipted_message_id) {
      const auto id = c_octet_text(tlv.value);
      if (id.empty() || id.size() > receipt.id.octets_max) continue;
      receipt.id_disagrees = !receipt.id.empty() && receipt.id.view() != id;
      receipt.id.assign(id);
      receipt.id_from_tlv = true;
    } else if (tlv.tag == pdu::Tag::message_state && tlv.value.size() == 1) {
      if (const auto state = state_from_octet(tlv.value[0])) read_state(*state, profile, receipt);
    } else if (tlv.tag == pdu::Tag::network_error_code && receipt.err.empty()) {
      read_network_error(tlv.value, receipt.err);
    }
  }
}

}  // namespace

std::string_view to_string(ReceiptError error) {
  switch (error) {
    case ReceiptError::no_id:
      return "no_id";
    case ReceiptError::no_state:
      return "no_state";
    case ReceiptError::no_pattern:
      return "no_pattern";
    case ReceiptError::bad_header:
      return "bad_header";
  }
  return "";
}

bool is_receipt(const pdu::ShortMessage& message, const Profile& profile) {
  const auto& detection = profile.receipt_detection;
  const unsigned type = message.esm_class & esm_class::type_mask;
  if (detection.by_esm_class && (type == esm_class::type_receipt || type == esm_class::type_intermediate)) return true;
  if (detection.by_tlv && message.tlvs.find(pdu::Tag::receipted_message_id)) return true;
  return detection.by_text && looks_like_receipt(message, profile);
}

Expected<Receipt, ReceiptError> parse_receipt(const pdu::ShortMessage& message, const Profile& profile) {
  const auto body = body_of(message);
  if (!body) return failure(ReceiptError::bad_header);
  const AsciiView ascii(*body, message.data_coding);
  Receipt receipt;
  receipt.intermediate = (message.esm_class & esm_class::type_mask) == esm_class::type_intermediate;
  const auto text = read_dialect(ascii.text(), profile);
  if (text) read_text(*text, profile, receipt);
  read_tlvs(message.tlvs, profile, receipt);
  if (receipt.id.empty()) return failure(text ? ReceiptError::no_id : ReceiptError::no_pattern);
  if (receipt.stat.empty() && !receipt.state_from_tlv) return failure(ReceiptError::no_state);
  return receipt;
}

std::optional<Standing> outcome_of(const Receipt& receipt, const Profile& profile) {
  if (receipt.intermediate) return std::nullopt;
  return end_of(receipt.state, profile);
}

}  // namespace smppedge::receipt
