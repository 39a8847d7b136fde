// SPDX-License-Identifier: Apache-2.0
// A client of an SMSC in memory: dials on a SimNetwork, speaks through session::Session as ESME, does what a test tells
// it, and remembers what it heard, in order. Destroying it closes its connection; not from inside its own calls.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "session/deadline_timer.h"
#include "session/session.h"
#include "tests/support/sim_network.h"

namespace smppedge::sim {

class SimEsme final : private ByteStreamHandler, private session::SessionEvents {
 public:
  struct Answer {
    session::Cookie cookie = 0;
    pdu::CommandId request{};
    pdu::CommandStatus status{};
    std::string message_id;
    std::uint8_t message_state = 0;  ///< of query_sm_resp
    unsigned unsuccessful = 0;       ///< of submit_multi_resp
    MonoTime at;
  };
  struct Delivered {
    pdu::SequenceNumber sequence;
    std::string source;
    std::string destination;
    std::uint8_t esm_class = 0;
    std::string body;
    bool has_tlvs = false;
    MonoTime at;
  };

  SimEsme(SimScheduler& scheduler, SimNetwork& network, std::uint16_t port) : scheduler_(scheduler) {
    settings_.window = 10'000;
    settings_.inactivity_timeout = Micros(0);
    dialing_ = network.dial({"smsc.test", port}, Seconds(1), [this, &network](auto dialed) {
      if (!dialed) return;
      link_ = network.links().back();
      connected(std::move(*dialed));
    });
  }
  SimEsme(const SimEsme&) = delete;
  SimEsme& operator=(const SimEsme&) = delete;

  // --- what it is to do

  /// nullopt: a deliver_sm is not answered. Not set: ESME_ROK, at once.
  std::function<std::optional<pdu::CommandStatus>(const Delivered&)> reply;

  void bind(session::BindKind kind, const std::string& system_id, const std::string& password,
            std::uint8_t interface_version = 0x34) {
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
  session::Session& session() { return connection_->session; }
  /// What was written with session() leaves.
  void flush() { touch(); }
  /// The cookie of its answer; nullopt: it could not be sent.
  std::optional<session::Cookie> submit(const std::string& to, const std::string& text = "hello") {
    return submit(message_to(to, text));
  }
  std::optional<session::Cookie> submit(const pdu::ShortMessage& message) {
    const session::Cookie cookie = ++cookies_;
    const bool sent = connection_->session.submit_sm(message, cookie, scheduler_.mono()).has_value();
    touch();
    return sent ? std::optional(cookie) : std::nullopt;
  }
  /// Views into its arguments.
  static pdu::ShortMessage message_to(const std::string& to, const std::string& text) {
    pdu::ShortMessage message;
    message.destination = {1, 1, to};
    message.registered_delivery = 1;
    message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    return message;
  }
  void answer(const Delivered& delivered, pdu::CommandStatus status) {
    connection_->session.respond(pdu::CommandId::deliver_sm, delivered.sequence, status);
    touch();
  }
  void unbind() {
    connection_->session.unbind(scheduler_.mono());
    touch();
  }
  /// Beside the session: octets as they are.
  void send_raw(const std::string& octets) {
    when_connected([this, octets] {
      (void)connection_->stream->output().append({reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()});
    });
  }
  /// FIN, without a word.
  void vanish() { connection_->stream->close(); }

  // --- what it heard

  std::optional<pdu::CommandStatus> bind_status;  ///< ESME_ROK or the refusal
  MonoTime bind_answered_at{};
  std::string smsc_system_id;
  std::vector<Answer> answers;
  std::vector<Delivered> delivers;
  std::vector<pdu::CommandId> heard;  ///< answers (as their requests) and deliver_sm, in order
  bool unbound_by_smsc = false;
  bool closed = false;

  [[nodiscard]] bool bound() const { return bind_status == pdu::CommandStatus::ESME_ROK && !closed; }
  [[nodiscard]] const Answer* answer_to(session::Cookie cookie) const {
    for (const Answer& answer : answers) {
      if (answer.cookie == cookie) return &answer;
    }
    return nullptr;
  }
  [[nodiscard]] std::size_t answered_with(pdu::CommandStatus status) const {
    std::size_t count = 0;
    for (const Answer& answer : answers) count += answer.status == status ? 1U : 0U;
    return count;
  }
  /// Its connection; once it is connected.
  [[nodiscard]] SimLink& link() const { return *link_; }

 private:
  struct Connection {
    Connection(std::unique_ptr<ByteStream> from, const session::Settings& settings, SimEsme& owner)
        : stream(std::move(from)),
          session(session::Role::esme, settings, owner, stream->output()),
          deadlines(owner.scheduler_, session, [&owner] { owner.touch(); }) {}
    std::unique_ptr<ByteStream> stream;
    session::Session session;
    session::DeadlineTimer deadlines;
  };

  void connected(std::unique_ptr<ByteStream> stream) {
    connection_ = std::make_unique<Connection>(std::move(stream), settings_, *this);
    connection_->stream->attach(*this);
    connection_->session.on_connected(scheduler_.mono());
    for (const auto& work : std::exchange(waiting_, {})) work();
    touch();
  }
  void when_connected(std::function<void()> work) {
    if (connection_ == nullptr) {
      waiting_.push_back(std::move(work));
      return;
    }
    work();
    touch();
  }
  void touch() {
    if (connection_ == nullptr) return;
    connection_->stream->flush_soon();
    connection_->deadlines.update();
  }

  std::size_t on_bytes(std::span<const std::uint8_t> bytes) override {
    const std::size_t used = connection_->session.on_bytes(bytes, scheduler_.mono());
    touch();
    return used;
  }
  void on_closed(CloseReason) override {
    closed = true;
    connection_->session.on_closed();
  }
  void on_bound(const pdu::BindResp& response) override {
    bind_status = pdu::CommandStatus::ESME_ROK;
    bind_answered_at = scheduler_.mono();
    smsc_system_id = response.system_id;
  }
  void on_bind_refused(pdu::CommandStatus status) override {
    bind_status = status;
    bind_answered_at = scheduler_.mono();
  }
  void on_request(const pdu::Pdu& request) override {
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
  void on_answer(const session::Answer& answer) override {
    Answer kept{answer.cookie,    answer.request, answer.status, std::string(answer.message_id()), 0, 0,
                scheduler_.mono()};
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
  void on_response_timeout(session::Cookie, pdu::CommandId) override {}
  void on_peer_unbinds() override { unbound_by_smsc = true; }
  void on_close_wanted(session::CloseCause) override { connection_->stream->close_after_flush(); }

  SimScheduler& scheduler_;
  session::Settings settings_;
  std::unique_ptr<Dialer::Dialing> dialing_;
  std::unique_ptr<Connection> connection_;
  std::vector<std::function<void()>> waiting_;
  std::shared_ptr<SimLink> link_;
  session::Cookie cookies_ = 0;
};

}  // namespace smppedge::sim
