// SPDX-License-Identifier: Apache-2.0
// One SMPP client of the soak: binds as a transceiver, submits, and takes receipts in the way that its habit says.
// Comes back after every loss. Loop thread of the soak.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/byte_stream.h"
#include "base/rng.h"
#include "profile/profile.h"
#include "session/deadline_timer.h"
#include "session/session.h"
#include "tests/soak/ledger.h"

namespace smppedge::soak {

enum class Habit : std::uint8_t {
  steady,
  slow,       ///< answers late, sometimes "not now", and stops reading for a while
  vanishing,  ///< drops its connection in the middle of everything and comes back
};

struct SmppClientSettings {
  std::uint16_t port = 0;
  std::string system_id;
  std::string password;
  Habit habit = Habit::steady;
  unsigned submits_per_tick = 1;
  Micros tick = Millis(20);
};

class SmppClient final : public ByteStreamHandler, private session::SessionEvents {
 public:
  SmppClient(Scheduler& scheduler, Dialer& dialer, Rng& rng, Ledger& ledger, SmppClientSettings settings);

  void start() { connect(); }
  /// Submits nothing more; receipts are still taken.
  void stop_submitting() { submitting_ = false; }

  std::size_t on_bytes(std::span<const std::uint8_t> bytes) override;
  void on_closed(CloseReason reason) override;

 private:
  void connect();
  void on_connected(std::unique_ptr<ByteStream> stream);
  void on_bound(const pdu::BindResp& response) override;
  void on_bind_refused(pdu::CommandStatus status) override;
  void on_request(const pdu::Pdu& request) override;
  void on_answer(const session::Answer& answer) override;
  void on_response_timeout(session::Cookie cookie, pdu::CommandId request) override;
  void on_close_wanted(session::CloseCause cause) override;

  void tick();
  void submit();
  void take(const pdu::ShortMessage& message);
  void answer_later(pdu::SequenceNumber number);
  void misbehave();
  void come_back();
  void touched();
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return rng_.next() % bound; }

  Scheduler& scheduler_;
  Dialer& dialer_;
  Rng& rng_;
  Ledger& ledger_;
  const SmppClientSettings settings_;
  const Profile profile_;
  bool submitting_ = true;
  std::uint64_t connections_ = 0;

  std::unique_ptr<Dialer::Dialing> dialing_;
  std::shared_ptr<ByteStream> stream_;
  std::shared_ptr<session::Session> session_;
  std::shared_ptr<session::DeadlineTimer> deadlines_;
  std::vector<pdu::SequenceNumber> owed_;  // answers that a slow client holds back
  Timer tick_;
  Timer habit_;
  Timer owed_timer_;
  Timer again_;
};

}  // namespace smppedge::soak
