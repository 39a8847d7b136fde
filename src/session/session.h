// SPDX-License-Identifier: Apache-2.0
// One SMPP session in either role, without I/O: bytes and time go in, bytes (into an OutBuffer) and events come out.
// Owns: states, bind and unbind, sequence numbers, the window, timers, error answers (SMPP 2.2, 2.3, 2.8, 7.2).
// Leaves to its owner: the connection, the flushing of the output, credentials, what the messages mean.
// It reads no clock and allocates nothing a message. One thread.
//
// The owner: calls on_bytes with what it received; flushes the output after any call; arms one timer for
// next_deadline() (deadline_timer.h does); closes the connection at on_close_wanted; at the end, drain_outstanding.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/clock.h"
#include "base/expected.h"
#include "base/out_buffer.h"
#include "pdu/pdu.h"
#include "pdu/write.h"
#include "session/session_events.h"
#include "session/settings.h"
#include "session/state.h"
#include "session/window.h"

namespace smppedge::session {

/// Why a request was not sent. Nothing was written.
enum class SendRefusal : std::uint8_t {
  wrong_state,  ///< not bound for it, or unbinding
  window_full,
  output_full,  ///< the peer does not read; wait for ByteStreamHandler::on_drained
  malformed,    ///< a field is over its maximum in 3.4: retrying cannot help
};
[[nodiscard]] std::string_view to_string(SendRefusal refusal);
using Sent = Expected<pdu::SequenceNumber, SendRefusal>;

struct Counters {
  std::uint64_t pdus_received = 0;
  std::uint64_t violations = 0;         ///< undecodable, unknown or misplaced PDUs
  std::uint64_t unknown_responses = 0;  ///< to no request of ours; a generic_nack with sequence 0 is among them
  std::uint64_t late_responses = 0;
  std::uint64_t response_timeouts = 0;
  std::uint64_t deferred_requests = 0;  ///< answered "later": unanswered_inbound_max, or while unbinding
};

class Session {
 public:
  /// `events` and `output` must outlive the session.
  Session(Role role, const Settings& settings, SessionEvents& events, OutBuffer& output);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // --- what happens to it

  void on_connected(MonoTime now);
  /// `bytes` is all that is unread, oldest first. Returns how much of it was used up.
  [[nodiscard]] std::size_t on_bytes(std::span<const std::uint8_t> bytes, MonoTime now);
  /// Runs what is due. Calling it early or often does no harm.
  void on_deadline(MonoTime now);
  /// When on_deadline is to be called next; MonoTime::max() for never. Cheap; moves with traffic.
  [[nodiscard]] MonoTime next_deadline() const;
  /// The connection is gone. drain_outstanding() still works.
  void on_closed();

  // --- requests of ours; `cookie` comes back with the answer

  /// As ESME, in State::open.
  Sent bind(BindKind kind, const pdu::Bind& bind, MonoTime now);
  Sent submit_sm(const pdu::ShortMessage& message, Cookie cookie, MonoTime now);
  Sent deliver_sm(const pdu::ShortMessage& message, Cookie cookie, MonoTime now);
  Sent data_sm(const pdu::ShortMessage& message, Cookie cookie, MonoTime now);
  Sent submit_multi(const pdu::SubmitMulti& multi, Cookie cookie, MonoTime now);
  Sent query_sm(const pdu::QuerySm& query, Cookie cookie, MonoTime now);
  Sent cancel_sm(const pdu::CancelSm& cancel, Cookie cookie, MonoTime now);
  Sent replace_sm(const pdu::ReplaceSm& replace, Cookie cookie, MonoTime now);
  Sent outbind(const pdu::Outbind& outbind);                     ///< as SMSC; has no response
  Sent alert_notification(const pdu::AlertNotification& alert);  ///< as SMSC; has no response
  /// Outside its own schedule; does nothing while one is unanswered.
  void enquire_link(MonoTime now);
  /// Something was written whose arrival matters: where no request of ours proves it within the interval of
  /// enquire_link, at most proof_wait_max, one goes out though the line is not idle. Without effect where enquire_link
  /// is off.
  void want_proof(MonoTime now);
  /// Stops sending, waits for the window, then unbinds; ends in on_close_wanted(unbound) whatever the peer does.
  void unbind(MonoTime now);

  // --- our answers to requests; without effect once the session is closed

  void accept_bind(std::string_view system_id, MonoTime now);
  void refuse_bind(pdu::CommandStatus status);
  /// To submit_sm, deliver_sm, data_sm (`request` names it); message_id is not sent with deliver_sm_resp. To any other
  /// request it is respond_status.
  void respond(pdu::CommandId request, pdu::SequenceNumber number, pdu::CommandStatus status,
               std::string_view message_id = {}, pdu::Tlvs tlvs = {});
  /// To cancel_sm and replace_sm, and an error to any request.
  void respond_status(pdu::CommandId request, pdu::SequenceNumber number, pdu::CommandStatus status);
  void respond_query(pdu::SequenceNumber number, pdu::CommandStatus status, const pdu::QuerySmResp& answer);
  void respond_multi(pdu::SequenceNumber number, pdu::CommandStatus status, const pdu::SubmitMultiResp& answer);

  // --- what can be asked

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] Role role() const { return role_; }
  /// Of the bind that was accepted last.
  [[nodiscard]] BindKind bind_kind() const { return kind_; }
  /// Bound, and in a direction in which `request` may be sent by us now.
  [[nodiscard]] bool may_send(pdu::CommandId request) const { return permitted(request, role_, state_); }
  [[nodiscard]] unsigned window_free() const { return window_.free(); }
  [[nodiscard]] unsigned outstanding() const { return window_.taken(); }
  [[nodiscard]] unsigned unanswered_inbound() const { return unanswered_inbound_; }
  /// interface_version of the peer's bind, or its sc_interface_version; 0 when it gave none.
  [[nodiscard]] std::uint8_t peer_interface_version() const { return peer_interface_version_; }
  /// What 3.4 section 3.4 lets us assume; many carriers leave sc_interface_version out and read TLVs all the same.
  [[nodiscard]] bool peer_speaks_tlvs() const { return peer_interface_version_ >= 0x34; }
  /// When the newest request of ours that was answered was sent: what we wrote before it has been received.
  [[nodiscard]] MonoTime answered_through() const { return answered_through_; }
  [[nodiscard]] const Counters& counters() const { return counters_; }

  /// At the end: `visit(Cookie, pdu::CommandId)` for every request that was never answered, in no order.
  template <class Visit>
  void drain_outstanding(Visit visit) {
    window_.drain([&](const Window::Slot& slot) { visit(slot.cookie, slot.command()); });
  }

 private:
  enum class WhoUnbinds : std::uint8_t { nobody, we, peer };
  /// A request of ours that stands beside the window; at most one of a kind is outstanding.
  struct Control {
    std::uint32_t sequence = 0;  // 0: none sent, or answered
    bool waiting = false;
    MonoTime sent_at;
  };

  void on_frame(std::span<const std::uint8_t> frame, MonoTime now);
  void on_request_frame(const pdu::Header& header, std::span<const std::uint8_t> frame, MonoTime now);
  void on_sound_request(const pdu::Pdu& request, MonoTime now);
  void on_bind(const pdu::Pdu& request, MonoTime now);
  void on_unbind(pdu::SequenceNumber number, MonoTime now);
  void on_misplaced(const pdu::Header& header, MonoTime now);
  void on_response_frame(const pdu::Header& header, std::span<const std::uint8_t> frame, MonoTime now);
  [[nodiscard]] bool on_control_response(const pdu::Header& header, std::span<const std::uint8_t> frame, MonoTime now);
  void on_bind_response(const pdu::Header& header, std::span<const std::uint8_t> frame, MonoTime now);

  void run_response_timeouts(MonoTime now);
  void run_enquire_link(MonoTime now);
  [[nodiscard]] MonoTime enquire_link_since() const;
  [[nodiscard]] MonoTime proof_due() const;
  void prove_through(MonoTime sent_at);
  void run_unbinding();

  template <class Write>
  Sent send_windowed(pdu::CommandId request, Cookie cookie, MonoTime now, Write write);
  template <class Write>
  Sent send_beside(Write write);
  [[nodiscard]] bool room_for_request() const;

  [[nodiscard]] pdu::CommandStatus later_status() const;
  void refuse(pdu::CommandId request, pdu::SequenceNumber number, pdu::CommandStatus status);
  void close_unless(const pdu::Written& written);
  void answered_one();
  void violation(MonoTime now);
  [[nodiscard]] bool drained() const { return window_.awaited() == 0 && unanswered_inbound_ == 0; }
  void finish_unbinding();
  void close(CloseCause cause);

  const Role role_;
  const Settings settings_;
  SessionEvents& events_;
  OutBuffer& output_;

  State state_ = State::closed;
  BindKind kind_ = BindKind::transceiver;
  std::uint8_t peer_interface_version_ = 0;
  WhoUnbinds who_unbinds_ = WhoUnbinds::nobody;
  bool bind_pending_ = false;          // as SMSC: a bind request awaits the owner's answer
  std::uint32_t bind_sequence_ = 0;    // as SMSC: of that request
  std::uint32_t unbind_sequence_ = 0;  // of the peer's unbind
  unsigned unanswered_inbound_ = 0;
  unsigned recent_violations_ = 0;  // since violations_since_

  Window window_;
  Control bind_;
  Control enquire_link_;
  Control unbind_;

  MonoTime connected_at_;
  MonoTime last_received_at_;
  MonoTime enquire_link_at_;  // the newest was sent, or bound
  MonoTime answered_through_ = MonoTime::min();
  MonoTime proof_wanted_from_ = MonoTime::max();  // nothing older waits for its proof; max(): nothing does
  MonoTime proof_wanted_to_ = MonoTime::min();
  MonoTime unbinding_since_;
  MonoTime violations_since_;
  Counters counters_;
};

}  // namespace smppedge::session
