// SPDX-License-Identifier: Apache-2.0
// What store/store.h promises of events that are kept: each account's two doors, what is taken out of order, dead
// letters and aliases, over restarts.
#include <boost/test/unit_test.hpp>

#include "tests/unit/store/subjects.h"

namespace smppedge::store::test {
namespace {

/// Checkpoints of events that all stand on one fact.
template <class Subject>
class Events {
 public:
  Events() : writer_(subject_) {
    (void)writer_.recover();
    fact_ = writer_.record(message_id(1), Ended{});
  }
  [[nodiscard]] EventRecord record(AccountNumber account, Door door, unsigned sequence, unsigned id = 0) const {
    return {account,
            door,
            EventSequence(sequence),
            EventSequence(id == 0 ? sequence : id),
            fact_,
            samples::wall(1'000 + sequence)};
  }
  [[nodiscard]] static Checkpoint::AccountEvents up_to(AccountNumber account, Door door, unsigned last,
                                                       unsigned acknowledged) {
    return {account, door, EventSequence(last), EventSequence(acknowledged)};
  }
  void checkpoint(const Checkpoint& checkpoint) { writer_.checkpoint(checkpoint); }
  Recovered restart() {
    subject_.crash();
    return writer_.recover();
  }

 private:
  Subject subject_;
  Writer<Subject> writer_;
  Location fact_;
};

/// "account door sequence (id)" each.
std::string text_of(const std::vector<EventRecord>& records) {
  std::string text;
  for (const EventRecord& record : records) {
    text += std::to_string(record.account.value()) + (record.door == Door::http ? "h" : "s") +
            std::to_string(record.sequence.value());
    BOOST_TEST((record.since == samples::wall(1'000 + static_cast<std::int64_t>(record.sequence.value()))));
    if (record.id != record.sequence) text += "(" + std::to_string(record.id.value()) + ")";
    text += " ";
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(store_event_contract)

BOOST_AUTO_TEST_CASE_TEMPLATE(events_come_back_by_account_and_door_in_sequence_with_their_first_places, Subject,
                              Subjects) {
  Events<Subject> events;
  Checkpoint checkpoint;
  checkpoint.events = {events.record(account_2, Door::http, 7), events.record(account_1, Door::smpp, 300, 4),
                       events.record(account_1, Door::smpp, 255), events.record(account_1, Door::http, 256)};
  checkpoint.accounts = {events.up_to(account_1, Door::smpp, 300, 254), events.up_to(account_1, Door::http, 256, 1)};
  events.checkpoint(checkpoint);
  const Recovered recovered = events.restart();
  BOOST_TEST(text_of(recovered.events) == "1h256 1s255 1s300(4) 2h7 ");
  BOOST_TEST(recovered.accounts.size() == 2U);
  BOOST_TEST(recovered.accounts.at({account_1, Door::smpp}).last.value() == 300U);
  BOOST_TEST(recovered.accounts.at({account_1, Door::smpp}).acknowledged.value() == 254U);
  BOOST_TEST(recovered.accounts.at({account_1, Door::http}).last.value() == 256U);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(when_a_door_has_acknowledged_then_the_other_doors_and_accounts_events_stay, Subject,
                              Subjects) {
  Events<Subject> events;
  Checkpoint checkpoint;
  for (const AccountNumber account : {account_1, account_2}) {
    for (const Door door : {Door::http, Door::smpp}) {
      for (unsigned sequence = 1; sequence <= 3; ++sequence) {
        checkpoint.events.push_back(events.record(account, door, sequence));
      }
    }
  }
  events.checkpoint(checkpoint);
  Checkpoint next;
  next.events = {events.record(account_1, Door::smpp, 4)};
  next.accounts = {events.up_to(account_1, Door::smpp, 4, 3), events.up_to(account_2, Door::http, 3, 1)};
  events.checkpoint(next);
  BOOST_TEST(text_of(events.restart().events) == "1h1 1h2 1h3 1s4 2h2 2h3 2s1 2s2 2s3 ");
  events.checkpoint(next);  // a life later with the same watermarks: takes nothing more
  BOOST_TEST(text_of(events.restart().events) == "1h1 1h2 1h3 1s4 2h2 2h3 2s1 2s2 2s3 ");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(events_taken_out_of_order_are_gone_and_those_around_them_stay, Subject, Subjects) {
  Events<Subject> events;
  Checkpoint checkpoint;
  for (unsigned sequence = 1; sequence <= 6; ++sequence) {
    checkpoint.events.push_back(events.record(account_1, Door::smpp, sequence));
    checkpoint.events.push_back(events.record(account_1, Door::http, sequence));
  }
  events.checkpoint(checkpoint);
  Checkpoint next;
  next.events = {events.record(account_1, Door::smpp, 7), events.record(account_1, Door::smpp, 8)};
  next.events_gone = {events.record(account_1, Door::smpp, 5), events.record(account_1, Door::smpp, 3),
                      events.record(account_1, Door::smpp, 1),   // below the watermark: gone with it
                      events.record(account_1, Door::smpp, 7)};  // written in the same step: gone
  next.accounts = {events.up_to(account_1, Door::smpp, 8, 1)};
  events.checkpoint(next);
  BOOST_TEST(text_of(events.restart().events) == "1h1 1h2 1h3 1h4 1h5 1h6 1s2 1s4 1s6 1s8 ");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(dead_letters_outlive_the_watermark_until_they_are_gone, Subject, Subjects) {
  Events<Subject> events;
  Checkpoint checkpoint;
  checkpoint.events = {events.record(account_1, Door::http, 1), events.record(account_1, Door::http, 2, 1)};
  events.checkpoint(checkpoint);
  Checkpoint buried;
  buried.dead_letters = {events.record(account_1, Door::http, 2, 1), events.record(account_1, Door::http, 1),
                         events.record(account_1, Door::smpp, 1), events.record(account_2, Door::http, 1)};
  buried.accounts = {events.up_to(account_1, Door::http, 2, 2), events.up_to(account_1, Door::smpp, 1, 1)};
  events.checkpoint(buried);
  Recovered recovered = events.restart();
  BOOST_TEST(text_of(recovered.events) == "");
  BOOST_TEST(text_of(recovered.dead_letters) == "1h1 1h2(1) 1s1 2h1 ");

  Checkpoint next;
  next.dead_letters = {events.record(account_1, Door::http, 3)};
  next.dead_letters_gone = {events.record(account_1, Door::http, 1), events.record(account_2, Door::http, 1),
                            events.record(account_1, Door::http, 3)};
  events.checkpoint(next);
  recovered = events.restart();
  BOOST_TEST(text_of(recovered.dead_letters) == "1h2(1) 1s1 ");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_accounts_last_alias_comes_back, Subject, Subjects) {
  Events<Subject> events;
  Checkpoint checkpoint;
  checkpoint.aliases = {{account_1, 5}, {account_2, 0xFFFF'FFFF}};
  events.checkpoint(checkpoint);
  Checkpoint next;
  next.aliases = {{account_1, 6}};
  events.checkpoint(next);
  const auto aliases = events.restart().aliases;
  BOOST_TEST(aliases.size() == 2U);
  BOOST_TEST(aliases.at(account_1) == 6U);
  BOOST_TEST(aliases.at(account_2) == 0xFFFF'FFFFU);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::store::test
