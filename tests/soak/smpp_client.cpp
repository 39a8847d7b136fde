// SPDX-License-Identifier: Apache-2.0
#include "tests/soak/smpp_client.h"

#include <fmt/format.h>

#include "receipt/receipt.h"

namespace smppedge::soak {

using pdu::CommandId;
using pdu::CommandStatus;

namespace {

constexpr Micros answer_delay = Millis(200);

std::string phone(std::uint64_t chance) {
  return fmt::format("86138{:08}", chance % 100'000'000);
}

}  // namespace

SmppClient::SmppClient(Scheduler& scheduler, Dialer& dialer, Rng& rng, Ledger& ledger, SmppClientSettings settings)
    : scheduler_(scheduler), dialer_(dialer), rng_(rng), ledger_(ledger), settings_(std::move(settings)) {}

void SmppClient::connect() {
  dialing_ = dialer_.dial({"127.0.0.1", settings_.port}, Seconds(5), [this](auto stream) {
    if (!stream) return come_back();
    on_connected(std::move(*stream));
  });
}

void SmppClient::come_back() {
  tick_.cancel();
  habit_.cancel();
  owed_timer_.cancel();
  owed_.clear();
  again_ = scheduler_.after(Millis(static_cast<std::int64_t>(500 + below(2'000))), [this] {
    again_.cancel();
    connect();
  });
}

void SmppClient::on_connected(std::unique_ptr<ByteStream> stream) {
  ++connections_;
  stream_ = std::move(stream);
  stream_->attach(*this);
  session_ = std::make_shared<session::Session>(session::Role::esme, session::Settings{},
                                                static_cast<session::SessionEvents&>(*this), stream_->output());
  deadlines_ = std::make_shared<session::DeadlineTimer>(scheduler_, *session_, [this] { stream_->flush_soon(); });
  session_->on_connected(scheduler_.mono());
  pdu::Bind bind;
  bind.system_id = settings_.system_id;
  bind.password = settings_.password;
  bind.interface_version = 0x34;
  (void)session_->bind(session::BindKind::transceiver, bind, scheduler_.mono());
  touched();
}

void SmppClient::touched() {
  stream_->flush_soon();
  deadlines_->update();
}

std::size_t SmppClient::on_bytes(std::span<const std::uint8_t> bytes) {
  const std::size_t used = session_->on_bytes(bytes, scheduler_.mono());
  touched();
  return used;
}

void SmppClient::on_closed(CloseReason) {
  ledger_.count("smpp_connections_lost");
  session_->on_closed();
  scheduler_.destroy_later(std::move(deadlines_));
  scheduler_.destroy_later(std::move(session_));
  scheduler_.destroy_later(std::move(stream_));
  come_back();
}

void SmppClient::on_close_wanted(session::CloseCause) {
  stream_->close_after_flush();
}

void SmppClient::on_bound(const pdu::BindResp&) {
  ledger_.count("smpp_binds");
  tick();
  if (settings_.habit != Habit::steady) {
    habit_ = scheduler_.after(Seconds(static_cast<std::int64_t>(2 + below(6))), [this] { misbehave(); });
  }
}

void SmppClient::on_bind_refused(CommandStatus status) {
  ledger_.count(fmt::format("smpp_bind_refused.{}", pdu::to_string(status)));
  stream_->close();
}

void SmppClient::tick() {
  for (unsigned i = 0; submitting_ && i < settings_.submits_per_tick; ++i) submit();
  touched();
  tick_ = scheduler_.after(settings_.tick, [this] { tick(); });
}

void SmppClient::submit() {
  const std::string to = phone(below(100'000'000));
  const std::string text = fmt::format("soak {} {:016x}", settings_.system_id, rng_.next());
  pdu::ShortMessage message;
  message.destination = {1, 1, to};
  message.registered_delivery = 1;
  message.priority_flag = static_cast<std::uint8_t>(below(4));
  message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  if (!session_->submit_sm(message, 0, scheduler_.mono())) ledger_.count("smpp_window_full");
}

void SmppClient::on_answer(const session::Answer& answer) {
  if (answer.status != CommandStatus::ESME_ROK) {
    return ledger_.count(fmt::format("smpp_refused.{}", pdu::to_string(answer.status)));
  }
  ledger_.accepted(std::string(answer.message_id()));
}

void SmppClient::on_response_timeout(session::Cookie, CommandId) {
  ledger_.violation("a submit_sm was not answered within 30 s");
}

void SmppClient::on_request(const pdu::Pdu& request) {
  const pdu::Header& header = request.header;
  if (!session::has_response(header.command_id)) return;
  const auto* message = std::get_if<pdu::ShortMessage>(&request.body);
  if (message == nullptr) {
    return session_->respond_status(header.command_id, header.sequence_number, CommandStatus::ESME_RINVCMDID);
  }
  if (settings_.habit == Habit::slow && below(10) == 0) {
    ledger_.count("smpp_not_now");
    return session_->respond(header.command_id, header.sequence_number, CommandStatus::ESME_RX_T_APPN);
  }
  take(*message);
  if (settings_.habit == Habit::slow) return answer_later(header.sequence_number);
  session_->respond(header.command_id, header.sequence_number, CommandStatus::ESME_ROK);
}

void SmppClient::take(const pdu::ShortMessage& message) {
  if (!receipt::is_receipt(message, profile_)) return ledger_.reply();
  const auto receipt = receipt::parse_receipt(message, profile_);
  if (!receipt) return ledger_.violation("a receipt does not read");
  const auto outcome = receipt::outcome_of(*receipt, profile_);
  if (!outcome) return ledger_.count("smpp_intermediate");
  ledger_.told(std::string(receipt->id.view()), std::string(to_string(message_state_of(outcome->state))));
}

void SmppClient::answer_later(pdu::SequenceNumber number) {
  owed_.push_back(number);
  if (owed_timer_.armed()) return;
  owed_timer_ = scheduler_.after(answer_delay, [this] {
    owed_timer_.cancel();
    for (const pdu::SequenceNumber owed : std::exchange(owed_, {})) {
      session_->respond(CommandId::deliver_sm, owed, CommandStatus::ESME_ROK);
    }
    touched();
  });
}

void SmppClient::misbehave() {
  if (settings_.habit == Habit::vanishing) {
    ledger_.count("smpp_vanished");
    return stream_->close();
  }
  // Reads nothing for three seconds.
  stream_->pause_reading(true);
  habit_ = scheduler_.after(Seconds(3), [this] {
    stream_->pause_reading(false);
    habit_ = scheduler_.after(Seconds(static_cast<std::int64_t>(2 + below(6))), [this] { misbehave(); });
  });
}

}  // namespace smppedge::soak
