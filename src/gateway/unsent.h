// SPDX-License-Identifier: Apache-2.0
// Messages that may still be taken back: none of their segments was claimed, or each claim has come to nothing at the
// carrier. Finds those of an account to a phone, in memory and on disk. Core loop only.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "gateway/api.h"
#include "gateway/core.h"
#include "gateway/loader.h"

namespace smppedge::gateway {

enum class Standing : std::uint8_t { unsent, sent, ended };
[[nodiscard]] Standing standing_of(const Message& message);
/// What "already_sent" and "already_ended" tell; nullopt for one that is unsent.
[[nodiscard]] std::optional<RequestError> refusal_of(Standing standing);
/// A message that came by another door has no source that could be given: then it must be empty.
[[nodiscard]] bool is_source_of(const Message& message, const SenderAddress& source);

/// One walk over an account's messages to a phone; those in memory first, then those on disk, round by round, newest
/// first, cancel_matches_max at most. Each unsent one is visited once, in memory, whatever became of it meanwhile.
class UnsentSearch : public std::enable_shared_from_this<UnsentSearch> {
 public:
  /// False ends the search; the message may be ended, not changed otherwise, before the visit returns.
  using Visit = std::function<bool(LiveMessage&)>;
  /// An error: the store could not tell of all.
  using Done = std::function<void(Expected<void, RequestError>)>;

  static void run(Core& core, Loader& loader, AccountNumber account, const PhoneNumber& to, Visit visit, Done done);

  UnsentSearch(Core& core, Loader& loader, AccountNumber account, const PhoneNumber& to, Visit visit, Done done)
      : core_(core), loader_(loader), account_(account), to_(to), visit_(std::move(visit)), done_(std::move(done)) {}

 private:
  void visit_live();
  void visit(MessageId id);
  void next_round();
  void look_at(MessageId id);
  void looked_at();
  void finish();

  Core& core_;
  Loader& loader_;
  AccountNumber account_;
  PhoneNumber to_;
  Visit visit_;
  Done done_;
  MessageId before_;
  std::size_t seen_ = 0;
  std::size_t under_way_ = 0;
  bool last_round_ = false;
  bool ended_ = false;
  bool failed_ = false;
};

}  // namespace smppedge::gateway
