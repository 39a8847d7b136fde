// SPDX-License-Identifier: Apache-2.0
// The parts of a long message that a client has cut itself leave together: one carrier, one sender, one reference of
// ours, whatever else changes and whether or not the process lives on.
#include <boost/test/unit_test.hpp>

#include "message/text/user_data_header.h"
#include "pdu/tlv.h"
#include "tests/sim/client.h"

using namespace smppedge;
using sim::Client;
using sim::World;

namespace {

constexpr const char* phone = "8613800138000";
constexpr std::uint16_t second_port = 2777;

/// Two carriers for all numbers; the second has a shorter access number.
struct TwoCarriers : World {
  TwoCarriers() {
    other_smsc = std::make_unique<sim::SimSmsc>(scheduler, network, second_port);
    gateway::CarrierSettings other = settings.carriers[0];
    other.number = *store.carrier_number("other");
    other.access_numbers = {{"10690002220"}};
    other.link.name = "other";
    other.link.endpoint.port = second_port;
    settings.carriers.push_back(other);
    settings.routes = {{"", {{carrier, 1, 1}, {other.number, 2, 1}}}};
  }
  ~TwoCarriers() { gateway.reset(); }
  /// The preferred carrier is gone, and cannot be dialled.
  void lose_first() {
    network.refuse(sim::carrier_port, DialError{DialError::Kind::refused, "refused"});
    for (std::size_t i = 0; i < smsc->connections(); ++i) {
      if (smsc->state(i) == session::State::bound_trx) smsc->unbind(i);
    }
    run_until([this] { return !bound(); });
  }
  std::unique_ptr<sim::SimSmsc> other_smsc;
};

std::optional<text::Concatenation> concatenation_of(const sim::SimSmsc::Submit& submit) {
  const auto* octets = reinterpret_cast<const std::uint8_t*>(submit.body.data());
  const auto data = text::split_user_data({octets, submit.body.size()});
  return data ? data->concatenation : std::nullopt;
}

std::uint16_t reference_of(Client& client, MessageId id) {
  return client.find(id)->message.plan.reference;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(parts)

BOOST_AUTO_TEST_CASE(parts_go_on_as_they_come_under_one_reference_of_ours) {
  World world;
  world.start_bound();
  Client client(world);
  const auto second = client.send(Client::udh_part(phone, 0x77, 3, 2, "two"));
  const auto first = client.send(Client::udh_part(phone, 0x77, 3, 1, "one"));
  world.scheduler.run_for(Seconds(1));
  BOOST_REQUIRE_EQUAL(world.smsc->submits.size(), 2U);  // the third is not waited for
  const std::uint16_t ours = reference_of(client, second.id);
  BOOST_TEST(reference_of(client, first.id) == ours);
  for (const auto& submit : world.smsc->submits) {
    BOOST_TEST(submit.esm_class == 0x40);
    const auto part = concatenation_of(submit);
    BOOST_REQUIRE(part);
    BOOST_TEST(part->reference == ours);
    BOOST_TEST(part->total == 3);
  }
  BOOST_TEST(world.smsc->submits[0].body.substr(6) == "two");
  BOOST_TEST(concatenation_of(world.smsc->submits[0])->sequence == 2);
}

BOOST_AUTO_TEST_CASE(parts_marked_by_tlvs_keep_their_tlvs_with_our_reference) {
  World world;
  world.start_bound();
  Client client(world);
  gateway::AcceptItem item = Client::submit_sm(phone, "text");
  item.body_kind = BodyKind::verbatim;
  item.client->part = {PartForm::sar, 0x1234, 2, 1};
  const auto entry = client.send(item);
  world.scheduler.run_for(Seconds(1));
  BOOST_REQUIRE_EQUAL(world.smsc->submits.size(), 1U);
  const auto& submit = world.smsc->submits[0];
  const pdu::Tlvs tlvs(submit.tlvs);
  BOOST_TEST(tlvs.find_integer(pdu::Tag::sar_msg_ref_num, 2).value() == reference_of(client, entry.id));
  BOOST_TEST(tlvs.find_integer(pdu::Tag::sar_total_segments, 1).value() == 2U);
  BOOST_TEST(tlvs.find_integer(pdu::Tag::sar_segment_seqnum, 1).value() == 1U);
  BOOST_TEST(submit.body == "text");
}

BOOST_AUTO_TEST_CASE(later_parts_follow_the_first_even_where_another_carrier_is_preferred_now) {
  TwoCarriers world;
  world.network.refuse(sim::carrier_port, DialError{DialError::Kind::refused, "refused"});
  world.start();
  world.run_until(
      [&] { return world.gateway->status().carriers[1].status.binds[0].state == carrier::BindState::bound; });
  Client client(world);
  const auto first = client.send(Client::udh_part(phone, 1, 3, 1));
  BOOST_TEST(first.sender.text() == "1069000222001");
  world.network.allow(sim::carrier_port);
  world.run_until([&] { return world.bound(); }, Seconds(120));
  const auto second = client.send(Client::udh_part(phone, 1, 3, 2));
  BOOST_TEST(second.sender.text() == "1069000222001");
  BOOST_TEST(client.send(Client::udh_part(phone, 2, 3, 1)).sender.text() == "1069000111001");
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(world.other_smsc->submits.size() == 2U);
  BOOST_TEST(world.smsc->submits.size() == 1U);
}

BOOST_AUTO_TEST_CASE(another_phone_source_total_reference_or_form_is_another_message) {
  World world;
  world.settings.accounts[0].sources = {"ACME"};
  world.start_bound();
  Client client(world);
  // References count per sender and phone, so those of one phone tell different messages apart.
  std::set<std::uint16_t> references;
  references.insert(reference_of(client, client.send(Client::udh_part(phone, 1, 3, 1)).id));
  references.insert(reference_of(client, client.send(Client::udh_part(phone, 1, 4, 1)).id));
  references.insert(reference_of(client, client.send(Client::udh_part(phone, 2, 3, 1)).id));
  BOOST_TEST(references.size() == 3U);
  gateway::AcceptItem named = Client::udh_part(phone, 1, 3, 2);
  named.source = *SenderAddress::make("ACME", 5, 0);
  named.client->source = *named.source;
  BOOST_TEST(client.send(named).sender.text() == "ACME");
}

BOOST_AUTO_TEST_CASE(a_reference_that_comes_again_after_all_parts_or_after_the_time_is_a_new_message) {
  World world;
  world.start_bound();
  Client client(world);
  const auto send = [&](std::uint8_t sequence) {
    return reference_of(client, client.send(Client::udh_part(phone, 9, 2, sequence)).id);
  };
  const std::uint16_t complete = send(1);
  BOOST_TEST(send(2) == complete);
  const std::uint16_t next = send(1);
  BOOST_TEST(next != complete);
  world.scheduler.run_for(Seconds(599));
  BOOST_TEST(send(1) == next);  // its part again: nothing is complete
  world.scheduler.run_for(Seconds(601));
  BOOST_TEST(send(2) != next);
}

BOOST_AUTO_TEST_CASE(parts_stay_together_over_a_restart_wherever_the_first_one_was) {
  for (const auto before_crash : {Seconds(0), Seconds(5), Seconds(40), Seconds(200)}) {
    for (const bool receipts : {true, false}) {
      TwoCarriers world;
      world.receipts = receipts;
      world.start_bound();
      Client client(world);
      const std::uint16_t ours = reference_of(client, client.send(Client::udh_part(phone, 5, 3, 1)).id);
      world.scheduler.run_for(before_crash);
      world.crash();
      world.start();
      world.lose_first();
      world.run_until(
          [&] { return world.gateway->status().carriers[1].status.binds[0].state == carrier::BindState::bound; });
      Client again(world);
      const auto second = again.send(Client::udh_part(phone, 5, 3, 2));
      BOOST_TEST_CONTEXT("crash after " << before_crash.count() << " s, receipts " << receipts) {
        BOOST_TEST(second.sender.text() == "1069000111001");
        BOOST_TEST(reference_of(again, second.id) == ours);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(later_parts_keep_the_sender_of_the_first_whatever_the_account_has_now) {
  World world;
  world.start_bound();
  const auto first = Client(world).send(Client::udh_part(phone, 5, 3, 1));
  world.crash();
  world.settings.accounts[0].extension = "02";
  world.start_bound();
  Client client(world);
  BOOST_TEST(client.send(Client::udh_part(phone, 5, 3, 2)).sender.text() == first.sender.text());
  BOOST_TEST(client.send(Client::submit_sm(phone, "another")).sender.text() == "1069000111002");
}

BOOST_AUTO_TEST_CASE(a_part_in_doubt_keeps_the_others_with_it_over_a_restart) {
  World world;
  world.silent = true;
  world.start_bound();
  Client client(world);
  const MessageId first = client.send(Client::udh_part(phone, 5, 3, 1)).id;
  const std::uint16_t ours = reference_of(client, first);
  world.scheduler.run_for(Seconds(200));
  BOOST_TEST(client.state_of(first) == "in_doubt");
  world.crash();
  world.start_bound();
  Client again(world);
  BOOST_TEST(reference_of(again, again.send(Client::udh_part(phone, 5, 3, 2)).id) == ours);
}

BOOST_AUTO_TEST_CASE(the_time_of_a_part_counts_over_a_restart) {
  World world;
  world.start_bound();
  Client client(world);
  const std::uint16_t ours = reference_of(client, client.send(Client::udh_part(phone, 5, 3, 1)).id);
  world.crash();
  world.scheduler.run_for(Seconds(500));
  world.start_bound();
  world.scheduler.run_for(Seconds(150));
  Client again(world);
  BOOST_TEST(reference_of(again, again.send(Client::udh_part(phone, 5, 3, 2)).id) != ours);
}

BOOST_AUTO_TEST_CASE(a_long_message_after_a_restart_has_another_reference_than_the_parts_before_it) {
  World world;
  world.receipts = false;
  world.start_bound();
  constexpr std::size_t phones = 1'000;
  const auto send_to_all = [&](std::uint8_t reference) {
    Client client(world);
    gateway::AcceptRequest request = client.request(Client::udh_part(phone, reference, 2, 1));
    request.is_list = true;
    request.items.resize(phones, request.items.front());
    for (std::size_t i = 0; i < phones; ++i) request.items[i].to = {"1380000" + std::to_string(1'000 + i)};
    BOOST_TEST(client.accept(std::move(request)).has_value());
    world.run_until([&] { return world.smsc->submits.size() >= phones; });
    std::map<std::string, std::uint16_t> references;
    for (const auto& submit : world.smsc->submits) {
      references.emplace(submit.destination, concatenation_of(submit)->reference);
    }
    world.smsc->submits.clear();
    return references;
  };
  const auto before = send_to_all(1);
  world.crash();
  world.start_bound();
  const auto after = send_to_all(2);
  BOOST_REQUIRE_EQUAL(before.size(), phones);
  BOOST_REQUIRE_EQUAL(after.size(), phones);
  std::size_t same = 0;
  for (const auto& [to, reference] : before) same += after.at(to) == reference ? 1U : 0U;
  BOOST_TEST(same == 0U);
}

BOOST_AUTO_TEST_CASE(two_parts_that_ask_the_store_at_once_keep_their_order_and_their_pin) {
  World world;
  world.start_bound();  // the store is asked for parts_pin from here on
  std::vector<gateway::AcceptEntry> entries;
  Client client(world);
  for (const std::uint8_t sequence : std::array<std::uint8_t, 3>{3, 1, 2}) {
    world.gateway->accept(client.request(Client::udh_part(phone, 5, 3, sequence)),
                          [&](Expected<gateway::AcceptAnswer, gateway::RequestError> answer) {
                            entries.push_back(answer->messages.at(0));
                          });
  }
  world.scheduler.run_for(Seconds(1));
  BOOST_REQUIRE_EQUAL(entries.size(), 3U);
  BOOST_REQUIRE_EQUAL(world.smsc->submits.size(), 3U);
  const auto first = concatenation_of(world.smsc->submits[0]);
  BOOST_TEST(first->sequence == 3);
  BOOST_TEST(concatenation_of(world.smsc->submits[1])->sequence == 1);
  for (const auto& submit : world.smsc->submits) BOOST_TEST(concatenation_of(submit)->reference == first->reference);
}

BOOST_AUTO_TEST_CASE(a_store_that_cannot_be_asked_takes_no_part_that_might_belong_to_others) {
  World world;
  world.start_bound();
  Client client(world);
  world.store.answer_reads_with(store::ReadError::overloaded);
  const auto refused = client.accept(client.request(Client::udh_part(phone, 5, 3, 1)));
  BOOST_TEST(sim::code_of(refused) == "store_busy");
  world.scheduler.run_for(Seconds(601));
  BOOST_TEST(client.send(Client::udh_part(phone, 5, 3, 1)).id.value() != 0U);  // long enough after the start
}

BOOST_AUTO_TEST_SUITE_END()
