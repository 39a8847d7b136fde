// SPDX-License-Identifier: Apache-2.0
// What carriers bring up: receipts are matched to their attempt (in memory, on disk, by evidence) or parked; everything
// else is a reply and goes to the account whose number it was sent to. Each deliver_sm is answered ROK once what it
// caused is durable. Core loop only.
#pragma once

#include <string>
#include <vector>

#include "base/log_pace.h"
#include "gateway/core.h"
#include "gateway/loader.h"
#include "gateway/parked.h"
#include "gateway/replies_seen.h"
#include "gateway/report.h"
#include "gateway/settle.h"
#include "gateway/wire_facts.h"

namespace smppedge::gateway {

class Uplink {
 public:
  Uplink(Core& core, Loader& loader, Parked& parked, Report& report, Settle& settle)
      : core_(core), loader_(loader), parked_(parked), report_(report), settle_(settle), wire_(core) {}

  void on_deliver(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                  carrier::WireOctets octets);
  /// An attempt fell into doubt, or one to that phone was answered: a parked receipt may now have exactly one place.
  void weigh_parked(CarrierNumber carrier, const PhoneNumber& phone);

  void restore_fingerprint(std::uint64_t fingerprint, WallTime at) { replies_.restore(fingerprint, at); }

 private:
  /// A receipt on its way to its attempt, kept while the disk is asked.
  struct Arrival {
    carrier::DeliverToken token;
    ParkedReceipt receipt;
  };

  void on_receipt(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                  carrier::WireOctets octets, const Profile& profile);
  void look_up(Arrival arrival);
  /// Those that wait for the answer about that id; the look-up is over.
  [[nodiscard]] std::vector<Arrival> take_arrivals(CarrierNumber carrier, const std::string& key);
  void found(CarrierNumber carrier, const std::string& key, const AttemptRef& attempt);
  void not_found(Arrival arrival);
  void deliver_to(const AttemptRef& attempt, Arrival arrival);
  [[nodiscard]] std::optional<AttemptRef> evidence(const ParkedReceipt& receipt);
  void park(Arrival arrival);

  void on_reply(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                const Profile& profile);
  /// Finds the message that a reply answers and hands it (or nullptr: none) on; an error when the store is busy.
  void answered_message(AccountNumber account, std::string_view to, const PhoneNumber& from,
                        const std::function<void(Expected<LiveMessage*, store::ReadError>)>& done);
  void take_reply(const carrier::DeliverToken& token, AccountNumber account, const std::shared_ptr<const Reply>& reply,
                  std::uint64_t fingerprint, const LiveMessage* answered);
  [[nodiscard]] bool answers(const LiveMessage& message, AccountNumber account) const;
  void refuse(CarrierNumber carrier, const carrier::DeliverToken& token);
  void answer(CarrierNumber carrier, const carrier::DeliverToken& token, pdu::CommandStatus status);

  Core& core_;
  Loader& loader_;
  Parked& parked_;
  Report& report_;
  Settle& settle_;
  WireFacts wire_;
  CarrierKeyMap<std::vector<Arrival>> looking_up_;
  std::size_t arrivals_ = 0;
  RepliesSeen replies_;
  LogPace unreadable_log_;
  LogPace ownerless_log_;
};

}  // namespace smppedge::gateway
