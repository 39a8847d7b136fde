// SPDX-License-Identifier: Apache-2.0
// One message's way through an SMSC: connect, bind, submit every part, wait for responses and receipts, unbind. Says
// each step as a JSON line; ends with the exit code of `smpp send`.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/byte_stream.h"
#include "profile/profile.h"
#include "session/deadline_timer.h"
#include "session/session.h"
#include "tools/smpp/send/options.h"

namespace smppedge::sending {

enum Exit : int {
  ok = 0,
  usage = 1,
  not_connected = 2,
  bind_refused = 3,
  submit_refused = 4,
  not_delivered = 5,
  timed_out = 6,
};

class Dialogue final : public ByteStreamHandler, private session::SessionEvents {
 public:
  /// `say` prints a line of results; `done` is called once, with the exit code.
  Dialogue(Scheduler& scheduler, const Options& options, const Parts& parts, std::function<void(std::string)> say,
           std::function<void(int)> done);

  void start(Dialer& dialer);

  std::size_t on_bytes(std::span<const std::uint8_t> bytes) override;
  void on_closed(CloseReason reason) override;

 private:
  /// Receipts that come before the response with their id.
  static constexpr std::size_t early_receipts_max = 256;

  struct Part {
    bool answered = false;
    std::string message_id;
    bool ended = false;  // its final receipt came
  };

  void on_connected(std::unique_ptr<ByteStream> stream);
  void on_bound(const pdu::BindResp& response) override;
  void on_bind_refused(pdu::CommandStatus status) override;
  void on_request(const pdu::Pdu& request) override;
  void on_answer(const session::Answer& answer) override;
  void on_response_timeout(session::Cookie part, pdu::CommandId request) override;
  void on_close_wanted(session::CloseCause cause) override;

  void submit_next();
  void on_receipt(const pdu::ShortMessage& message);
  void settle(std::string_view id, bool delivered);
  void on_all_answered();
  void leave(int code);
  void finish(int code);
  void touched();

  Scheduler& scheduler_;
  const Options options_;
  const Parts parts_;
  const std::function<void(std::string)> say_;
  const std::function<void(int)> done_;
  const Profile profile_;

  std::unique_ptr<Dialer::Dialing> dialing_;
  std::unique_ptr<ByteStream> stream_;
  std::unique_ptr<session::Session> session_;
  std::unique_ptr<session::DeadlineTimer> deadlines_;
  Timer patience_;

  std::vector<Part> progress_;
  struct EarlyReceipt {
    std::string id;
    bool delivered;
  };
  std::vector<EarlyReceipt> early_;
  std::size_t submitted_ = 0;
  std::size_t answered_ = 0;
  int code_ = Exit::ok;
  bool leaving_ = false;
  bool finished_ = false;
};

}  // namespace smppedge::sending
