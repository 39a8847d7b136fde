// SPDX-License-Identifier: Apache-2.0
// Fault 42: the carrier's name does not resolve for a while, or resolves to another address.
#include <boost/test/unit_test.hpp>

#include "tests/sim/faults/invariants.h"

using namespace smppedge;
using sim::FaultStage;
using sim::SimSmsc;

namespace {

struct NameFault : FaultStage {
  SimSmsc here{scheduler, network, sim::carrier_port, "198.51.100.1"};
  SimSmsc there{scheduler, network, sim::carrier_port, "198.51.100.2"};

  NameFault() {
    shorten_times();
    network.resolve("carrier.example", "198.51.100.1");
    faulty.move_to(here);
    begin();
  }
  ~NameFault() { gateway.reset(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(name_faults, NameFault)

BOOST_AUTO_TEST_CASE(fault_42_dns_changes) {
  BOOST_TEST(here.connections() == 2U);
  network.resolve("carrier.example", "198.51.100.2");
  scheduler.run_for(Seconds(120));
  // What is bound stays where it is.
  BOOST_TEST(bound_count() == 2U);
  BOOST_TEST(there.connections() == 0U);
  faulty.open_links()[0]->reset();
  BOOST_REQUIRE(run_until([&] { return there.connections() == 1 && bound_count() == 2; }, Seconds(10)));
  faulty.move_to(there);
  ask_many(40);
  scheduler.run_for(Seconds(5));
  BOOST_TEST(here.submits.size() + there.submits.size() == 40U);
  BOOST_TEST(here.submits.size() > 0U);
  BOOST_TEST(there.submits.size() > 0U);
  BOOST_TEST(here.connections() == 2U);
  rest();
  BOOST_TEST(count_told("delivered") == 40U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_42_dns_fails) {
  network.resolve("carrier.example", std::nullopt);
  faulty.open_links()[0]->reset();
  const std::uint64_t dials = network.dials();
  for (int i = 0; i < 30; ++i) {
    ask_many(2);
    scheduler.run_for(Seconds(10));
  }
  // That bind alone waits, longer each time; the other serves.
  BOOST_TEST(bound_count() == 1U);
  BOOST_TEST(carrier_status().binds[0].connects_failed == network.dials() - dials);
  BOOST_TEST(carrier_status().binds[0].connects_failed >= 6U);
  BOOST_TEST(carrier_status().binds[0].connects_failed <= 15U);
  BOOST_TEST(carrier_status().binds[1].connections_ended == 0U);
  BOOST_TEST(count_told("delivered") >= 58U);
  network.resolve("carrier.example", "198.51.100.1");
  BOOST_TEST(run_until([&] { return bound_count() == 2; }, Seconds(61)));
  rest();
  BOOST_TEST(count_told("delivered") == 60U);
  BOOST_TEST(sums().doubts == 0U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_42_dns_fails_at_the_start) {
  network.resolve("carrier.example", std::nullopt);
  die_and_begin();
  scheduler.run_for(Seconds(1));
  ask_many(20);
  scheduler.run_for(Seconds(60));
  BOOST_TEST(count_told("delivered") == 0U);
  network.resolve("carrier.example", "198.51.100.2");
  faulty.move_to(there);
  rest();
  BOOST_TEST(count_told("delivered") == 20U);
  BOOST_TEST(there.submits.size() == 20U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_SUITE_END()
