// SPDX-License-Identifier: Apache-2.0
#include "reply/reply.h"

#include "message/text/user_data_header.h"
#include "pdu/esm_class.h"

namespace smppedge::reply {

namespace {

struct Coding {
  std::optional<text::Alphabet> alphabet;
  HexReason not_text = HexReason::none;
};

/// data_coding (5.2.19), with Msg_Fmt 15 that bridges from CMPP keep (domain.md C.2), and the GSM data coding groups
/// of 23.038 that stand in its upper half and at 0x10.
Coding coding_of(std::uint8_t data_coding, const Profile& profile) {
  using text::Alphabet;
  switch (data_coding) {
    case 0x00:
      return {profile.cut_rules.alphabet};
    case 0x01:
      return {Alphabet::ascii};
    case 0x02:
    case 0x04:
      return {std::nullopt, HexReason::binary};
    case 0x03:
      return {Alphabet::latin1};
    case 0x08:
    case 0x18:
      return {Alphabet::ucs2};
    case 0x05:
      return {Alphabet::shift_jis};
    case 0x06:
      return {Alphabet::cyrillic};
    case 0x07:
      return {Alphabet::hebrew};
    case 0x0A:
      return {Alphabet::iso_2022_jp};
    case 0x0D:
      return {Alphabet::euc_jp};
    case 0x0E:
      return {Alphabet::euc_kr};
    case 0x0F:
      return {Alphabet::gb18030};
    case 0x10:
    case 0x11:
      return {profile.cut_rules.alphabet};
    default:
      break;
  }
  if (data_coding >= 0xC0 && data_coding < 0xE0) return {profile.cut_rules.alphabet};  // message waiting
  if (data_coding >= 0xE0 && data_coding < 0xF0) return {Alphabet::ucs2};              // message waiting
  if (data_coding >= 0xF0) {                                                           // message class
    if ((data_coding & 0x04) != 0) return {std::nullopt, HexReason::binary};
    return {profile.cut_rules.alphabet};
  }
  return {std::nullopt, HexReason::unknown_data_coding};
}

std::optional<Part> part_of(const text::Concatenation& concatenation) {
  if (concatenation.total < 2) return std::nullopt;
  const bool wide = concatenation.width == text::ReferenceWidth::bits_16;
  return Part{wide ? PartScheme::header_16_bit : PartScheme::header_8_bit, concatenation.reference, concatenation.total,
              concatenation.sequence};
}

/// All three sar_ TLVs or none of them (5.3.2.22 to 24).
std::optional<Part> part_of(const pdu::Tlvs& tlvs) {
  if (tlvs.empty()) return std::nullopt;
  const auto reference = tlvs.find_integer(pdu::Tag::sar_msg_ref_num, 2);
  const auto total = tlvs.find_integer(pdu::Tag::sar_total_segments, 1);
  const auto sequence = tlvs.find_integer(pdu::Tag::sar_segment_seqnum, 1);
  if (!reference || !total || !sequence) return std::nullopt;
  if (*total < 2 || *sequence == 0 || *sequence > *total) return std::nullopt;
  return Part{PartScheme::sar, static_cast<std::uint16_t>(*reference), static_cast<std::uint8_t>(*total),
              static_cast<std::uint8_t>(*sequence)};
}

std::string hex(std::span<const std::uint8_t> octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result;
  result.reserve(2 * octets.size());
  for (const std::uint8_t octet : octets) {
    result.push_back(digits[octet >> 4]);
    result.push_back(digits[octet & 0x0F]);
  }
  return result;
}

}  // namespace

std::string_view to_string(HexReason reason) {
  switch (reason) {
    case HexReason::none:
      return "";
    case HexReason::binary:
      return "binary";
    case HexReason::unknown_data_coding:
      return "unknown_data_coding";
    case HexReason::undecodable:
      return "undecodable";
    case HexReason::bad_header:
      return "bad_header";
  }
  return "";
}

HexReason reason_of(text::DecodeError error) {
  return error == text::DecodeError::not_installed ? HexReason::unknown_data_coding : HexReason::undecodable;
}

namespace {

OpenedReply take_apart(const pdu::ShortMessage& message, const Profile& profile) {
  const Coding coding = coding_of(message.data_coding, profile);
  OpenedReply reply{message.payload(), coding.alphabet, coding.not_text, part_of(message.tlvs), 0};
  if ((message.esm_class & pdu::esm_class::udhi) == 0) return reply;
  const auto data = text::split_user_data(reply.octets);
  if (!data) return {reply.octets, std::nullopt, HexReason::bad_header, reply.part, 0};
  reply.octets = data->body;
  reply.header_octets = data->header.size();
  if (data->concatenation) reply.part = part_of(*data->concatenation);
  return reply;
}

}  // namespace

std::span<const std::uint8_t> without_nul(std::span<const std::uint8_t> octets, text::Alphabet alphabet) {
  if (octets.empty() || octets.back() != 0) return octets;
  if (alphabet != text::Alphabet::ucs2 || octets.size() % 2 != 0) return octets.first(octets.size() - 1);
  return octets[octets.size() - 2] == 0 ? octets.first(octets.size() - 2) : octets;
}

OpenedReply open_reply(const pdu::ShortMessage& message, const Profile& profile) {
  OpenedReply reply = take_apart(message, profile);
  if (profile.strip_nul && reply.alphabet && !reply.part) reply.octets = without_nul(reply.octets, *reply.alphabet);
  return reply;
}

ReplyBody decode_body(std::span<const std::uint8_t> octets, std::optional<text::Alphabet> alphabet, HexReason not_text,
                      std::size_t header_octets) {
  if (!alphabet) return {hex(octets), not_text};
  auto decoded = text::decode(octets, *alphabet, header_octets);
  if (!decoded) return {hex(octets), reason_of(decoded.error())};
  return {std::move(*decoded), HexReason::none};
}

}  // namespace smppedge::reply
