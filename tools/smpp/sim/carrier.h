// SPDX-License-Identifier: Apache-2.0
// A simulated carrier (SMSC): takes submits from whoever binds, answers them, and sends receipts and replies when they
// are due, through any bind of that system_id, until they are acknowledged. It stands on the seams of base/ alone: the
// same carrier runs on sockets and in tests. One loop, one thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/byte_stream.h"
#include "base/rng.h"
#include "tools/smpp/sim/account.h"
#include "tools/smpp/sim/counters.h"
#include "tools/smpp/sim/delivery.h"
#include "tools/smpp/sim/due_lanes.h"
#include "tools/smpp/sim/ledger.h"
#include "tools/smpp/sim/link.h"
#include "tools/smpp/sim/message_writer.h"
#include "tools/smpp/sim/settings.h"

namespace smppedge::simulator {

/// A delivery that the client asked to have later waits so long, and is tried so often.
inline constexpr Millis retry_delay{1000};
inline constexpr unsigned tries_max = 100;
/// Steps in which --receipt-jitter-ms is spread.
inline constexpr unsigned jitter_steps = 16;

class Carrier {
 public:
  Carrier(Scheduler& scheduler, Rng& rng, const Settings& settings, Ledger& ledger);

  void accept(std::unique_ptr<ByteStream> stream);
  /// Unbinds every client; `done` is called when the last connection is gone.
  void stop(std::function<void()> done);

  [[nodiscard]] const Counters& counters() const { return counters_; }
  /// Receipts and replies that wait for their time, a bind, or their acknowledgement.
  [[nodiscard]] std::size_t kept() const { return kept_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] Scheduler& scheduler() const { return scheduler_; }
  [[nodiscard]] Ledger& ledger() const { return ledger_; }

  // --- for its links
  [[nodiscard]] pdu::CommandStatus check(const pdu::Bind& bind);
  [[nodiscard]] Account& account(std::string_view system_id);
  void on_submit(Link& link, const pdu::Header& header, const pdu::ShortMessage& message);
  void on_acknowledged(Account& account, const session::Answer& answer);
  void on_unanswered() { ++counters_.unanswered; }
  /// The connection ended before that delivery was acknowledged.
  void on_lost(session::Cookie cookie);
  void deliver_kept(Account& account);
  void forget(Link& link);

 private:
  struct Response {
    pdu::CommandId request{};
    pdu::CommandStatus status{};
    std::uint32_t link = 0;
    pdu::SequenceNumber number;
    std::uint64_t id = 0;
    MonoTime due;
  };

  [[nodiscard]] Outcome outcome_of(const Link& link, const pdu::ShortMessage& message);
  [[nodiscard]] bool above_pace();
  [[nodiscard]] bool happens(unsigned percent) { return percent > 0 && rng_.below(100) < percent; }
  void plan_deliveries(Delivery delivery, const pdu::ShortMessage& message, Outcome outcome);
  [[nodiscard]] bool keep(const Delivery& delivery);
  void respond(const Response& response);
  void deliver(const Delivery& delivery);
  [[nodiscard]] bool send(const Delivery& delivery);
  void give_up(const Delivery& delivery);
  [[nodiscard]] session::Cookie take_slot(const Delivery& delivery);
  [[nodiscard]] Delivery release_slot(session::Cookie cookie);

  Scheduler& scheduler_;
  Rng& rng_;
  const Settings settings_;
  Ledger& ledger_;
  MessageWriter writer_;
  Counters counters_;

  std::map<std::string, Account, std::less<>> accounts_;
  std::unordered_map<std::uint32_t, std::shared_ptr<Link>> links_;
  std::uint32_t last_link_ = 0;
  std::uint64_t next_id_;

  DueLanes<Delivery> deliveries_;
  DueLanes<Response> responses_;
  std::size_t receipt_lanes_ = 1;  // lanes 0 to receipt_lanes_ - 1
  std::size_t reply_lane_ = 0;
  std::size_t retry_lane_ = 0;

  std::size_t kept_ = 0;
  std::vector<Delivery> in_flight_;  // by cookie
  std::vector<session::Cookie> free_slots_;

  MonoTime pace_second_;
  unsigned pace_count_ = 0;
  std::function<void()> on_stopped_;
};

}  // namespace smppedge::simulator
