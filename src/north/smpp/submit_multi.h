// SPDX-License-Identifier: Apache-2.0
// A submit_multi (4.5.1) as one item for up to 254 numbers, and its answer: what each destination came to, those that
// were refused here and those that the gateway refused, in the order in which the client gave them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "north/smpp/message_name.h"
#include "north/smpp/submit.h"
#include "pdu/pdu.h"

namespace smppedge::north::smpp {

struct MultiSubmit {
  struct Destination {
    SenderAddress address;                  ///< as given; a distribution list's name with TON and NPI 0
    std::optional<pdu::CommandStatus> why;  ///< refused here; otherwise it is the next of `item.to`
  };
  gateway::AcceptItem item;               ///< `to` is empty when every destination is refused: nothing to accept
  std::vector<Destination> destinations;  ///< in the order of the PDU
};

/// What concerns all destinations refuses the PDU: ESME_RINVNUMDESTS, ESME_RINVREPFLAG (replace_if_present_flag must be
/// 0), and all that read_submit() refuses. A destination alone: its TON, NPI or address, or ESME_RINVDLNAME.
[[nodiscard]] Expected<MultiSubmit, pdu::CommandStatus> read_submit_multi(const pdu::SubmitMulti& multi,
                                                                          const Submitter& from, WallTime now);

/// Owns what response() points into: keep it until the response is written.
class MultiAnswer {
 public:
  /// Of a gateway that took it; with nothing to accept give an empty answer. `blocked`: the account's own word for a
  /// phone on its blocklist.
  MultiAnswer(const MultiSubmit& submit, const gateway::AcceptAnswer& answer,
              pdu::CommandStatus blocked = pdu::CommandStatus::ESME_RINVDSTADR);

  /// ESME_ROK when any was accepted; else what all were refused with, or ESME_RSUBMITFAIL where that differs.
  [[nodiscard]] pdu::CommandStatus status() const { return status_; }
  [[nodiscard]] unsigned accepted() const { return accepted_; }
  [[nodiscard]] pdu::SubmitMultiResp response() const;

 private:
  pdu::CommandStatus status_ = pdu::CommandStatus::ESME_ROK;
  unsigned accepted_ = 0;
  MessageName message_id_;
  std::vector<std::uint8_t> unsuccess_;
  std::uint8_t no_unsuccess_ = 0;
};

}  // namespace smppedge::north::smpp
