// SPDX-License-Identifier: Apache-2.0
// What we send: requests, and answers to the peer's requests.
#include "pdu/pack.h"
#include "session/limits.h"
#include "session/session.h"

namespace smppedge::session {

using pdu::CommandId;
using pdu::CommandStatus;
using pdu::SequenceNumber;

std::string_view to_string(SendRefusal refusal) {
  switch (refusal) {
    case SendRefusal::wrong_state:
      return "not bound for it";
    case SendRefusal::window_full:
      return "window full";
    case SendRefusal::output_full:
      return "the peer does not read";
    case SendRefusal::malformed:
      return "a field is too long";
  }
  return "?";
}

static SendRefusal refusal_of(const pdu::WriteError& error) {
  return error.kind == pdu::WriteError::Kind::buffer_full ? SendRefusal::output_full : SendRefusal::malformed;
}

bool Session::room_for_request() const {
  return output_.size() <= output_.bytes_max() - output_.bytes_max() / response_share_divisor;
}

// --- requests

/// A request of the window. A number is used up only by what was written.
template <class Write>
Sent Session::send_windowed(CommandId request, Cookie cookie, MonoTime now, Write write) {
  if (!may_send(request)) return failure(SendRefusal::wrong_state);
  if (window_.free() == 0) return failure(SendRefusal::window_full);
  if (!room_for_request()) return failure(SendRefusal::output_full);
  const SequenceNumber number = window_.next_number();
  if (const pdu::Written written = write(number); !written) return failure(refusal_of(written.error()));
  window_.take(request, cookie, now);
  return number;
}

/// A request that takes no place in the window.
template <class Write>
Sent Session::send_beside(Write write) {
  const SequenceNumber number = window_.next_number();
  if (const pdu::Written written = write(number); !written) return failure(refusal_of(written.error()));
  window_.pass();
  return number;
}

Sent Session::submit_sm(const pdu::ShortMessage& message, Cookie cookie, MonoTime now) {
  return send_windowed(CommandId::submit_sm, cookie, now, [&](SequenceNumber number) {
    return pdu::write_short_message(output_, CommandId::submit_sm, number, message);
  });
}

Sent Session::deliver_sm(const pdu::ShortMessage& message, Cookie cookie, MonoTime now) {
  return send_windowed(CommandId::deliver_sm, cookie, now, [&](SequenceNumber number) {
    return pdu::write_short_message(output_, CommandId::deliver_sm, number, message);
  });
}

Sent Session::data_sm(const pdu::ShortMessage& message, Cookie cookie, MonoTime now) {
  return send_windowed(CommandId::data_sm, cookie, now,
                       [&](SequenceNumber number) { return pdu::write_data_sm(output_, number, message); });
}

Sent Session::submit_multi(const pdu::SubmitMulti& multi, Cookie cookie, MonoTime now) {
  return send_windowed(CommandId::submit_multi, cookie, now,
                       [&](SequenceNumber number) { return pdu::pack_submit_multi(output_, number, multi); });
}

Sent Session::query_sm(const pdu::QuerySm& query, Cookie cookie, MonoTime now) {
  return send_windowed(CommandId::query_sm, cookie, now,
                       [&](SequenceNumber number) { return pdu::pack_query_sm(output_, number, query); });
}

Sent Session::cancel_sm(const pdu::CancelSm& cancel, Cookie cookie, MonoTime now) {
  return send_windowed(CommandId::cancel_sm, cookie, now,
                       [&](SequenceNumber number) { return pdu::pack_cancel_sm(output_, number, cancel); });
}

Sent Session::replace_sm(const pdu::ReplaceSm& replace, Cookie cookie, MonoTime now) {
  return send_windowed(CommandId::replace_sm, cookie, now,
                       [&](SequenceNumber number) { return pdu::pack_replace_sm(output_, number, replace); });
}

Sent Session::bind(BindKind kind, const pdu::Bind& bind, MonoTime now) {
  if (role_ != Role::esme || state_ != State::open || bind_.waiting) return failure(SendRefusal::wrong_state);
  const Sent sent = send_beside([&](SequenceNumber number) {
    return pdu::pack_bind(output_, bind_command(kind), number, bind, settings_.password_octets_max);
  });
  if (sent) {
    kind_ = kind;
    bind_ = {sent->value(), true, now};
  }
  return sent;
}

Sent Session::outbind(const pdu::Outbind& outbind) {
  if (!may_send(CommandId::outbind)) return failure(SendRefusal::wrong_state);
  return send_beside([&](SequenceNumber number) { return pdu::pack_outbind(output_, number, outbind); });
}

Sent Session::alert_notification(const pdu::AlertNotification& alert) {
  if (!may_send(CommandId::alert_notification)) return failure(SendRefusal::wrong_state);
  if (!room_for_request()) return failure(SendRefusal::output_full);
  return send_beside([&](SequenceNumber number) { return pdu::pack_alert_notification(output_, number, alert); });
}

void Session::enquire_link(MonoTime now) {
  if (state_ == State::closed || enquire_link_.waiting) return;
  const Sent sent = send_beside([&](SequenceNumber number) {
    return pdu::write_header_only(output_, CommandId::enquire_link, CommandStatus::ESME_ROK, number);
  });
  // A full output is a peer that does not read: it is waited for as if it had been asked.
  enquire_link_ = {sent ? sent->value() : 0, true, now};
  enquire_link_at_ = now;
}

void Session::want_proof(MonoTime now) {
  proof_wanted_from_ = std::min(proof_wanted_from_, now);
  proof_wanted_to_ = now;
}

void Session::unbind(MonoTime now) {
  if (state_ == State::open) return close(CloseCause::unbound);  // never bound: there is nothing to undo
  if (!is_bound(state_)) return;
  state_ = State::unbinding;
  who_unbinds_ = WhoUnbinds::we;
  unbinding_since_ = now;
  if (drained()) finish_unbinding();
}

/// The last word of an unbind, once all is answered or waited for long enough.
void Session::finish_unbinding() {
  if (who_unbinds_ == WhoUnbinds::peer) {
    refuse(CommandId::unbind, SequenceNumber(unbind_sequence_), CommandStatus::ESME_ROK);
    close(CloseCause::unbound);
    return;
  }
  if (unbind_.waiting) return;
  const Sent sent = send_beside([&](SequenceNumber number) {
    return pdu::write_header_only(output_, CommandId::unbind, CommandStatus::ESME_ROK, number);
  });
  unbind_ = {sent ? sent->value() : 0, true, unbinding_since_};
}

// --- answers

void Session::accept_bind(std::string_view system_id, MonoTime now) {
  if (!bind_pending_ || state_ != State::open) return;
  bind_pending_ = false;
  close_unless(pdu::pack_bind_resp(output_, pdu::response_of(bind_command(kind_)), CommandStatus::ESME_ROK,
                                   SequenceNumber(bind_sequence_), system_id,
                                   peer_speaks_tlvs() ? settings_.interface_version : std::uint8_t{0}));
  if (state_ != State::open) return;
  state_ = bound_state(kind_);
  last_received_at_ = now;  // the time that credentials took is not the peer's silence
}

void Session::refuse_bind(CommandStatus status) {
  if (!bind_pending_ || state_ != State::open) return;
  bind_pending_ = false;
  refuse(bind_command(kind_), SequenceNumber(bind_sequence_), status);
}

void Session::respond(CommandId request, SequenceNumber number, CommandStatus status, std::string_view message_id,
                      pdu::Tlvs tlvs) {
  if (request != CommandId::submit_sm && request != CommandId::deliver_sm && request != CommandId::data_sm) {
    return respond_status(request, number, status);
  }
  if (state_ == State::closed) return;
  close_unless(pdu::write_message_resp(output_, pdu::response_of(request), status, number, message_id, tlvs));
  answered_one();
}

void Session::respond_status(CommandId request, SequenceNumber number, CommandStatus status) {
  if (state_ == State::closed) return;
  refuse(request, number, status);
  answered_one();
}

void Session::respond_query(SequenceNumber number, CommandStatus status, const pdu::QuerySmResp& answer) {
  if (state_ == State::closed) return;
  close_unless(pdu::pack_query_sm_resp(output_, status, number, answer));
  answered_one();
}

void Session::respond_multi(SequenceNumber number, CommandStatus status, const pdu::SubmitMultiResp& answer) {
  if (state_ == State::closed) return;
  close_unless(pdu::pack_submit_multi_resp(output_, status, number, answer));
  answered_one();
}

void Session::answered_one() {
  if (unanswered_inbound_ > 0) --unanswered_inbound_;
  if (state_ == State::unbinding && drained()) finish_unbinding();
}

/// Answers without a body worth having: `request` may be any; generic_nack stands for itself.
void Session::refuse(CommandId request, SequenceNumber number, CommandStatus status) {
  const CommandId response = pdu::response_of(request);
  switch (request) {
    case CommandId::outbind:
    case CommandId::alert_notification:
      return;  // nothing to answer with (2.8)
    case CommandId::bind_transmitter:
    case CommandId::bind_receiver:
    case CommandId::bind_transceiver:
      return close_unless(pdu::pack_bind_resp(output_, response, status, number, {}, 0));
    case CommandId::submit_sm:
    case CommandId::deliver_sm:
    case CommandId::data_sm:
      return close_unless(pdu::write_message_resp(output_, response, status, number, {}));
    case CommandId::query_sm:
      return close_unless(pdu::pack_query_sm_resp(output_, status, number, {}));
    case CommandId::submit_multi:
      return close_unless(pdu::pack_submit_multi_resp(output_, status, number, {}));
    default:
      return close_unless(pdu::write_header_only(output_, response, status, number));
  }
}

void Session::close_unless(const pdu::Written& written) {
  if (written) return;
  assert(written.error().kind == pdu::WriteError::Kind::buffer_full);
  close(CloseCause::output_full);
}

}  // namespace smppedge::session
