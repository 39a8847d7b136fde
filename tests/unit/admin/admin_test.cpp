// SPDX-License-Identifier: Apache-2.0
// What /healthz and /metrics answer, and how requests share one look at the gateway.
#include <boost/test/unit_test.hpp>
#include <deque>
#include <regex>
#include <set>
#include <sstream>

#include "admin/exposition.h"
#include "admin/health.h"
#include "admin/http.h"
#include "admin/metrics.h"

namespace smppedge::admin {
namespace {

carrier::BindStatus bind_of(std::uint16_t id, carrier::BindKind kind, carrier::BindState state) {
  carrier::BindStatus bind;
  bind.id = BindId(id);
  bind.kind = kind;
  bind.state = state;
  return bind;
}

/// A gateway with one carrier and one bound transceiver.
gateway::Status well() {
  gateway::Status status;
  gateway::Status::CarrierEntry sim;
  sim.number = CarrierNumber(1);
  sim.name = "sim";
  sim.status.binds = {bind_of(1, carrier::BindKind::transceiver, carrier::BindState::bound)};
  sim.status.binds[0].connects_failed = 3;
  sim.status.binds[0].connections_ended = 4;
  sim.status.binds[0].unknown_responses = 5;
  sim.status.round_trip_us_p50 = 1'250'000;
  status.carriers = {sim};
  status.counters.accepted = 42;
  status.counters.ended[static_cast<unsigned>(MessageState::delivered)] = 7;
  status.store.sync_us_last = 812;
  return status;
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

BOOST_AUTO_TEST_SUITE(admin_metrics)

BOOST_AUTO_TEST_CASE(blocklists_are_told_by_account) {
  gateway::Status status = well();
  gateway::Status::AccountEntry demo;
  demo.name = "demo";
  demo.blocked = 3;
  demo.counters.refused_blocked = 4;
  demo.counters.ended_blocked = 5;
  demo.counters.opted_out = 6;
  demo.counters.opted_in = 7;
  status.accounts = {demo};
  status.removals_waiting = 8;
  status.block_job_running = true;
  status.counters.imported_added = 9;
  const std::string text = render_metrics(status, {});
  BOOST_TEST(has_line(text, "smppedge_blocked_phones{account=\"demo\"} 3"));
  BOOST_TEST(has_line(text, "smppedge_account_numbers_blocked_total{account=\"demo\"} 4"));
  BOOST_TEST(has_line(text, "smppedge_account_messages_blocked_total{account=\"demo\"} 5"));
  BOOST_TEST(has_line(text, "smppedge_account_opt_outs_total{account=\"demo\"} 6"));
  BOOST_TEST(has_line(text, "smppedge_account_opt_ins_total{account=\"demo\"} 7"));
  BOOST_TEST(has_line(text, "smppedge_blocklist_removals_waiting 8"));
  BOOST_TEST(has_line(text, "smppedge_blocklist_job_running 1"));
  BOOST_TEST(has_line(text, "smppedge_blocklist_imported_lines_total{result=\"added\"} 9"));
}

BOOST_AUTO_TEST_CASE(counters_gauges_and_labels_are_written) {
  const std::string text = render_metrics(well(), {});
  BOOST_TEST(has_line(text, "# TYPE smppedge_messages_accepted_total counter"));
  BOOST_TEST(has_line(text, "smppedge_messages_accepted_total 42"));
  BOOST_TEST(has_line(text, "smppedge_messages_ended_total{state=\"delivered\"} 7"));
  BOOST_TEST(has_line(text, "smppedge_bind_state{carrier=\"sim\",bind=\"1\",state=\"bound\"} 1"));
  BOOST_TEST(has_line(text, "smppedge_bind_state{carrier=\"sim\",bind=\"1\",state=\"waiting\"} 0"));
  BOOST_TEST(has_line(text, "smppedge_bind_connects_failed_total{carrier=\"sim\",bind=\"1\"} 3"));
  BOOST_TEST(has_line(text, "smppedge_bind_connections_ended_total{carrier=\"sim\",bind=\"1\"} 4"));
  BOOST_TEST(has_line(text, "smppedge_bind_unknown_responses_total{carrier=\"sim\",bind=\"1\"} 5"));
  BOOST_TEST(has_line(text, "smppedge_carrier_round_trip_seconds_p50{carrier=\"sim\"} 1.250000"));
  BOOST_TEST(has_line(text, "smppedge_store_sync_seconds_last 0.000812"));
}

BOOST_AUTO_TEST_CASE(accounts_are_counted_apart) {
  gateway::Status status = well();
  status.accounts.push_back({AccountNumber(1), "shop", {3, 2, 1}, {}});
  const std::string text = render_metrics(status, {});
  BOOST_TEST(has_line(text, "smppedge_account_numbers_accepted_total{account=\"shop\"} 3"));
  BOOST_TEST(has_line(text, "smppedge_account_requests_throttled_total{account=\"shop\"} 2"));
  BOOST_TEST(has_line(text, "smppedge_account_requests_overloaded_total{account=\"shop\"} 1"));
}

BOOST_AUTO_TEST_CASE(how_short_of_sender_numbers_an_account_is_is_told) {
  gateway::Status status = well();
  gateway::Status::AccountEntry shop;
  shop.name = "shop";
  shop.counters.senders_avoided = 4;
  shop.counters.senders_in_use = 5;
  status.accounts = {shop};
  const std::string text = render_metrics(status, {});
  BOOST_TEST(has_line(text, "smppedge_account_senders_avoided_total{account=\"shop\"} 4"));
  BOOST_TEST(has_line(text, "smppedge_account_senders_in_use_total{account=\"shop\"} 5"));
}

BOOST_AUTO_TEST_CASE(what_came_too_late_or_found_no_place_is_counted) {
  gateway::Status status = well();
  status.counters.late_answers_lost = 2;
  status.counters.receipts_expired = 3;
  status.counters.replies_dead = 4;
  const std::string text = render_metrics(status, {});
  BOOST_TEST(has_line(text, "smppedge_submits_answered_late_lost_total 2"));
  BOOST_TEST(has_line(text, "smppedge_receipts_special_total{kind=\"expired\"} 3"));
  BOOST_TEST(has_line(text, "smppedge_replies_special_total{kind=\"dead\"} 4"));
}

BOOST_AUTO_TEST_CASE(states_that_are_not_final_have_no_sample) {
  BOOST_TEST(render_metrics(well(), {}).find("state=\"queued\"") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_line_is_well_formed_and_every_family_stands_together) {
  gateway::Status status = well();
  status.carriers.push_back(status.carriers.front());
  status.carriers.back().name = "second";
  const std::regex sample(R"re((smppedge_[a-z0-9_]+)(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? [0-9]+(\.[0-9]+)?)re");
  std::istringstream lines(render_metrics(status, {}));
  std::set<std::string> families;
  std::set<std::string> samples;
  std::string family;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# HELP ")) {
      family = line.substr(7, line.find(' ', 7) - 7);
      BOOST_TEST(families.insert(family).second, family << " comes twice");
      continue;
    }
    if (line.starts_with("# TYPE ")) {
      BOOST_TEST(line.ends_with(" counter") == family.ends_with("_total"), line);
      continue;
    }
    std::smatch match;
    BOOST_TEST_REQUIRE(std::regex_match(line, match, sample), "malformed: " << line);
    BOOST_TEST(match[1] == family);
    BOOST_TEST(samples.insert(line.substr(0, line.rfind(' '))).second, "twice: " << line);
  }
  BOOST_TEST(families.size() > 40U);
}

BOOST_AUTO_TEST_CASE(label_values_are_escaped) {
  Exposition out;
  out.family("x", Exposition::Type::gauge, "h");
  out.sample({{"l", "a\"b\\c\nd"}}, 1);
  BOOST_TEST(has_line(out.take(), R"re(smppedge_x{l="a\"b\\c\nd"} 1)re"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(admin_health)

BOOST_AUTO_TEST_CASE(when_all_is_well_then_ok) {
  BOOST_TEST(render_health(judge_health(well())) == R"({"status":"ok","accepting":true,"reasons":[]})");
}

BOOST_AUTO_TEST_CASE(when_no_bind_can_send_then_degraded_but_accepting) {
  gateway::Status status = well();
  status.carriers[0].status.binds = {bind_of(1, carrier::BindKind::transmitter, carrier::BindState::connecting),
                                     bind_of(2, carrier::BindKind::receiver, carrier::BindState::bound)};
  const Health health = judge_health(status);
  BOOST_TEST(health.accepting);
  BOOST_TEST_REQUIRE(health.reasons.size() == 1U);
  BOOST_TEST(health.reasons[0].code == "no_bind");
  BOOST_TEST(health.reasons[0].detail == "Carrier sim has no bind that can send.");
}

BOOST_AUTO_TEST_CASE(when_the_disk_is_below_its_watermark_then_not_accepting) {
  gateway::Status status = well();
  status.store.below_watermark = true;
  status.store.free_bytes = 12'345;
  const Health health = judge_health(status);
  BOOST_TEST(!health.accepting);
  BOOST_TEST_REQUIRE(health.reasons.size() == 1U);
  BOOST_TEST(health.reasons[0].code == "disk_full");
  BOOST_TEST(render_health(health).find("12345 octets") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(when_credentials_are_refused_then_it_is_told) {
  gateway::Status status = well();
  status.carriers[0].status.binds.push_back(bind_of(2, carrier::BindKind::transceiver, carrier::BindState::waiting));
  status.carriers[0].status.binds.back().credentials_refused = true;
  BOOST_TEST_REQUIRE(judge_health(status).reasons.size() == 1U);
  BOOST_TEST(judge_health(status).reasons[0].code == "credentials_refused");
}

BOOST_AUTO_TEST_CASE(when_a_carrier_is_silent_then_it_is_told) {
  gateway::Status status = well();
  status.carriers[0].status.silent = true;
  BOOST_TEST(judge_health(status).accepting);
  BOOST_TEST_REQUIRE(judge_health(status).reasons.size() == 1U);
  BOOST_TEST(judge_health(status).reasons[0].code == "no_answers");
  BOOST_TEST(has_line(render_metrics(status, {}), "smppedge_carrier_silent{carrier=\"sim\"} 1"));
}

BOOST_AUTO_TEST_SUITE_END()

/// Clients that wait, by their number; what they were answered.
class Exchanges final : public HttpExchanges, public std::enable_shared_from_this<Exchanges> {
 public:
  struct Answer {
    std::uint64_t exchange = 0;
    int status = 0;
    std::string content_type;
    std::string body;
  };
  void respond(std::uint64_t exchange, const HttpResponse& response) override {
    answers.push_back({exchange, response.status, std::string(response.content_type), std::string(response.body)});
  }
  [[nodiscard]] bool is_waiting(std::uint64_t exchange) const override { return gone.count(exchange) == 0; }
  void on_gone(std::uint64_t, std::function<void()>) override {}

  std::vector<Answer> answers;
  std::set<std::uint64_t> gone;
};

/// The handler with a gateway that answers when the test says so.
struct Fixture {
  Fixture()
      : http(std::make_unique<Http>([this](Http::Done done) { asked.push_back(std::move(done)); },
                                    [] { return HttpStatus(); })) {}
  bool get(std::uint64_t exchange, const std::string& path, const std::string& method = "GET") {
    HttpRequest request;
    request.method = method;
    request.path = path;
    return http->handle(request, HttpResponder(exchanges, exchange));
  }
  void answer_all(const gateway::Status& status) {
    for (const Http::Done& done : std::exchange(asked, {})) done(status, {});
  }

  std::shared_ptr<Exchanges> exchanges = std::make_shared<Exchanges>();
  std::deque<Http::Done> asked;
  std::unique_ptr<Http> http;
};

BOOST_FIXTURE_TEST_SUITE(admin_http, Fixture)

BOOST_AUTO_TEST_CASE(another_path_is_not_taken) {
  BOOST_TEST(!get(1, "/v1/messages"));
  BOOST_TEST(!get(1, "/metrics/more"));
  BOOST_TEST(asked.empty());
}

BOOST_AUTO_TEST_CASE(requests_share_one_look_at_the_gateway) {
  BOOST_TEST(get(1, "/metrics"));
  BOOST_TEST(get(2, "/healthz"));
  BOOST_TEST(asked.size() == 1U);
  answer_all(well());
  BOOST_TEST_REQUIRE(exchanges->answers.size() == 2U);
  BOOST_TEST(exchanges->answers[0].status == 200);
  BOOST_TEST(exchanges->answers[0].content_type == metrics_content_type);
  BOOST_TEST(exchanges->answers[1].content_type == "application/json");
  BOOST_TEST(get(3, "/healthz"));
  BOOST_TEST(asked.size() == 1U, "a later request looks anew");
}

BOOST_AUTO_TEST_CASE(a_gateway_that_cannot_accept_is_not_healthy) {
  gateway::Status status = well();
  status.store.below_watermark = true;
  BOOST_TEST(get(1, "/healthz"));
  answer_all(status);
  BOOST_TEST(exchanges->answers.at(0).status == 503);
}

BOOST_AUTO_TEST_CASE(another_method_is_refused_without_asking) {
  BOOST_TEST(get(1, "/healthz", "POST"));
  BOOST_TEST(exchanges->answers.at(0).status == 405);
  BOOST_TEST(asked.empty());
}

BOOST_AUTO_TEST_CASE(a_client_that_has_only_ended_its_sending_is_answered) {
  BOOST_TEST(get(1, "/metrics"));
  exchanges->gone.insert(1);
  answer_all(well());
  BOOST_TEST(exchanges->answers.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_answer_after_the_handler_s_end_is_ignored) {
  BOOST_TEST(get(1, "/metrics"));
  http.reset();
  answer_all(well());
  BOOST_TEST(exchanges->answers.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::admin
