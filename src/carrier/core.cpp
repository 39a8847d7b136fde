// SPDX-License-Identifier: Apache-2.0
#include "carrier/core.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "base/log.h"
#include "session/limits.h"

namespace smppedge::carrier {

using session::SendRefusal;

/// The shortest sleep of the pace: at a high pace several segments leave at a wake-up, within Pace::burst.
static constexpr Micros pace_sleep_min{2'000};

Carrier::Core::Core(CarrierNumber number, Settings settings, Scheduler& scheduler, Dialer& dialer, Rng& rng,
                    CarrierEvents& events, std::uint32_t generation)
    : number_(number),
      generation_(generation),
      settings_(std::move(settings)),
      scheduler_(scheduler),
      events_(&events),
      open_(std::clamp(settings_.window, 1U, session::window_max)),
      pace_(settings_.pace_per_s, scheduler.mono()),
      silence_(settings_.unanswered_max),
      breaker_(settings_.breaker),
      idle_since_(scheduler.mono()) {
  BindOwner& owner = *this;
  lines_.reserve(settings_.binds.size());
  for (const BindKind kind : settings_.binds) {
    const BindId id(static_cast<std::uint16_t>(lines_.size() + 1));
    lines_.push_back(
        {std::make_unique<Bind>(id, kind, settings_, scheduler, dialer, rng, owner, generation), std::nullopt});
  }
}

void Carrier::Core::start() {
  for (Line& line : lines_) line.bind->start();
}

void Carrier::Core::fall_silent() {
  events_ = &no_events_;
  stopped_ = nullptr;
}

void Carrier::Core::reconfigure(Settings settings) {
  assert(!needs_new_binds(settings_, settings));
  const MonoTime now = scheduler_.mono();
  if (settings.pace_per_s != settings_.pace_per_s) {
    pace_ = AdaptivePace(settings.pace_per_s, now);
    pace_timer_.cancel();
  }
  if (settings.unanswered_max != settings_.unanswered_max) silence_ = Silence(settings.unanswered_max);
  if (settings.breaker != settings_.breaker) {
    breaker_timer_.cancel();
    breaker_ = Breaker(settings.breaker);
  }
  settings_ = std::move(settings);
  changed_ = true;
  wake();
}

void Carrier::Core::retire() {
  retired_ = true;
  release_queued_ = true;
  changed_ = true;
  wake();
}

// --- claims

bool Carrier::Core::can_submit() const {
  return !stopping_ && std::any_of(lines_.begin(), lines_.end(), [](const Line& line) { return line.bind->usable(); });
}

bool Carrier::Core::takes_claims() const {
  return can_submit() && breaker_.state() != BreakerState::open;
}

bool Carrier::Core::is_well() const {
  return takes_claims() && !probing();
}

bool Carrier::Core::takes_messages() const {
  return is_well() && !retired_;
}

/// One segment at a time, to learn whether the carrier takes any again.
bool Carrier::Core::probing() const {
  return silence_.silent() || breaker_.state() == BreakerState::half_open;
}

bool Carrier::Core::probe_due() const {
  return probing() && claims_free() > 0;
}

void Carrier::Core::note_standing() {
  if (takes_messages()) {
    idle_since_.reset();
  } else if (!idle_since_) {
    idle_since_ = scheduler_.mono();
  }
}

unsigned Carrier::Core::kept_for_urgent() const {
  const unsigned kept = std::min(urgent_claims_max, std::min(settings_.claim_ahead, claims_ahead()) / 8);
  return kept - std::min(kept, urgent_open_);
}

unsigned Carrier::Core::urgent_claims_free() const {
  if (!takes_claims()) return 0;
  if (probing()) return claims_open_ == open_.timed_out() ? 1 : 0;
  const unsigned limit = open_.used() + claims_ahead();
  return limit > claims_open_ ? limit - claims_open_ : 0;
}

/// How many claims may wait for the wire.
unsigned Carrier::Core::claims_ahead() const {
  const unsigned agreed = open_.window() - open_.used() + settings_.claim_ahead;
  if (pace_.current() == unpaced) return agreed;
  const auto paced = static_cast<unsigned>(pace_.current() * claim_ahead_time.count() / 1'000'000'000);
  return std::min(agreed, std::max(paced, claim_ahead_min));
}

unsigned Carrier::Core::claims_free() const {
  const unsigned free = urgent_claims_free();
  if (probing()) return free;
  return free - std::min(free, kept_for_urgent());
}

bool Carrier::Core::may_claim(const ClaimedRun& run) const {
  const unsigned free = run.urgent ? urgent_claims_free() : claims_free();
  return run.segments <= free || (free > 0 && claims_open_ == open_.timed_out());
}

void Carrier::Core::claim(const ClaimedRun& run) {
  claims_open_ += run.segments;
  if (run.urgent) urgent_open_ += run.segments;
}

void Carrier::Core::submit(const ClaimedRun& run) {
  queue_.push({.message = run.message,
               .next = run.first_segment,
               .end = static_cast<std::uint16_t>(run.first_segment + run.segments),
               .urgent = run.urgent,
               .again = run.again});
  wake();
}

void Carrier::Core::claim_ended(bool urgent) {
  --claims_open_;
  if (urgent) --urgent_open_;
  changed_ = true;
  wake();
}

void Carrier::Core::release(const Run& run, Reason reason) {
  for (Run left = run; !left.done(); ++left.next) {
    claim_ended(run.urgent);
    events_->on_released(number_, left.message, left.segment(), reason);
  }
}

Reason Carrier::Core::why_released() const {
  if (stopping_) return Reason::none;
  if (!can_submit()) return Reason::bind_closed;
  if (retired_) return Reason::carrier_gone;
  if (silence_.silent()) return Reason::response_timeout;
  return breaker_.state() == BreakerState::closed ? Reason::bind_closed : Reason::breaker_open;
}

/// What is claimed for a carrier that cannot take it goes back, so that it may leave elsewhere. A claim's commit may
/// end after the carrier has shut, so this is asked in each turn.
void Carrier::Core::release_unwritable() {
  const bool all = std::exchange(release_all_, false) || !takes_claims();
  const Reason reason = why_released();
  bool begun = false;
  for (Line& line : lines_) {
    if (line.run && (all || !line.bind->usable())) release(*std::exchange(line.run, std::nullopt), reason);
    begun = begun || line.run;
  }
  const bool queued = std::exchange(release_queued_, false);
  if (!all && !queued && !probing()) return;
  RunQueue unwritable = std::exchange(queue_, {});  // what is claimed meanwhile is not among them
  const bool probe_free = !all && !queued && !begun && open_.awaited() == 0;
  if (probe_free && !unwritable.empty()) queue_.push(unwritable.pop());
  while (!unwritable.empty()) release(unwritable.pop(), reason);
}

// --- writing

void Carrier::Core::on_turn_end() {
  release_unwritable();
  note_standing();
  write_all(scheduler_.mono());
  for (Line& line : lines_) line.bind->on_turn_end();
  if (stopping_) continue_stopping();
  if (std::exchange(changed_, false)) events_->on_change(number_);
}

void Carrier::Core::write_all(MonoTime now) {
  // What is begun is finished first: nothing may stand between its segments.
  for (Line& line : lines_) {
    if (!write_run(line, now)) return;
  }
  while (!queue_.empty() && may_write(now)) {
    Line* line = least_used_line();
    if (line == nullptr) return;
    line->run = queue_.pop();
    if (!write_run(*line, now)) return;
  }
}

/// False when the account, not this bind alone, can take no more now.
bool Carrier::Core::write_run(Line& line, MonoTime now) {
  while (line.run && line.bind->writable()) {
    if (!may_write(now)) return false;
    write_segment(line, now);
  }
  return true;
}

void Carrier::Core::write_segment(Line& line, MonoTime now) {
  Run& run = *line.run;
  const std::uint8_t segment = run.segment();
  pdu::ShortMessage message;
  if (!events_->fill(number_, run.message, segment, message)) {
    claim_ended(run.urgent);
  } else {
    const session::Cookie cookie = open_.take(run.message, segment, run.urgent);
    const session::Sent sent = line.bind->submit(message, cookie, now);
    if (sent) {
      open_.written(cookie, *sent, line.bind->written(), scheduler_.wall());
      pace_.take(now);
    } else {
      (void)open_.release(cookie);
      if (sent.error() != SendRefusal::malformed) return;  // the bind is not writable now, or has just ended
      claim_ended(run.urgent);
      events_->on_released(number_, run.message, segment, Reason::not_writable);
    }
  }
  ++run.next;
  if (run.done()) line.run.reset();
}

/// The window, the pace, the breaker and the silence of the account.
bool Carrier::Core::may_write(MonoTime now) {
  if (breaker_.state() == BreakerState::open || open_.full() || (probing() && open_.awaited() > 0)) return false;
  if (pace_.ready(now)) return true;
  if (!pace_timer_.armed()) {
    pace_timer_ = scheduler_.after(std::max(pace_.wait(now), pace_sleep_min), [this] {
      wake();
      pace_timer_.cancel();
    });
  }
  return false;
}

Carrier::Core::Line* Carrier::Core::least_used_line() {
  Line* least_used = nullptr;
  for (Line& line : lines_) {
    if (line.run || !line.bind->writable()) continue;
    if (least_used == nullptr || line.bind->window_used() < least_used->bind->window_used()) least_used = &line;
  }
  return least_used;
}

// --- the clean stop

void Carrier::Core::stop(Micros deadline, std::function<void()> stopped) {
  if (stopping_) return;
  stopping_ = true;
  stopped_ = std::move(stopped);
  end_by(deadline);
}

void Carrier::Core::hurry(Micros deadline) {
  if (stopping_ && scheduler_.mono() + deadline < end_at_) end_by(deadline);
}

void Carrier::Core::end_by(Micros deadline) {
  end_at_ = scheduler_.mono() + deadline;
  unbind_timer_ = scheduler_.after(deadline - settings_.unbind_timeout, [this] { unbind_all(); });
  abort_timer_ = scheduler_.after(deadline, [this] {
    for (Line& line : lines_) line.bind->abort();
  });
  wake();
}

void Carrier::Core::unbind_all() {
  if (std::exchange(unbinding_, true)) return;
  for (Line& line : lines_) line.bind->stop();
}

/// Bound until the last response is there, or until only the time for unbinding is left. Stopped only when no claim is
/// open: one whose commit is under way comes to submit() yet, and is released then.
void Carrier::Core::continue_stopping() {
  if (open_.awaited() == 0) unbind_all();
  const bool all_stopped = std::all_of(lines_.begin(), lines_.end(),
                                       [](const Line& line) { return line.bind->state() == BindState::stopped; });
  if (!all_stopped || claims_open_ != 0) return;
  unbind_timer_.cancel();
  abort_timer_.cancel();
  if (stopped_) std::exchange(stopped_, nullptr)();
}

CarrierStatus Carrier::Core::status() const {
  CarrierStatus status{.binds = {},
                       .claims_open = claims_open_,
                       .window = open_.window(),
                       .window_used = open_.used(),
                       .granted_pace = pace_.granted(),
                       .current_pace = pace_.current(),
                       .round_trip_us_p50 = round_trip_.p50_us(),
                       .answered = answered_,
                       .refused = refused_,
                       .throttled = throttled_,
                       .doubts = doubts_,
                       .late_answers = late_answers_,
                       .breaker = breaker_.state(),
                       .breaker_opened = breaker_opened_,
                       .silent = silence_.silent()};
  status.binds.reserve(lines_.size());
  for (const Line& line : lines_) status.binds.push_back(line.bind->status());
  return status;
}

}  // namespace smppedge::carrier
