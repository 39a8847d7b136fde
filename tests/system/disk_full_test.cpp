// SPDX-License-Identifier: Apache-2.0
// A disk below its watermark: new messages are refused with 503, what is in flight still settles, and accepting goes
// on when there is room. The watermark is moved instead of the disk's filling, which the store's own tests do.
#include <boost/test/unit_test.hpp>

#include "tests/system/stage.h"

using namespace smppedge::system_test;

BOOST_AUTO_TEST_CASE(below_the_watermark_accepting_stops_and_what_is_in_flight_settles) {
  Directory directory;
  Simulator carrier(directory, {"--receipt-delay-ms", "1000"});
  Gateway gateway(directory, carrier.port());
  gateway.start();
  auto roomy = gateway.client();
  const auto ids = send(roomy, {"8613800138001", "8613800138008"}, "hello");
  BOOST_REQUIRE(ids.size() == 2U);
  BOOST_REQUIRE(gateway.stop() == 0);

  gateway.start({"store.free_bytes_min=1000000000000000"});  // no disk of ours has a petabyte free
  BOOST_TEST(gateway.process().wait_for_line("accepting stops").has_value(), gateway.output());
  auto full = gateway.client();
  const std::string request = R"({"to":["8613800138003"],"text":"hello"})";
  const auto refused = full.post("/v1/messages", request);
  BOOST_TEST(refused.status == 503);
  BOOST_TEST(text_of(body_of(refused), "code") == "disk_full");
  BOOST_TEST(refused.headers.contains("retry-after"));
  Inbox inbox;
  for (const auto& [number, id] : ids) {
    BOOST_TEST(inbox.read_until(full, [&] { return !inbox.messages[id].results.empty(); }));
  }
  BOOST_TEST(inbox.events.size() == 2U);
  BOOST_REQUIRE(gateway.stop() == 0);

  gateway.start();
  auto again = gateway.client();
  BOOST_TEST(again.post("/v1/messages", request).status == 202);
}
