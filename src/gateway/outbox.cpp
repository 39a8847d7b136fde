// SPDX-License-Identifier: Apache-2.0
#include "gateway/outbox.h"

namespace smppedge::gateway {

Outbox& Outboxes::of(EventChannel channel) {
  std::unique_ptr<Outbox>& outbox = outboxes_[channel.account][static_cast<std::size_t>(channel.door)];
  if (outbox == nullptr) {
    outbox = std::make_unique<Outbox>(channel, core_.settings.delivery.reserved_percent);
    all_.push_back(outbox.get());
  }
  return *outbox;
}

const Outbox* Outboxes::find(EventChannel channel) const {
  const auto found = outboxes_.find(channel.account);
  return found == outboxes_.end() ? nullptr : found->second[static_cast<std::size_t>(channel.door)].get();
}

void Outboxes::touch(Outbox& outbox) {
  if (std::exchange(outbox.touched, true)) return;
  touched_.push_back(&outbox);
  core_.scheduler.defer(core_.ledger);
}

std::uint64_t Outboxes::kept(AccountNumber account) const {
  const auto found = outboxes_.find(account);
  if (found == outboxes_.end()) return 0;
  std::uint64_t kept = 0;
  for (const std::unique_ptr<Outbox>& outbox : found->second) kept += outbox == nullptr ? 0 : outbox->events.kept();
  return kept;
}

bool Outboxes::has_room(AccountNumber account) const {
  const AccountSettings* settings = core_.account(account);
  if (settings == nullptr) return true;  // taken out of the configuration: nothing is accepted for it any more
  const auto open = core_.open_by_account.find(account);
  const std::uint64_t reserved = open == core_.open_by_account.end() ? 0 : open->second;
  return kept(account) + reserved < settings->events_max;
}

}  // namespace smppedge::gateway
