// SPDX-License-Identifier: Apache-2.0
// Receipts on their way to their attempts: by id (in memory at once, else receipt_search.h), by evidence, or parked;
// and parked ones that are weighed again when something has changed, or matched again on demand. Those of one id go in
// the order in which they came. Core loop only.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "base/log_pace.h"
#include "gateway/core.h"
#include "gateway/loader.h"
#include "gateway/parked.h"
#include "gateway/receipt_search.h"
#include "gateway/settle.h"
#include "gateway/wire_facts.h"

namespace smppedge::gateway {

/// A parked receipt as its fact says, read by the carrier's present profile; nullopt for any other fact.
[[nodiscard]] std::optional<ParkedReceipt> parked_receipt(const Core& core, const store::RecordedFact& fact);

class Receipts {
 public:
  Receipts(Core& core, Loader& loader, Parked& parked, Settle& settle)
      : core_(core), loader_(loader), parked_(parked), settle_(settle), search_(core, loader), wire_(core) {}

  /// Answers the deliver_sm once what it caused is durable.
  void on_receipt(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                  carrier::WireOctets octets, const Profile& profile);
  /// An attempt fell into doubt, or one to that phone was answered: a parked receipt may now have exactly one place.
  void weigh_parked(CarrierNumber carrier, const PhoneNumber& phone);
  /// Reads a parked receipt again by its carrier's present profile and looks for its attempt, among the messages to its
  /// phone too; `done(matched)` once, now or later. Not while exhausted().
  void rematch(CarrierNumber carrier, const std::string& match_key, std::function<void(bool)> done);
  /// As many as may be are being looked for.
  [[nodiscard]] bool exhausted() const { return under_way_ >= loads_max; }
  /// How many more may be.
  [[nodiscard]] std::size_t places() const { return loads_max - std::min(loads_max, under_way_); }

 private:
  /// A receipt that is being looked for.
  struct Sought {
    std::shared_ptr<ParkedReceipt> receipt;
    std::optional<carrier::DeliverToken> token;  ///< none: it is parked
    std::function<void(bool)> done;              ///< of one that is parked
  };

  [[nodiscard]] bool settle_live(CarrierNumber carrier, const carrier::DeliverToken& token,
                                 const pdu::ShortMessage& message, const receipt::Receipt& receipt,
                                 carrier::WireOctets octets, const Profile& profile);
  void on_unreadable(std::shared_ptr<ParkedReceipt> receipt, const carrier::DeliverToken& token,
                     receipt::ReceiptError error);
  void seek(Sought sought);
  void look(const std::shared_ptr<Sought>& sought);
  void on_found(const std::shared_ptr<Sought>& sought, const ReceiptFinding& finding);
  /// What is known of a receipt's attempt beside which it is.
  struct Grounds {
    IdConventions explain{};  ///< conventions under which its id and the receipt's are one; while learning
    std::optional<store::Evidence> proof{};  ///< it was in doubt, and no id said so
  };
  void give_to(const std::shared_ptr<Sought>& sought, const AttemptRef& attempt, Grounds grounds);
  /// It stays, or becomes, parked.
  void leave(const std::shared_ptr<Sought>& sought, store::ParkedFor reason);
  void refuse(const std::shared_ptr<Sought>& sought);
  void finish(const std::shared_ptr<Sought>& sought, bool matched);
  void look_at_ready();

  void settle(LiveMessage& message, const AttemptRef& attempt, const ParkedReceipt& receipt, bool was_parked,
              Grounds grounds);
  [[nodiscard]] bool fits_doubt(const ParkedReceipt& receipt, const AttemptRef& attempt);
  [[nodiscard]] std::vector<AttemptRef> doubts_of(const ParkedReceipt& receipt);
  /// The attempt in doubt that a receipt which its id leads nowhere is about, and how that is known.
  struct Proof {
    AttemptRef attempt;
    store::Evidence by = store::Evidence::receipt;
  };
  [[nodiscard]] std::optional<Proof> evidence(const ParkedReceipt& receipt);
  void no_place(CarrierNumber carrier, const carrier::DeliverToken& token);
  void park(ParkedReceipt receipt, const carrier::DeliverToken& token, store::ParkedFor reason);
  [[nodiscard]] bool repeats_parked(ParkedReceipt& receipt);
  void vote(CarrierNumber carrier, IdConventions explain);
  void on_unmatched(const ParkedReceipt& receipt);
  void say(CarrierNumber carrier, IdLearning::News news);

  Core& core_;
  Loader& loader_;
  Parked& parked_;
  Settle& settle_;
  ReceiptSearch search_;
  WireFacts wire_;
  CarrierKeyMap<std::deque<std::shared_ptr<Sought>>> seeking_;  ///< by match key; the first is being looked for
  std::size_t under_way_ = 0;
  std::vector<std::shared_ptr<Sought>> ready_;  ///< those before them are through
  Timer ready_timer_;
  LogPace unreadable_log_;
  LogPace ambiguous_log_;
  LogPace no_place_log_;
};

}  // namespace smppedge::gateway
