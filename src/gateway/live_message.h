// SPDX-License-Identifier: Apache-2.0
// A message with what the gateway needs beside its facts while it is in memory: where it stands on disk and in a queue,
// and its place in the live table's indexes (live_table.h). Core loop only.
#pragma once

#include <boost/intrusive/list_hook.hpp>
#include <boost/intrusive/set_hook.hpp>
#include <optional>
#include <vector>

#include "message/message.h"
#include "store/store.h"

namespace smppedge::gateway {

/// It becomes the immutable body of its event when it ends, so it is shared; until then the table is its only owner.
struct LiveMessage : Message {
  LiveMessage() = default;
  LiveMessage(const LiveMessage&) = delete;
  LiveMessage& operator=(const LiveMessage&) = delete;

  store::BatchNumber born_after;  ///< the batch before that of its birth
  bool is_new = true;             ///< no checkpoint has covered it yet
  store::Location last;           ///< its newest fact
  /// What its open record says, when it has one.
  std::optional<store::OpenRecord::Kind> recorded_kind;
  store::Location recorded;
  bool lookups_noted = false;        ///< the store knows what it is found by
  bool unsent_noted = false;         ///< and finds it among what is unsent
  bool awaiting_turn = false;        ///< its id stands in a queue
  bool claims_number = false;        ///< Windows keeps the number that it is to leave by from other conversations
  bool number_claim_stored = false;  ///< and the store may know of it
  /// By segment, before when it is not tried again; empty while none was refused. Its message is looked at again then.
  std::vector<MonoTime> not_before;
  MonoTime in_memory_since;
  using Hook = boost::intrusive::list_member_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  Hook by_age;
  Hook claimed;
  using TreeHook = boost::intrusive::set_member_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>,
                                                     boost::intrusive::optimize_size<true>>;
  TreeHook by_send_at;  ///< linked while it is scheduled
  TreeHook by_to;
  TreeHook by_ref;
  TreeHook by_told;
  TreeHook by_unsent;  ///< linked while it is unsent
};

}  // namespace smppedge::gateway
