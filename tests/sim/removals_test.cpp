// SPDX-License-Identifier: Apache-2.0
// Phones that come off blocklists again: whom an account asks, who decides, who changes that meanwhile, and what can be
// read of it afterwards.
#include <boost/test/unit_test.hpp>
#include <functional>
#include <set>

#include "tests/sim/blocklist_desk.h"
#include "tests/support/fake_phone_files.h"

using namespace smppedge;
using sim::blocked;
using sim::BlockJobRequest;
using sim::code_of;
using sim::Desk;
using sim::handset;
using sim::phone;
using sim::reply_and_wait;
using sim::Unblocked;
using sim::World;

BOOST_AUTO_TEST_SUITE(removals)

BOOST_AUTO_TEST_CASE(an_account_asks_and_an_operator_decides) {
  World world;
  world.start_bound();
  Desk desk(world);
  BOOST_TEST(desk.block(handset));
  BOOST_TEST(!desk.block(handset));
  BOOST_TEST((desk.unblock(handset).value() == Unblocked::asked));
  BOOST_TEST(desk.refusal() == "blocked");
  world.crash();
  world.start_bound();
  BOOST_TEST((desk.unblock(handset).value() == Unblocked::asked));  // once more changes nothing
  BOOST_TEST(world.gateway->status().removals_waiting == 1U);
  const auto page = desk.removals();
  BOOST_REQUIRE(page.removals.size() == 1U);
  BOOST_TEST(page.removals[0].account == "demo");
  BOOST_TEST(page.removals[0].asked_by == "demo");
  BOOST_TEST((page.removals[0].place.phone == phone));
  BOOST_TEST((page.removals[0].source == store::BlockSource::api));
  BOOST_TEST(desk.look()->removal_asked);

  BOOST_TEST(desk.decide({handset, "8613800138006", "x"}, false).decided == 1U);
  BOOST_TEST(desk.refusal() == "blocked");
  BOOST_TEST(!desk.look()->removal_asked);
  BOOST_TEST(desk.removals().removals.empty());

  (void)desk.unblock(handset);
  const auto approved = desk.decide({handset, handset, "8613800138006"}, true);
  BOOST_TEST(approved.decided == 1U);
  BOOST_TEST((approved.not_waiting == std::vector<std::string>{handset, "8613800138006"}));
  BOOST_TEST(desk.refusal() == "");
  world.crash();
  world.start_bound();
  BOOST_TEST(desk.refusal() == "");
  BOOST_TEST(code_of(desk.unblock(handset)) == "not_blocked");
  BOOST_TEST(world.gateway->status().removals_waiting == 0U);
}

BOOST_AUTO_TEST_CASE(an_account_that_may_removes_at_once) {
  World world;
  world.settings.accounts[0].removes_directly = true;
  world.start_bound();
  Desk desk(world);
  desk.block(handset);
  BOOST_TEST((desk.unblock(handset).value() == Unblocked::removed));
  BOOST_TEST(desk.refusal() == "");
  BOOST_TEST(code_of(desk.look()) == "not_blocked");
}

BOOST_AUTO_TEST_CASE(a_phone_that_opts_out_again_meanwhile_stays_on_whoever_approves) {
  World world;
  world.start_bound();
  Desk desk(world);
  BOOST_REQUIRE(reply_and_wait(world, "T"));
  (void)desk.unblock(handset);
  BOOST_REQUIRE(reply_and_wait(world, "TD"));
  BOOST_TEST(desk.decide({handset}, true).decided == 0U);
  BOOST_TEST(desk.refusal() == "blocked");
}

BOOST_AUTO_TEST_CASE(an_operator_decides_on_what_he_has_seen_and_not_on_what_was_asked_once_more) {
  World world;
  world.start_bound();
  Desk desk(world);
  BOOST_REQUIRE(reply_and_wait(world, "T"));
  (void)desk.unblock(handset);
  const WallTime seen = desk.removals().removals.at(0).place.asked_at;
  BOOST_REQUIRE(reply_and_wait(world, "TD"));
  world.scheduler.run_for(Seconds(1));
  (void)desk.unblock(handset);
  BOOST_TEST(desk.decide({handset}, true, seen).not_waiting.size() == 1U);
  BOOST_TEST(desk.refusal() == "blocked");
  BOOST_TEST(desk.decide({handset}, true, desk.removals().removals.at(0).place.asked_at).decided == 1U);
  BOOST_TEST(desk.refusal() == "");
}

BOOST_AUTO_TEST_CASE(who_takes_a_removal_back_does_not_take_the_place_of_who_blocked_first) {
  World world;
  world.settings.checkpoint_interval = Seconds(5);
  sim::FakePhoneFiles files(world.scheduler);
  files.files["list.txt"] = handset + "\n";
  world.start_bound();
  world.gateway->use_files(files);
  Desk desk(world);
  BOOST_REQUIRE(reply_and_wait(world, "T"));
  const store::BlockRecord first = desk.look().value();
  const std::vector<std::function<void()>> ways = {
      [&] { BOOST_TEST(!desk.block(handset)); },
      [&] { BOOST_REQUIRE(reply_and_wait(world, "TD")); },
      [&] { BOOST_TEST(desk.run(BlockJobRequest::Kind::import, "list.txt").already == 1U); },
  };
  for (const auto& take_back : ways) {
    world.scheduler.run_for(Seconds(1));
    (void)desk.unblock(handset);
    BOOST_TEST(desk.look()->removal_asked);
    take_back();
    for (int life = 0; life < 3; ++life) {
      BOOST_TEST(world.gateway->status().removals_waiting == 0U);
      BOOST_TEST(desk.decide({handset}, true).decided == 0U);
      BOOST_REQUIRE(desk.look().has_value());
      BOOST_TEST((desk.look().value() == first));
      if (life == 1) world.scheduler.run_for(Seconds(10));  // over a checkpoint
      world.crash();
      world.start_bound();
      world.gateway->use_files(files);
    }
  }
}

BOOST_AUTO_TEST_CASE(those_of_an_account_that_is_not_configured_any_more_are_decided_on_by_its_number) {
  World world;
  world.start_bound();
  Desk desk(world);
  const std::string other = "8613800138006";
  for (const std::string& digits : {handset, other}) {
    desk.block(digits);
    (void)desk.unblock(digits);
  }
  world.crash();
  const gateway::AccountSettings gone = world.settings.accounts[0];
  world.settings.accounts[0].number = world.store.account_number("another").value();
  world.settings.accounts[0].name = "another";
  world.start_bound();
  const std::string number = desk.removals().removals.at(0).account;
  BOOST_TEST(number == std::to_string(gone.number.value()));
  BOOST_TEST(desk.removals({}, 100, number).removals.size() == 2U);
  const auto decide = [&](const std::string& account, const std::string& digits, bool approve) {
    return desk.wait<gateway::RemovalsAnswer>([&](auto done) {
      world.gateway->decide_removals({account, {digits}, approve, "alice", {}}, std::move(done));
    });
  };
  const std::string configured = std::to_string(world.settings.accounts[0].number.value());
  for (const std::string& nobody :
       std::vector<std::string>{"demo", "77", number + "x", "0" + number, "-1", configured}) {
    BOOST_TEST(code_of(decide(nobody, handset, true)) == "unknown_account", nobody);
  }
  BOOST_TEST(decide(number, handset, true)->decided == 1U);
  BOOST_TEST(decide(number, other, false)->decided == 1U);
  BOOST_TEST(desk.removals().removals.empty());
  world.crash();
  world.settings.accounts[0] = gone;
  world.start_bound();
  BOOST_TEST(desk.refusal() == "");
  BOOST_TEST(desk.refusal(other) == "blocked");
}

BOOST_AUTO_TEST_CASE(who_took_a_phone_off_the_list_or_left_it_on_can_be_read_afterwards) {
  using What = store::BlockChange::What;
  World world;
  world.settings.checkpoint_interval = Seconds(5);
  world.settings.accounts[0].opt_in_words = reply::OptWords::make(std::vector<std::string>{"START"}).value();
  world.start_bound();
  Desk desk(world);
  const auto restart = [&](bool over_a_checkpoint) {
    if (over_a_checkpoint) world.scheduler.run_for(Seconds(10));
    world.crash();
    world.start_bound();
  };
  BOOST_TEST(desk.find().error().message == "This phone is not on the account's blocklist.");
  BOOST_TEST(!desk.inspect()->record.has_value());
  BOOST_TEST(!desk.inspect()->ended.has_value());
  BOOST_REQUIRE(reply_and_wait(world, "T"));
  (void)desk.unblock(handset);
  const WallTime before = world.scheduler.wall();
  BOOST_TEST(desk.decide({handset}, false).decided == 1U);
  for (const bool over_a_checkpoint : {false, true}) {
    const store::BlockedPhone known = desk.find().value();
    BOOST_REQUIRE(known.left_on() != nullptr);
    BOOST_TEST(known.left_on()->by == "alice");
    BOOST_TEST((known.left_on()->source == store::BlockSource::admin));
    BOOST_TEST((known.left_on()->at >= before && known.left_on()->at < before + Seconds(1)));
    restart(over_a_checkpoint);
  }
  (void)desk.unblock(handset);
  BOOST_TEST(desk.decide({handset}, true).decided == 1U);
  for (const bool over_a_checkpoint : {false, true}) {
    const std::string message = desk.find().error().message;
    BOOST_TEST(message.find("It was taken off at 20") != std::string::npos, message);
    BOOST_TEST(message.find("source admin, by alice.") != std::string::npos, message);
    const store::BlockedPhone known = desk.inspect("13800138007").value();
    BOOST_TEST(!known.record.has_value());
    BOOST_REQUIRE(known.taken_off() != nullptr);
    BOOST_TEST((known.taken_off()->what == What::unblocked));
    BOOST_TEST(known.taken_off()->by == "alice");
    restart(over_a_checkpoint);
  }
  BOOST_REQUIRE(reply_and_wait(world, "TD"));
  BOOST_TEST((desk.find()->left_on() == nullptr));
  BOOST_REQUIRE(reply_and_wait(world, "start"));
  BOOST_TEST(desk.find().error().message.find("source reply, by " + world.sender_number) != std::string::npos);
  BOOST_TEST(code_of(desk.inspect("x")) == "invalid_number");
  BOOST_TEST(code_of(desk.inspect(handset, "nobody")) == "unknown_account");
}

BOOST_AUTO_TEST_CASE(they_are_listed_oldest_first_page_by_page_and_by_account) {
  World world;
  world.start_bound();
  Desk desk(world);
  for (int i = 9; i-- > 0;) {
    const std::string digits = "861380013800" + std::to_string(i);
    desk.block(digits);
    (void)desk.unblock(digits);
    world.scheduler.run_for(Millis(i % 2));  // some at the same time
  }
  std::vector<std::string> seen;
  WallTime newest{};
  std::optional<gateway::RemovalPlace> after;
  do {
    const auto page = desk.removals(after, 2, "demo");
    for (const auto& removal : page.removals) {
      BOOST_TEST((removal.place.asked_at >= newest));
      newest = removal.place.asked_at;
      seen.emplace_back(removal.place.phone.digits());
    }
    after = page.next;
  } while (after);
  BOOST_TEST(seen.size() == 9U);
  BOOST_TEST(std::set<std::string>(seen.begin(), seen.end()).size() == 9U);
  const auto unknown = desk.wait<gateway::RemovalsPage>([&](auto done) {
    world.gateway->list_removals({"nobody", {}, 10}, std::move(done));
  });
  BOOST_TEST(code_of(unknown) == "unknown_account");
}

BOOST_AUTO_TEST_CASE(a_full_disk_refuses_changes_and_takes_a_phones_own_word) {
  World world;
  world.start_bound();
  Desk desk(world);
  world.store.set_below_watermark(true);
  const auto refused = desk.wait<bool>([&](auto done) { world.gateway->block(world.account, phone, std::move(done)); });
  BOOST_TEST(code_of(refused) == "disk_full");
  BOOST_TEST(reply_and_wait(world, "T"));
  BOOST_TEST(blocked(world) == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
