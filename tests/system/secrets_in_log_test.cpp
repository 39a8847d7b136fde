// SPDX-License-Identifier: Apache-2.0
// What is nobody's business appears in no output, at the most talkative level: keys, passwords, texts, whole numbers.
#include <boost/test/unit_test.hpp>

#include "tests/system/stage.h"

using namespace smppedge::system_test;

BOOST_AUTO_TEST_CASE(no_output_holds_a_key_a_password_a_text_or_a_whole_number) {
  Directory directory;
  Simulator carrier(directory,
                    {"--receipt-delay-ms", "0", "--reply-delay-ms", "0", "--reply-text", "reply-of-a-person"});
  Gateway gateway(directory, carrier.port());
  gateway.start({"log.level=debug"});
  auto api = gateway.client();
  const auto ids =
      send(api, {"8613800138007", "8613800138008", "8613800138009", "not-a-number-4711"}, "text-to-a-person");
  BOOST_REQUIRE(ids.size() == 3U);
  auto stranger = gateway.client("guessed-key");
  BOOST_TEST(stranger.get("/v1/events").status == 401);
  BOOST_TEST(api.post("/v1/messages", R"({"to":["8613800138001"],"text":"half-a-body)").status == 400);
  Inbox inbox;
  BOOST_REQUIRE(inbox.read_until(api, [&] { return inbox.events.size() == 4; }));
  BOOST_TEST(gateway.stop() == 0);

  // A bind that is refused, with the password in hand.
  gateway.start({"log.level=debug", "carriers.sim.password=wrongpw"});
  BOOST_TEST(gateway.process().wait_for_line("ESME_R").has_value(), gateway.output());
  BOOST_TEST(gateway.stop() == 0);

  const std::string output = gateway.output();
  BOOST_TEST(output.size() > 200U, "a log that says nothing proves nothing");
  for (const std::string secret :
       {"demo-key", "guessed-key", "secret", "wrongpw", "demopass", "text-to-a-person", "reply-of-a-person",
        "half-a-body", "8613800138007", "8613800138008", "8613800138009", "13800138007", "not-a-number-4711"}) {
    BOOST_TEST(output.find(secret) == std::string::npos, "the log holds " << secret << ":\n" << output);
  }
}
