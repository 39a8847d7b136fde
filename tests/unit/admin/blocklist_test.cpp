// SPDX-License-Identifier: Apache-2.0
// /admin/v1/blocklist: what reaches the gateway, and what its answers look like.
#include "admin/blocklist.h"

#include <boost/test/unit_test.hpp>

#include "tests/unit/admin/peers.h"

namespace smppedge::admin {
namespace {

using gateway::BlockJob;
using gateway::BlockJobRequest;

WallTime at(std::int64_t ms) {
  return WallTime(Millis(ms));
}

BlockJob job(BlockJobRequest what) {
  BlockJob job;
  job.number = 3;
  job.what = std::move(what);
  job.started_at = at(1'000);
  job.octets = 28;
  job.octets_all = 56;
  job.lines_all = 9;
  job.lines = 2;
  job.added = 1;
  job.invalid = 1;
  job.invalid_lines = {2};
  return job;
}

struct FakeGateway final : SilentGateway {
  void list_removals(gateway::RemovalsQuery query, Done<gateway::RemovalsPage> done) override {
    listed = query;
    gateway::RemovalEntry entry;
    entry.account = "demo";
    entry.place = {at(2'000), AccountNumber(7), *PhoneNumber::from_digits("8613800138000")};
    entry.asked_by = "demo";
    entry.since = at(1'000);
    entry.source = store::BlockSource::reply;
    entry.by = "10690001";
    done(gateway::RemovalsPage{{entry}, entry.place});
  }
  void decide_removals(gateway::RemovalsDecision decision, Done<gateway::RemovalsAnswer> done) override {
    decided = decision;
    done(gateway::RemovalsAnswer{1, {"x"}});
  }
  void start_block_job(BlockJobRequest request, Done<BlockJob> done) override {
    started = request;
    if (request.file == "busy") {
      return done(failure(gateway::RequestError{gateway::RequestError::Kind::conflict, "job_under_way", "Later."}));
    }
    done(job(request));
  }
  void block_jobs(Done<std::vector<BlockJob>> done) override {
    BlockJob ended = job({BlockJobRequest::Kind::export_, "demo", "out.csv", "alice"});
    ended.state = BlockJob::State::failed;
    ended.ended_at = at(5'000);
    ended.error = "the disk is full";
    if (waits_for == BlockJob::Wait::none) return done(std::vector<BlockJob>{ended});
    BlockJob waiting = job({BlockJobRequest::Kind::import, "demo", "list.txt", "alice"});
    waiting.waits_for = waits_for;
    done(std::vector<BlockJob>{waiting});
  }
  void cancel_block_job(gateway::BlockJobCancel cancel, Done<BlockJob> done) override {
    cancelled = cancel;
    if (cancel.number != 3) {
      return done(failure(gateway::RequestError{gateway::RequestError::Kind::not_found, "unknown_job", "No."}));
    }
    BlockJob ended = job({BlockJobRequest::Kind::import, "demo", "list.txt", "alice"});
    ended.state = BlockJob::State::cancelled;
    ended.cancelled_by = cancel.by;
    ended.ended_at = at(5'000);
    done(ended);
  }
  void find_blocked_phone(gateway::BlockedPhoneQuery query, Done<store::BlockedPhone> done) override {
    shown = query;
    done(known);
  }
  std::optional<gateway::RemovalsQuery> listed;
  std::optional<gateway::RemovalsDecision> decided;
  std::optional<BlockJobRequest> started;
  std::optional<gateway::BlockJobCancel> cancelled;
  std::optional<gateway::BlockedPhoneQuery> shown;
  store::BlockedPhone known;
  BlockJob::Wait waits_for = BlockJob::Wait::none;
};

struct Desk : ControlDesk<BlocklistRequests, FakeGateway> {
  void ask(const std::string& method, const std::string& path, const std::string& body = {},
           const std::string& query = {}) {
    ControlDesk::ask(method, "/blocklist" + path, body, query);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(admin_blocklist)

BOOST_AUTO_TEST_CASE(removals_are_listed_and_the_next_of_a_page_goes_on_behind_it) {
  Desk desk;
  desk.ask("GET", "/removals", {}, "account=demo&limit=7");
  desk.check(200, R"({"removals":[{"account":"demo","phone":"8613800138000","asked_at_ms":2000,"asked_by":"demo",)"
                  R"("since_ms":1000,"source":"reply","by":"10690001"}],"next":"2000-7-8613800138000"})");
  BOOST_TEST(desk.gateway.listed->account == "demo");
  BOOST_TEST(desk.gateway.listed->limit == 7U);
  BOOST_TEST(!desk.gateway.listed->after.has_value());

  Desk next;
  next.ask("GET", "/removals", {}, "after=2000-7-8613800138000");
  BOOST_TEST((next.gateway.listed->after ==
              gateway::RemovalPlace{at(2'000), AccountNumber(7), *PhoneNumber::from_digits("8613800138000")}));
  BOOST_TEST(next.gateway.listed->limit == 100U);
}

BOOST_AUTO_TEST_CASE(a_page_that_cannot_be_is_refused) {
  for (const std::string query :
       {"limit=0", "limit=501", "limit=x", "after=x", "after=1-2", "after=1-2-", "after=1-x-3"}) {
    Desk desk;
    desk.ask("GET", "/removals", {}, query);
    desk.check(400, "invalid_parameter");
    BOOST_TEST(!desk.gateway.listed.has_value(), query);
  }
}

BOOST_AUTO_TEST_CASE(removals_are_approved_and_denied_with_who_decides) {
  for (const bool approve : {true, false}) {
    Desk desk;
    desk.ask("POST", approve ? "/removals/approve" : "/removals/deny",
             R"({"account":"demo","phones":["8613800138000","x"],"by":"alice"})");
    desk.check(200, R"({"decided":1,"not_waiting":["x"]})");
    BOOST_TEST(desk.gateway.decided->approve == approve);
    BOOST_TEST(!desk.gateway.decided->asked_until.has_value());
    BOOST_TEST(desk.gateway.decided->account == "demo");
    BOOST_TEST(desk.gateway.decided->by == "alice");
    BOOST_TEST(desk.gateway.decided->phones.size() == 2U);
  }
}

BOOST_AUTO_TEST_CASE(what_was_asked_later_than_the_operator_has_seen_can_be_left) {
  Desk desk;
  desk.ask("POST", "/removals/approve", R"({"account":"demo","phones":["1"],"by":"alice","asked_until_ms":2000})");
  BOOST_TEST((desk.gateway.decided->asked_until == at(2'000)));
  Desk other;
  other.ask("POST", "/removals/approve", R"({"account":"demo","phones":["1"],"by":"alice","asked_until_ms":"now"})");
  other.check(400, "invalid_type");
}

BOOST_AUTO_TEST_CASE(a_body_that_is_not_whole_or_says_more_is_refused_once) {
  const std::pair<const char*, const char*> bodies[] = {
      {"", "invalid_json"},
      {"[]", "invalid_json"},
      {"{}", "missing_field"},
      {R"({"account":"demo","phones":["1"]})", "missing_field"},
      {R"({"account":"demo","phones":[],"by":"alice"})", "invalid_type"},
      {R"({"account":"demo","phones":[1],"by":"alice"})", "invalid_type"},
      {R"({"account":"demo","phones":"1","by":"alice"})", "invalid_type"},
      {R"({"account":"demo","phones":["1"],"by":""})", "invalid_type"},
      {R"({"account":"demo","phones":["1"],"by":"\u5f20"})", "invalid_type"},
      {R"({"account":"demo","phones":["1"],"by":"123456789012345678901234567890123"})", "invalid_type"},
      {R"({"account":1,"phones":["1"],"by":"alice"})", "invalid_type"},
      {R"({"account":"demo","phones":["1"],"by":"alice","all":true})", "unknown_field"},
  };
  for (const auto& [body, code] : bodies) {
    Desk desk;
    desk.ask("POST", "/removals/approve", body);
    desk.check(400, code);
    BOOST_TEST(!desk.gateway.decided.has_value(), body);
  }
}

BOOST_AUTO_TEST_CASE(more_phones_than_one_request_may_hold_are_refused) {
  std::string phones;
  for (std::size_t i = 0; i <= gateway::decided_removals_max; ++i) phones += (i == 0 ? "\"1\"" : ",\"1\"");
  Desk desk;
  desk.ask("POST", "/removals/deny", R"({"account":"demo","by":"alice","phones":[)" + phones + "]}");
  desk.check(400, "invalid_type");
}

BOOST_AUTO_TEST_CASE(a_job_is_begun_and_shown) {
  Desk desk;
  desk.ask("POST", "/import", R"({"account":"demo","file":"list.txt","by":"alice"})");
  desk.check(202, R"({"job":3,"kind":"import","state":"running","account":"demo","file":"list.txt","by":"alice",)"
                  R"("started_at_ms":1000,"octets":28,"lines":2,"octets_all":56,"added":1,"already":0,"invalid":1,)"
                  R"("invalid_lines":[2]})");
  BOOST_TEST((desk.gateway.started->kind == BlockJobRequest::Kind::import));
  Desk other;
  other.ask("POST", "/export", R"({"account":"demo","file":"busy","by":"alice"})");
  other.check(409, "job_under_way");
  BOOST_TEST((other.gateway.started->kind == BlockJobRequest::Kind::export_));
}

BOOST_AUTO_TEST_CASE(jobs_are_listed_with_what_became_of_them) {
  Desk desk;
  desk.ask("GET", "/jobs");
  desk.check(
      200,
      R"({"jobs":[{"job":3,"kind":"export","state":"failed","account":"demo","file":"out.csv","by":"alice",)"
      R"("started_at_ms":1000,"octets":28,"lines":2,"ended_at_ms":5000,"error":"the disk is full","lines_all":9}]})");
}

BOOST_AUTO_TEST_CASE(a_job_that_waits_says_for_what) {
  for (const auto& [wait, word] :
       {std::pair(BlockJob::Wait::disk_space, "disk_space"), std::pair(BlockJob::Wait::store, "store")}) {
    Desk desk;
    desk.gateway.waits_for = wait;
    desk.ask("GET", "/jobs");
    desk.check(200, R"("state":"running")");
    desk.check(200, std::string(R"("waiting_for":")") + word + '"');
  }
}

BOOST_AUTO_TEST_CASE(a_job_is_cancelled_by_its_number_with_who_does_it) {
  Desk desk;
  desk.ask("POST", "/jobs/cancel", R"({"job":3,"by":"bob"})");
  desk.check(200, R"("state":"cancelled")");
  desk.check(200, R"("cancelled_by":"bob")");
  desk.check(200, R"("added":1)");
  BOOST_TEST(desk.gateway.cancelled->number == 3U);

  Desk other;
  other.ask("POST", "/jobs/cancel", R"({"job":4,"by":"bob"})");
  other.check(404, "unknown_job");
  for (const std::string body : {R"({"job":"3","by":"bob"})", R"({"job":-3,"by":"bob"})", R"({"job":3})"}) {
    Desk none;
    none.ask("POST", "/jobs/cancel", body);
    none.check(400, body.find("by") == std::string::npos ? "missing_field" : "invalid_type");
    BOOST_TEST(!none.gateway.cancelled.has_value(), body);
  }
}

BOOST_AUTO_TEST_CASE(a_phone_is_shown_with_all_that_is_known_of_it) {
  using What = store::BlockChange::What;
  const PhoneNumber phone = *PhoneNumber::from_digits("8613800138000");
  store::BlockRecord record;
  record.source = store::BlockSource::reply;
  record.since = at(1'000);
  record.by = "10690001";
  record.removal_asked = true;
  record.removal_asked_at = at(2'000);
  record.removal_asked_by = "demo";
  const auto ended = [&](What what) {
    return store::BlockChange{what, AccountNumber(7), phone, store::BlockSource::admin, at(3'000), "alice"};
  };
  Desk desk;
  desk.gateway.known = {record, ended(What::removal_denied)};
  desk.ask("GET", "/phones", {}, "account=demo&phone=13800138000");
  desk.check(200, R"({"blocked":true,"since_ms":1000,"source":"reply","by":"10690001","removal_asked_at_ms":2000,)"
                  R"("removal_asked_by":"demo","left_on":{"at_ms":3000,"source":"admin","by":"alice"}})");
  BOOST_TEST(desk.gateway.shown->account == "demo");
  BOOST_TEST(desk.gateway.shown->phone == "13800138000");

  Desk removed;
  removed.gateway.known = {std::nullopt, ended(What::unblocked)};
  removed.ask("GET", "/phones", {}, "account=demo&phone=13800138000");
  removed.check(200, R"({"blocked":false,"taken_off":{"at_ms":3000,"source":"admin","by":"alice"}})");

  for (const std::string plus : {"+", "%2B"}) {
    Desk abroad;
    abroad.gateway.known = {};
    abroad.ask("GET", "/phones", {}, "account=demo&phone=" + plus + "13105551234");
    BOOST_TEST(abroad.gateway.shown->phone == "+13105551234");
  }

  Desk never;
  never.ask("GET", "/phones", {}, "account=demo&phone=13800138000");
  never.check(200, R"({"blocked":false})");

  for (const std::string query : {"account=demo", "phone=1", ""}) {
    Desk none;
    none.ask("GET", "/phones", {}, query);
    none.check(400, "invalid_parameter");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::admin
