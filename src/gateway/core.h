// SPDX-License-Identifier: Apache-2.0
// What the use cases of the gateway share: the ledger, what is in memory, the queues, the carriers and the counters.
// Made by Gateway, lives as long as it, core loop only.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/rng.h"
#include "base/scheduler.h"
#include "carrier/carrier.h"
#include "gateway/blocked_phones.h"
#include "gateway/id_learning.h"
#include "gateway/ledger.h"
#include "gateway/limits.h"
#include "gateway/live_table.h"
#include "gateway/phone_reads.h"
#include "gateway/queues.h"
#include "gateway/references.h"
#include "gateway/sender_use.h"
#include "gateway/settings.h"
#include "gateway/status.h"
#include "gateway/windows.h"
#include "sender/sender_directory.h"
#include "store/store.h"

namespace smppedge::gateway {

/// A carrier that is not configured any more and is still bound.
struct Retired {
  CarrierSettings settings;
  MonoTime since;
};

struct Core {
  Core(const Settings& settings_in, Scheduler& scheduler_in, Rng& rng_in, store::Store& store_in,
       sender::SenderDirectory senders_in)
      : settings(settings_in),
        scheduler(scheduler_in),
        rng(rng_in),
        store(store_in),
        senders(std::move(senders_in)),
        senders_since(scheduler_in.wall()),
        ledger(scheduler_in, store_in),
        table(settings_in.live_messages_max),
        queues(settings_in.accounts, settings_in.delivery.reserved_percent),
        references(rng_in),
        windows(scheduler_in, store_in),
        started_at(scheduler_in.wall()) {
    for (const AccountSettings& account : settings.accounts) accounts_by_number.emplace(account.number, &account);
    index_carriers();
  }
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  void index_carriers() {
    carriers_by_number.clear();
    for (const CarrierSettings& carrier : settings.carriers) carriers_by_number.emplace(carrier.number, &carrier);
  }

  [[nodiscard]] const AccountSettings* account(AccountNumber number) const {
    const auto found = accounts_by_number.find(number);
    return found == accounts_by_number.end() ? nullptr : found->second;
  }
  [[nodiscard]] std::optional<AccountNumber> account_named(std::string_view name) const {
    for (const AccountSettings& account : settings.accounts) {
      if (account.name == name) return account.number;
    }
    return std::nullopt;
  }
  /// A configured carrier, or one that has been and retires.
  [[nodiscard]] std::optional<CarrierNumber> carrier_named(std::string_view name) const {
    for (const CarrierSettings& carrier : settings.carriers) {
      if (carrier.link.name == name) return carrier.number;
    }
    for (const auto& [number, each] : retired) {
      if (each.settings.link.name == name) return number;
    }
    return std::nullopt;
  }
  /// Whether the sender of such a message depends on what its phone was sent before, at some carrier: then `windows`
  /// must know the phone before the message is planned.
  [[nodiscard]] bool needs_history(AccountNumber number, TrafficClass traffic_class, const PhoneNumber& phone) const {
    const AccountSettings* own = account(number);
    return own != nullptr && own->number_policy.kind != sender::Policy::fixed &&
           sender::needs_history(own->number_policy, senders.numbers_max(number, traffic_class, phone));
  }
  /// The number that `message` is planned with is in use from now on, for whom it matters.
  void claim_number(LiveMessage& message) {
    if (needs_history(message.account, message.traffic_class, message.to)) windows.claim(message);
  }
  /// It comes from disk, where its claim may be.
  void number_returns(LiveMessage& message) const {
    const bool waited = message.recorded_kind && *message.recorded_kind != store::OpenRecord::Kind::awaiting;
    if (!waited && !has_to_leave(message)) return;
    message.number_claim_stored = needs_history(message.account, message.traffic_class, message.to);
  }
  /// A message of which nothing is under way gets another plan, and with it perhaps another number.
  void change_plan(LiveMessage& message, const Plan& plan, Reason reason) {
    windows.hand_over(message);
    ledger.record(message, store::Replanned{plan, message.plan.carrier, reason});
    claim_number(message);
  }
  [[nodiscard]] InDoubtPolicy in_doubt_policy(AccountNumber number, TrafficClass traffic_class) const {
    const auto place = static_cast<std::size_t>(traffic_class);
    const AccountSettings* own = account(number);
    const InDoubtPolicy of_class = settings.delivery.in_doubt[place];
    return own == nullptr ? of_class : own->in_doubt[place].value_or(of_class);
  }
  /// Of a configured carrier, or of one that has been and retires.
  [[nodiscard]] const CarrierSettings* carrier_settings(CarrierNumber number) const {
    if (const auto found = carriers_by_number.find(number); found != carriers_by_number.end()) return found->second;
    const auto found = retired.find(number);
    return found == retired.end() ? nullptr : &found->second.settings;
  }
  /// What it is called; the same for all that are neither, whose look-ups and answers may still be under way.
  [[nodiscard]] const std::string& name_of(CarrierNumber number) const {
    static const std::string gone = "(gone)";
    const CarrierSettings* of_carrier = carrier_settings(number);
    return of_carrier == nullptr ? gone : of_carrier->link.name;
  }
  /// Its profile; the standard one where it is neither.
  [[nodiscard]] const Profile& profile_of(CarrierNumber number) const {
    static const Profile standard;
    const CarrierSettings* of_carrier = carrier_settings(number);
    return of_carrier == nullptr ? standard : of_carrier->link.profile;
  }
  /// How long its receipts are waited for.
  [[nodiscard]] Seconds receipt_timeout_of(CarrierNumber number) const {
    const CarrierSettings* of_carrier = carrier_settings(number);
    const Seconds of_all = settings.delivery.receipt_timeout;
    return of_carrier == nullptr ? of_all : of_carrier->receipt_timeout.value_or(of_all);
  }
  [[nodiscard]] bool configured(CarrierNumber number) const { return carriers_by_number.contains(number); }
  /// A reload has changed how the carrier's ids are entered; it counts while one that was entered before may be asked
  /// for.
  [[nodiscard]] bool id_keys_changed(CarrierNumber number) const {
    const auto found = id_keys_changed_at.find(number);
    return found != id_keys_changed_at.end() && scheduler.wall() - found->second < carrier_id_retention;
  }
  /// The same, or we started: the profile may have been another before.
  [[nodiscard]] bool id_keys_may_be_older(CarrierNumber number) const {
    return scheduler.wall() - started_at < carrier_id_retention || id_keys_changed(number);
  }
  /// Whether the carrier's id convention is worked out from its receipts.
  [[nodiscard]] bool learns_id(CarrierNumber number) const {
    const CarrierSettings* of_carrier = carrier_settings(number);
    return of_carrier != nullptr && of_carrier->link.profile.learn_id;
  }
  [[nodiscard]] carrier::Carrier* carrier(CarrierNumber number) const {
    const auto found = carriers.find(number);
    return found == carriers.end() ? nullptr : found->second.get();
  }
  /// The one that the token is of: it may be leaving.
  [[nodiscard]] carrier::Carrier* carrier(CarrierNumber number, const carrier::DeliverToken& token) const {
    const auto is_its_own = [&](const std::unique_ptr<carrier::Carrier>& each) {
      return each->number() == number && each->generation() == token.connection >> 32U;
    };
    const auto found = std::find_if(leaving.begin(), leaving.end(), is_its_own);
    return found == leaving.end() ? carrier(number) : found->get();
  }

  /// Answers a deliver_sm once what is recorded so far is durable.
  void answer_deliver(CarrierNumber number, const carrier::DeliverToken& token, pdu::CommandStatus status) {
    if (carrier::Carrier* from = carrier(number, token))
      ledger.effects().deliver_answers.push_back({from, token, status});
  }
  /// The whole gateway is exhausted: the carrier is to come again.
  void refuse_deliver(CarrierNumber number, const carrier::DeliverToken& token) const {
    if (carrier::Carrier* from = carrier(number, token)) {
      (void)from->answer_deliver(token, pdu::CommandStatus::ESME_RX_T_APPN);
    }
  }

  /// Open messages by account, each of which reserves the place of its result, and by the carrier of their plan.
  void message_opened(AccountNumber account, CarrierNumber carrier) {
    ++open_by_account[account];
    ++open_by_carrier[carrier];
  }
  void message_moved(CarrierNumber from, CarrierNumber to) {
    --open_by_carrier[from];
    ++open_by_carrier[to];
  }
  void message_ended(AccountNumber account, CarrierNumber carrier) {
    --open_by_account[account];
    --open_by_carrier[carrier];
  }
  /// Puts it at the end of its account's queue.
  void queue(LiveMessage& message) {
    message.awaiting_turn = true;
    queues.lane_of(message.plan.carrier).push(message.traffic_class, message.account, message.id);
  }

  Settings settings;
  std::unordered_map<AccountNumber, const AccountSettings*> accounts_by_number;
  std::unordered_map<CarrierNumber, const CarrierSettings*> carriers_by_number;
  Scheduler& scheduler;
  Rng& rng;
  store::Store& store;
  sender::SenderDirectory senders;
  SenderUse sender_use;
  WallTime senders_since;  ///< what was planned before may have had other numbers to choose from
  Ledger ledger;
  LiveTable table;
  Queues queues;
  References references;
  Windows windows;
  PhoneReads phone_reads{scheduler, windows};
  BlockedPhones blocked;
  IdLearning id_learning;
  WallTime started_at;
  std::unordered_map<CarrierNumber, WallTime> id_keys_changed_at;  ///< those that a reload has changed
  Counters counters;
  std::unordered_map<AccountNumber, AccountCounters> accounts;
  /// By account: the last alias that was told to a client below SMPP 3.4.
  std::unordered_map<AccountNumber, std::uint32_t> aliases;
  std::unordered_map<AccountNumber, std::uint64_t> open_by_account;  ///< in memory or on disk
  std::unordered_map<CarrierNumber, std::uint64_t> open_by_carrier;
  /// Ended since the last checkpoint, with an open record that must go.
  std::vector<MessageId> closed_with_record;
  std::unordered_map<CarrierNumber, std::unique_ptr<carrier::Carrier>> carriers;  ///< configured or retired
  std::unordered_map<CarrierNumber, Retired> retired;
  std::vector<std::unique_ptr<carrier::Carrier>> leaving;  ///< replaced or gone, until they are unbound
};

}  // namespace smppedge::gateway
