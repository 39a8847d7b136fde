// SPDX-License-Identifier: Apache-2.0
#include "north/http/wrong_keys.h"

#include "base/log.h"
#include "north/http/limits.h"
#include "north/http/problem.h"

namespace smppedge::north::http {

namespace {

void answer(const HttpResponder& responder, bool has_key) {
  refuse(responder,
         {401, "unauthorized",
          has_key ? "This key is not known here; check it, and that the header reads \"Authorization: Bearer <key>\"."
                  : "Give the account's key in the header \"Authorization: Bearer <key>\"."},
         {{"WWW-Authenticate", "Bearer realm=\"smppedge\""}});
}

}  // namespace

WrongKeys::WrongKeys(Scheduler& scheduler)
    : scheduler_(scheduler),
      failures_({.free = wrong_keys_free,
                 .penalty_min = wrong_key_delay,
                 .penalty_max = wrong_key_delay,
                 .kept = wrong_keys_kept,
                 .entries_max = wrong_keys_entries_max}) {}

void WrongKeys::refuse(std::string_view peer, std::string_view authorization, const HttpResponder& responder) {
  ++refused_;
  const MonoTime now = scheduler_.mono();
  if (const auto times = logged_.due(now); times != 0) {
    log::warn("http key refused: {} peer={} times={}", authorization.empty() ? "missing" : "unknown", peer, times);
  }
  if (authorization.empty()) return answer(responder, false);
  const IpAddress from = IpAddress::of_peer(peer).value_or(IpAddress()).neighbourhood();
  failures_.on_failed(from.view(), now);
  if (failures_.penalty(from.view(), now) == Micros(0) || late_.size() >= late_answers_max)
    return answer(responder, true);
  late_.push_back({now + wrong_key_delay, responder});
  if (late_.size() == 1) arm();
}

void WrongKeys::arm() {
  timer_ = scheduler_.after(late_.front().due - scheduler_.mono(), [this] { answer_due(); });
}

void WrongKeys::answer_due() {
  while (!late_.empty() && late_.front().due <= scheduler_.mono()) {
    answer(late_.front().responder, true);
    late_.pop_front();
  }
  if (!late_.empty()) arm();
}

}  // namespace smppedge::north::http
