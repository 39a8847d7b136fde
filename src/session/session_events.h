// SPDX-License-Identifier: Apache-2.0
// What a session tells its owner. Called from inside Session's inputs; the owner may call the session back, but must
// not destroy it from here. Views in a PDU die with the call.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/clock.h"
#include "pdu/pdu.h"
#include "session/state.h"

namespace smppedge::session {

/// The owner's own mark on a request, given back with its answer.
using Cookie = std::uint64_t;

/// How a request of ours was answered.
struct Answer {
  Cookie cookie = 0;
  pdu::CommandId request{};
  /// Of the response or of a generic_nack. A generic_nack that says ESME_ROK counts as ESME_RUNKNOWNERR.
  pdu::CommandStatus status{};
  Micros round_trip{};
  bool late = false;  ///< on_response_timeout was called for it before
  /// The response, or the generic_nack. A response whose body could not be decoded comes with an empty body.
  const pdu::Pdu& response;

  /// message_id of submit_sm_resp or data_sm_resp; empty where there is none.
  [[nodiscard]] std::string_view message_id() const {
    const auto* body = std::get_if<pdu::SubmitResp>(&response.body);
    return body == nullptr ? std::string_view{} : body->message_id;
  }
};

/// Why a session asks to be closed. What was written before is to be flushed.
enum class CloseCause : std::uint8_t {
  unbound,               ///< in good order
  bad_length,            ///< command_length that cannot be; a generic_nack was written
  violations,            ///< violations_per_minute_max
  session_init_timeout,  ///< no bind in time
  bind_timeout,          ///< no bind response in time
  enquire_link_timeout,  ///< the peer is gone
  inactivity_timeout,
  output_full,  ///< a response found no room: the peer asks and does not read
};
[[nodiscard]] std::string_view to_string(CloseCause cause);

class SessionEvents {
 public:
  virtual ~SessionEvents() = default;

  /// As SMSC: answer with accept_bind or refuse_bind, now or later.
  virtual void on_bind_request(BindKind /*kind*/, const pdu::Bind& /*bind*/) {}
  /// As ESME: from now on requests may be sent.
  virtual void on_bound(const pdu::BindResp& /*response*/) {}
  /// As ESME: the session stays open; bind again or close.
  virtual void on_bind_refused(pdu::CommandStatus /*status*/) {}

  /// A request that is allowed and sound: submit_sm, submit_multi, data_sm, deliver_sm, query_sm, cancel_sm or
  /// replace_sm, to be answered with one of Session::respond..., now or later; or outbind or alert_notification,
  /// which have no response.
  virtual void on_request(const pdu::Pdu& request) = 0;

  virtual void on_answer(const Answer& answer) = 0;
  /// Called once for a request; it keeps its place in the window until its late answer or the session's end. But a
  /// query_sm is forgotten: its late answer is a response to nothing.
  virtual void on_response_timeout(Cookie cookie, pdu::CommandId request) = 0;

  /// The peer asked to unbind: nothing more can be sent. unbind_resp follows when all is answered.
  virtual void on_peer_unbinds() {}
  /// Once; the session is State::closed from here on.
  virtual void on_close_wanted(CloseCause cause) = 0;
};

}  // namespace smppedge::session
