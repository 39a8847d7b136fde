// SPDX-License-Identifier: Apache-2.0
// /v1/events: polls that wait and end, acknowledgements, and what was given up.
#include "north/http/events.h"

#include "tests/unit/north/http/http_door.h"

using namespace smppedge;
using namespace smppedge::north::http;
using gateway::RequestError;

namespace {

std::uint64_t retry(HttpDoor& door, const std::string& body, const std::string& query = {}) {
  return door.send("POST", "/v1/events/dead/retry", body, query);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(events)

BOOST_AUTO_TEST_CASE(a_poll_has_defaults_and_bounds) {
  HttpDoor door;
  door.send("GET", "/v1/events");
  door.send("GET", "/v1/events", {}, "wait_s=60&limit=1000");
  BOOST_REQUIRE(door.gateway.polls.size() == 2U);
  BOOST_TEST(door.gateway.polls[0].limit == 100U);
  BOOST_TEST((door.gateway.polls[0].wait == Seconds(0)));
  BOOST_TEST(door.gateway.polls[1].limit == 1000U);
  BOOST_TEST((door.gateway.polls[1].wait == Seconds(60)));
  for (const std::string query : {"limit=0", "limit=1001", "limit=", "limit", "limit=x", "limit=1x", "limit=-1",
                                  "limit=%31%30%30%31", "wait_s=61", "wait_s=99999999999999999999"}) {
    door.check_problem(door.send("GET", "/v1/events", {}, query), 400, "invalid_parameter");
  }
  door.check_problem(door.send("GET", "/v1/events", {}, "limits=1"), 400, "unknown_parameter");
  door.check_problem(door.send("GET", "/v1/events", {}, "limit=1&limit=2"), 400, "duplicate_parameter");
  BOOST_TEST(door.gateway.polls.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_query_that_is_not_utf_8_is_still_answered_in_utf_8) {
  HttpDoor door;
  const auto exchange = door.send("GET", "/v1/events", {}, "limit=\xFF");
  door.check_problem(exchange, 400, "invalid_parameter");
  BOOST_TEST(door.answer(exchange).body.find("\\u00ff") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_acknowledgement_is_answered_when_it_is_kept) {
  HttpDoor door;
  const auto exchange = door.send("POST", "/v1/events/ack", R"({"through":12})");
  BOOST_REQUIRE(door.gateway.acknowledges.size() == 1U);
  BOOST_TEST((door.gateway.acknowledges[0].through == EventSequence(12)));
  door.gateway.acknowledges[0].done({});
  BOOST_TEST(door.answer(exchange).status == 200);
  BOOST_TEST(door.answer(exchange).body == R"({"acknowledged":12})");
}

BOOST_AUTO_TEST_CASE(when_a_polling_client_goes_its_waiter_is_ended) {
  HttpDoor door;
  const auto exchange = door.send("GET", "/v1/events", {}, "wait_s=30");
  door.exchanges->gone.at(exchange)();
  door.core.run();
  BOOST_REQUIRE(door.gateway.polls.size() == 2U);
  BOOST_TEST((door.gateway.polls[1].account == demo));
  BOOST_TEST(door.gateway.polls[1].limit == 0U);
  BOOST_TEST((door.gateway.polls[1].wait == Seconds(0)));
  door.gateway.polls[0].done(gateway::EventsPage{});  // as the gateway does for the older of two
  door.gateway.polls[1].done(gateway::EventsPage{});
  door.http.run();
  BOOST_TEST(door.api.in_flight() == 0U);
}

BOOST_AUTO_TEST_CASE(when_the_door_stops_the_poll_that_waits_is_ended) {
  HttpDoor door;
  door.send("GET", "/v1/events", "", "wait_s=30");
  BOOST_REQUIRE(door.gateway.polls.size() == 1U);
  door.api.stop();
  door.core.run();
  BOOST_REQUIRE(door.gateway.polls.size() == 2U);
  BOOST_TEST(door.gateway.polls[1].limit == 0U);
}

BOOST_AUTO_TEST_CASE(a_gone_client_does_not_end_a_newer_poll_of_its_account) {
  HttpDoor door;
  const auto older = door.send("GET", "/v1/events", {}, "wait_s=30");
  door.send("GET", "/v1/events", {}, "wait_s=30");
  door.exchanges->gone.at(older)();
  door.core.run();
  BOOST_TEST(door.gateway.polls.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_poll_that_does_not_wait_needs_no_ending) {
  HttpDoor door;
  door.send("GET", "/v1/events");
  BOOST_TEST(door.exchanges->gone.empty());
}

BOOST_AUTO_TEST_CASE(an_acknowledgement_names_a_sequence) {
  HttpDoor door;
  door.check_problem(door.send("POST", "/v1/events/ack", R"({"through":-1})"), 400, "invalid_through");
  door.check_problem(door.send("POST", "/v1/events/ack", R"({"through":"1"})"), 400, "invalid_type");
  door.check_problem(door.send("POST", "/v1/events/ack", "{}"), 400, "missing_field");
  const auto misspelt = door.send("POST", "/v1/events/ack", R"({"trough":1})");
  door.check_problem(misspelt, 400, "unknown_field");
  BOOST_TEST(door.answer(misspelt).body.find("did you mean \\\"through\\\"?") != std::string::npos);
  BOOST_TEST(door.gateway.untouched());
}

BOOST_AUTO_TEST_CASE(a_poll_may_acknowledge_and_is_answered_behind_that) {
  HttpDoor door;
  const auto exchange = door.send("GET", "/v1/events", {}, "through=12&limit=5&wait_s=3");
  BOOST_REQUIRE(door.gateway.acknowledges.size() == 1U);
  BOOST_TEST((door.gateway.acknowledges[0].through == EventSequence(12)));
  BOOST_TEST(door.gateway.polls.empty());
  door.gateway.acknowledges[0].done({});
  BOOST_REQUIRE(door.gateway.polls.size() == 1U);
  BOOST_TEST(door.gateway.polls[0].limit == 5U);
  BOOST_TEST((door.gateway.polls[0].wait == Seconds(3)));
  door.gateway.polls[0].done(gateway::EventsPage{});
  BOOST_TEST(door.answer(exchange).body == R"({"events":[]})");
}

BOOST_AUTO_TEST_CASE(a_poll_whose_acknowledgement_is_refused_polls_nothing) {
  HttpDoor door;
  const auto exchange = door.send("GET", "/v1/events", {}, "through=12");
  door.gateway.acknowledges.at(0).done(failure(RequestError{RequestError::Kind::invalid, "beyond_offered", "No."}));
  door.check_problem(exchange, 400, "beyond_offered");
  BOOST_TEST(door.gateway.polls.empty());
}

BOOST_AUTO_TEST_CASE(when_a_newer_poll_came_first_the_older_one_does_not_end_it) {
  HttpDoor door;
  const auto older = door.send("GET", "/v1/events", {}, "through=12&wait_s=30");
  door.send("GET", "/v1/events", {}, "wait_s=30");
  door.gateway.acknowledges.at(0).done({});
  BOOST_TEST(door.gateway.polls.size() == 1U);
  BOOST_TEST(door.answer(older).body == R"({"events":[]})");
}

BOOST_AUTO_TEST_CASE(when_its_client_goes_during_the_acknowledgement_nothing_waits) {
  HttpDoor door;
  const auto exchange = door.send("GET", "/v1/events", {}, "through=12&wait_s=30");
  door.exchanges->gone.at(exchange)();
  door.core.run();
  door.gateway.acknowledges.at(0).done({});
  BOOST_REQUIRE(door.gateway.polls.size() == 1U);
  BOOST_TEST(door.gateway.polls[0].limit == 0U);
  door.http.run();
  BOOST_TEST(door.api.in_flight() == 0U);
}

BOOST_AUTO_TEST_CASE(events_that_are_pushed_cannot_be_pulled) {
  HttpDoor door;
  const RequestError pushed{RequestError::Kind::conflict, "events_are_pushed", "They go to the webhook."};
  const auto poll = door.send("GET", "/v1/events");
  door.gateway.polls.at(0).done(failure(pushed));
  door.check_problem(poll, 409, "events_are_pushed");
  const auto acknowledged = door.send("POST", "/v1/events/ack", R"({"through":1})");
  door.gateway.acknowledges.at(0).done(failure(pushed));
  door.check_problem(acknowledged, 409, "events_are_pushed");
}

BOOST_AUTO_TEST_CASE(dead_letters_are_listed_by_door) {
  HttpDoor door;
  const auto exchange = door.send("GET", "/v1/events/dead");
  door.send("GET", "/v1/events/dead", {}, "door=smpp&after=7&limit=500");
  BOOST_REQUIRE(door.gateway.dead.size() == 2U);
  BOOST_TEST((door.gateway.dead[0].channel == gateway::EventChannel{demo, Door::http}));
  BOOST_TEST((door.gateway.dead[0].after == EventSequence()));
  BOOST_TEST(door.gateway.dead[0].limit == 100U);
  BOOST_TEST((door.gateway.dead[1].channel == gateway::EventChannel{demo, Door::smpp}));
  BOOST_TEST((door.gateway.dead[1].after == EventSequence(7)));
  BOOST_TEST(door.gateway.dead[1].limit == 500U);
  door.gateway.dead[0].done(gateway::DeadLetters{{}, EventSequence(9)});
  BOOST_TEST(door.answer(exchange).body == R"({"events":[],"next":9})");
  for (const std::string query : {"door=both", "door=", "after=-1", "limit=0", "limit=501"}) {
    door.check_problem(door.send("GET", "/v1/events/dead", {}, query), 400, "invalid_parameter");
  }
}

BOOST_AUTO_TEST_CASE(dead_letters_are_sent_again_by_sequence_or_all_together) {
  HttpDoor door;
  const auto exchange = retry(door, R"({"events":[3,5]})");
  retry(door, R"({"all":true})", "door=smpp");
  BOOST_REQUIRE(door.gateway.revives.size() == 2U);
  BOOST_TEST((door.gateway.revives[0].channel == gateway::EventChannel{demo, Door::http}));
  BOOST_TEST((door.gateway.revives[0].buried == std::vector{EventSequence(3), EventSequence(5)}));
  BOOST_TEST(!door.gateway.revives[0].all);
  BOOST_TEST((door.gateway.revives[1].channel == gateway::EventChannel{demo, Door::smpp}));
  BOOST_TEST(door.gateway.revives[1].buried.empty());
  BOOST_TEST(door.gateway.revives[1].all);
  door.gateway.revives[0].done(std::uint64_t{2});
  BOOST_TEST(door.answer(exchange).body == R"({"retried":2})");
}

BOOST_AUTO_TEST_CASE(a_retry_says_which) {
  HttpDoor door;
  door.check_problem(retry(door, "{}"), 400, "missing_field");
  door.check_problem(retry(door, R"({"all":false})"), 400, "missing_field");
  door.check_problem(retry(door, R"({"events":[]})"), 400, "missing_field");
  door.check_problem(retry(door, R"({"events":[1],"all":true})"), 400, "mixed_forms");
  door.check_problem(retry(door, R"({"events":[-1]})"), 400, "invalid_events");
  door.check_problem(retry(door, R"({"events":["1"]})"), 400, "invalid_type");
  door.check_problem(retry(door, R"({"events":[1.5]})"), 400, "invalid_type");
  door.check_problem(retry(door, R"({"events":[[1]]})"), 400, "invalid_type");
  door.check_problem(retry(door, R"({"events":1})"), 400, "invalid_type");
  door.check_problem(retry(door, R"({"all":"yes"})"), 400, "invalid_type");
  std::string many = "1";
  for (int i = 1; i < 1'000; ++i) many += ",1";
  retry(door, R"({"events":[)" + many + "]}");
  BOOST_TEST(door.gateway.revives.size() == 1U);
  door.check_problem(retry(door, R"({"events":[)" + many + ",1]}"), 400, "too_many_events");
}

BOOST_AUTO_TEST_SUITE_END()
