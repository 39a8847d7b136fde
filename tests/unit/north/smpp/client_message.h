// SPDX-License-Identifier: Apache-2.0
// A client's message as tests write it: a sound one, of which each test changes what it is about; and reading it.
#pragma once

#include <boost/test/unit_test.hpp>
#include <string>
#include <utility>
#include <vector>

#include "north/smpp/submit.h"
#include "pdu/tlv_writer.h"

namespace smppedge::north::smpp::test {

using Octets = std::vector<std::uint8_t>;
using pdu::CommandStatus;

/// 2026-03-01 08:15:30.200 UTC.
inline WallTime now_of_the_tests() {
  using namespace std::chrono;
  return WallTime(sys_days(year(2026) / March / 1).time_since_epoch() + hours(8) + minutes(15) + seconds(30) +
                  milliseconds(200));
}

inline Octets octets(std::string_view text) {
  return {text.begin(), text.end()};
}

struct Tlv {
  pdu::Tag tag;
  Octets value;
};
inline Octets tlv_octets(const std::vector<Tlv>& tlvs) {
  Octets written;
  for (const Tlv& tlv : tlvs) {
    const auto tag = static_cast<unsigned>(tlv.tag);
    const auto length = static_cast<unsigned>(tlv.value.size());
    for (const unsigned octet : {tag >> 8, tag & 0xFF, length >> 8, length & 0xFF}) {
      written.push_back(static_cast<std::uint8_t>(octet));
    }
    written.insert(written.end(), tlv.value.begin(), tlv.value.end());
  }
  return written;
}
inline std::vector<Tlv> sar(std::uint8_t reference, std::uint8_t total, std::uint8_t sequence) {
  return {{pdu::Tag::sar_msg_ref_num, {0x01, reference}},
          {pdu::Tag::sar_total_segments, {total}},
          {pdu::Tag::sar_segment_seqnum, {sequence}}};
}

/// Gives `status` and nothing else when `read` was refused, ESME_ROK when it was not.
template <class T>
CommandStatus status_of_read(const Expected<T, CommandStatus>& read) {
  return read ? CommandStatus::ESME_ROK : read.error();
}

struct ClientMessage {
  ClientMessage() {
    message.source = {1, 1, "10690001"};
    message.destination = {1, 1, "8613800138000"};
    message.registered_delivery = 1;
  }
  explicit ClientMessage(Octets short_message, std::uint8_t data_coding = 0) : ClientMessage() {
    body = std::move(short_message);
    message.data_coding = data_coding;
  }

  [[nodiscard]] Expected<gateway::AcceptItem, CommandStatus> read(
      pdu::CommandId command = pdu::CommandId::submit_sm) const {
    const Octets room = tlv_octets(tlvs);
    pdu::ShortMessage given = message;
    given.short_message = body;
    given.tlvs = pdu::Tlvs(room);
    return read_submit(given, command, {account, ClientBindId(7), reads_long_ids}, now_of_the_tests());
  }
  [[nodiscard]] CommandStatus status(pdu::CommandId command = pdu::CommandId::submit_sm) const {
    return status_of_read(read(command));
  }
  /// It must be sound.
  [[nodiscard]] gateway::AcceptItem item(pdu::CommandId command = pdu::CommandId::submit_sm) const {
    const auto got = read(command);
    BOOST_REQUIRE_MESSAGE(got, pdu::to_string(status_of_read(got)));
    return *got;
  }

  ClientAccount account;
  pdu::ShortMessage message;
  Octets body = octets("hello");
  std::vector<Tlv> tlvs;
  bool reads_long_ids = true;
};

}  // namespace smppedge::north::smpp::test
