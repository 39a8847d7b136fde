// SPDX-License-Identifier: Apache-2.0
// One configured connection of a carrier account, through all its lives: dial, bind (SMPP 4.1), bound, lost, waiting,
// and again; it never gives up. Owns the stream and the session of the moment. Leaves to its owner which segment is
// written when, and what an answer or a doubt means. Core loop only.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "base/rng.h"
#include "base/scheduler.h"
#include "carrier/backoff.h"
#include "carrier/carrier.h"
#include "carrier/settings.h"
#include "session/deadline_timer.h"
#include "session/session.h"

namespace smppedge::carrier {

class Bind;

/// Who owns binds. Calls come from the loop's events and from Bind::on_turn_end, never from inside submit() or
/// answer().
class BindOwner {
 public:
  virtual ~BindOwner() = default;
  virtual void on_submit_answered(Bind& bind, const session::Answer& answer) = 0;
  /// Its place is kept: the answer may still come, else on_submit_lost.
  virtual void on_submit_timed_out(Bind& bind, session::Cookie cookie) = 0;
  /// The connection ended without an answer; also after on_submit_timed_out.
  virtual void on_submit_lost(Bind& bind, session::Cookie cookie) = 0;
  /// The same of queries, by the cookie that query() was given.
  virtual void on_query_answered(Bind& bind, const session::Answer& answer) = 0;
  /// No answer came in time, or none can come any more.
  virtual void on_query_lost(Bind& bind, session::Cookie cookie) = 0;
  virtual void on_delivered(const DeliverToken& token, const pdu::ShortMessage& message, WireOctets octets) = 0;
  virtual void on_connection_ended(const EndedConnection& ended) = 0;
  /// usable() or state() changed.
  virtual void on_bind_changed(Bind& bind) = 0;
  /// Asks for Bind::on_turn_end in this turn.
  virtual void wake() = 0;
};

class Bind final : private ByteStreamHandler, private session::SessionEvents {
 public:
  /// Bound for so long, a connection counts as good: the next one is tried soon. Shorter ones are flapping.
  static constexpr Micros good_after{Seconds(30)};
  /// ESME_RINVBNDSTS in a row: the carrier has lost the session and only a new bind helps. Single ones do not say so;
  /// some carriers mean a bad number by it (domain.md C.9).
  static constexpr unsigned not_bound_answers_max = 5;

  /// How often a full output buffer is looked at again.
  static constexpr Micros blocked_poll{10'000};

  /// All references must outlive the bind; `settings` too.
  Bind(BindId id, BindKind kind, const Settings& settings, Scheduler& scheduler, Dialer& dialer, Rng& rng,
       BindOwner& owner, std::uint32_t generation);
  Bind(const Bind&) = delete;
  Bind& operator=(const Bind&) = delete;

  void start();
  /// Unbinds and does not come back; ends in state stopped.
  void stop();
  /// Closes at once; after stop().
  void abort();
  /// The carrier does not answer here: unbinds at the end of the turn and connects anew.
  void give_up(std::string_view why);

  /// A segment may be written now: bound for it, and the carrier reads.
  [[nodiscard]] bool writable() const { return !blocked_ && usable(); }
  /// Bound for submitting and to stay so.
  [[nodiscard]] bool usable() const;
  /// Only when writable(); output_full makes it unwritable until the carrier has read.
  session::Sent submit(const pdu::ShortMessage& message, session::Cookie cookie, MonoTime now);
  /// Takes no place that a submit could have. False when it found no room.
  bool query(const pdu::QuerySm& query, session::Cookie cookie, MonoTime now);
  /// What the last submit() wrote, until the next call.
  [[nodiscard]] WireOctets written() const { return written_; }
  /// False when that connection is gone.
  bool answer(const DeliverToken& token, pdu::CommandStatus status);
  /// See Carrier.
  [[nodiscard]] std::optional<MonoTime> answered_through(const DeliverToken& token) const;
  bool want_proof(const DeliverToken& token);

  /// Sends what was written, closes what wants closing. The owner calls it in each turn in which it was woken.
  void on_turn_end();

  [[nodiscard]] BindId id() const { return id_; }
  [[nodiscard]] BindState state() const { return state_; }
  [[nodiscard]] unsigned window_used() const { return connection_ ? connection_->session.outstanding() : 0; }
  /// Submits of this connection that timed out and keep their place.
  [[nodiscard]] unsigned timed_out() const { return timed_out_; }
  [[nodiscard]] BindStatus status() const;

 private:
  /// From the bind on: stream and session live and die together, after the turn in which they end.
  struct Connection {
    Connection(std::unique_ptr<ByteStream> from, const session::Settings& settings, Bind& bind);
    std::unique_ptr<ByteStream> stream;
    session::Session session;
    session::DeadlineTimer deadlines;
  };
  enum class Refusal : std::uint8_t { none, bind, credentials };

  void connect();
  void on_dialed(Expected<std::unique_ptr<ByteStream>, DialError> dialed);
  void wait(Micros delay);
  void end_connection(std::string_view why);
  [[nodiscard]] Micros delay_after_end(bool was_binding);
  void recheck_blocked();
  void set_state(BindState state);
  void touch();
  [[nodiscard]] MonoTime now() const { return scheduler_.mono(); }
  [[nodiscard]] std::string_view name() const { return settings_.name; }

  std::size_t on_bytes(std::span<const std::uint8_t> bytes) override;
  void on_drained() override;
  void on_closed(CloseReason reason) override;

  void on_bound(const pdu::BindResp& response) override;
  void on_bind_refused(pdu::CommandStatus status) override;
  void on_request(const pdu::Pdu& request) override;
  void on_answer(const session::Answer& answer) override;
  void on_response_timeout(session::Cookie cookie, pdu::CommandId request) override;
  void on_peer_unbinds() override;
  void on_close_wanted(session::CloseCause cause) override;

  const BindId id_;
  const BindKind kind_;
  const Settings& settings_;
  Scheduler& scheduler_;
  Dialer& dialer_;
  Rng& rng_;
  BindOwner& owner_;
  const session::Settings session_settings_;

  BindState state_ = BindState::waiting;
  bool stopping_ = false;
  Backoff backoff_;
  Timer wait_timer_;
  std::shared_ptr<Dialer::Dialing> dialing_;
  std::shared_ptr<Connection> connection_;

  // Of the connection of the moment.
  std::uint64_t connection_number_;
  MonoTime bound_at_{};
  Refusal refusal_ = Refusal::none;
  bool touched_ = false;           // something was written or a deadline moved in this turn
  bool blocked_ = false;           // a request found no room in the output, until
  std::size_t blocked_above_ = 0;  // ... no more than this is unsent
  Timer blocked_timer_;
  bool give_up_ = false;  // unbind at the end of the turn
  bool closing_ = false;  // the stream was told to close
  bool close_soon_ = false;
  bool close_flushed_ = false;  // ... after what is written has left
  std::string_view end_cause_;  // a literal; empty: the peer's doing
  unsigned timed_out_ = 0;
  unsigned timeouts_in_a_row_ = 0;
  unsigned not_bound_answers_ = 0;
  WireOctets written_;

  WallTime since_;
  std::uint64_t submits_ = 0;
  std::uint64_t delivers_ = 0;
  std::uint64_t connects_failed_ = 0;
  std::uint64_t connections_ended_ = 0;
  std::uint64_t unknown_responses_ = 0;  // of connections that have ended
  std::uint32_t last_bind_status_ = 0;
  bool credentials_refused_ = false;
};

}  // namespace smppedge::carrier
