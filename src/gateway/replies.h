// SPDX-License-Identifier: Apache-2.0
// What phones write: a deliver_sm (or data_sm) that is no receipt. It goes to the account whose number it was sent to,
// with the message that it answers if one left by that number within 72 hours (reply/window_match.h), as one of its
// parts are waited for (long_replies.h). Each deliver_sm is answered ROK once what it caused is durable: a part's own
// fact, or the reply's. Core loop only.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/log_pace.h"
#include "gateway/blocklist.h"
#include "gateway/core.h"
#include "gateway/loader.h"
#include "gateway/long_replies.h"
#include "gateway/replies_seen.h"
#include "gateway/report.h"
#include "reply/window_match.h"

namespace smppedge::gateway {

class Replies {
 public:
  Replies(Core& core, Loader& loader, Report& report, Blocklist& blocklist);

  void start() { parts_.start(); }
  /// Too many replies wait for the store: the carrier must come again.
  [[nodiscard]] bool exhausted() const { return put_off_.size() >= replies_put_off_max; }
  void on_reply(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                carrier::WireOctets octets);

  void fill(store::Checkpoint& checkpoint) { parts_.fill(checkpoint); }
  [[nodiscard]] std::size_t parts_waiting() const { return parts_.size(); }

  // --- recovery

  void restore(const store::ReplyTaken& fact, store::Location at, WallTime time);
  void restore(const store::RepliedTo& fact, store::Location at, WallTime time);
  void restore_part(const store::RecordedFact& fact, bool recorded);
  void finish_recovery() { parts_.finish_recovery(); }

 private:
  /// A whole reply on its way to its account.
  struct Incoming {
    std::shared_ptr<Reply> reply;
    PhoneNumber as_written;  ///< the phone where the TON of its address is not believed
    BindId bind;
    std::uint64_t fingerprint = 0;
    std::optional<carrier::DeliverToken> token;  ///< none: its parts have been answered
    std::vector<store::Location> parts;
  };
  using Shared = std::shared_ptr<Incoming>;

  void on_joined(const reply::JoinedReply& joined, std::vector<store::Location> parts);
  void look_up(const Shared& incoming);
  void match_by(const Shared& incoming, const PhoneNumber& phone, std::function<void(const reply::WindowMatch&)> then);
  [[nodiscard]] reply::WindowMatch match(const Incoming& incoming, const store::PhoneWindow& window) const;
  void on_match(const Shared& incoming, const reply::WindowMatch& match);
  void take(const Incoming& incoming, const reply::WindowMatch& match, const LiveMessage* answered);
  [[nodiscard]] bool tell(const Incoming& incoming, AccountNumber number, store::ReplyOpt opt,
                          const LiveMessage* answered, bool told_another);
  [[nodiscard]] std::string_view customers_digits(const Reply& reply, AccountNumber number) const;
  /// It is no account's that can be told.
  void nobody_s(const Incoming& incoming);
  /// Nobody is told, and the carrier is answered all the same.
  void leave_out(const Incoming& incoming);
  void record(const Incoming& incoming, AccountNumber account, const LiveMessage* answered);
  void answer(const Incoming& incoming);
  void put_off(const Shared& incoming);
  void look_again();
  void arm();

  Core& core_;
  Loader& loader_;
  Report& report_;
  Blocklist& blocklist_;
  RepliesSeen seen_;
  LongReplies parts_;
  std::deque<Shared> put_off_;
  Timer timer_;
  LogPace left_out_log_;
};

}  // namespace smppedge::gateway
