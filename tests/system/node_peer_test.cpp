// SPDX-License-Identifier: Apache-2.0
// The platform as somebody else's SMPP library: what it submits arrives at the carrier and comes back as receipts.
#include <boost/test/unit_test.hpp>

#include "tests/system/stage.h"

using namespace smppedge::system_test;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(node_peer)

BOOST_AUTO_TEST_CASE(a_client_that_we_did_not_write_binds_submits_and_gets_its_receipts) {
  const Directory directory;
  const Simulator carrier{directory, {"--receipt-delay-ms", "50"}};
  Gateway gateway{directory, carrier.port()};
  gateway.start();
  Process platform(
      {SMPPEDGE_NODE, SMPPEDGE_NODE_PEER "/platform.js", std::to_string(gateway.smpp_port()), "demo", "demopass"});
  BOOST_TEST(platform.wait_exit(std::chrono::seconds(60)) == 0, platform.output());

  std::map<std::string, std::size_t> segments;
  for (const json::object& line : carrier.ledger()) {
    if (text_of(line, "event") == "submit") ++segments[text_of(line, "to")];
  }
  BOOST_TEST(segments["8613800138001"] == 1U);
  BOOST_TEST(segments["8613800138002"] == 4U);  // 480 septets
  BOOST_TEST(segments["8613800138003"] == 1U);
  BOOST_TEST(segments["8613800138004"] == 2U);
  BOOST_TEST(gateway.stop() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
