// SPDX-License-Identifier: Apache-2.0
// What a reply does to the blocklists of the accounts that it may be meant for. What follows from it end to end is in
// tests/sim/blocklist_test.cpp.
#include "gateway/blocklist.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/fake_store.h"
#include "tests/support/sim_rng.h"
#include "tests/support/sim_scheduler.h"

using namespace smppedge;
using gateway::Blocklist;
using store::ReplyOpt;

namespace {

const PhoneNumber handset = *PhoneNumber::from_digits("8613800138000");
const AccountNumber demo{1};
const AccountNumber shop{2};
const AccountNumber club{3};
const AccountNumber gone{4};

reply::OptWords words(std::vector<std::string> of) {
  return reply::OptWords::make(of).value();
}

gateway::Settings settings() {
  gateway::Settings settings;
  for (const AccountNumber number : {demo, shop, club}) {
    gateway::AccountSettings& account = settings.accounts.emplace_back();
    account.number = number;
    account.name = "account" + std::to_string(number.value());
  }
  settings.accounts[1].opt_in_words = words({"START"});
  settings.accounts[2].opt_out_words = words({"R"});
  return settings;
}

struct Bench {
  std::vector<Blocklist::Opted> reply(std::vector<AccountNumber> accounts, std::string_view text) {
    return blocklist.on_reply(accounts, handset, {}, text, "106900011100101");
  }
  sim::SimScheduler scheduler;
  sim::FakeStore store{scheduler};
  sim::SimRng rng{1};
  gateway::Core core{settings(), scheduler, rng, store, sender::SenderDirectory::build({}).value()};
  Blocklist blocklist{core};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(blocklist)

BOOST_AUTO_TEST_CASE(each_account_goes_by_its_own_words_and_all_that_are_covered_are_named) {
  Bench bench;
  const auto opted = bench.reply({demo, shop, club, gone}, " td ");
  BOOST_REQUIRE(opted.size() == 2U);
  BOOST_TEST((opted[0].account == demo && opted[0].opt == ReplyOpt::out));
  BOOST_TEST((opted[1].account == shop && opted[1].opt == ReplyOpt::out));
  BOOST_TEST(bench.core.blocked.contains(demo, handset));
  BOOST_TEST(bench.core.blocked.contains(shop, handset));
  BOOST_TEST(!bench.core.blocked.contains(club, handset));
  BOOST_REQUIRE(bench.reply({demo, shop, club}, "r").size() == 1U);
  BOOST_TEST(bench.core.blocked.contains(club, handset));
}

BOOST_AUTO_TEST_CASE(a_word_to_come_back_counts_where_the_account_has_it) {
  Bench bench;
  (void)bench.reply({demo, shop}, "T");
  const auto opted = bench.reply({demo, shop}, "start");
  BOOST_REQUIRE(opted.size() == 1U);
  BOOST_TEST((opted[0].account == shop && opted[0].opt == ReplyOpt::in));
  BOOST_TEST(bench.core.blocked.contains(demo, handset));
  BOOST_TEST(!bench.core.blocked.contains(shop, handset));
  BOOST_TEST(bench.core.accounts[shop].opted_in == 1U);
}

BOOST_AUTO_TEST_CASE(what_merely_contains_a_word_changes_nothing) {
  Bench bench;
  for (const std::string_view text : {"TT", "no", "T ok", "please unsubscribe", "00000", ""}) {
    BOOST_TEST(bench.reply({demo}, text).empty(), text);
  }
  BOOST_TEST(bench.core.blocked.size() == 0U);
  BOOST_TEST(bench.core.ledger.idle());
}

BOOST_AUTO_TEST_CASE(one_that_is_on_the_list_already_is_told_and_recorded_no_more) {
  Bench bench;
  (void)bench.reply({demo}, "T");
  const std::size_t octets = bench.core.ledger.open_bytes();
  BOOST_TEST(bench.reply({demo}, "T").size() == 1U);
  BOOST_TEST(bench.core.ledger.open_bytes() == octets);
}

BOOST_AUTO_TEST_CASE(a_number_with_octets_that_are_no_text_is_not_shown_as_who) {
  Bench bench;
  (void)bench.blocklist.on_reply(std::vector{demo}, handset, {}, "T", "1069\xFF");
  bench.scheduler.run_ready();
  std::string by = "?";
  bench.blocklist.find(demo, handset, [&](const Expected<store::BlockedPhone, gateway::RequestError>& known) {
    by = known.value().record.value().by;
  });
  bench.scheduler.run_ready();
  BOOST_TEST(by == "");
}

BOOST_AUTO_TEST_SUITE_END()
