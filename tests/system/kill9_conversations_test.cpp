// SPDX-License-Identifier: Apache-2.0
// Killed with -9 while an account that rotates its numbers writes to few phones much, and each of its messages is
// answered: no two messages to one phone ever left by one number, though what had been handed out was in memory when
// the process went, and each answer is told once and of the message that left by its number. The simulated carrier's
// ledger is the judge. SMPPEDGE_SEED replays a run.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <random>
#include <set>
#include <utility>

#include "tests/system/stage.h"

using namespace smppedge::system_test;
namespace json = boost::json;

namespace {

constexpr std::size_t phones = 40;
constexpr std::size_t rounds = 60;  ///< of the hundred numbers that two digits of tail make
constexpr std::size_t requests_at_once = 4;

std::vector<std::string> all_phones() {
  std::vector<std::string> numbers;
  for (std::size_t i = 0; i < phones; ++i) numbers.push_back(std::to_string(8'613'800'200'007 + 10 * i));
  return numbers;
}

std::uint64_t seed() {
  const char* const given = std::getenv("SMPPEDGE_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
}

using Pair = std::pair<std::string, std::string>;  ///< number of ours, phone

struct Office {
  explicit Office(std::uint64_t seed)
      : carrier(directory, {"--quiet", "--outcome", "reply", "--resp-delay-ms", "20", "--receipt-delay-ms", "50",
                            "--receipt-jitter-ms", "2000", "--reply-delay-ms", "50", "--seed",
                            std::to_string(seed % 1'000'000)}) {}

  void start() {
    gateway.start({"accounts.demo.sender_policy=rotating", "accounts.demo.tail_digits=2",
                   "delivery.in_doubt_timeout_s=5", "delivery.resend_after_s=1", "store.checkpoint_interval_s=1",
                   "carriers.sim.pace_per_s=500"});  // some have not left yet when it is killed
  }
  /// So many messages to every phone; their events are read meanwhile.
  void write(std::size_t count) {
    auto api = gateway.client();
    for (std::size_t i = 0; i < count; ++i) {
      for (auto& [phone, id] : send(api, all_phones(), "round " + std::to_string(++round))) accepted.insert(id);
      if (i % requests_at_once == 0) BOOST_REQUIRE(inbox.read(api));
    }
  }
  /// Which messages were told to be answered, by (number, phone) of the reply.
  [[nodiscard]] std::multimap<Pair, std::string> replies() const {
    std::multimap<Pair, std::string> told;
    for (const auto& [id, event] : inbox.events) {
      if (text_of(event, "type") != "reply.received") continue;
      told.emplace(Pair{text_of(event, "to"), text_of(event, "from")}, text_of(event, "message_id"));
    }
    return told;
  }
  [[nodiscard]] std::multimap<Pair, std::string> at_carrier(std::string_view event) const {
    std::multimap<Pair, std::string> found;
    for (const json::object& line : carrier.ledger()) {
      if (text_of(line, "event") != event) continue;
      const bool is_submit = event == "submit";
      found.emplace(is_submit ? Pair{text_of(line, "from"), text_of(line, "to")}
                              : Pair{text_of(line, "to"), text_of(line, "from")},
                    text_of(line, "id"));
    }
    return found;
  }

  Directory directory;
  Simulator carrier;
  Gateway gateway{directory, carrier.port()};
  Inbox inbox;
  std::set<std::string> accepted;
  std::size_t round = 0;
};

}  // namespace

BOOST_AUTO_TEST_CASE(killed_no_pair_is_given_twice_and_each_answer_finds_its_message_once) {
  const std::uint64_t chosen = seed();
  BOOST_TEST_MESSAGE("SMPPEDGE_SEED=" << chosen);
  std::mt19937_64 random(chosen);
  Office office(chosen);
  for (std::size_t left = rounds; left > 0;) {
    const std::size_t now = std::min<std::size_t>(left, 10 + random() % 15);
    office.start();
    office.write(now);
    left -= now;
    if (left > 0) office.gateway.kill();  // what it has just accepted waits, is under way, is being answered
  }

  auto api = office.gateway.client();
  const auto all_told = [&office] {
    return office.replies().size() >= office.at_carrier("submit").size() &&
           std::all_of(office.accepted.begin(), office.accepted.end(),
                       [&office](const std::string& id) { return !office.inbox.messages[id].results.empty(); });
  };
  BOOST_TEST(office.inbox.read_until(api, all_told, std::chrono::seconds(60)), "something was not told");

  BOOST_TEST(office.accepted.size() == phones * rounds);
  const auto submits = office.at_carrier("submit");
  std::set<Pair> pairs;
  for (const auto& [pair, id] : submits) {
    BOOST_TEST(pairs.insert(pair).second, pair.second << " got two messages from " << pair.first);
  }
  const auto replies = office.replies();
  BOOST_TEST(replies.size() == submits.size());
  for (const auto& [pair, message] : replies) {
    BOOST_TEST(replies.count(pair) == 1U, "an answer of " << pair.second << " to " << pair.first << " was told twice");
    BOOST_TEST_REQUIRE(office.accepted.contains(message), "an answer to " << pair.first << " found no message");
    const json::object shown = body_of(api.get("/v1/messages/" + message));
    BOOST_TEST(text_of(shown, "sender") == pair.first);
    BOOST_TEST(text_of(shown, "to") == pair.second);
  }
}
