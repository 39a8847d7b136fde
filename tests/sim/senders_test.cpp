// SPDX-License-Identifier: Apache-2.0
// The numbers that messages leave from, through the whole gateway: by signature over failover and restart, by class,
// and what recipients abroad see.
#include <boost/test/unit_test.hpp>

#include "tests/sim/client.h"
#include "tests/sim/world.h"

using namespace smppedge;
using namespace smppedge::sim;

namespace {

constexpr std::uint16_t second_port = 2777;
const std::string phone = "8613800138000";
const std::string hong_kong = "85291234567";

/// An account with two signatures, and two carriers in order of preference.
struct Signatures : World {
  Signatures() {
    settings.accounts[0].extension.clear();
    settings.accounts[0].signatures = {{"Acme", "01"}, {"Shop", "02"}};
    const auto link = another_carrier("second", second_port, "10690002220");
    settings.carriers.push_back(link);
    settings.routes = {{"", {{carrier, 1, 1}, {link.number, 2, 1}}}};
    other = std::make_unique<SimSmsc>(scheduler, network, second_port);
    other->reply = [this](const SimSmsc::Submit&) { return SimSmsc::Reply{.message_id = "o" + std::to_string(++ids)}; };
  }
  [[nodiscard]] static gateway::AcceptItem signed_text(const std::string& sign, const std::string& text) {
    gateway::AcceptItem item;
    item.to = {phone};
    item.sign = sign;
    item.body = text;
    return item;
  }
  /// Accepts with both carriers gone, so that it is planned for the first, and sends by the second.
  [[nodiscard]] std::string source_after_failover(gateway::AcceptItem item, bool crashes) {
    network.refuse(carrier_port, {DialError::Kind::refused, "connection refused"});
    network.refuse(second_port, {DialError::Kind::refused, "connection refused"});
    start();
    Client client(*this);
    const auto entry = client.send(std::move(item));
    if (entry.error) return std::string(entry.error->code);
    BOOST_TEST(entry.sender.text().starts_with("10690001110"));
    network.allow(second_port);
    if (crashes) {
      crash();
      start();
    }
    if (!run_until([this] { return !other->submits.empty(); }, Seconds(120))) return "nothing";
    return other->submits[0].source;
  }

  std::unique_ptr<SimSmsc> other;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(senders)

BOOST_FIXTURE_TEST_CASE(each_signature_leaves_from_its_number_and_others_are_refused, Signatures) {
  start_bound();
  Client client(*this);
  BOOST_TEST(client.send(signed_text("Acme", "hello")).sender.text() == "1069000111001");
  BOOST_TEST(client.send(signed_text("Shop", "hello")).sender.text() == "1069000111002");
  BOOST_TEST(client.send(signed_text("", "【Shop】hello")).sender.text() == "1069000111002");
  BOOST_TEST(client.send(Client::submit_sm(phone, "【Acme】hello")).sender.text() == "1069000111001");
  const auto other_sign = client.accept(client.request(signed_text("Evil", "hello")));
  BOOST_REQUIRE(other_sign);
  BOOST_TEST(other_sign->messages[0].error.value().code == "invalid_sign");
  const auto unsigned_one = client.accept(client.request(signed_text("", "hello")));
  BOOST_TEST(unsigned_one.value().messages[0].error.value().code == "invalid_sign");
}

BOOST_FIXTURE_TEST_CASE(a_signature_keeps_to_its_own_number_over_failover, Signatures) {
  BOOST_TEST(source_after_failover(signed_text("Shop", "hello"), false) == "1069000222002");
}

BOOST_FIXTURE_TEST_CASE(a_signature_keeps_to_its_own_number_over_a_crash_and_failover, Signatures) {
  BOOST_TEST(source_after_failover(signed_text("Shop", "hello"), true) == "1069000222002");
}

BOOST_FIXTURE_TEST_CASE(a_number_that_stands_for_its_signature_is_exchanged_for_that_of_the_same_one, Signatures) {
  BOOST_TEST(source_after_failover(Client::submit_sm(phone, "hello", "106900011100277"), true) == "106900022200277");
}

BOOST_AUTO_TEST_CASE(digits_behind_a_named_number_go_with_it_to_another_carrier_under_both_source_policies) {
  for (const gateway::SourcePolicy policy : {gateway::SourcePolicy::checked, gateway::SourcePolicy::assigned}) {
    Signatures world;
    world.settings.accounts[0].source_policy = policy;
    const auto item = Client::submit_sm(phone, "【Shop】hello", "106900011100277");
    BOOST_TEST(world.source_after_failover(item, true) == "106900022200277");
  }
}

BOOST_AUTO_TEST_CASE(a_source_of_the_account_stays_over_failover_under_both_source_policies) {
  for (const gateway::SourcePolicy policy : {gateway::SourcePolicy::checked, gateway::SourcePolicy::assigned}) {
    Signatures world;
    world.settings.accounts[0].source_policy = policy;
    world.settings.accounts[0].sources = {"10690001110999"};
    const auto item = Client::submit_sm(phone, "【Shop】hello", "10690001110999");
    BOOST_TEST(world.source_after_failover(item, false) == "10690001110999");
  }
}

BOOST_FIXTURE_TEST_CASE(a_text_in_the_place_of_another_keeps_its_signature, Signatures) {
  start_bound();
  Client client(*this);
  gateway::AcceptItem item = Client::submit_sm(phone, "【Acme】hello");
  item.send_at = scheduler.wall() + Seconds(100);
  const auto entry = client.send(item);
  gateway::ReplaceRequest asked;
  asked.account = account;
  asked.id = entry.id;
  asked.body = "【Shop】instead";
  BOOST_TEST(code_of(client.replace(asked)) == "invalid_sign");
  asked.body = "instead";
  BOOST_TEST(code_of(client.replace(asked)) == "invalid_sign");
  asked.body = "【Acme】instead";
  BOOST_TEST(code_of(client.replace(asked)).empty());
  BOOST_TEST(run_until([this] { return smsc->submits.size() == 1; }, Seconds(200)));
  BOOST_TEST(smsc->submits[0].source == "1069000111001");
}

BOOST_AUTO_TEST_CASE(recipients_abroad_see_a_name_and_never_a_1069_number) {
  World world;
  world.settings.carriers[0].senders_abroad = {{"852", "Qsms"}};
  world.start_bound();
  Client client(world);
  const auto submits = [&world](std::size_t count) {
    return world.run_until([&] { return world.smsc->submits.size() == count; });
  };
  BOOST_TEST(client.send(Client::submit_sm(hong_kong, "hello")).sender.text() == "Qsms");
  BOOST_REQUIRE(submits(1));
  BOOST_TEST(world.smsc->submits[0].source == "Qsms");
  const std::vector<std::uint8_t>& pdu = world.smsc->submits[0].pdu;
  BOOST_TEST(pdu.at(17) == 5);  // source_addr_ton, behind the header and an empty service_type
  BOOST_TEST(pdu.at(18) == 0);
  client.send(Client::submit_sm("85361234567", "hello"));
  BOOST_REQUIRE(submits(2));
  BOOST_TEST(world.smsc->submits[1].source.empty());
  client.send(Client::submit_sm(phone, "hello"));
  BOOST_REQUIRE(submits(3));
  BOOST_TEST(world.smsc->submits[2].source == "1069000111001");
}

BOOST_AUTO_TEST_CASE(a_long_message_abroad_is_delivered_though_it_has_no_number_of_ours) {
  World world;
  world.start_bound();
  const MessageId id = world.accept(hong_kong, std::string(300, 'a'));
  const gateway::Event* result = world.result_of(id);
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  for (const SimSmsc::Submit& submit : world.smsc->submits) BOOST_TEST(submit.source.empty());
}

BOOST_AUTO_TEST_CASE(a_class_leaves_from_the_number_that_was_granted_for_it) {
  World world;
  sender::Grant codes{"10690001110"};
  codes.classes = {true, false, false};
  sender::Grant notices{"10690009990"};
  notices.classes = {false, true, false};
  world.settings.carriers[0].access_numbers = {codes, notices};
  world.start_bound();
  Client client(world);
  gateway::AcceptItem item = Client::submit_sm(phone, "hello");
  const auto send_as = [&](TrafficClass traffic_class) {
    item.traffic_class = traffic_class;
    const auto entry = client.accept(client.request(item)).value().messages[0];
    return entry.error ? std::string(entry.error->code) : std::string(entry.sender.text());
  };
  BOOST_TEST(send_as(TrafficClass::otp) == "1069000111001");
  BOOST_TEST(send_as(TrafficClass::notice) == "1069000999001");
  BOOST_TEST(send_as(TrafficClass::marketing) == "no_sender");
}

BOOST_AUTO_TEST_SUITE_END()
