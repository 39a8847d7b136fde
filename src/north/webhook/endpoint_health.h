// SPDX-License-Identifier: Apache-2.0
// What an endpoint's answers say about how to go on: how many events the next request carries and how long to wait
// before it. A batch that is refused again and again is taken apart, so that the one event that an endpoint cannot
// digest is found; requests grow again as they are taken. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "base/rng.h"
#include "carrier/backoff.h"
#include "net/http_poster.h"

namespace smppedge::north::webhook {

/// What is no 2xx.
struct Refusal {
  bool blames_events = false;  ///< it may be for what the request said; else the endpoint is away or wants less
  bool is_gone = false;        ///< 410: the endpoint asks to be left alone
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
    Micros pause{0};  ///< before the next request
  };

  explicit EndpointHealth(const Settings& settings)
      : settings_(settings), limit_(settings.batch_max), backoff_(settings.delay_min, settings.delay_max) {}

  /// How many events to ask for.
  [[nodiscard]] unsigned limit() const { return alone_left_ > 0 ? 1 : limit_; }
  /// Batches are as large as may be and the last one was taken.
  [[nodiscard]] bool is_well() const { return failures_ == 0 && alone_left_ == 0 && limit_ == settings_.batch_max; }
  [[nodiscard]] bool is_failing() const { return failures_ > 0; }

  void taken();
  /// A request of `events` events was refused.
  [[nodiscard]] Verdict refused(unsigned events, const Refusal& refusal, Rng& rng);

 private:
  Verdict refused_alone(const Refusal& refusal, Rng& rng);
  [[nodiscard]] Micros pause(const Refusal& refusal, Rng& rng);

  Settings settings_;
  unsigned limit_;               // of a batch now
  unsigned alone_left_ = 0;      // events that are to go one by one
  unsigned again_ = 0;           // the size of the batch that is to be tried once more; 0: none
  unsigned failures_ = 0;        // since something was taken
  unsigned alone_failures_ = 0;  // of those, of events that went alone
  carrier::Backoff backoff_;
};

}  // namespace smppedge::north::webhook
