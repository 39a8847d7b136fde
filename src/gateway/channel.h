// SPDX-License-Identifier: Apache-2.0
// One sequence of events, numbered in commit order: which of them are kept, durable, offered, given out or aside, and
// which hold back which. It neither reads nor records: report.h does, and tells it. A channel is pulled (offer(),
// acknowledge()), in its order, or pushed (take(), taken(), refused()): then classes share what is given out as they
// share a carrier (class_shares.h), each in its order. Core loop only.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "gateway/class_shares.h"
#include "gateway/event_list.h"
#include "store/store.h"

namespace smppedge::gateway {

class Channel {
 public:
  explicit Channel(const ClassShares::Percents& reserved_percent) : shares_(reserved_percent) {}

  /// A place whose body is to be read back from its fact.
  struct Unread {
    std::uint64_t place = 0;
    EventSequence id;
    store::Location fact;
  };

  // --- what comes in

  /// Where the next event will stand.
  [[nodiscard]] std::uint64_t next_place() const { return last_ + 1; }
  [[nodiscard]] std::uint64_t last() const { return last_; }
  /// Takes next_place().
  void add(KeptEvent event);
  /// Everything up to `through` is durable.
  void publish(std::uint64_t through);
  /// The body of an event that was read back; passed over when the event has gone meanwhile.
  void keep_body(std::uint64_t place, std::shared_ptr<const Event> event);

  // --- pulled

  /// The oldest, at most `limit` and about events_page_octets_max of text, up to the first whose body is not in memory.
  [[nodiscard]] std::vector<Event> offer(unsigned limit);
  [[nodiscard]] std::uint64_t offered() const { return offered_; }
  /// Done with all up to `through`; gives how many there were.
  std::uint64_t acknowledge(std::uint64_t through);

  // --- pushed

  /// Events that are not out and not held back, by their classes' shares; oldest first. As many as of offer(); of each
  /// class up to the first whose body is not in memory.
  [[nodiscard]] std::vector<Event> take(unsigned limit);
  /// False when it was not out.
  bool taken(std::uint64_t place);
  /// Is given out again at `due`; nullopt: as soon as it is asked for. False when it was not out.
  bool refused(std::uint64_t place, std::optional<MonoTime> due);
  /// One that is aside is given out again as soon as it is asked for. False when it was not aside.
  bool recalled(std::uint64_t place);
  /// The time of the next ones aside; max() without any.
  [[nodiscard]] MonoTime next_due() const;
  /// Those whose time has come may be given out again: ticks of them until there are `quantum`; the rest stays due.
  void recall(MonoTime now, std::size_t quantum);

  /// What must be read back before offer(), or take() with each class and with what was refused, can go on: about
  /// `ahead` places, in which all that cannot have their part; none when they can.
  [[nodiscard]] std::vector<Unread> unread(bool pulled, unsigned ahead);

  // --- what goes to the dead letters

  /// The oldest places that stand there since `before` or longer and are not out, at most `limit`.
  [[nodiscard]] std::vector<std::uint64_t> older_than(WallTime before, std::size_t limit);
  /// Done with it here; nullopt when it is not kept.
  std::optional<KeptEvent> bury(std::uint64_t place);

  // --- what is known of it

  [[nodiscard]] std::size_t kept() const { return list_.size(); }
  [[nodiscard]] std::size_t out() const { return out_; }
  [[nodiscard]] std::size_t aside() const { return aside_count_; }
  /// Waits behind an earlier event of its message.
  [[nodiscard]] std::size_t held() const { return held_count_; }
  [[nodiscard]] store::BatchNumber oldest() const { return list_.oldest(); }

  /// For the next checkpoint: events not yet recorded, those recorded that have gone, and where the channel stands.
  void fill(const EventChannel& channel, store::Checkpoint& checkpoint);

  // --- recovery, before anything else

  void restore(const store::Checkpoint::AccountEvents& events);
  /// Of a checkpoint, oldest first.
  void restore_recorded(std::uint64_t place, KeptEvent event);
  /// Of a replayed fact; passed over when the checkpoint has it already.
  void restore_made(std::uint64_t place, KeptEvent event);
  /// Of a replayed fact: done with these, as far as they are kept.
  void restore_done(std::uint64_t first, std::uint64_t last);

 private:
  /// Of one class, places in the order in which they are given out, and some that have left since.
  struct ClassQueue {
    std::deque<std::uint64_t> ready;
    std::deque<std::uint64_t> waiting;
    bool ready_next = true;
  };

  [[nodiscard]] ClassQueue& queue_of(const KeptEvent& event) {
    return classes_[static_cast<std::size_t>(*event.traffic_class)];
  }
  /// Puts what is durable into the queues of its classes, up to the first whose class is not known.
  void sort_in();
  /// The first that still is in `state`; nullptr: there is none.
  [[nodiscard]] KeptEvent* head_of(std::deque<std::uint64_t>& queue, KeptEvent::State state);
  /// The first of those waiting that nothing holds back.
  [[nodiscard]] KeptEvent* next_waiting(ClassQueue& queue);
  /// False when there is none with its body in memory.
  bool give_one(ClassQueue& queue, std::vector<Event>& page);
  void hold(std::uint64_t place, KeptEvent& event);
  /// What held back the later events of its message is gone: the next of them may be given out.
  void release(MessageId message);
  /// It may be given out (again).
  void make_ready(std::uint64_t place, KeptEvent& event);
  [[nodiscard]] std::vector<Unread> unread_pulled(unsigned ahead);
  [[nodiscard]] std::vector<Unread> unread_pushed(unsigned ahead);
  KeptEvent remove(std::uint64_t place);
  void unload();

  EventList list_;
  std::uint64_t last_ = 0;
  std::uint64_t published_ = 0;  ///< durable up to here
  std::uint64_t offered_ = 0;
  std::uint64_t next_ = 1;         ///< pushed: from here on they are in no queue yet
  std::uint64_t unload_from_ = 0;  ///< of those before this and beyond what stays in memory, no body is there
  std::size_t out_ = 0;
  std::size_t aside_count_ = 0;
  std::size_t held_count_ = 0;
  ClassShares shares_;
  std::array<ClassQueue, traffic_class_count> classes_;
  std::map<MonoTime, std::vector<std::uint64_t>> aside_;             ///< and some that have left since
  boost::unordered_flat_set<MessageId, std::hash<MessageId>> busy_;  ///< with an event that is out, aside or ready
  boost::unordered_flat_map<MessageId, std::deque<std::uint64_t>, std::hash<MessageId>> held_;  ///< and some buried
  std::uint64_t recorded_through_ = 0;  ///< a checkpoint has all that are kept up to here
  std::vector<std::uint64_t> gone_;     ///< of those, what has gone since
};

}  // namespace smppedge::gateway
