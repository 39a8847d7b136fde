// SPDX-License-Identifier: Apache-2.0
// The timers of a session (SMPP 7.2): next_deadline() names the earliest, on_deadline() runs what is due.
#include <algorithm>

#include "session/limits.h"
#include "session/session.h"

namespace smppedge::session {

/// A zero duration never falls due.
static MonoTime due(MonoTime since, Micros duration) {
  return duration == Micros::zero() ? MonoTime::max() : since + duration;
}

MonoTime Session::next_deadline() const {
  switch (state_) {
    case State::closed:
      return MonoTime::max();
    case State::open:
      if (role_ == Role::smsc) return due(connected_at_, settings_.session_init_timeout);
      return bind_.waiting ? due(bind_.sent_at, settings_.bind_response_timeout) : MonoTime::max();
    case State::unbinding:
      return unbinding_since_ + settings_.unbind_timeout * (unbind_.waiting ? 2 : 1);
    case State::bound_tx:
    case State::bound_rx:
    case State::bound_trx:
      break;
  }
  MonoTime deadline = due(last_received_at_, settings_.inactivity_timeout);
  deadline =
      std::min(deadline, enquire_link_.waiting
                             ? due(enquire_link_.sent_at, settings_.enquire_link_response_timeout)
                             : std::min(due(enquire_link_since(), settings_.enquire_link_interval), proof_due()));
  if (const auto oldest = window_.oldest_sent_at()) {
    deadline = std::min(deadline, due(*oldest, settings_.response_timeout));
  }
  return deadline;
}

void Session::on_deadline(MonoTime now) {
  if (now < next_deadline()) return;
  switch (state_) {
    case State::closed:
      return;
    case State::open:
      return close(role_ == Role::smsc ? CloseCause::session_init_timeout : CloseCause::bind_timeout);
    case State::unbinding:
      return run_unbinding();
    case State::bound_tx:
    case State::bound_rx:
    case State::bound_trx:
      break;
  }
  if (now >= due(last_received_at_, settings_.inactivity_timeout)) return close(CloseCause::inactivity_timeout);
  run_response_timeouts(now);
  run_enquire_link(now);
}

void Session::run_response_timeouts(MonoTime now) {
  while (is_bound(state_)) {
    const auto oldest = window_.oldest_sent_at();
    if (!oldest || now < due(*oldest, settings_.response_timeout)) return;
    const Window::Slot slot = window_.time_out_oldest();
    ++counters_.response_timeouts;
    // Nothing hangs on what a query's late answer says, and a peer that answers none must not use up the window.
    if (slot.command() == pdu::CommandId::query_sm) window_.release(*window_.find(pdu::SequenceNumber(slot.sequence)));
    events_.on_response_timeout(slot.cookie, slot.command());
  }
}

void Session::run_enquire_link(MonoTime now) {
  if (!is_bound(state_)) return;
  if (enquire_link_.waiting) {
    if (now >= due(enquire_link_.sent_at, settings_.enquire_link_response_timeout)) {
      close(CloseCause::enquire_link_timeout);
    }
  } else if (now >= std::min(due(enquire_link_since(), settings_.enquire_link_interval), proof_due())) {
    enquire_link(now);
  }
}

/// What its interval is counted from.
MonoTime Session::enquire_link_since() const {
  return settings_.enquire_link_always ? enquire_link_at_ : last_received_at_;
}

/// When what waits for its proof has waited for long enough. The newest enquire_link may still bring it: any frame says
/// that the peer is alive, not that it has read so far.
MonoTime Session::proof_due() const {
  if (proof_wanted_from_ == MonoTime::max()) return MonoTime::max();
  return due(std::max(proof_wanted_from_, enquire_link_at_), std::min(settings_.enquire_link_interval, proof_wait_max));
}

void Session::run_unbinding() {
  if (unbind_.waiting) return close(CloseCause::unbound);
  finish_unbinding();  // what is outstanding was waited for long enough
}

}  // namespace smppedge::session
