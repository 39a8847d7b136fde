// SPDX-License-Identifier: Apache-2.0
#include "gateway/uplink.h"

#include "receipt/receipt.h"

namespace smppedge::gateway {

void Uplink::on_deliver(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                        carrier::WireOctets octets) {
  const CarrierSettings* settings = core_.carrier_settings(carrier);
  const bool exhausted =
      core_.ledger.open_bytes() > batch_bytes_delivers_max || receipts_.exhausted() || replies_.exhausted();
  if (settings == nullptr || exhausted) return core_.refuse_deliver(carrier, token);
  const Profile& profile = settings->link.profile;
  if (receipt::is_receipt(message, profile)) {
    receipts_.on_receipt(carrier, token, message, octets, profile);
  } else {
    replies_.on_reply(carrier, token, message, octets);
  }
}

}  // namespace smppedge::gateway
