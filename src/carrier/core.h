// SPDX-License-Identifier: Apache-2.0
// The account behind carrier.h. Events only change the books; all writing happens at the turn's end, in one go over all
// binds, so that each socket is written once a turn.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "carrier/adaptive_pace.h"
#include "carrier/bind.h"
#include "carrier/carrier.h"
#include "carrier/open_queries.h"
#include "carrier/open_submits.h"
#include "carrier/round_trip.h"
#include "carrier/run.h"
#include "carrier/silence.h"

namespace smppedge::carrier {

/// Hears nothing and has nothing to say: stands in once the Carrier is gone and its Core not yet.
class NoEvents final : public CarrierEvents {
  bool fill(CarrierNumber, MessageId, std::uint8_t, pdu::ShortMessage&) override { return false; }
  void on_answer(CarrierNumber, MessageId, std::uint8_t, const SubmitAnswer&) override {}
  void on_doubt(CarrierNumber, MessageId, std::uint8_t, const SubmitDoubt&) override {}
  void on_released(CarrierNumber, MessageId, std::uint8_t, Reason) override {}
  void on_deliver(CarrierNumber, const DeliverToken&, const pdu::ShortMessage&, WireOctets) override {}
  void on_change(CarrierNumber) override {}
};

class Carrier::Core final : private BindOwner, private TurnEnd {
 public:
  Core(CarrierNumber number, Settings settings, Scheduler& scheduler, Dialer& dialer, Rng& rng, CarrierEvents& events,
       std::uint32_t generation);

  void start();
  void stop(Micros deadline, std::function<void()> stopped);
  void hurry(Micros deadline);
  void reconfigure(Settings settings);
  void retire();
  void fall_silent();

  [[nodiscard]] std::uint32_t generation() const { return generation_; }
  [[nodiscard]] CarrierNumber number() const { return number_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] bool can_submit() const;
  [[nodiscard]] bool is_well() const;
  [[nodiscard]] bool takes_messages() const;
  [[nodiscard]] bool probe_due() const;
  [[nodiscard]] std::optional<MonoTime> idle_since() const { return idle_since_; }
  [[nodiscard]] unsigned claims_free() const;
  [[nodiscard]] unsigned urgent_claims_free() const;
  [[nodiscard]] bool may_claim(const ClaimedRun& run) const;
  void claim(const ClaimedRun& run);
  void submit(const ClaimedRun& run);
  bool answer_deliver(const DeliverToken& token, pdu::CommandStatus status);
  bool query(const pdu::QuerySm& query, const AttemptRef& attempt);
  [[nodiscard]] std::optional<MonoTime> answered_through(const DeliverToken& token) const;
  bool want_proof(const DeliverToken& token);
  [[nodiscard]] CarrierStatus status() const;

 private:
  /// A bind and the run that is partly written to it.
  struct Line {
    std::unique_ptr<Bind> bind;
    std::optional<Run> run;
  };

  /// Be it one probe at a time.
  [[nodiscard]] bool takes_claims() const;
  void on_turn_end() override;
  void write_all(MonoTime now);
  bool write_run(Line& line, MonoTime now);
  void write_segment(Line& line, MonoTime now);
  [[nodiscard]] bool may_write(MonoTime now);
  [[nodiscard]] Line* least_used_line();
  void release(const Run& run, Reason reason);
  void release_unwritable();
  [[nodiscard]] Reason why_released() const;
  /// Of claim_ahead, what only urgent runs may have just now.
  [[nodiscard]] unsigned kept_for_urgent() const;
  void claim_ended(bool urgent);
  void judge(bool well, Micros round_trip);
  void on_breaker_changed();
  [[nodiscard]] bool probing() const;
  void note_standing();
  void adapt_pace(const Bind& bind, const session::Answer& answer, StatusClass status_class);
  [[nodiscard]] unsigned claims_ahead() const;
  void tell_doubt(const Bind& bind, const OpenSubmit& submit, Reason reason);
  void close_if_clogged();
  void end_by(Micros deadline);
  void unbind_all();
  void continue_stopping();

  void on_submit_answered(Bind& bind, const session::Answer& answer) override;
  void on_submit_timed_out(Bind& bind, session::Cookie cookie) override;
  void on_submit_lost(Bind& bind, session::Cookie cookie) override;
  void on_delivered(const DeliverToken& token, const pdu::ShortMessage& message, WireOctets octets) override;
  void on_connection_ended(const EndedConnection& ended) override { events_->on_connection_ended(number_, ended); }
  void on_query_answered(Bind& bind, const session::Answer& answer) override;
  void on_query_lost(Bind& bind, session::Cookie cookie) override;
  void on_bind_changed(Bind& bind) override;
  void wake() override { scheduler_.defer(*this); }

  const CarrierNumber number_;
  const std::uint32_t generation_;
  Settings settings_;
  Scheduler& scheduler_;
  NoEvents no_events_;
  CarrierEvents* events_;

  std::vector<Line> lines_;
  RunQueue queue_;
  OpenSubmits open_;
  OpenQueries queries_;
  AdaptivePace pace_;
  Timer pace_timer_;
  Silence silence_;
  unsigned claims_open_ = 0;     // claimed, queued or in open_
  unsigned urgent_open_ = 0;     // of them
  bool changed_ = false;         // on_change() is owed
  bool release_all_ = false;     // what is claimed and not written is to be released
  bool release_queued_ = false;  // the same of what is not begun
  Breaker breaker_;
  Timer breaker_timer_;
  std::uint64_t breaker_opened_ = 0;
  std::optional<MonoTime> idle_since_;

  bool retired_ = false;
  bool stopping_ = false;
  bool unbinding_ = false;
  std::function<void()> stopped_;
  MonoTime end_at_{};
  Timer unbind_timer_;
  Timer abort_timer_;

  RoundTrip round_trip_;
  std::uint64_t answered_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t throttled_ = 0;
  std::uint64_t doubts_ = 0;
  std::uint64_t late_answers_ = 0;
};

}  // namespace smppedge::carrier
