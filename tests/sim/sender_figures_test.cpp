// SPDX-License-Identifier: Apache-2.0
// What engineers are told of sender numbers, through the whole gateway: what was chosen and refused, how near a phone
// came to having used them up, by pages, over time and reloads.
#include <boost/test/unit_test.hpp>

#include "tests/sim/client.h"
#include "tests/sim/world.h"

using namespace smppedge;
using namespace smppedge::sim;

namespace {

constexpr std::uint16_t second_port = 2777;
constexpr const char* phone = "8613800138007";
constexpr const char* other_phone = "8613800138017";
const std::string range = "1069000111001";

struct Figures : World {
  Figures() { settings.accounts[0].number_policy = {sender::Policy::rotating, 1}; }

  /// Another account and another carrier, which both are used for nothing.
  void add_others() {
    gateway::AccountSettings shop;
    shop.number = *store.account_number("shop");
    shop.name = "shop";
    shop.signatures = {{"Acme", "02"}, {"Shop", "03"}};
    settings.accounts.push_back(shop);
    settings.carriers.push_back(another_carrier("second", second_port, "10690002220"));
  }
  std::string write(const std::string& to, const std::string& conversation = {}) {
    gateway::AcceptItem item = Client::submit_sm(to, "hello");
    item.conversation = conversation;
    const auto entry = Client(*this).accept(Client(*this).request(std::move(item))).value().messages[0];
    return entry.error ? std::string(entry.error->code) : std::string(entry.sender.text());
  }
  [[nodiscard]] Client::Outcome<gateway::SendersPage> ask(const gateway::SendersQuery& query = {}) {
    return Client(*this).wait<gateway::SendersPage>([&](auto done) { gateway->senders(query, std::move(done)); });
  }
  [[nodiscard]] gateway::SenderEntry entry(const std::string& number = range) {
    const gateway::SendersPage page = ask().value();
    for (const gateway::SenderEntry& each : page.senders) {
      if (each.range.number.digits.view() == number) return each;
    }
    throw std::runtime_error("no such range");
  }
  [[nodiscard]] gateway::SenderFigures figures(const std::string& number = range) {
    return entry(number).figures.value();
  }
  /// The numbers of a page, joined by blanks.
  [[nodiscard]] static std::string numbers_of(const gateway::SendersPage& page) {
    std::string all;
    for (const gateway::SenderEntry& each : page.senders) {
      all += (all.empty() ? "" : " ") + std::string(each.range.number.digits.view());
    }
    return all;
  }
  [[nodiscard]] gateway::AccountCounters counted() { return gateway->status().accounts[0].counters; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sender_figures, Figures)

BOOST_AUTO_TEST_CASE(a_range_says_what_it_is_and_nothing_of_a_use_that_was_not) {
  start_bound();
  const gateway::SendersPage page = ask().value();
  BOOST_REQUIRE(page.senders.size() == 1U);
  const gateway::SenderEntry& only = page.senders[0];
  BOOST_TEST(only.carrier == "sim");
  BOOST_TEST(only.account == "demo");
  BOOST_TEST(only.numbers == 10U);
  BOOST_TEST(only.looks);
  BOOST_TEST(only.figures->chosen == 0U);
  BOOST_TEST(!only.figures->free_share.has_value());
  BOOST_TEST(!page.next.has_value());
  BOOST_TEST((page.since <= scheduler.wall()));
}

BOOST_AUTO_TEST_CASE(messages_and_conversations_are_counted_and_the_fullest_phone_tells_the_share) {
  start_bound();
  for (const char* conversation : {"one", "two", "one", "one"}) write(phone, conversation);
  BOOST_TEST(figures().chosen == 4U);
  BOOST_TEST(figures().conversations == 2U);
  BOOST_TEST(figures().free_share.value() == 0.9);
  for (int i = 0; i < 7; ++i) write(other_phone);
  BOOST_TEST(figures().chosen == 11U);
  BOOST_TEST(figures().conversations == 9U);
  BOOST_TEST(figures().free_share.value() == 0.4);
  write(phone, "one");
  BOOST_TEST(figures().free_share.value() == 0.4);
  BOOST_TEST(figures().refused == 0U);
}

BOOST_AUTO_TEST_CASE(numbers_passed_over_and_refusals_are_counted_for_range_and_account) {
  start_bound();
  for (int i = 0; i < 10; ++i) BOOST_TEST(write(phone).starts_with(range));
  BOOST_TEST(figures().free_share.value() == 0.1);
  BOOST_TEST(figures().refused == 0U);
  BOOST_TEST(figures().avoided > 0U);
  BOOST_TEST(counted().senders_avoided == figures().avoided);
  BOOST_TEST(write(phone) == "senders_in_use");
  BOOST_TEST(write(phone) == "senders_in_use");
  BOOST_TEST(figures().refused == 2U);
  BOOST_TEST(figures().chosen == 10U);
  BOOST_TEST(figures().free_share.value() == 0.0);
  BOOST_TEST(counted().senders_in_use == 2U);
}

BOOST_AUTO_TEST_CASE(a_number_that_the_client_names_counts_as_chosen) {
  start_bound();
  gateway::AcceptItem item = Client::submit_sm(phone, "hello", range + "77");
  BOOST_TEST(Client(*this).send(std::move(item)).sender.text() == range + "77");
  BOOST_TEST(figures().chosen == 1U);
  BOOST_TEST(figures().conversations == 0U);
  BOOST_TEST(!figures().free_share.has_value());
}

BOOST_AUTO_TEST_CASE(after_failover_a_message_counts_where_it_leaves_from) {
  add_others();
  settings.routes = {{"", {{carrier, 1, 1}, {settings.carriers[1].number, 2, 1}}}};
  SimSmsc other(scheduler, network, second_port);
  other.reply = [](const SimSmsc::Submit&) { return SimSmsc::Reply{.message_id = "o1"}; };
  network.refuse(second_port, {DialError::Kind::refused, "connection refused"});
  start();
  network.refuse(carrier_port, {DialError::Kind::refused, "connection refused"});
  BOOST_TEST(write(phone).starts_with(range));
  BOOST_TEST(figures("1069000222001").chosen == 0U);
  network.allow(second_port);
  BOOST_REQUIRE(run_until([&] { return !other.submits.empty(); }, Seconds(120)));
  BOOST_TEST(figures("1069000222001").chosen == 1U);
  BOOST_TEST(figures("1069000222001").free_share.value() == 1.0);
}

BOOST_AUTO_TEST_CASE(figures_end_after_72_hours_and_begin_anew_at_a_start) {
  start_bound();
  for (int i = 0; i < 10; ++i) write(phone);
  const WallTime since = ask().value().since;
  scheduler.run_for(Seconds(71 * 3600));
  BOOST_TEST(figures().chosen == 10U);
  scheduler.run_for(Seconds(7 * 3600));
  BOOST_TEST(figures().chosen == 0U);
  run_until([this] { return bound(); }, Seconds(600));
  write(phone);
  BOOST_TEST(figures().chosen == 1U);
  BOOST_TEST(figures().free_share.value() == 1.0);
  crash();
  start_bound();
  BOOST_TEST(figures().chosen == 0U);
  BOOST_TEST((ask().value().since > since));
}

BOOST_AUTO_TEST_CASE(a_policy_that_does_not_look_is_told_to) {
  settings.accounts[0].number_policy = {sender::Policy::fixed, 0};
  start_bound();
  write(phone);
  BOOST_TEST(!entry().looks);
  BOOST_TEST(entry().numbers == 1U);
  BOOST_TEST(figures().chosen == 1U);
}

BOOST_AUTO_TEST_CASE(ranges_are_listed_by_carrier_and_account_page_by_page) {
  add_others();
  start_bound();
  BOOST_TEST(numbers_of(ask().value()) ==
             "1069000111001 1069000111002 1069000111003 1069000222001 1069000222002 1069000222003");
  BOOST_TEST(numbers_of(ask({"second", "", {}, 100}).value()) == "1069000222001 1069000222002 1069000222003");
  BOOST_TEST(numbers_of(ask({"", "shop", {}, 100}).value()) ==
             "1069000111002 1069000111003 1069000222002 1069000222003");
  BOOST_TEST(numbers_of(ask({"sim", "demo", {}, 100}).value()) == "1069000111001");
  gateway::SendersQuery query{"", "shop", {}, 3};
  const gateway::SendersPage first = ask(query).value();
  BOOST_TEST(numbers_of(first) == "1069000111002 1069000111003 1069000222002");
  BOOST_TEST(first.senders[2].range.sign == "Acme");
  BOOST_REQUIRE(first.next.has_value());
  query.after = first.next;
  const gateway::SendersPage second = ask(query).value();
  BOOST_TEST(numbers_of(second) == "1069000222003");
  BOOST_TEST(!second.next.has_value());
  BOOST_TEST(numbers_of(ask({"second", "", first.senders[0].range.number, 1}).value()) == "1069000222001");
  BOOST_TEST(code_of(ask({"nobody", "", {}, 100})) == "unknown_carrier");
  BOOST_TEST(code_of(ask({"", "nobody", {}, 100})) == "unknown_account");
}

BOOST_AUTO_TEST_CASE(a_page_of_one_account_among_many_ends_where_it_has_looked_enough) {
  gateway::AccountSettings many;
  many.number = *store.account_number("many");
  many.name = "many";
  for (unsigned i = 10'000; i <= 10'000 + gateway::senders_scanned_max; ++i) {
    many.signatures.push_back({"s" + std::to_string(i), std::to_string(i)});
  }
  settings.accounts[0].extension = "9";
  settings.accounts.push_back(many);
  start_bound();
  gateway::SendersQuery query{"", "demo", {}, 100};
  const gateway::SendersPage empty = ask(query).value();
  BOOST_TEST(empty.senders.empty());
  BOOST_REQUIRE(empty.next.has_value());
  query.after = empty.next;
  const gateway::SendersPage rest = ask(query).value();
  BOOST_TEST(numbers_of(rest) == "106900011109");
  BOOST_TEST(!rest.next.has_value());
}

BOOST_AUTO_TEST_CASE(what_a_reload_takes_out_is_gone_and_the_rest_keeps_its_figures) {
  settings.carriers[0].access_numbers = {{"10690001110"}, {"10690003330"}};
  start_bound();
  for (int i = 0; i < 15; ++i) write(phone);
  const std::uint64_t kept = figures().chosen;
  BOOST_TEST(kept + figures("1069000333001").chosen == 15U);
  BOOST_TEST(figures("1069000333001").chosen > 0U);
  const std::vector<sender::Grant> both = settings.carriers[0].access_numbers;
  settings.carriers[0].access_numbers = {{"10690001110"}};
  reload_settings();
  BOOST_TEST(numbers_of(ask().value()) == range);
  BOOST_TEST(figures().chosen == kept);
  settings.carriers[0].access_numbers = both;
  reload_settings();
  BOOST_TEST(figures().chosen == kept);
  BOOST_TEST(figures("1069000333001").chosen == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
