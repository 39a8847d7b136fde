// SPDX-License-Identifier: Apache-2.0
// Events from the gateway to real endpoints on loopback and back as settlements, on one loop whose time the test moves.
#include "north/webhook/webhooks.h"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <map>

#include "base/seeded_rng.h"
#include "net/http_server.h"
#include "north/webhook/limits.h"
#include "tests/unit/net/loopback.h"
#include "tests/unit/north/webhook/event_source.h"

using namespace smppedge;
using namespace smppedge::north;
using namespace smppedge::north::webhook;
using namespace smppedge::test;
using namespace std::chrono_literals;

namespace {

const AccountNumber east{7};
const AccountNumber west{8};
const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string other_secret = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// One account's endpoint: notes what it gets and answers as told.
struct Sink {
  explicit Sink(EventLoop& loop)
      : server(loop, HttpSettings{}, [this](HttpRequest request, HttpResponder responder) {
          const int status = answer(request);
          requests.push_back(std::move(request));
          if (status == 0) return kept.push_back(std::move(responder));
          responder.respond(status, "text/plain", flood, headers);
        }) {
    port = *server.listen({"127.0.0.1", 0});
  }
  [[nodiscard]] HttpUrl url() const {
    return *HttpUrl::parse(fmt::format("http://user:word@127.0.0.1:{}/hook?key=secret", port));
  }
  /// The references of the events in a request, "m1m2".
  static std::string refs(const HttpRequest& request) {
    std::string text;
    const auto body = boost::json::parse(request.body);
    for (const auto& event : body.at("events").as_array()) {
      text += event.at("ref").as_string().c_str();
    }
    return text;
  }
  [[nodiscard]] std::string refs(std::size_t request) const { return refs(requests.at(request)); }

  std::function<int(const HttpRequest&)> answer = [](const HttpRequest&) { return 204; };  // 0: none
  std::string flood;
  std::vector<HttpHeader> headers;
  std::vector<HttpRequest> requests;
  std::vector<HttpResponder> kept;
  HttpServer server;
  std::uint16_t port = 0;
};

struct Pushing : Loop {
  Pushing() { std::signal(SIGPIPE, SIG_IGN); }

  AccountWebhook webhook(AccountNumber account, const Sink& endpoint) const {
    AccountWebhook made;
    made.account = account;
    made.name = "acme";
    made.url = endpoint.url();
    made.keys = {*SigningKey::parse(secret)};
    return made;
  }
  static std::shared_ptr<Settings> settings(std::vector<AccountWebhook> accounts) {
    auto targets = std::make_shared<HttpTargets>();
    targets->allow_http = targets->allow_private = true;
    auto made = std::make_shared<Settings>();
    made->directory = std::make_shared<gateway::Directory>();
    made->targets = std::move(targets);
    made->accounts = std::move(accounts);
    return made;
  }
  void start(std::shared_ptr<const Settings> with) {
    webhooks = std::make_unique<Webhooks>(loop, loop, events, rng, std::move(with));
    webhooks->start();
  }
  void start() { start(settings({webhook(east, sink)})); }
  void add(std::initializer_list<std::uint64_t> messages, AccountNumber account = east) {
    for (const std::uint64_t message : messages) events.add(account, message);
  }
  bool gets(const Sink& by, std::size_t requests) {
    return until([&] { return by.requests.size() >= requests; });
  }
  bool gets(std::size_t requests) { return gets(sink, requests); }
  bool settles(AccountNumber account = east) {
    return until([&] { return events.left(account) == 0; });
  }
  bool pauses() {
    return until([&] { return status().retry_delay > 0s; });
  }
  [[nodiscard]] WebhookStatus status(std::size_t account = 0) const { return webhooks->status().at(account); }

  SeededRng rng{1};
  EventSource events{loop};
  Sink sink{loop};
  std::unique_ptr<Webhooks> webhooks;
};

std::string_view header(const HttpRequest& request, std::string_view name) {
  return request.header(name);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(webhooks_of_accounts, Pushing)

BOOST_AUTO_TEST_CASE(what_a_2xx_answers_is_acknowledged) {
  start();
  add({1, 2, 3});
  BOOST_TEST(settles());
  BOOST_TEST(events.taken.size() == 3U);
  BOOST_TEST(status().pushed_events == 3U);
  BOOST_TEST(status().last_status == 204U);
  BOOST_TEST(status().failed_requests == 0U);
}

BOOST_AUTO_TEST_CASE(a_request_is_the_page_of_the_events_api_signed) {
  add({1, 2});
  start();
  BOOST_TEST_REQUIRE(settles());
  BOOST_TEST_REQUIRE(sink.requests.size() == 1U);
  const HttpRequest& request = sink.requests[0];
  BOOST_TEST(request.path == "/hook");
  BOOST_TEST(request.query == "key=secret");
  BOOST_TEST(header(request, "Content-Type") == "application/json");
  BOOST_TEST(Sink::refs(request) == "m1m2");
  BOOST_TEST(request.body.starts_with(R"({"events":[{"id":"7-1","seq":1,"type":"message.delivered",)"));
  const std::string id(header(request, "webhook-id"));
  BOOST_TEST(header(request, "webhook-timestamp") == "1700000000");
  BOOST_TEST(header(request, "webhook-signature") ==
             signatures({*SigningKey::parse(secret)}, id, 1'700'000'000, request.body));
}

BOOST_AUTO_TEST_CASE(while_a_secret_is_changed_both_sign) {
  AccountWebhook changing = webhook(east, sink);
  changing.keys.push_back(*SigningKey::parse(other_secret));
  start(settings({changing}));
  add({1});
  BOOST_TEST_REQUIRE(settles());
  const std::string signature(header(sink.requests[0], "webhook-signature"));
  BOOST_TEST(signature == signatures(changing.keys, std::string(header(sink.requests[0], "webhook-id")), 1'700'000'000,
                                     sink.requests[0].body));
  BOOST_TEST(signature.find(" v1,") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(batches_are_bounded_and_share_a_connection) {
  AccountWebhook small = webhook(east, sink);
  small.batch_max = 2;
  small.batches_in_flight_max = 1;
  add({1, 2, 3, 4, 5});
  start(settings({small}));
  BOOST_TEST_REQUIRE(settles());
  BOOST_TEST_REQUIRE(sink.requests.size() == 3U);
  BOOST_TEST(sink.refs(0) + "|" + sink.refs(1) + "|" + sink.refs(2) == "m1m2|m3m4|m5");
  BOOST_TEST(webhooks->counters().connections == 1U);
  BOOST_TEST(header(sink.requests[0], "webhook-id") != header(sink.requests[1], "webhook-id"));
}

BOOST_AUTO_TEST_CASE(a_refused_batch_is_sent_again_ever_later_under_its_id) {
  sink.answer = [](const HttpRequest&) { return 503; };
  add({1, 2});
  start();
  std::vector<Micros> delays;
  for (std::size_t attempt = 1; attempt <= 5; ++attempt) {
    BOOST_TEST_REQUIRE(gets(attempt));
    BOOST_TEST_REQUIRE(pauses());
    delays.push_back(status().retry_delay);
    events.add(east, 100 + attempt);  // newer ones wait for it
    clock.advance(delays.back() - 1ms);
    settle();
    BOOST_TEST(sink.requests.size() == attempt, "sent again too soon");
    clock.advance(1ms);
  }
  for (std::size_t at = 1; at < delays.size(); ++at) BOOST_TEST(delays[at].count() > delays[at - 1].count());
  BOOST_TEST(delays.back().count() >= Micros(8s).count());
  BOOST_TEST((status().waiting_since == WallTime(1'700'000'000s)));
  sink.answer = [](const HttpRequest&) { return 200; };
  BOOST_TEST_REQUIRE(settles());
  for (std::size_t at = 1; at < 6; ++at) {
    BOOST_TEST(header(sink.requests[at], "webhook-id") == header(sink.requests[0], "webhook-id"));
    BOOST_TEST(sink.requests[at].body == sink.requests[0].body);
  }
  BOOST_TEST(header(sink.requests[5], "webhook-timestamp") != header(sink.requests[0], "webhook-timestamp"));
  BOOST_TEST(status().failed_requests >= 5U);
  BOOST_TEST((status().retry_delay == 0s));
  BOOST_TEST((status().waiting_since == WallTime{}));
}

BOOST_AUTO_TEST_CASE(what_is_refused_for_long_goes_back_to_the_gateway_which_may_bury_it) {
  sink.answer = [](const HttpRequest&) { return 503; };
  add({1, 2});
  AccountWebhook narrow = webhook(east, sink);
  narrow.batches_in_flight_max = 1;
  start(settings({narrow}));
  Micros passed{0};
  while (passed < held_max) {
    BOOST_TEST_REQUIRE(pauses());
    BOOST_TEST(events.out(east) == 2U);
    passed += status().retry_delay;
    clock.advance(status().retry_delay);
    const std::size_t before = sink.requests.size();
    BOOST_TEST_REQUIRE(gets(before + 1));
  }
  BOOST_TEST_REQUIRE(until([&] { return events.out(east) == 0U; }));
  settle();
  BOOST_TEST(events.out(east) == 0U, "taken again before its time");
  events.bury(east, 1);
  sink.answer = [](const HttpRequest&) { return 200; };
  clock.advance(status().retry_delay);
  BOOST_TEST_REQUIRE(settles());
  BOOST_TEST(Sink::refs(sink.requests.back()) == "m2");
}

BOOST_AUTO_TEST_CASE(one_poisonous_event_steps_aside_and_the_others_go_on) {
  sink.answer = [](const HttpRequest& request) {
    return Sink::refs(request).find("m3") == std::string::npos ? 200 : 400;
  };
  add({1, 2, 3, 4, 5});
  events.add(east, 3);  // a later one of the same message
  start();
  for (std::size_t attempt = 1; attempt <= 2; ++attempt) {
    BOOST_TEST_REQUIRE(gets(attempt));
    BOOST_TEST_REQUIRE(pauses());
    clock.advance(status().retry_delay);
  }
  BOOST_TEST_REQUIRE(gets(3));
  BOOST_TEST_REQUIRE(pauses());
  clock.advance(status().retry_delay);
  BOOST_TEST_REQUIRE(until([&] { return events.left(east) == 2; }));
  BOOST_TEST((events.taken ==
              std::vector<EventSequence>{EventSequence(1), EventSequence(2), EventSequence(4), EventSequence(5)}));
  BOOST_TEST(status().set_aside == 1U);
  BOOST_TEST(sink.refs(3) == "m1");

  // New ones are not held up by it, and grow into batches again while it is tried alone.
  for (std::uint64_t message = 100; message < 150; ++message) events.add(east, message);
  BOOST_TEST_REQUIRE(until([&] { return events.left(east) == 2; }));
  const std::size_t before = sink.requests.size();
  clock.advance(events.again_in(east, 3));
  events.add(east, 150);
  BOOST_TEST_REQUIRE(until([&] { return events.left(east) == 2 && events.out(east) == 0 && gets(before + 2); }));
  std::vector<std::string> seen;
  for (std::size_t at = before; at < sink.requests.size(); ++at) seen.push_back(sink.refs(at));
  BOOST_TEST(std::count(seen.begin(), seen.end(), "m3") == 1);
  BOOST_TEST(std::count(seen.begin(), seen.end(), "m150") == 1);

  sink.answer = [](const HttpRequest&) { return 200; };
  clock.advance(events.again_in(east, 3));
  BOOST_TEST_REQUIRE(settles());
  BOOST_TEST(status().set_aside == 0U);
}

BOOST_AUTO_TEST_CASE(a_redirect_is_a_refusal_and_is_not_followed) {
  Sink elsewhere(loop);
  const std::string location = fmt::format("http://127.0.0.1:{}/", elsewhere.port);
  sink.headers = {{"Location", location}};
  sink.answer = [](const HttpRequest&) { return 307; };
  add({1});
  start();
  BOOST_TEST_REQUIRE(gets(1));
  BOOST_TEST_REQUIRE(pauses());
  BOOST_TEST(status().last_status == 307U);
  BOOST_TEST(status().failed_requests == 1U);
  BOOST_TEST(events.taken.empty());
  BOOST_TEST(elsewhere.requests.empty());
}

BOOST_AUTO_TEST_CASE(a_private_address_is_refused_unless_it_is_allowed) {
  auto strict = settings({webhook(east, sink)});
  auto targets = std::make_shared<HttpTargets>();
  targets->allow_http = true;
  strict->targets = targets;
  add({1});
  start(strict);
  BOOST_TEST_REQUIRE(pauses());
  BOOST_TEST(to_string(status().last_failure) == "forbidden");
  BOOST_TEST(sink.requests.empty());
  BOOST_TEST(webhooks->counters().forbidden_addresses == 1U);

  webhooks->use(settings({webhook(east, sink)}));  // an operator changes his mind: it is tried at once
  BOOST_TEST(settles());
}

BOOST_AUTO_TEST_CASE(a_stuck_endpoint_delays_only_its_account) {
  Sink stuck(loop);
  stuck.answer = [](const HttpRequest&) { return 0; };
  auto narrow = settings({webhook(east, stuck), webhook(west, sink)});
  narrow->connections_max = 2;
  start(narrow);
  add({1, 2});
  BOOST_TEST_REQUIRE(gets(stuck, 1));
  for (std::uint64_t message = 10; message < 20; ++message) {
    events.add(west, message);
    BOOST_TEST_REQUIRE(settles(west));
  }
  BOOST_TEST(events.left(east) == 2U);
  clock.advance(15s);
  BOOST_TEST_REQUIRE(until([&] { return status(0).failed_requests == 1U; }));
  BOOST_TEST(to_string(status(0).last_failure) == "timeout");
  BOOST_TEST(status(0).last_status == 0U);
  BOOST_TEST(status(1).failed_requests == 0U);
}

BOOST_AUTO_TEST_CASE(a_hundred_stuck_endpoints_delay_nobody_else) {
  Sink stuck(loop);
  stuck.answer = [](const HttpRequest&) { return 0; };
  std::vector<AccountWebhook> accounts = {webhook(west, sink)};
  for (std::uint32_t each = 0; each < 100; ++each) {
    accounts.push_back(webhook(AccountNumber(100 + each), stuck));
    accounts.back().batch_max = 1;
    accounts.back().batches_in_flight_max = 4;
    for (std::uint64_t message = 1; message <= 4; ++message) events.add(AccountNumber(100 + each), message);
  }
  start(settings(accounts));
  constexpr std::size_t one_each_and_the_shared = 100 + 64;
  BOOST_TEST_REQUIRE(gets(stuck, one_each_and_the_shared));
  settle();
  BOOST_TEST(stuck.requests.size() == one_each_and_the_shared);
  for (std::uint64_t message = 10; message < 20; ++message) {
    events.add(west, message);
    BOOST_TEST_REQUIRE(settles(west));
  }
  BOOST_TEST(webhooks->open_connections() <= one_each_and_the_shared + 1);
}

BOOST_AUTO_TEST_CASE(an_account_that_is_added_has_a_connection_of_its_own_too) {
  sink.answer = [](const HttpRequest&) { return 0; };
  auto narrow = settings({webhook(east, sink)});
  narrow->connections_max = 1;
  start(narrow);
  add({1});
  BOOST_TEST_REQUIRE(gets(1));
  std::vector<AccountWebhook> more;
  for (std::uint32_t each = 0; each < 10; ++each) {
    more.push_back(webhook(AccountNumber(100 + each), sink));
    events.add(AccountNumber(100 + each), 1);
  }
  auto wider = settings(more);
  wider->connections_max = 1;
  webhooks->use(wider);
  BOOST_TEST(gets(11), "the one that retires has its request under way still");
}

BOOST_AUTO_TEST_CASE(several_batches_may_be_under_way_where_an_account_wants_it) {
  sink.answer = [](const HttpRequest&) { return 0; };
  AccountWebhook wide = webhook(east, sink);
  wide.batch_max = 1;
  wide.batches_in_flight_max = 3;
  add({1, 2, 3, 4, 5});
  start(settings({wide}));
  BOOST_TEST_REQUIRE(gets(3));
  settle();
  BOOST_TEST(sink.requests.size() == 3U);
  BOOST_TEST(events.out(east) == 3U);
  sink.answer = [](const HttpRequest&) { return 200; };
  for (const HttpResponder& responder : sink.kept) responder.respond(200, "", "");
  BOOST_TEST(settles());
}

BOOST_AUTO_TEST_CASE(an_endpoint_that_refuses_is_tried_with_one_batch_whatever_the_account_wants) {
  sink.answer = [](const HttpRequest&) { return 0; };
  AccountWebhook wide = webhook(east, sink);
  wide.batch_max = 1;
  wide.batches_in_flight_max = 3;
  add({1, 2, 3, 4, 5});
  start(settings({wide}));
  BOOST_TEST_REQUIRE(gets(3));
  for (const HttpResponder& responder : sink.kept) responder.respond(503, "", "");
  BOOST_TEST_REQUIRE(until([&] { return status().failed_requests == 3U; }));
  clock.advance(status().retry_delay);
  BOOST_TEST_REQUIRE(gets(4));
  settle();
  BOOST_TEST(sink.requests.size() == 4U);
  sink.kept[3].respond(200, "", "");
  BOOST_TEST_REQUIRE(gets(7));
  BOOST_TEST(events.out(east) == 3U);
}

BOOST_AUTO_TEST_CASE(by_default_four_batches_are_under_way) {
  sink.answer = [](const HttpRequest&) { return 0; };
  AccountWebhook narrow = webhook(east, sink);
  narrow.batch_max = 1;
  add({1, 2, 3, 4, 5, 6});
  start(settings({narrow}));
  BOOST_TEST_REQUIRE(gets(4));
  settle();
  BOOST_TEST(sink.requests.size() == 4U);
  BOOST_TEST(events.out(east) == 4U);
}

BOOST_AUTO_TEST_CASE(a_batch_that_is_refused_holds_up_no_other) {
  AccountWebhook wide = webhook(east, sink);
  wide.batch_max = 1;
  wide.batches_in_flight_max = 2;
  start(settings({wide}));
  add({1});
  BOOST_TEST_REQUIRE(settles());
  sink.answer = [](const HttpRequest& request) { return Sink::refs(request) == "m2" ? 503 : 200; };
  for (std::uint64_t message = 2; message < 20; ++message) events.add(east, message);
  BOOST_TEST_REQUIRE(until([&] { return events.left(east) == 1; }), "and no time has passed");
  BOOST_TEST((status().retry_delay == 0s));
  BOOST_TEST((status().waiting_since == WallTime{}));
  const std::size_t before = sink.requests.size();
  for (std::size_t more = 1; more <= 3; ++more) {
    clock.advance(retry_soon * (1U << (more - 1)));
    BOOST_TEST_REQUIRE(gets(before + more));
    settle();
    BOOST_TEST(sink.requests.size() == before + more);
    BOOST_TEST(sink.refs(before + more - 1) == "m2");
    add({100 + more});
    BOOST_TEST_REQUIRE(until([&] { return events.left(east) == 1; }));
    sink.requests.pop_back();
  }
  sink.answer = [](const HttpRequest&) { return 200; };
  clock.advance(1s);
  BOOST_TEST(settles());
}

BOOST_AUTO_TEST_CASE(a_sink_that_fails_a_third_of_the_time_is_drained_all_the_same) {
  constexpr std::uint64_t messages = 3'000;
  constexpr std::uint64_t events_each = 2;
  std::map<std::string, unsigned> told;  // events of each message that were answered with 2xx
  unsigned disorder = 0;
  sink.answer = [&, chance = SeededRng(7)](const HttpRequest& request) mutable {
    if (!told.empty() && chance.below(3) == 0) return 503;
    const auto body = boost::json::parse(request.body);
    for (const auto& event : body.at("events").as_array()) {
      const bool is_second = event.at("seq").to_number<std::uint64_t>() > messages;
      if (told[event.at("ref").as_string().c_str()]++ != (is_second ? 1U : 0U)) ++disorder;
    }
    return 200;
  };
  for (std::uint64_t each = 0; each < events_each; ++each) {
    for (std::uint64_t message = 1; message <= messages; ++message) events.add(east, message);
  }
  const MonoTime began = loop.mono();
  start();
  constexpr Micros round = 5ms;  // what a request takes, at the least
  while (events.left(east) > 0 && loop.mono() - began < 600s) {
    settle();
    clock.advance(round);
  }
  const double seconds = std::chrono::duration<double>(loop.mono() - began).count();
  const double per_second = static_cast<double>(messages * events_each) / seconds;
  BOOST_TEST_MESSAGE("events a second, of the simulated clock: " << per_second);
  BOOST_TEST(events.left(east) == 0U);
  BOOST_TEST(disorder == 0U);
  BOOST_TEST(per_second >= 1'000.0);
}

BOOST_AUTO_TEST_CASE(what_was_set_aside_while_the_endpoint_was_away_is_told_soon_after_it_is_back) {
  start();
  add({1});
  BOOST_TEST_REQUIRE(settles());
  sink.answer = [](const HttpRequest&) { return 500; };
  for (std::uint64_t message = 2; message < 40; ++message) events.add(east, message);
  for (const MonoTime began = loop.mono(); loop.mono() - began < Seconds(4 * 3600);) {
    settle();
    clock.advance(std::max<Micros>(status().retry_delay, 60s));
  }
  BOOST_TEST_REQUIRE(until([&] { return events.out(east) == 0 && status().retry_delay == 0s; }));
  BOOST_TEST(status().set_aside == 38U);
  std::vector<Micros> waits;
  for (std::uint64_t sequence = 2; sequence < 40; ++sequence) waits.push_back(events.again_in(east, sequence));
  std::sort(waits.begin(), waits.end());
  BOOST_TEST((waits.back() - waits.front() > 100s));
  sink.answer = [](const HttpRequest&) { return 200; };
  clock.advance(waits.front());
  BOOST_TEST(settles(), "as soon as one was taken");
}

BOOST_AUTO_TEST_CASE(a_2xx_with_a_flood_behind_it_is_taken_and_cut) {
  sink.flood.assign(1'000'000, 'x');
  sink.answer = [](const HttpRequest&) { return 200; };
  add({1});
  start();
  BOOST_TEST(settles());
  BOOST_TEST(webhooks->counters().answers_cut == 1U);
  BOOST_TEST(webhooks->open_connections() == 0U);
}

BOOST_AUTO_TEST_CASE(retry_after_is_waited_for) {
  sink.answer = [](const HttpRequest&) { return 429; };
  sink.headers = {{"Retry-After", "100"}};
  add({1});
  start();
  BOOST_TEST_REQUIRE(gets(1));
  BOOST_TEST_REQUIRE(pauses());
  BOOST_TEST((status().retry_delay == 100s));
}

BOOST_AUTO_TEST_CASE(when_the_gateway_cannot_give_events_it_is_asked_again_in_a_while) {
  events.take_error = gateway::RequestError{gateway::RequestError::Kind::overloaded, "store_busy", "x", {}};
  start();
  BOOST_TEST_REQUIRE(until([&] { return events.asks == 1U; }));
  settle();
  BOOST_TEST(events.asks == 1U);
  events.take_error.reset();
  add({1});
  clock.advance(1s);
  BOOST_TEST(settles());
}

BOOST_AUTO_TEST_CASE(a_gateway_that_answers_with_nothing_at_once_is_not_asked_in_a_circle) {
  events.gives_nothing = true;
  start();
  BOOST_TEST_REQUIRE(until([&] { return events.asks == 1U; }));
  settle();
  BOOST_TEST(events.asks == 1U);
  clock.advance(1s);
  BOOST_TEST(until([&] { return events.asks == 2U; }));
}

BOOST_AUTO_TEST_CASE(an_acknowledgement_that_the_gateway_cannot_take_is_given_again_and_nothing_sent_twice) {
  events.settle_error = gateway::RequestError{gateway::RequestError::Kind::overloaded, "store_busy", "x", {}};
  add({1});
  start();
  BOOST_TEST_REQUIRE(gets(1));
  settle();
  BOOST_TEST(events.left(east) == 1U);
  events.settle_error.reset();
  clock.advance(1s);
  BOOST_TEST(settles());
  BOOST_TEST(sink.requests.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_account_that_loses_its_webhook_gets_back_what_was_out) {
  sink.answer = [](const HttpRequest&) { return 0; };
  add({1, 2});
  start();
  BOOST_TEST_REQUIRE(gets(1));
  webhooks->use(settings({}));
  BOOST_TEST(webhooks->status().empty());
  BOOST_TEST(events.out(east) == 2U, "under way, it is finished");
  sink.kept[0].respond(200, "", "");
  BOOST_TEST(settles());
  add({3});
  settle();
  BOOST_TEST(sink.requests.size() == 1U);
  BOOST_TEST(events.out(east) == 0U);
  BOOST_TEST(!events.is_asked(east));
}

BOOST_AUTO_TEST_CASE(an_account_that_is_refused_and_loses_its_webhook_gets_its_events_back_at_once) {
  sink.answer = [](const HttpRequest&) { return 500; };
  add({1, 2});
  start();
  BOOST_TEST_REQUIRE(gets(1));
  BOOST_TEST_REQUIRE(pauses());
  webhooks->use(settings({}));
  BOOST_TEST(until([&] { return events.out(east) == 0U; }));
  BOOST_TEST(events.left(east) == 2U);
  advance(10s);
  BOOST_TEST(sink.requests.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_account_that_only_waits_loses_its_webhook_at_once) {
  start();
  BOOST_TEST_REQUIRE(until([&] { return events.is_asked(east); }));
  webhooks->use(settings({}));
  BOOST_TEST(until([&] { return !events.is_asked(east); }));
  add({1});
  settle();
  BOOST_TEST(events.out(east) == 0U);
  webhooks->use(settings({webhook(east, sink)}));
  BOOST_TEST(settles());
}

BOOST_AUTO_TEST_CASE(when_it_stops_what_is_under_way_is_dropped_and_told_again_afterwards) {
  sink.answer = [](const HttpRequest&) { return 0; };
  add({1, 2});
  start();
  BOOST_TEST_REQUIRE(gets(1));
  bool gone = false;
  sink.kept[0].on_gone([&] { gone = true; });
  webhooks->stop();
  BOOST_TEST(until([&] { return gone; }));
  advance(60s);
  BOOST_TEST(sink.requests.size() == 1U);
  BOOST_TEST(events.taken.empty());
  BOOST_TEST(webhooks->status().empty());
}

BOOST_AUTO_TEST_CASE(a_page_that_comes_after_the_stop_is_given_back) {
  start();
  BOOST_TEST_REQUIRE(until([&] { return events.is_asked(east); }));
  webhooks->stop();
  add({1});
  BOOST_TEST(events.out(east) == 1U);
  BOOST_TEST(until([&] { return events.out(east) == 0U; }));
  BOOST_TEST(events.left(east) == 1U);
}

BOOST_AUTO_TEST_CASE(a_status_names_the_endpoint_without_its_secrets) {
  start();
  BOOST_TEST(status().origin == fmt::format("http://127.0.0.1:{}", sink.port));
  BOOST_TEST(status().name == "acme");
}

BOOST_AUTO_TEST_SUITE_END()
