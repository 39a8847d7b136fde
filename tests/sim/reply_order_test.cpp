// SPDX-License-Identifier: Apache-2.0
// In which order the replies of one phone take effect, and when each is answered, whatever the store answers first.
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "gateway/limits.h"
#include "tests/sim/world.h"

using namespace smppedge;
using namespace smppedge::sim;

namespace {

const std::string handset = "8613800138007";
const std::string another = "8613800138006";

struct Line : World {
  Line() { settings.accounts[0].opt_in_words = reply::OptWords::make(std::vector<std::string>{"START"}).value(); }

  /// Delivers, and runs what is due: reads may be held.
  session::Cookie write(const std::string& text, const std::string& from = handset, std::uint8_t esm_class = 0,
                        std::uint8_t ton = 0) {
    pdu::ShortMessage message;
    message.esm_class = esm_class;
    message.source = {ton, 1, from};
    message.destination.addr = sender_number;
    message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    BOOST_REQUIRE(deliver(message, ++cookies));
    scheduler.run_for(Millis(50));
    return cookies;
  }
  session::Cookie write_part(unsigned sequence, const std::string& text) {
    return write(std::string{5, 0, 3, 9, 2, static_cast<char>(sequence)} + text, handset, 0x40);
  }
  /// The read that was asked last is answered first, until there is none.
  void answer_newest_first() {
    while (store.held_reads() > 0) {
      store.answer_held_read(store.held_reads() - 1);
      scheduler.run_for(Millis(50));
    }
  }
  [[nodiscard]] bool refused(session::Cookie cookie) const {
    for (const auto& answer : smsc->deliver_answers) {
      if (answer.cookie == cookie) return answer.status == pdu::CommandStatus::ESME_RX_T_APPN;
    }
    return false;
  }
  [[nodiscard]] bool blocked() const { return gateway->status().accounts.at(0).blocked == 1; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reply_order, Line)

BOOST_AUTO_TEST_CASE(what_a_phone_writes_takes_effect_in_the_order_in_which_it_came) {
  start_bound();
  store.hold_reads(true);
  write("START");
  write("T", "13800138007", 0, 1);  // the same phone, as this carrier writes it by now
  answer_newest_first();
  BOOST_TEST(reply_texts() == (std::vector<std::string>{"START", "T"}), boost::test_tools::per_element());
  BOOST_TEST(gateway->status().accounts.at(0).blocked == 2U);
}

BOOST_AUTO_TEST_CASE(phones_do_not_wait_for_each_other) {
  start_bound();
  store.hold_reads(true);
  const auto first = write("one");
  const auto second = write("two", another);
  store.answer_held_read(1);
  scheduler.run_for(Millis(50));
  BOOST_TEST(acknowledged(second));
  BOOST_TEST(!acknowledged(first));
  answer_newest_first();
  BOOST_TEST(acknowledged(first));
}

BOOST_AUTO_TEST_CASE(more_than_may_wait_are_refused_and_taken_when_they_come_again) {
  start_bound();
  store.hold_reads(true);
  for (std::size_t i = 0; i <= gateway::replies_per_phone_waiting_max; ++i)
    BOOST_TEST(!refused(write(std::to_string(i))));
  BOOST_TEST(refused(write("beyond")));
  BOOST_TEST(refused(write_part(1, "beyond")));
  BOOST_TEST(!refused(write("another phone's", another)));
  answer_newest_first();
  store.hold_reads(false);
  BOOST_TEST(acknowledged(write("beyond")));
  const auto all = reply_texts();
  BOOST_REQUIRE(all.size() == gateway::replies_per_phone_waiting_max + 3);
  BOOST_TEST(all.back() == "beyond");
}

BOOST_AUTO_TEST_CASE(the_part_that_completes_an_opt_out_is_answered_when_the_phone_is_blocked) {
  start_bound();
  store.hold_reads(true);
  BOOST_TEST(acknowledged(write_part(1, "T")));
  const auto last = write_part(2, "D");
  BOOST_TEST(!acknowledged(last));
  BOOST_TEST(!refused(last));
  const auto again = write_part(2, "D");  // which the carrier, without an answer, delivers again
  BOOST_TEST(!acknowledged(again));
  BOOST_TEST(!blocked());
  answer_newest_first();
  BOOST_TEST(acknowledged(last));
  BOOST_TEST(acknowledged(again));
  crash();
  store.hold_reads(false);
  start_bound();
  BOOST_TEST(blocked());
}

BOOST_AUTO_TEST_CASE(a_part_is_not_held_while_the_store_is_too_busy_for_its_reply) {
  start_bound();
  store.answer_reads_with(store::ReadError::overloaded);
  BOOST_TEST(acknowledged(write_part(1, "hel")));
  BOOST_TEST(acknowledged(write_part(2, "lo")));
  BOOST_TEST(reply_texts().empty());
  store.answer_reads_with(std::nullopt);
  scheduler.run_for(Seconds(2));
  BOOST_TEST(reply_texts() == std::vector<std::string>{"hello"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(that_of_an_opt_out_is_held_until_its_phone_is_blocked_however_busy_the_store_is) {
  start_bound();
  store.answer_reads_with(store::ReadError::overloaded);
  BOOST_TEST(acknowledged(write_part(1, "T")));
  const auto last = write_part(2, "D");
  scheduler.run_for(Seconds(5));
  const auto again = write_part(2, "D");
  BOOST_TEST(!acknowledged(last));
  BOOST_TEST(!acknowledged(again));
  store.answer_reads_with(std::nullopt);
  BOOST_REQUIRE(run_until([&] { return acknowledged(last); }, Seconds(2)));
  BOOST_TEST(acknowledged(again));
  crash();  // right after the answer
  start_bound();
  BOOST_TEST(blocked());
}

BOOST_AUTO_TEST_CASE(a_long_reply_that_must_wait_keeps_its_place_and_the_carrier_keeps_what_came_behind_it) {
  start_bound();
  store.hold_reads(true);
  write_part(1, "T");
  const auto last = write_part(2, "D");
  const auto behind = write("START");
  store.answer_reads_with(store::ReadError::overloaded);
  answer_newest_first();
  BOOST_TEST(!acknowledged(last));
  BOOST_TEST(refused(behind));
  store.answer_reads_with(std::nullopt);
  const auto again = write("START");
  scheduler.run_for(Seconds(2));
  answer_newest_first();
  BOOST_TEST(acknowledged(last));
  BOOST_TEST(acknowledged(again));
  BOOST_TEST(reply_texts() == (std::vector<std::string>{"TD", "START"}), boost::test_tools::per_element());
  BOOST_TEST(!blocked());
}

BOOST_AUTO_TEST_CASE(what_is_refused_takes_those_behind_it_along) {
  start_bound();
  store.hold_reads(true);
  const auto first = write("START");
  const auto second = write("T");
  store.answer_reads_with(store::ReadError::overloaded);
  store.answer_held_read(0);
  store.answer_reads_with(std::nullopt);
  scheduler.run_for(Millis(50));
  answer_newest_first();
  BOOST_TEST(refused(first));
  BOOST_TEST(refused(second));
  store.hold_reads(false);
  write("START");
  write("T");  // as the carrier delivers them again
  scheduler.run_for(Seconds(1));
  BOOST_TEST(reply_texts() == (std::vector<std::string>{"START", "T"}), boost::test_tools::per_element());
  BOOST_TEST(blocked());
}

BOOST_AUTO_TEST_SUITE_END()
