// SPDX-License-Identifier: Apache-2.0
// What store/store.h promises of blocklists and of the parts of long replies: found, listed and handed out by recovery
// as their changes left them, whatever was on disk.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/unit/store/subjects.h"

namespace smppedge::store::test {
namespace {

using What = BlockChange::What;

PhoneNumber phone(std::uint64_t digits) {
  return *PhoneNumber::from_digits(std::to_string(digits));
}
const PhoneNumber handset = phone(8'613'800'138'000);

BlockChange change(What what, const PhoneNumber& phone, std::int64_t at_ms = 1'000, std::string by = "10690001") {
  return {what, account_1, phone, BlockSource::api, samples::wall(at_ms), std::move(by)};
}
BlockChange of(AccountNumber account, BlockChange change) {
  change.account = account;
  return change;
}
BlockRecord record(const PhoneNumber& phone, std::int64_t at_ms = 1'000, std::string by = "10690001") {
  BlockRecord record;
  record.account = account_1;
  record.phone = phone;
  record.source = BlockSource::api;
  record.since = samples::wall(at_ms);
  record.by = std::move(by);
  return record;
}
BlockRecord removal_asked(BlockRecord record, std::int64_t at_ms, std::string by) {
  record.removal_asked = true;
  record.removal_asked_at = samples::wall(at_ms);
  record.removal_asked_by = std::move(by);
  return record;
}
std::string text_of(const std::vector<BlockRecord>& records) {
  std::string text;
  for (const BlockRecord& each : records) {
    text += std::to_string(each.account.value()) + ":" + std::string(each.phone.digits());
    text += each.removal_asked ? "? " : " ";
  }
  return text;
}
/// All pages of an account's list, each of at most `limit`.
std::vector<BlockRecord> all_pages(AnyWriter& writer, AccountNumber account, unsigned limit) {
  std::vector<BlockRecord> all;
  PhoneNumber after;
  do {
    BlockedPage page = writer.blocked(account, after, limit);
    BOOST_TEST(page.records.size() <= limit);
    all.insert(all.end(), page.records.begin(), page.records.end());
    BOOST_TEST_REQUIRE((page.next.empty() || page.next != after));
    after = page.next;
  } while (!after.empty());
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(store_blocklist_contract)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_blocked_phone_is_found_with_who_and_when_until_it_is_unblocked, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const auto is = [&](const BlockRecord& expected) {
    BOOST_TEST((writer.known(account_1, handset).record == expected));
  };
  const auto is_not = [&] { BOOST_TEST(!writer.known(account_1, handset).record.has_value()); };
  is_not();
  subject.store().note_block(change(What::blocked, handset));
  BOOST_TEST(subject.store().notes() == 1U);
  through_a_checkpoint(subject, writer, [&] {
    is(record(handset));
    BOOST_TEST(!writer.known(account_2, handset).record.has_value());
    BOOST_TEST(!writer.known(account_1, phone(8'613'800'138'001)).record.has_value());
  });
  subject.store().note_block(change(What::blocked, handset, 2'000, std::string(70, 'x')));  // again, by someone else
  through_a_checkpoint(subject, writer, [&] { is(record(handset, 2'000, std::string(block_by_octets_max, 'x'))); });
  subject.store().note_block(change(What::unblocked, handset));
  through_a_checkpoint(subject, writer, [&] {
    is_not();
    BOOST_TEST(writer.blocked(account_1, {}, 9).records.empty());
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_removal_that_is_asked_for_stands_until_it_is_denied_or_the_phone_blocked_again, Subject,
                              Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const auto note = [&](What what, std::int64_t at_ms, const char* by) {
    subject.store().note_block(change(what, handset, at_ms, by));
  };
  const auto is = [&](const BlockRecord& expected) {
    through_a_checkpoint(subject, writer, [&] {
      BOOST_TEST((writer.known(account_1, handset).record == expected));
      BOOST_TEST((writer.blocked(account_1, {}, 9).records == std::vector{expected}));
    });
    subject.crash();
    BOOST_TEST((writer.recover().blocked == std::vector{expected}));
  };
  note(What::removal_asked, 1, "too-early");  // of a phone that is not blocked: nothing
  note(What::blocked, 2, "phone");
  is(record(handset, 2, "phone"));
  note(What::removal_asked, 3, "key-1");
  is(removal_asked(record(handset, 2, "phone"), 3, "key-1"));
  note(What::removal_denied, 4, "operator");
  is(record(handset, 2, "phone"));
  note(What::removal_asked, 5, "key-2");
  is(removal_asked(record(handset, 2, "phone"), 5, "key-2"));
  note(What::blocked, 6, "phone again");
  is(record(handset, 6, "phone again"));
  note(What::removal_asked, 7, "key-2");
  writer.checkpoint({});
  note(What::unblocked, 8, "operator");
  note(What::blocked, 9, "phone");
  is(record(handset, 9, "phone"));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(how_a_phones_last_removal_ended_is_known_on_the_list_and_off_it, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const auto knows = [&](const BlockedPhone& expected) {
    through_a_checkpoint(subject, writer, [&] {
      const BlockedPhone known = writer.known(account_1, handset);
      BOOST_TEST((known.record == expected.record));
      BOOST_TEST((known.ended == expected.ended));
    });
  };
  const auto note = [&](const BlockChange& change) { subject.store().note_block(change); };
  knows({});
  note(change(What::blocked, handset, 1, "phone"));
  knows({record(handset, 1, "phone"), {}});
  const BlockChange denied = change(What::removal_denied, handset, 3, "operator");
  note(change(What::removal_asked, handset, 2, "key"));
  note(denied);
  knows({record(handset, 1, "phone"), denied});
  const BlockChange removed = change(What::unblocked, handset, 4, "other operator");
  note(removed);
  knows({{}, removed});
  BOOST_TEST(writer.blocked(account_1, {}, 9).records.empty());
  note(change(What::blocked, handset, 5, "phone again"));
  knows({record(handset, 5, "phone again"), removed});
  const BlockedPhone again = writer.known(account_1, handset);
  BOOST_TEST((again.left_on() == nullptr && again.taken_off() == nullptr));
  note(change(What::unblocked, handset, 6, std::string(70, 'x')));
  knows({{}, change(What::unblocked, handset, 6, std::string(block_by_octets_max, 'x'))});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_list_goes_by_length_and_digits_page_by_page_through_disk_and_notes, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const auto note = [&](What what, std::uint64_t digits) { subject.store().note_block(change(what, phone(digits))); };
  for (const AccountNumber account : {AccountNumber(0), account_2, AccountNumber(0xFFFF'FFFF)}) {
    subject.store().note_block(of(account, change(What::blocked, handset)));
  }
  for (const std::uint64_t digits : {20, 8, 100, 40, 30, 50, 70, 60}) note(What::blocked, digits);
  note(What::removal_asked, 50);
  writer.checkpoint({});
  for (const std::uint64_t digits : {20, 60, 70, 80}) note(What::unblocked, digits);  // ends, and one that never was
  for (const std::uint64_t digits : {9, 35, 90, 99}) note(What::blocked, digits);
  note(What::removal_asked, 30);
  note(What::removal_denied, 50);
  through_a_checkpoint(subject, writer, [&] {
    for (const unsigned limit : {1U, 2U, 3U, 5U, 9U, 50U}) {
      BOOST_TEST(text_of(all_pages(writer, account_1, limit)) == "1:8 1:9 1:30? 1:35 1:40 1:50 1:90 1:99 1:100 ");
      BOOST_TEST(text_of(all_pages(writer, account_2, limit)) == "2:8613800138000 ");
      BOOST_TEST(text_of(all_pages(writer, AccountNumber(0xFFFF'FFFF), limit)) == "4294967295:8613800138000 ");
      BOOST_TEST(all_pages(writer, AccountNumber(3), limit).empty());
    }
    BOOST_TEST(text_of(writer.blocked(account_1, phone(35), 2).records) == "1:40 1:50 ");
    BOOST_TEST(text_of(writer.blocked(account_1, phone(36), 1).records) == "1:40 ");
  });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(recovery_hands_out_every_blocked_phone_of_every_account_before_the_facts, Subject,
                              Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  std::vector<BlockRecord> expected;
  for (const AccountNumber account : {account_1, account_2}) {
    for (std::uint64_t index = 0; index < 500; ++index) {
      subject.store().note_block(of(account, change(What::blocked, phone(8'613'800'000'000 + index))));
      BlockRecord& blocked = expected.emplace_back(record(phone(8'613'800'000'000 + index)));
      blocked.account = account;
      if (index % 7 != 0) continue;
      subject.store().note_block(of(account, change(What::removal_asked, phone(8'613'800'000'000 + index), 3, "key")));
      blocked = removal_asked(blocked, 3, "key");
    }
  }
  writer.checkpoint({});
  PhoneBlocked fact;
  fact.account = account_1;
  fact.phone = handset;
  writer.record(MessageId(), fact);
  subject.crash();
  const Recovered recovered = writer.recover();
  BOOST_TEST((recovered.blocked == expected));
  BOOST_TEST(recovered.facts.size() == 1U);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(when_it_crashes_before_a_checkpoint_then_changes_are_lost_and_their_facts_are_not,
                              Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  subject.store().note_block(change(What::blocked, handset));
  writer.checkpoint({});
  PhoneUnblocked fact;
  fact.account = account_1;
  fact.phone = handset;
  writer.record(MessageId(), fact);
  subject.store().note_block(change(What::unblocked, handset));
  subject.crash();
  const Recovered recovered = writer.recover();
  BOOST_TEST((recovered.blocked == std::vector{record(handset)}));
  BOOST_TEST(recovered.facts.size() == 1U);
  subject.store().note_block(change(What::unblocked, handset));  // as recovery does again
  through_a_checkpoint(subject, writer, [&] { BOOST_TEST(!writer.known(account_1, handset).record.has_value()); });
  BOOST_TEST(writer.recover().blocked.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(whatever_changes_are_noted_checkpointed_and_lost_the_list_is_their_fold, Subject,
                              Subjects) {
  samples::RandomFacts random(11);
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  using List = std::map<std::uint64_t, BlockedPhone>;
  const auto count = [](const List& list) {
    return std::count_if(list.begin(), list.end(), [](const auto& each) { return each.second.record.has_value(); });
  };
  List disk;
  List all;
  for (int step = 0; step < 1'500; ++step) {
    const std::uint64_t what = random.below(100);
    if (what < 3) {
      writer.checkpoint({});
      disk = all;
    } else if (what < 4) {
      subject.crash();
      BOOST_TEST(static_cast<std::ptrdiff_t>(writer.recover().blocked.size()) == count(disk));
      all = disk;
    }
    const std::uint64_t digits = 10 + random.below(30);
    const BlockChange next =
        change(static_cast<What>(random.below(4)), phone(digits), step, "who " + std::to_string(step));
    subject.store().note_block(next);
    apply(next, all[digits]);
    const BlockedPhone known = writer.known(account_1, phone(digits));
    BOOST_TEST_REQUIRE((known.record == all[digits].record), "step " << step);
    BOOST_TEST_REQUIRE((known.ended == all[digits].ended), "step " << step);

    std::vector<BlockRecord> expected;
    for (const auto& [key, each] : all) {
      if (each.record) expected.push_back(*each.record);
    }
    BOOST_TEST_REQUIRE((all_pages(writer, account_1, 1 + static_cast<unsigned>(random.below(40))) == expected),
                       "step " << step);
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(parts_of_replies_come_back_in_order_until_their_reply_is_told, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const auto part = [&](std::string_view octets) {
    ReplyPartTaken fact;
    fact.octets = octets;
    return writer.record(MessageId(), fact);
  };
  const Location first = part("first");
  const Location second = part("second");
  const Location third = part("third");
  Checkpoint checkpoint;
  checkpoint.reply_parts = {third, first, second};
  writer.checkpoint(checkpoint);
  subject.crash();
  using Parts = std::vector<std::pair<Location, std::string>>;
  BOOST_TEST((writer.recover().reply_parts == Parts{{first, "first"}, {second, "second"}, {third, "third"}}));

  const Location told_at_once = part("told at once");
  RepliedTo told;
  const std::string ended = FactList::pack(std::array{first, third, told_at_once});
  told.parts = *FactList::from_octets(ended);
  writer.record(MessageId(), told);
  Checkpoint next;
  next.reply_parts = {told_at_once};
  for (std::size_t index = 0; index < told.parts.size(); ++index) next.reply_parts_gone.push_back(told.parts[index]);
  writer.checkpoint(next);
  subject.crash();
  BOOST_TEST((writer.recover().reply_parts == Parts{{second, "second"}}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(replies_that_may_come_again_are_handed_out_until_they_have_gone, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const std::uint64_t highest = ~std::uint64_t{0};
  const WallTime at{Millis(1'700'000'000'123)};
  Checkpoint checkpoint;
  checkpoint.replies_seen = {{highest, at}, {1, at + Seconds(1)}, {7, at + Seconds(2)}};
  writer.checkpoint(checkpoint);
  subject.crash();
  using Seen = std::map<std::uint64_t, WallTime>;
  BOOST_TEST((writer.recover().replies_seen == Seen{{1, at + Seconds(1)}, {7, at + Seconds(2)}, {highest, at}}));

  Checkpoint next;
  next.replies_seen = {{7, at + Seconds(9)}, {8, at}};
  next.replies_seen_gone = {highest, 8, 9};
  writer.checkpoint(next);
  subject.crash();
  BOOST_TEST((writer.recover().replies_seen == Seen{{1, at + Seconds(1)}, {7, at + Seconds(9)}}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::store::test
