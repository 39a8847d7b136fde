// SPDX-License-Identifier: Apache-2.0
#include "gateway/channel.h"

#include <boost/test/unit_test.hpp>

#include "gateway/limits.h"
#include "tests/support/sim_rng.h"

using namespace smppedge;
using namespace smppedge::gateway;

namespace {

using Places = std::vector<std::uint64_t>;

constexpr EventChannel of_test{AccountNumber(1), Door::smpp};

/// A channel with what a test says of it: events of messages, by number.
struct Subject {
  Channel channel{{50, 30, 20}};

  KeptEvent make(std::uint64_t message, TrafficClass traffic_class) {
    const EventSequence sequence(channel.next_place());
    KeptEvent kept = KeptEvent::on_disk({store::BatchNumber((std::uint64_t{1} << 40) | 1), 0}, sequence,
                                        WallTime(Millis(static_cast<std::int64_t>(sequence.value()))));
    kept.keep(body(sequence.value(), message, traffic_class));
    return kept;
  }
  static std::shared_ptr<const Event> body(std::uint64_t place, std::uint64_t message,
                                           TrafficClass traffic_class = TrafficClass::notice) {
    auto event = std::make_shared<Event>();
    event->sequence = EventSequence(place);
    event->id = EventSequence(place);
    if (message != 0) {
      auto body = std::make_shared<Message>();
      body->id = MessageId(message);
      body->traffic_class = traffic_class;
      event->message = body;
    }
    return event;
  }
  static std::shared_ptr<const Event> reply(std::uint64_t place, std::size_t octets) {
    auto event = std::make_shared<Event>(*body(place, 0));
    auto reply = std::make_shared<Reply>();
    reply->text.assign(octets, 'x');
    event->kind = Event::Kind::reply;
    event->reply = std::move(reply);
    return event;
  }
  void add_reply(std::size_t octets) {
    KeptEvent kept = make(0, TrafficClass::notice);
    kept.keep(reply(channel.next_place(), octets));
    channel.add(std::move(kept));
  }
  void add(std::uint64_t message, TrafficClass traffic_class = TrafficClass::notice) {
    channel.add(make(message, traffic_class));
  }
  /// Published events of messages of their own.
  void add_many(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) add(1'000'000 + channel.next_place());
    channel.publish(channel.last());
  }
  void add_published(std::initializer_list<std::uint64_t> messages) {
    for (const std::uint64_t message : messages) add(message);
    channel.publish(channel.last());
  }
  Places take(unsigned limit = 100) { return places_of(channel.take(limit)); }
  Places offer(unsigned limit = 100) { return places_of(channel.offer(limit)); }
  static Places places_of(const std::vector<Event>& page) {
    Places places;
    for (const Event& event : page) places.push_back(event.sequence.value());
    return places;
  }
};

MonoTime at(Micros time) {
  return MonoTime(time);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(channel_pulled)

BOOST_AUTO_TEST_CASE(only_what_is_durable_is_offered_and_again_until_it_is_acknowledged) {
  Subject subject;
  subject.add(1);
  subject.add(2);
  BOOST_TEST(subject.offer().empty());
  subject.channel.publish(1);
  BOOST_TEST(subject.offer() == Places{1}, boost::test_tools::per_element());
  subject.channel.publish(2);
  BOOST_TEST(subject.offer() == (Places{1, 2}), boost::test_tools::per_element());
  BOOST_TEST(subject.channel.acknowledge(1) == 1U);
  BOOST_TEST(subject.offer() == Places{2}, boost::test_tools::per_element());
  BOOST_TEST(subject.channel.offered() == 2U);
}

BOOST_AUTO_TEST_CASE(bodies_beyond_what_stays_in_memory_are_read_back_in_runs) {
  Subject subject;
  subject.add_many(events_resident_max + 500);
  Channel& channel = subject.channel;
  BOOST_TEST(channel.unread(true, 256).empty());
  for (std::size_t acknowledged = 0; acknowledged < events_resident_max;) {
    const Places page = subject.offer(1000);
    BOOST_REQUIRE(!page.empty());
    acknowledged += channel.acknowledge(page.back());
  }
  BOOST_TEST(subject.offer().empty());
  const auto unread = channel.unread(true, 256);
  BOOST_REQUIRE_EQUAL(unread.size(), 256U);
  BOOST_TEST(unread.front().place == events_resident_max + 1);
  for (const Channel::Unread& each : unread) channel.keep_body(each.place, Subject::body(each.place, 5));
  BOOST_TEST(subject.offer(1000).size() == 256U);
}

BOOST_AUTO_TEST_CASE(long_replies_are_read_back_and_a_page_holds_a_bounded_number_of_their_octets) {
  constexpr std::size_t text = events_page_octets_max / 4;
  for (const bool pulled : {true, false}) {
    Subject subject;
    for (int i = 0; i < 10; ++i) subject.add_reply(text);
    subject.add_reply(event_text_resident_octets_max);
    subject.channel.publish(subject.channel.last());
    if (!pulled) BOOST_TEST(subject.take().empty());
    const auto unread = subject.channel.unread(pulled, 256);
    BOOST_TEST(unread.size() == 10U);
    for (const Channel::Unread& each : unread) subject.channel.keep_body(each.place, Subject::reply(each.place, text));
    BOOST_TEST((pulled ? subject.offer() : subject.take()).size() <= 5U);
    BOOST_TEST((pulled ? subject.offer() : subject.take()).size() >= 4U);
  }
  Subject one;
  one.add_reply(text);
  one.channel.publish(1);
  one.channel.keep_body(1, Subject::reply(1, 2 * events_page_octets_max));
  BOOST_TEST(one.offer() == Places{1}, boost::test_tools::per_element());  // however long
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(channel_pushed)

BOOST_AUTO_TEST_CASE(what_is_out_is_not_given_out_again_until_it_is_settled) {
  Subject subject;
  subject.add_published({1, 2, 3});
  BOOST_TEST(subject.take(2) == (Places{1, 2}), boost::test_tools::per_element());
  BOOST_TEST(subject.take() == Places{3}, boost::test_tools::per_element());
  BOOST_TEST(subject.take().empty());
  BOOST_TEST(subject.channel.out() == 3U);
  BOOST_TEST(subject.channel.taken(2));
  BOOST_TEST(!subject.channel.taken(2));
  BOOST_TEST(!subject.channel.refused(4, std::nullopt));
  BOOST_TEST(subject.channel.refused(1, std::nullopt));
  BOOST_TEST(subject.take() == Places{1}, boost::test_tools::per_element());
  BOOST_TEST(subject.channel.kept() == 2U);
}

BOOST_AUTO_TEST_CASE(an_answer_that_comes_too_late_still_takes_what_was_refused) {
  Subject subject;
  subject.add_published({7, 7, 8});
  BOOST_TEST(subject.take() == (Places{1, 3}), boost::test_tools::per_element());
  BOOST_TEST(subject.channel.refused(1, at(Seconds(5))));
  BOOST_TEST(subject.channel.refused(3, std::nullopt));
  BOOST_TEST(subject.channel.taken(1));
  BOOST_TEST(subject.channel.taken(3));
  BOOST_TEST(subject.channel.aside() == 0U);
  BOOST_TEST(subject.take() == Places{2}, boost::test_tools::per_element());
  subject.channel.recall(at(Seconds(5)), 100);
  BOOST_TEST(subject.take().empty());
  BOOST_TEST(subject.channel.kept() == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_not_durable_is_not_given_out) {
  Subject subject;
  subject.add(1);
  subject.add(2);
  subject.channel.publish(1);
  BOOST_TEST(subject.take() == Places{1}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_was_refused_steps_aside_and_holds_up_nothing_else) {
  Subject subject;
  subject.add_published({1, 2});
  BOOST_TEST(subject.take(1) == Places{1}, boost::test_tools::per_element());
  BOOST_TEST(subject.channel.refused(1, at(Seconds(5))));
  BOOST_TEST(subject.channel.aside() == 1U);
  BOOST_TEST(subject.take() == Places{2}, boost::test_tools::per_element());
  BOOST_TEST((subject.channel.next_due() == at(Seconds(5))));
  subject.channel.recall(at(Seconds(5) - Micros(1)), 100);
  BOOST_TEST(subject.take().empty());
  subject.channel.recall(at(Seconds(5)), 100);
  BOOST_TEST(subject.take() == Places{1}, boost::test_tools::per_element());
  BOOST_TEST(subject.channel.aside() == 0U);
  BOOST_TEST((subject.channel.next_due() == MonoTime::max()));
}

BOOST_AUTO_TEST_CASE(never_before_its_time_though_times_are_shared) {
  Subject subject;
  subject.add_published({1, 2});
  BOOST_TEST(subject.take().size() == 2U);
  BOOST_TEST(subject.channel.refused(1, at(Micros(12'345))));
  BOOST_TEST(subject.channel.refused(2, at(Micros(19'999))));
  BOOST_TEST((subject.channel.next_due() == at(Micros(20'000))));
  subject.channel.recall(at(Micros(20'000)), 100);
  BOOST_TEST(subject.take() == (Places{1, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_later_event_of_a_message_waits_for_the_earlier_one) {
  Subject subject;
  subject.add_published({7, 8, 7, 7});
  BOOST_TEST(subject.take() == (Places{1, 2}), boost::test_tools::per_element());
  BOOST_TEST(subject.channel.held() == 2U);
  // Aside it still holds them back.
  BOOST_TEST(subject.channel.refused(1, at(Seconds(5))));
  BOOST_TEST(subject.take().empty());
  subject.channel.recall(at(Seconds(5)), 100);
  BOOST_TEST(subject.take() == Places{1}, boost::test_tools::per_element());
  BOOST_TEST(subject.channel.taken(1));
  BOOST_TEST(subject.take() == Places{3}, boost::test_tools::per_element());
  BOOST_TEST(subject.take().empty());
  BOOST_TEST(subject.channel.taken(3));
  BOOST_TEST(subject.take() == Places{4}, boost::test_tools::per_element());
  subject.add_published({7});
  BOOST_TEST(subject.take().empty());
  BOOST_TEST(subject.channel.taken(4));
  BOOST_TEST(subject.take() == Places{5}, boost::test_tools::per_element());
  BOOST_TEST(subject.channel.held() == 0U);
}

BOOST_AUTO_TEST_CASE(events_of_no_message_hold_back_nothing) {
  Subject subject;
  subject.add_published({0, 0, 0});
  BOOST_TEST(subject.take().size() == 3U);
}

BOOST_AUTO_TEST_CASE(what_is_refused_again_and_again_leaves_half_of_the_room_to_new_ones) {
  Subject subject;
  subject.add_many(10);
  for (const std::uint64_t place : subject.take(10)) BOOST_TEST(subject.channel.refused(place, std::nullopt));
  subject.add_many(10);
  const Places page = subject.take(8);
  BOOST_TEST(page == (Places{1, 2, 3, 4, 11, 12, 13, 14}), boost::test_tools::per_element());
  // Page by page of one they take turns.
  const Places first = subject.take(1);
  const Places second = subject.take(1);
  BOOST_TEST(((first[0] > 10) != (second[0] > 10)));
}

BOOST_AUTO_TEST_CASE(what_is_recalled_does_not_wait_for_its_time_and_comes_once) {
  Subject subject;
  subject.add_published({1, 2});
  BOOST_TEST(subject.take().size() == 2U);
  BOOST_TEST(subject.channel.refused(1, at(Seconds(500))));
  BOOST_TEST(!subject.channel.recalled(2), "it is out");
  BOOST_TEST(subject.channel.recalled(1));
  BOOST_TEST(!subject.channel.recalled(1));
  BOOST_TEST(subject.channel.aside() == 0U);
  BOOST_TEST(subject.take() == Places{1}, boost::test_tools::per_element());
  subject.channel.recall(at(Seconds(500)), 100);
  BOOST_TEST(subject.take().empty());
}

BOOST_AUTO_TEST_CASE(what_was_refused_and_what_is_new_are_read_back_side_by_side) {
  Subject subject;
  Channel& channel = subject.channel;
  const auto take_all = [&] {
    Places all;
    for (Places page = subject.take(1000); !page.empty(); page = subject.take(1000)) {
      all.insert(all.end(), page.begin(), page.end());
    }
    return all;
  };
  const auto refuse = [&](const Places& places) {
    for (const std::uint64_t place : places) BOOST_REQUIRE(channel.refused(place, at(Seconds(5))));
  };
  constexpr std::uint64_t beyond = 300;
  subject.add_many(events_resident_max + beyond);
  refuse(take_all());
  for (auto unread = channel.unread(false, 256); !unread.empty(); unread = channel.unread(false, 256)) {
    for (const Channel::Unread& each : unread) channel.keep_body(each.place, Subject::body(each.place, each.place));
    refuse(take_all());
  }
  BOOST_REQUIRE_EQUAL(channel.aside(), events_resident_max + beyond);
  subject.add_many(events_resident_max + beyond);
  for (const std::uint64_t place : take_all()) BOOST_REQUIRE(channel.taken(place));
  channel.recall(at(Seconds(5)), 1'000'000);
  for (const std::uint64_t place : take_all()) BOOST_REQUIRE(channel.taken(place));
  // Of both only what is not in memory is left.
  BOOST_REQUIRE_EQUAL(channel.kept(), 2 * beyond);
  const auto unread = channel.unread(false, 256);
  BOOST_TEST(unread.size() == 256U);
  BOOST_TEST(std::count_if(unread.begin(), unread.end(), [](const Channel::Unread& each) {
               return each.place <= events_resident_max + beyond;
             }) == 128);
}

BOOST_AUTO_TEST_CASE(no_more_is_out_than_the_bound) {
  Subject subject;
  subject.add_many(events_out_max + 10);
  for (std::size_t given = 0; given < events_out_max;) {
    const std::size_t page = subject.take(1000).size();
    BOOST_REQUIRE(page > 0);
    given += page;
  }
  BOOST_TEST(subject.channel.out() == events_out_max);
  BOOST_TEST(subject.take(1000).empty());
  BOOST_TEST(subject.channel.taken(1));
  BOOST_TEST(subject.channel.unread(false, 256).size() == 10U);  // beyond what stays in memory
}

BOOST_AUTO_TEST_CASE(one_recall_takes_on_a_bounded_number_and_leaves_the_rest_due) {
  Subject subject;
  subject.add_many(100);
  std::int64_t due_ms = 10;
  for (const std::uint64_t place : subject.take(100)) {
    BOOST_TEST(subject.channel.refused(place, at(Millis(due_ms))));
    due_ms += 10;
  }
  subject.channel.recall(at(Seconds(5)), 30);
  BOOST_TEST(subject.channel.aside() == 70U);
  BOOST_TEST((subject.channel.next_due() <= at(Seconds(5))));
  subject.channel.recall(at(Seconds(5)), 100);
  BOOST_TEST(subject.take(100).size() == 100U);
}

BOOST_AUTO_TEST_CASE(whatever_happens_each_message_is_told_in_order_and_nothing_is_lost) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Subject subject;
    sim::SimRng rng(seed);
    std::map<std::uint64_t, std::uint64_t> message_of;
    std::map<std::uint64_t, std::uint64_t> last_taken;  // by message
    Places out;
    std::size_t done = 0;
    Micros now{0};
    const auto settle = [&](std::size_t index, bool taken) {
      const std::uint64_t place = out[index];
      out.erase(out.begin() + static_cast<std::ptrdiff_t>(index));
      if (taken) {
        BOOST_REQUIRE(subject.channel.taken(place));
        std::uint64_t& last = last_taken[message_of[place]];
        BOOST_REQUIRE_LT(last, place);
        last = place;
        ++done;
      } else {
        BOOST_REQUIRE(subject.channel.refused(
            place, rng.below(2) == 0 ? std::nullopt : std::optional(at(now + Millis(rng.below(100) + 1)))));
      }
    };
    const auto take = [&] {
      for (const std::uint64_t place : subject.take(1 + static_cast<unsigned>(rng.below(20)))) out.push_back(place);
    };
    for (int step = 0; step < 3000; ++step) {
      now += Millis(1);
      subject.channel.recall(at(now), 10);
      if (rng.below(20) == 0) (void)subject.channel.recalled(1 + rng.below(subject.channel.next_place()));
      const std::uint64_t what = rng.below(10);
      if (what < 4) {
        const std::uint64_t message = 1 + rng.below(30);
        message_of[subject.channel.next_place()] = message;
        subject.add(message, static_cast<TrafficClass>(message % traffic_class_count));
        subject.channel.publish(subject.channel.last());
      } else if (what < 6) {
        take();
      } else if (what < 9 && !out.empty()) {
        settle(rng.below(out.size()), rng.below(3) != 0);
      } else if (const auto old = subject.channel.older_than(WallTime::max(), 1); what == 9 && !old.empty()) {
        if (rng.below(5) != 0) continue;
        BOOST_REQUIRE(subject.channel.bury(old[0]));
        ++done;
      }
    }
    while (done < message_of.size()) {
      now += Millis(101);
      subject.channel.recall(at(now), 1000);
      take();
      BOOST_REQUIRE(!out.empty());
      while (!out.empty()) settle(out.size() - 1, true);
    }
    BOOST_TEST(subject.channel.kept() == 0U);
    BOOST_TEST(subject.channel.out() == 0U);
    BOOST_TEST(subject.channel.aside() == 0U);
    BOOST_TEST(subject.channel.held() == 0U);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(channel_classes)

BOOST_AUTO_TEST_CASE(what_is_urgent_goes_before_a_backlog_of_what_is_not) {
  Subject subject;
  for (std::uint64_t message = 1; message <= 1000; ++message) subject.add(message, TrafficClass::marketing);
  subject.channel.publish(1000);
  BOOST_TEST(subject.take(10).size() == 10U);
  subject.add(2000, TrafficClass::otp);
  subject.channel.publish(1001);
  BOOST_TEST(subject.take(1) == Places{1001}, boost::test_tools::per_element());
  BOOST_TEST(subject.take(1) == Places{11}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(each_class_has_its_share_in_its_own_order_and_a_page_is_oldest_first) {
  Subject subject;
  for (std::uint64_t message = 1; message <= 600; ++message) {
    subject.add(message, static_cast<TrafficClass>(2 - (message - 1) / 200));
  }
  subject.channel.publish(600);
  const Places page = subject.take(100);
  BOOST_REQUIRE_EQUAL(page.size(), 100U);
  BOOST_TEST(std::is_sorted(page.begin(), page.end()));
  const auto count = [&page](std::uint64_t first) {
    return std::count_if(page.begin(), page.end(), [first](std::uint64_t p) { return p >= first && p < first + 200; });
  };
  const std::array<std::int64_t, 3> of_class{count(401), count(201), count(1)};
  constexpr std::array<std::int64_t, 3> percent{50, 30, 20};
  for (std::size_t each = 0; each < 3; ++each) BOOST_TEST(std::abs(of_class[each] - percent[each]) <= 2, each);
  for (const std::uint64_t first : {1U, 201U, 401U}) {
    BOOST_TEST(std::count(page.begin(), page.end(), first) == 1, "the oldest of its class");
  }
}

BOOST_AUTO_TEST_CASE(a_class_whose_bodies_are_being_read_holds_up_no_other) {
  Subject subject;
  for (std::uint64_t i = 0; i <= events_resident_max; ++i) subject.add(i + 1, TrafficClass::otp);
  subject.channel.publish(subject.channel.last());
  for (std::uint64_t left = events_resident_max; left > 0;) {
    const Places page = subject.take(1000);
    BOOST_REQUIRE(!page.empty());
    for (const std::uint64_t place : page) BOOST_REQUIRE(subject.channel.taken(place));
    left -= page.size();
  }
  BOOST_TEST(subject.take().empty());
  subject.add(30'000, TrafficClass::marketing);
  subject.channel.publish(subject.channel.last());
  BOOST_TEST(subject.take() == Places{events_resident_max + 2}, boost::test_tools::per_element());
  BOOST_TEST(subject.channel.unread(false, 256).size() == 1U);
}

BOOST_AUTO_TEST_CASE(after_a_restart_the_class_is_known_once_the_body_is_read) {
  Subject subject;
  Channel& channel = subject.channel;
  for (const std::uint64_t place : {1U, 2U, 3U})
    channel.restore_made(place, KeptEvent::on_disk({}, EventSequence(place), {}));
  subject.add(7, TrafficClass::otp);
  channel.publish(4);
  BOOST_TEST(subject.take().empty(), "one of those before it may be of its message");
  const auto unread = channel.unread(false, 256);
  BOOST_REQUIRE_EQUAL(unread.size(), 3U);
  for (const Channel::Unread& each : unread) {
    const auto traffic_class = each.place == 3 ? TrafficClass::otp : TrafficClass::marketing;
    channel.keep_body(each.place, Subject::body(each.place, each.place == 3 ? 7 : each.place, traffic_class));
  }
  BOOST_TEST(subject.take(1) == Places{3}, boost::test_tools::per_element());
  BOOST_TEST(subject.take() == (Places{1, 2}), boost::test_tools::per_element());
  BOOST_TEST(channel.held() == 1U);
  BOOST_TEST(channel.taken(3));
  BOOST_TEST(subject.take() == Places{4}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(channel_dead)

BOOST_AUTO_TEST_CASE(what_stands_too_long_is_found_oldest_first_but_not_what_is_out) {
  Subject subject;
  subject.add_published({1, 2, 3, 4, 5});
  BOOST_TEST(subject.take(2).size() == 2U);
  BOOST_TEST(subject.channel.refused(1, at(Seconds(50))));
  const WallTime before(Millis(4));
  BOOST_TEST(subject.channel.older_than(before, 10) == (Places{1, 3, 4}), boost::test_tools::per_element());
  BOOST_TEST(subject.channel.older_than(before, 2) == (Places{1, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_buried_is_not_told_and_what_it_held_back_is) {
  Subject subject;
  subject.add_published({7, 7, 7, 7});
  BOOST_TEST(subject.take() == Places{1}, boost::test_tools::per_element());
  BOOST_TEST(subject.channel.refused(1, at(Seconds(50))));
  BOOST_TEST(subject.channel.bury(2).has_value());
  BOOST_TEST(subject.channel.bury(1).has_value());
  BOOST_TEST(!subject.channel.bury(1).has_value());
  BOOST_TEST(subject.channel.aside() == 0U);
  BOOST_TEST(subject.take() == Places{3}, boost::test_tools::per_element());
  subject.channel.recall(at(Seconds(60)), 10);
  BOOST_TEST(subject.take().empty());
  BOOST_TEST(subject.channel.kept() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(channel_recovered)

BOOST_AUTO_TEST_CASE(a_checkpoint_has_what_is_kept_once_and_what_has_gone_since) {
  Subject subject;
  subject.add_published({1, 2, 3});
  store::Checkpoint first;
  subject.channel.fill(of_test, first);
  BOOST_TEST(first.events.size() == 3U);
  BOOST_TEST(first.events_gone.empty());
  BOOST_TEST(subject.take().size() == 3U);
  BOOST_TEST(subject.channel.taken(2));
  subject.add_published({4});
  store::Checkpoint second;
  subject.channel.fill(of_test, second);
  BOOST_REQUIRE_EQUAL(second.events.size(), 1U);
  BOOST_TEST((second.events[0].sequence == EventSequence(4)));
  BOOST_REQUIRE_EQUAL(second.events_gone.size(), 1U);
  BOOST_TEST((second.events_gone[0].sequence == EventSequence(2)));
  BOOST_TEST((second.accounts[0].last == EventSequence(4)));
  BOOST_TEST((second.accounts[0].acknowledged == EventSequence(0)));
  BOOST_TEST(subject.channel.taken(1));
  store::Checkpoint third;
  subject.channel.fill(of_test, third);
  BOOST_TEST(third.events.empty());
  BOOST_TEST(third.events_gone.empty());  // all up to 2 are done with
  BOOST_TEST((third.accounts[0].acknowledged == EventSequence(2)));
}

BOOST_AUTO_TEST_CASE(what_a_checkpoint_covers_is_passed_over_when_its_facts_are_replayed) {
  Subject subject;
  Channel& channel = subject.channel;
  channel.restore(store::Checkpoint::AccountEvents{AccountNumber(1), Door::smpp, EventSequence(9), EventSequence(3)});
  for (const std::uint64_t place : {4U, 8U}) {
    channel.restore_recorded(place, KeptEvent::on_disk({}, EventSequence(place), {}));
  }
  channel.restore_made(5, KeptEvent::on_disk({}, EventSequence(5), {}));
  BOOST_TEST(channel.kept() == 2U);
  channel.restore_made(10, KeptEvent::on_disk({}, EventSequence(10), {}));
  channel.restore_done(5, 8);
  BOOST_TEST(channel.kept() == 2U);
  BOOST_TEST(channel.next_place() == 11U);
  BOOST_TEST(channel.offered() == 10U);
  const auto unread = channel.unread(false, 10);
  BOOST_REQUIRE_EQUAL(unread.size(), 2U);
  BOOST_TEST(unread[0].place == 4U);
  BOOST_TEST(unread[1].place == 10U);
  store::Checkpoint next;
  channel.fill(of_test, next);
  BOOST_REQUIRE_EQUAL(next.events_gone.size(), 1U);
  BOOST_TEST((next.events_gone[0].sequence == EventSequence(8)));
  BOOST_REQUIRE_EQUAL(next.events.size(), 1U);
  BOOST_TEST((next.events[0].sequence == EventSequence(10)));
}

BOOST_AUTO_TEST_SUITE_END()
