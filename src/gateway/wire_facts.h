// SPDX-License-Identifier: Apache-2.0
// The PDUs of an attempt, recorded beside what they tell, where the carrier's keep_wire says so: each goes into the
// batch of its answer, doubt or receipt and before it, so it costs no commit of its own, and nothing of a message
// follows its end. A submit whose answer a crash took along is not among them. Core loop only.
#pragma once

#include <string_view>

#include "carrier/carrier.h"
#include "gateway/core.h"
#include "gateway/parked.h"

namespace smppedge::gateway {

class WireFacts {
 public:
  explicit WireFacts(Core& core) : core_(core) {}

  /// Whether it is to be recorded; one that is longer than our own could ever be is counted and left out.
  [[nodiscard]] bool keeps(CarrierNumber carrier, carrier::WireOctets octets) {
    const CarrierSettings* settings = core_.carrier_settings(carrier);
    if (octets.empty() || settings == nullptr || !settings->keep_wire) return false;
    if (octets.size() <= wire_pdu_bytes_max) return true;
    ++core_.counters.wire_left_out;
    return false;
  }
  [[nodiscard]] ReceivedPdu received(CarrierNumber carrier, carrier::WireOctets octets) {
    if (!keeps(carrier, octets)) return {};
    return {std::string(text_of(octets)), core_.scheduler.wall()};
  }

  /// Of a receipt that was parked.
  [[nodiscard]] ReceivedPdu kept(const ParkedReceipt& receipt) {
    const carrier::WireOctets octets{reinterpret_cast<const std::uint8_t*>(receipt.octets.data()),
                                     receipt.octets.size()};
    if (!keeps(receipt.carrier, octets)) return {};
    return {receipt.octets, receipt.received_at};
  }

  void submit(LiveMessage& message, const AttemptRef& attempt, CarrierNumber carrier,
              const carrier::WrittenSubmit& submit) {
    if (keeps(carrier, submit.octets)) {
      record(message, attempt, store::Wire::Pdu::submit_sm, text_of(submit.octets), submit.at);
    }
  }
  void response(LiveMessage& message, const AttemptRef& attempt, CarrierNumber carrier, carrier::WireOctets octets) {
    if (keeps(carrier, octets)) {
      record(message, attempt, store::Wire::Pdu::submit_sm_resp, text_of(octets), core_.scheduler.wall());
    }
  }
  void receipt(LiveMessage& message, const AttemptRef& attempt, const ReceivedPdu& pdu) {
    if (!pdu.octets.empty()) record(message, attempt, store::Wire::Pdu::receipt, pdu.octets, pdu.at);
  }

 private:
  [[nodiscard]] static std::string_view text_of(carrier::WireOctets octets) {
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
  }
  void record(LiveMessage& message, const AttemptRef& attempt, store::Wire::Pdu pdu, std::string_view octets,
              WallTime at) {
    core_.ledger.record(message, store::Wire{pdu, attempt.segment, attempt.attempt, octets}, at);
  }

  Core& core_;
};

}  // namespace smppedge::gateway
