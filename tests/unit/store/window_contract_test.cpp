// SPDX-License-Identifier: Apache-2.0
// What store/store.h promises of the reply window: which numbers a phone may answer to, from memory and disk alike.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/unit/store/subjects.h"

namespace smppedge::store::test {
namespace {

PhoneNumber phone(std::string_view digits) {
  return *PhoneNumber::from_digits(digits);
}
const PhoneNumber handset = phone("8613800138000");

WindowRecord pair(std::string_view number, std::int64_t sent_ms, unsigned message = 1) {
  WindowRecord record;
  record.phone = handset;
  BOOST_REQUIRE(record.number.assign(number));
  record.message = message_id(message);
  record.account = account_1;
  record.carrier = carrier_1;
  record.sent_at = samples::wall(sent_ms);
  record.keep_until = samples::wall(1'787'000'000'000);
  record.conversation = 0xFEDC'BA98'7654'3210;
  record.reference = 0xFFFF;
  return record;
}
WindowRecord of(const PhoneNumber& phone, WindowRecord record) {
  record.phone = phone;
  return record;
}
WindowRecord kept_until(WindowRecord record, WallTime time) {
  record.keep_until = time;
  return record;
}
WindowRecord planned(std::string_view number, unsigned message, bool ended = false) {
  WindowRecord record = pair(number, 0, message);
  record.reference = 0;
  record.ended = ended;
  return record;
}
std::string numbers(const PhoneWindow& window) {
  std::string text;
  for (const WindowRecord& record : window.pairs) text += std::string(record.number.view()) + " ";
  return text;
}
template <class Subject>
void note(Subject& subject, std::initializer_list<WindowRecord> records) {
  for (const WindowRecord& record : records) subject.store().note_window(record);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(store_window_contract)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_phones_pairs_are_found_at_once_newest_first_wherever_they_are, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  note(subject, {pair("10690001", 1'000), pair("10690003", 3'000), pair("Qsms", 2'000), pair("10690003", 3'000)});
  BOOST_TEST(subject.store().notes() == 3U);
  through_a_checkpoint(subject, writer, [&] {
    const PhoneWindow window = writer.window(handset);
    BOOST_TEST(numbers(window) == "10690003 Qsms 10690001 ");
    BOOST_TEST(window.more_of.empty());
    BOOST_TEST((window.pairs[1] == pair("Qsms", 2'000)));
  });
  BOOST_TEST(subject.store().notes() == 0U);
  note(subject, {pair("10690002", 4'000), pair("10690001", 5'000), planned("planned", 9)});
  through_a_checkpoint(subject, writer, [&] {
    BOOST_TEST(numbers(writer.window(handset)) == "10690001 10690002 10690003 Qsms planned ");
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(other_phones_are_not_seen_however_alike, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const std::vector<std::string> phones = {"8613800138000",
                                           "861380013800",
                                           "86138001380001",
                                           "08613800138000",
                                           "8613800138001",
                                           "8613800137999",
                                           "0",
                                           "00",
                                           "999999999999999999",
                                           "9999999999999999999",
                                           "99999999999999999999",
                                           "99999999999999999990",
                                           "9999999999999999990",
                                           "10000000000000000000",
                                           "00000000000000000007"};
  std::vector<PhoneNumber> asked;
  for (std::size_t index = 0; index < phones.size(); ++index) {
    note(subject, {of(phone(phones[index]), pair(std::to_string(index), 1'000))});
    asked.push_back(phone(phones[index]));
  }
  through_a_checkpoint(subject, writer, [&] {
    for (std::size_t index = 0; index < phones.size(); ++index) {
      const PhoneWindow window = writer.window(asked[index]);
      BOOST_TEST(numbers(window) == std::to_string(index) + " ");
      BOOST_TEST((window.pairs[0].phone == asked[index]));
    }
    BOOST_TEST(writer.window(phone("8613800138002")).pairs.empty());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_a_pairs_records_the_newest_counts_in_whatever_order_and_place_they_come, Subject,
                              Subjects) {
  const WindowRecord older = pair("10690001", 1'000, 8);
  const WindowRecord newest = pair("10690001", 2'000, 3);
  const WindowRecord same_time = pair("10690001", 2'000, 2);
  const WindowRecord oldest = pair("10690001", 500, 9);
  std::vector<const WindowRecord*> order = {&oldest, &older, &newest, &same_time};
  std::sort(order.begin(), order.end());
  do {
    Subject subject;
    Writer<Subject> writer(subject);
    (void)writer.recover();
    note(subject, {*order[0]});
    writer.checkpoint({});
    note(subject, {*order[1]});
    writer.checkpoint({});
    note(subject, {*order[2], *order[3]});
    through_a_checkpoint(subject, writer, [&] {
      const PhoneWindow window = writer.window(handset);
      BOOST_TEST_REQUIRE(window.pairs.size() == 1U);
      BOOST_TEST((window.pairs[0] == newest));
    });
  } while (std::next_permutation(order.begin(), order.end()));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(accounts_conversations_and_messages_that_wait_have_a_record_each, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const WindowRecord first = pair("10690001", 1'000);
  WindowRecord of_other_account = pair("10690001", 2'000, 2);
  of_other_account.account = account_2;
  WindowRecord of_other_conversation = pair("10690001", 3'000, 3);
  of_other_conversation.conversation = 7;
  WindowRecord of_none = pair("10690001", 4'000, 4);
  of_none.conversation = 0;
  const WindowRecord waits = planned("10690001", 5);
  const WindowRecord waits_too = planned("10690001", 6);
  note(subject, {first, of_other_account, waits});
  writer.checkpoint({});
  note(subject, {waits_too, of_other_conversation, of_none});
  through_a_checkpoint(subject, writer, [&] {
    BOOST_TEST((writer.window(handset).pairs ==
                std::vector{of_none, of_other_conversation, of_other_account, first, waits_too, waits}));
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_was_planned_is_gone_once_it_ended_and_nothing_else_is_in_whatever_order, Subject,
                              Subjects) {
  for (const bool ended_first : {true, false}) {
    Subject subject;
    Writer<Subject> writer(subject);
    (void)writer.recover();
    note(subject, {planned("10690001", 1, ended_first), planned("10690001", 2), pair("10690001", 1'000)});
    writer.checkpoint({});
    note(subject, {planned("10690001", 1, !ended_first)});
    through_a_checkpoint(subject, writer, [&] {
      BOOST_TEST((writer.window(handset).pairs == std::vector{pair("10690001", 1'000), planned("10690001", 2)}));
    });
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_planned_anew_stands_though_an_earlier_revision_ended, Subject, Subjects) {
  std::vector<WindowRecord> order;
  for (const std::uint16_t revision : {std::uint16_t{0}, std::uint16_t{1}}) {
    for (const bool ended : {false, true}) {
      if (revision == 1 && ended) continue;
      order.push_back(planned("10690001", 1, ended));
      order.back().reference = revision;
    }
  }
  const WindowRecord last = order.back();
  const auto by_place = [](const WindowRecord& a, const WindowRecord& b) {
    return std::tie(a.reference, a.ended) < std::tie(b.reference, b.ended);
  };
  do {
    Subject subject;
    Writer<Subject> writer(subject);
    (void)writer.recover();
    note(subject, {order[0]});
    writer.checkpoint({});
    note(subject, {order[1], order[2]});
    through_a_checkpoint(subject, writer, [&] { BOOST_TEST((writer.window(handset).pairs == std::vector{last})); });
    WindowRecord ended = last;
    ended.ended = true;
    note(subject, {ended});
    through_a_checkpoint(subject, writer, [&] { BOOST_TEST(writer.window(handset).pairs.empty()); });
  } while (std::next_permutation(order.begin(), order.end(), by_place));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_pair_is_kept_until_the_latest_time_that_any_of_its_records_names, Subject, Subjects) {
  for (const bool older_first : {true, false}) {
    Subject subject;
    Writer<Subject> writer(subject);
    (void)writer.recover();
    const WallTime soon = subject.clock.now + Millis(1'000);
    const WallTime late = subject.clock.now + Millis(2'000);
    WindowRecord first = kept_until(pair("10690001", 1'000), late);
    WindowRecord second = kept_until(pair("10690001", 2'000, 2), soon);
    if (!older_first) std::swap(first, second);
    note(subject, {first});
    writer.checkpoint({});
    note(subject, {second});
    subject.clock.now = soon + Millis(1);
    through_a_checkpoint(subject, writer, [&] {
      const PhoneWindow window = writer.window(handset);
      BOOST_TEST_REQUIRE(window.pairs.size() == 1U);
      BOOST_TEST((window.pairs[0] == kept_until(pair("10690001", 2'000, 2), late)));
    });
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_pair_is_found_up_to_its_keep_until_and_not_a_millisecond_longer, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const WallTime until = subject.clock.now + Seconds(72 * 3600);
  note(subject, {kept_until(pair("disk", 1'000), until)});
  writer.checkpoint({});
  note(subject, {kept_until(pair("noted", 2'000), until), kept_until(pair("longer", 500), until + Millis(1))});
  for (const int crashes : {0, 1}) {
    subject.clock.now = until - Seconds(1);
    BOOST_TEST(numbers(writer.window(handset)) == "noted disk longer ");
    subject.clock.now = until;
    BOOST_TEST(numbers(writer.window(handset)) == "noted disk longer ");
    subject.clock.now = until + Millis(1);
    BOOST_TEST(numbers(writer.window(handset)) == "longer ");
    subject.clock.now = until + Millis(2);
    BOOST_TEST(numbers(writer.window(handset)) == "");
    if (crashes > 0) continue;
    subject.clock.now = until;
    writer.checkpoint({});
    subject.crash();
    (void)writer.recover();
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(many_phones_are_answered_in_the_order_in_which_they_are_asked_for, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  std::vector<PhoneNumber> phones;
  for (std::size_t index = 0; index < window_phones_max; ++index) {
    phones.push_back(phone(std::to_string(8'613'800'999'999 - index)));
    if (index % 3 != 0) note(subject, {of(phones.back(), pair(std::to_string(index), 1'000))});
    if (index == window_phones_max / 2) writer.checkpoint({});
  }
  phones.back() = phones[1];  // twice
  through_a_checkpoint(subject, writer, [&] {
    const auto windows = writer.template wait_for<std::vector<PhoneWindow>>(
        [&](auto done) { subject.store().find_windows(phones, std::move(done)); });
    BOOST_TEST_REQUIRE(windows->size() == phones.size());
    for (std::size_t index = 0; index + 1 < phones.size(); ++index) {
      BOOST_TEST(numbers((*windows)[index]) == (index % 3 == 0 ? "" : std::to_string(index) + " "));
    }
    BOOST_TEST(numbers(windows->back()) == "1 ");
  });
  const auto none = writer.template wait_for<std::vector<PhoneWindow>>(
      [&](auto done) { subject.store().find_windows({}, std::move(done)); });
  BOOST_TEST(none->empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_a_phone_with_too_many_pairs_the_newest_are_told_and_that_there_are_more, Subject,
                              Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  constexpr std::size_t pairs = window_pairs_max + 10;
  // By number the newest stand first and last, half of them noted after the checkpoint.
  const auto sent_ms = [](std::size_t index) { return 1'000 + static_cast<std::int64_t>(index * 7 % pairs); };
  for (std::size_t index = 0; index + 10 < pairs; ++index) {
    note(subject, {pair(std::to_string(100'000 + index), sent_ms(index))});
    if (index == pairs / 2) writer.checkpoint({});
  }
  through_a_checkpoint(subject, writer, [&] { BOOST_TEST(writer.window(handset).more_of.empty()); });
  for (std::size_t index = pairs - 10; index < pairs; ++index) {
    note(subject, {pair(std::to_string(100'000 + index), sent_ms(index))});
  }
  through_a_checkpoint(subject, writer, [&] {
    const PhoneWindow window = writer.window(handset);
    BOOST_TEST((window.more_of == std::vector{account_1}));
    BOOST_TEST_REQUIRE(window.pairs.size() == window_pairs_max);
    for (std::size_t index = 0; index < window_pairs_max; ++index) {
      BOOST_TEST((window.pairs[index].sent_at == samples::wall(1'000 + static_cast<std::int64_t>(pairs - 1 - index))));
    }
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(however_much_is_planned_for_a_phone_what_was_sent_to_it_is_told, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  note(subject, {pair("10690001", 1'000)});
  for (unsigned index = 0; index < window_pairs_max + 10; ++index) note(subject, {planned("10690001", 100 + index)});
  through_a_checkpoint(subject, writer, [&] {
    const PhoneWindow window = writer.window(handset);
    BOOST_TEST((window.more_of == std::vector{account_1}));
    BOOST_TEST_REQUIRE(window.pairs.size() == window_pairs_max + 1);
    BOOST_TEST((window.pairs[0] == pair("10690001", 1'000)));
    BOOST_TEST((window.pairs[1] == planned("10690001", 100 + window_pairs_max + 9)));
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_has_ended_or_expired_and_what_others_have_is_not_what_there_is_more_of, Subject,
                              Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  for (unsigned index = 0; index < window_pairs_max + 10; ++index) {
    WindowRecord ended = planned("10690001", 100 + index);
    ended.ended = true;
    WindowRecord expired = pair(std::to_string(100'000 + index), 1'000);
    expired.keep_until = subject.clock.now - Millis(1);
    note(subject, {ended, expired});
  }
  for (unsigned index = 0; index < window_pairs_max - 10; ++index) {
    WindowRecord of_other = planned("10690002", 10'000 + index);
    of_other.account = account_2;
    note(subject, {of_other, planned("10690003", 20'000 + index)});
  }
  through_a_checkpoint(subject, writer, [&] {
    const PhoneWindow window = writer.window(handset);
    BOOST_TEST(window.more_of.empty());
    BOOST_TEST(!window.more);
    BOOST_TEST(window.pairs.size() == 2 * (window_pairs_max - 10));
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_window_asked_for_before_a_checkpoint_and_told_after_it_lacks_nothing, Subject,
                              Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  note(subject, {pair("10690001", 1'000)});
  std::optional<PhoneWindow> window;
  bool done = false;
  Checkpoint checkpoint;
  checkpoint.replay_after = writer.last_batch;
  subject.store().checkpoint(checkpoint, [&done] { done = true; });
  subject.store().find_windows({handset}, [&window](auto answer) { window = std::move(answer->front()); });
  note(subject, {pair("10690002", 2'000)});  // while it is read
  subject.loop().run_until([&] { return done && window; });
  BOOST_TEST(numbers(*window) == "10690002 10690001 ");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(when_it_crashes_before_a_checkpoint_then_what_was_on_disk_before_is_found, Subject,
                              Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  note(subject, {pair("10690001", 1'000)});
  writer.checkpoint({});
  note(subject, {pair("10690001", 2'000), pair("10690002", 2'000)});
  subject.crash();
  (void)writer.recover();
  const PhoneWindow window = writer.window(handset);
  BOOST_TEST_REQUIRE(window.pairs.size() == 1U);
  BOOST_TEST((window.pairs[0] == pair("10690001", 1'000)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(whatever_is_noted_checkpointed_and_lost_the_window_is_the_fold_of_what_remains, Subject,
                              Subjects) {
  samples::RandomFacts random(7);
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  using Identity = std::tuple<PhoneNumber, std::string, AccountNumber, std::uint64_t, MessageId>;
  using Pairs = std::map<Identity, WindowRecord>;
  Pairs disk;
  Pairs all;
  for (int step = 0; step < 1'500; ++step) {
    const std::uint64_t what = random.below(100);
    if (what < 3) {
      writer.checkpoint({});
      disk = all;
    } else if (what < 4) {
      subject.crash();
      (void)writer.recover();
      all = disk;
    }
    WindowRecord record = pair("1069" + std::to_string(random.below(6)), static_cast<std::int64_t>(random.below(20)),
                               static_cast<unsigned>(random.below(4)));
    record.phone = phone(std::to_string(861'380 + random.below(8)));
    record.conversation = random.below(3);
    record.account = random.below(4) == 0 ? account_2 : account_1;
    record.reference = static_cast<std::uint16_t>(random.below(3));
    record.ended = record.is_planned() && random.below(3) == 0;
    record.keep_until = subject.clock.now + Millis(static_cast<std::int64_t>(random.below(5'000)));
    subject.store().note_window(record);
    const auto [at, first] = all.try_emplace(Identity(window_identity(record)), record);
    if (!first) merge(at->second, record);

    const PhoneNumber asked = phone(std::to_string(861'380 + random.below(8)));
    std::vector<WindowRecord> expected;
    for (const auto& [key, each] : all) {
      if (each.phone == asked && !each.ended) expected.push_back(each);
    }
    std::sort(expected.begin(), expected.end(), newer);
    BOOST_TEST_REQUIRE((writer.window(asked).pairs == expected), "step " << step);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::store::test
