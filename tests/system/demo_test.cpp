// SPDX-License-Identifier: Apache-2.0
// The tour of `make run`, beside the simulated carrier that it asks for.
#include <boost/test/unit_test.hpp>

#include "tests/system/stage.h"

using namespace smppedge::system_test;

BOOST_AUTO_TEST_SUITE(demo)

BOOST_AUTO_TEST_CASE(it_shows_a_reply_to_a_long_message_and_an_opt_out_after_which_a_send_is_refused) {
  Directory directory;
  Simulator carrier(directory, {"--reply", "8613800138017=TD"});
  Gateway gateway(directory, carrier.port());
  gateway.start();
  Process demo({program("smpp"), "demo", "--url", gateway.url()});
  BOOST_TEST(demo.wait_exit() == 0, demo.output());
  const std::string output = demo.output();
  for (const std::string shown : {"delivered, 3 segment(s), answered", "reply.received, \"TD\" from 8613800138017",
                                  "once more to 8613800138017: "}) {
    BOOST_TEST(output.find(shown) != std::string::npos, shown << " in " << output);
  }
  BOOST_TEST(output.find("NOT") == std::string::npos, output);
}

BOOST_AUTO_TEST_CASE(where_the_handset_does_not_opt_out_it_says_so_and_fails) {
  Directory directory;
  Simulator carrier(directory, {});
  Gateway gateway(directory, carrier.port());
  gateway.start();
  Process demo({program("smpp"), "demo", "--url", gateway.url(), "--timeout-s", "5"});
  BOOST_TEST(demo.wait_exit() == 2, demo.output());
}

BOOST_AUTO_TEST_SUITE_END()
