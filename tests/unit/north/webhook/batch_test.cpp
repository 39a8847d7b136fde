// SPDX-License-Identifier: Apache-2.0
// How a page becomes requests, and what a request is called.
#include "north/webhook/batch.h"

#include <boost/test/unit_test.hpp>

#include "base/seeded_rng.h"

using namespace smppedge;
using namespace smppedge::north::webhook;

namespace {

gateway::Event event(std::uint64_t sequence, std::uint64_t message, std::size_t segments = 1) {
  gateway::Event made;
  made.channel = {AccountNumber(7), Door::http};
  made.sequence = made.id = EventSequence(sequence);
  auto told = std::make_shared<Message>();
  told->id = MessageId(message);
  told->segments.resize(segments);
  made.message = std::move(told);
  return made;
}

struct Cut {
  SeededRng rng{1};
  SetAside set_aside{Seconds(1), Seconds(600)};

  void refuse(std::uint64_t sequence) { static_cast<void>(set_aside.refused(EventSequence(sequence), rng)); }
  /// "1,2|3!": batches with their sequences, those that go alone marked.
  [[nodiscard]] std::string batches(std::vector<gateway::Event> events) const {
    std::string text;
    for (const Batch& batch : cut({std::move(events)}, set_aside)) {
      if (!text.empty()) text += '|';
      std::string separator;
      for (const gateway::Event& one : batch.events) {
        text += separator + std::to_string(one.sequence.value());
        separator = ",";
      }
      if (batch.is_set_aside) text += '!';
    }
    return text;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(batch, Cut)

BOOST_AUTO_TEST_CASE(a_page_is_one_batch) {
  BOOST_TEST(batches({event(1, 1), event(2, 2), event(3, 1)}) == "1,2,3");
}

BOOST_AUTO_TEST_CASE(what_was_refused_goes_alone_and_last) {
  refuse(1);
  refuse(3);
  BOOST_TEST(batches({event(1, 1), event(2, 2), event(3, 3), event(4, 4)}) == "2,4|1!|3!");
  set_aside.taken(EventSequence(1));
  BOOST_TEST(batches({event(1, 1), event(2, 2), event(3, 3), event(4, 4)}) == "1,2,4|3!");
}

BOOST_AUTO_TEST_CASE(later_events_of_its_message_stay_behind_it) {
  refuse(2);
  BOOST_TEST(batches({event(1, 2), event(2, 2), event(3, 2), event(4, 4)}) == "1,4|2!|3!");
}

BOOST_AUTO_TEST_CASE(what_would_become_too_large_is_cut) {
  BOOST_TEST(batches({event(1, 1, 3'000), event(2, 2, 1'000), event(3, 3, 3'000), event(4, 4, 9'000), event(5, 5)}) ==
             "1,2|3|4|5");
}

BOOST_AUTO_TEST_CASE(the_refused_are_bounded_and_the_oldest_forgotten) {
  for (std::uint64_t sequence = 1; sequence <= set_aside_max + 5; ++sequence) refuse(sequence);
  BOOST_TEST(set_aside.size() == set_aside_max);
  BOOST_TEST(!set_aside.contains(EventSequence(5)));
  BOOST_TEST(set_aside.contains(EventSequence(6)));
}

BOOST_AUTO_TEST_CASE(what_is_refused_steps_aside_ever_longer) {
  Micros before{0};
  for (int i = 0; i < 5; ++i) {
    const Micros delay = set_aside.refused(EventSequence(1), rng);
    BOOST_TEST(delay.count() >= before.count());
    before = delay;
  }
  BOOST_TEST(before.count() >= Micros(Seconds(8)).count());
}

BOOST_AUTO_TEST_CASE(a_batch_is_named_by_its_events) {
  const std::string name = webhook_id({event(1, 1), event(2, 2)});
  BOOST_TEST(name.size() == 4U + 32U);
  BOOST_TEST(name.starts_with("msg_"));
  BOOST_TEST(name == webhook_id({event(1, 1), event(2, 2)}));
  BOOST_TEST(name != webhook_id({event(1, 1)}));
  BOOST_TEST(name != webhook_id({event(1, 1), event(3, 2)}));
  gateway::Event elsewhere = event(2, 2);
  elsewhere.at += Millis(1);
  BOOST_TEST(name != webhook_id({event(1, 1), elsewhere}), "another installation's");
  gateway::Event other_account = event(2, 2);
  other_account.channel.account = AccountNumber(8);
  BOOST_TEST(name != webhook_id({event(1, 1), other_account}));
}

BOOST_AUTO_TEST_SUITE_END()
