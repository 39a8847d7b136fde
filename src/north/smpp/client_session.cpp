// SPDX-License-Identifier: Apache-2.0
#include "north/smpp/client_session.h"

#include "north/smpp/client_group.h"

namespace smppedge::north::smpp {

using session::CloseCause;

ClientSession::ClientSession(std::unique_ptr<ByteStream> stream, const IpAddress& from,
                             const session::Settings& settings, Scheduler& scheduler, ClientSessionOwner& owner)
    : scheduler_(scheduler),
      owner_(owner),
      stream_(std::move(stream)),
      from_(from),
      session_(session::Role::smsc, settings, *this, stream_->output()),
      deadlines_(scheduler, session_, [this] { touch(); }) {}

void ClientSession::start() {
  stream_->attach(*this);
  session_.on_connected(now());
  touch();
}

// --- a bind

void ClientSession::on_bind_request(session::BindKind, const pdu::Bind& bind) {
  owner_.on_bind_attempt(*this, {from_, std::string(bind.system_id), PasswordDigest::of(bind.password)});
}

void ClientSession::later(Micros delay, std::function<void()> work) {
  later_ = scheduler_.after(delay, [this, work = std::move(work)] {
    if (session_.state() == session::State::open) work();
  });
}

bool ClientSession::bind_to(ClientGroup& group, ClientBindId bind, std::string_view our_system_id) {
  session_.accept_bind(our_system_id, now());
  touch();
  if (!session::is_bound(session_.state())) return false;
  group_ = &group;
  bind_ = bind;
  return true;
}

void ClientSession::refuse(pdu::CommandStatus status) {
  session_.refuse_bind(status);
  if (cause_.empty()) cause_ = "its bind was refused";
  if (ending_ == Ending::no) ending_ = Ending::flushed;
  touch();
}

// --- its end

void ClientSession::unbind(std::string_view why) {
  if (cause_.empty()) cause_ = why;
  session_.unbind(now());
  if (group_ != nullptr) group_->on_may_not_deliver(*this);
  touch();
}

void ClientSession::close(std::string_view why) {
  if (cause_.empty()) cause_ = why;
  if (ending_ != Ending::told) ending_ = Ending::at_once;
  touch();
}

void ClientSession::on_peer_unbinds() {
  if (cause_.empty()) cause_ = "the client unbound";
  if (group_ != nullptr) group_->on_may_not_deliver(*this);
}

void ClientSession::on_close_wanted(CloseCause cause) {
  if (cause_.empty()) cause_ = session::to_string(cause);
  // An answer to the last word is still to leave; in the other cases the client is not listening.
  const bool flushed =
      cause == CloseCause::unbound || cause == CloseCause::bad_length || cause == CloseCause::violations;
  if (ending_ == Ending::no) ending_ = flushed ? Ending::flushed : Ending::at_once;
  if (group_ != nullptr) group_->on_may_not_deliver(*this);
  touch();
}

void ClientSession::on_closed(CloseReason reason) {
  ending_ = Ending::told;
  later_.cancel();
  session_.on_closed();
  if (group_ != nullptr) group_->on_closed(*this);
  owner_.on_session_closed(*this, cause_.empty() ? to_string(reason) : cause_);
}

// --- bound

void ClientSession::on_request(const pdu::Pdu& request) {
  group_->on_request(*this, request);
}

void ClientSession::on_answer(const session::Answer& answer) {
  group_->on_answer(*this, answer);
}

void ClientSession::on_response_timeout(session::Cookie cookie, pdu::CommandId) {
  group_->on_response_timeout(*this, cookie);
}

// --- bytes and turns

std::size_t ClientSession::on_bytes(std::span<const std::uint8_t> bytes) {
  const std::size_t used = session_.on_bytes(bytes, now());
  touch();
  return used;
}

void ClientSession::on_drained() {
  if (group_ != nullptr) group_->on_drained(*this);
}

void ClientSession::touch() {
  scheduler_.defer(*this);
}

void ClientSession::on_turn_end() {
  if (ending_ == Ending::told) return;
  stream_->flush_soon();
  deadlines_.update();
  if (ending_ == Ending::no) return;
  // Either may call on_closed at once.
  if (std::exchange(ending_, Ending::told) == Ending::flushed) {
    stream_->close_after_flush();
  } else {
    stream_->close();
  }
}

}  // namespace smppedge::north::smpp
