// SPDX-License-Identifier: Apache-2.0
#include "tools/smpp/send/dialogue.h"

#include <fmt/core.h>

#include "base/log.h"
#include "message/text/decode.h"
#include "pdu/esm_class.h"
#include "profile/id_convention.h"
#include "receipt/receipt.h"
#include "session/limits.h"
#include "tools/smpp/json_text.h"

namespace smppedge::sending {

using pdu::CommandId;
using pdu::CommandStatus;

namespace {

double milliseconds(Micros duration) {
  return static_cast<double>(duration.count()) / 1000.0;
}

session::Settings session_settings(const Options& options) {
  session::Settings settings;
  settings.bind_response_timeout = options.timeout;
  settings.response_timeout = options.timeout;
  settings.password_octets_max = 64;  // whatever the user was given
  return settings;
}

/// A reply's text as UTF-8, or its octets in hex when they cannot be read.
std::string readable(const pdu::ShortMessage& message) {
  const auto alphabet = message.data_coding == 8 ? text::Alphabet::ucs2 : text::Alphabet::gsm7_unpacked;
  if (const auto decoded = text::decode(message.payload(), alphabet)) return json_utf8(*decoded);
  std::string hex;
  for (const std::uint8_t octet : message.payload()) hex += fmt::format("{:02x}", octet);
  return hex;
}

bool same_id(std::string_view response, std::string_view receipt) {
  const auto convention = IdConvention::same;
  return canonical_id(convention, IdOrigin::response, response) == canonical_id(convention, IdOrigin::receipt, receipt);
}

}  // namespace

Dialogue::Dialogue(Scheduler& scheduler, const Options& options, const Parts& parts,
                   std::function<void(std::string)> say, std::function<void(int)> done)
    : scheduler_(scheduler),
      options_(options),
      parts_(parts),
      say_(std::move(say)),
      done_(std::move(done)),
      progress_(parts.bodies.size()) {}

void Dialogue::start(Dialer& dialer) {
  dialing_ = dialer.dial(options_.endpoint, options_.timeout, [this](auto result) {
    if (!result) {
      log::error("cannot connect: {}", result.error().text);
      return finish(Exit::not_connected);
    }
    on_connected(std::move(*result));
  });
}

void Dialogue::on_connected(std::unique_ptr<ByteStream> stream) {
  stream_ = std::move(stream);
  stream_->attach(*this);
  session_ = std::make_unique<session::Session>(session::Role::esme, session_settings(options_),
                                                static_cast<session::SessionEvents&>(*this), stream_->output());
  deadlines_ = std::make_unique<session::DeadlineTimer>(scheduler_, *session_, [this] { stream_->flush_soon(); });
  session_->on_connected(scheduler_.mono());
  pdu::Bind bind;
  bind.system_id = options_.system_id;
  bind.password = options_.password;
  bind.system_type = options_.system_type;
  bind.interface_version = static_cast<std::uint8_t>(options_.interface_version);
  bind.address_range = options_.address_range;
  if (const auto sent = session_->bind(options_.bind_mode, bind, scheduler_.mono()); !sent) {
    log::error("the bind cannot be written: {}", to_string(sent.error()));
    return leave(Exit::usage);
  }
  touched();
}

void Dialogue::touched() {
  stream_->flush_soon();
  deadlines_->update();
}

std::size_t Dialogue::on_bytes(std::span<const std::uint8_t> bytes) {
  const std::size_t used = session_->on_bytes(bytes, scheduler_.mono());
  touched();
  return used;
}

void Dialogue::on_closed(CloseReason reason) {
  const bool bound = session::is_bound(session_->state());
  const bool open = session_->state() == session::State::open;
  session_->on_closed();
  if (leaving_) return finish(code_);
  log::error("{} {}", to_string(reason), open ? "before the bind was answered" : bound ? "before we were done" : "");
  finish(open ? Exit::bind_refused : Exit::not_connected);
}

void Dialogue::on_close_wanted(session::CloseCause cause) {
  if (!leaving_) {
    log::error("the session ends: {}", to_string(cause));
    code_ = cause == session::CloseCause::bind_timeout || cause == session::CloseCause::enquire_link_timeout
                ? Exit::timed_out
                : Exit::not_connected;
    leaving_ = true;
  }
  stream_->close_after_flush();
}

void Dialogue::on_bound(const pdu::BindResp& response) {
  say_(fmt::format(R"({{"event":"bound","bind_mode":"{}","system_id":"{}","sc_interface_version":{}}})",
                   to_string(options_.bind_mode), json_text(response.system_id), session_->peer_interface_version()));
  submit_next();
}

void Dialogue::on_bind_refused(CommandStatus status) {
  say_(fmt::format(R"({{"event":"bind_refused","command_status":"{}"}})", pdu::to_string(status)));
  log::error("the bind was refused: {}", pdu::to_string(status));
  leave(Exit::bind_refused);
}

void Dialogue::submit_next() {
  pdu::ShortMessage message;
  message.service_type = options_.service_type;
  message.source = {options_.source.ton, options_.source.npi, options_.source.addr};
  message.destination = {options_.destination.ton, options_.destination.npi, options_.destination.addr};
  message.esm_class = static_cast<std::uint8_t>(options_.esm_class | (parts_.has_header ? pdu::esm_class::udhi : 0U));
  message.protocol_id = static_cast<std::uint8_t>(options_.protocol_id);
  message.priority_flag = static_cast<std::uint8_t>(options_.priority_flag);
  message.schedule_delivery_time = options_.schedule_delivery_time;
  message.validity_period = options_.validity_period;
  message.registered_delivery =
      static_cast<std::uint8_t>(options_.registered_delivery.value_or(options_.wait_receipt > Seconds(0) ? 1 : 0));
  message.replace_if_present_flag = static_cast<std::uint8_t>(options_.replace_if_present_flag);
  message.data_coding = parts_.data_coding;
  while (submitted_ < parts_.bodies.size() && session_->window_free() > 0) {
    message.short_message = parts_.bodies[submitted_];
    const auto sent = session_->submit_sm(message, submitted_, scheduler_.mono());
    if (!sent) {
      log::error("the message cannot be written: {}", to_string(sent.error()));
      return leave(Exit::usage);
    }
    ++submitted_;
    say_(fmt::format(R"({{"event":"submitted","segment":{},"segments":{},"sequence_number":{},"octets":{}}})",
                     submitted_, parts_.bodies.size(), sent->value(), message.short_message.size()));
  }
}

void Dialogue::on_answer(const session::Answer& answer) {
  Part& part = progress_[answer.cookie];
  part.answered = true;
  part.message_id = answer.message_id();
  ++answered_;
  say_(fmt::format(
      R"({{"event":"response","segment":{},"command_status":"{}","message_id":"{}","round_trip_ms":{:.3f}}})",
      answer.cookie + 1, pdu::to_string(answer.status), json_text(answer.message_id()),
      milliseconds(answer.round_trip)));
  if (answer.status != CommandStatus::ESME_ROK) {
    log::error("segment {} was refused: {}", answer.cookie + 1, pdu::to_string(answer.status));
    code_ = Exit::submit_refused;
    part.ended = true;
  }
  if (leaving_) return;
  submit_next();
  if (answered_ == progress_.size()) on_all_answered();
}

void Dialogue::on_all_answered() {
  if (code_ != Exit::ok || options_.wait_receipt == Seconds(0)) return leave(code_);
  patience_ = scheduler_.after(options_.wait_receipt, [this] {
    log::error("no final receipt within {} s", options_.wait_receipt.count());
    leave(Exit::timed_out);
  });
  for (const EarlyReceipt& receipt : std::exchange(early_, {})) settle(receipt.id, receipt.delivered);
}

void Dialogue::on_response_timeout(session::Cookie part, CommandId /*request*/) {
  log::error("segment {} was not answered within {} s", part + 1, options_.timeout.count());
  leave(Exit::timed_out);
}

void Dialogue::on_request(const pdu::Pdu& request) {
  const pdu::Header& header = request.header;
  if (!session::has_response(header.command_id)) return;
  const auto* message = std::get_if<pdu::ShortMessage>(&request.body);
  if (message == nullptr) {
    return session_->respond_status(header.command_id, header.sequence_number, CommandStatus::ESME_RINVCMDID);
  }
  session_->respond(header.command_id, header.sequence_number, CommandStatus::ESME_ROK);
  if (receipt::is_receipt(*message, profile_)) return on_receipt(*message);
  say_(fmt::format(R"({{"event":"reply","source_addr":"{}","destination_addr":"{}","data_coding":{},"text":"{}"}})",
                   json_text(message->source.addr), json_text(message->destination.addr), message->data_coding,
                   readable(*message)));
}

void Dialogue::on_receipt(const pdu::ShortMessage& message) {
  const auto receipt = receipt::parse_receipt(message, profile_);
  if (!receipt) {
    log::warn("a receipt cannot be read: {}", to_string(receipt.error()));
    return;
  }
  const auto outcome = receipt::outcome_of(*receipt, profile_);
  say_(fmt::format(R"({{"event":"receipt","message_id":"{}","stat":"{}","err":"{}","final":{}}})",
                   json_text(receipt->id.view()), receipt::to_word(receipt->state), json_text(receipt->err.view()),
                   outcome.has_value()));
  if (!outcome || leaving_ || options_.wait_receipt == Seconds(0)) return;
  const bool delivered = outcome->state == SegmentState::delivered;
  if (answered_ == progress_.size()) return settle(receipt->id.view(), delivered);
  if (early_.size() < early_receipts_max) early_.push_back({std::string(receipt->id.view()), delivered});
}

void Dialogue::settle(std::string_view id, bool delivered) {
  std::size_t ended = 0;
  for (Part& part : progress_) {
    if (!part.ended && same_id(part.message_id, id)) {
      part.ended = true;
      if (!delivered) code_ = Exit::not_delivered;
    }
    if (part.ended) ++ended;
  }
  if (ended == progress_.size()) leave(code_);
}

/// Unbinds; the exit code is settled.
void Dialogue::leave(int code) {
  if (leaving_) return;
  leaving_ = true;
  code_ = code;
  patience_.cancel();
  session_->unbind(scheduler_.mono());
  touched();
}

void Dialogue::finish(int code) {
  if (finished_) return;
  finished_ = true;
  done_(code);
}

}  // namespace smppedge::sending
