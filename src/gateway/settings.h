// SPDX-License-Identifier: Apache-2.0
// What the configuration says to the gateway: accounts, carriers, routes and the rules of delivery.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "carrier/settings.h"
#include "message/ids.h"
#include "message/message_id.h"
#include "message/states.h"

namespace smppedge::gateway {

struct AccountSettings {
  AccountNumber number;
  std::string name;
  std::string extension;                 ///< digits behind a carrier's access number that belong to this account
  unsigned segments_max = 10;            ///< of one message, 1..255
  std::uint64_t events_max = 1'000'000;  ///< unacknowledged events and open messages together; then 503
};

struct CarrierSettings {
  CarrierNumber number;
  std::string access_number;  ///< "1069…" granted by the carrier; empty: messages leave without a source address
  carrier::Settings link;
};

struct Route {
  std::string prefix;                   ///< of the recipient's number in international form; "" matches all
  std::vector<CarrierNumber> carriers;  ///< in order of preference, at least one
};

/// What becomes of an attempt whose answer never came (design.md, "In doubt").
enum class InDoubtPolicy : std::uint8_t { hold, resend };

struct DeliveryPolicy {
  /// By TrafficClass.
  std::array<InDoubtPolicy, traffic_class_count> in_doubt{InDoubtPolicy::resend, InDoubtPolicy::hold,
                                                          InDoubtPolicy::hold};
  std::array<Seconds, traffic_class_count> validity{Seconds(600), Seconds(86'400), Seconds(86'400)};
  Seconds validity_max{7 * 86'400};
  Seconds in_doubt_timeout{3'600};  ///< then `unknown`, reason in_doubt
  Micros resend_after{Seconds(5)};
  Seconds receipt_timeout{72 * 3'600};  ///< after the last acceptance; then `unknown`, reason no_receipt
  unsigned retries_max = 20;            ///< of one segment, over all passing statuses
};

struct Settings {
  NodeNumber node;
  std::vector<AccountSettings> accounts;
  std::vector<CarrierSettings> carriers;
  std::vector<Route> routes;
  DeliveryPolicy delivery;

  Seconds spill_after{60};  ///< an open message older than this gets a keyed record and may leave memory
  Seconds checkpoint_interval{30};
  std::size_t live_messages_max = 500'000;  ///< in memory; above it the oldest leave before their time
  std::size_t queued_max = 10'000'000;      ///< waiting for a carrier; beyond it accepts are refused
  std::size_t parked_receipts_max = 100'000;
  Micros stop_timeout{Seconds(10)};  ///< a clean stop waits this long for open responses
};

}  // namespace smppedge::gateway
