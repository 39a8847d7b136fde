// SPDX-License-Identifier: Apache-2.0
// What carriers bring up: receipts go to receipts.h, everything else is a reply (replies.h). Core loop only.
#pragma once

#include "gateway/receipts.h"
#include "gateway/replies.h"

namespace smppedge::gateway {

class Uplink {
 public:
  Uplink(Core& core, Receipts& receipts, Replies& replies) : core_(core), receipts_(receipts), replies_(replies) {}

  void on_deliver(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                  carrier::WireOctets octets);

 private:
  Core& core_;
  Receipts& receipts_;
  Replies& replies_;
};

}  // namespace smppedge::gateway
