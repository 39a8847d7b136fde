// SPDX-License-Identifier: Apache-2.0
// Whatever is sent, put off, cancelled, lost in a crash and waited for, in an order that a seed chooses: no number goes
// to two conversations with one phone at once, none keeps two, and in the end all are free again. What was promised and
// what left is booked here, by what the gateway answered and what the carrier saw.
#include <boost/test/unit_test.hpp>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/sim/client.h"
#include "tests/sim/world.h"
#include "tests/support/seeds.h"

using namespace smppedge;
using namespace smppedge::sim;

namespace {

constexpr Seconds hours_72{72 * 3600};
constexpr Seconds validity{2 * 86'400};
/// Between the moment that counts, the claim, and that at which the carrier sees it.
constexpr Seconds slack{60};
constexpr unsigned numbers = 10;  ///< with one digit of tail

struct Life : World {
  explicit Life(std::uint64_t seed) : World(seed), chance(seed) {
    settings.accounts[0].number_policy = {sender::Policy::rotating, 1};
    settings.delivery.validity.fill(validity);
    settings.checkpoint_interval = Seconds(20);
    settings.spill_after = Seconds(1);
    start_bound();
  }

  struct Use {
    std::string conversation;
    std::set<MessageId> waiting;
    WallTime until{};  ///< 72 hours after the last that left
    [[nodiscard]] bool at(WallTime now) const { return !waiting.empty() || now + slack < until; }
  };

  void step() {
    if (chance.below(40) == 0) return rest(Seconds(static_cast<std::int64_t>(chance.below(80 * 3600))));
    switch (chance.below(12)) {
      case 0:
        return cancel();
      case 1:
        crash();
        return start();
      case 2:
        return is_refused ? allow() : refuse();
      case 3:
      case 4:
        return rest(Seconds(static_cast<std::int64_t>(chance.below(20))));
      default:
        return write();
    }
  }

  void write() {
    gateway::AcceptItem item;
    const std::string body = "m" + std::to_string(++written);
    const std::uint64_t which = chance.below(8);
    const std::string conversation = which < 5 ? "c" + std::to_string(which) : body;  // else one of its own
    item.to = {chance.below(2) == 0 ? "8613800138001" : "8613800138002"};
    item.body = body;
    if (which < 5) item.conversation = conversation;
    if (chance.below(4) == 0) {
      item.send_at = scheduler.wall() + Seconds(3600 + static_cast<std::int64_t>(chance.below(100'000)));
    }
    const std::string phone = item.to.front();
    const gateway::AcceptEntry entry = Client(*this).send(std::move(item));
    look();
    if (entry.error) {
      BOOST_TEST(entry.error->code == "senders_in_use");
      return;
    }
    const WallTime now = scheduler.wall();
    const std::string number(entry.sender.text());
    Use& use = uses[{phone, number}];
    BOOST_TEST((!use.at(now) || use.conversation == conversation),
               number << " of " << use.conversation << " went to " << conversation);
    for (const auto& [pair, other] : uses) {
      if (pair.first != phone || pair.second == number || other.conversation != conversation) continue;
      BOOST_TEST(!other.at(now), conversation << " has " << pair.second << " and got " << number);
    }
    if (use.conversation != conversation) use = {conversation, {}, {}};
    use.waiting.insert(entry.id);
    sent_by[body] = entry.id;
    pair_of[entry.id] = {phone, number};
    if (use.waiting.size() == 1 && use.until != WallTime{}) ++kept;
  }

  void cancel() {
    std::vector<MessageId> waiting;
    for (const auto& [pair, use] : uses) waiting.insert(waiting.end(), use.waiting.begin(), use.waiting.end());
    if (waiting.empty()) return;
    if (Client(*this).cancel(waiting[chance.below(waiting.size())])) ++cancelled;
    look();
  }

  /// Events are kept for 72 hours, so they are looked at more often.
  void rest(Seconds time) {
    constexpr Seconds half_a_day{12 * 3600};
    for (; time > half_a_day; time -= half_a_day) {
      scheduler.run_for(half_a_day);
      look();
    }
    scheduler.run_for(time);
    look();
  }
  void refuse() {
    is_refused = true;
    network.refuse(carrier_port, {DialError::Kind::refused, "connection refused"});
    for (std::size_t i = 0; i < smsc->connections(); ++i) smsc->unbind(i);
  }
  void allow() {
    is_refused = false;
    network.allow(carrier_port);
  }

  /// Books what the carrier has seen and what has ended.
  void look() {
    for (; seen < smsc->submits.size(); ++seen) {
      const SimSmsc::Submit& submit = smsc->submits[seen];
      const auto of = sent_by.find(submit.body);
      BOOST_REQUIRE(of != sent_by.end());
      Use& use = uses.at({submit.destination, submit.source});
      BOOST_TEST((pair_of.at(of->second) == std::pair(submit.destination, submit.source)));
      const auto ago = std::chrono::floor<Millis>(scheduler.mono() - submit.at);
      use.until = scheduler.wall() - ago + hours_72;
      use.waiting.erase(of->second);
    }
    take_events();
    for (const auto& [sequence, event] : events) {
      if (event.message == nullptr) continue;
      const auto pair = pair_of.find(event.message->id);
      if (pair != pair_of.end()) uses.at(pair->second).waiting.erase(event.message->id);
    }
    events.clear();
  }

  SimRng chance;
  std::map<std::pair<std::string, std::string>, Use> uses;  ///< by phone and number
  std::map<std::string, MessageId> sent_by;                 ///< by body
  std::map<MessageId, std::pair<std::string, std::string>> pair_of;
  std::size_t seen = 0;
  unsigned written = 0;
  unsigned cancelled = 0;
  unsigned kept = 0;
  bool is_refused = false;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(numbers_random)

BOOST_AUTO_TEST_CASE(no_number_serves_two_conversations_with_a_phone_and_none_is_lost) {
  unsigned kept = 0;
  unsigned cancelled = 0;
  for_each_seed(6, [&](std::uint64_t seed) {
    Life life(seed);
    for (unsigned i = 0; i < 200; ++i) life.step();
    life.allow();
    life.rest(Seconds(100'000) + validity + hours_72 + Seconds(4 * 3600));
    BOOST_REQUIRE(life.run_until([&] { return life.bound(); }, Seconds(600)));
    for (unsigned i = 0; i < numbers; ++i) {
      gateway::AcceptItem item;
      item.to = {"8613800138001"};
      item.body = "m";
      const gateway::AcceptEntry entry = Client(life).send(std::move(item));
      BOOST_TEST(!entry.error.has_value(), "only " << i << " numbers are free in the end");
      if (entry.error) break;
    }
    kept += life.kept;
    cancelled += life.cancelled;
  });
  BOOST_TEST(kept > 50U);  // else too little has happened
  BOOST_TEST(cancelled > 20U);
}

BOOST_AUTO_TEST_SUITE_END()
