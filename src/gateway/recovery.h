// SPDX-License-Identifier: Apache-2.0
// Rebuilds the gateway from its store at start: the last checkpoint's records, then every fact after it, applied by the
// same fold as live ones. What was claimed and unanswered when the process ended is in doubt now. Runs once, before the
// loop.
#pragma once

#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "gateway/blocklist.h"
#include "gateway/core.h"
#include "gateway/idempotency.h"
#include "gateway/parked.h"
#include "gateway/pins.h"
#include "gateway/receipts.h"
#include "gateway/replies.h"
#include "gateway/report.h"
#include "gateway/schedule.h"
#include "gateway/settle.h"
#include "message/message_id.h"

namespace smppedge::gateway {

class Recovery final : public store::RecoveryVisitor {
 public:
  Recovery(Core& core, Report& report, Parked& parked, MessageIndex& index, Settle& settle, Replies& replies,
           Blocklist& blocklist, Pins& pins, Schedule& schedule, IdempotentRequests& repeats, MessageIdAllocator& ids)
      : core_(core),
        report_(report),
        parked_(parked),
        index_(index),
        settle_(settle),
        replies_(replies),
        blocklist_(blocklist),
        pins_(pins),
        schedule_(schedule),
        repeats_(repeats),
        ids_(ids) {
    schedule_.begin_look();
  }

  /// A sentence for the operator when the facts do not fit together.
  [[nodiscard]] const std::optional<std::string>& broken() const { return broken_; }
  /// After the store has handed everything out: queues, indexes and doubts of what is open.
  void finish();
  /// Whose attempts the end of the last life put in doubt: a parked receipt may now settle them.
  [[nodiscard]] const std::vector<std::pair<CarrierNumber, PhoneNumber>>& doubted() const { return doubted_; }

  void on_high_water(MessageId high_water) override { ids_.never_below(high_water); }
  void on_account_events(const store::Checkpoint::AccountEvents& events) override { report_.restore(events); }
  void on_resident(const store::OpenRecord& record, const store::Chain& chain) override;
  void on_replay_after(store::BatchNumber replay_after) override { batch_ = replay_after; }
  void on_queued(const store::OpenRecord& record) override;
  void on_awaiting(const store::OpenRecord& record) override;
  void on_parked(const store::ParkedRecord& record, const store::Chain& chain) override;
  void on_reply_part(const store::RecordedFact& part) override;
  void on_reply_seen(const store::SeenReply& seen) override { replies_.restore(seen); }
  void on_event(const store::EventRecord& record) override { report_.restore(record); }
  void on_dead_letter(const store::EventRecord& record) override { report_.restore_dead_letter(record); }
  void on_blocked(const store::BlockRecord& record) override { blocklist_.restore(record); }
  void on_account_alias(const store::Checkpoint::AccountAlias& alias) override {
    core_.aliases[alias.account] = alias.last;
  }
  void on_scheduled(const store::OpenRecord& record) override;
  void on_fact(const store::RecordedFact& fact, store::RecoverySource& source) override;

 private:
  void note_on_disk(const store::OpenRecord& record);
  void birth(const store::RecordedFact& fact, const store::Accepted& accepted);
  void later(const store::RecordedFact& fact, store::RecoverySource& source);
  void beside(const store::RecordedFact& fact);
  bool beside_events(const store::RecordedFact& fact);
  LiveMessage* bring_back(const store::OpenRecord& record, const store::Chain& chain);
  void after_end(const store::RecordedFact& fact, store::RecoverySource& source);
  void ended(LiveMessage& message, const store::RecordedFact& fact);
  void restore_event(AccountNumber account, const store::RecordedFact& fact);
  void park(const store::RecordedFact& fact, bool recorded);
  void park_newer(const store::RecordedFact& fact, CarrierNumber carrier, std::string_view match_key);
  void into_doubt(LiveMessage& message);

  Core& core_;
  Report& report_;
  Parked& parked_;
  MessageIndex& index_;
  Settle& settle_;
  Replies& replies_;
  Blocklist& blocklist_;
  Pins& pins_;
  Schedule& schedule_;
  IdempotentRequests& repeats_;
  MessageIdAllocator& ids_;
  store::BatchNumber batch_;  // of the fact at hand
  store::BatchNumber before_batch_;
  std::vector<store::OpenRecord> queued_;
  std::unordered_map<MessageId, AccountNumber> ended_;  // in this replay; their open records are older than that
  std::unordered_set<MessageId> on_disk_;  // with a record that covers facts which are replayed, their birth among them
  std::vector<std::pair<CarrierNumber, PhoneNumber>> doubted_;
  std::optional<std::string> broken_;
};

}  // namespace smppedge::gateway
