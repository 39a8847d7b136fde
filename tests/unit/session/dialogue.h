// SPDX-License-Identifier: Apache-2.0
// Two sessions back to back, or one against raw octets, on a clock that the test moves by hand. What happens to a
// session is kept as lines of text, so that a test reads like the dialogue it is about.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_cursor.h"
#include "base/out_buffer.h"
#include "session/session.h"

namespace smppedge::session::testing {

using Octets = std::vector<std::uint8_t>;
using Lines = std::vector<std::string>;

/// A PDU put together without pdu/: header, then `body` as it stands.
inline Octets raw(std::uint32_t id, std::uint32_t status, std::uint32_t sequence, std::string_view body = {}) {
  Octets octets;
  ByteWriter<Octets> writer(octets);
  writer.u32(static_cast<std::uint32_t>(16 + body.size()));
  writer.u32(id);
  writer.u32(status);
  writer.u32(sequence);
  octets.insert(octets.end(), body.begin(), body.end());
  return octets;
}
inline Octets raw(pdu::CommandId id, pdu::CommandStatus status, std::uint32_t sequence, std::string_view body = {}) {
  return raw(static_cast<std::uint32_t>(id), static_cast<std::uint32_t>(status), sequence, body);
}

/// "submit_sm_resp ESME_ROK 7" for each PDU in `octets`; the headers are read here, not by pdu/.
inline Lines describe(std::span<const std::uint8_t> octets) {
  Lines lines;
  ByteReader reader(octets);
  while (reader.left() >= pdu::header_bytes) {
    const std::uint32_t length = reader.u32();
    const auto id = static_cast<pdu::CommandId>(reader.u32());
    const auto status = static_cast<pdu::CommandStatus>(reader.u32());
    const std::uint32_t sequence = reader.u32();
    reader.bytes(length - pdu::header_bytes);
    lines.push_back(std::string(pdu::to_string(id)) + ' ' + pdu::to_string(status) + ' ' + std::to_string(sequence));
  }
  return lines;
}

class Recorder : public SessionEvents {
 public:
  Lines lines;
  Session* session = nullptr;
  bool accepts_binds = true;
  bool answers_requests = true;
  MonoTime now;  ///< the dialogue's

  void on_bind_request(BindKind kind, const pdu::Bind& bind) override {
    lines.push_back("bind " + std::string(to_string(kind)) + ' ' + std::string(bind.system_id));
    if (accepts_binds) session->accept_bind("carrier", now);
  }
  void on_bound(const pdu::BindResp& response) override { lines.push_back("bound " + std::string(response.system_id)); }
  void on_bind_refused(pdu::CommandStatus status) override {
    lines.push_back("bind refused " + pdu::to_string(status));
  }
  void on_request(const pdu::Pdu& request) override {
    const pdu::Header& header = request.header;
    lines.push_back("request " + std::string(pdu::to_string(header.command_id)));
    if (answers_requests && has_response(header.command_id)) {
      session->respond(header.command_id, header.sequence_number, pdu::CommandStatus::ESME_ROK, "id");
    }
  }
  void on_answer(const Answer& answer) override {
    lines.push_back("answer " + std::to_string(answer.cookie) + ' ' + pdu::to_string(answer.status) + ' ' +
                    std::string(answer.message_id()) + (answer.late ? " late" : ""));
    round_trip = answer.round_trip;
  }
  void on_response_timeout(Cookie cookie, pdu::CommandId request) override {
    lines.push_back("timeout " + std::to_string(cookie) + ' ' + std::string(pdu::to_string(request)));
  }
  void on_peer_unbinds() override { lines.push_back("peer unbinds"); }
  void on_close_wanted(CloseCause cause) override { lines.push_back("close: " + std::string(to_string(cause))); }

  Micros round_trip{};
};

/// One session with its output and what was not yet read.
struct Side {
  explicit Side(Role role, const Settings& settings = {}, std::size_t output_max = 1 << 20)
      : output(output_max), session(role, settings, events, output) {
    events.session = &session;
  }

  /// Hands `octets` over, at most `chunk` more at a time, as a stream would.
  void receive(std::span<const std::uint8_t> octets, MonoTime now, std::size_t chunk) {
    events.now = now;
    while (!octets.empty()) {
      const std::size_t count = std::min(chunk, octets.size());
      inbox.insert(inbox.end(), octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(count));
      octets = octets.subspan(count);
      const std::size_t used = session.on_bytes(inbox, now);
      inbox.erase(inbox.begin(), inbox.begin() + static_cast<std::ptrdiff_t>(used));
    }
  }
  Octets take_output() {
    const auto unsent = output.unsent();
    Octets octets(unsent.begin(), unsent.end());
    output.consume(octets.size());
    return octets;
  }
  Lines take_lines() { return std::exchange(events.lines, {}); }

  Recorder events;
  OutBuffer output;
  Session session;
  Octets inbox;
};

inline constexpr std::size_t whole_stream = 1 << 20;

/// An ESME and an SMSC, connected.
struct Dialogue {
  explicit Dialogue(const Settings& settings = {}, std::size_t chunk_bytes = whole_stream)
      : esme(Role::esme, settings), smsc(Role::smsc, settings), chunk(chunk_bytes) {
    esme.session.on_connected(now);
    smsc.session.on_connected(now);
  }

  /// Carries octets both ways until neither has anything to say.
  void talk() {
    esme.events.now = smsc.events.now = now;
    while (!esme.output.empty() || !smsc.output.empty()) {
      smsc.receive(esme.take_output(), now, chunk);
      esme.receive(smsc.take_output(), now, chunk);
    }
  }
  void bind(BindKind kind = BindKind::transceiver) {
    pdu::Bind request;
    request.system_id = "edge";
    request.password = "secret";
    (void)esme.session.bind(kind, request, now);
    talk();
    esme.events.lines.clear();
    smsc.events.lines.clear();
  }
  /// Lets time pass, running each session's deadlines when they fall due, without carrying octets.
  void wait(Micros duration) {
    const MonoTime until = now + duration;
    for (;;) {
      const MonoTime next = std::min(esme.session.next_deadline(), smsc.session.next_deadline());
      if (next > until) break;
      now = std::max(now, next);
      esme.session.on_deadline(now);
      smsc.session.on_deadline(now);
    }
    now = until;
    esme.events.now = smsc.events.now = now;
  }
  /// The same, with octets carried at once.
  void wait_talking(Micros duration) {
    const MonoTime until = now + duration;
    for (;;) {
      const MonoTime next = std::min(esme.session.next_deadline(), smsc.session.next_deadline());
      if (next > until) break;
      now = std::max(now, next);
      esme.session.on_deadline(now);
      smsc.session.on_deadline(now);
      talk();
    }
    now = until;
    esme.events.now = smsc.events.now = now;
  }

  MonoTime now{Seconds(1000)};
  Side esme;
  Side smsc;
  std::size_t chunk;
};

inline pdu::ShortMessage hello() {
  static constexpr std::uint8_t text[] = {'h', 'e', 'l', 'l', 'o'};
  pdu::ShortMessage message;
  message.source.addr = "1069000001";
  message.destination.addr = "8613800138000";
  message.short_message = text;
  return message;
}

}  // namespace smppedge::session::testing
