// SPDX-License-Identifier: Apache-2.0
// What a deliver_sm or data_sm says as a receipt by the carrier's present profile: when it comes, after a restart, and
// again when a profile has been corrected. Pure.
#pragma once

#include <string_view>

#include "gateway/parked.h"
#include "pdu/short_message.h"

namespace smppedge::gateway {

/// Tells unreadable receipts apart, so that one that comes again is parked once: by what follows the header, since its
/// sequence number differs each time.
[[nodiscard]] std::string unreadable_key(std::string_view octets);
/// Fills in what the PDU tells, `read` being what parse_receipt() makes of it: receipt, addresses, key and forms;
/// reason unreadable where it is no receipt that can be read, no_match otherwise. `match_key` is set only where it is
/// empty.
void read_receipt(const pdu::ShortMessage& message, const Expected<receipt::Receipt, receipt::ReceiptError>& read,
                  const Profile& profile, ParkedReceipt& receipt);
/// The same of its kept octets; false, and nothing is changed, when there are none or they are no such PDU.
bool read_octets(const Profile& profile, ParkedReceipt& receipt);
/// The forms of its id under which responses may find it.
void form_keys(const Profile& profile, ParkedReceipt& receipt);

/// What a carrier sent, for people: octets that are not printable ASCII as \xHH.
[[nodiscard]] std::string printable(std::string_view octets);
/// The text of a kept PDU as it came, printable. What stands behind `text:`, the begin
/// of a message's body, is left out unless `whole`.
[[nodiscard]] std::string shown_text(std::string_view octets, bool whole);

}  // namespace smppedge::gateway
