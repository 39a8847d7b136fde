// SPDX-License-Identifier: Apache-2.0
// Receipts that match nothing yet: they came before their response, or their response never came. Durable through
// their facts; found by carrier id when the response comes, and by phone when an attempt falls into doubt.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "gateway/live_table.h"
#include "receipt/receipt.h"
#include "store/store.h"

namespace smppedge::gateway {

/// A PDU of the carrier's, kept while the disk is asked or a response is waited for. Empty: not to be recorded.
struct ReceivedPdu {
  std::string octets;
  WallTime at;
};

struct ParkedReceipt {
  CarrierNumber carrier;
  std::string match_key;
  store::Location fact;
  BindId bind;
  receipt::Receipt receipt;
  PhoneNumber phone;   ///< the handset: the receipt's source
  std::string sender;  ///< what the message left from: the receipt's destination
  WallTime received_at;
  ReceivedPdu pdu;        ///< empty: it is not kept, or the gateway was started since
  bool recorded = false;  ///< a checkpoint holds it
};

class Parked {
 public:
  explicit Parked(std::size_t receipts_max) : receipts_max_(receipts_max) {}

  [[nodiscard]] bool full() const { return by_key_.size() >= receipts_max_; }
  [[nodiscard]] std::size_t size() const { return by_key_.size(); }
  void add(ParkedReceipt receipt);
  [[nodiscard]] const ParkedReceipt* find(CarrierNumber carrier, std::string_view key) const;
  /// Forgets what was received before `time`; how many.
  std::size_t expire(WallTime time);
  std::optional<ParkedReceipt> take(CarrierNumber carrier, std::string_view key);
  /// Keys of what is parked for that handset at that carrier.
  [[nodiscard]] std::vector<std::string> keys_for(CarrierNumber carrier, const PhoneNumber& phone) const;
  void fill(store::Checkpoint& checkpoint);

 private:
  std::size_t receipts_max_;
  CarrierKeyMap<ParkedReceipt> by_key_;
  CarrierKeyMap<std::vector<std::string>> by_phone_;
  struct Order {
    WallTime received_at;
    CarrierNumber carrier;
    std::string match_key;
  };
  std::deque<Order> by_age_;                   // and some that were taken; expire() passes over those
  std::vector<store::ParkedRecord> unparked_;  ///< recorded ones that have been taken since the last checkpoint
};

}  // namespace smppedge::gateway
