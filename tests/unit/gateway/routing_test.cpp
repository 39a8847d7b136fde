// SPDX-License-Identifier: Apache-2.0
// Which carriers a number goes to: prefixes, networks of ported numbers, classes and accounts; and which of them.
#include "gateway/routing.h"

#include <boost/test/unit_test.hpp>

#include <map>
#include <sstream>

#include "gateway/carrier_choice.h"

using namespace smppedge;
using namespace smppedge::gateway;

namespace {

RouteTargets to(std::initializer_list<unsigned> carriers) {
  RouteTargets targets;
  unsigned order = 0;
  for (const unsigned carrier : carriers)
    targets.push_back({CarrierNumber(static_cast<std::uint16_t>(carrier)), ++order, 1});
  return targets;
}

/// The first carrier; 0: no route.
unsigned first(const Routing& routing, std::string_view digits, TrafficClass traffic_class = TrafficClass::notice,
               unsigned account = 1) {
  const RouteTargets* found = routing.find({digits, traffic_class, AccountNumber(account)});
  return found == nullptr ? 0U : found->front().carrier.value();
}

std::shared_ptr<const PortedNumbers> ported(const std::string& lines) {
  std::istringstream in(lines);
  return std::make_shared<const PortedNumbers>(PortedNumbers::read(in).value());
}
std::string error_of(const std::string& lines) {
  std::istringstream in(lines);
  const auto read = PortedNumbers::read(in);
  return read ? std::string() : read.error();
}

PhoneNumber phone(std::uint64_t number) {
  return *PhoneNumber::from_digits("86138" + std::to_string(10'000'000 + number));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(routing)

BOOST_AUTO_TEST_CASE(the_longest_prefix_routes) {
  const Routing two({{.prefix = "86", .carriers = to({1})}, {.prefix = "8613", .carriers = to({2, 1})}});
  BOOST_TEST(first(two, "8613800138000") == 2U);
  BOOST_TEST(first(two, "8615900138000") == 1U);
  BOOST_TEST(first(two, "86") == 1U);
  BOOST_TEST(first(two, "447700900123") == 0U);
  const Routing with_default({{.prefix = "", .carriers = to({3})}, {.prefix = "86", .carriers = to({1})}});
  BOOST_TEST(first(with_default, "447700900123") == 3U);
}

BOOST_AUTO_TEST_CASE(of_routes_with_one_prefix_the_more_particular_counts) {
  const Routing routes({
      {.prefix = "86", .carriers = to({1})},
      {.prefix = "86", .carriers = to({2}), .network = {}, .traffic_class = TrafficClass::otp},
      {.prefix = "86", .carriers = to({3}), .network = {}, .traffic_class = {}, .account = AccountNumber(7)},
      {.prefix = "86",
       .carriers = to({4}),
       .network = {},
       .traffic_class = TrafficClass::otp,
       .account = AccountNumber(7)},
  });
  BOOST_TEST(first(routes, "8613800138000", TrafficClass::notice, 1) == 1U);
  BOOST_TEST(first(routes, "8613800138000", TrafficClass::otp, 1) == 2U);
  BOOST_TEST(first(routes, "8613800138000", TrafficClass::marketing, 7) == 3U);
  BOOST_TEST(first(routes, "8613800138000", TrafficClass::otp, 7) == 4U);
}

BOOST_AUTO_TEST_CASE(a_longer_prefix_that_does_not_fit_leaves_the_number_to_a_shorter_one) {
  const Routing routes({{.prefix = "86", .carriers = to({1})},
                        {.prefix = "8613", .carriers = to({2}), .network = {}, .traffic_class = TrafficClass::otp}});
  BOOST_TEST(first(routes, "8613800138000", TrafficClass::otp) == 2U);
  BOOST_TEST(first(routes, "8613800138000", TrafficClass::notice) == 1U);
}

BOOST_AUTO_TEST_CASE(a_ported_number_goes_by_its_network_before_any_prefix) {
  const auto table = ported("8613800138000,unicom\n+8613800138001,telecom\n");
  const Routing routes({{.prefix = "8613800138", .carriers = to({1})}, {.carriers = to({2}), .network = "unicom"}},
                       table);
  BOOST_TEST(first(routes, "8613800138000") == 2U);
  BOOST_TEST(first(routes, "8613800138001") == 1U);  // no route is of its network
  BOOST_TEST(first(routes, "8613800138002") == 1U);
}

BOOST_AUTO_TEST_CASE(a_network_without_numbers_routes_nothing) {
  const Routing routes({{.carriers = to({2}), .network = "unicom"}}, ported("8613800138000,telecom\n"));
  BOOST_TEST(first(routes, "8613800138000") == 0U);
}

BOOST_AUTO_TEST_CASE(carriers_beside_another_are_those_of_all_its_routes) {
  const Routing routes({{.prefix = "86", .carriers = to({1, 2})}, {.prefix = "44", .carriers = to({3, 1})}});
  BOOST_TEST(routes.beside(CarrierNumber(1)).size() == 2U);
  BOOST_TEST(routes.beside(CarrierNumber(2)).size() == 1U);
  BOOST_TEST(routes.beside(CarrierNumber(9)).empty());
}

BOOST_AUTO_TEST_CASE(the_table_of_ported_numbers_reads_comments_spaces_and_the_last_of_two_lines) {
  const auto table = ported("# numbers\n\n 13800138000 , unicom\r\n8613800138000,telecom\n447700900123,vodafone\n");
  BOOST_TEST(table->size() == 2U);
  BOOST_TEST(table->network_of("8613800138000") == "telecom");
  BOOST_TEST(table->network_of("447700900123") == "vodafone");
  BOOST_TEST(table->network_of("44770090012").empty());
  BOOST_TEST(table->network_of("4477009001234").empty());
  BOOST_TEST(table->network_of("").empty());
}

BOOST_AUTO_TEST_CASE(a_line_that_does_not_read_is_named) {
  BOOST_TEST(error_of("8613800138000,unicom\n8613800138001\n") == "line 2 is not `number,network`.");
  BOOST_TEST(error_of("8613800138000,\n") == "line 1 names no network behind its comma.");
  BOOST_TEST(error_of("seven,unicom\n").starts_with("line 1 has no number that can be sent to: "));
}

BOOST_AUTO_TEST_CASE(many_ported_numbers_are_each_found) {
  std::string lines;
  for (unsigned i = 0; i < 100'000; ++i) {
    lines += "861380" + std::to_string(9'999'999 - i * 7) + (i % 3 == 0 ? ",a\n" : ",b\n");
  }
  const auto table = ported(lines);
  BOOST_TEST(table->size() == 100'000U);
  for (unsigned i = 0; i < 100'000; i += 97) {
    const std::string number = "861380" + std::to_string(9'999'999 - i * 7);
    BOOST_TEST_REQUIRE(table->network_of(number) == (i % 3 == 0 ? "a" : "b"));
  }
  BOOST_TEST(table->network_of("8613809999998").empty());
}

BOOST_AUTO_TEST_CASE(the_lowest_order_that_is_ready_takes_all) {
  const RouteTargets targets = to({1, 2, 3});
  std::map<unsigned, Standby> standby{{1, Standby::ready}, {2, Standby::ready}, {3, Standby::ready}};
  const auto chosen = [&] {
    const auto carrier = choose_carrier(targets, phone(1), [&](CarrierNumber each) { return standby[each.value()]; });
    return carrier ? carrier->value() : 0U;
  };
  BOOST_TEST(chosen() == 1U);
  standby[1] = Standby::waiting;
  BOOST_TEST(chosen() == 2U);
  standby[2] = Standby::excluded;
  BOOST_TEST(chosen() == 3U);
  standby[3] = Standby::waiting;
  BOOST_TEST(chosen() == 1U);  // none is ready: it waits for the first
  standby[1] = standby[3] = Standby::excluded;
  BOOST_TEST(chosen() == 0U);
}

BOOST_AUTO_TEST_CASE(carriers_of_one_order_share_by_weight_and_a_phone_keeps_to_its_own) {
  const RouteTargets targets{{CarrierNumber(1), 1, 3}, {CarrierNumber(2), 1, 1}, {CarrierNumber(3), 1, 6}};
  const auto all = [](CarrierNumber) { return Standby::ready; };
  const auto without_three = [](CarrierNumber each) {
    return each == CarrierNumber(3) ? Standby::waiting : Standby::ready;
  };
  std::map<unsigned, unsigned> count;
  std::map<unsigned, unsigned> count_without;
  for (unsigned i = 0; i < 10'000; ++i) {
    const unsigned carrier = choose_carrier(targets, phone(i), all)->value();
    const unsigned other = choose_carrier(targets, phone(i), without_three)->value();
    ++count[carrier];
    ++count_without[other];
    if (carrier != 3) BOOST_TEST_REQUIRE(other == carrier);  // nobody else moves
  }
  BOOST_TEST(count[1] > 2'850U);
  BOOST_TEST(count[1] < 3'150U);
  BOOST_TEST(count[3] > 5'850U);
  BOOST_TEST(count[3] < 6'150U);
  BOOST_TEST(count_without[1] > 7'300U);
  BOOST_TEST(count_without[1] < 7'700U);
}

BOOST_AUTO_TEST_SUITE_END()
