// SPDX-License-Identifier: Apache-2.0
// From the configuration to the wire and back, beside messages: each X.pdu in bind/ names the lines of a profile or a
// carrier and holds the bind that must leave, in query/ the query_sm; each X.pdu in respond/ holds a submit_sm_resp,
// and X.txt what a carrier of that profile means by it.
#include <fmt/format.h>

#include "pdu/pdu.h"
#include "tests/sim/world.h"
#include "tests/wire/golden_file.h"
#include "tests/wire/odd_carrier.h"

namespace smppedge {
namespace {

using test::Circumstances;

/// Hears and says nothing.
struct Ear final : ByteStreamHandler {
  std::size_t on_bytes(std::span<const std::uint8_t> bytes) override {
    heard.insert(heard.end(), bytes.begin(), bytes.end());
    return bytes.size();
  }
  void on_closed(CloseReason) override {}

  std::unique_ptr<ByteStream> stream;
  test::Octets heard;
};

/// The whole gateway, with one carrier as that file configures it.
struct OddWorld : sim::World {
  explicit OddWorld(const Circumstances& given) {
    carrier::Settings& link = settings.carriers[0].link;
    const Endpoint endpoint = link.endpoint;
    link = test::link_of(given);
    link.endpoint = endpoint;
    receipts = false;
  }
};

/// The bind PDU of the first of its binds.
std::string bind_of(const Circumstances& given) {
  OddWorld world(given);
  Ear ear;
  world.network.listen(sim::carrier_port, [&ear](std::unique_ptr<ByteStream> stream) {
    if (ear.stream != nullptr) return;  // of several binds the first is looked at
    ear.stream = std::move(stream);
    ear.stream->attach(ear);
  });
  world.start();
  world.run_until([&ear] { return !ear.heard.empty(); });
  world.gateway.reset();
  return test::hex(ear.heard);
}

/// What is asked of a carrier that has accepted one message as "c1" and sends no receipt.
std::string query_of(const Circumstances& given) {
  OddWorld world(given);
  world.smsc->query = [](const pdu::QuerySm&) { return std::nullopt; };
  world.start_bound();
  world.accept("8613912345678");
  world.run_until([&world] { return !world.smsc->query_pdus.empty(); }, Seconds(300));
  return world.smsc->query_pdus.empty() ? "none" : test::hex(world.smsc->query_pdus.front());
}

std::string meant_by(const test::Octets& octets, const Circumstances& given) {
  const carrier::Settings link = test::link_of(given);
  const auto pdu = pdu::decode(octets);
  BOOST_REQUIRE_MESSAGE(pdu, "fails at " << pdu.error().field);
  BOOST_TEST(pdu->header.command_length == octets.size());
  const auto [status_class, retry] = link.statuses.rule(pdu->header.command_status);
  const auto seconds = [](Micros time) { return std::chrono::duration_cast<Seconds>(time).count(); };
  if (retry.retries_max == 0) return fmt::format("{}\n", to_string(status_class));
  return fmt::format("{}\n  retries: {}, after {} to {} s, for {} s\n", to_string(status_class), retry.retries_max,
                     seconds(retry.delay_min), seconds(retry.delay_max), seconds(retry.within));
}

BOOST_AUTO_TEST_SUITE(dialogues)

BOOST_AUTO_TEST_CASE(every_switch_of_a_bind_makes_its_bytes) {
  for (const auto& path : test::golden_files("bind")) BOOST_TEST_CONTEXT(path) {
      BOOST_TEST(bind_of(test::circumstances(path)) == test::hex(test::golden(path)));
    }
}

BOOST_AUTO_TEST_CASE(a_receipt_that_does_not_come_is_asked_for_with_these_bytes) {
  for (const auto& path : test::golden_files("query")) BOOST_TEST_CONTEXT(path) {
      BOOST_TEST(query_of(test::circumstances(path)) == test::hex(test::golden(path)));
    }
}

BOOST_AUTO_TEST_CASE(a_response_means_what_the_carrier_s_table_says) {
  for (const auto& path : test::golden_files("respond")) BOOST_TEST_CONTEXT(path) {
      const std::string expected = test::content(std::filesystem::path(path).replace_extension(".txt"));
      BOOST_TEST(meant_by(test::golden(path), test::circumstances(path)) == expected);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge
