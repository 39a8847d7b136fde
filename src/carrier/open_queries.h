// SPDX-License-Identifier: Apache-2.0
// The query_sm that were written and not answered, over all binds of an account: queries_open_max places. One that
// times out gives its place back, as its session's: lost answers do not end the asking. Pure.
#pragma once

#include <array>
#include <optional>

#include "carrier/carrier.h"
#include "session/session_events.h"

namespace smppedge::carrier {

class OpenQueries {
 public:
  /// Where there is room for one more.
  [[nodiscard]] std::optional<session::Cookie> free_place() const {
    for (std::size_t place = 0; place < places_.size(); ++place) {
      if (!places_[place].taken) return place;
    }
    return std::nullopt;
  }
  void take(session::Cookie place, const AttemptRef& attempt) { places_[place] = {attempt, true}; }
  /// Frees the place; its attempt.
  [[nodiscard]] AttemptRef release(session::Cookie place) {
    places_[place].taken = false;
    return places_[place].attempt;
  }

 private:
  struct Place {
    AttemptRef attempt;
    bool taken = false;
  };
  std::array<Place, queries_open_max> places_{};
};

}  // namespace smppedge::carrier
