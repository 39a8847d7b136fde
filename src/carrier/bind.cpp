// SPDX-License-Identifier: Apache-2.0
#include "carrier/bind.h"

#include <algorithm>

#include "base/log.h"

namespace smppedge::carrier {

using pdu::CommandId;
using pdu::CommandStatus;
using session::CloseCause;

/// Tells the cookie of a query from a submit's in an answer, which may be a generic_nack to either.
static constexpr session::Cookie query_mark = session::Cookie{1} << 63U;

static session::Settings session_settings_of(const Settings& settings) {
  session::Settings session;
  session.bind_response_timeout = settings.bind_timeout;
  const EnquireLink enquire_link = settings.profile.enquire_link;
  session.enquire_link_interval = enquire_link == EnquireLink::off ? Micros(0) : settings.enquire_link_interval;
  session.enquire_link_always = enquire_link == EnquireLink::always;
  session.enquire_link_response_timeout = settings.enquire_link_timeout;
  // enquire_link finds a dead carrier sooner; where it is off, unanswered submits do
  session.inactivity_timeout = Micros(0);
  session.response_timeout = settings.response_timeout;
  session.unbind_timeout = settings.unbind_timeout;
  session.window = settings.window + queries_open_max;  // the account's, since any one bind may use all of it
  session.first_sequence_number = settings.first_sequence_number;
  session.password_octets_max = settings.profile.password_octets_max;
  return session;
}

Bind::Connection::Connection(std::unique_ptr<ByteStream> from, const session::Settings& settings, Bind& bind)
    : stream(std::move(from)),
      session(session::Role::esme, settings, bind, stream->output()),
      deadlines(bind.scheduler_, session, [&bind] { bind.touch(); }) {}

Bind::Bind(BindId id, BindKind kind, const Settings& settings, Scheduler& scheduler, Dialer& dialer, Rng& rng,
           BindOwner& owner, std::uint32_t generation)
    : id_(id),
      kind_(kind),
      settings_(settings),
      scheduler_(scheduler),
      dialer_(dialer),
      rng_(rng),
      owner_(owner),
      session_settings_(session_settings_of(settings)),
      backoff_(settings.reconnect_min, std::max(settings.reconnect_min, settings.reconnect_max)),
      connection_number_(std::uint64_t{generation} << 32U),
      since_(scheduler.wall()) {}

// --- dial, bind, wait

void Bind::start() {
  connect();
}

void Bind::connect() {
  set_state(BindState::connecting);
  dialing_ = dialer_.dial(settings_.endpoint, settings_.connect_timeout,
                          [this](auto dialed) { on_dialed(std::move(dialed)); });
}

void Bind::on_dialed(Expected<std::unique_ptr<ByteStream>, DialError> dialed) {
  scheduler_.destroy_later(std::move(dialing_));
  if (!dialed) {
    ++connects_failed_;
    const Micros delay = backoff_.next(rng_);
    log::warn("cannot connect: {} carrier={} bind={} peer={}:{} retry_ms={}", dialed.error().text, name(), id_.value(),
              settings_.endpoint.host, settings_.endpoint.port, delay.count() / 1000);
    return wait(delay);
  }
  ++connection_number_;
  refusal_ = Refusal::none;
  blocked_ = give_up_ = closing_ = close_soon_ = close_flushed_ = false;
  end_cause_ = {};
  timed_out_ = timeouts_in_a_row_ = not_bound_answers_ = 0;
  connection_ = std::make_shared<Connection>(std::move(*dialed), session_settings_, *this);
  connection_->stream->attach(*this);
  connection_->session.on_connected(now());
  set_state(BindState::binding);

  const Profile& profile = settings_.profile;
  const auto sent = connection_->session.bind(kind_,
                                              {.system_id = settings_.system_id,
                                               .password = settings_.password,
                                               .system_type = profile.system_type,
                                               .interface_version = profile.interface_version,
                                               .addr_ton = profile.bind_type.ton,
                                               .addr_npi = profile.bind_type.npi,
                                               .address_range = profile.address_range},
                                              now());
  if (!sent) {
    refusal_ = Refusal::credentials;
    end_cause_ = "the configured system_id, password or system_type is longer than a bind may carry";
    close_soon_ = true;
  }
  touch();
}

void Bind::wait(Micros delay) {
  set_state(BindState::waiting);
  wait_timer_ = scheduler_.after(delay, [this] { connect(); });
}

void Bind::on_bound(const pdu::BindResp& response) {
  bound_at_ = now();
  last_bind_status_ = 0;
  credentials_refused_ = false;
  set_state(BindState::bound);
  log::info("bound as {} to system_id={} carrier={} bind={} peer={}", session::to_string(kind_), response.system_id,
            name(), id_.value(), connection_->stream->peer());
}

void Bind::on_bind_refused(CommandStatus status) {
  last_bind_status_ = static_cast<std::uint32_t>(status);
  const bool credentials = status == CommandStatus::ESME_RINVPASWD || status == CommandStatus::ESME_RINVSYSID;
  refusal_ = credentials ? Refusal::credentials : Refusal::bind;
  credentials_refused_ = credentials;
  if (credentials) {
    log::error("ALARM: the carrier refuses our credentials status={} carrier={} bind={} system_id={}",
               pdu::to_string(status), name(), id_.value(), settings_.system_id);
  }
  end_cause_ = status == CommandStatus::ESME_RALYBND
                   ? "bind refused: an earlier session of ours may still be open there"
                   : "bind refused";
  close_soon_ = true;
  owner_.wake();
}

// --- the end of a connection

void Bind::stop() {
  stopping_ = true;
  wait_timer_.cancel();
  if (dialing_) scheduler_.destroy_later(std::move(dialing_));
  if (!connection_) return set_state(BindState::stopped);
  if (state_ == BindState::bound) set_state(BindState::unbinding);
  end_cause_ = "stopped";
  connection_->session.unbind(now());
  touch();
}

void Bind::abort() {
  if (connection_) connection_->stream->close();
}

void Bind::give_up(std::string_view why) {
  if (give_up_ || state_ != BindState::bound) return;
  give_up_ = true;
  end_cause_ = why;
  owner_.wake();
}

void Bind::on_peer_unbinds() {
  end_cause_ = "the carrier unbound";
  set_state(BindState::unbinding);
}

void Bind::on_close_wanted(CloseCause cause) {
  if (end_cause_.empty()) end_cause_ = session::to_string(cause);
  close_soon_ = true;
  // An answer to the last word is still to leave; in the other cases the carrier is not listening.
  close_flushed_ = cause == CloseCause::unbound || cause == CloseCause::bad_length || cause == CloseCause::violations;
  owner_.wake();
}

void Bind::on_closed(CloseReason reason) {
  end_connection(to_string(reason));
}

void Bind::end_connection(std::string_view why) {
  const bool was_binding = state_ == BindState::binding;
  const auto ended = std::move(connection_);
  scheduler_.destroy_later(ended);
  ended->session.on_closed();
  owner_.on_connection_ended({id_, connection_number_, ended->session.answered_through()});
  unsigned unanswered = 0;
  ended->session.drain_outstanding([&](session::Cookie cookie, CommandId request) {
    if (request == CommandId::query_sm) return owner_.on_query_lost(*this, cookie & ~query_mark);
    ++unanswered;
    owner_.on_submit_lost(*this, cookie);
  });
  unknown_responses_ += ended->session.counters().unknown_responses;
  timed_out_ = 0;
  blocked_timer_.cancel();
  if (end_cause_.empty()) end_cause_ = was_binding ? "closed without an answer to the bind" : why;
  if (stopping_) {
    log::info("unbound carrier={} bind={} unanswered={}", name(), id_.value(), unanswered);
    return set_state(BindState::stopped);
  }
  ++connections_ended_;
  const Micros delay = delay_after_end(was_binding);
  const std::string status =
      refusal_ == Refusal::none ? "none" : pdu::to_string(static_cast<CommandStatus>(last_bind_status_));
  log::warn("connection ended: {} carrier={} bind={} bind_status={} unanswered={} retry_ms={}", end_cause_, name(),
            id_.value(), status, unanswered, delay.count() / 1000);
  wait(delay);
}

Micros Bind::delay_after_end(bool was_binding) {
  if (refusal_ == Refusal::credentials) return jittered(settings_.reconnect_refused, rng_);
  // Some carriers close without a bind_resp on wrong credentials (D42); no answer at all is no better a sign.
  if (refusal_ == Refusal::bind || was_binding) {
    backoff_.skip_to_max();
  } else if (now() - bound_at_ >= good_after) {
    backoff_.reset();
  }
  return backoff_.next(rng_);
}

// --- bound

bool Bind::usable() const {
  return connection_ != nullptr && !give_up_ && connection_->session.may_send(CommandId::submit_sm);
}

session::Sent Bind::submit(const pdu::ShortMessage& message, session::Cookie cookie, MonoTime at) {
  const OutBuffer& output = connection_->stream->output();
  const std::size_t unsent_before = output.size();
  const session::Sent sent = connection_->session.submit_sm(message, cookie, at);
  if (sent) {
    written_ = output.unsent().subspan(unsent_before);
    ++submits_;
    touched_ = true;
  } else if (sent.error() == session::SendRefusal::output_full) {
    if (output.empty()) return failure(session::SendRefusal::malformed);  // longer than the buffer will ever hold
    // Left alone until half has gone: not a segment for every few octets that the carrier reads.
    blocked_above_ = output.size() / 2;
    blocked_ = true;
    blocked_timer_ = scheduler_.after(blocked_poll, [this] { recheck_blocked(); });
  }
  return sent;
}

bool Bind::query(const pdu::QuerySm& query, session::Cookie cookie, MonoTime at) {
  if (!connection_->session.query_sm(query, cookie | query_mark, at)) return false;
  touch();
  return true;
}

/// on_drained says so earlier, but only of a buffer that was more than half full.
void Bind::recheck_blocked() {
  if (!blocked_ || connection_ == nullptr) return;
  if (connection_->stream->output().size() > blocked_above_) {
    blocked_timer_ = scheduler_.after(blocked_poll, [this] { recheck_blocked(); });
    return;
  }
  blocked_ = false;
  owner_.wake();
}

bool Bind::answer(const DeliverToken& token, CommandStatus status) {
  if (connection_ == nullptr || token.connection != connection_number_ ||
      connection_->session.state() == session::State::closed) {
    return false;
  }
  connection_->session.respond(token.data_sm ? CommandId::data_sm : CommandId::deliver_sm,
                               pdu::SequenceNumber(token.sequence_number), status);
  touch();
  return true;
}

std::optional<MonoTime> Bind::answered_through(const DeliverToken& token) const {
  if (connection_ == nullptr || token.connection != connection_number_) return std::nullopt;
  return connection_->session.answered_through();
}

bool Bind::want_proof(const DeliverToken& token) {
  if (connection_ == nullptr || token.connection != connection_number_) return false;
  connection_->session.want_proof(now());
  touch();
  return true;
}

void Bind::on_request(const pdu::Pdu& request) {
  switch (request.header.command_id) {
    case CommandId::deliver_sm:
    case CommandId::data_sm:
      ++delivers_;
      owner_.on_delivered({.bind = id_,
                           .connection = connection_number_,
                           .sequence_number = request.header.sequence_number.value(),
                           .data_sm = request.header.command_id == CommandId::data_sm},
                          std::get<pdu::ShortMessage>(request.body), request.octets);
      return;
    default:  // alert_notification and outbind, which have no answer: we do not wait for handsets, and are here already
      log::debug("ignored {} carrier={} bind={}", pdu::to_string(request.header.command_id), name(), id_.value());
  }
}

void Bind::on_answer(const session::Answer& answer) {
  if ((answer.cookie & query_mark) != 0) {
    session::Answer of_query = answer;
    of_query.cookie &= ~query_mark;
    return owner_.on_query_answered(*this, of_query);
  }
  timeouts_in_a_row_ = 0;
  if (answer.late) --timed_out_;
  not_bound_answers_ = answer.status == CommandStatus::ESME_RINVBNDSTS ? not_bound_answers_ + 1 : 0;
  if (not_bound_answers_ >= not_bound_answers_max) give_up("the carrier says that we are not bound");
  owner_.on_submit_answered(*this, answer);
}

void Bind::on_response_timeout(session::Cookie cookie, CommandId request) {
  if (request == CommandId::query_sm) return owner_.on_query_lost(*this, cookie & ~query_mark);
  ++timed_out_;
  if (++timeouts_in_a_row_ >= settings_.response_timeouts_max) give_up("too many submits without a response");
  owner_.on_submit_timed_out(*this, cookie);
}

// --- bytes and turns

std::size_t Bind::on_bytes(std::span<const std::uint8_t> bytes) {
  const std::size_t used = connection_->session.on_bytes(bytes, now());
  touch();
  return used;
}

void Bind::on_drained() {
  owner_.wake();
}

void Bind::touch() {
  touched_ = true;
  owner_.wake();
}

void Bind::on_turn_end() {
  if (connection_ == nullptr || closing_) return;
  if (give_up_ && state_ == BindState::bound) {
    set_state(BindState::unbinding);
    connection_->session.unbind(now());
    touched_ = true;
  }
  if (touched_) {
    touched_ = false;
    connection_->stream->flush_soon();
    connection_->deadlines.update();
  }
  if (!close_soon_) return;
  closing_ = true;
  // May call on_closed at once.
  if (close_flushed_) {
    connection_->stream->close_after_flush();
  } else {
    connection_->stream->close();
  }
}

void Bind::set_state(BindState state) {
  if (state_ == state) return;
  state_ = state;
  since_ = scheduler_.wall();
  owner_.on_bind_changed(*this);
}

BindStatus Bind::status() const {
  return {
      .id = id_,
      .kind = kind_,
      .state = state_,
      .window_used = window_used(),
      .submits = submits_,
      .delivers = delivers_,
      .connects_failed = connects_failed_,
      .connections_ended = connections_ended_,
      .unknown_responses = unknown_responses_ + (connection_ ? connection_->session.counters().unknown_responses : 0),
      .last_bind_status = last_bind_status_,
      .credentials_refused = credentials_refused_,
      .since = since_};
}

}  // namespace smppedge::carrier
