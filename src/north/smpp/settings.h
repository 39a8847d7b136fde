// SPDX-License-Identifier: Apache-2.0
// What the configuration says to the platform's SMPP door: its accounts, and how it treats connections.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ip_address.h"
#include "north/smpp/account.h"
#include "north/smpp/password_digest.h"
#include "pdu/status.h"
#include "session/settings.h"

namespace smppedge::north::smpp {

/// One system_id that may bind.
struct AccountSettings {
  ClientAccount client;
  std::string system_id;                        ///< 1 to 15 octets (4.1.1); no two accounts share one
  std::vector<PasswordDigest> passwords;        ///< any of them; two while one is being changed
  std::vector<AddressRange> allowed_addresses;  ///< empty: from anywhere
  unsigned binds_max = 8;                       ///< connections bound at the same time
  unsigned window = 1'000;                      ///< requests of one connection that may be unanswered
  unsigned weight = 1;                          ///< its share of what is told in a turn, among the accounts
  unsigned deliver_window = 100;                ///< requests of ours that one connection may leave unanswered
  pdu::CommandStatus blocked_status = pdu::CommandStatus::ESME_RINVDSTADR;  ///< of a submit to a phone that it blocks
};

struct Settings {
  std::string system_id = "smppedge";  ///< of our bind responses, 1 to 15 octets
  std::size_t connections_max = 1'000;
  std::size_t connections_per_address_max = 100;  ///< of one IPv4 address, or one /64 of IPv6
  std::size_t output_bytes_max = 1 << 20;         ///< unread by one client; for whoever makes the streams
  Micros bind_failure_delay = Seconds(1);         ///< before any bind is refused
  session::Settings session;                      ///< its window is not used: each account has its own
  std::vector<AccountSettings> accounts;
};

}  // namespace smppedge::north::smpp
