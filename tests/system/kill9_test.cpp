// SPDX-License-Identifier: Apache-2.0
// Killed with -9 while 10,000 messages are on their way, twice, at moments that a seed chooses: each message that was
// accepted ends in exactly one state, told once for each id of an event, and no phone gets it twice but by policy. The
// simulated carrier's ledger is the judge. SMPPEDGE_SEED replays a run.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <random>
#include <set>
#include <thread>

#include "tests/system/stage.h"

using namespace smppedge::system_test;
namespace json = boost::json;

namespace {

constexpr std::size_t messages = 10'000;
constexpr std::size_t numbers_a_request = 100;
constexpr std::size_t requests = messages / numbers_a_request;

/// Every tenth request is otp, whose doubts are resent once; notice is never sent again.
std::string class_of(std::size_t request) {
  return request % 10 == 0 ? "otp" : "notice";
}
unsigned submits_allowed(std::size_t request) {
  return request % 10 == 0 ? 2 : 1;
}

/// All end in a digit that is delivered (0 to 6), or in 8, which is not.
std::string number_of(std::size_t index) {
  constexpr std::string_view last_digits = "01234568";
  return std::to_string(861380000000 + static_cast<std::int64_t>(index)) + last_digits[index % last_digits.size()];
}
std::vector<std::string> numbers_of(std::size_t request) {
  std::vector<std::string> numbers;
  for (std::size_t i = 0; i < numbers_a_request; ++i) numbers.push_back(number_of(request * numbers_a_request + i));
  return numbers;
}

/// Posts requests from another thread until all are answered or the gateway is gone.
class Platform {
 public:
  void start(const Gateway& gateway) {
    poster_ = std::thread([this, &gateway] {
      auto api = gateway.client();
      bool answering = true;
      while (answering && next_ < requests) {
        auto ids = send(api, numbers_of(next_), "number " + std::to_string(next_), class_of(next_));
        answering = !ids.empty();
        if (!answering) unsure.insert(next_);  // accepted or not: its answer did not come
        accepted.merge(std::move(ids));
        ++next_;
        next_.notify_all();
      }
    });
  }
  void join() { poster_.join(); }
  /// Returns once so many requests were sent and answered, or given up.
  void wait_posted(std::size_t count) const {
    for (std::size_t now = next_; now < count; now = next_) next_.wait(now);
  }

  std::map<std::string, std::string> accepted;  ///< number to id
  std::set<std::size_t> unsure;

 private:
  std::atomic<std::size_t> next_ = 0;
  std::thread poster_;
};

std::uint64_t seed() {
  const char* const given = std::getenv("SMPPEDGE_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
}

const std::vector<std::string> settings{"delivery.in_doubt_timeout_s=15", "delivery.resend_after_s=1"};

}  // namespace

BOOST_AUTO_TEST_CASE(killed_twice_each_message_ends_once_and_is_told_once) {
  const std::uint64_t chosen = seed();
  BOOST_TEST_MESSAGE("SMPPEDGE_SEED=" << chosen);
  std::mt19937_64 random(chosen);
  const std::size_t first_kill = 5 + random() % (requests - 15);              // requests answered
  const std::size_t second_kill = messages / 10 + random() % (messages / 2);  // events told

  Directory directory;
  Simulator carrier(directory, {"--quiet", "--resp-delay-ms", "5", "--receipt-delay-ms", "500", "--receipt-jitter-ms",
                                "3000", "--seed", std::to_string(chosen % 1'000'000)});
  Gateway gateway(directory, carrier.port());
  Inbox inbox;
  Platform platform;

  gateway.start(settings);
  platform.start(gateway);
  platform.wait_posted(first_kill);
  gateway.kill();
  platform.join();

  gateway.start(settings);
  platform.start(gateway);
  {
    auto api = gateway.client();
    BOOST_REQUIRE(inbox.read_until(api, [&] { return inbox.messages.size() >= second_kill; }));
    BOOST_REQUIRE(inbox.read(api, false));  // told, and told again after the start
  }
  gateway.kill();
  platform.join();

  gateway.start(settings);
  platform.start(gateway);
  platform.join();
  auto api = gateway.client();
  const bool all_told = inbox.read_until(
      api,
      [&] {
        // A message whose answer the kill took may have been told to be in doubt: its result comes too.
        for (const auto& [number, id] : platform.accepted) inbox.messages[id];
        return std::all_of(inbox.messages.begin(), inbox.messages.end(),
                           [](const auto& one) { return !one.second.results.empty(); });
      },
      std::chrono::seconds(120));
  BOOST_TEST(all_told, "some messages have no result");
  BOOST_TEST_MESSAGE(platform.accepted.size()
                     << " accepted, " << platform.unsure.size() << " requests unanswered, " << inbox.events.size()
                     << " events, " << inbox.told_again << " of them told again");

  std::map<std::string, unsigned> submits;
  std::map<std::string, std::string> outcomes;
  for (const json::object& line : carrier.ledger()) {
    if (text_of(line, "event") != "submit") continue;
    ++submits[text_of(line, "to")];
    outcomes[text_of(line, "to")] = text_of(line, "outcome");
  }
  std::map<std::string, std::size_t> states;
  std::set<std::string> known_ids;
  for (const auto& [number, id] : platform.accepted) {
    known_ids.insert(id);
    const Inbox::Result& told = inbox.messages[id];
    BOOST_TEST(told.results.size() == 1U, id << " has " << told.results.size() << " results");
    if (told.results.empty()) continue;
    const std::string state = text_of(told.results.front(), "state");
    ++states[state];
    const auto shown = body_of(api.get("/v1/messages/" + id));
    if (told.others.empty()) BOOST_TEST(text_of(shown, "state") == state, id << " is shown otherwise than told");
    // What the carrier never saw can only be unknown; what it saw ends as it decided, or its receipt was too late.
    if (!submits.contains(number)) BOOST_TEST(state == "unknown", number << " is " << state << " but was never sent");
    const std::string at_carrier = outcomes[number];
    BOOST_TEST((state == at_carrier || state == "unknown"), number << " is " << state << ", not " << at_carrier);
  }
  for (std::size_t request = 0; request < requests; ++request) {
    for (const std::string& number : numbers_of(request)) {
      BOOST_TEST(submits[number] <= submits_allowed(request),
                 number << " was submitted " << submits[number] << " times");
    }
  }
  // Results beyond the accepted are those of requests whose answer the kill took.
  for (const auto& [id, told] : inbox.messages) {
    if (known_ids.contains(id)) continue;
    BOOST_TEST(told.results.size() == 1U);
    if (told.results.empty()) continue;
    const std::string number = text_of(told.results.at(0), "to");
    const bool explained = std::any_of(platform.unsure.begin(), platform.unsure.end(), [&](std::size_t request) {
      const auto numbers = numbers_of(request);
      return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
    });
    BOOST_TEST(explained, number << " was told but not accepted");
  }
  for (const auto& [state, count] : states) BOOST_TEST_MESSAGE(state << ": " << count);
  BOOST_TEST(states["delivered"] > messages / 2);
}
