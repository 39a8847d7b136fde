// SPDX-License-Identifier: Apache-2.0
#include "tests/support/sim_esme.h"

#include <utility>
#include <variant>

#include "session/deadline_timer.h"

namespace smppedge::sim {

struct SimEsme::Connection {
  Connection(std::unique_ptr<ByteStream> from, const session::Settings& settings, SimEsme& owner)
      : stream(std::move(from)),
        session(session::Role::esme, settings, owner, stream->output()),
        deadlines(owner.scheduler_, session, [&owner] { owner.touch(); }) {}
  std::unique_ptr<ByteStream> stream;
  session::Session session;
  session::DeadlineTimer deadlines;
};

SimEsme::SimEsme(SimScheduler& scheduler, SimNetwork& network, std::uint16_t port) : scheduler_(scheduler) {
  settings_.window = 10'000;
  settings_.inactivity_timeout = Micros(0);
  dialing_ = network.dial({"smsc.test", port}, Seconds(1), [this, &network](auto dialed) {
    if (!dialed) return;
    link_ = network.links().back();
    connected(std::move(*dialed));
  });
}

SimEsme::~SimEsme() = default;

void SimEsme::bind(session::BindKind kind, const std::string& system_id, const std::string& password,
                   std::uint8_t interface_version) {
  when_connected([this, kind, system_id, password, interface_version] {
    (void)connection_->session.bind(kind,
                                    {.system_id = system_id,
                                     .password = password,
                                     .system_type = {},
                                     .interface_version = interface_version,
                                     .address_range = {}},
                                    scheduler_.mono());
  });
}

session::Session& SimEsme::session() {
  return connection_->session;
}

std::optional<session::Cookie> SimEsme::submit(const std::string& to, const std::string& text) {
  return submit(message_to(to, text));
}

std::optional<session::Cookie> SimEsme::submit(const pdu::ShortMessage& message) {
  const session::Cookie cookie = ++cookies_;
  const bool sent = connection_->session.submit_sm(message, cookie, scheduler_.mono()).has_value();
  touch();
  return sent ? std::optional(cookie) : std::nullopt;
}

pdu::ShortMessage SimEsme::message_to(const std::string& to, const std::string& text) {
  pdu::ShortMessage message;
  message.destination = {1, 1, to};
  message.registered_delivery = 1;
  message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  return message;
}

void SimEsme::answer(const Delivered& delivered, pdu::CommandStatus status) {
  connection_->session.respond(pdu::CommandId::deliver_sm, delivered.sequence, status);
  touch();
}

void SimEsme::unbind() {
  connection_->session.unbind(scheduler_.mono());
  touch();
}

void SimEsme::send_raw(const std::string& octets) {
  when_connected([this, octets] {
    (void)connection_->stream->output().append({reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()});
  });
}

void SimEsme::vanish() {
  connection_->stream->close();
}

const SimEsme::Answer* SimEsme::answer_to(session::Cookie cookie) const {
  for (const Answer& answer : answers) {
    if (answer.cookie == cookie) return &answer;
  }
  return nullptr;
}

std::size_t SimEsme::answered_with(pdu::CommandStatus status) const {
  std::size_t count = 0;
  for (const Answer& answer : answers) count += answer.status == status ? 1U : 0U;
  return count;
}

void SimEsme::connected(std::unique_ptr<ByteStream> stream) {
  connection_ = std::make_unique<Connection>(std::move(stream), settings_, *this);
  connection_->stream->attach(*this);
  connection_->session.on_connected(scheduler_.mono());
  for (const auto& work : std::exchange(waiting_, {})) work();
  touch();
}

void SimEsme::when_connected(std::function<void()> work) {
  if (connection_ == nullptr) {
    waiting_.push_back(std::move(work));
    return;
  }
  work();
  touch();
}

void SimEsme::touch() {
  if (connection_ == nullptr) return;
  connection_->stream->flush_soon();
  connection_->deadlines.update();
}

std::size_t SimEsme::on_bytes(std::span<const std::uint8_t> bytes) {
  const std::size_t used = connection_->session.on_bytes(bytes, scheduler_.mono());
  touch();
  return used;
}

void SimEsme::on_closed(CloseReason) {
  closed = true;
  connection_->session.on_closed();
}

void SimEsme::on_bound(const pdu::BindResp& response) {
  bind_status = pdu::CommandStatus::ESME_ROK;
  bind_answered_at = scheduler_.mono();
  smsc_system_id = response.system_id;
}

void SimEsme::on_bind_refused(pdu::CommandStatus status) {
  bind_status = status;
  bind_answered_at = scheduler_.mono();
}

void SimEsme::on_request(const pdu::Pdu& request) {
  const auto* body = std::get_if<pdu::ShortMessage>(&request.body);
  if (body == nullptr) return;
  const auto octets = body->payload();
  heard.push_back(request.header.command_id);
  delivers.push_back({request.header.sequence_number, std::string(body->source.addr),
                      std::string(body->destination.addr), body->esm_class, std::string(octets.begin(), octets.end()),
                      !body->tlvs.empty(), scheduler_.mono()});
  const auto status = reply ? reply(delivers.back()) : pdu::CommandStatus::ESME_ROK;
  if (status) answer(delivers.back(), *status);
}

void SimEsme::on_answer(const session::Answer& answer) {
  Answer kept{answer.cookie, answer.request, answer.status, std::string(answer.message_id()), 0, 0, scheduler_.mono()};
  if (const auto* query = std::get_if<pdu::QuerySmResp>(&answer.response.body)) {
    kept.message_id = query->message_id;
    kept.message_state = query->message_state;
  }
  if (const auto* multi = std::get_if<pdu::SubmitMultiResp>(&answer.response.body)) {
    kept.message_id = multi->message_id;
    kept.unsuccessful = multi->no_unsuccess;
  }
  heard.push_back(answer.request);
  answers.push_back(std::move(kept));
}

void SimEsme::on_close_wanted(session::CloseCause) {
  connection_->stream->close_after_flush();
}

}  // namespace smppedge::sim
