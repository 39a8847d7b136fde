// SPDX-License-Identifier: Apache-2.0
// SIGTERM: unbind, keep what is open, exit 0.
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/system/recording_proxy.h"
#include "tests/system/stage.h"

using namespace smppedge::system_test;

BOOST_AUTO_TEST_SUITE(clean_stop)

BOOST_AUTO_TEST_CASE(sigterm_unbinds_and_what_is_open_goes_on_after_the_next_start) {
  Directory directory;
  Simulator carrier(directory, {"--receipt-delay-ms", "1500"});
  RecordingProxy proxy(carrier.port(), directory.file("wire.pcap"));
  Gateway gateway(directory, proxy.port());
  gateway.start();
  // It listens before it is bound, and what is not bound has nothing to unbind.
  BOOST_REQUIRE(gateway.process().wait_for_line("bound as"));
  auto api = gateway.client();
  const auto ids = send(api, {"8613800138001"}, "hello");
  BOOST_REQUIRE(ids.size() == 1U);
  BOOST_TEST(gateway.stop() == 0);
  proxy.stop();
  std::ifstream pcap(directory.file("wire.pcap"), std::ios::binary);
  const std::string wire{std::istreambuf_iterator<char>(pcap), {}};
  using namespace std::string_view_literals;
  BOOST_TEST(wire.find("\0\0\0\x10\0\0\0\6\0\0\0\0"sv) != std::string::npos, "no unbind was sent");
  BOOST_TEST(wire.find("\0\0\0\x10\x80\0\0\6\0\0\0\0"sv) != std::string::npos, "its answer was not awaited");

  gateway.start({"carriers.sim.port=" + std::to_string(carrier.port())});
  auto restarted = gateway.client();
  Inbox inbox;
  BOOST_REQUIRE(inbox.read_until(restarted, [&] { return inbox.events.size() == 1; }));
  BOOST_TEST(text_of(inbox.messages[ids.begin()->second].results.at(0), "state") == "delivered");
}

BOOST_AUTO_TEST_CASE(a_waiting_poll_does_not_hold_up_the_stop) {
  Directory directory;
  Simulator carrier(directory, {});
  Gateway gateway(directory, carrier.port());
  gateway.start();
  std::thread poll([&] {
    auto api = gateway.client();
    static_cast<void>(api.get("/v1/events?wait_s=60"));
  });
  auto other = gateway.client();
  // Once a request sent after it is answered, the poll has most likely arrived; if not, the test only shows less.
  static_cast<void>(other.get("/healthz"));
  const auto before = std::chrono::steady_clock::now();
  BOOST_TEST(gateway.stop() == 0);
  BOOST_TEST((std::chrono::steady_clock::now() - before < std::chrono::seconds(20)));
  poll.join();
}

BOOST_AUTO_TEST_SUITE_END()
