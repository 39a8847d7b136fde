// SPDX-License-Identifier: Apache-2.0
// What an endpoint's answers say about how to go on: how many events the next request carries and how long to wait
// before it. While it takes some requests, one that it refuses is tried again soon, by itself; when it refuses all of
// them, it is left alone as a whole, ever longer. A batch that is refused again and again is taken apart, so that the
// one event that an endpoint cannot digest is found; requests grow again as they are taken. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "base/rng.h"
#include "carrier/backoff.h"
#include "net/http_poster.h"
#include "north/webhook/limits.h"

namespace smppedge::north::webhook {

/// What is no 2xx.
struct Refusal {
  bool blames_events = false;  ///< it may be for what the request said; else the endpoint is away or wants less
  bool is_gone = false;        ///< 410: the endpoint asks to be left alone
  bool wants_less = false;     ///< 429
  Seconds retry_after{0};      ///< within bounds; 0: not given
};
/// Nothing when the batch was taken.
[[nodiscard]] std::optional<Refusal> refusal_of(const HttpOutcome& outcome);

class EndpointHealth {
 public:
  struct Settings {
    unsigned batch_max = 100;
    unsigned single_after = 3;
    Micros delay_min = Seconds(1);
    Micros delay_max = Seconds(600);
    friend bool operator==(const Settings&, const Settings&) = default;
  };
  enum class Next : std::uint8_t {
    again,  ///< the same request
    split,  ///< its events one by one
    aside,  ///< its one event steps aside, others go on
  };
  struct Verdict {
    Next next = Next::again;
    Micros pause{0};  ///< before the next request, whichever it is
    Micros rest{0};   ///< before this one is tried again, while others go on
  };
  /// What was refused.
  struct Request {
    unsigned events = 1;
    unsigned refusals = 1;  ///< of it, in a row, this one included
    bool is_alone = false;  ///< one event of a batch that was taken apart
  };

  explicit EndpointHealth(const Settings& settings)
      : settings_(settings), limit_(settings.batch_max), backoff_(settings.delay_min, settings.delay_max) {}

  /// How many events to ask for.
  [[nodiscard]] unsigned limit() const { return alone_left_ > 0 ? 1 : limit_; }
  /// Nothing was taken lately; where nothing ever was, one refusal says so.
  [[nodiscard]] bool is_away() const { return failures_ >= (has_taken_ ? refusals_in_a_row_max : 1U); }
  /// It is not away, and batches are as large as may be: several may be under way.
  [[nodiscard]] bool is_steady() const { return !is_away() && alone_left_ == 0 && limit_ == settings_.batch_max; }

  void taken();
  [[nodiscard]] Verdict refused(const Request& request, const Refusal& refusal, Rng& rng);

 private:
  [[nodiscard]] Verdict again(const Request& request, const Refusal& refusal, bool others_go_on, Rng& rng);
  [[nodiscard]] Verdict refused_alone(const Refusal& refusal, Rng& rng);
  [[nodiscard]] Micros pause(const Refusal& refusal, Rng& rng);

  Settings settings_;
  unsigned limit_;           // of a batch now
  unsigned alone_left_ = 0;  // events that are to go one by one
  bool has_taken_ = false;
  unsigned failures_ = 0;        // since something was taken
  unsigned alone_failures_ = 0;  // of those, of events that went alone
  carrier::Backoff backoff_;
};

}  // namespace smppedge::north::webhook
