// SPDX-License-Identifier: Apache-2.0
#include "sender/sender_directory.h"

#include <algorithm>

namespace smppedge::sender {

Expected<SenderDirectory, DirectoryError> SenderDirectory::build(std::span<const SenderEntry> entries) {
  SenderDirectory directory;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const SenderEntry& entry = entries[i];
    const auto refused = [i](DirectoryError::Kind kind) { return failure(DirectoryError{kind, i}); };

    const auto own = make_sender({entry.access_number, entry.extension, {}}, entry.ton, entry.npi);
    if (!own && own.error() == SenderError::not_digits) return refused(DirectoryError::Kind::not_digits);
    if (!own && own.error() == SenderError::too_long) return refused(DirectoryError::Kind::too_long);
    if (!directory.seats_.emplace(Seat{entry.carrier, entry.account}, entry).second) {
      return refused(DirectoryError::Kind::repeated);
    }
    if (entry.access_number.empty()) continue;

    Number number{entry.carrier, {}};
    number.digits.assign(entry.access_number + entry.extension);
    directory.longest_ = std::max(directory.longest_, number.digits.size());
    if (!directory.owners_.emplace(number, entry.account).second) return refused(DirectoryError::Kind::same_number);
  }
  return directory;
}

void SenderDirectory::keep_owners(const SenderDirectory& former, CarrierNumber carrier) {
  for (const auto& [number, account] : former.owners_) {
    if (number.carrier == carrier) owners_.emplace(number, account);
  }
  longest_ = std::max(longest_, former.longest_);
}

Expected<SenderAddress, SenderError> SenderDirectory::sender_of(CarrierNumber carrier, AccountNumber account,
                                                                std::string_view extend) const {
  const auto seat = seats_.find(Seat{carrier, account});
  if (seat == seats_.end()) return failure(SenderError::no_such_account);
  const SenderEntry& entry = seat->second;
  auto sender = make_sender({entry.access_number, entry.extension, extend}, entry.ton, entry.npi);
  if (sender && !extend.empty()) {
    const auto owner = owner_of(carrier, sender->text());
    if (!owner || owner->account != account) return failure(SenderError::of_other_account);
  }
  return sender;
}

std::optional<NumberOwner> SenderDirectory::owner_of(CarrierNumber carrier, std::string_view destination) const {
  for (std::size_t length = std::min(longest_, destination.size()); length > 0; --length) {
    Number number{carrier, {}};
    number.digits.assign(destination.substr(0, length));
    const auto owner = owners_.find(number);
    if (owner != owners_.end()) return NumberOwner{owner->second, destination.substr(length)};
  }
  return std::nullopt;
}

}  // namespace smppedge::sender
