// SPDX-License-Identifier: Apache-2.0
// Receipts that must not get lost: ids in a convention that is learned, ids used again, ids after days; and those that
// match nothing, listed and matched again.
#include <boost/test/unit_test.hpp>

#include "tests/sim/receipt_carrier.h"

using namespace smppedge;
using namespace smppedge::sim;

namespace {

std::vector<std::string> steps_of(World& world, MessageId id) {
  std::vector<std::string> steps;
  world.gateway->find_message(world.account, id, [&](Expected<gateway::MessageView, gateway::RequestError> view) {
    if (!view) return;
    for (const auto& step : view->timeline) steps.emplace_back(step.step);
  });
  world.run_until([&] { return !steps.empty(); });
  return steps;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(receipts)

// --- learning

BOOST_AUTO_TEST_CASE(each_convention_is_learned_from_the_receipts_that_it_explains) {
  const std::vector<std::pair<IdConvention, std::function<void(Convention&)>>> carriers{
      {IdConvention::same, [](Convention& c) { c.response_of = c.receipt_of; }},
      {IdConvention::same_loosely,
       [](Convention& c) {
         c.response_of = [](std::uint64_t id) { return "00AB-" + std::to_string(id); };
         c.receipt_of = [](std::uint64_t id) { return "ab" + std::to_string(id); };
       }},
      {IdConvention::response_hex, [](Convention&) {}},
      {IdConvention::receipt_hex, [](Convention& c) { std::swap(c.response_of, c.receipt_of); }},
  };
  for (const auto& [convention, shape] : carriers) {
    World world;
    world.settings.carriers[0].link.profile.learn_id = true;
    Convention carrier(world);
    shape(carrier);
    world.start_bound();
    for (unsigned i = 0; i < gateway::id_votes_to_settle; ++i) {
      BOOST_TEST(!belief(world).settled.has_value());
      BOOST_REQUIRE(carrier.one(phone_of(i)));
    }
    BOOST_REQUIRE(belief(world).settled.has_value());
    BOOST_TEST(to_string(*belief(world).settled) == to_string(convention));
    BOOST_TEST(carrier.one(phone_of(100)));
    BOOST_TEST(world.gateway->status().counters.receipts_ambiguous == 0U);
  }
}

BOOST_AUTO_TEST_CASE(an_id_that_two_attempts_to_a_phone_may_have_is_parked_and_never_assigned) {
  World world;
  world.settings.carriers[0].link.profile.learn_id = true;
  Convention carrier(world);
  // "12345" in decimal is 3039 in hexadecimal, which is the other's id as it stands.
  carrier.response_of = [](std::uint64_t id) { return id == 700'001 ? "3039" : "12345"; };
  world.start_bound();
  world.accept(phone);
  world.accept(phone, "second");
  world.scheduler.run_for(Seconds(1));
  world.send_receipt("3039", phone, receipt::State::delivered);
  world.scheduler.run_for(Seconds(5));
  world.take_events();
  BOOST_TEST(world.events.empty());
  BOOST_TEST(world.gateway->status().counters.receipts_ambiguous == 1U);
  const gateway::ParkedPage page = parked(world);
  BOOST_REQUIRE_EQUAL(page.receipts.size(), 1U);
  BOOST_TEST((page.receipts[0].reason == store::ParkedFor::ambiguous));
  BOOST_TEST(page.receipts[0].id == "3039");
}

BOOST_AUTO_TEST_CASE(the_phone_tells_attempts_apart_whose_ids_are_one_in_different_bases) {
  World world;
  world.settings.carriers[0].link.profile.learn_id = true;
  Convention carrier(world);
  carrier.response_of = [](std::uint64_t id) { return id == 700'001 ? "3039" : "12345"; };
  world.start_bound();
  world.accept(phone_of(1));
  const MessageId second = world.accept(phone_of(2));
  world.scheduler.run_for(Seconds(1));
  world.send_receipt("3039", phone_of(2), receipt::State::delivered);
  const gateway::Event* result = world.result_of(second, Seconds(10));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(belief(world).possible.has(IdConvention::receipt_hex));
  BOOST_TEST(!belief(world).possible.has(IdConvention::same));
}

BOOST_AUTO_TEST_CASE(while_learning_a_receipt_finds_its_message_on_disk_and_after_a_restart) {
  World world;
  world.settings.carriers[0].link.profile.learn_id = true;
  world.settings.spill_after = Seconds(5);
  world.settings.checkpoint_interval = Seconds(5);
  Convention carrier(world);
  world.start_bound();
  const MessageId id = world.accept(phone);
  world.scheduler.run_for(Seconds(60));
  BOOST_TEST(world.gateway->status().open_messages == 0U);
  world.crash();
  world.start_bound();
  world.send_receipt(carrier.receipt_of(carrier.next), phone, receipt::State::delivered);
  const gateway::Event* result = world.result_of(id, Seconds(10));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
}

BOOST_AUTO_TEST_CASE(while_learning_a_receipt_before_its_response_waits_for_it) {
  World world;
  world.settings.carriers[0].link.profile.learn_id = true;
  Convention carrier(world);
  world.smsc->reply = [&](const sim::SimSmsc::Submit&) {
    return sim::SimSmsc::Reply{.message_id = carrier.response_of(++carrier.next), .delay = Seconds(3)};
  };
  world.start_bound();
  const MessageId id = world.accept(phone);
  world.run_until([&] { return world.smsc->submits.size() == 1; });
  world.send_receipt(carrier.receipt_of(carrier.next), phone, receipt::State::delivered);
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(world.gateway->status().parked_receipts == 1U);
  const gateway::Event* result = world.result_of(id, Seconds(10));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  BOOST_TEST(world.gateway->status().parked_receipts == 0U);
}

BOOST_AUTO_TEST_CASE(while_learning_a_response_does_not_take_an_early_receipt_by_its_id_alone) {
  World world;
  world.settings.carriers[0].link.profile.learn_id = true;
  Convention carrier(world);
  // "700001" in hexadecimal is the first's id; it is the second's as it stands.
  world.smsc->reply = [&](const sim::SimSmsc::Submit&) {
    const bool first = ++carrier.next == 700'001;
    return sim::SimSmsc::Reply{.message_id = first ? "aae61" : "700001", .delay = first ? Seconds(3) : Seconds(6)};
  };
  world.start_bound();
  world.accept(phone);
  world.accept(phone, "second");
  world.run_until([&] { return world.smsc->submits.size() == 2; });
  world.send_receipt("700001", phone, receipt::State::delivered);
  world.scheduler.run_for(Seconds(10));
  world.take_events();
  BOOST_TEST(world.events.empty());
  BOOST_TEST(world.gateway->status().counters.receipts_ambiguous == 1U);
  BOOST_TEST(world.gateway->status().parked_receipts == 1U);
}

BOOST_AUTO_TEST_CASE(ids_that_only_now_and_then_have_a_zero_in_front_are_all_matched) {
  World world;
  world.settings.carriers[0].link.profile.learn_id = true;
  Convention carrier(world);
  carrier.next = 700'020;
  carrier.response_of = [](std::uint64_t id) { return (id % 30 == 0 ? "0" : "7") + std::to_string(id); };
  carrier.receipt_of = [](std::uint64_t id) { return (id % 30 == 0 ? "" : "7") + std::to_string(id); };
  world.start_bound();
  for (unsigned i = 0; i < gateway::id_votes_to_settle; ++i) BOOST_REQUIRE(carrier.one(phone_of(i)));
  BOOST_REQUIRE(belief(world).settled == IdConvention::same);
  for (unsigned i = 0; i < 60; ++i) {
    BOOST_TEST(carrier.one(phone_of(i)));
    BOOST_TEST(belief(world).settled.has_value());
  }
  BOOST_TEST((belief(world).settled == IdConvention::same_loosely));
  BOOST_TEST(world.gateway->status().counters.receipts_parked == 0U);
}

BOOST_AUTO_TEST_CASE(a_receipt_against_what_was_learned_is_matched_by_older_keys_and_unsettles_it) {
  World world;
  world.settings.carriers[0].link.profile.learn_id = true;
  Convention carrier(world);
  world.start_bound();
  const MessageId old = world.accept(phone);
  world.scheduler.run_for(Seconds(1));
  const std::uint64_t old_id = carrier.next;
  for (unsigned i = 0; i < gateway::id_votes_to_settle; ++i) BOOST_REQUIRE(carrier.one(phone_of(i)));
  BOOST_REQUIRE(belief(world).settled.has_value());
  world.send_receipt(Convention::hex_of(old_id), phone, receipt::State::delivered);  // as the response had it
  const gateway::Event* result = world.result_of(old, Seconds(10));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(!belief(world).settled.has_value());
  BOOST_TEST(belief(world).possible.has(IdConvention::same));
}

/// The gateway has learned that the carrier writes its ids in receipts as in responses.
void learn_same(World& world, Convention& carrier) {
  world.settings.carriers[0].link.profile.learn_id = true;
  carrier.response_of = carrier.receipt_of;
  world.start_bound();
  for (unsigned i = 0; i < gateway::id_votes_to_settle; ++i) BOOST_REQUIRE(carrier.one(phone_of(i)));
  BOOST_REQUIRE(belief(world).settled == IdConvention::same);
}

BOOST_AUTO_TEST_CASE(a_carrier_that_changes_its_receipts_is_learned_anew) {
  World world;
  Convention carrier(world);
  learn_same(world, carrier);
  carrier.receipt_of = [](std::uint64_t id) { return Convention::hex_of(id); };
  BOOST_TEST(carrier.one(phone_of(1)));  // among the messages to its phone
  BOOST_TEST(!belief(world).settled.has_value());
  for (unsigned i = 1; i < gateway::id_votes_to_settle; ++i) BOOST_TEST(carrier.one(phone_of(i)));
  BOOST_TEST((belief(world).settled == IdConvention::receipt_hex));
}

BOOST_AUTO_TEST_CASE(receipts_that_find_nothing_any_more_unsettle_what_was_learned) {
  World world;
  Convention carrier(world);
  learn_same(world, carrier);
  carrier.receipt_of = [](std::uint64_t id) { return "x" + std::to_string(id); };
  for (unsigned i = 0; i < gateway::id_unmatched_to_unsettle; ++i) (void)carrier.one(phone_of(i));
  BOOST_TEST(!belief(world).settled.has_value());
  carrier.receipt_of = carrier.response_of;
  BOOST_TEST(carrier.one(phone_of(1)));
}

// --- ids that are used again, and ids that are old

BOOST_AUTO_TEST_CASE(an_id_used_again_goes_to_the_newest_attempt_whose_phone_fits) {
  World world;
  Convention carrier(world);
  carrier.response_of = [](std::uint64_t) { return "c7"; };
  world.start_bound();
  const MessageId older = world.accept(phone_of(1));
  const MessageId newer = world.accept(phone_of(1), "again");
  world.scheduler.run_for(Seconds(1));
  world.send_receipt("c7", phone_of(1), receipt::State::delivered);
  BOOST_TEST(world.result_of(newer, Seconds(10)) != nullptr);
  BOOST_TEST(world.results_of(older) == 0U);
}

BOOST_AUTO_TEST_CASE(an_id_used_again_for_another_phone_leaves_the_older_message_to_be_found_by_its_own) {
  World world;
  Convention carrier(world);
  carrier.response_of = [](std::uint64_t) { return "c7"; };
  world.start_bound();
  const MessageId older = world.accept(phone_of(1));
  const MessageId newer = world.accept(phone_of(2));
  world.scheduler.run_for(Seconds(1));
  world.send_receipt("c7", phone_of(1), receipt::State::delivered);
  BOOST_TEST(world.result_of(older, Seconds(10)) != nullptr);
  BOOST_TEST(world.results_of(newer) == 0U);
}

BOOST_AUTO_TEST_CASE(a_receipt_for_a_phone_that_none_of_its_id_s_messages_went_to_is_parked_as_ambiguous) {
  World world;
  Convention carrier(world);
  carrier.response_of = [](std::uint64_t) { return "c7"; };
  world.start_bound();
  world.accept(phone_of(1));
  world.accept(phone_of(2));
  world.scheduler.run_for(Seconds(1));
  world.send_receipt("c7", phone_of(3), receipt::State::delivered);
  world.scheduler.run_for(Seconds(5));
  world.take_events();
  BOOST_TEST(world.events.empty());
  BOOST_REQUIRE_EQUAL(parked(world).receipts.size(), 1U);
  BOOST_TEST((parked(world).receipts[0].reason == store::ParkedFor::ambiguous));
  BOOST_TEST(parked(world).receipts[0].phone != phone_of(3));  // masked
}

BOOST_AUTO_TEST_CASE(a_receipt_with_its_addresses_swapped_is_matched_all_the_same) {
  World world;
  Convention carrier(world);
  carrier.response_of = carrier.receipt_of;
  world.start_bound();
  const MessageId id = world.accept(phone);
  world.scheduler.run_for(Seconds(1));
  std::string text = "id:" + carrier.receipt_of(carrier.next) + " stat:DELIVRD err:000";
  pdu::ShortMessage message;
  message.esm_class = 0x04;
  message.source.addr = world.sender_number;
  message.destination.addr = phone;
  message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  world.deliver(message, ++world.cookies);
  BOOST_TEST(world.result_of(id, Seconds(10)) != nullptr);
}

BOOST_AUTO_TEST_CASE(an_id_is_matched_to_the_last_second_of_73_hours_and_not_after_over_a_restart) {
  for (const bool in_time : {true, false}) {
    World world;
    Convention carrier(world);
    carrier.response_of = carrier.receipt_of;
    world.settings.carriers[0].link.response_timeout = Seconds(30);
    world.start_bound();
    const MessageId id = world.accept(phone);
    world.run_until([&] { return world.smsc->submits.size() == 1; });
    const WallTime submitted = world.scheduler.wall();
    const gateway::Event* unknown = world.result_of(id, Seconds(72 * 3600 + 60));
    BOOST_REQUIRE(unknown != nullptr);
    BOOST_TEST(to_string(unknown->message->reason) == "no_receipt");
    world.crash();
    world.start_bound();
    const Seconds at = in_time ? Seconds(73 * 3600 - 1) : Seconds(73 * 3600 + 1);
    world.scheduler.run_for(submitted + at - world.scheduler.wall());
    world.send_receipt(carrier.receipt_of(carrier.next), phone, receipt::State::delivered);
    world.scheduler.run_for(Seconds(5));
    world.take_events();
    BOOST_TEST(world.events.size() == (in_time ? 2U : 1U));
    BOOST_TEST(world.gateway->status().parked_receipts == (in_time ? 0U : 1U));
    if (in_time) BOOST_TEST((world.events.rbegin()->second.kind == gateway::Event::Kind::receipt_late));
  }
}

BOOST_AUTO_TEST_CASE(a_second_different_final_receipt_is_recorded_and_changes_nothing) {
  World world;
  Convention carrier(world);
  carrier.response_of = carrier.receipt_of;
  world.start_bound();
  const MessageId id = world.accept(phone);
  world.scheduler.run_for(Seconds(1));
  for (const auto state : {receipt::State::undeliverable, receipt::State::delivered, receipt::State::delivered}) {
    world.send_receipt(carrier.receipt_of(carrier.next), phone, state);
    world.scheduler.run_for(Seconds(10));
  }
  world.take_events();
  BOOST_REQUIRE_EQUAL(world.events.size(), 1U);
  BOOST_TEST(to_string(world.events.begin()->second.message->state) == "undeliverable");
  const std::vector<std::string> life{"accepted", "submitted", "sent", "receipt", "ended", "receipt"};
  BOOST_TEST(steps_of(world, id) == life, boost::test_tools::per_element());
}

/// Both come before the response, or its bind's end, has settled which attempt has their id.
void sends_two_ends_early(World& world) {
  world.receipts = false;
  world.response_delay = Seconds(10);
  world.start_bound();
  world.accept(phone);
  world.run_until([&] { return world.smsc->submits.size() == 1; });
  for (const auto state : {receipt::State::delivered, receipt::State::expired, receipt::State::expired}) {
    world.send_receipt("c1", phone, state);
    world.scheduler.run_for(Millis(500));
  }
  BOOST_TEST(world.gateway->status().parked_receipts == 2U);
}

void first_end_counts(World& world) {
  BOOST_REQUIRE(world.run_until([&] {
    world.take_events();
    return !world.events.empty() && world.gateway->status().parked_receipts == 0;
  }));
  const gateway::Event& told = world.events.rbegin()->second;
  BOOST_TEST(to_string(told.message->state) == "delivered");
  BOOST_TEST(world.results_of(told.message->id) == 1U);
  const std::vector<std::string> steps = steps_of(world, told.message->id);
  BOOST_TEST(std::count(steps.begin(), steps.end(), "receipt") == 2);
}

BOOST_AUTO_TEST_CASE(the_first_of_two_different_ends_counts_when_both_come_before_the_response) {
  World world;
  sends_two_ends_early(world);
  first_end_counts(world);
}

BOOST_AUTO_TEST_CASE(the_first_of_two_different_ends_counts_when_a_crash_took_the_response) {
  World world;
  sends_two_ends_early(world);
  world.crash();
  world.start_bound();
  first_end_counts(world);
}

BOOST_AUTO_TEST_CASE(a_carrier_s_own_limit_for_receipts_goes_before_the_general_one_and_changes_with_a_reload) {
  World world;
  world.receipts = false;
  world.settings.carriers[0].receipt_timeout = Seconds(600);
  world.start_bound();
  const MessageId first = world.accept(phone);
  world.scheduler.run_for(Seconds(590));
  world.take_events();
  BOOST_TEST(world.results_of(first) == 0U);
  const gateway::Event* result = world.result_of(first, Seconds(60));  // a checkpoint brings it back from disk
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->reason) == "no_receipt");
  const MessageId second = world.accept(phone);
  world.settings.carriers[0].receipt_timeout = Seconds(100);
  world.reload_settings();
  BOOST_TEST(world.result_of(second, Seconds(160)) != nullptr);
}

// --- orphans

BOOST_AUTO_TEST_CASE(receipts_that_cannot_be_read_are_parked_once_and_listed_over_a_restart) {
  World world;
  world.receipts = false;
  world.start_bound();
  deliver_text(world, "msgid=77;state=ok;text:your code is 1234");
  deliver_text(world, "msgid=77;state=ok;text:your code is 1234");
  BOOST_TEST(world.acknowledged(world.cookies));
  world.crash();
  world.start_bound();
  gateway::ParkedPage page = parked(world);
  BOOST_REQUIRE_EQUAL(page.receipts.size(), 1U);
  BOOST_TEST((page.receipts[0].reason == store::ParkedFor::unreadable));
  BOOST_TEST(page.receipts[0].text == "msgid=77;state=ok;text:...");
  BOOST_TEST(page.receipts[0].carrier == "sim");
  gateway::ParkedQuery whole;
  whole.whole = true;
  page = parked(world, whole);
  BOOST_TEST(page.receipts[0].text == "msgid=77;state=ok;text:your code is 1234");
  BOOST_TEST((page.receipts[0].phone == phone));
}

BOOST_AUTO_TEST_CASE(the_list_goes_on_behind_a_page) {
  World world;
  world.receipts = false;
  world.start_bound();
  for (unsigned i = 0; i < 5; ++i) {
    world.send_receipt("stray" + std::to_string(i), phone_of(i), receipt::State::delivered);
    world.scheduler.run_for(Seconds(1));
  }
  gateway::ParkedQuery query;
  query.limit = 2;
  std::vector<std::string> ids;
  for (;;) {
    const gateway::ParkedPage page = parked(world, query);
    for (const gateway::ParkedEntry& entry : page.receipts) ids.push_back(entry.id);
    if (page.next.none()) break;
    query.after = page.next;
  }
  const std::vector<std::string> all{"stray0", "stray1", "stray2", "stray3", "stray4"};
  BOOST_TEST(ids == all, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_corrected_profile_matches_what_was_parked_on_demand) {
  World world;
  Convention carrier(world);  // hexadecimal in the response, which the profile does not know
  world.start_bound();
  std::vector<MessageId> ids;
  for (unsigned i = 0; i < 200; ++i) {
    ids.push_back(world.accept(phone_of(i)));
    world.run_until([&] { return world.smsc->submits.size() == ids.size(); });
  }
  world.scheduler.run_for(Seconds(1));
  for (unsigned i = 0; i < 200; ++i) {
    world.send_receipt(carrier.receipt_of(700'001 + i), phone_of(i), receipt::State::delivered);
  }
  world.send_receipt("stray", phone, receipt::State::delivered);
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST(world.gateway->status().parked_receipts == 201U);
  world.crash();
  world.settings.carriers[0].link.profile.id_convention = IdConvention::response_hex;
  world.start_bound();
  const auto answer = rematch(world);
  BOOST_REQUIRE(answer.has_value());
  BOOST_TEST(answer->looked_at == 201U);
  BOOST_TEST(answer->matched == 200U);
  BOOST_TEST(answer->still_parked == 1U);
  BOOST_TEST(world.gateway->status().parked_receipts == 1U);
  for (const MessageId id : ids) BOOST_TEST(world.result_of(id) != nullptr);
  world.crash();
  world.start_bound();
  BOOST_TEST(world.gateway->status().parked_receipts == 1U);
}

BOOST_AUTO_TEST_CASE(a_second_rematch_is_refused_while_one_is_under_way) {
  World world;
  world.receipts = false;
  world.start_bound();
  world.send_receipt("stray", phone, receipt::State::delivered);
  world.scheduler.run_for(Seconds(5));
  std::vector<std::string> answers;
  const auto take = [&](Expected<gateway::RematchAnswer, gateway::RequestError> answer) {
    answers.push_back(answer ? "done" : std::string(answer.error().code));
  };
  world.gateway->rematch_receipts("", take);
  world.gateway->rematch_receipts("", take);
  world.gateway->rematch_receipts("nobody", take);
  world.run_until([&] { return answers.size() == 3; });
  const std::vector<std::string> expected{"rematch_under_way", "unknown_carrier", "done"};
  BOOST_TEST(answers == expected, boost::test_tools::per_element());
}

// --- queries

BOOST_AUTO_TEST_CASE(a_receipt_that_never_comes_is_asked_for_and_the_answer_settles_it) {
  World world;
  world.receipts = false;
  world.settings.carriers[0].link.profile.query_after = Seconds(600);
  world.smsc->query = [](const pdu::QuerySm&) { return sim::SimSmsc::Queried{.message_state = 2}; };
  world.start_bound();
  const MessageId id = world.accept(phone);
  world.scheduler.run_for(Seconds(590));
  BOOST_TEST(world.smsc->queries.empty());
  const gateway::Event* result = world.result_of(id, Seconds(60));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  BOOST_REQUIRE_EQUAL(world.smsc->queries.size(), 1U);
  BOOST_TEST(world.smsc->queries[0] == "c1");
  const std::vector<std::string> life{"accepted", "submitted", "sent", "query", "ended"};
  BOOST_TEST(steps_of(world, id) == life, boost::test_tools::per_element());
  world.send_receipt("c1", phone, receipt::State::delivered);
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST(world.gateway->status().counters.receipts_duplicate == 1U);
}

BOOST_AUTO_TEST_CASE(an_answer_that_one_attempt_has_failed_waits_for_the_word_on_the_other) {
  World world;
  world.settings.carriers[0].link.response_timeout = Seconds(10);
  world.settings.carriers[0].link.profile.query_after = Seconds(60);
  // The first response comes after its resend: both were accepted.
  world.smsc->reply = [&](const sim::SimSmsc::Submit&) -> std::optional<sim::SimSmsc::Reply> {
    ++world.ids;
    return sim::SimSmsc::Reply{.message_id = "c" + std::to_string(world.ids),
                               .delay = world.ids == 1 ? Micros(Seconds(20)) : Micros(Millis(5))};
  };
  world.smsc->query = [](const pdu::QuerySm& query) -> std::optional<sim::SimSmsc::Queried> {
    if (query.message_id != "c1") return std::nullopt;
    return sim::SimSmsc::Queried{.message_state = 5};
  };
  world.start_bound();
  const MessageId id = world.accept(phone, "code 1234", TrafficClass::otp);
  world.scheduler.run_for(Seconds(120));
  world.take_events();
  BOOST_TEST(world.smsc->submits.size() == 2U);
  BOOST_TEST(world.results_of(id) == 0U);
  world.send_receipt("c2", phone, receipt::State::delivered);
  const gateway::Event* result = world.result_of(id);
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
}

BOOST_AUTO_TEST_CASE(a_carrier_is_asked_a_bounded_number_of_times_over_restarts) {
  World world;
  world.receipts = false;
  world.settings.carriers[0].link.profile.query_after = Seconds(600);
  world.settings.spill_after = Seconds(5);
  world.smsc->query = [](const pdu::QuerySm&) {
    return sim::SimSmsc::Queried{.status = pdu::CommandStatus::ESME_RQUERYFAIL};
  };
  world.start_bound();
  const MessageId id = world.accept(phone);
  world.scheduler.run_for(Seconds(300));
  BOOST_TEST(world.gateway->status().open_messages == 0U);  // it is on disk
  world.crash();
  world.start_bound();
  world.scheduler.run_for(Seconds(400));
  BOOST_TEST(world.smsc->queries.size() == 1U);
  world.crash();
  world.start_bound();
  world.scheduler.run_for(Seconds(3 * 3600));
  BOOST_TEST(world.smsc->queries.size() == gateway::queries_per_attempt_max);
  world.take_events();
  BOOST_TEST(world.results_of(id) == 0U);
}

BOOST_AUTO_TEST_CASE(a_carrier_that_answers_no_query_is_asked_few_at_a_time_and_all_the_same_at_no_cost_of_its_bind) {
  World world;
  world.receipts = false;
  world.settings.carriers[0].link.profile.query_after = Seconds(60);
  world.smsc->query = [](const pdu::QuerySm&) { return std::nullopt; };
  world.start_bound();
  for (unsigned i = 0; i < 50; ++i) world.send(phone_of(i));
  world.scheduler.run_for(Seconds(1800));
  BOOST_TEST(world.smsc->queries.size() == 50U * gateway::queries_per_attempt_max);
  BOOST_TEST(world.smsc->bind_requests == 1U);
  BOOST_TEST(world.gateway->status().counters.queries_unanswered == world.smsc->queries.size());
  BOOST_TEST(!world.gateway->status().carriers[0].status.silent);
}

BOOST_AUTO_TEST_SUITE_END()
