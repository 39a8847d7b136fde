// SPDX-License-Identifier: Apache-2.0
// Answers the calls for events: finds the page, reads back what has left memory, lets a call wait, takes in what became
// of events that were given out. Core loop only.
#pragma once

#include "gateway/api.h"
#include "gateway/burial.h"
#include "gateway/outbox.h"

namespace smppedge::gateway {

class Handout {
 public:
  Handout(Core& core, Outboxes& outboxes, Burial& burial) : core_(core), outboxes_(outboxes), burial_(burial) {}

  /// A page of a channel that is pulled or pushed. A call that still waits there is answered with an empty page.
  void ask(Outbox& outbox, bool pulled, unsigned limit, Seconds wait, PageDone done);
  /// Answers the call that waits, if there is something to say.
  void serve(Outbox& outbox);
  /// `done` after the commit of what was taken.
  void settle(Outbox& outbox, const EventsSettlement& settlement, std::function<void()> done);
  /// Records what was taken in this turn.
  void record_taken(Outbox& outbox);

 private:
  /// False when there is nothing to say; what there is to read is read then.
  bool give(Outbox& outbox);
  void answer(Outbox& outbox, Expected<EventsPage, RequestError> page);
  void read_ahead(Outbox& outbox, const std::vector<Channel::Unread>& wanted);
  void arm(Outbox& outbox);

  Core& core_;
  Outboxes& outboxes_;
  Burial& burial_;
};

}  // namespace smppedge::gateway
