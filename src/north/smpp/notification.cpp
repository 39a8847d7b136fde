// SPDX-License-Identifier: Apache-2.0
#include "north/smpp/notification.h"

#include <algorithm>
#include <optional>

#include "message/text/encode.h"
#include "message/text/utf8.h"
#include "north/smpp/message_name.h"
#include "north/smpp/message_state.h"
#include "pdu/esm_class.h"
#include "pdu/table.h"
#include "pdu/tlv_writer.h"
#include "receipt/receipt_text.h"

namespace smppedge::north::smpp {

namespace {

using gateway::Event;
using pdu::Tag;
using text::Alphabet;

namespace esm_class = pdu::esm_class;

constexpr std::uint8_t coding_default = 0x00;
constexpr std::uint8_t coding_octets = 0x04;
constexpr std::uint8_t coding_ucs2 = 0x08;

/// "The first 20 characters of the short message" (appendix B), and 20 octets at most.
constexpr std::size_t quoted_characters_max = 20;
constexpr std::size_t payload_octets_max = 0xFFFF;
/// receipted_message_id, message_state and user_message_reference with their tags and lengths.
constexpr std::size_t receipt_tlv_octets_max = 4 + MessageId::text_length + 1 + 5 + 6;

// A part of a reply is what one short message holds: 140 octets, six of them the header 05 00 03 RR TT SS.
constexpr std::size_t part_octets_max = 134;
constexpr std::size_t parts_max = 255;

std::span<const std::uint8_t> octets_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void assign(std::string& kept, pdu::Address& address, std::uint8_t ton, std::uint8_t npi, std::string_view text) {
  kept = text.substr(0, SenderAddress::characters_max);
  address = {ton, npi, kept};
}
void assign(std::string& kept, pdu::Address& address, const SenderAddress& from) {
  assign(kept, address, from.ton(), from.npi(), from.text());
}
/// A phone that was never written by the client is told in international form.
void assign(std::string& kept, pdu::Address& address, const PhoneNumber& phone) {
  assign(kept, address, 1, 1, phone.digits());
}

/// Empty where the alphabet does not have the text's beginning, and for what is no text.
std::string quote(const Message& message, Alphabet alphabet) {
  std::string quoted;
  if (message.body_kind != BodyKind::text) return quoted;
  text::Utf8Cursor cursor(message.body);
  for (std::size_t characters = 0; characters < quoted_characters_max && !cursor.at_end(); ++characters) {
    const std::size_t before = quoted.size();
    if (!text::append_encoded(quoted, cursor.next(), alphabet)) return {};
    if (quoted.size() > quoted_characters_max) {
      quoted.resize(before);
      break;
    }
  }
  return quoted;
}

std::optional<std::string> octets_of_hex(std::string_view hex) {
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string octets;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = digit(hex[i]);
    const int low = digit(hex[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    octets.push_back(static_cast<char>(high << 4 | low));
  }
  return octets;
}

struct ReplyBody {
  std::string octets;
  std::uint8_t data_coding = coding_octets;
  Alphabet alphabet = Alphabet::latin1;  ///< where it may be cut; of octets: anywhere
};

ReplyBody body_of(const gateway::Reply& reply, Alphabet default_alphabet) {
  if (!reply.text_error.empty()) {
    if (auto octets = octets_of_hex(reply.text)) return {std::move(*octets)};
  } else {
    if (auto octets = text::encode(reply.text, default_alphabet)) {
      return {std::move(*octets), coding_default, default_alphabet};
    }
    if (auto octets = text::encode(reply.text, Alphabet::ucs2)) {
      return {std::move(*octets), coding_ucs2, Alphabet::ucs2};
    }
  }
  return {reply.text};
}

/// How many of the first octets make a part that ends between two characters.
std::size_t part_length(std::string_view octets, Alphabet alphabet) {
  if (octets.size() <= part_octets_max) return octets.size();
  if (alphabet == Alphabet::gsm7_unpacked && octets[part_octets_max - 1] == '\x1B') return part_octets_max - 1;
  const bool high_surrogate =
      alphabet == Alphabet::ucs2 && (static_cast<unsigned char>(octets[part_octets_max - 2]) & 0xFC) == 0xD8;
  return high_surrogate ? part_octets_max - 2 : part_octets_max;
}

/// The parts of one long message after another: of what 255 parts do not hold the rest is a further one. `reference` is
/// the same when the event is told again.
void cut_into_parts(std::string_view octets, Alphabet alphabet, std::uint8_t reference,
                    std::deque<std::string>& parts) {
  while (!octets.empty()) {
    const std::size_t length = part_length(octets, alphabet);
    parts.emplace_back("\x05\x00\x03\x00\x00\x00", 6).append(octets.substr(0, length));
    octets.remove_prefix(length);
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t first = i / parts_max * parts_max;
    parts[i][3] = static_cast<char>(reference + i / parts_max);
    parts[i][4] = static_cast<char>(std::min(parts_max, parts.size() - first));
    parts[i][5] = static_cast<char>(i - first + 1);
  }
}

/// The type and plan of our number as this client or the plan knows it; of a 106 number nothing is claimed (C.11).
SenderAddress own_number(const Event& event) {
  const std::string_view to = event.reply->to;
  if (event.message) {
    if (event.message->client && event.message->client->source.text() == to) return event.message->client->source;
    if (event.message->plan.sender.text() == to) return event.message->plan.sender;
  }
  return SenderAddress::make(to.substr(0, SenderAddress::characters_max), 0, 0).value_or(SenderAddress());
}

}  // namespace

void Notification::write(const Event& event, const ClientAccount& account, bool reads_tlvs) {
  messages_.clear();
  switch (event.kind) {
    case Event::Kind::result:
    case Event::Kind::progress:
    case Event::Kind::receipt_late:
      if (event.message) write_receipt(event, account, reads_tlvs);
      break;
    case Event::Kind::reply:
      if (event.reply) write_reply(event, account, reads_tlvs);
      break;
    case Event::Kind::in_doubt:
      break;
  }
}

void Notification::write_receipt(const Event& event, const ClientAccount& account, bool reads_tlvs) {
  const Message& message = *event.message;
  const bool progress = event.kind == Event::Kind::progress;
  const MessageName name = name_of(message);
  const auto state = progress ? receipt::State::enroute : state_of(message.state);
  const CarrierError carrier_error = carrier_error_of(message);
  const auto error = text::encode(carrier_error, account.default_alphabet);
  const std::string quoted = quote(message, account.default_alphabet);

  receipt::ReceiptFields fields;
  fields.id = name;
  fields.delivered = state == receipt::State::delivered ? 1 : 0;
  fields.submit_date = message.accepted_at;
  fields.done_date = event.kind == Event::Kind::result ? message.ended_at : event.at;
  fields.state = state;
  if (error && !error->empty()) fields.err = *error;
  fields.text = quoted;
  body_.clear();
  receipt::write_receipt_text(fields, account.receipt_zone_minutes, body_);

  pdu::ShortMessage& written = messages_.emplace_back();
  written.esm_class = progress ? esm_class::type_intermediate : esm_class::type_receipt;
  written.data_coding = coding_default;
  written.short_message = octets_of(body_);
  if (message.client && !message.client->destination.text().empty()) {
    assign(source_, written.source, message.client->destination);
  } else {
    assign(source_, written.source, message.to);
  }
  const bool source_named = message.client && !message.client->source.text().empty();
  assign(destination_, written.destination, source_named ? message.client->source : message.plan.sender);
  if (!reads_tlvs) return;
  tlvs_.resize(receipt_tlv_octets_max);
  pdu::TlvWriter tlvs(tlvs_);
  tlvs.c_string(Tag::receipted_message_id, name).u8(Tag::message_state, static_cast<std::uint8_t>(state));
  if (message.client && message.client->has_user_message_reference) {
    tlvs.u16(Tag::user_message_reference, message.client->user_message_reference);
  }
  written.tlvs = tlvs.tlvs();
}

void Notification::write_reply(const Event& event, const ClientAccount& account, bool reads_tlvs) {
  auto body = body_of(*event.reply, account.default_alphabet);
  body_ = std::move(body.octets);
  pdu::ShortMessage written;
  written.data_coding = body.data_coding;
  assign(source_, written.source, event.reply->from);
  assign(destination_, written.destination, own_number(event));
  if (body_.size() <= pdu::short_message_octets_max) {
    written.short_message = octets_of(body_);
    messages_.push_back(written);
    return;
  }
  if (reads_tlvs && body_.size() <= payload_octets_max) {
    tlvs_.resize(4 + body_.size());
    written.tlvs = pdu::TlvWriter(tlvs_).text(Tag::message_payload, body_).tlvs();
    messages_.push_back(written);
    return;
  }
  parts_.clear();
  cut_into_parts(body_, body.alphabet, static_cast<std::uint8_t>(event.id.value()), parts_);
  written.esm_class = esm_class::udhi;
  for (const std::string& part : parts_) {
    written.short_message = octets_of(part);
    messages_.push_back(written);
  }
}

}  // namespace smppedge::north::smpp
