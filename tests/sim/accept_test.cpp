// SPDX-License-Identifier: Apache-2.0
// What the platform hands in, by either door, and what then leaves: bodies of every kind, senders, pace, groups and
// aliases.
#include <boost/test/unit_test.hpp>

#include "tests/sim/client.h"

using namespace smppedge;
using sim::Client;
using sim::code_of;
using sim::World;

namespace {

constexpr const char* phone = "8613800138000";

}  // namespace

BOOST_AUTO_TEST_SUITE(accept_)

BOOST_AUTO_TEST_CASE(octets_are_cut_and_keep_their_data_coding) {
  World world;
  world.start_bound();
  Client client(world);
  gateway::AcceptItem item = Client::submit_sm(phone, std::string(200, '\xF0'));
  item.body_kind = BodyKind::octets;
  item.data_coding = 0x04;
  const auto entry = client.send(item);
  BOOST_TEST(entry.segments == 2U);
  BOOST_TEST(to_string(entry.encoding) == "octets");
  world.scheduler.run_for(Seconds(1));
  BOOST_REQUIRE_EQUAL(world.smsc->submits.size(), 2U);
  BOOST_TEST(world.smsc->submits[0].data_coding == 0x04);
  BOOST_TEST(world.smsc->submits[0].esm_class == 0x40);
  BOOST_TEST(world.smsc->submits[0].body.size() == 140U);
  BOOST_TEST(world.smsc->submits[1].body.size() == 6U + 66U);
}

BOOST_AUTO_TEST_CASE(user_data_of_the_clients_own_goes_on_as_it_came) {
  World world;
  world.start_bound();
  Client client(world);
  gateway::AcceptItem item = Client::submit_sm(phone, std::string("\x02\x70\x00\x01\x02", 5));
  item.body_kind = BodyKind::verbatim;
  item.data_coding = 0xF6;
  item.client->esm_class = 0xC0 | 0x03;  // UDHI, reply path; the mode is between the client and us
  item.client->protocol_id = 0x7F;
  item.client->service_type.assign("WAP");
  client.send(item);
  world.scheduler.run_for(Seconds(1));
  BOOST_REQUIRE_EQUAL(world.smsc->submits.size(), 1U);
  const auto& submit = world.smsc->submits[0];
  BOOST_TEST(submit.body == std::string("\x02\x70\x00\x01\x02", 5));
  BOOST_TEST(submit.data_coding == 0xF6);
  BOOST_TEST(submit.esm_class == 0xC0);
  BOOST_TEST(submit.protocol_id == 0x7F);
  BOOST_TEST(submit.service_type == "WAP");
}

BOOST_AUTO_TEST_CASE(the_profiles_service_type_wins_over_the_clients) {
  World world;
  world.settings.carriers[0].link.profile.service_type = "CMT";
  world.start_bound();
  Client client(world);
  gateway::AcceptItem item = Client::submit_sm(phone, "hello");
  item.client->service_type.assign("WAP");
  client.send(item);
  world.scheduler.run_for(Seconds(1));
  BOOST_REQUIRE_EQUAL(world.smsc->submits.size(), 1U);
  BOOST_TEST(world.smsc->submits[0].service_type == "CMT");
}

BOOST_AUTO_TEST_CASE(a_sender_of_another_is_refused_or_replaced_as_the_account_is_configured) {
  World world;
  world.settings.accounts[0].sources = {"ACME"};
  world.start_bound();
  Client client(world);
  const auto refused = client.accept(client.request(Client::submit_sm(phone, "hello", "10690009999")));
  BOOST_REQUIRE(refused);
  BOOST_REQUIRE(refused->messages[0].error);
  BOOST_TEST(refused->messages[0].error->code == "invalid_sender");
  BOOST_TEST(client.send(Client::submit_sm(phone, "hello", "ACME")).sender.text() == "ACME");
  const auto extended = client.send(Client::submit_sm(phone, "hello", "106900011100177"));
  BOOST_TEST(extended.sender.text() == "106900011100177");
  BOOST_TEST(client.find(extended.id)->message.extend == "77");
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(world.smsc->submits.size() == 2U);

  World assigning;
  assigning.settings.accounts[0].source_policy = gateway::SourcePolicy::assigned;
  assigning.start_bound();
  Client other(assigning);
  BOOST_TEST(other.send(Client::submit_sm(phone, "hello", "10690009999")).sender.text() == "1069000111001");
}

BOOST_AUTO_TEST_CASE(beyond_its_pace_an_account_is_throttled_and_others_are_not) {
  World world;
  world.settings.accounts[0].pace_per_s = 10;
  gateway::AccountSettings other = world.settings.accounts[0];
  other.number = *world.store.account_number("other");
  other.extension = "02";
  other.pace_per_s = 0;
  world.settings.accounts.push_back(other);
  world.start_bound();
  for (int i = 0; i < 12; ++i) world.send(phone);
  world.run_until([&] { return world.answers.entries.size() + world.answers.errors.size() == 12; });
  BOOST_TEST(world.answers.entries.size() == 10U);
  BOOST_REQUIRE_EQUAL(world.answers.errors.size(), 2U);
  BOOST_TEST(world.answers.errors[0].code == "throttled");
  BOOST_TEST(world.answers.errors[0].retry_after.count() == 1);
  Client neighbour(world);
  neighbour.account = other.number;
  gateway::AcceptItem item;
  item.to = {phone};
  item.body = "hello";
  BOOST_TEST(neighbour.send(item).segments == 1U);
  world.scheduler.run_for(Millis(500));
  for (int i = 0; i < 6; ++i) world.send(phone);
  world.scheduler.run_for(Millis(1));
  BOOST_TEST(world.answers.entries.size() == 15U);
  const auto status = world.gateway->status();
  BOOST_TEST(status.counters.refused_pace == 3U);
  BOOST_REQUIRE_EQUAL(status.accounts.size(), 2U);
  BOOST_TEST(status.accounts[0].counters.refused_pace == 3U);
  BOOST_TEST(status.accounts[1].counters.refused_pace == 0U);
}

BOOST_AUTO_TEST_CASE(a_request_of_no_known_size_fits_its_pace_alone_and_is_paid_off) {
  World world;
  world.settings.accounts[0].pace_per_s = 10;
  world.start_bound();
  Client client(world);
  gateway::AcceptItem item;
  for (int i = 0; i < 30; ++i) item.to.push_back("138001" + std::to_string(10'000 + i));
  item.body = "hello";
  BOOST_TEST(client.accept(client.request(item))->messages.size() == 30U);
  world.scheduler.run_for(Millis(2900));
  BOOST_TEST(code_of(client.accept(client.request(item))) == "throttled");
  world.scheduler.run_for(Millis(101));
  BOOST_TEST(code_of(client.accept(client.request(item))) == "");
}

BOOST_AUTO_TEST_CASE(a_submit_multi_is_told_its_first_accepted_messages_id_for_all) {
  World world;
  world.start_bound();
  Client client(world);
  gateway::AcceptItem item = Client::submit_sm("bad", "hello");
  item.to = {"bad", "8613800138000", "8613800138010", "8613800138020"};
  for (const char* destination : {"d0", "d1", "d2", "d3"}) {
    item.destinations.push_back(*SenderAddress::make(destination, 1, 1));
  }
  item.wants_alias = true;
  const auto answer = client.accept(client.request(item));
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->messages[0].error.has_value());
  const MessageId told = answer->messages[1].id;
  for (std::size_t i = 1; i < 4; ++i) {
    BOOST_TEST(answer->messages[i].told_id.value() == told.value());
    BOOST_TEST(answer->messages[i].told_alias == 1U);
    BOOST_TEST(client.find(answer->messages[i].id)->message.client->destination.text() == "d" + std::to_string(i));
  }
  BOOST_TEST(client.find_alias(1)->value() == told.value());
}

BOOST_AUTO_TEST_CASE(aliases_are_never_told_twice_whatever_the_process_lives_through) {
  World world;
  world.start_bound();
  std::map<std::uint32_t, MessageId> told;
  for (int life = 0; life < 5; ++life) {
    Client client(world);
    for (int i = 0; i < 3; ++i) {
      gateway::AcceptItem item = Client::submit_sm(phone, "hello");
      item.wants_alias = true;
      const auto entry = client.send(item);
      BOOST_TEST(told.emplace(entry.told_alias, entry.id).second);
      if (life % 2 == 1) world.scheduler.run_for(Seconds(45));  // a checkpoint, and out of memory
    }
    world.crash();
    world.start_bound();
    Client again(world);
    for (const auto& [alias, id] : told) BOOST_TEST(again.find_alias(alias)->value() == id.value());
    BOOST_TEST(code_of(again.find_alias(99)) == "unknown_message");
  }
}

BOOST_AUTO_TEST_CASE(aliases_are_each_accounts_own_and_begin_again_after_the_last) {
  World world;
  gateway::AccountSettings other = world.settings.accounts[0];
  other.number = *world.store.account_number("other");
  other.extension = "02";
  world.settings.accounts.push_back(other);
  store::Checkpoint before;
  before.aliases = {{world.account, 0xFFFF'FFFEU}};
  world.store.checkpoint(before, [] {});
  world.scheduler.run_ready();
  world.start_bound();
  gateway::AcceptItem item = Client::submit_sm(phone, "hello");
  item.wants_alias = true;
  Client client(world);
  Client neighbour(world);
  neighbour.account = other.number;
  BOOST_TEST(client.send(item).told_alias == 0xFFFF'FFFFU);
  const MessageId theirs = neighbour.send(item).id;
  const auto first = client.send(item);
  BOOST_TEST(first.told_alias == 1U);  // 0 is none
  BOOST_TEST(neighbour.find_alias(1)->value() == theirs.value());
  BOOST_TEST(client.find_alias(1)->value() == first.id.value());
}

BOOST_AUTO_TEST_SUITE_END()
