// SPDX-License-Identifier: Apache-2.0
#include "north/smpp/delivery.h"

#include <algorithm>

#include "north/smpp/client_session.h"

namespace smppedge::north::smpp {

using gateway::Event;
using pdu::CommandStatus;
using session::Cookie;
using session::SendRefusal;

Delivery::Delivery(const AccountSettings& account, Scheduler& scheduler, gateway::Api& api, DeliveryRota& rota)
    : account_(account), channel_{account.client.number, Door::smpp}, scheduler_(scheduler), api_(api), rota_(rota) {}

void Delivery::add(ClientSession& session) {
  receivers_.push_back(std::make_unique<Receiver>());
  receivers_.back()->session = &session;
  ask();
}

void Delivery::remove(ClientSession& session) {
  const auto found = std::find_if(receivers_.begin(), receivers_.end(),
                                  [&](const auto& receiver) { return receiver->session == &session; });
  if (found == receivers_.end()) return;
  const auto gone = std::move(*found);
  receivers_.erase(found);
  for (const Pending& pending : gone->pending) {
    end_attempt(pending.attempt, Micros(0));
    const auto attempt = attempts_.find(pending.attempt);
    if (attempt->second.unanswered == 0) attempts_.erase(attempt);
  }
  ask();
}

void Delivery::stop(std::function<void()> settled) {
  stopping_ = true;
  when_settled_ = std::move(settled);
}

DeliveryCounters Delivery::counters() const {
  DeliveryCounters counters = counters_;
  for (const auto& receiver : receivers_) counters.pending += receiver->pending.size();
  counters.in_flight = attempts_.size() - std::min<std::size_t>(attempts_.size(), counters.pending);
  return counters;
}

// --- from the gateway

void Delivery::ask() {
  if (queued_ || taking_ || stopping_ || ask_again_.armed()) return;
  const bool room = std::any_of(receivers_.begin(), receivers_.end(), [](const auto& receiver) {
    return receiver->pending.size() < events_pending_per_bind_max;
  });
  if (!room) return;
  queued_ = true;
  rota_.queue(*this);
}

unsigned Delivery::take_turn(unsigned quantum) {
  queued_ = false;
  if (taking_ || stopping_) return 0;
  std::size_t room = 0;
  for (const auto& receiver : receivers_) {
    const std::size_t holds = window_room(*receiver) + events_pending_per_bind_max;
    room += holds - std::min(holds, receiver->pending.size());
  }
  const auto limit = static_cast<unsigned>(std::min<std::size_t>({room, quantum, gateway::events_page_max}));
  if (limit == 0) return 0;
  taking_ = true;
  api_.take_events(channel_, limit, gateway::events_wait_max,
                   [weak = weak_from_this()](Expected<gateway::EventsPage, gateway::RequestError> page) {
                     if (const auto self = weak.lock()) self->on_page(std::move(page));
                   });
  return limit;
}

void Delivery::on_page(Expected<gateway::EventsPage, gateway::RequestError> page) {
  taking_ = false;
  if (!page) {
    ask_again_ = scheduler_.after(events_ask_again, [this] {
      ask_again_.cancel();
      ask();
    });
    return;
  }
  for (Event& event : page->events) place(std::move(event));
  ask();
}

// --- which bind

void Delivery::place(Event event) {
  Receiver* receiver = receiver_for(event);
  if (receiver == nullptr || receiver->pending.size() >= events_pending_per_bind_max) {
    return put_aside(event.sequence, receiver);
  }
  const Cookie attempt = ++last_attempt_;
  attempts_.emplace(attempt, Attempt{.event = event.sequence});
  receiver->pending.push_back({std::move(event), attempt, 0});
  pump(*receiver);
}

Delivery::Receiver* Delivery::receiver_for(const Event& event) {
  if (event.kind != Event::Kind::reply && event.message != nullptr && event.message->client) {
    if (Receiver* submitter = find(event.message->client->bind)) return submitter;
  }
  return next_in_turn();
}

/// The next one that can write at once; else the next one that can hold it; else any.
Delivery::Receiver* Delivery::next_in_turn() {
  const std::size_t count = receivers_.size();
  const auto next_with = [&](auto has_room) -> Receiver* {
    for (std::size_t step = 0; step < count; ++step) {
      const std::size_t at = (next_receiver_ + step) % count;
      if (!has_room(*receivers_[at])) continue;
      next_receiver_ = at + 1;
      return receivers_[at].get();
    }
    return nullptr;
  };
  if (Receiver* free = next_with([this](const Receiver& receiver) {
        return !receiver.blocked && receiver.pending.empty() && window_room(receiver) != 0;
      })) {
    return free;
  }
  if (Receiver* holding =
          next_with([](const Receiver& receiver) { return receiver.pending.size() < events_pending_per_bind_max; })) {
    return holding;
  }
  return next_with([](const Receiver&) { return true; });
}

Delivery::Receiver* Delivery::find(ClientBindId bind) {
  for (const auto& receiver : receivers_) {
    if (receiver->session->bind_id() == bind) return receiver.get();
  }
  return nullptr;
}

unsigned Delivery::window_room(const Receiver& receiver) const {
  const unsigned taken = receiver.session->smpp().outstanding();
  return account_.deliver_window - std::min(account_.deliver_window, taken);
}

/// Without a receiver there is nobody left: it waits in the gateway for the next bind.
void Delivery::put_aside(EventSequence event, Receiver* receiver) {
  if (receiver == nullptr) return refused(event, Micros(0));
  ++counters_.put_aside;
  const MonoTime now = scheduler_.mono();
  if (receiver->aside == Micros(0) || now >= receiver->aside_until) {
    receiver->aside = receiver->aside == Micros(0) ? aside_min : std::min(receiver->aside * 2, aside_max);
    receiver->aside_until = now + receiver->aside;
  }
  refused(event, comes_back(*receiver, now + receiver->aside) - now);
}

/// When an event comes back that is to wait until `earliest`: in whole ticks, so that many share a settlement.
MonoTime Delivery::comes_back(Receiver& receiver, MonoTime earliest) {
  const auto tick = (earliest.time_since_epoch() + aside_tick - Micros(1)) / aside_tick;
  if (tick > receiver.aside_back) {
    receiver.aside_back = tick;
    receiver.aside_in_tick = 0;
  }
  if (receiver.aside_in_tick == asides_per_tick) {
    ++receiver.aside_back;
    receiver.aside_in_tick = 0;
  }
  ++receiver.aside_in_tick;
  return MonoTime(receiver.aside_back * aside_tick);
}

// --- to the client

void Delivery::pump(Receiver& receiver) {
  while (!receiver.pending.empty() && !receiver.blocked && window_room(receiver) != 0) {
    if (!write_next(receiver)) return;
  }
}

/// The next deliver_sm of the first pending event; false when there is no room for it.
bool Delivery::write_next(Receiver& receiver) {
  Pending& first = receiver.pending.front();
  const auto found = attempts_.find(first.attempt);
  Attempt& attempt = found->second;
  const auto pop = [&] {
    if (attempt.unanswered == 0) attempts_.erase(found);
    receiver.pending.pop_front();
    return true;
  };
  if (attempt.over) return pop();

  session::Session& smpp = receiver.session->smpp();
  notification_.write(first.event, account_.client, smpp.peer_speaks_tlvs());
  const auto messages = notification_.messages();
  if (messages.empty()) {
    taken(attempt.event);
    return pop();
  }
  if (first.next_message == 0) attempt.missing = static_cast<unsigned>(messages.size());
  const auto sent = smpp.deliver_sm(messages[first.next_message], first.attempt, scheduler_.mono());
  if (!sent) {
    const bool will_fit = sent.error() == SendRefusal::output_full && receiver.session->unread_output() != 0;
    if (will_fit) block(receiver);
    if (will_fit || sent.error() == SendRefusal::wrong_state) return false;
    ++counters_.unwritable;
    end_attempt(first.attempt, retry_max);
    return pop();
  }
  receiver.session->touch();
  ++attempt.unanswered;
  if (++first.next_message == messages.size()) receiver.pending.pop_front();
  return true;
}

/// ByteStreamHandler::on_drained says so earlier, but only of a buffer that was more than half full.
void Delivery::block(Receiver& receiver) {
  receiver.blocked = true;
  receiver.blocked_timer = scheduler_.after(blocked_poll, [this, &receiver] {
    receiver.blocked = false;
    pump(receiver);
    ask();
  });
}

void Delivery::on_drained(const ClientSession& session) {
  Receiver* receiver = find(session.bind_id());
  if (receiver == nullptr) return;
  receiver->blocked = false;
  pump(*receiver);
  ask();
}

// --- what became of it

void Delivery::on_answer(const ClientSession& session, const session::Answer& answer) {
  const auto found = attempts_.find(answer.cookie);
  Attempt& attempt = found->second;
  --attempt.unanswered;
  if (answer.status == CommandStatus::ESME_ROK) {
    if (--attempt.missing == 0) {
      ++counters_.delivered;
      taken(attempt.event);
      attempt.over = true;
    }
  } else {
    ++counters_.refused;
    if (!attempt.over) end_attempt(answer.cookie, retries_.next(attempt.event));
  }
  Receiver* receiver = find(session.bind_id());
  const bool pending =
      receiver != nullptr && !receiver->pending.empty() && receiver->pending.front().attempt == answer.cookie;
  if (attempt.over && attempt.unanswered == 0 && !pending) attempts_.erase(found);
  if (receiver == nullptr) return;
  if (answer.late) --receiver->timed_out;
  receiver->aside = Micros(0);
  pump(*receiver);
  ask();
}

void Delivery::on_response_timeout(ClientSession& session, Cookie cookie) {
  ++counters_.timed_out;
  if (const Attempt& attempt = attempts_.at(cookie); !attempt.over) end_attempt(cookie, retries_.next(attempt.event));
  Receiver* receiver = find(session.bind_id());
  if (receiver == nullptr) return;
  if (++receiver->timed_out >= account_.deliver_window) session.unbind("it answers no deliver_sm");
}

void Delivery::on_lost(Cookie cookie) {
  const auto found = attempts_.find(cookie);
  if (!found->second.over) {
    ++counters_.lost;
    end_attempt(cookie, Micros(0));
  }
  if (--found->second.unanswered == 0) attempts_.erase(found);
}

void Delivery::end_attempt(Cookie attempt, Micros again_after) {
  Attempt& ended = attempts_.at(attempt);
  if (ended.over) return;
  ended.over = true;
  refused(ended.event, again_after);
}

void Delivery::taken(EventSequence event) {
  retries_.forget(event);
  taken_.push_back(event);
  scheduler_.defer(*this);
}

void Delivery::refused(EventSequence event, Micros again_after) {
  refused_[again_after].push_back(event);
  scheduler_.defer(*this);
}

/// One call for a turn's settlements; more only where events wait for different times.
void Delivery::on_turn_end() {
  do {
    auto settlement = std::make_shared<gateway::EventsSettlement>();
    settlement->taken = std::exchange(taken_, {});
    if (!refused_.empty()) {
      auto first = refused_.extract(refused_.begin());
      settlement->refused = std::move(first.mapped());
      settlement->again_after = first.key();
    }
    settle(std::move(settlement));
  } while (!refused_.empty());
}

void Delivery::settle(std::shared_ptr<const gateway::EventsSettlement> settlement) {
  ++settles_under_way_;
  api_.settle_events(channel_, *settlement,
                     [weak = weak_from_this(), settlement](const Expected<void, gateway::RequestError>& done) {
                       if (const auto self = weak.lock()) self->on_settled(done.has_value(), settlement);
                     });
}

/// What the gateway did not take is out there still: it is told again until it does.
void Delivery::on_settled(bool well, const std::shared_ptr<const gateway::EventsSettlement>& settlement) {
  --settles_under_way_;
  if (!well) {
    ++counters_.not_settled;
    settle_again_.push_back(settlement);
    if (!settle_again_timer_.armed()) {
      settle_again_timer_ = scheduler_.after(events_ask_again, [this] {
        settle_again_timer_.cancel();
        for (const auto& waiting : std::exchange(settle_again_, {})) settle(waiting);
      });
    }
  }
  if (when_settled_ && is_settled()) when_settled_();
}

}  // namespace smppedge::north::smpp
