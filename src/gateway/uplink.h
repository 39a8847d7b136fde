// SPDX-License-Identifier: Apache-2.0
// What carriers bring up: receipts go to receipts.h; everything else is a reply and goes to the account whose number it
// was sent to. Each deliver_sm is answered ROK once what it caused is durable. Core loop only.
#pragma once

#include <string>
#include <vector>

#include "base/log_pace.h"
#include "gateway/blocklist.h"
#include "gateway/core.h"
#include "gateway/loader.h"
#include "gateway/receipts.h"
#include "gateway/replies_seen.h"
#include "gateway/report.h"

namespace smppedge::gateway {

class Uplink {
 public:
  Uplink(Core& core, Loader& loader, Report& report, Receipts& receipts, Blocklist& blocklist)
      : core_(core), loader_(loader), report_(report), receipts_(receipts), blocklist_(blocklist) {}

  void on_deliver(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                  carrier::WireOctets octets);
  void restore_fingerprint(std::uint64_t fingerprint, WallTime at) { replies_.restore(fingerprint, at); }

 private:
  void on_reply(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                const Profile& profile);
  /// Finds the message that a reply answers and hands it (or nullptr: none) on; an error when the store is busy.
  void answered_message(AccountNumber account, std::string_view to, const PhoneNumber& from,
                        const std::function<void(Expected<LiveMessage*, store::ReadError>)>& done);
  /// The same for a reply, whose phone it sets right where `as_written` joins it and its address' TON does not: some
  /// carriers call every number international.
  void join(AccountNumber account, const std::shared_ptr<Reply>& reply, const PhoneNumber& as_written,
            const std::function<void(Expected<LiveMessage*, store::ReadError>)>& done);
  void take_reply(const carrier::DeliverToken& token, AccountNumber account, const std::shared_ptr<const Reply>& reply,
                  std::uint64_t fingerprint, const LiveMessage* answered);
  /// Records it for an account, and tells it.
  void tell(AccountNumber account, Reply reply, store::ReplyOpt opt, BindId bind, std::uint64_t fingerprint,
            const LiveMessage* answered);
  [[nodiscard]] bool answers(const LiveMessage& message, AccountNumber account) const;

  Core& core_;
  Loader& loader_;
  Report& report_;
  Receipts& receipts_;
  Blocklist& blocklist_;
  RepliesSeen replies_;
  LogPace ownerless_log_;
};

}  // namespace smppedge::gateway
