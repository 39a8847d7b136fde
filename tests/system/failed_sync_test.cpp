// SPDX-License-Identifier: Apache-2.0
// A disk that breaks: the process ends at once and says so; nothing that was acknowledged is lost.
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/system/stage.h"

using namespace smppedge::system_test;

BOOST_AUTO_TEST_CASE(a_failed_sync_ends_the_process_and_loses_nothing_acknowledged) {
  Directory directory;
  Simulator carrier(directory, {"--receipt-delay-ms", "200"});
  Gateway gateway(directory, carrier.port());
  const std::string trigger = directory.file("disk-is-broken");
  gateway.start({}, {"LD_PRELOAD=" SMPPEDGE_FAIL_SYNC_LIBRARY, "SMPPEDGE_FAIL_SYNC=" + trigger,
                     "ASAN_OPTIONS=verify_asan_link_order=0"});
  auto api = gateway.client();
  // What was claimed for the wire when the process ended is in doubt; otp is then sent once more, so all are delivered.
  const auto ids = send(api, {"8613800138001", "8613800138002"}, "hello", "otp");
  BOOST_REQUIRE(ids.size() == 2U);

  std::ofstream(trigger) << "now";
  const auto refused = send(api, {"8613800138003"}, "hello");
  BOOST_TEST(refused.empty(), "acknowledged what was never synced");
  BOOST_TEST(gateway.process().wait_exit() == 3);
  BOOST_TEST(gateway.output().find("the store failed") != std::string::npos, gateway.output());

  std::filesystem::remove(trigger);
  gateway.start({"delivery.resend_after_s=1"});
  auto restarted = gateway.client();
  Inbox inbox;
  for (const auto& [number, id] : ids) {
    BOOST_REQUIRE(inbox.read_until(restarted, [&] { return !inbox.messages[id].results.empty(); }));
    BOOST_TEST(text_of(inbox.messages[id].results.at(0), "state") == "delivered");
  }
}
