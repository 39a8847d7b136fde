// SPDX-License-Identifier: Apache-2.0
#include "tools/smpp/sim/link.h"

#include "base/log.h"
#include "tools/smpp/sim/account.h"
#include "tools/smpp/sim/carrier.h"

namespace smppedge::simulator {

using pdu::CommandId;
using pdu::CommandStatus;

static session::Settings session_settings(const Settings& settings) {
  session::Settings session;
  session.window = settings.window;
  return session;
}

Link::Link(Carrier& carrier, std::uint32_t number, std::unique_ptr<ByteStream> stream)
    : carrier_(carrier),
      number_(number),
      stream_(std::move(stream)),
      session_(session::Role::smsc, session_settings(carrier.settings()), *this, stream_->output()),
      timer_(carrier.scheduler(), session_, [this] { stream_->flush_soon(); }) {
  stream_->attach(*this);
  session_.on_connected(carrier_.scheduler().mono());
  timer_.update();
}

/// Something was, or may have been, written.
void Link::touched() {
  stream_->flush_soon();
  timer_.update();
}

std::size_t Link::on_bytes(std::span<const std::uint8_t> bytes) {
  const std::size_t used = session_.on_bytes(bytes, carrier_.scheduler().mono());
  touched();
  return used;
}

void Link::on_drained() {
  choked_ = false;
  if (account_ != nullptr) carrier_.deliver_kept(*account_);
}

void Link::on_closed(CloseReason reason) {
  session_.on_closed();
  log::info("link {} closed: {}", number_, to_string(reason));
  carrier_.ledger().closed(number_, to_string(reason));
  if (account_ != nullptr) account_->remove(*this);
  session_.drain_outstanding([this](session::Cookie cookie, CommandId) { carrier_.on_lost(cookie); });
  if (account_ != nullptr) carrier_.deliver_kept(*account_);  // another bind may take them at once
  carrier_.forget(*this);
}

session::Sent Link::deliver(const pdu::ShortMessage& message, session::Cookie cookie) {
  const session::Sent sent = session_.deliver_sm(message, cookie, carrier_.scheduler().mono());
  if (!sent && sent.error() == session::SendRefusal::output_full) choked_ = true;
  touched();
  return sent;
}

void Link::respond(CommandId request, pdu::SequenceNumber number, CommandStatus status, std::string_view id) {
  session_.respond(request, number, status, id);
  stream_->flush_soon();
}

void Link::unbind() {
  session_.unbind(carrier_.scheduler().mono());
  touched();
}

void Link::on_bind_request(session::BindKind kind, const pdu::Bind& bind) {
  const CommandStatus status = carrier_.check(bind);
  if (status != CommandStatus::ESME_ROK) {
    log::warn("link {}: {} of {} refused: {}", number_, to_string(kind), bind.system_id, pdu::to_string(status));
    session_.refuse_bind(status);
    return;
  }
  log::info("link {}: {} bound as {}", number_, bind.system_id, to_string(kind));
  session_.accept_bind("smpp-sim", carrier_.scheduler().mono());
  account_ = &carrier_.account(bind.system_id);
  account_->add(*this);
  carrier_.ledger().bind(number_, to_string(kind), bind.system_id);
  carrier_.deliver_kept(*account_);
}

void Link::on_request(const pdu::Pdu& request) {
  const pdu::Header& header = request.header;
  switch (header.command_id) {
    case CommandId::submit_sm:
    case CommandId::data_sm:
      return carrier_.on_submit(*this, header, std::get<pdu::ShortMessage>(request.body));
    case CommandId::query_sm:
      return session_.respond_status(header.command_id, header.sequence_number, CommandStatus::ESME_RQUERYFAIL);
    case CommandId::cancel_sm:
      return session_.respond_status(header.command_id, header.sequence_number, CommandStatus::ESME_RCANCELFAIL);
    case CommandId::replace_sm:
      return session_.respond_status(header.command_id, header.sequence_number, CommandStatus::ESME_RREPLACEFAIL);
    default:
      return session_.respond_status(header.command_id, header.sequence_number, CommandStatus::ESME_RSUBMITFAIL);
  }
}

void Link::on_answer(const session::Answer& answer) {
  carrier_.on_acknowledged(*account_, answer);
}

void Link::on_response_timeout(session::Cookie /*cookie*/, CommandId /*request*/) {
  carrier_.on_unanswered();  // sent again only when the connection ends: until then its answer may still come
}

void Link::on_close_wanted(session::CloseCause cause) {
  log::info("link {} ends: {}", number_, to_string(cause));
  stream_->close_after_flush();
}

}  // namespace smppedge::simulator
