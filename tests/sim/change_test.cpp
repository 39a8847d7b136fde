// SPDX-License-Identifier: Apache-2.0
// What an account takes back or changes before it was sent; what was claimed is sent.
#include <boost/test/unit_test.hpp>

#include "gateway/limits.h"
#include "tests/sim/client.h"

using namespace smppedge;
using sim::Client;
using sim::code_of;
using sim::World;

namespace {

constexpr const char* phone = "8613800138000";
const PhoneNumber phone_number = *PhoneNumber::from_digits(phone);

/// No bind: what is accepted waits.
struct Waiting : World {
  explicit Waiting(std::uint64_t seed = 1, std::size_t live_messages_max = 500'000) : World(seed) {
    settings.live_messages_max = live_messages_max;
    network.refuse(sim::carrier_port, DialError{DialError::Kind::refused, "refused"});
    start();
  }
  void let_go() { network.allow(sim::carrier_port); }
};

gateway::ReplaceRequest replacement(MessageId id, const std::string& body) {
  gateway::ReplaceRequest request;
  request.id = id;
  request.body = body;
  request.registered_delivery = 1;
  return request;
}

std::vector<std::string> bodies_of(const World& world) {
  std::vector<std::string> bodies;
  for (const auto& submit : world.smsc->submits) bodies.push_back(submit.body);
  return bodies;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(change)

BOOST_AUTO_TEST_CASE(what_was_not_sent_is_cancelled_and_told) {
  Waiting world;
  Client client(world);
  const MessageId id = client.send(Client::submit_sm(phone, "hello")).id;
  world.store.hold(true);
  bool answered = false;
  world.gateway->cancel({world.account, id, {}, {}, {}}, [&](const auto& outcome) { answered = outcome.has_value(); });
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(!answered);  // not before its commit
  world.store.hold(false);
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(answered);
  BOOST_TEST(client.state_of(id) == "cancelled");
  BOOST_TEST(code_of(client.cancel(id)) == "already_ended");
  world.let_go();
  world.scheduler.run_for(Seconds(120));
  BOOST_TEST(world.smsc->submits.empty());
  BOOST_TEST(world.gateway->status().queued_messages == 0U);
}

BOOST_AUTO_TEST_CASE(what_was_sent_or_is_not_the_accounts_is_not) {
  World world;
  world.receipts = false;
  world.start_bound();
  Client client(world);
  const MessageId id = client.send(Client::submit_sm(phone, "hello", "1069000111001")).id;
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(code_of(client.cancel(id)) == "already_sent");
  BOOST_TEST(code_of(client.cancel(MessageId(1))) == "unknown_message");
  gateway::CancelRequest wrong;
  wrong.id = id;
  wrong.source = *SenderAddress::make("1069000111002", 0, 0);
  BOOST_TEST(code_of(client.cancel(wrong)) == "invalid_sender");
  wrong.source.reset();
  wrong.to = *PhoneNumber::from_digits("8613800138001");
  BOOST_TEST(code_of(client.cancel(wrong)) == "invalid_number");
  Client other(world);
  other.account = AccountNumber(99);
  BOOST_TEST(code_of(other.cancel(id)) == "unknown_message");
}

BOOST_AUTO_TEST_CASE(a_throttled_message_that_waits_for_its_retry_can_be_cancelled) {
  World world;
  world.smsc->reply = [](const sim::SimSmsc::Submit&) {
    return sim::SimSmsc::Reply{.status = pdu::CommandStatus::ESME_RTHROTTLED};
  };
  world.start_bound();
  Client client(world);
  const MessageId id = client.send(Client::submit_sm(phone, "hello")).id;
  world.scheduler.run_for(Millis(100));
  BOOST_TEST(code_of(client.cancel(id)) == "");
  const std::size_t before = world.smsc->submits.size();
  world.scheduler.run_for(Seconds(120));
  BOOST_TEST(world.smsc->submits.size() == before);
  BOOST_TEST(client.state_of(id) == "cancelled");
}

BOOST_AUTO_TEST_CASE(a_long_message_that_is_replaced_between_its_tries_leaves_as_its_new_text) {
  World world;
  world.start_bound();
  bool throttling = true;
  world.smsc->reply = [&throttling](const sim::SimSmsc::Submit&) {
    return sim::SimSmsc::Reply{
        .status = throttling ? pdu::CommandStatus::ESME_RTHROTTLED : pdu::CommandStatus::ESME_ROK, .message_id = "c1"};
  };
  Client client(world);
  const MessageId id = client.send(Client::submit_sm(phone, std::string(400, 'a'), "1069000111001")).id;
  world.scheduler.run_for(Millis(100));
  BOOST_TEST_REQUIRE(!world.smsc->submits.empty());
  auto request = replacement(id, std::string(200, 'b'));
  request.source = *SenderAddress::make("1069000111001", 0, 0);
  BOOST_TEST_REQUIRE(code_of(client.replace(request)) == "");
  throttling = false;
  world.smsc->submits.clear();
  world.scheduler.run_for(Seconds(60));
  BOOST_REQUIRE_EQUAL(world.smsc->submits.size(), 2U);
  std::string text;
  for (const auto& submit : world.smsc->submits) text += submit.body.substr(6);
  BOOST_TEST(text == std::string(200, 'b'));
}

BOOST_AUTO_TEST_CASE(a_group_is_cancelled_by_what_it_was_told_over_a_restart_too) {
  for (const auto before_crash : {Seconds(1), Seconds(100), Seconds(200)}) {
    Waiting world;
    world.settings.live_messages_max = 2;
    Client client(world);
    gateway::AcceptItem item = Client::submit_sm(phone, "hello");
    item.to = {"8613800138000", "8613800138010", "8613800138020"};
    item.validity = Seconds(3'600);
    const auto answer = client.accept(client.request(item));
    const MessageId told = answer->messages[0].told_id;
    world.scheduler.run_for(before_crash);
    world.crash();
    world.start();
    Client again(world);
    gateway::CancelRequest one;
    one.id = told;
    one.whole_group = true;
    one.to = *PhoneNumber::from_digits("8613800138010");
    BOOST_TEST(again.cancel(one)->cancelled == 1U);
    BOOST_TEST(again.cancel(told)->cancelled == 2U);
    for (const auto& entry : answer->messages) BOOST_TEST(again.state_of(entry.id) == "cancelled");
  }
}

BOOST_AUTO_TEST_CASE(one_of_a_group_is_cancelled_alone_where_the_group_is_not_meant) {
  World world;
  world.start_bound();
  Client client(world);
  gateway::AcceptItem item = Client::submit_sm(phone, "hello");
  item.to = {phone, "8613800138010"};
  item.send_at = world.scheduler.wall() + Seconds(100);
  const auto answer = client.accept(client.request(item));
  gateway::CancelRequest head;
  head.id = answer->messages[0].id;
  BOOST_TEST(client.cancel(head)->cancelled == 1U);
  BOOST_TEST(client.state_of(answer->messages[1].id) == "scheduled");
  BOOST_TEST(code_of(client.cancel(head)) == "already_ended");
}

BOOST_AUTO_TEST_CASE(a_cancel_says_what_does_not_fit) {
  Waiting world;
  Client client(world);
  gateway::CancelRequest asked;
  asked.id = client.send(Client::submit_sm(phone, "hello")).id;
  asked.source = *SenderAddress::make("1069000111002", 0, 0);
  BOOST_TEST(code_of(client.cancel(asked)) == "invalid_sender");
  asked.source.reset();
  asked.to = *PhoneNumber::from_digits("8613800138010");
  BOOST_TEST(code_of(client.cancel(asked)) == "invalid_number");
  asked.id = MessageId();
  BOOST_TEST(code_of(client.cancel(asked)) == "already_sent");
}

BOOST_AUTO_TEST_CASE(all_between_two_addresses_are_cancelled_in_memory_and_on_disk) {
  Waiting world;
  Client client(world);
  std::vector<MessageId> ours;
  const auto scheduled = [&](gateway::AcceptItem item, Seconds delay) {
    item.send_at = world.scheduler.wall() + delay;
    return client.send(std::move(item)).id;
  };
  for (int i = 0; i < 3; ++i) ours.push_back(scheduled(Client::submit_sm(phone, "a", "1069000111001"), Seconds(9'000)));
  const MessageId other_source = scheduled(Client::submit_sm(phone, "b", "10690001110015"), Seconds(9'000));
  gateway::AcceptItem service = Client::submit_sm(phone, "c", "1069000111001");
  service.client->service_type.assign("WAP");
  const MessageId other_service = scheduled(service, Seconds(9'000));
  world.scheduler.run_for(Seconds(200));
  BOOST_TEST(world.gateway->status().open_messages == 0U);
  ours.push_back(client.send(Client::submit_sm(phone, "d", "1069000111001")).id);
  gateway::CancelRequest all;
  all.source = *SenderAddress::make("1069000111001", 0, 0);
  all.to = phone_number;
  all.service_type = "WAP";
  BOOST_TEST(client.cancel(all)->cancelled == 1U);
  BOOST_TEST(client.state_of(other_service) == "cancelled");
  all.service_type.clear();
  BOOST_TEST(client.cancel(all)->cancelled == 4U);
  for (const MessageId id : ours) BOOST_TEST(client.state_of(id) == "cancelled");
  BOOST_TEST(client.state_of(other_source) == "scheduled");
  BOOST_TEST(code_of(client.cancel(all)) == "already_sent");
}

BOOST_AUTO_TEST_CASE(a_cancel_that_cannot_see_all_of_them_cancels_none_and_may_be_repeated) {
  for (const bool by_address : {false, true}) {
    Waiting world;
    Client client(world);
    gateway::AcceptItem item = Client::submit_sm(phone, "hello");
    if (!by_address) item.to = {phone, "8613800138010", "8613800138020"};
    item.send_at = world.scheduler.wall() + Seconds(9'000);
    std::vector<MessageId> ids;
    const auto answer = client.accept(client.request(item));
    for (const auto& entry : answer->messages) ids.push_back(entry.id);
    if (by_address) ids.push_back(client.send(item).id);
    world.scheduler.run_for(Seconds(200));
    BOOST_TEST(world.gateway->status().open_messages == 0U);
    auto request = replacement(ids[0], "in memory again");
    BOOST_TEST(code_of(client.replace(request)) == "");
    gateway::CancelRequest all;
    if (by_address) {
      all.source = SenderAddress();
      all.to = phone_number;
    } else {
      all.id = ids[0];
      all.whole_group = true;
    }
    world.store.answer_reads_with(store::ReadError::overloaded);
    BOOST_TEST(code_of(client.cancel(all)) == "store_busy");
    world.store.answer_reads_with(std::nullopt);
    for (const MessageId id : ids) BOOST_TEST(client.state_of(id) == "scheduled");
    BOOST_TEST(client.cancel(all)->cancelled == ids.size());
    for (const MessageId id : ids) BOOST_TEST(client.state_of(id) == "cancelled");
  }
}

BOOST_AUTO_TEST_CASE(a_cancel_by_address_finds_what_waits_for_its_retry_and_leaves_what_is_on_its_way) {
  World world;
  world.smsc->reply = [](const sim::SimSmsc::Submit& submit) {
    const bool throttled = submit.body == "waits";
    return sim::SimSmsc::Reply{.status = throttled ? pdu::CommandStatus::ESME_RTHROTTLED : pdu::CommandStatus::ESME_ROK,
                               .message_id = "c1"};
  };
  world.start_bound();
  Client client(world);
  const MessageId sent = client.send(Client::submit_sm(phone, "sent")).id;
  world.scheduler.run_for(Millis(100));
  const MessageId waits = client.send(Client::submit_sm(phone, "waits")).id;
  world.scheduler.run_for(Millis(100));
  BOOST_REQUIRE_EQUAL(world.smsc->submits.size(), 2U);
  gateway::CancelRequest all;
  all.to = phone_number;
  const auto cancelled = client.cancel(all);
  BOOST_REQUIRE(cancelled);
  BOOST_TEST(cancelled->cancelled == 1U);
  BOOST_TEST(client.state_of(waits) == "cancelled");
  BOOST_TEST(client.state_of(sent) == "sent");
  BOOST_TEST(code_of(client.cancel(all)) == "already_sent");
}

BOOST_AUTO_TEST_CASE(what_was_claimed_and_never_written_can_be_cancelled) {
  World world;
  world.silent = true;
  world.settings.carriers[0].link.window = 1;
  world.start_bound();
  Client client(world);
  client.send(Client::submit_sm("8613800138010", "fills the window"));
  const MessageId id = client.send(Client::submit_sm(phone, "claimed")).id;
  world.scheduler.run_for(Millis(100));
  gateway::CancelRequest all;
  all.to = phone_number;
  BOOST_TEST(code_of(client.cancel(id)) == "already_sent");
  BOOST_TEST(code_of(client.cancel(all)) == "already_sent");
  world.network.refuse(sim::carrier_port, DialError{DialError::Kind::refused, "refused"});
  world.network.last_link().reset();
  world.scheduler.run_for(Millis(100));
  BOOST_TEST(code_of(client.cancel(all)) == "");
  BOOST_TEST(client.state_of(id) == "cancelled");
}

BOOST_AUTO_TEST_CASE(what_is_in_doubt_and_waits_to_be_sent_again_is_not_taken_back) {
  World world;
  world.silent = true;
  world.settings.delivery.in_doubt.fill(gateway::InDoubtPolicy::resend);
  world.start_bound();
  Client client(world);
  gateway::AcceptItem item = Client::submit_sm(phone, "hello");
  const MessageId id = client.send(item).id;
  world.scheduler.run_for(Millis(100));
  world.network.refuse(sim::carrier_port, DialError{DialError::Kind::refused, "refused"});
  world.network.last_link().reset();
  world.scheduler.run_for(Seconds(20));
  BOOST_TEST(world.gateway->status().counters.resends == 1U);
  BOOST_TEST(code_of(client.cancel(id)) == "already_sent");
  BOOST_TEST(code_of(client.replace(replacement(id, "new"))) == "already_sent");
  item.replace_if_present = true;
  BOOST_TEST(!client.send(item).replaced);
}

BOOST_AUTO_TEST_CASE(what_was_sent_before_a_crash_is_not_replaced_after_it) {
  World world;
  world.receipts = false;
  world.start_bound();
  gateway::AcceptItem item = Client::submit_sm(phone, "one");
  Client(world).send(item);
  world.scheduler.run_for(Seconds(1));
  world.crash();
  world.start_bound();
  item.replace_if_present = true;
  BOOST_TEST(!Client(world).send(item).replaced);
}

BOOST_AUTO_TEST_CASE(what_leaves_memory_while_the_rest_of_its_group_is_read_is_cancelled_with_it) {
  Waiting world;
  Client client(world);
  gateway::AcceptItem item = Client::submit_sm(phone, "hello");
  item.to = {phone, "8613800138010"};
  item.send_at = world.scheduler.wall() + Seconds(9'000);
  const auto answer = client.accept(client.request(item));
  const MessageId head = answer->messages[0].id;
  world.scheduler.run_for(Seconds(200));
  BOOST_TEST(code_of(client.replace(replacement(head, "in memory again"))) == "");
  world.scheduler.run_for(Millis(10));
  BOOST_TEST(world.gateway->status().open_messages == 1U);
  world.store.hold(true);
  BOOST_REQUIRE(world.run_until([&] { return world.store.pending() == 1; }, Seconds(60)));
  bool cancelled = false;
  world.gateway->cancel({world.account, head, {}, {}, {}, true},
                        [&](const auto& outcome) { cancelled = outcome && outcome->cancelled == 2; });
  world.scheduler.post([&] {  // the group is known by now, and its other message being read
    world.store.complete(1);
    BOOST_TEST(world.gateway->status().open_messages == 0U);
    world.store.hold(false);
  });
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(cancelled);
}

BOOST_AUTO_TEST_CASE(a_cancel_by_address_of_too_many_cancels_none) {
  Waiting world;
  Client client(world);
  gateway::AcceptRequest request = client.request(Client::submit_sm(phone, "hello"));
  request.is_list = true;
  const auto first = client.accept(request);
  BOOST_REQUIRE(first);
  request.items.resize(gateway::unsent_matches_max, request.items.front());
  BOOST_REQUIRE(client.accept(std::move(request)));
  gateway::CancelRequest all;
  all.to = phone_number;
  BOOST_TEST(code_of(client.cancel(all)) == "too_many_matches");
  BOOST_TEST(world.gateway->status().counters.ended[static_cast<std::size_t>(MessageState::cancelled)] == 0U);
  BOOST_TEST(code_of(client.cancel(first->messages[0].id)) == "");
  BOOST_TEST(client.cancel(all)->cancelled == gateway::unsent_matches_max);
}

BOOST_AUTO_TEST_CASE(too_many_on_disk_are_not_cancelled_in_part_and_what_ended_does_not_count) {
  Waiting world;
  Client client(world);
  gateway::AcceptRequest request = client.request(Client::submit_sm(phone, "hello"));
  request.is_list = true;
  request.items.front().send_at = world.scheduler.wall() + Seconds(9'000);
  request.items.resize(gateway::unsent_matches_max, request.items.front());
  gateway::CancelRequest all;
  all.to = phone_number;
  const auto all_on_disk_are_cancelled = [&] {
    BOOST_TEST(code_of(client.accept(request)) == "");
    world.scheduler.run_for(Seconds(200));
    BOOST_TEST(world.gateway->status().open_messages == 0U);
    BOOST_TEST(client.cancel(all)->cancelled == gateway::unsent_matches_max);
  };
  for (int i = 0; i < 2; ++i) all_on_disk_are_cancelled();
  BOOST_TEST(code_of(client.accept(request)) == "");
  const MessageId one_more = client.send(request.items.front()).id;
  world.scheduler.run_for(Seconds(200));
  BOOST_TEST(code_of(client.cancel(all)) == "too_many_matches");
  BOOST_TEST(world.gateway->status().counters.ended[static_cast<std::size_t>(MessageState::cancelled)] ==
             2 * gateway::unsent_matches_max);
  BOOST_TEST(code_of(client.cancel(one_more)) == "");
  BOOST_TEST(client.cancel(all)->cancelled == gateway::unsent_matches_max);
  // So many have waited on disk lately that the others are not looked for.
  all_on_disk_are_cancelled();
  request.items.resize(100);
  BOOST_TEST(code_of(client.accept(request)) == "");
  world.scheduler.run_for(Seconds(200));
  BOOST_TEST(code_of(client.cancel(all)) == "too_many_matches");
}

BOOST_AUTO_TEST_CASE(what_is_cancelled_is_never_sent_and_what_is_sent_never_cancelled_whatever_the_order) {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    World world(seed);
    world.start_bound();
    world.slow_disk(Millis(30));
    Client client(world);
    std::vector<MessageId> ids;
    for (int i = 0; i < 5; ++i) {
      world.send("1380013" + std::to_string(8000 + i * 10));
      world.scheduler.run_for(Micros(static_cast<std::int64_t>(world.rng.below(10'000))));
    }
    std::map<MessageId, bool> cancelled;
    std::set<MessageId> refused;
    while (world.answers.entries.size() < 5) world.scheduler.run_for(Millis(1));
    for (const auto& entry : world.answers.entries) {
      world.scheduler.run_for(Micros(static_cast<std::int64_t>(world.rng.below(20'000))));
      world.gateway->cancel({world.account, entry.id, {}, {}, {}}, [&, id = entry.id](const auto& outcome) {
        if (outcome)
          cancelled[id] = true;
        else
          refused.insert(id);
      });
    }
    if (world.rng.below(2) == 0) {
      world.scheduler.run_for(Micros(static_cast<std::int64_t>(world.rng.below(60'000))));
      world.crash(world.rng.below(3));
      world.start_bound();
    }
    world.scheduler.run_for(Seconds(5'000));
    BOOST_TEST_CONTEXT("seed " << seed) {
      for (const auto& entry : world.answers.entries) {
        const auto sent = std::count_if(world.smsc->submits.begin(), world.smsc->submits.end(),
                                        [&](const auto& each) { return each.destination == "86" + entry.to; });
        const std::string state = Client(world).state_of(entry.id);
        if (cancelled.contains(entry.id)) {
          BOOST_TEST(sent == 0);
          BOOST_TEST(state == "cancelled");
        } else if (refused.contains(entry.id)) {
          BOOST_TEST(state != "cancelled");
        }
        if (state == "cancelled") BOOST_TEST(sent == 0);
      }
      for (int i = 0; i < 3; ++i) world.take_events();
      for (const auto& entry : world.answers.entries) BOOST_TEST(world.results_of(entry.id) == 1U);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_replaced_message_keeps_its_place_and_says_the_new_text) {
  Waiting world;
  Client client(world);
  const MessageId first = client.send(Client::submit_sm(phone, "one")).id;
  client.send(Client::submit_sm("8613800138010", "two"));
  BOOST_TEST(code_of(client.replace(replacement(first, std::string(200, 'n')))) == "");
  BOOST_TEST(client.find(first)->message.segments.size() == 2U);
  BOOST_TEST(code_of(client.replace(replacement(first, "new"))) == "");
  world.let_go();
  world.scheduler.run_for(Seconds(60));
  BOOST_TEST(bodies_of(world) == (std::vector<std::string>{"new", "two"}), boost::test_tools::per_element());
  BOOST_TEST(code_of(client.replace(replacement(first, "late"))) == "already_ended");
}

BOOST_AUTO_TEST_CASE(a_replacement_is_checked_like_a_submit) {
  Waiting world;
  Client client(world);
  const MessageId id = client.send(Client::submit_sm(phone, "one", "1069000111001")).id;
  auto request = replacement(id, "new");
  BOOST_TEST(code_of(client.replace(request)) == "unknown_message");  // no source
  request.source = *SenderAddress::make("1069000111001", 0, 0);
  request.body = std::string(5'000, 'x');
  BOOST_TEST(code_of(client.replace(request)) == "text_too_long");
  request.body = "new";
  request.expires_at = world.scheduler.wall();
  BOOST_TEST(code_of(client.replace(request)) == "invalid_validity");
  BOOST_TEST(client.find(id)->message.body == "one");
}

BOOST_AUTO_TEST_CASE(a_replacement_moves_the_send_time_both_ways) {
  World world;
  world.start_bound();
  Client client(world);
  gateway::AcceptItem item = Client::submit_sm(phone, "one");
  item.send_at = world.scheduler.wall() + Seconds(1'000);
  const MessageId id = client.send(item).id;
  world.scheduler.run_for(Seconds(300));  // it is on disk now
  auto request = replacement(id, "two");
  request.send_at = world.scheduler.wall() + Seconds(20);
  BOOST_TEST(code_of(client.replace(request)) == "");
  world.scheduler.run_for(Seconds(10));
  request.body = "three";
  request.send_at = world.scheduler.wall() + Seconds(2'000);
  BOOST_TEST(code_of(client.replace(request)) == "");
  world.scheduler.run_for(Seconds(1'990));
  BOOST_TEST(world.smsc->submits.empty());
  world.crash();
  world.start_bound();
  world.scheduler.run_for(Seconds(11));
  BOOST_TEST(bodies_of(world) == std::vector<std::string>{"three"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(send_times_that_were_moved_are_moved_after_a_crash_too) {
  World world;
  world.start_bound();
  Client client(world);
  std::vector<MessageId> ids;
  for (int i = 0; i < 6; ++i) {
    gateway::AcceptItem item = Client::submit_sm("138001380" + std::to_string(10 + i), std::to_string(i));
    item.send_at = world.scheduler.wall() + Seconds(100 + i);
    ids.push_back(client.send(item).id);
  }
  for (const std::size_t moved : {0U, 3U}) {
    auto request = replacement(ids[moved], "moved " + std::to_string(moved));
    request.send_at = world.scheduler.wall() + Seconds(moved == 0 ? 500 : 50);
    BOOST_TEST(code_of(client.replace(request)) == "");
  }
  world.crash();
  world.start_bound();
  world.scheduler.run_for(Seconds(600));
  BOOST_TEST(bodies_of(world) == (std::vector<std::string>{"moved 3", "1", "2", "4", "5", "moved 0"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_queued_message_that_is_replaced_by_one_for_later_waits_again) {
  Waiting world;
  Client client(world);
  const MessageId id = client.send(Client::submit_sm(phone, "one")).id;
  auto request = replacement(id, "two");
  request.send_at = world.scheduler.wall() + Seconds(300);
  BOOST_TEST(code_of(client.replace(request)) == "");
  BOOST_TEST(client.state_of(id) == "scheduled");
  world.let_go();
  world.scheduler.run_for(Seconds(299));
  BOOST_TEST(world.smsc->submits.empty());
  world.scheduler.run_for(Seconds(2));
  BOOST_TEST(world.smsc->submits.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_submit_takes_the_place_of_the_one_that_waits_for_the_same_phone) {
  for (const bool on_disk : {false, true}) {
    Waiting world;
    Client client(world);
    gateway::AcceptItem item = Client::submit_sm(phone, "one");
    item.replace_if_present = true;
    if (on_disk) item.send_at = world.scheduler.wall() + Seconds(2'000);
    const auto first = client.send(item);
    BOOST_TEST(!first.replaced);
    if (on_disk) world.scheduler.run_for(Seconds(300));
    item.body = "two";
    item.send_at.reset();
    const auto second = client.send(item);
    BOOST_TEST(second.replaced);
    BOOST_TEST(second.id.value() == first.id.value());
    BOOST_TEST(second.told_id.value() == first.id.value());
    item.client->service_type.assign("WAP");
    item.body = "three";
    BOOST_TEST(!client.send(item).replaced);
    world.let_go();
    world.scheduler.run_for(Seconds(60));
    BOOST_TEST(world.smsc->submits.size() == 2U);
    BOOST_TEST(!client.send(item).replaced);  // those are sent
    BOOST_TEST(world.gateway->status().counters.replaced == 1U);
  }
}

BOOST_AUTO_TEST_CASE(a_submit_takes_the_place_of_one_of_its_own_kind_only) {
  gateway::AcceptItem plain = Client::submit_sm(phone, "plain");
  gateway::AcceptItem with_header = Client::submit_sm(phone, std::string("\x04\x05\x04\x23\xF4port", 9));
  with_header.body_kind = BodyKind::verbatim;
  with_header.client->esm_class = 0x40;
  const gateway::AcceptItem part = Client::udh_part(phone, 7, 2, 1);
  gateway::AcceptItem sar = Client::submit_sm(phone, "part");
  sar.body_kind = BodyKind::verbatim;
  sar.client->part = {PartForm::sar, 7, 2, 1};
  for (const auto& [waiting, coming] : {std::pair(plain, with_header), std::pair(with_header, plain),
                                        std::pair(part, with_header), std::pair(sar, plain)}) {
    Waiting world;
    Client client(world);
    const MessageId first = client.send(waiting).id;
    gateway::AcceptItem item = coming;
    item.replace_if_present = true;
    const auto second = client.send(item);
    BOOST_TEST(!second.replaced);
    BOOST_TEST(second.id.value() != first.value());
    BOOST_TEST(client.find(first)->message.body == waiting.body);
    BOOST_TEST(client.send(item).replaced);
    BOOST_TEST(world.gateway->status().queued_messages == 2U);
  }
}

BOOST_AUTO_TEST_CASE(a_message_that_was_read_back_to_be_replaced_stands_once_in_its_queue) {
  Waiting world(1, 2);
  Client client(world);
  std::vector<MessageId> ids;
  for (int i = 0; i < 10; ++i) {
    gateway::AcceptItem item = Client::submit_sm("138001380" + std::to_string(10 + i), std::to_string(i));
    item.validity = Seconds(10'000);
    ids.push_back(client.send(item).id);
  }
  world.scheduler.run_for(Seconds(100));
  BOOST_TEST(world.gateway->status().open_messages <= 2U);
  BOOST_TEST(world.gateway->status().queued_messages == 10U);
  BOOST_TEST(code_of(client.replace(replacement(ids[0], "new"))) == "");
  auto later = replacement(ids[1], "later");
  later.send_at = world.scheduler.wall() + Seconds(50);
  BOOST_TEST(code_of(client.replace(later)) == "");
  world.scheduler.run_for(Seconds(100));
  BOOST_TEST(world.gateway->status().queued_messages == 10U);
  world.let_go();
  world.scheduler.run_for(Seconds(60));
  BOOST_TEST(bodies_of(world) == (std::vector<std::string>{"new", "later", "2", "3", "4", "5", "6", "7", "8", "9"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_queued_message_that_is_moved_away_and_back_stands_once_in_its_queue) {
  Waiting world;
  Client client(world);
  gateway::AcceptItem item = Client::submit_sm(phone, "one");
  item.validity = Seconds(20'000);
  const MessageId id = client.send(item).id;
  auto request = replacement(id, "two");
  request.send_at = world.scheduler.wall() + Seconds(9'000);
  BOOST_TEST(code_of(client.replace(request)) == "");
  world.scheduler.run_for(Seconds(200));  // a checkpoint has seen it
  request.body = "three";
  request.send_at = world.scheduler.wall() + Seconds(1);
  BOOST_TEST(code_of(client.replace(request)) == "");
  world.scheduler.run_for(Seconds(2));
  BOOST_TEST(world.gateway->status().queued_messages == 1U);
  world.let_go();
  world.scheduler.run_for(Seconds(60));
  BOOST_TEST(bodies_of(world) == std::vector<std::string>{"three"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
