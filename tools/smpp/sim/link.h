// SPDX-License-Identifier: Apache-2.0
// One client's connection: its stream, its session, its account once it is bound. What its messages mean is the
// carrier's.
#pragma once

#include <memory>

#include "base/byte_stream.h"
#include "session/deadline_timer.h"
#include "session/session.h"

namespace smppedge::simulator {

class Account;
class Carrier;

class Link final : public ByteStreamHandler, private session::SessionEvents {
 public:
  Link(Carrier& carrier, std::uint32_t number, std::unique_ptr<ByteStream> stream);

  [[nodiscard]] std::uint32_t number() const { return number_; }
  [[nodiscard]] Account* account() const { return account_; }
  [[nodiscard]] const session::Session& session() const { return session_; }
  /// A deliver_sm can be sent now, as far as state and window say.
  [[nodiscard]] bool has_room() const {
    return !choked_ && session_.window_free() > 0 && session_.may_send(pdu::CommandId::deliver_sm);
  }

  session::Sent deliver(const pdu::ShortMessage& message, session::Cookie cookie);
  void respond(pdu::CommandId request, pdu::SequenceNumber number, pdu::CommandStatus status, std::string_view id);
  void unbind();

  std::size_t on_bytes(std::span<const std::uint8_t> bytes) override;
  void on_drained() override;
  void on_closed(CloseReason reason) override;

 private:
  void on_bind_request(session::BindKind kind, const pdu::Bind& bind) override;
  void on_request(const pdu::Pdu& request) override;
  void on_answer(const session::Answer& answer) override;
  void on_response_timeout(session::Cookie cookie, pdu::CommandId request) override;
  void on_close_wanted(session::CloseCause cause) override;
  void touched();

  Carrier& carrier_;
  const std::uint32_t number_;
  std::unique_ptr<ByteStream> stream_;
  session::Session session_;
  session::DeadlineTimer timer_;
  Account* account_ = nullptr;
  bool choked_ = false;  // the output is full: wait for on_drained
};

}  // namespace smppedge::simulator
