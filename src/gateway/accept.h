// SPDX-License-Identifier: Apache-2.0
// Takes requests in: checks them, plans how each message is to leave, records it, and answers once that is durable.
// A request that is refused as a whole stores nothing and counts nothing; in one that is taken each number has its own
// outcome (domain.md A32). What must be read first (a used Idempotency-Key, the parts before a part, a message that is
// to be replaced) is read before anything is decided. Core loop only.
#pragma once

#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

#include "gateway/account_pace.h"
#include "gateway/api.h"
#include "gateway/change.h"
#include "gateway/core.h"
#include "gateway/idempotency.h"
#include "gateway/pins.h"
#include "gateway/planner.h"
#include "gateway/report.h"
#include "message/message_id.h"

namespace smppedge::gateway {

class Accept {
 public:
  using Done = std::function<void(Expected<AcceptAnswer, RequestError>)>;
  Accept(Core& core, const Report& report, IdempotentRequests& repeats, Pins& pins, Planner& planner, Change& change)
      : core_(core),
        report_(report),
        repeats_(repeats),
        pins_(pins),
        planner_(planner),
        change_(change),
        ids_(core.settings.node) {}

  void accept(AcceptRequest request, Done done);
  [[nodiscard]] MessageIdAllocator& ids() { return ids_; }

 private:
  /// An item that has passed its checks.
  struct Checked {
    AcceptItem& item;
    CutBody body;
    SendTimes times;
    /// What a submit_multi is told for all: its first accepted message's.
    MessageId told_id;
    std::uint32_t told_alias = 0;
  };

  void read_ahead(AcceptRequest request, Done done);
  [[nodiscard]] std::vector<PhoneNumber> phones_to_look_up(const AcceptRequest& request);
  void fetch_numbers(AcceptRequest request, std::vector<PhoneNumber> phones, Done done);
  void read_messages(AcceptRequest request, Done done);
  void fetch_present(const std::shared_ptr<AcceptRequest>& request, Done done);
  void take_request(AcceptRequest& request, const Done& done);
  [[nodiscard]] std::optional<RequestError> refusal(const AccountSettings& account, std::size_t messages);
  [[nodiscard]] std::optional<RequestError> room_for(const AccountSettings& account, std::size_t messages) const;
  void refuse(AccountNumber account, const RequestError& error, const Done& done);

  [[nodiscard]] Expected<Checked, RequestError> check(const AccountSettings& account, AcceptItem& item) const;
  void take_all(const AccountSettings& account, Door door, Checked& checked, std::span<AcceptEntry> entries);
  void take(const AccountSettings& account, Door door, Checked& checked, std::size_t index, const PhoneNumber& phone,
            AcceptEntry& entry);
  /// False when there is none to replace.
  [[nodiscard]] bool replace_present(const AccountSettings& account, Checked& checked, const PhoneNumber& phone,
                                     AcceptEntry& entry);
  void record(const AccountSettings& account, Door door, Checked& checked, std::size_t index, const PhoneNumber& phone,
              const Planner::Planned& planned, AcceptEntry& entry);
  [[nodiscard]] ClientSubmit told(AccountNumber account, Checked& checked, std::size_t index, MessageId id);

  Core& core_;
  const Report& report_;
  IdempotentRequests& repeats_;
  Pins& pins_;
  Planner& planner_;
  Change& change_;
  MessageIdAllocator ids_;
  AccountPaces paces_;
  std::unordered_map<AccountNumber, std::size_t> looked_up_;  ///< phones that are being, by account
};

}  // namespace smppedge::gateway
