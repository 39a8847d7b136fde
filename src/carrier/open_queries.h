// SPDX-License-Identifier: Apache-2.0
// The query_sm that were written and not answered, over all binds of an account: queries_open_max places. One that
// timed out keeps its place, as it keeps its session's, until its late response or its connection's end. Pure.
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
  void take(session::Cookie place, const AttemptRef& attempt) { places_[place] = {attempt, true, false}; }
  /// The attempt that nobody was told of yet; the place stays taken.
  [[nodiscard]] AttemptRef time_out(session::Cookie place) {
    places_[place].told = true;
    return places_[place].attempt;
  }
  /// Frees the place; its attempt, unless time_out() told of it.
  [[nodiscard]] std::optional<AttemptRef> release(session::Cookie place) {
    places_[place].taken = false;
    return places_[place].told ? std::nullopt : std::optional(places_[place].attempt);
  }

 private:
  struct Place {
    AttemptRef attempt;
    bool taken = false;
    bool told = false;
  };
  std::array<Place, queries_open_max> places_{};
};

}  // namespace smppedge::carrier
