// SPDX-License-Identifier: Apache-2.0
// What the configuration says to the gateway: accounts, carriers, routes and the rules of delivery.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "carrier/settings.h"
#include "gateway/ported_numbers.h"
#include "message/ids.h"
#include "message/message_id.h"
#include "message/states.h"
#include "reply/opt_words.h"
#include "sender/grants.h"
#include "sender/number_choice.h"

namespace smppedge::gateway {

/// What becomes of the source address that an SMPP client names.
enum class SourcePolicy : std::uint8_t {
  checked,   ///< it must be the account's number, that with digits behind it, or one of `sources`; else refused
  assigned,  ///< one that it may not use is replaced by the account's number
};

/// Where an account's events go.
enum class ResultDoor : std::uint8_t { by_message, http, smpp };

/// What becomes of an attempt whose answer never came (design.md, "In doubt").
enum class InDoubtPolicy : std::uint8_t { hold, resend };

/// Those of domain.md A42.
[[nodiscard]] inline reply::OptWords usual_opt_out_words() {
  const std::vector<std::string> words(reply::default_opt_out_words.begin(), reply::default_opt_out_words.end());
  return reply::OptWords::make(words).value();
}

struct AccountSettings {
  AccountNumber number;
  std::string name;
  std::string extension;                      ///< digits behind a carrier's access number that belong to this account
  std::vector<sender::Signature> signatures;  ///< with extensions of their own; none: all messages have `extension`
  std::vector<sender::AbroadSender> senders_abroad;
  sender::NumberPolicy number_policy;
  unsigned segments_max = 10;                ///< of one message, 1..255
  std::uint64_t events_max = 1'000'000;      ///< unacknowledged events and open messages together; then 503
  std::uint64_t dead_letters_max = 100'000;  ///< by door; beyond it the oldest go, counted and alarmed
  unsigned weight = 1;                       ///< its share among the accounts of a class, 1..1000
  std::uint32_t pace_per_s = 0;              ///< numbers accepted a second, over all doors; 0: no limit
  SourcePolicy source_policy = SourcePolicy::checked;
  std::vector<std::string> sources;  ///< further senders that it may name
  ResultDoor result_door = ResultDoor::by_message;
  Door reply_door = Door::http;  ///< of replies that answer no message; the others go where its result goes
  bool late_replies = true;      ///< replies after 72 hours are told, as late; else they are only counted
  bool pushed = false;           ///< Door::http has a webhook: events cannot be pulled
  /// By TrafficClass; none: as DeliveryPolicy has it.
  std::array<std::optional<InDoubtPolicy>, traffic_class_count> in_doubt{};
  reply::OptWords opt_out_words = usual_opt_out_words();  ///< put the phone that writes one on its blocklist
  reply::OptWords opt_in_words{};                         ///< take it off; none of them is in both
  bool removes_directly = false;  ///< takes phones off its blocklist itself; else an operator must approve
};

struct CarrierSettings {
  CarrierNumber number;
  std::vector<sender::Grant> access_numbers;  ///< granted by the carrier; none: messages leave without a source address
  std::vector<sender::AbroadSender> senders_abroad;
  carrier::Settings link;
  bool keep_wire = true;             ///< PDUs are kept with the facts, for ?wire=1
  Micros reroute_after{Seconds(5)};  ///< without a bind, or with its breaker open: what waits for it goes elsewhere
  Micros retire_after{Seconds(72 * 3'600)};  ///< taken out of the configuration, it stays bound so long at most
  std::optional<Seconds> receipt_timeout{};  ///< none: as DeliveryPolicy has it
};

/// One of a route's carriers.
struct RouteTarget {
  // NOLINTNEXTLINE(google-explicit-constructor): a carrier alone is a route
  RouteTarget(CarrierNumber carrier_in, unsigned order_in = 1, unsigned weight_in = 1)
      : carrier(carrier_in), order(order_in), weight(weight_in) {}

  CarrierNumber carrier;
  unsigned order;   ///< the lower are tried first
  unsigned weight;  ///< the share among those of the same order, 1..1000
  friend bool operator==(const RouteTarget&, const RouteTarget&) = default;
};
using RouteTargets = std::vector<RouteTarget>;

struct Route {
  std::string prefix{};                         ///< of the recipient's number in international form; "" matches all
  RouteTargets carriers{};                      ///< at least one
  std::string network{};                        ///< of the table of ported numbers; then `prefix` does not count
  std::optional<TrafficClass> traffic_class{};  ///< none: any
  AccountNumber account{};                      ///< 0: any
};

struct DeliveryPolicy {
  /// By TrafficClass.
  std::array<InDoubtPolicy, traffic_class_count> in_doubt{InDoubtPolicy::resend, InDoubtPolicy::hold,
                                                          InDoubtPolicy::hold};
  std::array<Seconds, traffic_class_count> validity{Seconds(600), Seconds(86'400), Seconds(86'400)};
  Seconds validity_max{7 * 86'400};
  Seconds in_doubt_timeout{3'600};  ///< then `unknown`, reason in_doubt
  Micros resend_after{Seconds(5)};
  Seconds receipt_timeout{72 * 3'600};  ///< after the last acceptance; then `unknown`, reason no_receipt; of carriers
                                        ///< without their own
  unsigned retries_max = 20;            ///< of one segment, over all passing statuses
  Seconds schedule_max{3 * 86'400};     ///< how far ahead a message may be scheduled
  /// By TrafficClass: what a class with a backlog gets of each lane, in percent; what is left goes to the most urgent.
  std::array<unsigned, traffic_class_count> reserved_percent{50, 30, 20};
  Seconds parts_pin{600};               ///< how long the parts of a client's long message are kept together
  Seconds reassembly_timeout{600};      ///< then a long reply is told without the parts that did not come
  Seconds event_retention{72 * 3'600};  ///< an event that nobody takes for so long becomes a dead letter
};

struct Settings {
  NodeNumber node;
  std::vector<AccountSettings> accounts;
  std::vector<CarrierSettings> carriers;
  std::vector<Route> routes;
  std::shared_ptr<const PortedNumbers> ported;  ///< nullptr: no table
  DeliveryPolicy delivery;

  Seconds spill_after{60};  ///< an open message older than this gets a keyed record and may leave memory
  Seconds checkpoint_interval{30};
  std::size_t live_messages_max = 500'000;  ///< in memory; above it the oldest leave before their time
  std::size_t queued_max = 10'000'000;      ///< waiting for a carrier; beyond it accepts are refused
  std::size_t parked_receipts_max = 100'000;
};

}  // namespace smppedge::gateway
