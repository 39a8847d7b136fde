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

}  // namespace

void Channel::add(KeptEvent event) {
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
  KeptEvent* kept = list_.find(place);
  if (kept == nullptr) return;
  kept->message = event->message == nullptr ? MessageId() : event->message->id;
  kept->event = std::move(event);
}

std::vector<Event> Channel::offer(unsigned limit) {
  std::vector<Event> page;
  std::uint64_t place = list_.first();
  page.reserve(std::min<std::size_t>(limit, list_.size()));
  for (; place != 0 && place <= published_ && page.size() < limit; place = list_.at_or_after(place + 1)) {
    const KeptEvent& kept = *list_.find(place);
    if (kept.event == nullptr) break;  // offer what is here; the next call reads on
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
  page.reserve(std::min(until, list_.size()));
  // While both wait each has half of the page, so that what is refused again and again does not keep new ones out.
  ready_first_ = !ready_first_;
  give_ready(page, ready_first_ ? until - until / 2 : until / 2);
  give_waiting(page, until);
  give_ready(page, until);
  return page;
}

void Channel::give_ready(std::vector<Event>& page, std::size_t until) {
  while (page.size() < until && !ready_.empty()) {
    KeptEvent* event = list_.find(ready_.front());
    const bool buried = event == nullptr || event->state != KeptEvent::State::ready;
    if (!buried && event->event == nullptr) return;
    ready_.pop_front();
    if (!buried) give(*event, page);
  }
}

void Channel::give_waiting(std::vector<Event>& page, std::size_t until) {
  while (page.size() < until) {
    const std::uint64_t place = list_.at_or_after(next_);
    if (place == 0 || place > published_) return;
    KeptEvent& event = *list_.find(place);
    if (event.event == nullptr) return;
    next_ = place + 1;
    if (event.message != MessageId() && !busy_.insert(event.message).second) {
      hold(place, event);
    } else {
      give(event, page);
    }
  }
}

void Channel::give(KeptEvent& event, std::vector<Event>& page) {
  event.state = KeptEvent::State::out;
  ++out_;
  page.push_back(*event.event);
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
        next->state = KeptEvent::State::ready;
        --held_count_;
        ready_.push_back(places.front());
      }
      places.pop_front();
    }
    if (places.empty()) held_.erase(found);
    if (next != nullptr) return;
  }
  busy_.erase(message);
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
    event->state = KeptEvent::State::ready;
    ready_.push_back(place);
    return true;
  }
  event->state = KeptEvent::State::aside;
  if (++aside_count_ > events_resident_max) event->event.reset();
  aside_[tick_after(*due)].push_back(place);
  return true;
}

MonoTime Channel::next_due() const {
  return aside_.empty() ? MonoTime::max() : aside_.begin()->first;
}

void Channel::recall(MonoTime now, std::size_t quantum) {
  for (std::size_t recalled = 0; !aside_.empty() && aside_.begin()->first <= now && recalled < quantum;) {
    for (const std::uint64_t place : aside_.begin()->second) {
      KeptEvent* event = list_.find(place);
      if (event == nullptr || event->state != KeptEvent::State::aside) continue;  // buried since
      event->state = KeptEvent::State::ready;
      --aside_count_;
      ready_.push_back(place);
    }
    recalled += aside_.begin()->second.size();
    aside_.erase(aside_.begin());
  }
}

std::vector<Channel::Unread> Channel::unread(bool pulled, unsigned ahead) {
  std::vector<Unread> places;
  const auto add_unread = [&](std::uint64_t place) {
    const KeptEvent* event = list_.find(place);
    if (event != nullptr && event->event == nullptr) places.push_back({place, event->id, event->fact});
  };
  if (!pulled) {
    for (std::size_t i = 0; i < std::min<std::size_t>(ready_.size(), ahead); ++i) add_unread(ready_[i]);
  }
  std::uint64_t place = pulled ? list_.first() : list_.at_or_after(next_);
  for (unsigned i = 0; i < ahead && place != 0 && place <= published_ && places.size() < ahead; ++i) {
    add_unread(place);
    place = list_.at_or_after(place + 1);
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
