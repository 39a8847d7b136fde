// SPDX-License-Identifier: Apache-2.0
// What the configuration says to the webhooks. Immutable; a reload hands in another.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/directory.h"
#include "message/ids.h"
#include "net/http_poster.h"
#include "north/webhook/signature.h"

namespace smppedge::north::webhook {

/// One account's endpoint.
struct AccountWebhook {
  AccountNumber account;
  std::string name;  ///< the account's, for the log
  HttpUrl url;
  std::vector<SigningKey> keys;        ///< at least one; each signs, so that a secret can be changed
  unsigned batch_max = 100;            ///< events in a request, 1 to gateway::events_page_max
  unsigned batches_in_flight_max = 4;  ///< 1 to batches_in_flight_most; above 1 only the order within a message is kept
  Micros timeout = Seconds(15);        ///< from the request to the end of its answer

  friend bool operator==(const AccountWebhook&, const AccountWebhook&) = default;
};

struct Settings {
  std::shared_ptr<const gateway::Directory> directory;
  std::vector<AccountWebhook> accounts;
  std::shared_ptr<const HttpTargets> targets;  ///< never null
  Micros delay_min = Seconds(1);               ///< before a refused batch is tried again; doubled with each refusal
  Micros delay_max = Seconds(600);
  unsigned single_after = 3;         ///< refusals of a batch in a row; then its events are sent one by one
  std::size_t connections_max = 64;  ///< beside one for each account; read at the start alone
};

}  // namespace smppedge::north::webhook
