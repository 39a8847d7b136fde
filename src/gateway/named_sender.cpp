// SPDX-License-Identifier: Apache-2.0
#include "gateway/named_sender.h"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/request_error.h"

namespace smppedge::gateway {
namespace {

/// Which ones it may name, as a sentence.
RequestError invalid_sender(const sender::SenderDirectory& senders, const AccountSettings& account,
                            CarrierNumber carrier) {
  const auto own = senders.sender_of(carrier, account.number, {});
  std::string may = own && !own->text().empty()
                        ? fmt::format("{}, alone or with digits behind it", own->text())
                        : std::string("none but the number that is assigned when it is left empty");
  for (const std::string& source : account.sources) may += ", or " + source;
  return invalid("invalid_sender", fmt::format("The account may not use this sender here; it may use {}.", may));
}

}  // namespace

Expected<ChosenSender, RequestError> choose_sender(const sender::SenderDirectory& senders,
                                                   const AccountSettings& account, CarrierNumber carrier,
                                                   const std::optional<SenderAddress>& named, std::string_view extend) {
  const bool is_named = named && !named->text().empty();
  if (is_named && !extend.empty()) {
    return failure(invalid("invalid_extend", "Leave the extension out: the sender is named in full."));
  }
  if (is_named) {
    const std::string_view text = named->text();
    if (std::find(account.sources.begin(), account.sources.end(), text) != account.sources.end()) {
      return ChosenSender{*named, {}};
    }
    const auto owner = senders.owner_of(carrier, text);
    if (owner && owner->account == account.number && senders.sender_of(carrier, account.number, owner->added)) {
      return ChosenSender{*named, owner->added};
    }
    if (account.source_policy == SourcePolicy::checked) return failure(invalid_sender(senders, account, carrier));
  }
  const auto assigned = senders.sender_of(carrier, account.number, extend);
  if (!assigned) return failure(invalid("invalid_extend", std::string(sender::advice(assigned.error()))));
  return ChosenSender{*assigned, extend};
}

}  // namespace smppedge::gateway
