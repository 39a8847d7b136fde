// SPDX-License-Identifier: Apache-2.0
// Who stands around the control API in its tests: what hears its answers, a clock that stands, loops without threads, a
// gateway that answers what a test has it answer.
#pragma once

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "admin/control.h"
#include "base/scheduler.h"
#include "gateway/admin_api.h"

namespace smppedge::admin {

struct Answers final : HttpExchanges {
  void respond(std::uint64_t, const HttpResponse& response) override {
    ++count;
    status = response.status;
    body = std::string(response.body);
  }
  bool is_waiting(std::uint64_t) const override { return true; }
  void on_gone(std::uint64_t, std::function<void()>) override {}

  int count = 0;
  int status = 0;
  std::string body;
};

struct StandingClock final : Clock {
  MonoTime mono() const override { return MonoTime{}; }
  WallTime wall() const override { return WallTime{}; }
};

struct AtOnce final : Executor {
  void post(std::function<void()> work) override { work(); }
};

struct SilentGateway : gateway::AdminApi {
  void parked_receipts(gateway::ParkedQuery, Done<gateway::ParkedPage>) override {}
  void rematch_receipts(std::string, Done<gateway::RematchAnswer>) override {}
  void senders(gateway::SendersQuery, Done<gateway::SendersPage>) override {}
  void list_removals(gateway::RemovalsQuery, Done<gateway::RemovalsPage>) override {}
  void decide_removals(gateway::RemovalsDecision, Done<gateway::RemovalsAnswer>) override {}
  void start_block_job(gateway::BlockJobRequest, Done<gateway::BlockJob>) override {}
  void block_jobs(Done<std::vector<gateway::BlockJob>>) override {}
  void cancel_block_job(gateway::BlockJobCancel, Done<gateway::BlockJob>) override {}
  void find_blocked_phone(gateway::BlockedPhoneQuery, Done<store::BlockedPhone>) override {}
};

/// Asks `Requests` of a `Gateway`, in one turn.
template <class Requests, class Gateway>
struct ControlDesk {
  ControlDesk() { requests.add_to(control); }

  void ask(std::string_view method, const std::string& path, const std::string& body = {},
           const std::string& query = {}) {
    HttpRequest request;
    request.method = method;
    request.path = "/admin/v1" + path;
    request.query = query;
    request.body = body;
    request.add_header("Authorization", "Bearer a-key-of-engineers");
    control.handle(request, HttpResponder(answers, 1));
  }
  void check(int status, std::string_view part) const {
    BOOST_TEST(answers->status == status, answers->body);
    BOOST_TEST(answers->body.find(part) != std::string::npos, answers->body);
    BOOST_TEST(answers->count == 1);
  }

  std::shared_ptr<Answers> answers = std::make_shared<Answers>();
  StandingClock clock;
  AtOnce loop;
  Gateway gateway;
  Control control{"a-key-of-engineers", clock};
  Requests requests{loop, loop, gateway};
};

}  // namespace smppedge::admin
