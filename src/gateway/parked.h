// SPDX-License-Identifier: Apache-2.0
// Receipts that match nothing yet: they came before their response, or their response never came, or more than one
// attempt might be meant, or they could not be read. Durable through their facts, whole as they came; found by the
// forms of their id when a response comes, by phone when an attempt falls into doubt, and in the order in which they
// came. The places are shared by all carriers: none that floods us takes the others' away. Core loop only.
#pragma once

#include <boost/container/small_vector.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "gateway/live_table.h"
#include "receipt/receipt.h"
#include "store/store.h"

namespace smppedge::gateway {

/// A PDU of the carrier's that goes into a message's history. Empty: not to be recorded.
struct ReceivedPdu {
  std::string octets;
  WallTime at;
};

struct ParkedReceipt {
  CarrierNumber carrier;
  std::string match_key;  ///< what it is parked as: unique among what is parked of its carrier
  boost::container::small_vector<std::string, 1> forms;  ///< keys under which a response's id may find it
  store::Location fact;
  BindId bind;
  store::ParkedFor reason = store::ParkedFor::no_match;
  receipt::Receipt receipt;         ///< nothing of it when unreadable
  PhoneNumber phone;                ///< the handset: the receipt's source
  std::string sender;               ///< what the message left from: the receipt's destination
  bool has_user_reference = false;  ///< a user_message_reference came back (5.3.2.17)
  std::uint16_t user_reference = 0;
  WallTime received_at;
  /// The whole PDU; of an unreadable one that is too long its begin. Empty: it was too long, or parked by an older
  /// version.
  std::string octets;
  bool recorded = false;  ///< a checkpoint holds it
};

class Parked {
 public:
  explicit Parked(std::size_t receipts_max) : receipts_max_(receipts_max) {}

  /// A place for one more of that carrier. Where `others` have places to find as well, a carrier may hold as many as
  /// are free then: half of them where it is the only one that floods us, a third each where there are two. The same
  /// holds of the places for unreadable ones, unreadable_receipts_max of them all.
  [[nodiscard]] bool has_place(CarrierNumber carrier, bool unreadable, bool others) const;
  [[nodiscard]] std::size_t size() const { return by_key_.size(); }
  /// Takes the place of one that is parked under the same key.
  void add(ParkedReceipt receipt);
  [[nodiscard]] const ParkedReceipt* find(CarrierNumber carrier, std::string_view key) const;
  std::optional<ParkedReceipt> take(CarrierNumber carrier, std::string_view key);
  /// Its reading changed: reason, receipt, forms. Its key, fact and octets stay.
  void reread(const ParkedReceipt& receipt);
  void mark(CarrierNumber carrier, std::string_view key, store::ParkedFor reason);

  /// Keys of what is parked with that form of its id, oldest first; of more than parked_looked_at_max the newest.
  [[nodiscard]] std::vector<std::string> keys_of_form(CarrierNumber carrier, std::string_view form) const;
  /// The same of what is parked at that carrier with an address that ends like that phone (number_tail):
  /// handset_fit() says whether it is the same.
  [[nodiscard]] std::vector<std::string> keys_for(CarrierNumber carrier, const PhoneNumber& phone) const;
  /// The one that came next after the fact at `after` (none(): the first of all); nullptr at the end.
  [[nodiscard]] const ParkedReceipt* next(store::Location after) const;

  /// The fact of the one that came last; none() when there is none.
  [[nodiscard]] store::Location last() const { return by_fact_.empty() ? store::Location() : by_fact_.rbegin()->first; }

  /// Forgets what was received before `time`, of more than parked_expired_per_sweep_max the oldest; how many.
  std::size_t expire(WallTime time);
  void fill(store::Checkpoint& checkpoint);

 private:
  /// By their facts: in the order in which they came.
  using Index = CarrierKeyMap<std::set<store::Location>>;
  static void link(Index& index, CarrierNumber carrier, std::string_view by, store::Location fact);
  static void unlink(Index& index, CarrierNumber carrier, std::string_view by, store::Location fact);
  [[nodiscard]] std::vector<std::string> keys_of(const Index& index, CarrierNumber carrier, std::string_view by) const;
  void link_reading(const ParkedReceipt& receipt);
  void unlink_reading(const ParkedReceipt& receipt);

  std::size_t receipts_max_;
  CarrierKeyMap<ParkedReceipt> by_key_;
  Index by_form_;
  Index by_phone_;                                 ///< under the tails of both addresses
  std::map<store::Location, CarrierKey> by_fact_;  ///< the order in which they came
  struct Held {
    std::size_t receipts = 0;
    std::size_t unreadable = 0;
  };
  std::unordered_map<CarrierNumber, Held> held_;
  std::size_t unreadable_ = 0;                 ///< of all carriers
  std::vector<store::ParkedRecord> unparked_;  ///< recorded ones that have been taken since the last checkpoint
};

}  // namespace smppedge::gateway
