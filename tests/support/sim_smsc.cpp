// SPDX-License-Identifier: Apache-2.0
#include "tests/support/sim_smsc.h"

#include <algorithm>
#include <span>
#include <utility>
#include <variant>

#include "pdu/framer.h"
#include "session/deadline_timer.h"

namespace smppedge::sim {

struct SimSmsc::Connection final : ByteStreamHandler, session::SessionEvents {
  Connection(SimSmsc& owner, std::size_t number, std::unique_ptr<ByteStream> from)
      : smsc(owner),
        index(number),
        stream(std::move(from)),
        session(session::Role::smsc, owner.session_settings, *this, stream->output()),
        deadlines(smsc.scheduler_, session, [this] { touch(); }) {}

  void touch() {
    stream->flush_soon();
    deadlines.update();
  }

  std::size_t on_bytes(std::span<const std::uint8_t> bytes) override {
    const std::size_t used = smsc.ignores_enquire_links ? take_all_but_enquire_links(bytes)
                                                        : session.on_bytes(bytes, smsc.scheduler_.mono());
    touch();
    return used;
  }
  std::size_t take_all_but_enquire_links(std::span<const std::uint8_t> bytes) {
    std::size_t used = 0;
    for (pdu::Frame frame = pdu::next_frame(bytes); frame.kind == pdu::Frame::Kind::whole;
         frame = pdu::next_frame(bytes.subspan(used))) {
      used += frame.octets.size();
      const bool ignored = pdu::decode_header(frame.octets).command_id == pdu::CommandId::enquire_link;
      if (!ignored) (void)session.on_bytes(frame.octets, smsc.scheduler_.mono());
    }
    return used;
  }
  void on_closed(CloseReason) override { session.on_closed(); }

  void on_bind_request(session::BindKind kind, const pdu::Bind& bind) override {
    ++smsc.bind_requests;
    smsc.system_id = bind.system_id;
    smsc.password = bind.password;
    smsc.binds[index] = kind;
    if (smsc.closes_on_bind) {
      stream->close();
    } else if (smsc.bind_status == pdu::CommandStatus::ESME_ROK) {
      session.accept_bind("sim", smsc.scheduler_.mono());
    } else {
      session.refuse_bind(smsc.bind_status);
    }
  }
  void on_query(const pdu::Pdu& request, const pdu::QuerySm& query) {
    smsc.queries.emplace_back(query.message_id);
    smsc.query_pdus.emplace_back(request.octets.begin(), request.octets.end());
    const auto answer = smsc.query(query);
    if (!answer) return;
    const auto respond = [this, answer = *answer, number = request.header.sequence_number,
                          id = std::string(query.message_id)] {
      session.respond_query(number, answer.status,
                            {.message_id = id, .final_date = {}, .message_state = answer.message_state});
      touch();
    };
    if (smsc.query_delay == Micros(0)) return respond();
    smsc.scheduler_.call_after(smsc.query_delay, respond);
  }
  void on_request(const pdu::Pdu& request) override {
    if (const auto* query = std::get_if<pdu::QuerySm>(&request.body); query != nullptr && smsc.query) {
      return on_query(request, *query);
    }
    const auto* body = std::get_if<pdu::ShortMessage>(&request.body);
    if (body == nullptr || request.header.command_id != pdu::CommandId::submit_sm) {
      session.respond_status(request.header.command_id, request.header.sequence_number,
                             pdu::CommandStatus::ESME_RINVCMDID);
      return;
    }
    const auto octets = body->payload();
    const auto tlvs = body->tlvs.octets();
    smsc.on_submit({index,
                    request.header.sequence_number,
                    std::string(body->destination.addr),
                    std::string(octets.begin(), octets.end()),
                    smsc.scheduler_.mono(),
                    std::string(body->source.addr),
                    body->esm_class,
                    body->protocol_id,
                    body->data_coding,
                    std::string(body->service_type),
                    {tlvs.begin(), tlvs.end()},
                    {request.octets.begin(), request.octets.end()}});
  }
  void on_answer(const session::Answer& answer) override {
    smsc.deliver_answers.push_back({index, answer.cookie, answer.status});
  }
  void on_response_timeout(session::Cookie, pdu::CommandId) override {}
  void on_peer_unbinds() override { ++smsc.unbinds; }
  void on_close_wanted(session::CloseCause) override { stream->close_after_flush(); }

  SimSmsc& smsc;
  std::size_t index;
  std::unique_ptr<ByteStream> stream;
  session::Session session;
  session::DeadlineTimer deadlines;
};

SimSmsc::SimSmsc(SimScheduler& scheduler, SimNetwork& network, std::uint16_t port, const std::string& address)
    : scheduler_(scheduler) {
  network.listen(
      port, [this](std::unique_ptr<ByteStream> stream) { accept(std::move(stream)); }, address);
}

SimSmsc::~SimSmsc() = default;

void SimSmsc::answer(const Submit& submit, const Reply& reply_now) {
  Connection& connection = *connections_[submit.connection];
  --unanswered;
  connection.session.respond(pdu::CommandId::submit_sm, submit.sequence, reply_now.status, reply_now.message_id);
  connection.touch();
}

void SimSmsc::answer_beside(std::size_t connection, pdu::SequenceNumber sequence, const Reply& reply_now) {
  (void)pdu::write_message_resp(connections_[connection]->stream->output(), pdu::CommandId::submit_sm_resp,
                                reply_now.status, sequence, reply_now.message_id);
  connections_[connection]->touch();
}

bool SimSmsc::deliver(std::size_t connection, const pdu::ShortMessage& message, session::Cookie cookie) {
  session::Session& session = connections_[connection]->session;
  const MonoTime now = scheduler_.mono();
  const bool sent = delivers_data_sm ? session.data_sm(message, cookie, now).has_value()
                                     : session.deliver_sm(message, cookie, now).has_value();
  connections_[connection]->touch();
  return sent;
}

void SimSmsc::unbind(std::size_t connection) {
  constexpr pdu::SequenceNumber beside_the_session(0x70000000);
  (void)pdu::write_header_only(connections_[connection]->stream->output(), pdu::CommandId::unbind,
                               pdu::CommandStatus::ESME_ROK, beside_the_session);
  connections_[connection]->touch();
}

session::State SimSmsc::state(std::size_t connection) const {
  return connections_[connection]->session.state();
}

void SimSmsc::accept(std::unique_ptr<ByteStream> stream) {
  binds.push_back(session::BindKind::transceiver);
  connections_.push_back(std::make_unique<Connection>(*this, connections_.size(), std::move(stream)));
  Connection& connection = *connections_.back();
  connection.stream->attach(connection);
  connection.session.on_connected(scheduler_.mono());
  connection.touch();
}

void SimSmsc::on_submit(Submit submit) {
  submits.push_back(submit);
  unanswered_max = std::max(unanswered_max, ++unanswered);
  const std::optional<Reply> now = reply ? reply(submit) : Reply{.message_id = std::to_string(submits.size())};
  if (!now) return;
  if (now->delay == Micros(0)) return answer(submit, *now);
  scheduler_.call_after(now->delay, [this, submit = std::move(submit), later = *now] { answer(submit, later); });
}

}  // namespace smppedge::sim
