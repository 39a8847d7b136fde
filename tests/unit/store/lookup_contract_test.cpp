// SPDX-License-Identifier: Apache-2.0
// What store/store.h promises of finding messages other than by their ids: look-ups, used keys, an account's list.
#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/unit/store/subjects.h"

namespace smppedge::store::test {
namespace {

constexpr std::uint64_t phone = 18'613'800'138'000;
const LookupRecord to_phone{account_1, LookupKind::to, phone, {}};

LookupRecord of_message(LookupRecord record, unsigned message) {
  record.message = message_id(message);
  return record;
}
std::vector<MessageId> ids(std::initializer_list<unsigned> sequences) {
  std::vector<MessageId> messages;
  for (const unsigned sequence : sequences) messages.push_back(message_id(sequence));
  return messages;
}

/// All pages of a list, each of at most `limit`.
template <class Subject>
std::vector<MessageId> all_pages(Writer<Subject>& writer, AccountNumber account, unsigned limit) {
  std::vector<MessageId> all;
  MessageId before;
  do {
    const auto page = writer.list(account, before, MessageId(), limit);
    BOOST_TEST(page.messages.size() <= limit);
    all.insert(all.end(), page.messages.begin(), page.messages.end());
    BOOST_TEST_REQUIRE((before == MessageId() || page.next < before));
    before = page.next;
  } while (before != MessageId());
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(store_lookup_contract)

BOOST_AUTO_TEST_CASE_TEMPLATE(look_ups_are_found_at_once_newest_first_wherever_they_are, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  for (const unsigned message : {3U, 1U, 2U, 3U}) subject.store().note_lookup(of_message(to_phone, message));
  BOOST_TEST(subject.store().notes() == 3U);
  through_a_checkpoint(subject, writer, [&] { BOOST_TEST((writer.find(to_phone, {}, 9) == ids({3, 2, 1}))); });

  subject.store().note_lookup(of_message(to_phone, 5));
  subject.store().note_lookup(of_message(to_phone, 2));  // again, as recovery does
  through_a_checkpoint(subject, writer, [&] { BOOST_TEST((writer.find(to_phone, {}, 9) == ids({5, 3, 2, 1}))); });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_page_of_look_ups_ends_at_its_limit_and_the_next_goes_on_below, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  for (const unsigned message : {1U, 2U, 4U, 6U}) subject.store().note_lookup(of_message(to_phone, message));
  writer.checkpoint({});
  for (const unsigned message : {3U, 5U}) subject.store().note_lookup(of_message(to_phone, message));
  const auto page = [&](MessageId before, unsigned limit) { return writer.find(to_phone, before, limit); };
  through_a_checkpoint(subject, writer, [&] {
    BOOST_TEST((page(MessageId(), 4) == ids({6, 5, 4, 3})));
    BOOST_TEST((page(message_id(3), 4) == ids({2, 1})));
    BOOST_TEST((page(message_id(6), 1) == ids({5})));
    BOOST_TEST((page(message_id(100), 6) == ids({6, 5, 4, 3, 2, 1})));
    BOOST_TEST(page(message_id(1), 4).empty());
    BOOST_TEST(page(MessageId(1), 4).empty());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(look_ups_of_other_accounts_kinds_and_values_are_not_seen, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const std::vector<LookupRecord> neighbours = {
      {account_1, LookupKind::to, phone, {}},        {account_2, LookupKind::to, phone, {}},
      {AccountNumber(0), LookupKind::to, phone, {}}, {account_1, LookupKind::ref, phone, {}},
      {account_1, LookupKind::alias, phone, {}},     {account_1, LookupKind::group, phone, {}},
      {account_1, LookupKind::part, phone, {}},      {account_1, LookupKind::to, phone - 1, {}},
      {account_1, LookupKind::to, phone + 1, {}},    {account_1, LookupKind::part, ~0ULL, {}},
  };
  for (unsigned index = 0; index < neighbours.size(); ++index) {
    subject.store().note_lookup(of_message(neighbours[index], index + 1));
  }
  through_a_checkpoint(subject, writer, [&] {
    for (unsigned index = 0; index < neighbours.size(); ++index) {
      BOOST_TEST((writer.find(neighbours[index], {}, 9) == ids({index + 1})));
    }
    BOOST_TEST(writer.find({account_1, LookupKind::to, phone + 2, {}}, {}, 9).empty());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_used_key_is_found_at_once_and_the_newest_use_wins, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const KeyDigest key = samples::digest(1);
  const Location first = writer.record(MessageId(), KeyUsed{});
  subject.store().note_key({account_1, key, first});
  BOOST_TEST(subject.store().notes() == 1U);
  through_a_checkpoint(subject, writer, [&] {
    BOOST_TEST((writer.find(account_1, key).value() == first));
    BOOST_TEST((writer.find(account_2, key).error() == ReadError::not_found));
    BOOST_TEST((writer.find(account_1, samples::digest(2)).error() == ReadError::not_found));
  });
  const Location second = writer.record(MessageId(), KeyUsed{});
  subject.store().note_key({account_1, key, second});
  through_a_checkpoint(subject, writer, [&] { BOOST_TEST((writer.find(account_1, key).value() == second)); });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_used_key_is_found_for_its_retention_and_not_an_hour_longer, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const KeyDigest kept = samples::digest(1);
  subject.store().note_key({account_1, kept, writer.record(MessageId(), KeyUsed{})});
  writer.checkpoint({});
  const KeyDigest noted = samples::digest(2);
  subject.store().note_key({account_1, noted, writer.record(MessageId(), KeyUsed{})});
  subject.clock.now += key_retention;
  BOOST_TEST(writer.find(account_1, kept).has_value());
  BOOST_TEST(writer.find(account_1, noted).has_value());
  subject.clock.now += std::chrono::hours(1);
  BOOST_TEST((writer.find(account_1, kept).error() == ReadError::not_found));
  BOOST_TEST((writer.find(account_1, noted).error() == ReadError::not_found));
  subject.store().note_key({account_1, kept, writer.record(MessageId(), KeyUsed{})});
  BOOST_TEST(writer.find(account_1, kept).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_list_holds_open_closed_and_noted_messages_once_and_no_other_accounts, Subject,
                              Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const Location at = writer.record(message_id(1), Accepted{});
  for (const unsigned message : {1U, 5U}) subject.store().note_closed({message_id(message), at, account_1});
  subject.store().note_closed({message_id(2), at, account_2});
  Checkpoint checkpoint;
  for (const unsigned message : {3U, 6U, 8U}) {
    checkpoint.opened.push_back(open_record(OpenRecord::Kind::awaiting, message_id(message), at));
  }
  checkpoint.opened.push_back(open_record(OpenRecord::Kind::queued, message_id(9), at));
  checkpoint.opened.back().account = account_2;
  writer.checkpoint(checkpoint);
  subject.store().note_closed({message_id(7), at, account_2});
  subject.store().note_closed({message_id(4), at, account_1});
  subject.store().note_closed({message_id(6), at, account_1});  // open before
  subject.store().note_closed({message_id(5), at, account_1});  // corrected
  through_a_checkpoint(subject, writer, [&] {
    for (const unsigned limit : {1U, 2U, 4U, 6U, 50U}) {
      BOOST_TEST((all_pages(writer, account_1, limit) == ids({8, 6, 5, 4, 3, 1})));
      BOOST_TEST((all_pages(writer, account_2, limit) == ids({9, 7, 2})));
      BOOST_TEST(all_pages(writer, AccountNumber(3), limit).empty());
    }
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_list_is_cut_at_both_ends_and_says_where_to_go_on, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const Location at = writer.record(message_id(1), Accepted{});
  for (const unsigned message : {1U, 2U, 3U}) subject.store().note_closed({message_id(message), at, account_1});
  writer.checkpoint({});
  for (const unsigned message : {4U, 5U, 6U}) subject.store().note_closed({message_id(message), at, account_1});
  const auto is = [&](MessageId before, MessageId not_before, unsigned limit, const std::vector<MessageId>& messages,
                      MessageId next) {
    const auto page = writer.list(account_1, before, not_before, limit);
    BOOST_TEST((page.messages == messages));
    BOOST_TEST((page.next == next));
  };
  through_a_checkpoint(subject, writer, [&] {
    is(MessageId(), MessageId(), 2, ids({6, 5}), message_id(5));
    is(message_id(5), MessageId(), 3, ids({4, 3, 2}), message_id(2));
    is(message_id(2), MessageId(), 3, ids({1}), MessageId());
    is(message_id(4), MessageId(), 3, ids({3, 2, 1}), MessageId());
    is(message_id(1), MessageId(), 3, {}, MessageId());
    is(MessageId(), message_id(5), 2, ids({6, 5}), MessageId());
    is(message_id(6), message_id(2), 9, ids({5, 4, 3, 2}), MessageId());
    is(message_id(3), message_id(3), 9, {}, MessageId());
    is(MessageId(), message_id(7), 9, {}, MessageId());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_list_asked_for_before_a_checkpoint_and_told_after_it_lacks_nothing, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const Location at = writer.record(message_id(1), Accepted{});
  Checkpoint checkpoint;
  checkpoint.opened = {open_record(OpenRecord::Kind::awaiting, message_id(1), at)};
  writer.checkpoint(checkpoint);
  subject.store().note_closed({message_id(1), at, account_1});
  subject.store().note_closed({message_id(2), at, account_1});
  subject.store().note_lookup(of_message(to_phone, 2));
  std::optional<Store::MessageList> list;
  std::optional<std::vector<MessageId>> found;
  bool done = false;
  Checkpoint next;
  next.replay_after = writer.last_batch;
  next.no_longer_open = {message_id(1)};
  subject.store().checkpoint(next, [&done] { done = true; });
  subject.store().list_messages(account_1, {}, {}, 9, [&list](auto answer) { list = std::move(*answer); });
  subject.store().find_lookup(account_1, LookupKind::to, phone, {}, 9,
                              [&](auto answer) { found = std::move(*answer); });
  subject.loop().run_until([&] { return done && list && found; });
  BOOST_TEST((list->messages == ids({2, 1})));
  BOOST_TEST((*found == ids({2})));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_list_looks_at_a_bounded_number_of_other_accounts_messages_and_can_go_on, Subject,
                              Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const Location at = writer.record(message_id(1), Accepted{});
  const auto id = [](std::size_t index) { return MessageId((1'786'000'000'000ULL << 22) + index); };
  subject.store().note_closed({id(1), at, account_1});
  for (std::size_t index = 2; index <= list_scan_max + 1; ++index) {
    subject.store().note_closed({id(index), at, account_2});
  }
  writer.checkpoint({});
  const auto first = writer.list(account_1, MessageId(), MessageId(), 9);
  BOOST_TEST(first.messages.empty());
  BOOST_TEST((first.next == id(2)));
  BOOST_TEST(first.scanned == list_scan_max);
  const auto second = writer.list(account_1, first.next, MessageId(), 9);
  BOOST_TEST((second.messages == std::vector{id(1)}));
  BOOST_TEST(second.scanned == 1U);
  BOOST_TEST((second.next == MessageId()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::store::test
