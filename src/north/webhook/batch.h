// SPDX-License-Identifier: Apache-2.0
// What goes into one request: a page of the gateway's events, cut into batches, and the name of a batch.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "gateway/api.h"
#include "north/webhook/set_aside.h"

namespace smppedge::north::webhook {

struct Batch {
  std::vector<gateway::Event> events;  ///< oldest first, never empty
  bool is_alone = false;               ///< of a batch that was taken apart
  bool is_set_aside = false;           ///< one event that goes alone: refused before, or later of such a one's message
};

/// Events known to be refused go alone and last, later ones of their messages behind them; a batch that would become
/// too large a body is cut.
[[nodiscard]] std::deque<Batch> cut(gateway::EventsPage page, const SetAside& set_aside);

/// Whether `later` may not overtake `earlier`: both are of one message.
[[nodiscard]] bool same_message(const gateway::Event& earlier, const gateway::Event& later);

[[nodiscard]] std::vector<EventSequence> sequences(const std::vector<gateway::Event>& events);

/// webhook-id: made of the events, so that it is the same when the same batch is tried again, also after a restart,
/// and another for any other batch, of another installation too.
[[nodiscard]] std::string webhook_id(const std::vector<gateway::Event>& events);

}  // namespace smppedge::north::webhook
