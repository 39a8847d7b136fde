// SPDX-License-Identifier: Apache-2.0
#include "gateway/sender_numbers.h"

#include <vector>

namespace smppedge::gateway {

Expected<sender::SenderDirectory, sender::DirectoryError> sender_numbers_of(std::span<const CarrierSettings> carriers,
                                                                            std::span<const AccountSettings> accounts) {
  std::vector<sender::CarrierGrants> grants;
  for (const CarrierSettings& carrier : carriers) {
    grants.push_back({carrier.number, carrier.access_numbers, carrier.senders_abroad});
  }
  std::vector<sender::AccountHoldings> holdings;
  for (const AccountSettings& account : accounts) {
    holdings.push_back(
        {account.number, account.extension, account.signatures, account.senders_abroad, account.sources});
  }
  return sender::SenderDirectory::build(grants, holdings);
}

}  // namespace smppedge::gateway
