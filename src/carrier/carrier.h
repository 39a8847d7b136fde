// SPDX-License-Identifier: Apache-2.0
// One carrier account: its binds, their reconnecting, the pace and window that they share, and the claims that may be
// open at it. It takes attempts whose claims are durable, writes each to one bind once, and tells what became of it.
// It does not know what a message is: the octets come from the gateway at the moment of writing (CarrierEvents::fill).
// Core loop only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_stream.h"
#include "base/rng.h"
#include "base/scheduler.h"
#include "carrier/pace.h"
#include "carrier/settings.h"
#include "message/message.h"
#include "pdu/pdu.h"
#include "pdu/short_message.h"
#include "pdu/status.h"

namespace smppedge::carrier {

/// A deliver_sm (or data_sm) of the carrier's that we have not answered yet.
struct DeliverToken {
  BindId bind;
  std::uint64_t connection = 0;  ///< tells one connection from every other of that bind of the carrier number
  std::uint32_t sequence_number = 0;
  bool data_sm = false;
};

/// A connection that is gone, as its tokens name it.
struct EndedConnection {
  BindId bind;
  std::uint64_t connection = 0;
  MonoTime answered_through;  ///< the last that Carrier::answered_through() said of it
};

/// A whole PDU as it was on the wire; valid during the call.
using WireOctets = std::span<const std::uint8_t>;

/// The submit_sm of an attempt.
struct WrittenSubmit {
  WireOctets octets;
  WallTime at;
};

/// The answer to one attempt, or the knowledge that none came.
struct SubmitAnswer {
  BindId bind;
  std::uint32_t sequence_number = 0;
  pdu::CommandStatus command_status{};
  std::string_view message_id;  ///< valid during the call
  Micros round_trip{};
  bool late = false;  ///< on_doubt(response_timeout) came before it
  WrittenSubmit submit;
  WireOctets octets;  ///< of the response
};
struct SubmitDoubt {
  BindId bind;
  std::uint32_t sequence_number = 0;
  Reason reason = Reason::none;  ///< response_timeout or bind_closed
  WrittenSubmit submit;
};

/// What became of a query_sm (4.8).
struct QueryAnswer {
  AttemptRef attempt;
  BindId bind;
  bool answered = false;  ///< false: no response in time, or the bind ended before it
  pdu::CommandStatus command_status{};
  std::uint8_t message_state = 0;  ///< 5.2.28
  std::uint8_t error_code = 0;
};

/// Queries of one account that may be open at a time, those that timed out included: a carrier that never answers one
/// is asked no more until its connection ends.
inline constexpr unsigned queries_open_max = 8;

/// Segments of one message that go out one after the other on one bind, nothing of ours between them.
struct ClaimedRun {
  MessageId message;
  std::uint8_t first_segment = 0;
  std::uint8_t segments = 1;
  bool urgent = false;  ///< otp: ahead of what waits, behind at most one message
  bool again = false;   ///< refused before: ahead of what was not, of the same urgency
};

/// What the gateway hears. Calls come from inside the loop's events, never from inside submit() or answer().
class CarrierEvents {
 public:
  virtual ~CarrierEvents() = default;
  /// The body of one claimed segment, for the wire, now. Views must hold until the call after. False: the segment must
  /// not leave (cancelled, blocked, expired since the claim): the carrier releases it without an on_released().
  /// Called again for the same segment when the carrier's connection had no room for it.
  virtual bool fill(CarrierNumber carrier, MessageId message, std::uint8_t segment, pdu::ShortMessage& out) = 0;
  /// Also after on_doubt(), when the response comes late.
  virtual void on_answer(CarrierNumber carrier, MessageId message, std::uint8_t segment,
                         const SubmitAnswer& answer) = 0;
  virtual void on_doubt(CarrierNumber carrier, MessageId message, std::uint8_t segment, const SubmitDoubt& doubt) = 0;
  /// Claimed, never written, and not going to be: bind_closed (no bind left to write it to), response_timeout (the
  /// carrier has gone silent), breaker_open, carrier_gone (it has retired), not_writable (fill() gave what no submit_sm
  /// can hold), none (stop()).
  virtual void on_released(CarrierNumber carrier, MessageId message, std::uint8_t segment, Reason reason) = 0;
  /// A deliver_sm or data_sm. Answer it with Carrier::answer_deliver once its effect is durable.
  virtual void on_deliver(CarrierNumber carrier, const DeliverToken& token, const pdu::ShortMessage& message,
                          WireOctets octets) = 0;
  /// Once for each query() that was taken; a response that comes after it was told of as missing is left out, and its
  /// place is free by then.
  virtual void on_queried(CarrierNumber /*carrier*/, const QueryAnswer& /*answer*/) {}
  virtual void on_connection_ended(CarrierNumber /*carrier*/, const EndedConnection& /*ended*/) {}
  /// There is room for claims again, or a bind came up or went down.
  virtual void on_change(CarrierNumber carrier) = 0;
};

enum class BindState : std::uint8_t { waiting, connecting, binding, bound, unbinding, stopped };
[[nodiscard]] std::string_view to_string(BindState state);

struct BindStatus {
  BindId id;
  BindKind kind{};
  BindState state{};
  unsigned window_used = 0;
  std::uint64_t submits = 0;
  std::uint64_t delivers = 0;
  std::uint64_t connects_failed = 0;    ///< names that did not resolve, connections refused or not made in time
  std::uint64_t connections_ended = 0;  ///< but for our own stop
  std::uint64_t unknown_responses = 0;  ///< to no request of ours, or to one that was answered before
  std::uint32_t last_bind_status = 0;   ///< command_status of the last refusal, 0: none
  bool credentials_refused = false;     ///< alarm: ESME_RINVPASWD or ESME_RINVSYSID (domain.md C.9)
  WallTime since;
};

struct CarrierStatus {
  std::vector<BindStatus> binds;
  unsigned claims_open = 0;
  unsigned window = 0;
  unsigned window_used = 0;
  MilliPerS granted_pace = unpaced;
  MilliPerS current_pace = unpaced;  ///< less than granted while the carrier throttles
  /// What the window allows at the median round trip; 0: not known yet.
  [[nodiscard]] std::uint64_t window_pace_per_s() const {
    return round_trip_us_p50 == 0 ? 0 : std::uint64_t{window} * 1'000'000 / round_trip_us_p50;
  }
  std::uint64_t round_trip_us_p50 = 0;  ///< of some thousand recent answers, up to 25 % too high; 0: none yet
  std::uint64_t answered = 0;
  std::uint64_t refused = 0;
  std::uint64_t throttled = 0;  ///< of those
  std::uint64_t doubts = 0;
  std::uint64_t late_answers = 0;
  BreakerState breaker = BreakerState::closed;
  std::uint64_t breaker_opened = 0;
  bool silent = false;  ///< alarm: unanswered_max submits in a row came to nothing, only probes go out
};

class Carrier {
 public:
  /// `generation`: the how manieth object of that carrier number, from 0.
  Carrier(CarrierNumber number, Settings settings, Scheduler& scheduler, Dialer& dialer, Rng& rng,
          CarrierEvents& events, std::uint32_t generation = 0);
  ~Carrier();
  Carrier(const Carrier&) = delete;
  Carrier& operator=(const Carrier&) = delete;

  void start();
  /// Takes up settings that differ in nothing that needs_new_binds().
  void reconfigure(Settings settings);
  /// Is to be given no messages any more, and releases the claims that it has not begun to write (carrier_gone). It may
  /// still claim, so that what it has a part of is not left in half, and stays bound for what is still to come.
  void retire();
  /// Clean stop, once: takes no claims, releases what is not written, waits for open responses, unbinds, then calls
  /// `stopped` (from the loop), `deadline` from now at the latest: unbinding begins when all is answered, or when only
  /// unbind_timeout is left. What is unanswered at the end becomes a doubt. Later than `deadline` only while claims are
  /// not durable yet: each is submitted and released first.
  void stop(Micros deadline, std::function<void()> stopped);
  /// After stop(): its deadline is no later than this.
  void hurry(Micros deadline);

  [[nodiscard]] CarrierNumber number() const;
  [[nodiscard]] std::uint32_t generation() const;
  [[nodiscard]] const Settings& settings() const;

  /// How many more segments may be claimed now: window + claim_ahead - open claims, of a paced account fewer
  /// (claim_ahead_time), but for the claims kept for urgent ones; 0 while no bind can submit or the carrier is silent
  /// (but one for the probe).
  [[nodiscard]] unsigned claims_free() const;
  /// The same for urgent runs, which may have those that are kept for them too.
  [[nodiscard]] unsigned urgent_claims_free() const;
  /// Whether the run may be claimed now: it fits what is free, or is alone, so that a run longer than the window, or a
  /// probe of several segments, finds its way too.
  [[nodiscard]] bool may_claim(const ClaimedRun& run) const;
  /// Counts a run of segments as claimed, before its claim is durable. Only what may_claim().
  void claim(const ClaimedRun& run);
  /// The claim is durable: write it when window, pace and order allow. After claim() of the same run.
  void submit(const ClaimedRun& run);

  /// Answers a deliver_sm; false when its connection has gone meanwhile (the carrier will send it again).
  bool answer_deliver(const DeliverToken& token, pdu::CommandStatus status);

  /// Asks what became of an attempt; false when queries_open_max are open or no bind can carry it now.
  bool query(const pdu::QuerySm& query, const AttemptRef& attempt);

  /// What was written to that connection before this has been received: the carrier has answered a request of ours that
  /// was sent then. Nullopt when that connection has gone.
  [[nodiscard]] std::optional<MonoTime> answered_through(const DeliverToken& token) const;
  /// What was written there by now is to be proven so, by an enquire_link where nothing else does it
  /// (session::Session::want_proof); false when that connection has gone.
  bool want_proof(const DeliverToken& token);

  [[nodiscard]] bool can_submit() const;  ///< at least one bound transmitter or transceiver
  /// It can submit, answers, and its breaker is closed.
  [[nodiscard]] bool is_well() const;
  /// It may be given messages: it is well and has not retired.
  [[nodiscard]] bool takes_messages() const;
  /// It may claim one message now, to learn whether it is well again: it is silent, or its breaker half-open.
  [[nodiscard]] bool probe_due() const;
  /// Since when it may not; nullopt while it may. From start() on.
  [[nodiscard]] std::optional<MonoTime> idle_since() const;
  [[nodiscard]] CarrierStatus status() const;

 private:
  class Core;
  Scheduler& scheduler_;
  std::unique_ptr<Core> core_;
};

}  // namespace smppedge::carrier
