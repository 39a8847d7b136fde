// SPDX-License-Identifier: Apache-2.0
// The way of a question from the HTTP loop to the gateway on the core loop, and of its answer back. HTTP loop only, but
// for what it posts to the core loop. It must outlive what it has posted: stop both loops first.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/scheduler.h"
#include "gateway/api.h"
#include "net/http_responder.h"
#include "north/http/problem.h"

namespace smppedge::north::http {

/// A good answer: JSON.
struct Answer {
  std::string body;
  int status = 200;
  bool is_replayed = false;  ///< the first answer under an Idempotency-Key, given again
};

void send(const HttpResponder& responder, const Answer& answer);

class CoreLink {
 public:
  template <class T>
  using Done = gateway::Api::Done<T>;

  CoreLink(Executor& core, Executor& http, gateway::Api& api) : core_(core), http_(http), api_(api) {}
  CoreLink(const CoreLink&) = delete;
  CoreLink& operator=(const CoreLink&) = delete;

  /// Has the core loop call question(gateway::Api&, Done<T>). An error is answered as a problem, anything else with
  /// what `render` makes of the Expected: an Answer.
  template <class T, class Question, class Render>
  void ask(AccountNumber account, const HttpResponder& responder, Question question, Render render) {
    begin(account);
    auto answer = [this, account, responder, render = std::move(render)](Expected<T, gateway::RequestError> result) {
      http_.post([this, account, responder, render, result = std::move(result)] {
        end(account);
        if (!result) return refuse(responder, problem_of(result.error()));
        send(responder, render(result));  // also to a client that has ended its sending
      });
    };
    core_.post([this, question = std::move(question), answer = std::move(answer)]() mutable {
      question(api_, Done<T>(std::move(answer)));
    });
  }
  /// For what nobody waits for.
  void tell(std::function<void(gateway::Api&)> work) {
    core_.post([this, work = std::move(work)] { work(api_); });
  }

  [[nodiscard]] std::size_t in_flight() const { return in_flight_; }
  [[nodiscard]] std::size_t in_flight_of(AccountNumber account) const {
    const auto found = in_flight_of_.find(account);
    return found == in_flight_of_.end() ? 0 : found->second;
  }

 private:
  void begin(AccountNumber account) {
    ++in_flight_;
    ++in_flight_of_[account];
  }
  void end(AccountNumber account) {
    --in_flight_;
    if (--in_flight_of_[account] == 0) in_flight_of_.erase(account);
  }

  Executor& core_;
  Executor& http_;
  gateway::Api& api_;
  std::size_t in_flight_ = 0;
  std::unordered_map<AccountNumber, std::size_t> in_flight_of_;
};

}  // namespace smppedge::north::http
