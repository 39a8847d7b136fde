// SPDX-License-Identifier: Apache-2.0
// What store/store.h promises of commits, checkpoints and recovery. Look-ups and events have files of their own.
#include <boost/test/unit_test.hpp>

#include "tests/unit/store/subjects.h"

namespace smppedge::store::test {
namespace {

ReceiptParked parked_receipt() {
  ReceiptParked receipt;
  receipt.match_key = "k";
  return receipt;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(store_contract)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_new_store_recovers_nothing, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  const Recovered recovered = writer.recover();
  BOOST_TEST((recovered.high_water == MessageId()));
  BOOST_TEST(recovered.facts.empty());
  BOOST_TEST(writer.last_batch.none());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(when_a_commit_completes_then_its_facts_survive_a_crash_in_order, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const auto facts = samples::one_of_each();
  std::vector<std::pair<MessageId, Location>> recorded;
  for (unsigned count = 0; count < 30; ++count) {
    const MessageId message = message_id(count % 3);
    recorded.emplace_back(message, writer.record(message, facts.at(count % facts.size())));
    subject.clock.now += Seconds(count * 100);  // over several hours
  }
  const BatchNumber last = writer.last_batch;
  subject.crash();
  Writer<Subject> after(subject);
  const Recovered recovered = after.recover();
  BOOST_TEST((recovered.facts == recorded));
  BOOST_TEST((after.last_batch == last));
  BOOST_TEST(!after.record(message_id(9), Resent{}).none());  // and goes on from there
}

BOOST_AUTO_TEST_CASE_TEMPLATE(when_two_commits_are_in_flight_then_they_complete_in_order, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  std::vector<int> completed;
  subject.store().commit(writer.batch(), [&] { completed.push_back(1); });
  subject.store().commit(writer.batch(), [&] { completed.push_back(2); });
  BOOST_TEST(subject.store().commits_in_flight() == 2U);
  subject.loop().run_until([&] { return completed.size() == 2; });
  BOOST_TEST(completed == (std::vector<int>{1, 2}), boost::test_tools::per_element());
  BOOST_TEST(subject.store().commits_in_flight() == 0U);
  BOOST_TEST(subject.store().statistics().commits == 2U);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_chain_is_walked_back_over_many_batches_and_keeps_its_octets, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  samples::RandomFacts random(5);
  std::vector<Fact> facts;
  for (int count = 0; count < 40; ++count) {
    facts.push_back(random.next());
    writer.record(message_id(1), facts.back());
    writer.record(message_id(2), random.next());
  }
  const auto chain = writer.chain(writer.last[message_id(1)]);
  BOOST_TEST_REQUIRE(chain.has_value());
  BOOST_TEST_REQUIRE(chain->facts.size() == facts.size());
  for (std::size_t index = 0; index < facts.size(); ++index) {
    BOOST_TEST(samples::same(chain->facts[index].fact, facts[index]));
    BOOST_TEST((chain->facts[index].header.message == message_id(1)));
  }
  const auto nothing = writer.chain({BatchNumber(writer.last_batch.value() + 5), 9});
  BOOST_TEST((nothing.error() == ReadError::not_found));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(names_get_stable_numbers_of_their_own, Subject, Subjects) {
  Subject subject;
  const auto demo = subject.store().account_number("demo").value();
  const auto other = subject.store().account_number("other").value();
  const auto carrier = subject.store().carrier_number("demo").value();
  BOOST_TEST((demo == AccountNumber(1)));
  BOOST_TEST((other == AccountNumber(2)));
  BOOST_TEST((carrier == CarrierNumber(1)));
  subject.crash();
  BOOST_TEST((subject.store().account_number("third").value() == AccountNumber(3)));
  BOOST_TEST((subject.store().account_number("other").value() == other));
  BOOST_TEST((subject.store().carrier_number("demo").value() == carrier));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_checkpoint_bounds_the_replay_and_hands_out_its_records, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  for (unsigned message = 1; message <= 4; ++message) {
    writer.record(message_id(message), Accepted{});
    writer.record(message_id(message), Claimed{});
  }
  const Location parked = writer.record(MessageId(), parked_receipt());
  const Location event = writer.record(MessageId(), ReplyTaken{});
  Checkpoint checkpoint;
  checkpoint.high_water = message_id(77);
  checkpoint.opened = {
      open_record(OpenRecord::Kind::resident, message_id(1), writer.last[message_id(1)], samples::wall(5)),
      open_record(OpenRecord::Kind::queued, message_id(2), writer.last[message_id(2)]),
      open_record(OpenRecord::Kind::awaiting, message_id(3), writer.last[message_id(3)]),
      open_record(OpenRecord::Kind::scheduled, message_id(4), writer.last[message_id(4)], samples::wall(6))};
  checkpoint.parked = {{carrier_1, "k", parked}};
  checkpoint.events = {{account_1, Door::smpp, EventSequence(3), EventSequence(3), event}};
  checkpoint.accounts = {{account_1, Door::smpp, EventSequence(3), EventSequence(1)}};
  writer.checkpoint(checkpoint);
  const Location later = writer.record(message_id(3), Resent{});
  subject.crash();

  Writer<Subject> after(subject);
  const Recovered recovered = after.recover();
  BOOST_TEST((recovered.high_water == message_id(77)));
  BOOST_TEST(recovered.accounts.at({account_1, Door::smpp}).last.value() == 3U);
  BOOST_TEST(recovered.accounts.at({account_1, Door::smpp}).acknowledged.value() == 1U);
  BOOST_TEST_REQUIRE(recovered.residents.size() == 1U);
  const OpenRecord& resident = recovered.residents.at(message_id(1));
  BOOST_TEST((resident.deadline == samples::wall(5)));
  BOOST_TEST((resident.last == writer.last[message_id(1)]));
  BOOST_TEST((resident.account == account_1 && resident.carrier == carrier_1));
  BOOST_TEST((resident.traffic_class == TrafficClass::marketing));
  BOOST_TEST(recovered.chain_lengths.at(message_id(1)) == 2U);
  BOOST_TEST((recovered.queued.size() == 1 && recovered.queued.contains(message_id(2))));
  BOOST_TEST((recovered.awaiting.size() == 1 && recovered.awaiting.contains(message_id(3))));
  BOOST_TEST_REQUIRE(recovered.scheduled.size() == 1U);
  BOOST_TEST((recovered.scheduled.at(message_id(4)).deadline == samples::wall(6)));
  BOOST_TEST_REQUIRE(recovered.parked.size() == 1U);
  BOOST_TEST(recovered.parked[0].match_key == "k");
  BOOST_TEST((recovered.parked[0].fact == parked));
  BOOST_TEST_REQUIRE(recovered.events.size() == 1U);
  BOOST_TEST((recovered.events[0].fact == event));
  BOOST_TEST_REQUIRE(recovered.facts.size() == 1U);
  BOOST_TEST((recovered.facts[0].second == later));
  BOOST_TEST((recovered.found_open.at(message_id(3)).last == writer.last[message_id(3)]) == false);
  BOOST_TEST((recovered.found_open.at(message_id(3)).kind == OpenRecord::Kind::awaiting));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(replay_may_begin_right_before_any_batch_the_first_of_an_hour_and_of_a_store_too, Subject,
                              Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  std::vector<BatchNumber> batches;
  for (unsigned count = 0; count < 3; ++count) {
    batches.push_back(writer.record(message_id(1), Resent{}).batch);
    subject.clock.now += std::chrono::hours(1);
  }
  for (std::size_t first = 0; first < batches.size(); ++first) {
    writer.last_batch = BatchNumber(batches[first].value() - 1);
    writer.checkpoint({});
    subject.crash();
    BOOST_TEST(writer.recover().facts.size() == batches.size() - first);
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_a_later_checkpoint_takes_back_is_gone, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const Location first = writer.record(message_id(1), Accepted{});
  const Location parked = writer.record(MessageId(), parked_receipt());
  const Location again = writer.record(MessageId(), parked_receipt());
  Checkpoint checkpoint;
  checkpoint.opened = {open_record(OpenRecord::Kind::queued, message_id(1), first)};
  checkpoint.parked = {{carrier_1, "k", parked}, {carrier_1, "k", again}};
  writer.checkpoint(checkpoint);

  Checkpoint next;
  next.no_longer_open = {message_id(1)};
  next.unparked = {{carrier_1, "k", parked}};
  writer.checkpoint(next);
  subject.crash();
  Writer<Subject> after(subject);
  const Recovered recovered = after.recover();
  BOOST_TEST(recovered.queued.empty());
  BOOST_TEST_REQUIRE(recovered.parked.size() == 1U);
  BOOST_TEST((recovered.parked[0].fact == again));
  BOOST_TEST(recovered.facts.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(notes_are_found_at_once_during_and_after_a_checkpoint_and_the_newest_wins, Subject,
                              Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const MessageId message = message_id(1);
  const Location first = writer.record(message, Accepted{});
  const AttemptRef attempt{message, 2, 1};
  BOOST_TEST((writer.find(message).error() == ReadError::not_found));
  subject.store().note_closed({message, first, account_1});
  subject.store().note_carrier_id({carrier_1, "id-1", attempt});
  BOOST_TEST(subject.store().notes() == 2U);
  const auto all_found = [&](Location expected) {
    const auto found = writer.find(message);
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST((found->last == expected));
    BOOST_TEST(!found->open);
    BOOST_TEST((writer.find(carrier_1, "id-1").value() == attempt));
    BOOST_TEST((writer.find(CarrierNumber(2), "id-1").error() == ReadError::not_found));
    BOOST_TEST((writer.find(carrier_1, "id-").error() == ReadError::not_found));
  };
  all_found(first);

  bool done = false;
  Checkpoint checkpoint;
  checkpoint.replay_after = writer.last_batch;
  subject.store().checkpoint(checkpoint, [&done] { done = true; });
  BOOST_TEST(subject.store().notes() == 0U);
  all_found(first);
  subject.loop().run_until([&done] { return done; });
  all_found(first);

  const Location corrected = writer.record(message, Corrected{});
  subject.store().note_closed({message, corrected, account_1});
  all_found(corrected);
  writer.checkpoint({});
  all_found(corrected);
  subject.crash();
  (void)writer.recover();
  all_found(corrected);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(when_it_crashes_before_a_checkpoint_then_notes_are_lost_and_facts_are_not, Subject,
                              Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const Location at = writer.record(message_id(1), Accepted{});
  subject.store().note_closed({message_id(1), at, account_1});
  subject.store().note_lookup({account_1, LookupKind::to, 5, message_id(1)});
  subject.store().note_key({account_1, samples::digest(1), at});
  subject.crash();
  Writer<Subject> after(subject);
  BOOST_TEST(after.recover().facts.size() == 1U);
  BOOST_TEST((after.find(message_id(1)).error() == ReadError::not_found));
  BOOST_TEST(after.find({account_1, LookupKind::to, 5, {}}, MessageId(), 9).empty());
  BOOST_TEST((after.find(account_1, samples::digest(1)).error() == ReadError::not_found));
  BOOST_TEST(after.list(account_1, MessageId(), MessageId(), 9).messages.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_open_record_is_found_as_open_until_it_is_closed, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const Location at = writer.record(message_id(1), Accepted{});
  Checkpoint checkpoint;
  checkpoint.opened = {open_record(OpenRecord::Kind::awaiting, message_id(1), at)};
  writer.checkpoint(checkpoint);
  BOOST_TEST((writer.find(message_id(1)).value().open == OpenRecord::Kind::awaiting));
  const Location ended = writer.record(message_id(1), Ended{});
  subject.store().note_closed({message_id(1), ended, account_1});
  BOOST_TEST(!writer.find(message_id(1)).value().open);
  Checkpoint next;
  next.no_longer_open = {message_id(1)};
  writer.checkpoint(next);
  const auto found = writer.find(message_id(1)).value();
  BOOST_TEST(!found.open);
  BOOST_TEST((found.last == ended));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(recovery_finds_whose_a_message_was_that_had_ended_before_the_checkpoint, Subject,
                              Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  const Location ended = writer.record(message_id(1), Ended{});
  subject.store().note_closed({message_id(1), ended, account_2});
  writer.checkpoint({});
  writer.record(message_id(1), Receipted{});
  writer.record(message_id(2), Receipted{});
  subject.crash();
  const auto found = writer.recover().found_closed;
  BOOST_TEST(found.size() == 1U);
  BOOST_TEST((found.at(message_id(1)) == account_2));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(due_records_come_by_message_within_the_limit, Subject, Subjects) {
  Subject subject;
  Writer<Subject> writer(subject);
  (void)writer.recover();
  Checkpoint checkpoint;
  for (unsigned message = 1; message <= 9; ++message) {
    const Location at = writer.record(message_id(message), Accepted{});
    checkpoint.opened.push_back(
        open_record(OpenRecord::Kind::awaiting, message_id(message), at, samples::wall(message % 2 == 0 ? 100 : 900)));
  }
  writer.checkpoint(checkpoint);
  const auto due = [&](MessageId from, unsigned limit) {
    const auto records = writer.template wait_for<std::vector<OpenRecord>>(
        [&](auto done) { subject.store().find_due(samples::wall(100), from, limit, std::move(done)); });
    std::vector<MessageId> found;
    for (const OpenRecord& record : records.value()) found.push_back(record.message);
    return found;
  };
  BOOST_TEST((due(MessageId(), 3) == std::vector{message_id(2), message_id(4), message_id(6)}));
  BOOST_TEST((due(message_id(6), 3) == std::vector{message_id(8)}));
  BOOST_TEST((due(message_id(8), 3).empty()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::store::test
