// SPDX-License-Identifier: Apache-2.0
// Requests without a key that is known: counted, said in the log now and then, and, for an address that goes on
// guessing, answered late. Right keys are never held up by others' wrong ones: many clients may come from one proxy.
// HTTP loop.
#pragma once

#include <cstdint>
#include <deque>
#include <string_view>

#include "base/failure_table.h"
#include "base/ip_address.h"
#include "base/log_pace.h"
#include "base/scheduler.h"
#include "net/http_responder.h"

namespace smppedge::north::http {

class WrongKeys {
 public:
  explicit WrongKeys(Scheduler& scheduler);
  WrongKeys(const WrongKeys&) = delete;
  WrongKeys& operator=(const WrongKeys&) = delete;

  /// Answers 401, at once or wrong_key_delay later. `authorization` is empty when the header is missing, which is no
  /// guess.
  void refuse(std::string_view peer, std::string_view authorization, const HttpResponder& responder);

  [[nodiscard]] std::uint64_t refused() const { return refused_; }

 private:
  struct Late {
    MonoTime due;
    HttpResponder responder;
  };
  void answer_due();
  void arm();

  Scheduler& scheduler_;
  FailureTable failures_;
  std::deque<Late> late_;  ///< in the order in which they are due, late_answers_max
  Timer timer_;
  LogPace logged_;
  std::uint64_t refused_ = 0;
};

}  // namespace smppedge::north::http
