// SPDX-License-Identifier: Apache-2.0
// An account's messages, newest first, wherever they are: each once, as it stands now, page after page.
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "gateway/limits.h"
#include "tests/sim/client.h"

using namespace smppedge;
using sim::Client;
using sim::code_of;
using sim::World;

namespace {

const PhoneNumber phone_number = *PhoneNumber::from_digits("8613800138000");

std::vector<MessageId> all(Client& client, gateway::MessagesQuery query, unsigned limit) {
  std::vector<MessageId> ids;
  query.limit = limit;
  for (int pages = 0; pages < 1'000; ++pages) {
    const auto page = client.list(query);
    if (!page) throw std::runtime_error(page.error().message);
    for (const Message& message : page->messages) ids.push_back(message.id);
    BOOST_TEST(page->messages.size() <= limit);
    if (page->next == MessageId()) return ids;
    query.before = page->next;
  }
  throw std::runtime_error("pages without end");
}

std::vector<std::uint64_t> values(std::vector<MessageId> ids) {
  std::vector<std::uint64_t> numbers;
  for (const MessageId id : ids) numbers.push_back(id.value());
  return numbers;
}

gateway::AcceptItem to(const std::string& number, const std::string& ref = "") {
  gateway::AcceptItem item;
  item.to = {number};
  item.body = "hello";
  item.ref = ref;
  return item;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(listing)

BOOST_AUTO_TEST_CASE(messages_are_listed_once_newest_first_wherever_they_are) {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    World world(seed);
    world.receipt_delay = Seconds(100);
    world.start_bound();
    std::vector<MessageId> everything;
    std::vector<MessageId> of_phone;
    std::vector<MessageId> of_ref;
    for (int i = 0; i < 60; ++i) {
      Client client(world);
      const bool same_phone = world.rng.below(3) == 0;
      const bool same_ref = world.rng.below(3) == 0;
      auto item = to(same_phone ? "13800138000" : "1380013" + std::to_string(1000 + i), same_ref ? "mine" : "other");
      if (world.rng.below(4) == 0) item.send_at = world.scheduler.wall() + Seconds(500);
      const MessageId id = client.send(item).id;
      everything.insert(everything.begin(), id);
      if (same_phone) of_phone.insert(of_phone.begin(), id);
      if (same_ref) of_ref.insert(of_ref.begin(), id);
      world.scheduler.run_for(Micros(static_cast<std::int64_t>(world.rng.below(12'000'000))));
      if (world.rng.below(20) == 0) {
        world.crash();
        world.start_bound();
      }
    }
    Client client(world);
    BOOST_TEST_CONTEXT("seed " << seed) {
      for (const unsigned limit : {1U, 7U, 500U}) {
        BOOST_TEST(values(all(client, {}, limit)) == values(everything), boost::test_tools::per_element());
        gateway::MessagesQuery query;
        query.to = phone_number;
        BOOST_TEST(values(all(client, query, limit)) == values(of_phone), boost::test_tools::per_element());
        query.to.reset();
        query.ref = "mine";
        BOOST_TEST(values(all(client, query, limit)) == values(of_ref), boost::test_tools::per_element());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_a_checkpoint_is_just_writing_down_is_listed) {
  World world;
  world.receipt_delay = Seconds(1'000);
  world.start_bound();
  Client client(world);
  std::vector<MessageId> ids;
  for (int i = 0; i < 5; ++i) ids.insert(ids.begin(), client.send(to("138001380" + std::to_string(10 + i))).id);
  world.scheduler.run_for(world.settings.spill_after);
  world.store.hold(true);
  BOOST_REQUIRE(world.run_until([&] { return world.store.pending() > 0; }, Seconds(100)));
  BOOST_TEST(values(all(client, {}, 2)) == values(ids), boost::test_tools::per_element());
  world.store.hold(false);
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(world.gateway->status().open_messages == 0U);
  BOOST_TEST(values(all(client, {}, 2)) == values(ids), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_state_is_the_one_of_now) {
  World world;
  world.start_bound();
  Client client(world);
  auto item = to("13800138000");
  item.send_at = world.scheduler.wall() + Seconds(20);
  const MessageId later = client.send(item).id;
  const MessageId bad = client.send(to("13800138008")).id;
  client.send(to("13800138010"));
  world.scheduler.run_for(Seconds(5));
  gateway::MessagesQuery query;
  query.state = MessageState::scheduled;
  BOOST_TEST(values(all(client, query, 10)) == values({later}), boost::test_tools::per_element());
  query.state = MessageState::undeliverable;
  BOOST_TEST(values(all(client, query, 10)) == values({bad}), boost::test_tools::per_element());
  world.scheduler.run_for(Seconds(30));
  query.state = MessageState::scheduled;
  BOOST_TEST(all(client, query, 10).empty());
  query.state = MessageState::delivered;
  BOOST_TEST(all(client, query, 10).size() == 2U);
}

BOOST_AUTO_TEST_CASE(since_leaves_out_what_is_older) {
  World world;
  world.start_bound();
  Client client(world);
  client.send(to("13800138000"));
  world.scheduler.run_for(Seconds(10));
  gateway::MessagesQuery query;
  query.since = world.scheduler.wall();
  const MessageId second = client.send(to("13800138000")).id;
  for (const auto wait : {Seconds(0), Seconds(100)}) {
    world.scheduler.run_for(wait);
    for (const bool by_phone : {false, true}) {
      if (by_phone) query.to = phone_number;
      BOOST_TEST(values(all(client, query, 10)) == values({second}), boost::test_tools::per_element());
      query.to.reset();
    }
  }
}

BOOST_AUTO_TEST_CASE(a_page_that_looks_for_a_rare_state_is_short_and_goes_on) {
  World world;
  world.start_bound();
  Client client(world);
  const MessageId rare = client.send(to("13800138008")).id;
  for (int i = 0; i < 60; ++i) {
    auto item = to("x");
    item.to.clear();
    for (int n = 0; n < 50; ++n) item.to.push_back("138" + std::to_string(10'000'000 + (i * 50 + n) * 10));
    BOOST_TEST(client.accept(client.request(item)).has_value());
    world.scheduler.run_for(Seconds(2));
  }
  world.scheduler.run_for(Seconds(200));
  for (int i = 0; i < 5; ++i) world.take_events();
  gateway::MessagesQuery query;
  query.state = MessageState::undeliverable;
  query.limit = 10;
  const auto first = client.list(query);
  BOOST_REQUIRE(first);
  BOOST_TEST(first->messages.empty());
  BOOST_TEST(first->next.value() != 0U);
  BOOST_TEST(values(all(client, query, 10)) == values({rare}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(any_number_of_messages_in_memory_to_one_phone_is_listed_page_by_page) {
  World world;
  world.network.refuse(sim::carrier_port, DialError{DialError::Kind::refused, "refused"});
  world.start();
  Client client(world);
  std::vector<MessageId> ids;
  for (std::size_t requests = 0; requests * 1'000 < gateway::listing_messages_max + 2'000; ++requests) {
    gateway::AcceptRequest request;
    request.account = client.account;
    request.is_list = true;
    request.items.assign(1'000, to("13800138000", "mine"));
    const auto answer = client.accept(std::move(request));
    for (const auto& entry : answer->messages) ids.push_back(entry.id);
  }
  std::sort(ids.begin(), ids.end(), std::greater<>());
  gateway::MessagesQuery query;
  query.to = phone_number;
  BOOST_TEST(values(all(client, query, 500)) == values(ids), boost::test_tools::per_element());
  query.to.reset();
  query.ref = "mine";
  query.before = ids[ids.size() / 2];
  BOOST_TEST(client.list(query)->messages.front().id.value() == ids[ids.size() / 2 + 1].value());
  query.before = MessageId();
  // None is in that state: a request looks at a part of them, and says where the next one goes on.
  query.state = MessageState::scheduled;
  const auto page = client.list(query);
  BOOST_TEST(page->messages.empty());
  BOOST_TEST(page->next.value() == ids[gateway::listing_messages_max - 1].value());
  query.before = page->next;
  BOOST_TEST(client.list(query)->next.value() == 0U);
}

BOOST_AUTO_TEST_CASE(a_small_account_among_many_records_gets_an_empty_page_and_goes_on) {
  World world;
  world.start_bound();
  Client client(world);
  const MessageId ours = client.send(to("13800138000")).id;
  world.scheduler.run_for(Seconds(5));
  constexpr std::size_t others = gateway::listing_scanned_max + gateway::listing_scanned_max / 2;
  for (std::size_t i = 1; i <= others; ++i) {
    world.store.note_closed({MessageId(ours.value() + i), {}, AccountNumber(99)});
  }
  const auto first = client.list({});
  BOOST_REQUIRE(first);
  BOOST_TEST(first->messages.empty());
  BOOST_TEST(first->next.value() == ours.value() + others - gateway::listing_scanned_max + 1);
  gateway::MessagesQuery rest;
  rest.before = first->next;
  const auto second = client.list(rest);
  BOOST_REQUIRE_EQUAL(second->messages.size(), 1U);
  BOOST_TEST(second->messages[0].id.value() == ours.value());
  BOOST_TEST(second->next.value() == 0U);
}

BOOST_AUTO_TEST_CASE(another_accounts_messages_are_not_listed) {
  World world;
  world.start_bound();
  Client client(world);
  client.send(to("13800138000", "mine"));
  Client other(world);
  other.account = AccountNumber(7);
  gateway::MessagesQuery query;
  BOOST_TEST(all(other, query, 10).empty());
  query.to = phone_number;
  BOOST_TEST(all(other, query, 10).empty());
  query.ref = "mine";
  BOOST_TEST(all(other, query, 10).empty());
}

BOOST_AUTO_TEST_CASE(a_page_that_could_not_be_read_is_an_error_and_not_short) {
  World world;
  world.start_bound();
  Client client(world);
  client.send(to("13800138000"));
  world.scheduler.run_for(Seconds(5));
  world.store.answer_reads_with(store::ReadError::overloaded);
  BOOST_TEST(code_of(client.list({})) == "store_busy");
}

BOOST_AUTO_TEST_SUITE_END()
