// SPDX-License-Identifier: Apache-2.0
// Whether an account's carrier has gone silent: how many submits in a row came to nothing (timed out, or lost with
// their bind) since it last answered one. A silent carrier gets one probe at a time, so that it does not drain the
// backlog into doubt (design.md, "A silent carrier"). Pure.
#pragma once

namespace smppedge::carrier {

class Silence {
 public:
  explicit Silence(unsigned unanswered_max) : unanswered_max_(unanswered_max) {}

  /// True when this doubt is the one that makes the carrier silent.
  bool on_doubt() { return ++unanswered_ == unanswered_max_; }
  /// True when this answer ends a silence.
  bool on_answer() {
    const bool was_silent = silent();
    unanswered_ = 0;
    return was_silent;
  }
  [[nodiscard]] bool silent() const { return unanswered_ >= unanswered_max_; }

 private:
  unsigned unanswered_max_;
  unsigned unanswered_ = 0;
};

}  // namespace smppedge::carrier
