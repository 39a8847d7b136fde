// SPDX-License-Identifier: Apache-2.0
// /admin/v1/senders: what reaches the gateway, and what its answers look like.
#include "admin/senders.h"

#include <boost/test/unit_test.hpp>

#include "tests/unit/admin/peers.h"

namespace smppedge::admin {
namespace {

using gateway::RequestError;
using gateway::SenderEntry;

sender::HeldNumber held(std::uint32_t carrier, std::string_view digits) {
  sender::HeldNumber number{CarrierNumber(carrier), {}};
  BOOST_REQUIRE(number.digits.assign(digits));
  return number;
}

SenderEntry rotating() {
  SenderEntry entry;
  entry.carrier = "north";
  entry.account = "shop";
  entry.range = {
      held(3, "1069000111001"), AccountNumber(1), "Acme", {true, true, false}, sender::Region::mainland, 18, 2};
  entry.policy = {sender::Policy::rotating, 2};
  entry.numbers = 100;
  entry.looks = true;
  entry.figures = {.chosen = 7, .conversations = 4, .avoided = 3, .refused = 1, .free_share = 0.25};
  return entry;
}

struct FakeGateway final : SilentGateway {
  void senders(gateway::SendersQuery query, Done<gateway::SendersPage> done) override {
    listed = query;
    if (!error.empty()) return done(failure(RequestError{RequestError::Kind::not_found, error, "No.", Seconds(0)}));
    done(page);
  }
  std::optional<gateway::SendersQuery> listed;
  std::string error;
  gateway::SendersPage page{{rotating()}, WallTime(Millis(5'000)), std::nullopt};
};

struct Desk : ControlDesk<SenderRequests, FakeGateway> {
  void ask(const std::string& query = {}) { ControlDesk::ask("GET", "/senders", {}, query); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(admin_senders)

BOOST_AUTO_TEST_CASE(a_range_is_told_with_its_use) {
  Desk desk;
  desk.ask();
  BOOST_TEST(desk.answers->status == 200);
  BOOST_TEST(desk.answers->body ==
             R"({"since_ms":5000,"hours":72,"senders":[{"carrier":"north","account":"shop","sign":"Acme",)"
             R"("number":"1069000111001","classes":["otp","notice"],"region":"mainland","digits_max":18,)"
             R"("appended_digits":2,"policy":"rotating","tail_digits":2,"numbers":100,"chosen":7,"conversations":4,)"
             R"("free_share":2.5E-1,"avoided":3,"refused":1}]})");
}

BOOST_AUTO_TEST_CASE(an_accounts_own_range_has_no_signature) {
  Desk desk;
  desk.gateway.page.senders[0].range.sign.clear();
  desk.ask();
  desk.check(200, R"("account":"shop","number")");
}

BOOST_AUTO_TEST_CASE(what_a_policy_does_not_look_at_is_null) {
  Desk desk;
  SenderEntry& entry = desk.gateway.page.senders[0];
  entry.policy = {sender::Policy::fixed, 0};
  entry.looks = false;
  entry.figures->free_share = 1.0;
  entry.range.region = sender::Region::abroad;
  desk.ask();
  desk.check(200, R"("policy":"fixed","tail_digits":0)");
  desk.check(200, R"("chosen":7,"conversations":null,"free_share":null,"avoided":3,"refused":1)");
  desk.check(200, R"("region":"abroad")");
}

BOOST_AUTO_TEST_CASE(without_a_choice_yet_there_is_no_share) {
  Desk desk;
  SenderEntry& entry = desk.gateway.page.senders[0];
  entry.policy = {sender::Policy::sticky, 0};
  entry.figures = gateway::SenderFigures();
  entry.range.region = sender::Region::any;
  desk.ask();
  desk.check(200, R"("policy":"sticky")");
  desk.check(200, R"("chosen":0,"conversations":0,"free_share":null,"avoided":0,"refused":0)");
  desk.check(200, R"("region":"any")");
}

BOOST_AUTO_TEST_CASE(a_range_that_is_not_counted_has_no_figures) {
  Desk desk;
  desk.gateway.page.senders[0].figures.reset();
  desk.ask();
  desk.check(200, R"("chosen":null,"conversations":null,"free_share":null,"avoided":null,"refused":null)");
}

BOOST_AUTO_TEST_CASE(the_next_of_a_page_goes_on_behind_it) {
  Desk desk;
  desk.gateway.page.next = held(3, "1069000111001");
  desk.ask("carrier=north&account=shop&limit=7");
  desk.check(200, R"("next":"3-1069000111001")");
  BOOST_TEST(desk.gateway.listed->carrier == "north");
  BOOST_TEST(desk.gateway.listed->account == "shop");
  BOOST_TEST(desk.gateway.listed->limit == 7U);
  BOOST_TEST(!desk.gateway.listed->after.has_value());

  Desk next;
  next.ask("after=3-1069000111001");
  BOOST_TEST((next.gateway.listed->after == held(3, "1069000111001")));
  BOOST_TEST(next.gateway.listed->limit == 100U);
}

BOOST_AUTO_TEST_CASE(a_page_that_cannot_be_is_refused_with_what_to_change) {
  const std::pair<const char*, const char*> queries[] = {
      {"limit=0", "1 to 500"},
      {"limit=501", "1 to 500"},
      {"limit=x", "1 to 500"},
      {"after=x", "`next`"},
      {"after=1069", "`next`"},
      {"after=x-1069", "`next`"},
      {"after=3-1069x", "`next`"},
      {"after=-1069", "`next`"},
      {"after=3-123456789012345678901", "`next`"},
      {"after=99999999999-1", "`next`"},
  };
  for (const auto& [query, advice] : queries) {
    Desk desk;
    desk.ask(query);
    desk.check(400, "invalid_parameter");
    desk.check(400, advice);
    BOOST_TEST(!desk.gateway.listed.has_value(), query);
  }
}

BOOST_AUTO_TEST_CASE(names_that_the_gateway_does_not_know_are_not_found) {
  for (const char* error : {"unknown_carrier", "unknown_account"}) {
    Desk desk;
    desk.gateway.error = error;
    desk.ask("carrier=nobody");
    desk.check(404, error);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::admin
