// SPDX-License-Identifier: Apache-2.0
// Optional parameters (3.2.4, 5.3): tags, and a checked range of them as views into encoded octets.
// A Tlvs is made by the decoder, which has checked that each length ends within the PDU, or from a TlvWriter's octets.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace smppedge::pdu {

enum class Tag : std::uint16_t {
  dest_addr_subunit = 0x0005,
  dest_network_type = 0x0006,
  dest_bearer_type = 0x0007,
  dest_telematics_id = 0x0008,
  source_addr_subunit = 0x000D,
  source_network_type = 0x000E,
  source_bearer_type = 0x000F,
  source_telematics_id = 0x0010,
  qos_time_to_live = 0x0017,
  payload_type = 0x0019,
  additional_status_info_text = 0x001D,
  receipted_message_id = 0x001E,
  ms_msg_wait_facilities = 0x0030,
  privacy_indicator = 0x0201,
  source_subaddress = 0x0202,
  dest_subaddress = 0x0203,
  user_message_reference = 0x0204,
  user_response_code = 0x0205,
  source_port = 0x020A,
  destination_port = 0x020B,
  sar_msg_ref_num = 0x020C,
  language_indicator = 0x020D,
  sar_total_segments = 0x020E,
  sar_segment_seqnum = 0x020F,
  sc_interface_version = 0x0210,
  callback_num_pres_ind = 0x0302,
  callback_num_atag = 0x0303,
  number_of_messages = 0x0304,
  callback_num = 0x0381,
  dpf_result = 0x0420,
  set_dpf = 0x0421,
  ms_availability_status = 0x0422,
  network_error_code = 0x0423,
  message_payload = 0x0424,
  delivery_failure_reason = 0x0425,
  more_messages_to_send = 0x0426,
  message_state = 0x0427,
  ussd_service_op = 0x0501,
  display_time = 0x1201,
  sms_signal = 0x1203,
  ms_validity = 0x1204,
  alert_on_message_delivery = 0x130C,
  its_reply_type = 0x1380,
  its_session_info = 0x1383,
};

struct Tlv {
  Tag tag;  ///< any 16-bit value: unknown ones are kept (3.3)
  std::span<const std::uint8_t> value;
};

/// A run of well-formed TLVs.
class Tlvs {
 public:
  Tlvs() = default;
  /// `octets` must hold whole TLVs; the decoder and TlvWriter guarantee it.
  explicit Tlvs(std::span<const std::uint8_t> octets) : octets_(octets) {}

  [[nodiscard]] bool empty() const { return octets_.empty(); }
  [[nodiscard]] std::span<const std::uint8_t> octets() const { return octets_; }
  /// The value of the first TLV with that tag.
  [[nodiscard]] std::optional<std::span<const std::uint8_t>> find(Tag tag) const;
  /// The value as a big-endian integer when its length is exactly `bytes` (1, 2 or 4).
  [[nodiscard]] std::optional<std::uint32_t> find_integer(Tag tag, unsigned bytes) const;

  class Iterator {
   public:
    explicit Iterator(const std::uint8_t* at) : at_(at) {}
    [[nodiscard]] Tlv operator*() const {
      return {static_cast<Tag>((at_[0] << 8) | at_[1]), {at_ + 4, static_cast<std::size_t>((at_[2] << 8) | at_[3])}};
    }
    Iterator& operator++() {
      at_ += 4 + ((at_[2] << 8) | at_[3]);
      return *this;
    }
    friend bool operator==(Iterator, Iterator) = default;

   private:
    const std::uint8_t* at_;
  };
  [[nodiscard]] Iterator begin() const { return Iterator(octets_.data()); }
  [[nodiscard]] Iterator end() const { return Iterator(octets_.data() + octets_.size()); }

 private:
  std::span<const std::uint8_t> octets_;
};

}  // namespace smppedge::pdu
