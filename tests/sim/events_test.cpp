// SPDX-License-Identifier: Apache-2.0
// What is told, through which door, how often, and what becomes of it when nobody listens.
#include <boost/test/unit_test.hpp>

#include "gateway/limits.h"
#include "tests/sim/pusher.h"

using namespace smppedge;
using gateway::Event;
using sim::Pusher;
using sim::World;

namespace {

constexpr Seconds hour{3600};

gateway::EventChannel http_of(const World& world) {
  return {world.account, Door::http};
}
gateway::EventChannel smpp_of(const World& world) {
  return {world.account, Door::smpp};
}
gateway::AccountSettings& settings_of(World& world) {
  return world.settings.accounts[0];
}

/// Of an SMPP client that asked for receipts in this way.
MessageId accept_smpp(World& world, const std::string& to, std::uint8_t registered_delivery) {
  gateway::AcceptRequest request;
  request.door = Door::smpp;
  gateway::AcceptItem& item = request.items.emplace_back();
  item.to = {to};
  item.body = "hello";
  item.client.emplace();
  item.client->registered_delivery = registered_delivery;
  const std::size_t before = world.answers.entries.size();
  world.send(std::move(request));
  world.run_until([&] { return world.answers.entries.size() > before; });
  return world.answers.entries.back().id;
}

/// All dead letters of a channel, page by page.
std::vector<Event> dead_letters(World& world, gateway::EventChannel channel, unsigned page = 2) {
  std::vector<Event> found;
  EventSequence after;
  bool more = true;
  while (more) {
    bool answered = false;
    world.gateway->dead_letters(channel, after, page,
                                [&](const Expected<gateway::DeadLetters, gateway::RequestError>& letters) {
                                  answered = true;
                                  BOOST_REQUIRE(letters.has_value());
                                  found.insert(found.end(), letters->events.begin(), letters->events.end());
                                  after = letters->next;
                                });
    world.scheduler.run_ready();
    BOOST_REQUIRE(answered);
    more = after != EventSequence();
  }
  return found;
}

std::optional<std::uint64_t> revive(World& world, gateway::EventChannel channel, std::vector<EventSequence> buried,
                                    bool all = false) {
  std::optional<std::uint64_t> count;
  world.gateway->revive(channel, std::move(buried), all,
                        [&](const Expected<std::uint64_t, gateway::RequestError>& revived) {
                          if (revived) count = *revived;
                        });
  world.scheduler.run_for(Seconds(1));
  return count;
}

std::string error_of_take(World& world, gateway::EventChannel channel) {
  std::string code = "none";
  world.gateway->take_events(channel, 10, Seconds(0),
                             [&](const Expected<gateway::EventsPage, gateway::RequestError>& page) {
                               code = page ? "none" : std::string(page.error().code);
                             });
  world.scheduler.run_ready();
  return code;
}

gateway::Status::Events events_now(const World& world, Door door) {
  return world.gateway->status().events[static_cast<std::size_t>(door)];
}
gateway::EventCounters count_of(const World& world, Door door) {
  return world.gateway->status().counters.events[static_cast<std::size_t>(door)];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pushed_events)

BOOST_AUTO_TEST_CASE(a_result_is_told_until_it_is_taken_and_never_after_that_is_durable) {
  World world;
  settings_of(world).pushed = true;
  Pusher pusher(world, http_of(world));
  bool takes = false;
  pusher.answer = [&](const Event&) { return Pusher::Answer{takes, Seconds(2), Micros(0)}; };
  world.start_bound();
  pusher.start();
  const MessageId id = world.accept("8613800138000");
  world.scheduler.run_for(Seconds(10));
  BOOST_TEST(pusher.times_told(id, Event::Kind::result) >= 4U);
  world.crash();
  world.start_bound();
  pusher.start();
  const std::size_t before = pusher.told.size();
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(pusher.told.size() == before + 1);  // again, whatever was to be waited for
  takes = true;
  world.scheduler.run_for(Seconds(10));
  BOOST_TEST(pusher.taken.size() == 1U);
  const std::size_t taken_at = pusher.told.size();
  world.crash();
  world.start_bound();
  pusher.start();
  world.scheduler.run_for(Seconds(10));
  BOOST_TEST(pusher.told.size() == taken_at);
  BOOST_TEST(events_now(world, Door::http).kept == 0U);
}

BOOST_AUTO_TEST_CASE(what_was_out_when_the_process_died_is_told_again) {
  World world;
  settings_of(world).pushed = true;
  Pusher pusher(world, http_of(world));
  pusher.answer = [](const Event&) { return Pusher::Answer{true, Micros(0), Seconds(30)}; };
  world.start_bound();
  pusher.start();
  const MessageId id = world.accept("8613800138000");
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST(pusher.times_told(id, Event::Kind::result) == 1U);
  BOOST_TEST(events_now(world, Door::http).out == 1U);
  world.crash();
  world.start_bound();
  pusher.start();
  world.scheduler.run_for(Seconds(60));
  BOOST_TEST(pusher.times_told(id, Event::Kind::result) == 2U);
  BOOST_TEST((pusher.told[0].id == pusher.told[1].id));
  BOOST_TEST(pusher.taken.size() == 1U);
}

BOOST_AUTO_TEST_CASE(settling_is_answered_only_after_the_sync) {
  World world;
  settings_of(world).pushed = true;
  world.start_bound();
  (void)world.accept("8613800138000");
  world.scheduler.run_for(Seconds(5));
  std::vector<Event> page;
  world.gateway->take_events(
      http_of(world), 10, Seconds(0),
      [&](const Expected<gateway::EventsPage, gateway::RequestError>& given) { page = given->events; });
  BOOST_REQUIRE_EQUAL(page.size(), 1U);
  world.store.hold(true);
  bool settled = false;
  world.gateway->settle_events(http_of(world), {{page[0].sequence}, {}, Micros(0), {}},
                               [&](const Expected<void, gateway::RequestError>& done) { settled = done.has_value(); });
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(!settled);
  world.store.hold(false);
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(settled);
}

BOOST_AUTO_TEST_CASE(one_that_is_refused_for_hours_holds_up_no_other_message) {
  World world;
  settings_of(world).pushed = true;
  Pusher pusher(world, http_of(world));
  world.start_bound();
  pusher.start();
  const MessageId stubborn = world.accept("8613800138000");
  pusher.answer = [&](const Event& event) {
    return Pusher::Answer{event.message->id != stubborn, Seconds(7200), Micros(0)};
  };
  for (int i = 0; i < 50; ++i) (void)world.accept("86138001390" + std::to_string(10 + i));
  world.scheduler.run_for(Seconds(60));
  BOOST_TEST(pusher.taken.size() == 50U);
  BOOST_TEST(events_now(world, Door::http).aside == 1U);
  BOOST_TEST(pusher.times_told(stubborn, Event::Kind::result) == 1U);
  world.scheduler.run_for(Seconds(7200));
  BOOST_TEST(pusher.times_told(stubborn, Event::Kind::result) == 2U);
}

BOOST_AUTO_TEST_CASE(the_result_waits_until_the_doubt_before_it_was_taken) {
  World world;
  settings_of(world).pushed = true;
  world.silent = true;
  Pusher pusher(world, http_of(world));
  bool takes = false;
  pusher.answer = [&](const Event&) { return Pusher::Answer{takes, Seconds(5), Micros(0)}; };
  world.settings.delivery.in_doubt_timeout = Seconds(60);
  world.start_bound();
  pusher.start();
  const MessageId id = world.accept("8613800138000");
  world.run_until([&] { return world.smsc->submits.size() == 1; });
  world.network.last_link().reset();
  world.scheduler.run_for(Seconds(120));
  BOOST_TEST(pusher.times_told(id, Event::Kind::in_doubt) > 10U);
  BOOST_TEST(pusher.times_told(id, Event::Kind::result) == 0U);
  BOOST_TEST(events_now(world, Door::http).held == 1U);
  takes = true;
  world.scheduler.run_for(Seconds(10));
  BOOST_TEST(pusher.times_told(id, Event::Kind::result) == 1U);
  BOOST_TEST(pusher.told_out_of_order == 0U);
  BOOST_TEST((pusher.told.back().message->state == MessageState::unknown));
}

BOOST_AUTO_TEST_CASE(a_channel_is_pulled_or_pushed_not_both) {
  World world;
  world.start_bound();
  BOOST_TEST(error_of_take(world, http_of(world)) == "events_are_pulled");
  BOOST_TEST(error_of_take(world, smpp_of(world)) == "none");
  world.crash();
  settings_of(world).pushed = true;
  world.start_bound();
  BOOST_TEST(error_of_take(world, http_of(world)) == "none");
  std::vector<gateway::RequestError> errors;
  world.gateway->events(
      world.account, 10, Seconds(0),
      [&](const Expected<gateway::EventsPage, gateway::RequestError>& page) { errors.push_back(page.error()); });
  world.gateway->acknowledge(world.account, EventSequence(0), [&](const Expected<void, gateway::RequestError>& done) {
    errors.push_back(done.error());
  });
  BOOST_REQUIRE_EQUAL(errors.size(), 2U);
  for (const gateway::RequestError& error : errors) {
    BOOST_TEST(error.code == "events_are_pushed");
    BOOST_TEST((error.kind == gateway::RequestError::Kind::conflict));
  }
}

BOOST_AUTO_TEST_CASE(a_newer_call_ends_the_one_that_waits) {
  World world;
  world.start_bound();
  std::size_t ended = 0;
  for (int i = 0; i < 2; ++i) {
    world.gateway->take_events(smpp_of(world), 10, Seconds(30),
                               [&](const Expected<gateway::EventsPage, gateway::RequestError>& page) {
                                 BOOST_REQUIRE(page.has_value());
                                 BOOST_TEST(page->events.empty());
                                 ++ended;
                               });
  }
  BOOST_TEST(ended == 1U);
  world.scheduler.run_for(Seconds(29));
  BOOST_TEST(ended == 1U);
  world.scheduler.run_for(Seconds(2));
  BOOST_TEST(ended == 2U);
}

BOOST_AUTO_TEST_CASE(a_call_for_no_events_takes_none_and_reads_nothing) {
  World world;
  settings_of(world).pushed = true;
  world.start_bound();
  (void)world.accept("8613800138000");
  world.scheduler.run_for(Seconds(5));
  world.crash();
  world.start_bound();
  const std::uint64_t reads = world.store.statistics().reads;
  bool answered = false;
  world.gateway->take_events(http_of(world), 0, Seconds(30),
                             [&](const Expected<gateway::EventsPage, gateway::RequestError>& page) {
                               answered = page.has_value() && page->events.empty();
                             });
  BOOST_TEST(answered);
  BOOST_TEST(world.store.statistics().reads == reads);
}

BOOST_AUTO_TEST_CASE(events_are_read_back_after_a_restart_and_a_busy_store_is_told) {
  World world;
  settings_of(world).pushed = true;
  world.start_bound();
  for (int i = 0; i < 300; ++i) (void)world.accept("8613800" + std::to_string(10'000 + i) + "0");
  world.scheduler.run_for(Seconds(10));
  world.crash();
  world.start_bound();
  world.store.answer_reads_with(store::ReadError::overloaded);
  BOOST_TEST(error_of_take(world, http_of(world)) == "store_busy");
  world.store.answer_reads_with(std::nullopt);
  Pusher pusher(world, http_of(world));
  pusher.start();
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST(pusher.told.size() == 300U);
  BOOST_TEST(pusher.taken.size() == 300U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(doors)

BOOST_AUTO_TEST_CASE(a_result_goes_out_by_its_message_s_door_unless_the_account_names_one) {
  for (const auto named : {gateway::ResultDoor::by_message, gateway::ResultDoor::http, gateway::ResultDoor::smpp}) {
    World world;
    settings_of(world).result_door = named;
    world.start_bound();
    (void)accept_smpp(world, "8613800138000", 1);
    (void)world.accept("8613800138001");
    world.scheduler.run_for(Seconds(5));
    const std::size_t http = named == gateway::ResultDoor::by_message ? 1 : named == gateway::ResultDoor::http ? 2 : 0;
    BOOST_TEST(events_now(world, Door::http).kept == http);
    BOOST_TEST(events_now(world, Door::smpp).kept == 2 - http);
    world.crash();
    world.start_bound();
    BOOST_TEST(events_now(world, Door::http).kept == http);
    BOOST_TEST(events_now(world, Door::smpp).kept == 2 - http);
  }
}

BOOST_AUTO_TEST_CASE(a_reply_goes_with_the_message_that_it_answers_else_by_the_account_s_door) {
  World world;
  settings_of(world).reply_door = Door::smpp;
  world.start_bound();
  (void)world.accept("8613800138000");
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST(events_now(world, Door::http).kept == 1U);
  world.reply_from("8613800138000", "yes");
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(events_now(world, Door::http).kept == 2U);
  world.reply_from("8613800138077", "hello?");
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(events_now(world, Door::http).kept == 2U);
  BOOST_TEST(events_now(world, Door::smpp).kept == 1U);
  (void)accept_smpp(world, "8613800138002", 0);
  world.scheduler.run_for(Seconds(5));
  world.reply_from("8613800138002", "no");
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(events_now(world, Door::smpp).kept == 2U);
}

BOOST_AUTO_TEST_CASE(a_result_that_the_client_declined_makes_no_event_but_ends_the_message) {
  struct Case {
    std::uint8_t registered_delivery;
    bool success;
    bool failure;
  };
  for (const Case& each : {Case{0, false, false}, Case{1, true, true}, Case{2, false, true}, Case{3, true, false}}) {
    World world;
    world.start_bound();
    (void)accept_smpp(world, "8613800138000", each.registered_delivery);
    (void)accept_smpp(world, "8613800138008", each.registered_delivery);  // undeliverable
    world.scheduler.run_for(Seconds(5));
    const std::size_t told = (each.success ? 1U : 0U) + (each.failure ? 1U : 0U);
    for (int life = 0; life < 2; ++life) {
      BOOST_TEST(events_now(world, Door::smpp).kept == told);
      BOOST_TEST(world.gateway->status().open_messages == 0U);
      if (life == 0) BOOST_TEST(count_of(world, Door::smpp).declined == 2 - told);
      world.crash();
      world.start_bound();
    }
  }
}

BOOST_AUTO_TEST_CASE(a_declined_result_may_come_before_the_response_of_its_submit) {
  World world;
  world.response_delay = Seconds(2);
  world.receipt_delay = Millis(100);
  world.start_bound();
  (void)accept_smpp(world, "8613800138000", 0);
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST(world.gateway->status().open_messages == 0U);
  BOOST_TEST(count_of(world, Door::smpp).declined == 1U);
}

BOOST_AUTO_TEST_CASE(what_an_smpp_client_declined_is_still_told_where_results_go_out_by_http) {
  World world;
  settings_of(world).result_door = gateway::ResultDoor::http;
  world.start_bound();
  const MessageId id = accept_smpp(world, "8613800138000", 0);
  BOOST_TEST(world.result_of(id) != nullptr);
}

BOOST_AUTO_TEST_CASE(intermediate_receipts_are_told_to_the_smpp_client_that_asked_for_them) {
  World world;
  world.receipts = false;
  world.start_bound();
  (void)accept_smpp(world, "8613800138000", 0x11);
  (void)accept_smpp(world, "8613800138001", 0x01);
  (void)world.accept("8613800138002");
  world.scheduler.run_for(Seconds(1));
  for (const char* id : {"c1", "c2", "c3"}) {
    world.send_receipt(id, "861380013800" + std::to_string(id[1] - '1'), receipt::State::enroute);
  }
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(events_now(world, Door::smpp).kept == 1U);
  BOOST_TEST(events_now(world, Door::http).kept == 0U);
  world.crash();
  world.start_bound();
  world.send_receipt("c1", "8613800138000", receipt::State::delivered);
  world.scheduler.run_for(Seconds(1));
  Pusher pusher(world, smpp_of(world));
  pusher.start();
  world.scheduler.run_for(Seconds(1));
  BOOST_REQUIRE_EQUAL(pusher.told.size(), 2U);
  BOOST_TEST((pusher.told[0].kind == Event::Kind::progress));
  BOOST_TEST((pusher.told[0].message->state == MessageState::sent));
  BOOST_TEST((pusher.told[1].kind == Event::Kind::result));
  BOOST_TEST((pusher.told[1].message->state == MessageState::delivered));
}

BOOST_AUTO_TEST_CASE(a_doubt_is_told_once_by_http_and_never_by_smpp) {
  for (const bool smpp : {false, true}) {
    World world;
    world.silent = true;
    world.settings.delivery.in_doubt.fill(gateway::InDoubtPolicy::resend);
    world.settings.delivery.in_doubt_timeout = Seconds(600);
    world.start_bound();
    const MessageId id = smpp ? accept_smpp(world, "8613800138000", 1) : world.accept("8613800138000");
    for (std::size_t sent = 1; sent <= 2; ++sent) {
      world.run_until([&] { return world.smsc->submits.size() == sent; });
      world.network.last_link().reset();
      world.scheduler.run_for(Seconds(1));
    }
    world.crash();
    world.start_bound();
    BOOST_TEST(events_now(world, Door::smpp).kept == 0U);
    BOOST_TEST(events_now(world, Door::http).kept == (smpp ? 0U : 1U));
    if (smpp) continue;
    world.take_events();
    BOOST_REQUIRE_EQUAL(world.events.size(), 1U);
    BOOST_TEST((world.events.begin()->second.kind == Event::Kind::in_doubt));
    BOOST_TEST((world.events.begin()->second.message->id == id));
    BOOST_TEST((world.events.begin()->second.message->state == MessageState::in_doubt));
  }
}

BOOST_AUTO_TEST_CASE(a_doubt_of_a_crash_is_told_as_well) {
  World world;
  world.silent = true;
  world.start_bound();
  (void)world.accept("8613800138000");
  world.run_until([&] { return world.smsc->submits.size() == 1; });
  world.crash();
  world.start_bound();
  world.take_events();
  BOOST_REQUIRE_EQUAL(world.events.size(), 1U);
  BOOST_TEST((world.events.begin()->second.kind == Event::Kind::in_doubt));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(room_for_events)

BOOST_AUTO_TEST_CASE(open_messages_and_the_events_of_both_doors_share_one_bound) {
  World world;
  settings_of(world).events_max = 3;
  world.receipts = false;
  world.start_bound();
  (void)accept_smpp(world, "8613800138000", 1);
  (void)world.accept("8613800138001");
  world.send_receipt("c1", "8613800138000", receipt::State::delivered);
  world.send_receipt("c2", "8613800138001", receipt::State::delivered);
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(events_now(world, Door::smpp).kept == 1U);
  BOOST_TEST(events_now(world, Door::http).kept == 1U);
  (void)world.accept("8613800138002");
  world.send("8613800138003");
  world.scheduler.run_for(Seconds(1));
  BOOST_REQUIRE_EQUAL(world.answers.errors.size(), 1U);
  BOOST_TEST(world.answers.errors[0].code == "events_full");
}

BOOST_AUTO_TEST_CASE(news_of_open_messages_is_withheld_and_counted_where_there_is_no_room) {
  World world;
  settings_of(world).events_max = 1;
  world.silent = true;
  world.start_bound();
  (void)world.accept("8613800138000");
  world.run_until([&] { return world.smsc->submits.size() == 1; });
  world.network.last_link().reset();
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST(world.gateway->status().in_doubt_segments == 1U);
  BOOST_TEST(events_now(world, Door::http).kept == 0U);
  BOOST_TEST(count_of(world, Door::http).withheld == 1U);
}

BOOST_AUTO_TEST_CASE(progress_is_withheld_and_counted_where_there_is_no_room) {
  World world;
  settings_of(world).events_max = 1;
  world.receipts = false;
  world.start_bound();
  (void)accept_smpp(world, "8613800138000", 0x11);
  world.scheduler.run_for(Seconds(1));
  world.send_receipt("c1", "8613800138000", receipt::State::enroute);
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(events_now(world, Door::smpp).kept == 0U);
  BOOST_TEST(count_of(world, Door::smpp).withheld == 1U);
}

BOOST_AUTO_TEST_CASE(a_reply_for_which_there_is_no_room_is_a_dead_letter_at_once) {
  World world;
  settings_of(world).events_max = 1;
  world.start_bound();
  (void)world.accept("8613800138000");
  world.scheduler.run_for(Seconds(5));
  world.reply_from("8613800138000", "first");
  world.scheduler.run_for(Seconds(1));
  world.reply_from("8613800138055", "second");
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(world.acknowledged(world.cookies));
  BOOST_TEST(world.gateway->status().counters.replies_dead == 2U);
  for (int life = 0; life < 2; ++life) {
    BOOST_TEST(events_now(world, Door::http).kept == 1U);
    const std::vector<Event> dead = dead_letters(world, http_of(world));
    BOOST_REQUIRE_EQUAL(dead.size(), 2U);
    BOOST_TEST(dead[0].reply->text == "first");
    BOOST_TEST((dead[0].message != nullptr));
    BOOST_TEST(dead[1].reply->text == "second");
    BOOST_TEST((dead[1].message == nullptr));
    BOOST_TEST((dead[0].sequence == EventSequence(2)));
    world.crash();
    world.start_bound();
  }
  // There is room again only when the result was taken.
  BOOST_TEST(!revive(world, http_of(world), {}, true).has_value());
  world.take_events();
  BOOST_TEST(revive(world, http_of(world), {}, true).value_or(0) == 1U);
  world.take_events();
  BOOST_TEST((world.events.rbegin()->second.sequence == EventSequence(4)));
  BOOST_TEST((world.events.rbegin()->second.id == EventSequence(2)));
  BOOST_TEST(world.events.rbegin()->second.reply->text == "first");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(dead_letters_of_a_channel)

BOOST_AUTO_TEST_CASE(what_nobody_takes_for_72_hours_is_a_dead_letter_pulled_or_pushed) {
  for (const bool pushed : {false, true}) {
    World world;
    settings_of(world).pushed = pushed;
    Pusher pusher(world, http_of(world));
    pusher.answer = [](const Event&) { return Pusher::Answer{false, hour, Micros(0)}; };
    world.start_bound();
    if (pushed) pusher.start();
    const MessageId id = world.accept("8613800138000");
    world.scheduler.run_for(71 * hour);
    BOOST_TEST(events_now(world, Door::http).kept == 1U);
    BOOST_TEST(events_now(world, Door::http).dead == 0U);
    world.scheduler.run_for(2 * hour);
    for (int life = 0; life < 2; ++life) {
      BOOST_TEST(events_now(world, Door::http).kept == 0U);
      BOOST_TEST(events_now(world, Door::http).aside == 0U);
      const std::vector<Event> dead = dead_letters(world, http_of(world));
      BOOST_REQUIRE_EQUAL(dead.size(), 1U);
      BOOST_TEST((dead[0].message->id == id));
      BOOST_TEST((dead[0].kind == Event::Kind::result));
      world.crash();
      world.start_bound();
      if (pushed) pusher.start();
    }
  }
}

BOOST_AUTO_TEST_CASE(what_it_held_back_is_told_when_an_event_is_given_up) {
  World world;
  settings_of(world).pushed = true;
  world.silent = true;
  world.settings.delivery.in_doubt_timeout = 10 * hour;
  Pusher pusher(world, http_of(world));
  pusher.answer = [](const Event& event) {
    return Pusher::Answer{event.kind != Event::Kind::in_doubt, hour, Micros(0)};
  };
  world.start_bound();
  pusher.start();
  const MessageId id = world.accept("8613800138000");
  world.run_until([&] { return world.smsc->submits.size() == 1; });
  world.network.last_link().reset();
  world.scheduler.run_for(71 * hour);
  BOOST_TEST(pusher.times_told(id, Event::Kind::result) == 0U);
  world.scheduler.run_for(2 * hour);
  BOOST_TEST(pusher.times_told(id, Event::Kind::result) == 1U);
  BOOST_TEST(dead_letters(world, http_of(world)).size() == 1U);
}

BOOST_AUTO_TEST_CASE(one_that_is_told_again_keeps_its_id_has_its_time_anew_and_survives_every_restart) {
  World world;
  settings_of(world).pushed = true;
  Pusher pusher(world, http_of(world));
  bool takes = false;
  pusher.answer = [&](const Event&) { return Pusher::Answer{takes, hour, Micros(0)}; };
  const auto again = [&] {
    world.crash();
    world.start_bound();
    pusher.start();
  };
  world.start_bound();
  pusher.start();
  (void)world.accept("8613800138000");
  (void)world.accept("8613800138001");
  world.scheduler.run_for(73 * hour);
  const std::vector<Event> dead = dead_letters(world, http_of(world));
  BOOST_REQUIRE_EQUAL(dead.size(), 2U);
  BOOST_TEST(revive(world, http_of(world), {dead[1].sequence, EventSequence(77)}).value_or(0) == 1U);
  again();
  BOOST_TEST(dead_letters(world, http_of(world)).size() == 1U);
  BOOST_TEST(events_now(world, Door::http).kept == 1U);
  world.scheduler.run_for(71 * hour);  // a checkpoint has it meanwhile
  again();
  BOOST_TEST(events_now(world, Door::http).kept == 1U);
  world.scheduler.run_for(2 * hour);  // dead once more
  again();
  std::vector<Event> twice = dead_letters(world, http_of(world));
  BOOST_REQUIRE_EQUAL(twice.size(), 2U);
  BOOST_TEST((twice[1].id == dead[1].id));
  BOOST_TEST((twice[1].sequence > dead[1].sequence));
  takes = true;
  BOOST_TEST(revive(world, http_of(world), {}, true).value_or(0) == 2U);
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST(pusher.taken == (std::set<std::uint64_t>{dead[0].id.value(), dead[1].id.value()}));
  again();
  BOOST_TEST(events_now(world, Door::http).kept == 0U);
  BOOST_TEST(dead_letters(world, http_of(world)).empty());
  BOOST_TEST(pusher.told_after_taken == 0U);
}

BOOST_AUTO_TEST_CASE(beyond_their_bound_the_oldest_go_and_are_counted) {
  World world;
  settings_of(world).events_max = 1;
  settings_of(world).dead_letters_max = 3;
  world.start_bound();
  (void)world.accept("8613800138000");
  world.scheduler.run_for(Seconds(5));
  for (int i = 0; i < 5; ++i) {
    world.reply_from("8613800138000", "reply " + std::to_string(i));
    world.scheduler.run_for(Seconds(1));
  }
  BOOST_TEST(count_of(world, Door::http).dropped == 2U);
  for (int life = 0; life < 3; ++life) {
    const std::vector<Event> dead = dead_letters(world, http_of(world));
    BOOST_REQUIRE_EQUAL(dead.size(), 3U);
    BOOST_TEST(dead[0].reply->text == "reply 2");
    world.scheduler.run_for(Seconds(100));
    world.crash();
    world.start_bound();
  }
}

BOOST_AUTO_TEST_CASE(dead_letters_are_dropped_when_their_time_is_over) {
  World world;
  world.start_bound();
  (void)world.accept("8613800138000");
  world.scheduler.run_for((9 * 24 + 23) * hour);
  BOOST_TEST(events_now(world, Door::http).dead == 1U);
  world.scheduler.run_for(2 * hour);
  BOOST_TEST(events_now(world, Door::http).dead == 0U);
  BOOST_TEST(count_of(world, Door::http).dropped == 1U);
  world.crash();
  world.start_bound();
  BOOST_TEST(events_now(world, Door::http).dead == 0U);
}

BOOST_AUTO_TEST_CASE(the_history_of_whatever_can_still_be_told_is_kept) {
  World world;
  settings_of(world).events_max = 3;
  world.start_bound();
  (void)world.accept("8613800138000");
  world.scheduler.run_for(Seconds(60));
  const store::BatchNumber first = world.store.oldest_event();
  BOOST_TEST(first.hour() == static_cast<std::uint64_t>(world.scheduler.wall().time_since_epoch() / hour));
  world.scheduler.run_for(80 * hour);
  BOOST_TEST(events_now(world, Door::http).dead == 1U);
  BOOST_TEST((world.store.oldest_event() == first));
  world.crash();
  world.start_bound();
  (void)world.accept("8613800138001");
  world.scheduler.run_for(Seconds(60));
  BOOST_TEST((world.store.oldest_event() == first));
  // Told again it stands behind a younger one, and its fact is as old as before.
  BOOST_TEST(revive(world, http_of(world), {}, true).value_or(0) == 1U);
  world.scheduler.run_for(Seconds(60));
  BOOST_TEST((world.store.oldest_event() == first));
  world.take_events();
  world.take_events();
  world.scheduler.run_for(Seconds(60));
  BOOST_TEST(world.store.oldest_event().none());
}

BOOST_AUTO_TEST_CASE(a_flood_that_grows_too_old_is_given_up_in_bounded_turns) {
  World world;
  world.settings.carriers[0].link.window = 1000;
  world.start_bound();
  for (int i = 0; i < 2500; ++i) world.send("8613800" + std::to_string(10'000 + i) + "0");
  world.scheduler.run_for(Seconds(60));
  BOOST_TEST(events_now(world, Door::http).kept == 2500U);
  std::uint64_t dead = 0;
  BOOST_TEST(world.run_until(
      [&] {
        const std::uint64_t now = events_now(world, Door::http).dead;
        BOOST_REQUIRE_LE(now - dead, gateway::burials_per_outbox_max);
        dead = now;
        return dead == 2500;
      },
      73 * hour));
}

BOOST_AUTO_TEST_CASE(an_event_that_cannot_be_read_back_does_not_hold_up_the_others) {
  World world;
  settings_of(world).pushed = true;
  world.start_bound();
  (void)world.accept("8613800138000");
  world.scheduler.run_for(Seconds(5));
  world.crash();
  world.start_bound();
  Pusher pusher(world, http_of(world));
  world.store.answer_reads_with(store::ReadError::corrupt);
  pusher.start();
  world.scheduler.run_for(Seconds(1));
  world.store.answer_reads_with(std::nullopt);
  const MessageId id = world.accept("8613800138001");
  world.scheduler.run_for(Seconds(5));
  BOOST_REQUIRE_EQUAL(pusher.told.size(), 1U);
  BOOST_TEST((pusher.told[0].message->id == id));
  BOOST_TEST(dead_letters(world, http_of(world)).size() == 1U);
}

BOOST_AUTO_TEST_CASE(of_those_named_each_that_is_there_is_told_again_whatever_stands_between) {
  World world;
  world.start_bound();
  for (int i = 0; i < 2; ++i) (void)world.accept("861380013800" + std::to_string(i));
  world.scheduler.run_for(hour * 80);
  const std::vector<Event> dead = dead_letters(world, http_of(world));
  BOOST_REQUIRE_EQUAL(dead.size(), 2U);
  BOOST_TEST(revive(world, http_of(world), {dead[0].sequence, EventSequence(0), EventSequence(99), dead[1].sequence})
                 .value() == 2U);
}

BOOST_AUTO_TEST_CASE(what_must_be_read_back_is_told_though_something_else_can_always_be) {
  World world;
  settings_of(world).pushed = true;
  world.start_bound();
  const MessageId buried = world.accept("8613800138000");
  world.scheduler.run_for(hour * 80);
  Pusher pusher(world, http_of(world));
  pusher.answer = [&](const Event& event) {
    return Pusher::Answer{.takes = event.message->id == buried, .after = Millis(5)};
  };
  pusher.limit = 1;
  pusher.between = Millis(1);
  for (int i = 0; i < 20; ++i) (void)world.accept("86138001380" + std::to_string(10 + i % 8));
  world.scheduler.run_for(Seconds(2));
  pusher.start();
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(revive(world, http_of(world), {}, true).value() == 1U);
  BOOST_TEST(pusher.times_told(buried, Event::Kind::result) == 1U);
}

BOOST_AUTO_TEST_CASE(a_verification_code_s_result_is_told_before_a_backlog_of_marketing) {
  World world;
  settings_of(world).pushed = true;
  world.start_bound();
  for (int i = 0; i < 200; ++i) {
    world.send("86138001380" + std::to_string(10 + i % 80), "offer " + std::to_string(i), TrafficClass::marketing);
  }
  world.scheduler.run_for(Seconds(30));
  const MessageId code = world.accept("8613900139000", "code 1234", TrafficClass::otp);
  world.scheduler.run_for(Seconds(5));
  BOOST_REQUIRE_EQUAL(events_now(world, Door::http).kept, 201U);
  Pusher pusher(world, http_of(world));
  pusher.limit = 1;
  pusher.start();
  world.scheduler.run_for(Seconds(1));
  BOOST_REQUIRE(!pusher.told.empty());
  BOOST_TEST((pusher.told[0].message->id == code));
  BOOST_TEST(pusher.taken.size() == 201U);
  BOOST_TEST(pusher.told_out_of_order == 0U);
}

BOOST_AUTO_TEST_CASE(many_are_told_again_in_slices) {
  World world;
  settings_of(world).events_max = 1;
  world.start_bound();
  (void)world.accept("8613800138000");
  world.scheduler.run_for(Seconds(5));
  for (int i = 0; i < 2500; ++i) {
    world.reply_from("8613800138000", "reply " + std::to_string(i));
    world.scheduler.run_for(Millis(20));
  }
  BOOST_TEST(events_now(world, Door::http).dead == 2500U);
  world.crash();
  settings_of(world).events_max = 1'000'000;
  world.start_bound();
  std::uint64_t revived = 0;
  world.gateway->revive(http_of(world), {}, true,
                        [&](const Expected<std::uint64_t, gateway::RequestError>& count) { revived = count.value(); });
  BOOST_TEST(events_now(world, Door::http).dead == 1500U);  // a slice a turn
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(revived == 2500U);
  BOOST_TEST(events_now(world, Door::http).kept == 2501U);
}

BOOST_AUTO_TEST_SUITE_END()
