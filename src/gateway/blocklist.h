// SPDX-License-Identifier: Apache-2.0
// Who is on whose blocklist, and how one comes on it and off again: by the phone's own word (domain.md A42), by its
// account, by an operator. Every change is a fact; what is asked and answered leaves after its commit. Whether a phone
// is blocked, Core::blocked says without the disk; who put it there and when is the store's to tell. Core loop only.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "gateway/admin_api.h"
#include "gateway/api.h"
#include "gateway/core.h"
#include "gateway/removals.h"

namespace smppedge::gateway {

class Blocklist {
 public:
  explicit Blocklist(Core& core) : core_(core) {}

  // --- phones

  struct Opted {
    AccountNumber account;
    store::ReplyOpt opt;  ///< not none
  };
  /// What `phone` wrote to `number`, for each of the accounts that it may be meant for: those for whom the whole of it
  /// is one of their words, and which. The phone is on their lists, or off, with the facts of this turn: whoever
  /// acknowledges the reply does so after the reply's own fact, recorded in the same turn. `twin`: it may be this phone
  /// as well, which is put on the lists with it; empty: it is not. `text`: UTF-8; empty where it did not decode.
  [[nodiscard]] std::vector<Opted> on_reply(std::span<const AccountNumber> accounts, const PhoneNumber& phone,
                                            const PhoneNumber& twin, std::string_view text, std::string_view number);

  // --- accounts (see Api)

  void list(const BlockedQuery& query, Api::Done<store::BlockedPage> done);
  void find(AccountNumber account, const PhoneNumber& phone, Api::Done<store::BlockedPhone> done);
  void block(AccountNumber account, const PhoneNumber& phone, const Api::Done<bool>& done);
  void unblock(AccountNumber account, const PhoneNumber& phone, const Api::Done<Unblocked>& done);

  // --- operators (see AdminApi)

  void list_removals(const RemovalsQuery& query, AdminApi::Done<RemovalsPage> done);
  void decide_removals(const RemovalsDecision& decision, const AdminApi::Done<RemovalsAnswer>& done);
  void find(const BlockedPhoneQuery& query, AdminApi::Done<store::BlockedPhone> done);

  // --- files

  enum class Imported : std::uint8_t { added, already, full };
  Imported import(AccountNumber account, const PhoneNumber& phone, std::string_view by);

  // --- recovery

  void restore(const store::BlockRecord& record);
  /// Whether it was a change of a blocklist: then it counts again.
  bool restore(const store::RecordedFact& fact);

  [[nodiscard]] std::size_t removals_waiting() const { return removals_.size(); }
  /// By its name; one that is not configured any more and has phones on its list also by its number, as that is shown.
  [[nodiscard]] std::optional<AccountNumber> account_written(std::string_view account) const;

 private:
  using What = store::BlockChange::What;
  void record(What what, AccountNumber account, const PhoneNumber& phone, store::BlockSource source,
              std::string_view by);
  /// The change as it stands on disk then, in memory and among the store's notes.
  void take(store::BlockChange change);
  /// Puts it on. Where it is on, it stays so since when and by whom it is, and a wish to take it off is void.
  void block(AccountNumber account, const PhoneNumber& phone, store::BlockSource source, std::string_view by);
  void describe_removals(std::shared_ptr<RemovalsPage> page, std::size_t at, AdminApi::Done<RemovalsPage> done);

  Core& core_;
  Removals removals_;
};

}  // namespace smppedge::gateway
