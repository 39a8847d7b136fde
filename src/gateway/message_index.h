// SPDX-License-Identifier: Apache-2.0
// What a message can be found by: its carriers' ids, its conversation, the phones of its attempts in doubt, and its
// account's look-ups (lookups.h; the live table has those in memory). In memory while the message is; among the store's
// notes when it ends or leaves. Core loop only.
#pragma once

#include <string>

#include "gateway/core.h"
#include "profile/id_convention.h"

namespace smppedge::gateway {

/// Whose way of writing it an attempt's id is in.
[[nodiscard]] inline IdOrigin origin_of(const Attempt& attempt) {
  return attempt.id_from_receipt ? IdOrigin::receipt : IdOrigin::response;
}

class MessageIndex {
 public:
  explicit MessageIndex(Core& core) : core_(core) {}

  /// The keys under which an id is entered, so that receipts find it, the believed one first; several while more than
  /// one convention may be the carrier's, none when it can have none.
  [[nodiscard]] IdKeys keys(CarrierNumber carrier, std::string_view id, IdOrigin origin) const;
  /// Makes an attempt findable by its carrier's id: in memory while its message is, on disk when that has ended.
  void enter_id(const LiveMessage& message, const AttemptRef& attempt);

  /// Indexes all of a message that recovery brought into memory.
  void add(LiveMessage& message);
  /// Makes its carrier ids, its conversation and its look-ups findable on disk: it may leave memory.
  void note(LiveMessage& message);
  /// Makes it findable among what is unsent.
  void note_unsent(LiveMessage& message);
  /// Makes one carrier id findable on disk; nothing when it is empty.
  void note_id(CarrierNumber carrier, std::string_view id, IdOrigin origin, const AttemptRef& attempt);
  /// Takes it out of the indexes in memory.
  void drop(LiveMessage& message);
  /// Both at once: it ended.
  void retire(LiveMessage& message);

 private:
  void note_lookups(LiveMessage& message);
  template <class Visit>
  static void for_each_attempt(const LiveMessage& message, Visit visit);
  /// Those under which it may stand in memory: what is learned meanwhile changes what is entered.
  [[nodiscard]] IdKeys possible_keys(CarrierNumber carrier, std::string_view id, IdOrigin origin) const;
  template <class Visit>
  void for_each_possible_key(const LiveMessage& message, Visit visit) const;
  void forget_doubts(const LiveMessage& message);

  Core& core_;
};

}  // namespace smppedge::gateway
