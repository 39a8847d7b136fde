// SPDX-License-Identifier: Apache-2.0
// One connection of an SMPP client, from its accept to its end: the stream, the session (SMPP 2.2, we are the SMSC)
// and their timers. What it says is for others: a bind for its owner, requests and answers for the ClientGroup that it
// was bound to. Held by shared_ptr; answers that come late hold it weakly. Core loop only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "base/scheduler.h"
#include "message/ids.h"
#include "north/smpp/admission.h"
#include "session/deadline_timer.h"
#include "session/session.h"

namespace smppedge::north::smpp {

class ClientGroup;
class ClientSession;

class ClientSessionOwner {
 public:
  virtual ~ClientSessionOwner() = default;
  /// To be ended with bind_to() or refuse(), now or later.
  virtual void on_bind_attempt(ClientSession& session, BindAttempt attempt) = 0;
  /// The last call. The session may be given to Scheduler::destroy_later.
  virtual void on_session_closed(ClientSession& session, std::string_view cause) = 0;
};

class ClientSession final : public std::enable_shared_from_this<ClientSession>,
                            private ByteStreamHandler,
                            private session::SessionEvents,
                            private TurnEnd {
 public:
  /// `scheduler` and `owner` must outlive it.
  ClientSession(std::unique_ptr<ByteStream> stream, const IpAddress& from, const session::Settings& settings,
                Scheduler& scheduler, ClientSessionOwner& owner);
  ClientSession(const ClientSession&) = delete;
  ClientSession& operator=(const ClientSession&) = delete;

  void start();

  // --- a bind

  /// `work` on its bind is done after `delay`, unless the session is over by then. One at a time.
  void later(Micros delay, std::function<void()> work);
  /// False when the answer found no room: the session is over.
  [[nodiscard]] bool bind_to(ClientGroup& group, ClientBindId bind, std::string_view our_system_id);
  /// Answers, then closes the connection: one attempt each.
  void refuse(pdu::CommandStatus status);

  // --- its end

  /// Unbinds in good order, or closes what is not bound.
  void unbind(std::string_view why);
  /// Closes at once.
  void close(std::string_view why);

  // --- for those who answer and deliver

  [[nodiscard]] session::Session& smpp() { return session_; }
  /// Something was written: it leaves at the end of the turn, with all else of this turn.
  void touch();
  [[nodiscard]] bool is_bound_to_deliver() const { return session_.may_send(pdu::CommandId::deliver_sm); }
  /// Octets that the client has not read yet.
  [[nodiscard]] std::size_t unread_output() const { return stream_->output().size(); }

  [[nodiscard]] ClientBindId bind_id() const { return bind_; }  ///< 0 before its bind
  [[nodiscard]] ClientGroup* group() const { return group_; }   ///< null before its bind
  [[nodiscard]] const std::string& peer() const { return stream_->peer(); }
  [[nodiscard]] const IpAddress& from() const { return from_; }

 private:
  /// How the stream is to be closed at the end of the turn; told: it was.
  enum class Ending : std::uint8_t { no, flushed, at_once, told };

  std::size_t on_bytes(std::span<const std::uint8_t> bytes) override;
  void on_drained() override;
  void on_closed(CloseReason reason) override;

  void on_bind_request(session::BindKind kind, const pdu::Bind& bind) override;
  void on_request(const pdu::Pdu& request) override;
  void on_answer(const session::Answer& answer) override;
  void on_response_timeout(session::Cookie cookie, pdu::CommandId request) override;
  void on_peer_unbinds() override;
  void on_close_wanted(session::CloseCause cause) override;

  void on_turn_end() override;
  [[nodiscard]] MonoTime now() const { return scheduler_.mono(); }

  Scheduler& scheduler_;
  ClientSessionOwner& owner_;
  const std::unique_ptr<ByteStream> stream_;
  const IpAddress from_;
  session::Session session_;
  session::DeadlineTimer deadlines_;

  ClientGroup* group_ = nullptr;
  ClientBindId bind_;
  Timer later_;
  std::string_view cause_;  // a literal, why it ends; empty: the client's doing
  Ending ending_ = Ending::no;
};

}  // namespace smppedge::north::smpp
