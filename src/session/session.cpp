// SPDX-License-Identifier: Apache-2.0
// What arrives: frames, requests of the peer, responses. (Ours: session_requests.cpp; time: session_time.cpp.)
#include "session/session.h"

#include "pdu/framer.h"
#include "session/limits.h"

namespace smppedge::session {

using pdu::CommandId;
using pdu::CommandStatus;
using pdu::SequenceNumber;

Session::Session(Role role, const Settings& settings, SessionEvents& events, OutBuffer& output)
    : role_(role),
      settings_(settings),
      events_(events),
      output_(output),
      window_(settings.window, SequenceNumber(settings.first_sequence_number)) {}

void Session::on_connected(MonoTime now) {
  state_ = State::open;
  connected_at_ = last_received_at_ = enquire_link_at_ = violations_since_ = now;
}

void Session::on_closed() {
  state_ = State::closed;
}

std::size_t Session::on_bytes(std::span<const std::uint8_t> bytes, MonoTime now) {
  std::size_t used = 0;
  while (state_ != State::closed) {
    const pdu::Frame frame = pdu::next_frame(bytes.subspan(used));
    if (frame.kind == pdu::Frame::Kind::incomplete) return used;
    if (frame.kind == pdu::Frame::Kind::bad_length) {
      // Sequence 0 (4.3.1): how much of such a header has arrived depends on how the stream was cut.
      refuse(CommandId::generic_nack, SequenceNumber(0), CommandStatus::ESME_RINVCMDLEN);
      close(CloseCause::bad_length);
      break;
    }
    used += frame.octets.size();
    on_frame(frame.octets, now);
  }
  return bytes.size();  // nothing is listened to any more
}

void Session::on_frame(std::span<const std::uint8_t> frame, MonoTime now) {
  const pdu::Header header = pdu::decode_header(frame);
  ++counters_.pdus_received;
  last_received_at_ = now;
  enquire_link_.waiting = false;  // whatever it says, the peer is alive
  if (pdu::is_response(header.command_id)) {
    on_response_frame(header, frame, now);
  } else {
    on_request_frame(header, frame, now);
  }
}

// --- requests of the peer

void Session::on_request_frame(const pdu::Header& header, std::span<const std::uint8_t> frame, MonoTime now) {
  if (header.command_id == CommandId::enquire_link) {  // header only (4.11), in any state
    close_unless(
        pdu::write_header_only(output_, CommandId::enquire_link_resp, CommandStatus::ESME_ROK, header.sequence_number));
    return;
  }
  if (!is_request(header.command_id)) {
    refuse(CommandId::generic_nack, header.sequence_number, CommandStatus::ESME_RINVCMDID);
    violation(now);
    return;
  }
  // The state is asked before the body is looked at.
  const bool we_unbind = state_ == State::unbinding && who_unbinds_ == WhoUnbinds::we;
  const State reference = we_unbind ? bound_state(kind_) : state_;
  if (!permitted(header.command_id, peer_of(role_), reference)) {
    on_misplaced(header, now);
    return;
  }
  const auto request = pdu::decode(frame);
  if (!request) {
    refuse(header.command_id, header.sequence_number, request.error().status);
    violation(now);
    return;
  }
  on_sound_request(*request, now);
}

void Session::on_misplaced(const pdu::Header& header, MonoTime now) {
  const bool rebind = role_ == Role::smsc && is_bind(header.command_id) && state_ != State::open;
  refuse(header.command_id, header.sequence_number,
         rebind ? CommandStatus::ESME_RALYBND : CommandStatus::ESME_RINVBNDSTS);
  violation(now);
}

void Session::on_sound_request(const pdu::Pdu& request, MonoTime now) {
  const pdu::Header& header = request.header;
  if (header.command_id == CommandId::unbind) return on_unbind(header.sequence_number, now);
  if (is_bind(header.command_id)) return on_bind(request, now);
  if (!has_response(header.command_id)) return events_.on_request(request);

  // As SMSC, new work would keep our own unbind from ever ending; as ESME, what the carrier has for us is still taken.
  const bool leaving = state_ == State::unbinding && role_ == Role::smsc;
  if (leaving || unanswered_inbound_ >= unanswered_inbound_max) {
    ++counters_.deferred_requests;
    refuse(header.command_id, header.sequence_number, later_status());
    return;
  }
  ++unanswered_inbound_;
  events_.on_request(request);
}

void Session::on_bind(const pdu::Pdu& request, MonoTime now) {
  const CommandId command = request.header.command_id;
  if (bind_pending_) {
    refuse(command, request.header.sequence_number, CommandStatus::ESME_RALYBND);
    violation(now);
    return;
  }
  const auto& bind = std::get<pdu::Bind>(request.body);
  kind_ = command == CommandId::bind_transmitter ? BindKind::transmitter
          : command == CommandId::bind_receiver  ? BindKind::receiver
                                                 : BindKind::transceiver;
  bind_pending_ = true;
  bind_sequence_ = request.header.sequence_number.value();
  peer_interface_version_ = bind.interface_version;
  events_.on_bind_request(kind_, bind);
}

void Session::on_unbind(SequenceNumber number, MonoTime now) {
  unbind_sequence_ = number.value();
  if (who_unbinds_ == WhoUnbinds::we) {  // both at once: ours need not be answered any more
    who_unbinds_ = WhoUnbinds::peer;
    finish_unbinding();
    return;
  }
  if (who_unbinds_ == WhoUnbinds::nobody) {
    who_unbinds_ = WhoUnbinds::peer;
    unbinding_since_ = now;
    state_ = State::unbinding;
    events_.on_peer_unbinds();
  }
  if (drained()) finish_unbinding();
}

// --- responses to requests of ours

void Session::on_response_frame(const pdu::Header& header, std::span<const std::uint8_t> frame, MonoTime now) {
  const bool nack = header.command_id == CommandId::generic_nack;
  const Window::Slot* found = window_.find(header.sequence_number);
  if (found == nullptr || (!nack && header.command_id != pdu::response_of(found->command()))) {
    if (!on_control_response(header, frame, now)) ++counters_.unknown_responses;
    return;
  }
  const Window::Slot slot = *found;
  window_.release(*found);
  prove_through(slot.sent_at);
  if (slot.timed_out) ++counters_.late_responses;

  CommandStatus status = header.command_status;
  if (nack && status == CommandStatus::ESME_ROK) status = CommandStatus::ESME_RUNKNOWNERR;
  const auto decoded = pdu::decode(frame);
  if (decoded) {
    events_.on_answer({slot.cookie, slot.command(), status, now - slot.sent_at, slot.timed_out, *decoded});
  } else {  // the header says enough to settle the request (domain.md D19, D23)
    const pdu::Pdu bare{header, pdu::HeaderOnly{}, frame};
    events_.on_answer({slot.cookie, slot.command(), status, now - slot.sent_at, slot.timed_out, bare});
    violation(now);
  }
  if (state_ == State::unbinding && drained()) finish_unbinding();
}

bool Session::on_control_response(const pdu::Header& header, std::span<const std::uint8_t> frame, MonoTime now) {
  const std::uint32_t number = header.sequence_number.value();
  if (number == 0) return false;
  const auto answers = [&](const Control& control, CommandId request) {
    return control.sequence == number &&
           (header.command_id == pdu::response_of(request) || header.command_id == CommandId::generic_nack);
  };
  if (answers(enquire_link_, CommandId::enquire_link)) {
    prove_through(enquire_link_.sent_at);
    enquire_link_ = {};
    return true;
  }
  if (answers(bind_, bind_command(kind_))) {
    bind_ = {};
    on_bind_response(header, frame, now);
    return true;
  }
  if (answers(unbind_, CommandId::unbind)) {
    prove_through(unbind_.sent_at);
    unbind_ = {};
    close(CloseCause::unbound);
    return true;
  }
  return false;
}

void Session::prove_through(MonoTime sent_at) {
  answered_through_ = std::max(answered_through_, sent_at);
  proof_wanted_from_ = answered_through_ > proof_wanted_to_ ? MonoTime::max() : std::max(proof_wanted_from_, sent_at);
}

void Session::on_bind_response(const pdu::Header& header, std::span<const std::uint8_t> frame, MonoTime now) {
  if (state_ != State::open) return;
  if (header.command_id == CommandId::generic_nack && header.command_status == CommandStatus::ESME_ROK) {
    events_.on_bind_refused(CommandStatus::ESME_RUNKNOWNERR);
    return;
  }
  if (header.command_status != CommandStatus::ESME_ROK) {
    events_.on_bind_refused(header.command_status);
    return;
  }
  const auto decoded = pdu::decode(frame);
  if (!decoded) violation(now);  // but bound: the status says so
  const auto* body = decoded ? std::get_if<pdu::BindResp>(&decoded->body) : nullptr;
  const pdu::BindResp response = body == nullptr ? pdu::BindResp{} : *body;
  const auto version = response.tlvs.find_integer(pdu::Tag::sc_interface_version, 1);
  peer_interface_version_ = static_cast<std::uint8_t>(version.value_or(0));
  state_ = bound_state(kind_);
  events_.on_bound(response);
}

// --- answers that the session gives by itself

CommandStatus Session::later_status() const {
  return role_ == Role::smsc ? CommandStatus::ESME_RTHROTTLED : CommandStatus::ESME_RX_T_APPN;
}

void Session::violation(MonoTime now) {
  ++counters_.violations;
  if (now - violations_since_ >= Seconds(60)) {
    violations_since_ = now;
    recent_violations_ = 0;
  }
  if (++recent_violations_ > violations_per_minute_max) close(CloseCause::violations);
}

void Session::close(CloseCause cause) {
  if (state_ == State::closed) return;
  state_ = State::closed;
  events_.on_close_wanted(cause);
}

std::string_view to_string(CloseCause cause) {
  switch (cause) {
    case CloseCause::unbound:
      return "unbound";
    case CloseCause::bad_length:
      return "impossible command_length";
    case CloseCause::violations:
      return "too many bad PDUs";
    case CloseCause::session_init_timeout:
      return "no bind in time";
    case CloseCause::bind_timeout:
      return "no bind response in time";
    case CloseCause::enquire_link_timeout:
      return "enquire_link unanswered";
    case CloseCause::inactivity_timeout:
      return "inactive";
    case CloseCause::output_full:
      return "the peer does not read";
  }
  return "?";
}

}  // namespace smppedge::session
