// SPDX-License-Identifier: Apache-2.0
// Receipts whose addresses are not written as ours are: swapped, with a trunk zero, or with a country code that looks
// like a mainland mobile. What is known by evidence holds as far as what is known by id.
#include <boost/test/unit_test.hpp>

#include "tests/sim/receipt_carrier.h"

using namespace smppedge;
using namespace smppedge::sim;

namespace {

struct Written {
  const char* accepted;  ///< by the platform
  std::string source;
  std::string destination;
  std::uint8_t ton = 0;
};

const std::string ours = "1069000111001";

const std::vector<Written>& ways() {
  static const std::vector<Written> all{
      {"8613800138000", "8613800138000", ours}, {"8613800138000", ours, "8613800138000"},
      {"8613800138000", "013800138000", ours},  {"8613800138000", "008613800138000", ours, 1},
      {"8613800138000", ours, "013800138000"},  {"+13105551234", "13105551234", ours},
      {"+13105551234", "13105551234", ours, 1}, {"+13105551234", ours, "+13105551234"},
  };
  return all;
}

void deliver_receipt(World& world, const std::string& id, const Written& written) {
  const std::string text = "id:" + id + " sub:001 dlvrd:001 stat:DELIVRD err:000 text:";
  pdu::ShortMessage message;
  message.esm_class = 0x04;
  message.source = {written.ton, 0, written.source};
  message.destination.addr = written.destination;
  message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  BOOST_TEST(world.deliver(message, ++world.cookies));
}

/// The phone answers, which its carrier writes as an international number; the event must be of that message.
gateway::Event reply_to(World& world, MessageId id, std::string_view phone, std::string_view to = ours) {
  const std::string text = "thanks";
  pdu::ShortMessage message;
  message.source = {1, 1, phone};
  message.destination.addr = to;
  message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  world.deliver(message, ++world.cookies);
  world.scheduler.run_for(Seconds(1));
  world.take_events();
  gateway::Event last = world.events.rbegin()->second;
  BOOST_REQUIRE((last.kind == gateway::Event::Kind::reply));
  BOOST_REQUIRE(last.message != nullptr);
  BOOST_TEST((last.message->id == id));
  return last;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(addresses)

BOOST_AUTO_TEST_CASE(an_orphan_receipt_settles_a_doubt_however_its_addresses_are_written) {
  for (const Written& written : ways()) {
    BOOST_TEST_CONTEXT(written.accepted << " from " << written.source << " ton " << int{written.ton}) {
      World world;
      world.silent = true;
      world.start_bound();
      const MessageId id = world.accept(written.accepted);
      world.run_until([&] { return world.smsc->submits.size() == 1; });
      world.network.last_link().reset();
      world.run_until([&] { return world.gateway->status().in_doubt_segments == 1 && world.bound(); });
      deliver_receipt(world, "z9", written);
      const gateway::Event* result = world.result_of(id, Seconds(10));
      BOOST_REQUIRE(result != nullptr);
      BOOST_TEST(to_string(result->message->state) == "delivered");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_code_is_not_sent_again_when_its_orphan_receipt_came_before_its_doubt) {
  for (const Written& written : ways()) {
    BOOST_TEST_CONTEXT(written.accepted << " from " << written.source << " ton " << int{written.ton}) {
      World world;
      world.silent = true;
      world.settings.carriers[0].link.response_timeout = Seconds(10);
      world.start_bound();
      const MessageId id = world.accept(written.accepted, "code 1234", TrafficClass::otp);
      world.run_until([&] { return world.smsc->submits.size() == 1; });
      deliver_receipt(world, "z9", written);
      const gateway::Event* result = world.result_of(id, Seconds(60));
      BOOST_REQUIRE(result != nullptr);
      BOOST_TEST(to_string(result->message->state) == "delivered");
      BOOST_TEST(world.smsc->submits.size() == 1U);
    }
  }
}

BOOST_AUTO_TEST_CASE(while_learning_an_early_receipt_finds_its_response_however_its_addresses_are_written) {
  for (const Written& written : ways()) {
    BOOST_TEST_CONTEXT(written.accepted << " from " << written.source << " ton " << int{written.ton}) {
      World world;
      world.settings.carriers[0].link.profile.learn_id = true;
      Convention carrier(world);
      world.smsc->reply = [&](const SimSmsc::Submit&) {
        return SimSmsc::Reply{.message_id = carrier.response_of(++carrier.next), .delay = Seconds(3)};
      };
      world.start_bound();
      const MessageId id = world.accept(written.accepted);
      world.run_until([&] { return world.smsc->submits.size() == 1; });
      deliver_receipt(world, carrier.receipt_of(carrier.next), written);
      const gateway::Event* result = world.result_of(id, Seconds(10));
      BOOST_REQUIRE(result != nullptr);
      BOOST_TEST(to_string(result->message->state) == "delivered");
    }
  }
}

BOOST_AUTO_TEST_CASE(early_receipts_do_not_unsettle_what_was_learned_however_their_addresses_are_written) {
  World world;
  world.settings.carriers[0].link.profile.learn_id = true;
  Convention carrier(world);
  world.start_bound();
  for (unsigned i = 0; i < gateway::id_votes_to_settle; ++i) BOOST_REQUIRE(carrier.one(phone_of(i)));
  world.smsc->reply = [&](const SimSmsc::Submit&) {
    return SimSmsc::Reply{.message_id = carrier.response_of(++carrier.next), .delay = Seconds(3)};
  };
  for (unsigned i = 0; i < gateway::id_unmatched_to_unsettle + 5; ++i) {
    const std::size_t before = world.smsc->submits.size();
    world.accept(phone);
    world.run_until([&] { return world.smsc->submits.size() > before; });
    deliver_receipt(world, carrier.receipt_of(carrier.next), ways()[1]);
    world.scheduler.run_for(Seconds(1));
  }
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST(belief(world).settled.has_value());
  BOOST_TEST(world.gateway->status().parked_receipts == 0U);
}

BOOST_AUTO_TEST_CASE(an_orphan_receipt_for_another_phone_with_the_same_last_digits_settles_nothing) {
  World world;
  world.silent = true;
  world.start_bound();
  world.accept("8613800138000");
  world.run_until([&] { return world.smsc->submits.size() == 1; });
  world.network.last_link().reset();
  world.run_until([&] { return world.gateway->status().in_doubt_segments == 1 && world.bound(); });
  deliver_receipt(world, "z9", {"", "8613900138000", ours});
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST(world.gateway->status().in_doubt_segments == 1U);
}

BOOST_AUTO_TEST_CASE(a_reply_from_abroad_that_looks_like_a_mainland_mobile_goes_with_the_message_it_answers) {
  World world;
  world.settings.carriers[0].access_numbers = {{"12025550100"}};  // a 1069 number is not for abroad
  world.start_bound();
  const MessageId id = world.accept("+13105551234");
  BOOST_REQUIRE(world.result_of(id) != nullptr);
  (void)reply_to(world, id, "13105551234", "1202555010001");
}

BOOST_AUTO_TEST_CASE(a_reply_of_a_mainland_mobile_that_its_carrier_calls_international_goes_with_its_message) {
  World world;
  world.start_bound();
  const MessageId id = world.accept("8613800138000");
  BOOST_REQUIRE(world.result_of(id) != nullptr);
  const gateway::Event last = reply_to(world, id, "13800138000");
  BOOST_TEST(last.reply->from.digits() == "8613800138000");
}

BOOST_AUTO_TEST_SUITE_END()
