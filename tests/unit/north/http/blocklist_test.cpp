// SPDX-License-Identifier: Apache-2.0
// /v1/blocklist: what reaches the gateway, and what its answers look like.
#include "north/http/blocklist.h"

#include "tests/unit/north/http/http_door.h"

using namespace smppedge;
using namespace smppedge::north::http;
using gateway::RequestError;
using gateway::Unblocked;

namespace {

const PhoneNumber phone = *PhoneNumber::from_digits("8613800138000");

store::BlockRecord record() {
  store::BlockRecord record;
  record.account = demo;
  record.phone = phone;
  record.source = store::BlockSource::import_file;
  record.since = WallTime(Millis(1'772'352'930'125));
  record.by = "ops: list.txt";
  return record;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(blocklist)

BOOST_AUTO_TEST_CASE(a_phone_is_put_on_the_accounts_own_list_however_it_is_written) {
  for (const std::string written :
       {"13800138000", "8613800138000", "008613800138000", "+8613800138000", "%2B8613800138000"}) {
    HttpDoor door;
    const auto exchange = door.send("PUT", "/v1/blocklist/" + written);
    BOOST_REQUIRE(door.gateway.blocks.size() == 1U);
    BOOST_TEST((door.gateway.blocks[0].account == demo));
    BOOST_TEST((door.gateway.blocks[0].phone == phone));
    door.gateway.blocks[0].done(true);
    const auto answer = door.answer(exchange);
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.body == R"({"phone":"8613800138000","blocked":true,"added":true})");
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_refused) {
  for (const std::string method : {"GET", "PUT", "DELETE"}) {
    HttpDoor door;
    const auto exchange = door.send(method, "/v1/blocklist/86138x");
    door.check_problem(exchange, 400, "invalid_number");
    BOOST_TEST(door.gateway.untouched());
  }
}

BOOST_AUTO_TEST_CASE(a_phone_that_comes_off_at_once_is_answered_200_and_one_that_is_to_be_approved_202) {
  HttpDoor door;
  const auto removed = door.send("DELETE", "/v1/blocklist/8613800138000");
  const auto asked = door.send("DELETE", "/v1/blocklist/8613800138000");
  BOOST_REQUIRE(door.gateway.unblocks.size() == 2U);
  door.gateway.unblocks[0].done(Unblocked::removed);
  door.gateway.unblocks[1].done(Unblocked::asked);
  BOOST_TEST(door.answer(removed).status == 200);
  BOOST_TEST(door.answer(removed).body == R"({"phone":"8613800138000","blocked":false})");
  BOOST_TEST(door.answer(asked).status == 202);
  BOOST_TEST(door.answer(asked).body == R"({"phone":"8613800138000","blocked":true,"removal_asked":true})");
}

BOOST_AUTO_TEST_CASE(a_phone_is_shown_with_when_how_and_by_whom_it_came_on) {
  HttpDoor door;
  const auto exchange = door.send("GET", "/v1/blocklist/8613800138000");
  BOOST_REQUIRE(door.gateway.blocked_finds.size() == 1U);
  BOOST_TEST((door.gateway.blocked_finds[0].account == demo));
  auto shown = record();
  shown.removal_asked = true;
  shown.removal_asked_at = WallTime(Millis(1'772'352'931'000));
  shown.removal_asked_by = "demo";
  door.gateway.blocked_finds[0].done(store::BlockedPhone{shown, std::nullopt});
  BOOST_TEST(door.answer(exchange).body ==
             R"({"phone":"8613800138000","since":"2026-03-01T08:15:30.125Z","source":"import",)"
             R"("by":"ops: list.txt","removal_asked_at":"2026-03-01T08:15:31.000Z","removal_asked_by":"demo"})");
}

BOOST_AUTO_TEST_CASE(a_phone_whose_removal_came_to_nothing_shows_by_whom) {
  using What = store::BlockChange::What;
  for (const What what : {What::removal_denied, What::unblocked}) {  // the second is from before it was blocked again
    HttpDoor door;
    const auto exchange = door.send("GET", "/v1/blocklist/8613800138000");
    const store::BlockChange ended{what,   demo, phone, store::BlockSource::admin, WallTime(Millis(1'772'352'931'000)),
                                   "alice"};
    door.gateway.blocked_finds.at(0).done(store::BlockedPhone{record(), ended});
    const bool is_told = door.answer(exchange).body.find(
                             R"("removal_ended_at":"2026-03-01T08:15:31.000Z",)"
                             R"("removal_ended_source":"admin","removal_ended_by":"alice")") != std::string::npos;
    BOOST_TEST(is_told == (what == What::removal_denied), door.answer(exchange).body);
  }
}

BOOST_AUTO_TEST_CASE(a_phone_that_is_not_on_the_list_is_not_found) {
  HttpDoor door;
  const auto exchange = door.send("GET", "/v1/blocklist/8613800138000");
  door.gateway.blocked_finds.at(0).done(failure(RequestError{RequestError::Kind::not_found, "not_blocked", "No."}));
  door.check_problem(exchange, 404, "not_blocked");
}

BOOST_AUTO_TEST_CASE(the_list_is_asked_for_page_by_page) {
  HttpDoor door;
  const auto exchange = door.send("GET", "/v1/blocklist", {}, "limit=1000&cursor=8613800137999");
  BOOST_REQUIRE(door.gateway.blocked_lists.size() == 1U);
  const auto& [query, done] = door.gateway.blocked_lists[0];
  BOOST_TEST((query.account == demo));
  BOOST_TEST(query.limit == 1'000U);
  BOOST_TEST(query.after.digits() == "8613800137999");
  done(store::BlockedPage{{record()}, phone});
  BOOST_TEST(door.answer(exchange).body ==
             R"({"phones":[{"phone":"8613800138000","since":"2026-03-01T08:15:30.125Z","source":"import",)"
             R"("by":"ops: list.txt"}],"next":"8613800138000"})");
}

BOOST_AUTO_TEST_CASE(the_last_page_has_no_next_and_a_page_is_100_unless_told) {
  HttpDoor door;
  const auto exchange = door.send("GET", "/v1/blocklist");
  const auto& [query, done] = door.gateway.blocked_lists.at(0);
  BOOST_TEST(query.limit == 100U);
  BOOST_TEST(query.after.empty());
  done(store::BlockedPage{});
  BOOST_TEST(door.answer(exchange).body == R"({"phones":[]})");
}

BOOST_AUTO_TEST_CASE(a_cursor_or_limit_that_is_none_is_refused) {
  for (const std::string query : {"cursor=x", "cursor=", "limit=0", "limit=1001", "after=1"}) {
    HttpDoor door;
    const auto exchange = door.send("GET", "/v1/blocklist", {}, query);
    BOOST_TEST(door.answer(exchange).status == 400, query);
    BOOST_TEST(door.gateway.untouched());
  }
}

BOOST_AUTO_TEST_CASE(other_methods_are_told_which_there_are) {
  HttpDoor door;
  BOOST_TEST(door.answer(door.send("POST", "/v1/blocklist/8613800138000")).headers["Allow"] == "GET, PUT, DELETE");
  BOOST_TEST(door.answer(door.send("PUT", "/v1/blocklist")).headers["Allow"] == "GET");
}

BOOST_AUTO_TEST_SUITE_END()
