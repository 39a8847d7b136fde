// SPDX-License-Identifier: Apache-2.0
// /admin/v1: who may ask, and the parked receipts over it.
#include "admin/control.h"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "admin/carriers.h"
#include "admin/receipts.h"
#include "tests/unit/admin/peers.h"

namespace smppedge::admin {
namespace {

struct FakeGateway final : SilentGateway {
  void parked_receipts(gateway::ParkedQuery query, Done<gateway::ParkedPage> done) override {
    asked = query;
    gateway::ParkedEntry entry;
    entry.place = {store::BatchNumber(0xAB), 7};
    entry.carrier = "sim";
    entry.reason = store::ParkedFor::ambiguous;
    entry.id = "c1";
    entry.text = "id:c1 stat:DELIVRD text:...";
    entry.phone = "86138****8000";
    if (query.whole) entry.pdu = std::string("\x01\xFF", 2);
    gateway::ParkedPage page;
    page.receipts.push_back(entry);
    page.next = entry.place;
    done(std::move(page));
  }
  void rematch_receipts(std::string carrier, Done<gateway::RematchAnswer> done) override {
    if (carrier == "busy") {
      return done(failure(gateway::RequestError{gateway::RequestError::Kind::conflict, "rematch_under_way",
                                                "Receipts are being matched already.", Seconds(0)}));
    }
    done(gateway::RematchAnswer{3, 2, 1});
  }
  gateway::ParkedQuery asked;
};

struct Stage {
  explicit Stage(std::string_view key = "0123456789abcdef") : control(key, clock) { receipts.add_to(control); }

  int ask(const std::string& method, const std::string& path, const std::string& query = {},
          const std::string& key = "0123456789abcdef") {
    HttpRequest request;
    request.method = method;
    request.path = path;
    request.query = query;
    if (!key.empty()) request.add_header("Authorization", "Bearer " + key);
    answers->status = 0;
    control.handle(request, HttpResponder(answers, 1));
    return answers->status;
  }
  boost::json::object body() const { return boost::json::parse(answers->body).as_object(); }

  StandingClock clock;
  AtOnce loop;
  FakeGateway gateway;
  Control control;
  ReceiptRequests receipts{loop, loop, gateway};
  std::shared_ptr<Answers> answers = std::make_shared<Answers>();
};

BOOST_AUTO_TEST_SUITE(admin_control)

BOOST_AUTO_TEST_CASE(without_a_configured_key_there_is_nothing) {
  Stage stage("");
  BOOST_TEST(stage.ask("GET", "/admin/v1/receipts") == 404);
  BOOST_TEST(stage.ask("GET", "/admin/v1/receipts", "", "") == 404);
}

BOOST_AUTO_TEST_CASE(only_the_key_lets_in_whatever_the_path_is) {
  Stage stage;
  BOOST_TEST(stage.ask("GET", "/admin/v1/receipts", "", "") == 401);
  BOOST_TEST(stage.ask("GET", "/admin/v1/receipts", "", "0123456789abcdeF") == 401);
  BOOST_TEST(stage.ask("GET", "/admin/v1/nothing", "", "wrong") == 401);
  BOOST_TEST(stage.ask("GET", "/admin/v1/nothing") == 404);
  BOOST_TEST(stage.ask("POST", "/admin/v1/receipts") == 405);
  BOOST_TEST(stage.ask("GET", "/admin/v1/receipts") == 200);
}

BOOST_AUTO_TEST_CASE(parked_receipts_are_listed_by_pages) {
  Stage stage;
  BOOST_TEST(stage.ask("GET", "/admin/v1/receipts", "carrier=sim&limit=5") == 200);
  BOOST_TEST(stage.gateway.asked.carrier == "sim");
  BOOST_TEST(stage.gateway.asked.limit == 5U);
  BOOST_TEST(!stage.gateway.asked.whole);
  const boost::json::object page = stage.body();
  const boost::json::object& entry = page.at("receipts").at(0).as_object();
  BOOST_TEST(entry.at("reason").as_string() == "ambiguous");
  BOOST_TEST(entry.at("text").as_string() == "id:c1 stat:DELIVRD text:...");
  BOOST_TEST(!entry.contains("pdu"));
  const std::string next(page.at("next").as_string());
  BOOST_TEST(stage.ask("GET", "/admin/v1/receipts", "whole=1&after=" + next) == 200);
  BOOST_TEST((stage.gateway.asked.after == store::Location{store::BatchNumber(0xAB), 7}));
  BOOST_TEST(stage.body().at("receipts").at(0).at("pdu").as_string() == "01ff");
}

BOOST_AUTO_TEST_CASE(parameters_that_do_not_read_are_refused) {
  Stage stage;
  for (const char* query : {"limit=0", "limit=1001", "limit=x", "after=1", "after=zz00000000000000000000zz"}) {
    BOOST_TEST(stage.ask("GET", "/admin/v1/receipts", query) == 400, query);
  }
}

BOOST_AUTO_TEST_CASE(a_rematch_answers_with_what_became_of_them) {
  Stage stage;
  BOOST_TEST(stage.ask("POST", "/admin/v1/receipts/rematch") == 200);
  BOOST_TEST(stage.answers->body == R"({"looked_at":3,"matched":2,"still_parked":1})");
  BOOST_TEST(stage.ask("POST", "/admin/v1/receipts/rematch", "carrier=busy") == 409);
  BOOST_TEST(stage.body().at("code").as_string() == "rematch_under_way");
}

BOOST_AUTO_TEST_CASE(carriers_tell_what_was_learned_of_their_ids) {
  gateway::Status status;
  gateway::Status::CarrierEntry carrier;
  carrier.name = "sim";
  carrier.learns_id = true;
  carrier.id.votes = 20;
  carrier.id.settled = IdConvention::response_hex;
  status.carriers.push_back(carrier);
  const boost::json::value told = boost::json::parse(render_carriers(status));
  BOOST_TEST(told.at("carriers").at(0).at("id_convention").as_string() == "response_hex");
  BOOST_TEST(told.at("carriers").at(0).at("id_votes").as_int64() == 20);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::admin
