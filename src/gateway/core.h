// SPDX-License-Identifier: Apache-2.0
// What the use cases of the gateway share: the ledger, what is in memory, the queues, the carriers and the counters.
// Made by Gateway, lives as long as it, core loop only.
#pragma once

#include <memory>
#include <unordered_map>

#include "base/rng.h"
#include "base/scheduler.h"
#include "carrier/carrier.h"
#include "gateway/conversations.h"
#include "gateway/directory.h"
#include "gateway/ledger.h"
#include "gateway/limits.h"
#include "gateway/live_table.h"
#include "gateway/queues.h"
#include "gateway/references.h"
#include "gateway/settings.h"
#include "gateway/status.h"
#include "sender/sender_directory.h"
#include "store/store.h"

namespace smppedge::gateway {

struct Core {
  Core(const Settings& settings_in, Scheduler& scheduler_in, Rng& rng_in, store::Store& store_in,
       sender::SenderDirectory senders_in)
      : settings(settings_in),
        scheduler(scheduler_in),
        rng(rng_in),
        store(store_in),
        senders(std::move(senders_in)),
        ledger(scheduler_in, store_in),
        table(settings_in.live_messages_max),
        queues(settings_in.accounts, settings_in.delivery.reserved_percent),
        references(rng_in) {
    for (const AccountSettings& account : settings.accounts) accounts_by_number.emplace(account.number, &account);
    for (const CarrierSettings& carrier : settings.carriers) carriers_by_number.emplace(carrier.number, &carrier);
  }

  [[nodiscard]] const AccountSettings* account(AccountNumber number) const {
    const auto found = accounts_by_number.find(number);
    return found == accounts_by_number.end() ? nullptr : found->second;
  }
  [[nodiscard]] const CarrierSettings* carrier_settings(CarrierNumber number) const {
    const auto found = carriers_by_number.find(number);
    return found == carriers_by_number.end() ? nullptr : found->second;
  }
  [[nodiscard]] carrier::Carrier* carrier(CarrierNumber number) const {
    const auto found = carriers.find(number);
    return found == carriers.end() ? nullptr : found->second.get();
  }
  /// Puts it at the end of its account's queue.
  void queue(LiveMessage& message) {
    message.awaiting_turn = true;
    queues.lane_of(message.plan.carrier).push(message.traffic_class, message.account, message.id);
  }

  const Settings& settings;
  std::unordered_map<AccountNumber, const AccountSettings*> accounts_by_number;
  std::unordered_map<CarrierNumber, const CarrierSettings*> carriers_by_number;
  Scheduler& scheduler;
  Rng& rng;
  store::Store& store;
  sender::SenderDirectory senders;
  Ledger ledger;
  LiveTable table;
  Queues queues;
  References references;
  Conversations conversations;
  Counters counters;
  std::unordered_map<AccountNumber, AccountCounters> accounts;
  /// By account: the last alias that was told to a client below SMPP 3.4.
  std::unordered_map<AccountNumber, std::uint32_t> aliases;
  /// Accepted and not ended, in memory or on disk: each reserves the place of its result.
  std::unordered_map<AccountNumber, std::uint64_t> open_by_account;
  /// Ended since the last checkpoint, with an open record that must go.
  std::vector<MessageId> closed_with_record;
  std::unordered_map<CarrierNumber, std::unique_ptr<carrier::Carrier>> carriers;
};

}  // namespace smppedge::gateway
