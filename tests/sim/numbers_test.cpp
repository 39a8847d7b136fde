// SPDX-License-Identifier: Apache-2.0
// Numbers that depend on what a phone was sent before: rotating and sticky senders, over crashes, failover and time.
#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

#include "tests/sim/client.h"
#include "tests/sim/world.h"

using namespace smppedge;
using namespace smppedge::sim;

namespace {

constexpr std::uint16_t second_port = 2777;
constexpr const char* phone = "8613800138007";
constexpr Seconds hours_72{72 * 3600};

/// One account that writes to one phone.
struct Numbers : World {
  Numbers() {
    settings.checkpoint_interval = Seconds(1);
    settings.spill_after = Seconds(1);
  }
  void rotate(std::size_t tail_digits) { settings.accounts[0].number_policy = {sender::Policy::rotating, tail_digits}; }
  gateway::AcceptEntry write(const std::string& conversation = {}, const std::string& to = phone) {
    gateway::AcceptItem item;
    item.to = {to};
    item.body = "hello";
    item.conversation = conversation;
    return Client(*this).send(std::move(item));
  }
  std::string number(const std::string& conversation = {}) {
    const gateway::AcceptEntry entry = write(conversation);
    return entry.error ? std::string(entry.error->code) : std::string(entry.sender.text());
  }
  /// One that is like the first, with numbers of its own.
  AccountNumber add_account(const std::string& extension) {
    gateway::AccountSettings another = settings.accounts[0];
    another.number = AccountNumber(77);
    another.name = "another";
    another.extension = extension;
    settings.accounts.push_back(another);
    return another.number;
  }
  std::string number_of(AccountNumber of, const std::string& conversation) {
    Client client(*this);
    client.account = of;
    gateway::AcceptItem item;
    item.to = {phone};
    item.body = "hello";
    item.conversation = conversation;
    const gateway::AcceptEntry entry = client.send(std::move(item));
    return entry.error ? std::string(entry.error->code) : std::string(entry.sender.text());
  }
  /// One that leaves in a day; it waits on disk.
  gateway::AcceptEntry later(const std::string& conversation = {}) {
    gateway::AcceptItem item;
    item.to = {phone};
    item.body = "hello";
    item.conversation = conversation;
    item.send_at = scheduler.wall() + Seconds(86'400);
    gateway::AcceptEntry entry = Client(*this).send(std::move(item));
    BOOST_REQUIRE(!entry.error);
    return entry;
  }
  void restart() {
    crash();
    start_bound();
  }
  void restart_unbound() {
    crash();
    start();
  }
  /// The message that a reply to that number answers; 0: none.
  MessageId answered(const std::string& to) {
    const std::string text = "to " + to;
    pdu::ShortMessage message;
    message.source.addr = phone;
    message.destination.addr = to;
    message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    BOOST_REQUIRE(deliver(message, ++cookies));
    scheduler.run_for(Seconds(1));
    take_events();
    const gateway::Event& last = events.rbegin()->second;
    BOOST_REQUIRE((last.kind == gateway::Event::Kind::reply));
    return last.message == nullptr ? MessageId() : last.message->id;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(numbers, Numbers)

BOOST_AUTO_TEST_CASE(each_conversation_has_a_number_of_its_own_and_its_reply_finds_it) {
  rotate(2);
  start_bound();
  const gateway::AcceptEntry one = write("one");
  const gateway::AcceptEntry two = write("two");
  BOOST_TEST(one.sender.text() != two.sender.text());
  scheduler.run_for(Seconds(5));
  restart();
  const gateway::AcceptEntry again = write("one");
  BOOST_TEST(again.sender.text() == one.sender.text());
  BOOST_TEST(number("three") != one.sender.text());
  scheduler.run_for(Seconds(5));
  BOOST_TEST((answered(std::string(two.sender.text())) == two.id));
  BOOST_TEST((answered(std::string(one.sender.text())) == again.id));
}

BOOST_AUTO_TEST_CASE(a_pair_is_not_given_out_again_within_72_hours_whenever_the_process_dies) {
  rotate(1);
  start_bound();
  std::set<std::string> given;
  for (unsigned i = 0; i < 10; ++i) {
    const std::string each = number();
    BOOST_TEST(given.insert(each).second, each << " came twice");
    if (i % 3 == 0) restart();
    if (i % 3 == 1) scheduler.run_for(Seconds(5));  // ended, and noted
  }
  BOOST_TEST(given.size() == 10U);
  BOOST_TEST(number() == "senders_in_use");
  BOOST_TEST(write({}, "8613800138008").error.has_value() == false);  // another phone
  scheduler.run_for(hours_72 - Seconds(60));
  BOOST_TEST(number() == "senders_in_use");
  scheduler.run_for(Seconds(300));
  start_bound();
  BOOST_TEST(given.contains(number()));
}

BOOST_AUTO_TEST_CASE(a_number_is_claimed_with_its_message_whatever_has_become_of_that_when_the_process_dies) {
  rotate(1);
  network.refuse(carrier_port, {DialError::Kind::refused, "connection refused"});
  start();
  std::set<std::string> given;
  for (unsigned i = 0; i < 10; ++i) {
    BOOST_TEST(given.insert(number()).second);
    crash();
    start();
  }
  BOOST_TEST(number() == "senders_in_use");
}

BOOST_AUTO_TEST_CASE(a_number_that_waits_on_disk_is_not_given_to_another) {
  rotate(1);
  settings.carriers[0].link.window = 1;
  settings.live_messages_max = 1;
  start();
  network.refuse(carrier_port, {DialError::Kind::refused, "connection refused"});
  std::set<std::string> given;
  for (unsigned i = 0; i < 10; ++i) {
    BOOST_TEST(given.insert(number()).second);
    scheduler.run_for(Seconds(3));
    if (i == 5) {
      crash();
      start();
    }
  }
  BOOST_TEST(number() == "senders_in_use");
}

BOOST_AUTO_TEST_CASE(requests_at_the_same_time_do_not_get_the_same_pair) {
  rotate(1);
  start_bound();
  for (unsigned i = 0; i < 10; ++i) send(phone);
  scheduler.run_for(Seconds(5));
  std::set<std::string> given;
  for (const gateway::AcceptEntry& entry : answers.entries) {
    BOOST_TEST(!entry.error.has_value());
    given.insert(std::string(entry.sender.text()));
  }
  BOOST_TEST(given.size() == 10U);
}

BOOST_AUTO_TEST_CASE(the_number_of_a_message_that_never_left_is_free_again) {
  rotate(1);
  start();
  network.refuse(carrier_port, {DialError::Kind::refused, "connection refused"});
  for (unsigned i = 0; i < 10; ++i) {
    const gateway::AcceptEntry entry = write();
    BOOST_REQUIRE(!entry.error);
    Client(*this).cancel(entry.id);
  }
  BOOST_TEST(!write().error.has_value());
}

BOOST_AUTO_TEST_CASE(a_message_that_is_cancelled_leaves_its_number_to_the_others_of_its_conversation) {
  rotate(1);
  start();
  network.refuse(carrier_port, {DialError::Kind::refused, "connection refused"});
  const gateway::AcceptEntry first = write("one");
  const gateway::AcceptEntry second = write("one");
  BOOST_TEST(first.sender.text() == second.sender.text());
  Client(*this).cancel(second.id);
  for (unsigned i = 0; i < 9; ++i) BOOST_TEST(number() != first.sender.text());
}

BOOST_AUTO_TEST_CASE(a_number_that_was_promised_anew_does_not_go_back_to_the_conversation_that_had_it) {
  rotate(1);
  start_bound();
  const std::string of_first = number("first");
  scheduler.run_for(hours_72 + Seconds(60));
  run_until([this] { return bound(); }, Seconds(600));
  std::set<std::string> promised;
  for (unsigned i = 0; i < 10; ++i) promised.insert(std::string(later(std::to_string(i)).sender.text()));
  BOOST_TEST(promised.contains(of_first));
  BOOST_TEST(number("first") == "senders_in_use");
  scheduler.run_for(Seconds(5));  // to the disk
  restart();
  BOOST_TEST(number("first") == "senders_in_use");
}

BOOST_AUTO_TEST_CASE(a_conversation_is_over_72_hours_after_its_last_message_however_long_any_might_have_waited) {
  rotate(1);
  settings.delivery.validity = {Seconds(7 * 86'400), Seconds(7 * 86'400), Seconds(7 * 86'400)};
  start_bound();
  for (unsigned i = 0; i < 10; ++i) {
    const std::string first = number(std::to_string(i));
    scheduler.run_for(Seconds(5));
    BOOST_TEST(number(std::to_string(i)) == first);
  }
  scheduler.run_for(hours_72 + Seconds(60));
  run_until([this] { return bound(); }, Seconds(600));
  for (unsigned i = 10; i < 20; ++i) BOOST_TEST(number(std::to_string(i)) != "senders_in_use");
}

BOOST_AUTO_TEST_CASE(a_part_that_is_cancelled_leaves_its_number_to_its_siblings) {
  rotate(1);
  start();
  network.refuse(carrier_port, {DialError::Kind::refused, "connection refused"});
  const gateway::AcceptEntry one = Client(*this).send(Client::udh_part(phone, 7, 2, 1));
  const gateway::AcceptEntry two = Client(*this).send(Client::udh_part(phone, 7, 2, 2));
  BOOST_TEST(one.sender.text() == two.sender.text());
  Client(*this).cancel(two.id);
  for (unsigned i = 0; i < 9; ++i) BOOST_TEST(number() != one.sender.text());
  BOOST_TEST(number() == "senders_in_use");
}

BOOST_AUTO_TEST_CASE(numbers_of_messages_that_were_cancelled_on_disk_are_free_whatever_restarts_there_are) {
  rotate(1);
  start_bound();
  std::vector<MessageId> waiting;
  for (unsigned i = 0; i < 10; ++i) waiting.push_back(later().id);
  scheduler.run_for(Seconds(5));
  restart();
  BOOST_TEST(number() == "senders_in_use");
  for (const MessageId id : waiting) Client(*this).cancel(id);
  for (const bool restarts : {false, true}) {
    if (restarts) restart();
    const gateway::AcceptEntry entry = write();
    BOOST_REQUIRE(!entry.error);
    scheduler.run_for(Seconds(5));
  }
}

BOOST_AUTO_TEST_CASE(a_message_that_waited_on_disk_holds_its_number_72_hours_from_the_send) {
  rotate(1);
  settings.delivery.validity = {Seconds(6 * 86'400), Seconds(6 * 86'400), Seconds(6 * 86'400)};
  start_bound();
  for (unsigned i = 0; i < 10; ++i) (void)later();
  scheduler.run_for(Seconds(86'400) + Seconds(60));
  BOOST_REQUIRE(run_until([this] { return smsc->submits.size() == 10; }, Seconds(600)));
  scheduler.run_for(hours_72 - Seconds(600));
  run_until([this] { return bound(); }, Seconds(600));
  BOOST_TEST(number() == "senders_in_use");
  scheduler.run_for(Seconds(1200));
  run_until([this] { return bound(); }, Seconds(600));
  BOOST_TEST(number() != "senders_in_use");
  restart();
  BOOST_TEST(number() != "senders_in_use");
}

BOOST_AUTO_TEST_CASE(a_message_that_is_put_off_keeps_its_number_for_as_long) {
  rotate(1);
  start_bound();
  gateway::AcceptItem item = Client::submit_sm(phone, "hello");
  item.send_at = scheduler.wall() + Seconds(3600);
  const gateway::AcceptEntry entry = Client(*this).send(std::move(item));
  BOOST_REQUIRE(!entry.error);
  gateway::ReplaceRequest later;
  later.account = account;
  later.id = entry.id;
  later.source = SenderAddress();
  later.body = "later";
  later.send_at = scheduler.wall() + Seconds(71 * 3600);
  later.validity = Seconds(3 * 86'400);
  BOOST_REQUIRE(Client(*this).replace(later));
  scheduler.run_for(Seconds(74 * 3600));
  run_until([this] { return bound(); }, Seconds(600));
  for (unsigned i = 0; i < 9; ++i) BOOST_TEST(number() != entry.sender.text());
}

BOOST_AUTO_TEST_CASE(a_number_is_free_72_hours_after_the_send_however_long_the_message_might_have_waited) {
  rotate(1);
  settings.delivery.validity = {Seconds(7 * 86'400), Seconds(7 * 86'400), Seconds(7 * 86'400)};
  start_bound();
  for (unsigned i = 0; i < 10; ++i) BOOST_TEST(!write().error.has_value());
  BOOST_TEST(number() == "senders_in_use");
  scheduler.run_for(hours_72 + Seconds(60));
  run_until([this] { return bound(); }, Seconds(600));
  BOOST_TEST(number() != "senders_in_use");
}

BOOST_AUTO_TEST_CASE(long_messages_to_a_phone_go_on_with_its_last_reference_over_a_restart) {
  settings.carriers[0].access_numbers = {{"10690001110"}, {"10690003330"}};
  start_bound();
  const auto reference = [this] {
    gateway::AcceptItem item;
    item.to = {phone};
    item.body = std::string(200, 'x');
    const gateway::AcceptEntry entry = Client(*this).send(std::move(item));
    BOOST_REQUIRE_MESSAGE(!entry.error, entry.error->message);
    const std::uint16_t used = Client(*this).find(entry.id)->message.plan.reference;
    scheduler.run_for(Seconds(5));
    return used;
  };
  std::uint16_t last = reference();
  for (unsigned i = 0; i < 3; ++i) {
    restart();
    BOOST_TEST(reference() == ((last + 1) & 0xFF));
    last = (last + 1) & 0xFF;
  }
}

BOOST_AUTO_TEST_CASE(a_sticky_phone_keeps_its_number_for_72_hours_after_the_last_message) {
  settings.carriers[0].access_numbers = {{"10690001110"}, {"10690003330"}, {"10690004440"}};
  start_bound();
  const std::string first = number();
  BOOST_TEST(first.starts_with("1069"));
  for (unsigned i = 0; i < 20; ++i) {
    scheduler.run_for(hours_72 - Seconds(600));
    if (i % 4 == 0) restart();
    run_until([this] { return bound(); }, Seconds(600));
    BOOST_TEST(number() == first);
    run_until([this] { return smsc->submits.size() >= 1; });
  }
}

BOOST_AUTO_TEST_CASE(a_phone_seen_lately_costs_no_look_up) {
  rotate(2);
  start_bound();
  write();
  store.answer_reads_with(store::ReadError::overloaded);
  BOOST_TEST(!write().error.has_value());
  // One that is not known cannot be told a number.
  send("8613800138099");
  scheduler.run_for(Seconds(1));
  BOOST_REQUIRE(answers.errors.size() == 1U);
  BOOST_TEST(answers.errors[0].code == "store_busy");
}

BOOST_AUTO_TEST_CASE(accounts_without_a_choice_are_not_looked_up) {
  start_bound();
  store.answer_reads_with(store::ReadError::overloaded);
  BOOST_TEST(!write().error.has_value());
}

BOOST_AUTO_TEST_CASE(a_number_for_each_class_is_no_choice) {
  std::vector<sender::Grant> grants{{"1069000111"}, {"1069000222"}, {"1069000333"}};
  for (std::size_t i = 0; i < traffic_class_count; ++i) {
    grants[i].classes = {};
    grants[i].classes[i] = true;
  }
  settings.accounts[0].extension = "0001";
  settings.carriers[0].access_numbers = grants;
  start_bound();
  store.answer_reads_with(store::ReadError::overloaded);
  BOOST_TEST(number() == "10690002220001");
}

BOOST_AUTO_TEST_CASE(a_request_that_is_refused_in_any_case_is_not_looked_up) {
  rotate(2);
  settings.accounts[0].pace_per_s = 1;
  start_bound();
  write();
  store.answer_reads_with(store::ReadError::overloaded);
  send("8613800138099");
  scheduler.run_for(Millis(100));
  BOOST_REQUIRE(answers.errors.size() == 1U);
  BOOST_TEST(answers.errors[0].code == "throttled");
}

BOOST_AUTO_TEST_CASE(a_request_is_judged_again_when_its_phones_are_known) {
  rotate(2);
  settings.accounts[0].pace_per_s = 1;
  start_bound();
  for (unsigned i = 0; i < 3; ++i) send("861380013810" + std::to_string(i));
  scheduler.run_for(Millis(500));
  BOOST_TEST(answers.entries.size() == 1U);
  BOOST_REQUIRE(answers.errors.size() == 2U);
  BOOST_TEST(answers.errors[0].code == "throttled");
}

BOOST_AUTO_TEST_CASE(phones_that_get_nothing_or_see_a_name_are_not_looked_up) {
  rotate(2);
  settings.carriers[0].senders_abroad = {{"852", "Qsms"}};
  start_bound();
  const std::string handset = "8613800138098";
  gateway->block(account, *PhoneNumber::from_digits(handset), [](const Expected<bool, gateway::RequestError>&) {});
  scheduler.run_for(Seconds(1));
  store.answer_reads_with(store::ReadError::overloaded);
  const gateway::AcceptEntry blocked = write({}, handset);
  BOOST_REQUIRE(blocked.error.has_value());
  BOOST_TEST(blocked.error->code == "blocked");
  BOOST_TEST(write({}, "85291234567").sender.text() == "Qsms");
}

BOOST_AUTO_TEST_CASE(an_account_has_a_bounded_number_of_phones_looked_up_at_once) {
  rotate(2);
  start_bound();
  const auto send_thousand = [this](unsigned round) {
    gateway::AcceptItem item;
    item.body = "hello";
    for (unsigned i = 0; i < gateway::request_messages_max; ++i) {
      item.to.push_back("86138" + std::to_string(10'000'000 + round * 10'000 + i));
    }
    send(std::move(item));
  };
  const unsigned rounds = gateway::account_phones_looked_up_max / gateway::request_messages_max;
  for (unsigned round = 0; round < rounds; ++round) send_thousand(round);
  BOOST_TEST(answers.errors.empty());
  send_thousand(rounds);
  BOOST_REQUIRE(answers.errors.size() == 1U);
  BOOST_TEST(answers.errors[0].code == "store_busy");
  scheduler.run_for(Seconds(1));
  BOOST_TEST(answers.entries.size() == gateway::account_phones_looked_up_max);
  send_thousand(rounds);
  scheduler.run_for(Seconds(1));
  BOOST_TEST(answers.errors.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_number_that_a_reload_takes_away_is_exchanged_before_the_message_leaves) {
  start();
  network.refuse(carrier_port, {DialError::Kind::refused, "connection refused"});
  gateway::AcceptItem item = Client::submit_sm(phone, "hello");
  item.extend = "77";
  BOOST_TEST(Client(*this).send(item).sender.text() == "106900011100177");
  const auto named = Client::submit_sm("8613800138017", "hello", "106900011100188");
  BOOST_TEST(Client(*this).send(named).sender.text() == "106900011100188");
  settings.carriers[0].access_numbers = {{"10690009990"}};
  reload_settings();
  network.allow(carrier_port);
  BOOST_REQUIRE(run_until([this] { return smsc->submits.size() == 2; }, Seconds(120)));
  BOOST_TEST(smsc->submits[0].source == "106900099900177");
  BOOST_TEST(smsc->submits[1].source == "106900099900188");
}

BOOST_AUTO_TEST_CASE(a_number_that_a_restart_takes_away_is_exchanged_and_what_its_phone_knows_is_looked_up_first) {
  rotate(1);
  start_bound();
  for (unsigned i = 0; i < 9; ++i) BOOST_TEST(!write().error.has_value());
  scheduler.run_for(Seconds(5));
  const std::set<std::string> seen = [this] {
    std::set<std::string> numbers;
    for (const auto& submit : smsc->submits) numbers.insert(submit.source);
    return numbers;
  }();
  settings.carriers[0].access_numbers = {{"10690009990"}};
  network.refuse(carrier_port, {DialError::Kind::refused, "connection refused"});
  restart_unbound();
  const std::string other = number();
  BOOST_TEST(other.starts_with("1069000999001"));
  settings.carriers[0].access_numbers = {{"10690001110"}};
  network.allow(carrier_port);
  crash();
  start();
  BOOST_REQUIRE(run_until([this] { return smsc->submits.size() == 10; }, Seconds(120)));
  BOOST_TEST(smsc->submits[9].source.starts_with("1069000111001"));
  BOOST_TEST(!seen.contains(smsc->submits[9].source));
}

BOOST_AUTO_TEST_CASE(what_waits_does_not_leave_from_the_number_that_another_signature_has_by_now) {
  settings.accounts[0].signatures = {{"Acme", "017"}};
  network.refuse(carrier_port, {DialError::Kind::refused, "connection refused"});
  start();
  gateway::AcceptItem item;
  item.to = {phone};
  item.body = "【Acme】hello";
  const gateway::AcceptEntry entry = Client(*this).send(item);
  BOOST_TEST(entry.sender.text() == "10690001110017");
  gateway::AcceptItem part = Client::udh_part(phone, 9, 2, 1);
  part.source = SenderAddress::make("1069000111001", 0, 0);
  part.client->source = *part.source;
  BOOST_REQUIRE(!Client(*this).send(part).error);
  settings.accounts[0].signatures = {{"Bank", "017"}};
  settings.accounts[0].extension = "02";
  settings.accounts.push_back(settings.accounts[0]);
  settings.accounts.back().number = AccountNumber(77);
  settings.accounts.back().name = "new";
  settings.accounts.back().signatures.clear();
  settings.accounts.back().extension = "01";
  restart_unbound();
  network.allow(carrier_port);
  BOOST_REQUIRE(run_until([this] { return bound(); }, Seconds(120)));
  item.body = "【Bank】hello";
  const gateway::AcceptEntry of_bank = Client(*this).send(item);
  BOOST_TEST(of_bank.sender.text() == "10690001110017");
  BOOST_REQUIRE(result_of(of_bank.id) != nullptr);
  BOOST_TEST(smsc->submits.size() == 1U);
  const gateway::Event* ended = result_of(entry.id, Seconds(4 * 86'400));
  BOOST_REQUIRE(ended != nullptr);
  BOOST_TEST(to_string(ended->message->state) == "expired");
  BOOST_TEST(smsc->submits.size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_waits_of_an_account_that_has_gone_does_not_leave_from_a_number_that_is_anothers_by_now) {
  network.refuse(carrier_port, {DialError::Kind::refused, "connection refused"});
  start();
  const gateway::AcceptEntry entry = write();
  BOOST_TEST(entry.sender.text() == sender_number);
  settings.accounts[0].number = AccountNumber(77);
  settings.accounts[0].name = "another";
  restart_unbound();
  network.allow(carrier_port);
  BOOST_REQUIRE(run_until([this] { return bound(); }, Seconds(120)));
  scheduler.run_for(Seconds(600));
  BOOST_TEST(smsc->submits.empty());
}

BOOST_AUTO_TEST_CASE(a_source_that_is_a_signatures_number_is_the_accounts_to_name_over_a_restart) {
  settings.accounts[0].signatures = {{"Acme", "017"}, {"Shop", "018"}};
  settings.accounts[0].sources = {"10690001110017"};
  network.refuse(carrier_port, {DialError::Kind::refused, "connection refused"});
  start();
  gateway::AcceptItem named = Client::submit_sm(phone, "【Shop】hello", "10690001110017");
  BOOST_TEST(Client(*this).send(named).sender.text() == "10690001110017");
  restart_unbound();
  network.allow(carrier_port);
  BOOST_REQUIRE(run_until([this] { return !smsc->submits.empty(); }, Seconds(120)));
  BOOST_TEST(smsc->submits[0].source == "10690001110017");
}

BOOST_AUTO_TEST_CASE(a_message_whose_rest_never_leaves_holds_its_number_from_its_send_alone) {
  for (const bool over_a_restart : {false, true}) {
    Numbers world;
    world.rotate(1);
    world.receipts = false;
    world.settings.delivery.receipt_timeout = Seconds(4 * 86'400);
    world.start_bound();
    world.smsc->reply = [&world, taken = 0](const SimSmsc::Submit& submit) mutable -> std::optional<SimSmsc::Reply> {
      if (++taken == 2) return SimSmsc::Reply{.status = pdu::CommandStatus::ESME_RINVDSTADR, .delay = Seconds(1)};
      return world.reply_to(submit);
    };
    gateway::AcceptItem item;
    item.to = {phone};
    item.body = std::string(300, 'x');
    item.validity = Seconds(5 * 86'400);
    const MessageId id = Client(world).send(std::move(item)).id;
    world.scheduler.run_for(Seconds(3600));
    BOOST_TEST(Client(world).state_of(id) == "sent");
    if (over_a_restart) world.restart();
    world.scheduler.run_for(hours_72);
    std::set<std::string> numbers;
    for (char other = 'a'; other < 'k'; ++other) numbers.insert(world.number(std::string(1, other)));
    BOOST_TEST(numbers.size() == 10U);
    BOOST_TEST(!numbers.contains("senders_in_use"));
  }
}

BOOST_AUTO_TEST_CASE(a_conversation_holds_over_failover_to_another_carrier) {
  rotate(2);
  const auto link = another_carrier("second", second_port, "10690002220");
  settings.carriers.push_back(link);
  settings.routes = {{"", {{carrier, 1, 1}, {link.number, 2, 1}}}};
  SimSmsc other(scheduler, network, second_port);
  other.reply = [this](const SimSmsc::Submit&) { return SimSmsc::Reply{.message_id = "o" + std::to_string(++ids)}; };
  network.refuse(second_port, {DialError::Kind::refused, "connection refused"});
  start();
  network.refuse(carrier_port, {DialError::Kind::refused, "connection refused"});
  const gateway::AcceptEntry entry = write("one");
  network.allow(second_port);
  crash();  // what was known of the phone is forgotten
  start();
  BOOST_REQUIRE(run_until([&] { return !other.submits.empty(); }, Seconds(120)));
  const std::string source = other.submits[0].source;
  BOOST_TEST(source.starts_with("10690002220"));
  const gateway::AcceptEntry more = write("one");
  BOOST_REQUIRE(run_until([&] { return other.submits.size() == 2; }, Seconds(60)));
  BOOST_TEST(other.submits[1].source == source);
  const gateway::AcceptEntry another = write("two");
  BOOST_TEST(another.sender.text() != source);
  BOOST_TEST(entry.id.value() != more.id.value());
}

BOOST_AUTO_TEST_CASE(a_phone_is_written_to_from_a_bounded_number_of_numbers) {
  rotate(4);
  start_bound();
  const auto write_thousand = [this](const std::string& prefix) {
    Client client(*this);
    gateway::AcceptRequest request = client.request({});
    request.items.clear();
    for (unsigned i = 0; i < gateway::phone_numbers_max; ++i) {
      gateway::AcceptItem item;
      item.to = {phone};
      item.body = "hello";
      item.conversation = prefix + std::to_string(i);
      request.items.push_back(std::move(item));
    }
    const auto answer = client.accept(std::move(request)).value();
    return std::count_if(answer.messages.begin(), answer.messages.end(), [](const auto& each) { return each.error; });
  };
  BOOST_TEST(write_thousand("c") == 0);
  BOOST_TEST(number("one more") == "senders_in_use");
  const std::string known = number("c7");
  BOOST_TEST(known.starts_with("1069"));
  BOOST_TEST(number({}).starts_with("senders"));
  scheduler.run_for(Seconds(600));
  restart();
  BOOST_TEST(number("one more") == "senders_in_use");
  BOOST_TEST(number("c7") == known);
  BOOST_TEST(write_thousand("d") == gateway::phone_numbers_max);
  BOOST_TEST(write("d", "8613800138017").error.has_value() == false);  // another phone
  scheduler.run_for(hours_72 + Seconds(700));
  BOOST_TEST(number("one more").starts_with("1069"));
}

BOOST_AUTO_TEST_CASE(what_waits_on_disk_for_a_phone_beyond_what_is_told_of_it_leaves_its_account_no_number_free) {
  rotate(4);
  const AccountNumber second = add_account("02");
  start_bound();
  const gateway::AcceptEntry other = later("other");
  for (std::size_t i = 0; i <= store::window_pairs_max; ++i) (void)later("one");
  scheduler.run_for(Seconds(60));
  BOOST_TEST(number("one").starts_with("1069"));
  BOOST_TEST(number("another") == "senders_in_use");
  restart();
  BOOST_TEST(number("another") == "senders_in_use");
  BOOST_TEST(number_of(second, "another").starts_with("1069000111002"));  // whatever the first one sends
  scheduler.run_for(Seconds(2 * 86'400));
  BOOST_TEST(number("another").starts_with("1069"));
  BOOST_TEST(number("other") == other.sender.text());
}

BOOST_AUTO_TEST_CASE(a_part_that_is_still_to_leave_holds_the_number_for_its_message) {
  rotate(1);
  settings.carriers[0].link.pace_per_s = 1;
  start_bound();
  receipts = false;
  gateway::AcceptItem item;
  item.to = {phone};
  item.body = std::string(300, 'x');
  item.conversation = "long";
  item.validity = Seconds(5 * 86'400);
  const gateway::AcceptEntry entry = Client(*this).send(std::move(item));
  BOOST_REQUIRE(run_until([this] { return smsc->submits.size() == 1; }));
  scheduler.run_for(Millis(100));
  network.refuse(carrier_port, {DialError::Kind::refused, "connection refused"});
  network.last_link().reset();
  scheduler.run_for(hours_72 + Seconds(3600));
  for (const bool over_a_restart : {false, true}) {
    if (over_a_restart) restart_unbound();
    for (char other = 'a'; other < 'd'; ++other) BOOST_TEST(number(std::string(1, other)) != entry.sender.text());
  }
}

/// Two carriers, ten rotating numbers each.
struct FlappingNumbers : Numbers {
  FlappingNumbers() {
    rotate(1);
    const auto link = another_carrier("second", second_port, "10690002220");
    second = link.number;
    settings.carriers.push_back(link);
    settings.routes = {{"", {{carrier, 1, 1}, {second, 2, 1}}}};
    for (auto& each : settings.carriers) {
      each.link.statuses = carrier::StatusTable({{vendor, {carrier::StatusClass::not_mine, {}}}});
    }
    other->reply = [this](const SimSmsc::Submit&) -> std::optional<SimSmsc::Reply> {
      if (refuse_all) return SimSmsc::Reply{.status = pdu::CommandStatus::ESME_RTHROTTLED};
      return SimSmsc::Reply{.message_id = "o" + std::to_string(++ids)};
    };
  }
  void up(std::uint16_t port) { network.allow(port); }
  void down(std::uint16_t port) {
    network.refuse(port, {DialError::Kind::refused, "connection refused"});
    for (const auto& link : network.links()) {
      if (link->endpoint.port == port && link->open()) link->reset();
    }
  }
  [[nodiscard]] std::uint64_t rerouted() const {
    const auto& counters = gateway->status().counters;
    return counters.rerouted[0] + counters.rerouted[1];
  }

  static constexpr auto vendor = static_cast<pdu::CommandStatus>(0x410);
  CarrierNumber second;
  std::unique_ptr<SimSmsc> other = std::make_unique<SimSmsc>(scheduler, network, second_port);
  bool refuse_all = true;
};

BOOST_FIXTURE_TEST_CASE(a_message_that_goes_to_and_fro_between_carriers_takes_up_one_number, FlappingNumbers) {
  smsc->reply = [this](const SimSmsc::Submit& submit) -> std::optional<SimSmsc::Reply> {
    if (refuse_all) return SimSmsc::Reply{.status = pdu::CommandStatus::ESME_RTHROTTLED};
    return reply_to(submit);
  };
  start();
  gateway::AcceptItem item;
  item.to = {phone};
  item.body = "hello";
  item.conversation = "one";
  item.validity = Seconds(86'400);
  const MessageId id = Client(*this).send(std::move(item)).id;
  for (unsigned moves = 0; moves < 24; ++moves) {
    up(moves % 2 == 0 ? second_port : carrier_port);
    down(moves % 2 == 0 ? carrier_port : second_port);
    if (moves == 13) restart_unbound();
    const std::uint64_t before = rerouted();
    BOOST_REQUIRE(run_until([&] { return rerouted() > before; }, Seconds(120)));
    scheduler.run_for(Seconds(1));  // it is on disk
  }
  refuse_all = false;
  down(second_port);
  up(carrier_port);
  const gateway::Event* result = result_of(id, Seconds(300));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  const std::string source(result->message->plan.sender.text());
  BOOST_TEST((answered(source) == id));
  std::set<std::string> numbers{source};
  const auto give_to_others = [&](std::size_t until) {
    while (numbers.size() < until) {
      const auto [given, is_new] = numbers.insert(number(std::to_string(numbers.size())));
      BOOST_REQUIRE_MESSAGE(is_new && given->starts_with("1069"), *given);
      scheduler.run_for(Seconds(5));
    }
    BOOST_TEST(number("one too many") == "senders_in_use");
  };
  give_to_others(10);
  up(second_port);
  down(carrier_port);
  scheduler.run_for(Seconds(120));
  give_to_others(20);
}

BOOST_FIXTURE_TEST_CASE(a_message_that_is_not_the_carrier_s_waits_for_its_look_up_while_the_store_is_busy,
                        FlappingNumbers) {
  smsc->reply = [](const SimSmsc::Submit&) -> std::optional<SimSmsc::Reply> {
    return SimSmsc::Reply{.status = vendor};
  };
  refuse_all = false;
  start();
  down(carrier_port);
  down(second_port);
  const MessageId id = write("one").id;
  restart_unbound();  // what was known of the phone is forgotten
  store.answer_reads_with(store::ReadError::overloaded);
  up(carrier_port);
  up(second_port);
  BOOST_REQUIRE(run_until([this] { return !smsc->submits.empty(); }, Seconds(120)));
  scheduler.run_for(Seconds(30));
  BOOST_TEST(rerouted() == 0U);
  BOOST_TEST(results_of(id) == 0U);
  store.answer_reads_with(std::nullopt);
  BOOST_REQUIRE(run_until([this] { return !other->submits.empty(); }, Seconds(30)));
  BOOST_TEST(other->submits[0].source.starts_with("10690002220"));
  BOOST_TEST(smsc->submits.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
