// SPDX-License-Identifier: Apache-2.0
// `smpp send` against the simulated carrier: its lines and its exit codes.
#include <boost/test/unit_test.hpp>

#include "tests/unit/tools/smpp/client.h"
#include "tools/smpp/endpoint.h"
#include "tools/smpp/send/dialogue.h"

using namespace smppedge;
using namespace smppedge::sending;
using simulator::Outcome;
using simulator::testing::House;

namespace {

struct Result {
  int code = -1;
  std::vector<std::string> lines;
  [[nodiscard]] std::size_t count(std::string_view event) const {
    const std::string start = "{\"event\":\"" + std::string(event) + "\"";
    return static_cast<std::size_t>(
        std::count_if(lines.begin(), lines.end(), [&](const auto& line) { return line.starts_with(start); }));
  }
};

Options to(std::string_view destination) {
  Options options;
  options.endpoint = {"carrier", simulator::testing::port};
  options.system_id = "edge";
  options.password = "secret";
  options.destination = *parse_address(destination, 1, 1);
  options.text = "hello";
  options.wait_receipt = Seconds(30);
  return options;
}

Result run(const Options& options, const simulator::Settings& settings = {}, bool listening = true) {
  House house(settings);
  if (!listening) house.network.stop_listening(simulator::testing::port);
  Result result;
  Dialogue dialogue(
      house.loop, options, *cut_into_parts(options), [&](const std::string& line) { result.lines.push_back(line); },
      [&](int code) { result.code = code; });
  dialogue.start(house.network);
  house.loop.run_until([&] { return result.code >= 0; }, Seconds(600));
  return result;
}

simulator::Settings always(Outcome outcome) {
  simulator::Settings settings;
  settings.outcome = outcome;
  return settings;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(send)

BOOST_AUTO_TEST_CASE(when_delivered_then_0) {
  const Result result = run(to("10"));
  BOOST_TEST(result.code == Exit::ok);
  for (const char* event : {"bound", "submitted", "response", "receipt"}) BOOST_TEST(result.count(event) == 1U);
}

BOOST_AUTO_TEST_CASE(when_long_then_every_segment_is_sent_and_every_receipt_awaited) {
  Options options = to("10");
  for (int i = 0; i < 150; ++i) options.text += "中";
  const Result result = run(options);
  BOOST_TEST(result.code == Exit::ok);
  for (const char* event : {"submitted", "response", "receipt"}) BOOST_TEST(result.count(event) == 3U);
}

BOOST_AUTO_TEST_CASE(when_more_segments_than_the_window_then_all_are_sent) {
  Options options = to("10");
  options.text.assign(160 * 30, 'x');
  const Result result = run(options);
  BOOST_TEST(result.code == Exit::ok);
  BOOST_TEST(result.count("receipt") == 32U);
}

BOOST_AUTO_TEST_CASE(when_no_receipt_is_awaited_then_the_response_ends_it) {
  Options options = to("10");
  options.wait_receipt = Seconds(0);
  const Result result = run(options);
  BOOST_TEST(result.code == Exit::ok);
  BOOST_TEST(result.count("receipt") == 0U);
}

BOOST_AUTO_TEST_CASE(when_the_receipt_comes_first_then_it_counts) {
  simulator::Settings settings;
  settings.receipt_before_response = true;
  BOOST_TEST(run(to("10"), settings).code == Exit::ok);
}

BOOST_AUTO_TEST_CASE(each_failure_has_its_code) {
  BOOST_TEST(run(to("10"), {}, false).code == Exit::not_connected);
  simulator::Settings secret;
  secret.password = "another";
  BOOST_TEST(run(to("10"), secret).code == Exit::bind_refused);
  BOOST_TEST(run(to("10"), always(Outcome::refused)).code == Exit::submit_refused);
  BOOST_TEST(run(to("10"), always(Outcome::undeliverable)).code == Exit::not_delivered);
  BOOST_TEST(run(to("10"), always(Outcome::no_receipt)).code == Exit::timed_out);
  simulator::Settings silent;
  silent.drop_responses_percent = 100;
  BOOST_TEST(run(to("10"), silent).code == Exit::timed_out);
}

BOOST_AUTO_TEST_CASE(addresses_are_read) {
  const auto plain = parse_address("8613800138000", 1, 1);
  BOOST_TEST((plain->ton == 1 && plain->npi == 1 && plain->addr == "8613800138000"));
  const auto word = parse_address("Edge", 0, 0);
  BOOST_TEST((word->ton == 5 && word->npi == 0));
  const auto full = parse_address("106900,3,9", 0, 0);
  BOOST_TEST((full->ton == 3 && full->npi == 9 && full->addr == "106900"));
  for (const char* wrong : {"1,2", "1,2,", "1,2,256", "1,2,3,4", "123456789012345678901", "1,"}) {
    BOOST_TEST(!parse_address(wrong, 0, 0).has_value());
  }
}

BOOST_AUTO_TEST_CASE(texts_become_bodies) {
  Options options = to("1");
  options.text = "hi";
  BOOST_TEST((cut_into_parts(options)->data_coding == 0));
  options.data_coding = 8;
  const auto forced = cut_into_parts(options);
  BOOST_TEST(forced->bodies[0] == (std::vector<std::uint8_t>{0, 'h', 0, 'i'}), boost::test_tools::per_element());
  options.text.assign(71, 'x');
  const auto two = cut_into_parts(options);
  BOOST_TEST(two->bodies.size() == 2U);
  BOOST_TEST(two->bodies[0].size() == 140U);
  BOOST_TEST(two->bodies[1].size() == 6U + 8U);
  options.short_message_hex = "00 ff:10";
  options.data_coding.reset();
  const auto hex = cut_into_parts(options);
  BOOST_TEST(hex->bodies[0] == (std::vector<std::uint8_t>{0, 0xFF, 0x10}), boost::test_tools::per_element());
  BOOST_TEST((hex->data_coding == 4));
  for (const char* wrong : {"0", "0g", "zz"}) {
    options.short_message_hex = wrong;
    BOOST_TEST(!cut_into_parts(options).has_value());
  }
  options = to("1");
  options.text.clear();
  BOOST_TEST(!cut_into_parts(options).has_value());
}

BOOST_AUTO_TEST_CASE(endpoints_and_urls_are_read) {
  BOOST_TEST(parse_endpoint("127.0.0.1:0")->port == 0);
  BOOST_TEST(parse_endpoint("[::1]:2776")->host == "::1");
  for (const char* wrong : {"", "host", ":2776", "host:", "host:65536", "host:1x", "::1:2776", "[::1]", "[::1"}) {
    BOOST_TEST(!parse_endpoint(wrong).has_value());
  }
  const auto target = parse_target("smpp://edge@smsc.example:2776");
  BOOST_TEST((target->system_id == "edge" && target->endpoint.host == "smsc.example" && target->endpoint.port == 2776));
  BOOST_TEST(parse_target("smpp://smsc.example/")->endpoint.port == 2775);
  BOOST_TEST(parse_target("smpp://[::1]")->endpoint.host == "::1");
  for (const char* wrong : {"http://x", "smpp://", "smpp://edge:secret@host", "smpp://edge@"}) {
    BOOST_TEST(!parse_target(wrong).has_value());
  }
}

BOOST_AUTO_TEST_SUITE_END()
