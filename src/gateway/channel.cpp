// SPDX-License-Identifier: Apache-2.0
#include "gateway/channel.h"

#include <algorithm>
#include <cassert>

#include "gateway/limits.h"

namespace smppedge::gateway {
namespace {

/// Those aside that come back within the same tick share one: a settlement of a thousand makes one entry.
MonoTime tick_after(MonoTime due) {
  const Micros since_start = due.time_since_epoch();
  return MonoTime((since_start + again_tick - Micros(1)) / again_tick * again_tick);
}

/// The only part of an event that a peer makes long.
std::size_t text_octets(const Event& event) {
  return event.reply == nullptr ? 0 : event.reply->text.size();
}

bool is_long(const Event& event) {
  return text_octets(event) > event_text_resident_octets_max;
}

}  // namespace

void Channel::add(KeptEvent event) {
  if (event.event != nullptr && is_long(*event.event)) event.event.reset();
  list_.append(++last_, std::move(event));
}

void Channel::publish(std::uint64_t through) {
  published_ = std::max(published_, through);
  unload();
}

void Channel::unload() {
  if (list_.size() <= events_resident_max) return;
  const std::uint64_t next_asked_for = std::max(next_, list_.first());
  std::uint64_t place = std::max(unload_from_, next_asked_for + events_resident_max);
  for (; place <= published_; ++place) {
    if (KeptEvent* event = list_.find(place)) event->event.reset();
  }
  unload_from_ = place;
}

void Channel::keep_body(std::uint64_t place, std::shared_ptr<const Event> event) {
  if (KeptEvent* kept = list_.find(place)) kept->keep(std::move(event));
}

std::vector<Event> Channel::offer(unsigned limit) {
  std::vector<Event> page;
  std::uint64_t place = list_.first();
  page.reserve(std::min<std::size_t>(limit, list_.size()));
  std::size_t octets = 0;
  for (; place != 0 && place <= published_ && page.size() < limit; place = list_.at_or_after(place + 1)) {
    const KeptEvent& kept = *list_.find(place);
    if (kept.event == nullptr) break;  // offer what is here; the next call reads on
    octets += text_octets(*kept.event);
    if (octets > events_page_octets_max && !page.empty()) break;
    page.push_back(*kept.event);
  }
  if (!page.empty()) offered_ = std::max(offered_, page.back().sequence.value());
  return page;
}

std::uint64_t Channel::acknowledge(std::uint64_t through) {
  std::uint64_t count = 0;
  for (std::uint64_t place = list_.first(); place != 0 && place <= through; place = list_.first()) {
    remove(place);
    ++count;
  }
  return count;
}

std::vector<Event> Channel::take(unsigned limit) {
  std::vector<Event> page;
  const std::size_t room = events_out_max - std::min(events_out_max, out_);
  const std::size_t until = std::min<std::size_t>(limit, room);
  if (until == 0) return page;
  sort_in();
  page.reserve(std::min(until, list_.size()));
  ClassShares::Flags backlog{};
  const auto look_at = [&](unsigned each) {
    backlog[each] = !classes_[each].ready.empty() || !classes_[each].waiting.empty();
    return backlog[each];
  };
  ClassShares::Flags can_give{};
  for (unsigned each = 0; each < traffic_class_count; ++each) can_give[each] = look_at(each);
  std::size_t octets = 0;
  while (page.size() < until && octets <= events_page_octets_max) {
    const std::optional<unsigned> next = shares_.next_of(can_give);
    if (!next) break;
    const bool given = give_one(classes_[*next], page);
    can_give[*next] = look_at(*next) && given;
    if (!given) continue;
    shares_.charge(*next, 1, backlog);
    octets += text_octets(page.back());
  }
  std::sort(page.begin(), page.end(), [](const Event& a, const Event& b) { return a.sequence < b.sequence; });
  return page;
}

void Channel::sort_in() {
  for (std::size_t sorted = 0; sorted < events_sorted_per_take_max; ++sorted) {
    const std::uint64_t place = list_.at_or_after(next_);
    if (place == 0 || place > published_) return;
    KeptEvent& event = *list_.find(place);
    if (!event.traffic_class) return;
    next_ = place + 1;
    std::deque<std::uint64_t>& waiting = queue_of(event).waiting;
    waiting.push_back(place);
    if (waiting.size() > events_resident_max) event.event.reset();
  }
}

KeptEvent* Channel::head_of(std::deque<std::uint64_t>& queue, KeptEvent::State state) {
  while (!queue.empty()) {
    KeptEvent* event = list_.find(queue.front());
    if (event != nullptr && event->state == state) return event;
    queue.pop_front();
  }
  return nullptr;
}

KeptEvent* Channel::next_waiting(ClassQueue& queue) {
  for (;;) {
    KeptEvent* event = head_of(queue.waiting, KeptEvent::State::waiting);
    if (event == nullptr || !busy_.contains(event->message)) return event;
    hold(queue.waiting.front(), *event);
  }
}

bool Channel::give_one(ClassQueue& queue, std::vector<Event>& page) {
  const auto in_memory = [](KeptEvent* event) { return event != nullptr && event->event != nullptr ? event : nullptr; };
  KeptEvent* const ready = in_memory(head_of(queue.ready, KeptEvent::State::ready));
  KeptEvent* const waiting = in_memory(next_waiting(queue));
  if (ready == nullptr && waiting == nullptr) return false;
  // They take turns, so that what is refused again and again does not keep new ones out.
  const bool is_ready = ready != nullptr && (waiting == nullptr || queue.ready_next);
  queue.ready_next = !is_ready;
  KeptEvent& event = is_ready ? *ready : *waiting;
  (is_ready ? queue.ready : queue.waiting).pop_front();
  if (event.message != MessageId()) busy_.insert(event.message);
  event.state = KeptEvent::State::out;
  ++out_;
  page.push_back(*event.event);
  if (is_long(*event.event)) event.event.reset();  // where it is refused it is read back
  return true;
}

void Channel::hold(std::uint64_t place, KeptEvent& event) {
  event.state = KeptEvent::State::held;
  if (++held_count_ > events_resident_max) event.event.reset();
  held_[event.message].push_back(place);
}

void Channel::release(MessageId message) {
  if (message == MessageId()) return;
  if (const auto found = held_.find(message); found != held_.end()) {
    std::deque<std::uint64_t>& places = found->second;
    KeptEvent* next = nullptr;
    while (next == nullptr && !places.empty()) {
      next = list_.find(places.front());  // nullptr: buried since
      if (next != nullptr) {
        --held_count_;
        make_ready(places.front(), *next);
      }
      places.pop_front();
    }
    if (places.empty()) held_.erase(found);
    if (next != nullptr) return;
  }
  busy_.erase(message);
}

void Channel::make_ready(std::uint64_t place, KeptEvent& event) {
  event.state = KeptEvent::State::ready;
  queue_of(event).ready.push_back(place);
}

bool Channel::taken(std::uint64_t place) {
  const KeptEvent* event = list_.find(place);
  if (event == nullptr) return false;
  switch (event->state) {
    case KeptEvent::State::out:
      --out_;
      break;
    case KeptEvent::State::aside:  // its answer came after all, too late for the one who waited for it
      --aside_count_;
      break;
    case KeptEvent::State::ready:
      break;
    default:
      return false;
  }
  release(remove(place).message);
  return true;
}

bool Channel::refused(std::uint64_t place, std::optional<MonoTime> due) {
  KeptEvent* event = list_.find(place);
  if (event == nullptr || event->state != KeptEvent::State::out) return false;
  --out_;
  if (!due) {
    make_ready(place, *event);
    return true;
  }
  event->state = KeptEvent::State::aside;
  if (++aside_count_ > events_resident_max) event->event.reset();
  aside_[tick_after(*due)].push_back(place);
  return true;
}

bool Channel::recalled(std::uint64_t place) {
  KeptEvent* event = list_.find(place);
  if (event == nullptr || event->state != KeptEvent::State::aside) return false;
  --aside_count_;
  make_ready(place, *event);
  return true;
}

MonoTime Channel::next_due() const {
  return aside_.empty() ? MonoTime::max() : aside_.begin()->first;
}

void Channel::recall(MonoTime now, std::size_t quantum) {
  for (std::size_t looked_at = 0; !aside_.empty() && aside_.begin()->first <= now && looked_at < quantum;) {
    for (const std::uint64_t place : aside_.begin()->second) (void)recalled(place);
    looked_at += aside_.begin()->second.size();
    aside_.erase(aside_.begin());
  }
}

std::vector<Channel::Unread> Channel::unread(bool pulled, unsigned ahead) {
  return pulled ? unread_pulled(ahead) : unread_pushed(ahead);
}

std::vector<Channel::Unread> Channel::unread_pulled(unsigned ahead) {
  std::vector<Unread> places;
  std::uint64_t place = list_.first();
  for (unsigned i = 0; i < ahead && place != 0 && place <= published_; ++i) {
    const KeptEvent& event = *list_.find(place);
    if (event.event == nullptr) places.push_back({place, event.id, event.fact});
    place = list_.at_or_after(place + 1);
  }
  return places;
}

std::vector<Channel::Unread> Channel::unread_pushed(unsigned ahead) {
  sort_in();
  std::vector<const std::deque<std::uint64_t>*> stopped;
  const auto note_stopped = [&stopped](const KeptEvent* head, const std::deque<std::uint64_t>& queue) {
    if (head != nullptr && head->event == nullptr) stopped.push_back(&queue);
  };
  for (ClassQueue& queue : classes_) {
    note_stopped(head_of(queue.ready, KeptEvent::State::ready), queue.ready);
    note_stopped(next_waiting(queue), queue.waiting);
  }
  std::uint64_t unsorted = list_.at_or_after(next_);
  const bool sorting_stopped = unsorted != 0 && unsorted <= published_ && !list_.find(unsorted)->traffic_class;
  const std::size_t parts = stopped.size() + (sorting_stopped ? 1 : 0);
  std::vector<Unread> places;
  if (parts == 0) return places;
  const std::size_t part = std::max<std::size_t>(1, ahead / parts);
  for (const std::deque<std::uint64_t>* queue : stopped) {
    for (std::size_t i = 0; i < std::min(queue->size(), part); ++i) {
      const KeptEvent* event = list_.find((*queue)[i]);
      if (event != nullptr && event->event == nullptr) places.push_back({(*queue)[i], event->id, event->fact});
    }
  }
  for (std::size_t i = 0; sorting_stopped && i < part && unsorted != 0 && unsorted <= published_; ++i) {
    const KeptEvent& event = *list_.find(unsorted);
    if (!event.traffic_class) places.push_back({unsorted, event.id, event.fact});
    unsorted = list_.at_or_after(unsorted + 1);
  }
  return places;
}

std::vector<std::uint64_t> Channel::older_than(WallTime before, std::size_t limit) {
  std::vector<std::uint64_t> places;
  for (std::uint64_t place = list_.first(); place != 0 && place <= published_; place = list_.at_or_after(place + 1)) {
    const KeptEvent& event = *list_.find(place);
    if (event.since > before || places.size() == limit) break;
    if (event.state != KeptEvent::State::out) places.push_back(place);
  }
  return places;
}

std::optional<KeptEvent> Channel::bury(std::uint64_t place) {
  if (list_.find(place) == nullptr) return std::nullopt;
  KeptEvent buried = remove(place);
  switch (buried.state) {
    case KeptEvent::State::aside:
      --aside_count_;
      release(buried.message);
      break;
    case KeptEvent::State::ready:
      release(buried.message);
      break;
    case KeptEvent::State::out:
      --out_;
      release(buried.message);
      break;
    case KeptEvent::State::held:
      --held_count_;
      break;
    case KeptEvent::State::waiting:
    case KeptEvent::State::gone:
      break;
  }
  return buried;
}

KeptEvent Channel::remove(std::uint64_t place) {
  if (place <= recorded_through_) gone_.push_back(place);
  return list_.remove(place);
}

void Channel::fill(const EventChannel& channel, store::Checkpoint& checkpoint) {
  const std::uint64_t oldest = list_.first();
  const std::uint64_t done_through = oldest == 0 ? last_ : oldest - 1;
  checkpoint.accounts.push_back({channel.account, channel.door, EventSequence(last_), EventSequence(done_through)});
  for (const std::uint64_t place : gone_) {
    if (place > done_through)
      checkpoint.events_gone.push_back({channel.account, channel.door, EventSequence(place), {}, {}, {}});
  }
  gone_.clear();
  for (std::uint64_t place = list_.at_or_after(recorded_through_ + 1); place != 0;
       place = list_.at_or_after(place + 1)) {
    const KeptEvent& event = *list_.find(place);
    checkpoint.events.push_back(
        {channel.account, channel.door, EventSequence(place), event.id, event.fact, event.since});
  }
  recorded_through_ = last_;
}

void Channel::restore(const store::Checkpoint::AccountEvents& events) {
  last_ = events.last.value();
  published_ = last_;
  offered_ = last_;  // what was offered before the stop may be acknowledged after it
  recorded_through_ = last_;
}

void Channel::restore_recorded(std::uint64_t place, KeptEvent event) {
  list_.append(place, std::move(event));
}

void Channel::restore_made(std::uint64_t place, KeptEvent event) {
  if (place <= last_) return;
  last_ = place;
  published_ = last_;
  offered_ = last_;
  list_.append(place, std::move(event));
}

void Channel::restore_done(std::uint64_t first, std::uint64_t last) {
  for (std::uint64_t place = list_.at_or_after(first); place != 0 && place <= last;
       place = list_.at_or_after(place + 1)) {
    remove(place);
  }
}

}  // namespace smppedge::gateway
