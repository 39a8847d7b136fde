// SPDX-License-Identifier: Apache-2.0
#include "north/smpp/body.h"

#include <optional>

#include "gateway/api.h"
#include "message/text/user_data_header.h"
#include "pdu/esm_class.h"

namespace smppedge::north::smpp {

namespace {

using pdu::CommandStatus;
using pdu::Tag;
using text::Alphabet;

constexpr std::size_t user_data_octets = 140;  // of one short message, header included (domain.md C.6)
/// What the header of a part takes; where the client marks its parts with TLVs, the carrier's side still needs it.
constexpr std::size_t part_header_octets = 6;

struct Coding {
  std::optional<Alphabet> alphabet;  ///< none: octets
  std::uint8_t wire = 0;             ///< under which its octets may go on
  bool as_it_comes = false;          ///< it says more than the alphabet: never coded anew by us
};

/// data_coding 0 is the client's; at a carrier it is the carrier's, which is GSM 03.38.
std::uint8_t wire_of_default(Alphabet alphabet) {
  switch (alphabet) {
    case Alphabet::ascii:
      return 0x01;
    case Alphabet::latin1:
      return 0x03;
    default:
      return 0x00;
  }
}

/// GSM data coding groups (3GPP TS 23.038 section 4): the alphabet of bits 3 and 2; nullopt: reserved.
std::optional<Coding> class_coding(std::uint8_t data_coding, unsigned alphabet) {
  switch (alphabet) {
    case 0:
      return Coding{Alphabet::gsm7_unpacked, data_coding, true};
    case 1:
      return Coding{std::nullopt, data_coding, true};
    case 2:
      return Coding{Alphabet::ucs2, data_coding, true};
    default:
      return std::nullopt;
  }
}

/// The one table of data_coding (5.2.19; domain.md C.2); nullopt: not served.
std::optional<Coding> coding_of(std::uint8_t data_coding, const ClientAccount& account) {
  switch (data_coding) {
    case 0x00:
      return Coding{account.default_alphabet, wire_of_default(account.default_alphabet)};
    case 0x01:
      return Coding{Alphabet::ascii, data_coding};
    case 0x02:
    case 0x04:
      return Coding{std::nullopt, data_coding};
    case 0x03:
      return Coding{Alphabet::latin1, data_coding};
    case 0x08:
      return Coding{Alphabet::ucs2, data_coding};
    default:
      break;
  }
  const unsigned group = data_coding >> 4;
  if (group == 0x1) return class_coding(data_coding, (data_coding >> 2) & 3U);
  if (group == 0xC || group == 0xD) return class_coding(data_coding, 0);  // message waiting
  if (group == 0xF && (data_coding & 0x08) == 0) return class_coding(data_coding, (data_coding >> 2) & 1U);
  return std::nullopt;
}

/// Whether one short message holds `body` behind a header of that size: septets are packed on the air, octets are not.
/// Of ASCII and ISO 8859-1 a carrier makes septets (domain.md C.2).
bool fits(const Coding& coding, std::size_t header, std::size_t body) {
  if (header > user_data_octets) return false;
  const std::size_t left = user_data_octets - header;
  const bool septets = coding.alphabet && *coding.alphabet != Alphabet::ucs2;
  return body <= (septets ? left * 8 / 7 : left);
}

std::string to_string(std::span<const std::uint8_t> octets) {
  return {octets.begin(), octets.end()};
}

std::optional<CommandStatus> check_tlvs(const pdu::ShortMessage& message, bool has_header) {
  const pdu::Tlvs& tlvs = message.tlvs;
  if (tlvs.empty()) return std::nullopt;
  // What is sent to a port or to USSD must not end as text in an inbox.
  for (const Tag tag : {Tag::source_port, Tag::destination_port, Tag::ussd_service_op}) {
    if (tlvs.find(tag)) return CommandStatus::ESME_ROPTPARNOTALLWD;
  }
  if (!message.short_message.empty() && tlvs.find(Tag::message_payload)) return CommandStatus::ESME_ROPTPARNOTALLWD;
  const std::pair<Tag, std::size_t> sar[] = {
      {Tag::sar_msg_ref_num, 2}, {Tag::sar_total_segments, 1}, {Tag::sar_segment_seqnum, 1}};
  for (const auto& [tag, octets] : sar) {
    const auto value = tlvs.find(tag);
    if (!value) continue;
    if (has_header) return CommandStatus::ESME_ROPTPARNOTALLWD;
    if (value->size() != octets) return CommandStatus::ESME_RINVPARLEN;
  }
  return std::nullopt;
}

/// All three or none of them; and what cannot be a part is a message of its own (5.3.2.22 to 24; domain.md C.5).
std::optional<ClientPart> sar_part(const pdu::Tlvs& tlvs) {
  const auto reference = tlvs.find_integer(Tag::sar_msg_ref_num, 2);
  const auto total = tlvs.find_integer(Tag::sar_total_segments, 1);
  const auto sequence = tlvs.find_integer(Tag::sar_segment_seqnum, 1);
  if (!reference || !total || !sequence) return std::nullopt;
  if (*total < 2 || *sequence == 0 || *sequence > *total) return std::nullopt;
  return ClientPart{PartForm::sar, static_cast<std::uint16_t>(*reference), static_cast<std::uint8_t>(*total),
                    static_cast<std::uint8_t>(*sequence)};
}

ClientPart header_part(const text::Concatenation& concatenation) {
  if (concatenation.total < 2) return {};
  const bool wide = concatenation.width == text::ReferenceWidth::bits_16;
  return {wide ? PartForm::udh_16 : PartForm::udh_8, concatenation.reference, concatenation.total,
          concatenation.sequence};
}

/// A part, or a message with a header: nothing in it is looked at, since parts may be cut within characters.
Expected<Body, CommandStatus> with_header(std::span<const std::uint8_t> payload, const Coding& coding) {
  const auto data = text::split_user_data(payload);
  if (!data) return failure(CommandStatus::ESME_RINVESMCLASS);
  if (!fits(coding, data->header.size(), data->body.size())) return failure(CommandStatus::ESME_RINVMSGLEN);
  Body body{BodyKind::verbatim, coding.wire, to_string(payload), {}};
  if (data->concatenation) body.part = header_part(*data->concatenation);
  return body;
}

/// A whole message without a header.
Expected<Body, CommandStatus> whole(std::span<const std::uint8_t> octets, const Coding& coding,
                                    std::uint8_t data_coding) {
  if (octets.empty()) return failure(CommandStatus::ESME_RINVMSGLEN);
  if (coding.as_it_comes && !fits(coding, 0, octets.size())) return failure(CommandStatus::ESME_RINVMSGLEN);
  Body body{coding.as_it_comes ? BodyKind::verbatim : BodyKind::octets, data_coding, {}, {}};
  if (coding.alphabet) {
    auto decoded = text::decode(octets, *coding.alphabet);
    if (!decoded) return failure(CommandStatus::ESME_RSUBMITFAIL);
    if (!coding.as_it_comes) {
      body.kind = BodyKind::text;
      body.content = std::move(*decoded);
    }
  }
  if (body.kind != BodyKind::text) body.content = to_string(octets);
  if (body.content.size() > gateway::text_bytes_max) return failure(CommandStatus::ESME_RINVMSGLEN);
  return body;
}

}  // namespace

Expected<Body, CommandStatus> read_body(const pdu::ShortMessage& message, const ClientAccount& account) {
  const bool has_header = (message.esm_class & pdu::esm_class::udhi) != 0;
  if (const auto refused = check_tlvs(message, has_header)) return failure(CommandStatus{*refused});
  const auto coding = coding_of(message.data_coding, account);
  if (!coding) return failure(CommandStatus::ESME_RSUBMITFAIL);
  const auto payload = message.payload();
  if (has_header) return with_header(payload, *coding);
  if (const auto part = sar_part(message.tlvs)) {
    if (payload.empty() || !fits(*coding, part_header_octets, payload.size())) {
      return failure(CommandStatus::ESME_RINVMSGLEN);
    }
    return Body{BodyKind::verbatim, coding->wire, to_string(payload), *part};
  }
  return whole(payload, *coding, message.data_coding);
}

Expected<std::string, CommandStatus> read_replacement(std::span<const std::uint8_t> short_message,
                                                      const Message& message, const ClientAccount& account) {
  const bool replaceable = message.client && message.client->part.form == PartForm::none &&
                           (message.client->esm_class & pdu::esm_class::udhi) == 0;
  const auto coding = coding_of(message.data_coding, account);
  if (!replaceable || !coding) return failure(CommandStatus::ESME_RREPLACEFAIL);
  auto body = whole(short_message, *coding, message.data_coding);
  if (!body) {
    return failure(body.error() == CommandStatus::ESME_RINVMSGLEN ? body.error() : CommandStatus::ESME_RREPLACEFAIL);
  }
  return std::move(body->content);
}

}  // namespace smppedge::north::smpp
