// SPDX-License-Identifier: Apache-2.0
// What phones write: a deliver_sm (or data_sm) that is no receipt. It goes to the account whose number it was sent to,
// with the message that it answers if one left by that number within 72 hours (reply/window_match.h), as one of its
// parts are waited for (long_replies.h). Those of one phone are taken in the order in which they came (phone_turns.h).
// Each deliver_sm is answered ROK once what it caused is durable: a part's own fact, or the reply's, which the part
// waits for that completes it. Core loop only.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/log_pace.h"
#include "gateway/blocklist.h"
#include "gateway/core.h"
#include "gateway/handset.h"
#include "gateway/loader.h"
#include "gateway/long_replies.h"
#include "gateway/phone_turns.h"
#include "gateway/replies_seen.h"
#include "gateway/report.h"
#include "reply/window_match.h"

namespace smppedge::gateway {

class Replies {
 public:
  Replies(Core& core, Loader& loader, Report& report, Blocklist& blocklist);

  void start();
  /// Too many replies wait for the store: the carrier must come again.
  [[nodiscard]] bool exhausted() const { return put_off_.size() >= replies_put_off_max; }
  void on_reply(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                carrier::WireOctets octets);
  void on_connection_ended(CarrierNumber carrier, const carrier::EndedConnection& ended) {
    seen_.connection_ended(carrier, ended);
  }

  void fill(store::Checkpoint& checkpoint);
  [[nodiscard]] std::size_t parts_waiting() const { return parts_.size(); }

  // --- recovery

  void restore(const store::ReplyTaken& fact, store::Location at, WallTime time);
  void restore(const store::RepliedTo& fact, store::Location at, WallTime time);
  void restore(const store::ReplyProven& fact) { seen_.restore_proven(fact.fingerprint); }
  void restore(const store::SeenReply& seen) { seen_.restore(seen.fingerprint, seen.at, true); }
  void restore_part(const store::RecordedFact& fact, bool recorded);
  void finish_recovery() { parts_.finish_recovery(); }

 private:
  using Copy = RepliesSeen::Copy;
  /// A deliver_sm that is to be answered.
  struct Owed {
    Copy copy;
    std::uint64_t fingerprint = 0;
  };
  /// A whole reply on its way to its account.
  struct Incoming {
    std::shared_ptr<Reply> reply;
    Handset handset;
    BindId bind;
    std::uint64_t fingerprint = 0;
    bool told_before = false;  ///< its fingerprint is known: it counts only where it changes a blocklist
    std::vector<store::Location> parts;
    std::optional<Owed> owed;  ///< what brought it, or the last of its parts, until that is answered
    /// The carrier keeps what is not taken, but not what came in parts, which are durable.
    [[nodiscard]] bool is_kept_by_carrier() const { return parts.empty(); }
  };
  using Shared = std::shared_ptr<Incoming>;

  [[nodiscard]] Shared incoming_of(const Owed& owed, const pdu::ShortMessage& message) const;
  void on_joined(const reply::JoinedReply& joined, LongReplies::Parts parts);

  // --- which message it answers

  void enter(const Shared& incoming);
  void next_turn(const Incoming& ended);
  void look_up(const Shared& incoming);
  void match_by(const Shared& incoming, const PhoneNumber& phone, std::function<void(const reply::WindowMatch&)> then);
  [[nodiscard]] reply::WindowMatch match(const Incoming& incoming, std::span<const store::WindowRecord> window) const;
  void add_unanswered(const Reply& reply, const PhoneNumber& phone, std::vector<store::WindowRecord>& window);
  [[nodiscard]] static bool is_by_messages(const reply::WindowMatch& match);
  void on_match(const Shared& incoming, const reply::WindowMatch& match);
  void put_off(const Shared& incoming);
  void look_again();
  void arm();
  void settle_later();

  // --- what becomes of it

  void take(Incoming& incoming, const reply::WindowMatch& match, const LiveMessage* answered);
  [[nodiscard]] bool tell(const Incoming& incoming, AccountNumber number, store::ReplyOpt opt,
                          const LiveMessage* answered, bool told_another);
  [[nodiscard]] std::string_view customers_digits(const Reply& reply, AccountNumber number) const;
  void record(const Incoming& incoming, AccountNumber account, const LiveMessage* answered);
  /// It is no account's that can be told.
  void nobody_s(const Incoming& incoming);
  /// Nobody is told.
  void leave_out(const Incoming& incoming);
  [[nodiscard]] static std::string_view word_of(const Reply& reply);
  [[nodiscard]] bool is_opt_out_of_any(const Reply& reply) const;
  /// Whether it puts the handset on the list of one of them.
  [[nodiscard]] bool blocks_anew(const Reply& reply, std::span<const AccountNumber> accounts,
                                 const Handset& handset) const;

  // --- its carrier

  /// Whatever became of it: it is answered, and the next one of its phone has its turn.
  void end(Incoming& incoming);
  void answer(Incoming& incoming);
  /// It is durable, but not told yet. That of an opt-out's word waits until its phone is blocked.
  void answer_ahead(Incoming& incoming);
  void answer(const Owed& owed);
  void refuse(const Incoming& incoming);

  Core& core_;
  Loader& loader_;
  Report& report_;
  Blocklist& blocklist_;
  RepliesSeen seen_;
  LongReplies parts_;
  PhoneTurns<Shared> turns_;
  std::optional<Owed> arriving_;  ///< the part that LongReplies has at hand
  std::deque<Shared> put_off_;
  Timer timer_;
  Timer settle_timer_;
  LogPace left_out_log_;
};

}  // namespace smppedge::gateway
