// SPDX-License-Identifier: Apache-2.0
#include "gateway/sender_list.h"

#include <algorithm>

#include "gateway/request_error.h"

namespace smppedge::gateway {
namespace {

/// Whether what a phone has got before matters for any of the messages that the range is for.
bool looks(const Core& core, const sender::Range& range) {
  const PhoneNumber mainland = *PhoneNumber::from_digits("86");
  const PhoneNumber abroad = *PhoneNumber::from_digits("1");
  for (std::size_t i = 0; i < traffic_class_count; ++i) {
    if (!range.classes[i]) continue;
    const auto of_class = static_cast<TrafficClass>(i);
    const bool at_home = range.region != sender::Region::abroad;
    if (at_home && core.needs_history(range.account, of_class, mainland)) return true;
    const bool elsewhere = range.region != sender::Region::mainland;
    if (elsewhere && core.needs_history(range.account, of_class, abroad)) return true;
  }
  return false;
}

SenderEntry entry_of(const Core& core, const sender::Range& range, const AccountSettings& account) {
  SenderEntry entry;
  entry.carrier = core.name_of(range.number.carrier);
  entry.account = account.name;
  entry.range = range;
  entry.policy = account.number_policy;
  for (std::size_t i = 0; i < account.number_policy.tail_digits; ++i) entry.numbers *= 10;
  entry.looks = looks(core, range);
  entry.figures = core.sender_use.of(range.number, core.scheduler.mono());
  return entry;
}

}  // namespace

Expected<SendersPage, RequestError> list_senders(const Core& core, const SendersQuery& query) {
  std::optional<CarrierNumber> carrier;
  std::optional<AccountNumber> account;
  if (!query.carrier.empty()) {
    carrier = core.carrier_named(query.carrier);
    if (!carrier) return failure(no_such_carrier(query.carrier));
  }
  if (!query.account.empty()) {
    account = core.account_named(query.account);
    if (!account) return failure(no_such_account());
  }
  SendersPage page;
  page.since = core.started_at;
  const unsigned limit = std::min(query.limit, senders_page_max);
  sender::HeldNumber from = query.after.value_or(sender::HeldNumber());
  if (carrier) from = std::max(from, sender::HeldNumber{*carrier, {}});
  unsigned scanned = 0;
  const sender::Range* last = nullptr;
  for (const sender::Range& range : core.senders.ranges_from(from)) {
    if (query.after && range.number == *query.after) continue;
    if (carrier && range.number.carrier != *carrier) break;
    if (page.senders.size() == limit || ++scanned > senders_scanned_max) {
      page.next = last->number;
      break;
    }
    last = &range;
    if (account && range.account != *account) continue;
    const AccountSettings* holder = core.account(range.account);
    if (holder != nullptr) page.senders.push_back(entry_of(core, range, *holder));
  }
  return page;
}

}  // namespace smppedge::gateway
