// SPDX-License-Identifier: Apache-2.0
// Tells the platform: two sequences of events an account, one a door, numbered in commit order, given out only when
// they are durable, kept until they are acknowledged or given up (design.md, "Towards the platform"). Here is decided
// which event is made, and where; handout.h gives them out, burial.h gives them up. Core loop only.
#pragma once

#include "gateway/burial.h"
#include "gateway/handout.h"
#include "gateway/outbox.h"

namespace smppedge::gateway {

class Report {
 public:
  explicit Report(Core& core)
      : core_(core), outboxes_(core), burial_(core, outboxes_), handout_(core, outboxes_, burial_) {}

  /// Begins the periodic work.
  void start() { burial_.start(); }

  // --- what is told. A place is to be recorded in the fact that makes the event, and then given to add(), before
  // --- another place of that account is asked for.

  /// Of the result `state`; none where the client declined it.
  [[nodiscard]] store::EventPlace place_of_result(const Message& message, MessageState state);
  /// Of the first doubt about an attempt of it; none for later ones, by the SMPP door, and while there is no room.
  [[nodiscard]] store::EventPlace place_of_doubt(const Message& message);
  /// Of an intermediate receipt; none where the client asked for none, and while there is no room.
  [[nodiscard]] store::EventPlace place_of_progress(const Message& message);
  /// Of a reply that answers `answered`, or no message.
  [[nodiscard]] store::EventPlace place_of_reply(AccountNumber account, const Message* answered);
  /// `fact` made the event; it is given out once that fact's commit is through. A reply or a late receipt for which
  /// there is no room is a dead letter at once: false. Nothing happens without a place.
  bool add(AccountNumber account, const store::EventPlace& place, store::Location fact, Event::Kind kind,
           std::shared_ptr<const Message> message, std::shared_ptr<const Reply> reply = nullptr);
  /// Called at the end of a turn, before the batch is handed over: what was added is given out after that commit.
  void publish();

  // --- the calls of the doors (see Api)

  void events(AccountNumber account, unsigned limit, Seconds wait, PageDone done);
  void acknowledge(AccountNumber account, EventSequence through, Api::Done<void> done);
  void take(EventChannel channel, unsigned limit, Seconds wait, PageDone done);
  void settle(EventChannel channel, const EventsSettlement& settlement, Api::Done<void> done);
  void list_dead_letters(EventChannel channel, EventSequence after, unsigned limit, Api::Done<DeadLetters> done) {
    burial_.list(outboxes_.of(channel), after, limit, std::move(done));
  }
  void revive(EventChannel channel, std::vector<EventSequence> buried, bool all, Api::Done<std::uint64_t> done) {
    burial_.revive(outboxes_.of(channel), std::move(buried), all, std::move(done));
  }

  // --- what is known

  /// Events of both doors that wait for an acknowledgement.
  [[nodiscard]] std::uint64_t kept(AccountNumber account) const { return outboxes_.kept(account); }
  /// Everything in `status` that is about events.
  void fill(Status& status) const;
  /// For the next checkpoint: what is not recorded yet, and where each channel stands.
  void fill(store::Checkpoint& checkpoint);

  // --- recovery, before anything else

  void restore(const store::Checkpoint::AccountEvents& events);
  void restore(const store::EventRecord& record);
  void restore_dead_letter(const store::EventRecord& record);
  /// Of facts that are replayed; what a checkpoint has already is passed over.
  void restore(AccountNumber account, const store::EventPlace& place, store::Location fact, WallTime at);
  void restore(const store::EventsAcknowledged& fact);
  void restore(const store::EventsTaken& fact);
  void restore(const store::EventsBuried& fact);
  void restore(const store::EventRevived& fact, WallTime at);
  void restore(const store::DeadLettersDropped& fact);

 private:
  [[nodiscard]] Door door_of(const Message& message) const;
  [[nodiscard]] store::EventPlace next_place(EventChannel channel);
  [[nodiscard]] bool is_pushed(EventChannel channel) const;

  Core& core_;
  Outboxes outboxes_;
  Burial burial_;
  Handout handout_;
};

}  // namespace smppedge::gateway
