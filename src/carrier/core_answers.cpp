// SPDX-License-Identifier: Apache-2.0
// What comes from the carrier: responses, or none, to submits and queries, deliver_sm, and changes of its binds.
#include <utility>

#include "base/log.h"
#include "carrier/core.h"

namespace smppedge::carrier {

/// Whether a refusal speaks of the carrier, not of the message nor of our pace. What is ambiguous may be of one
/// account's messages alone, and that one must not take the carrier from all others.
static bool tells_trouble(StatusClass status_class) {
  return status_class == StatusClass::retry || status_class == StatusClass::bind ||
         status_class == StatusClass::session;
}

// --- what becomes of submits

void Carrier::Core::on_submit_answered(Bind& bind, const session::Answer& answer) {
  const OpenSubmit& submit = open_.release(answer.cookie);
  claim_ended(submit.urgent);
  ++answered_;
  if (answer.late) ++late_answers_;
  const bool taken = answer.status == pdu::CommandStatus::ESME_ROK;
  if (!taken) ++refused_;
  const StatusClass status_class = taken ? StatusClass::ok : settings_.statuses.rule(answer.status).status_class;
  adapt_pace(bind, answer, status_class);
  judge(!tells_trouble(status_class), answer.round_trip);
  if (silence_.on_answer()) log::info("answers again carrier={} bind={}", settings_.name, bind.id().value());
  round_trip_.add(answer.round_trip);
  events_->on_answer(number_, submit.message, submit.segment,
                     {.bind = bind.id(),
                      .sequence_number = submit.sequence_number,
                      .command_status = answer.status,
                      .message_id = answer.message_id(),
                      .round_trip = answer.round_trip,
                      .late = answer.late,
                      .submit = {submit.octets, submit.written_at},
                      .octets = answer.response.octets});
}

void Carrier::Core::judge(bool well, Micros round_trip) {
  if (breaker_.on_result(well, round_trip, scheduler_.mono())) on_breaker_changed();
}

void Carrier::Core::on_breaker_changed() {
  changed_ = true;
  wake();
  if (breaker_.state() == BreakerState::closed) return log::info("breaker closed carrier={}", settings_.name);
  const Micros wait = breaker_.probe_at() - scheduler_.mono();
  log::warn("breaker opened: most of what the carrier is given fails, it is probed later carrier={} probe_in_s={}",
            settings_.name, std::chrono::ceil<Seconds>(wait).count());
  ++breaker_opened_;
  breaker_timer_ = scheduler_.after(wait, [this] {
    if (!breaker_.on_time(scheduler_.mono())) return;
    changed_ = true;
    wake();
  });
}

void Carrier::Core::adapt_pace(const Bind& bind, const session::Answer& answer, StatusClass status_class) {
  const MonoTime now = scheduler_.mono();
  const MonoTime written_at = now - answer.round_trip;
  if (status_class == StatusClass::ok) {
    const MilliPerS before = pace_.current();
    pace_.on_taken(written_at, now);
    if (pace_.current() != before) pace_timer_.cancel();  // it sleeps for the slower pace
    if (pace_.take_recovered()) log::info("throttling is over carrier={}", settings_.name);
    return;
  }
  if (status_class != StatusClass::throttle) return;
  ++throttled_;
  if (!pace_.on_throttled(written_at, now)) return;
  log::warn(
      "the carrier throttles, it is served more slowly status={} pace_per_s={} granted_per_s={} carrier={} bind={}",
      pdu::to_string(answer.status), pace_.current() / 1'000, settings_.pace_per_s, settings_.name, bind.id().value());
}

void Carrier::Core::on_submit_timed_out(Bind& bind, session::Cookie cookie) {
  const OpenSubmit& submit = open_.time_out(cookie);
  tell_doubt(bind, submit, Reason::response_timeout);
  close_if_clogged();
}

void Carrier::Core::on_submit_lost(Bind& bind, session::Cookie cookie) {
  const OpenSubmit& submit = open_.release(cookie);
  claim_ended(submit.urgent);
  if (!submit.timed_out) tell_doubt(bind, submit, Reason::bind_closed);
}

void Carrier::Core::tell_doubt(const Bind& bind, const OpenSubmit& submit, Reason reason) {
  ++doubts_;
  changed_ = true;  // a silent carrier may be probed again
  wake();
  judge(false, Micros(0));
  if (silence_.on_doubt()) {
    release_all_ = true;
    log::error("ALARM: the carrier answers no submits, only probes go out unanswered={} carrier={} bind={}",
               settings_.unanswered_max, settings_.name, bind.id().value());
  }
  events_->on_doubt(number_, submit.message, submit.segment,
                    {.bind = bind.id(),
                     .sequence_number = submit.sequence_number,
                     .reason = reason,
                     .submit = {submit.octets, submit.written_at}});
}

/// Places that are kept for late answers must not use up the window: at half of it the bind that keeps most is closed,
/// whatever response_timeouts_max says.
void Carrier::Core::close_if_clogged() {
  if (open_.timed_out() * 2 < open_.window()) return;
  const auto most = std::max_element(lines_.begin(), lines_.end(), [](const Line& a, const Line& b) {
    return a.bind->timed_out() < b.bind->timed_out();
  });
  most->bind->give_up("half the window waits for responses that are overdue");
}

// --- queries

bool Carrier::Core::query(const pdu::QuerySm& query, const AttemptRef& attempt) {
  const auto place = queries_.free_place();
  if (stopping_ || !place) return false;
  for (Line& line : lines_) {
    if (!line.bind->writable() || !line.bind->query(query, *place, scheduler_.mono())) continue;
    queries_.take(*place, attempt);
    return true;
  }
  return false;
}

void Carrier::Core::on_query_answered(Bind& bind, const session::Answer& answer) {
  QueryAnswer told{
      .attempt = queries_.release(answer.cookie), .bind = bind.id(), .answered = true, .command_status = answer.status};
  if (const auto* body = std::get_if<pdu::QuerySmResp>(&answer.response.body)) {
    told.message_state = body->message_state;
    told.error_code = body->error_code;
  }
  events_->on_queried(number_, told);
}

void Carrier::Core::on_query_lost(Bind& bind, session::Cookie cookie) {
  events_->on_queried(number_, {.attempt = queries_.release(cookie), .bind = bind.id()});
}

// --- what the carrier sends, and its binds

void Carrier::Core::on_delivered(const DeliverToken& token, const pdu::ShortMessage& message, WireOctets octets) {
  events_->on_deliver(number_, token, message, octets);
}

bool Carrier::Core::answer_deliver(const DeliverToken& token, pdu::CommandStatus status) {
  const std::size_t index = token.bind.value() - std::size_t{1};
  return index < lines_.size() && lines_[index].bind->answer(token, status);
}

std::optional<MonoTime> Carrier::Core::answered_through(const DeliverToken& token) const {
  const std::size_t index = token.bind.value() - std::size_t{1};
  return index < lines_.size() ? lines_[index].bind->answered_through(token) : std::nullopt;
}

bool Carrier::Core::want_proof(const DeliverToken& token) {
  const std::size_t index = token.bind.value() - std::size_t{1};
  return index < lines_.size() && lines_[index].bind->want_proof(token);
}

void Carrier::Core::on_bind_changed(Bind&) {
  changed_ = true;
  wake();
}

}  // namespace smppedge::carrier
