// SPDX-License-Identifier: Apache-2.0
// A carrier that delivers a reply again, and a phone that writes the same words again: which is which, over lost
// connections, checkpoints, crashes and clean stops.
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "tests/sim/client.h"

using namespace smppedge;
using namespace smppedge::sim;

namespace {

const std::string handset = "8613800138007";

/// Long enough for a checkpoint that covers all facts of before, and too short for a proof.
constexpr Seconds checkpointed{4};
/// Long enough for an enquire_link and its response.
constexpr Seconds proven{35};

struct Carrier : World {
  Carrier() {
    settings.checkpoint_interval = Seconds(1);
    settings.spill_after = Seconds(1);
    settings.accounts[0].opt_in_words = reply::OptWords::make(std::vector<std::string>{"START"}).value();
    settings.accounts[0].removes_directly = true;
  }
  void restart() {
    crash();
    start_bound();
  }
  void stop_cleanly() {
    bool stopped = false;
    gateway->stop(Seconds(10), [&] { stopped = true; });
    BOOST_REQUIRE(run_until([&] { return stopped; }));
    restart();
  }
  void lose_connection() {
    network.last_link().reset();
    scheduler.run_for(Millis(100));
    BOOST_REQUIRE(run_until([this] { return bound(); }, Seconds(600)));
  }
  /// Until it is answered.
  void write(const std::string& text) {
    BOOST_REQUIRE(run_until([this] { return bound(); }, Seconds(600)));
    reply_from(handset, text);
    BOOST_REQUIRE(run_until([this] { return acknowledged(cookies); }, Seconds(5)));
  }
  void write_part(unsigned sequence, char text) {
    deliver_part(sequence, text);
    BOOST_REQUIRE(run_until([this] { return acknowledged(cookies); }, Seconds(5)));
  }
  void deliver_part(unsigned sequence, char text) {
    const std::string octets{5, 0, 3, 9, 2, static_cast<char>(sequence), text};
    pdu::ShortMessage message;
    message.esm_class = 0x40;
    message.source.addr = handset;
    message.destination.addr = sender_number;
    message.short_message = {reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()};
    BOOST_REQUIRE(deliver(message, ++cookies));
  }
  [[nodiscard]] bool blocked() const { return gateway->status().accounts.at(0).blocked == 1; }
  void change_block(bool blocks) {
    const PhoneNumber phone = *PhoneNumber::from_digits(handset);
    if (blocks) {
      gateway->block(account, phone, [](const auto&) {});
    } else {
      gateway->unblock(account, phone, [](const auto&) {});
    }
    scheduler.run_for(Millis(100));
    BOOST_REQUIRE(blocked() == blocks);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(redelivered_replies, Carrier)

BOOST_AUTO_TEST_CASE(a_reply_that_comes_again_after_a_checkpoint_and_a_crash_is_told_once) {
  start_bound();
  write("yes");
  scheduler.run_for(checkpointed);
  for (int life = 0; life < 3; ++life) {
    restart();
    write("yes");
    scheduler.run_for(checkpointed);
    BOOST_TEST(reply_texts() == std::vector<std::string>{"yes"});
    BOOST_TEST(gateway->status().counters.replies_duplicate == 1U);
  }
  scheduler.run_for(gateway::redelivery_window);
  restart();
  write("yes");
  BOOST_TEST(reply_texts().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_reply_whose_connection_was_lost_and_that_comes_again_after_a_clean_stop_is_told_once) {
  start_bound();
  write("yes");
  lose_connection();
  stop_cleanly();
  write("yes");
  BOOST_TEST(reply_texts().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_carrier_that_let_us_unbind_has_our_response_and_the_same_words_are_new) {
  start_bound();
  write("yes");
  scheduler.run_for(checkpointed);
  stop_cleanly();
  write("yes");
  BOOST_TEST(reply_texts().size() == 2U);
}

BOOST_AUTO_TEST_CASE(an_opt_in_that_comes_again_takes_no_phone_off_the_list) {
  start_bound();
  write("T");
  write("START");
  scheduler.run_for(checkpointed);
  restart();
  change_block(true);
  write("START");
  BOOST_TEST(blocked());
  BOOST_TEST(reply_texts().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_part_that_comes_again_after_its_reply_was_told_and_written_down_is_no_reply) {
  start_bound();
  write_part(1, 'a');
  write_part(2, 'b');
  scheduler.run_for(checkpointed);
  restart();
  write_part(2, 'b');
  scheduler.run_for(Seconds(3600));
  BOOST_TEST(reply_texts() == std::vector<std::string>{"ab"});
  BOOST_TEST(gateway->status().reply_parts == 0U);
}

BOOST_AUTO_TEST_CASE(a_part_whose_response_was_proven_before_a_crash_does_not_hide_the_same_part_of_a_later_reply) {
  start_bound();
  write_part(1, 'O');
  scheduler.run_for(proven);
  scheduler.run_for(checkpointed);
  restart();
  write_part(2, 'K');
  scheduler.run_for(Seconds(3 * 3600));
  write_part(1, 'O');
  write_part(2, 'K');
  BOOST_TEST(reply_texts() == (std::vector<std::string>{"OK", "OK"}), boost::test_tools::per_element());
  BOOST_TEST(gateway->status().counters.replies_incomplete == 0U);
}

BOOST_AUTO_TEST_CASE(a_last_part_that_a_checkpoint_found_unanswered_is_known_when_it_comes_again_after_a_crash) {
  start_bound();
  write_part(1, 'O');
  scheduler.run_for(checkpointed);
  store.hold_reads(true);
  deliver_part(2, 'K');
  scheduler.run_for(checkpointed);
  BOOST_TEST(!acknowledged(cookies));
  settings.checkpoint_interval = Seconds(3600);
  store.hold_reads(false);
  BOOST_REQUIRE(run_until([this] { return acknowledged(cookies); }, Millis(500)));
  BOOST_TEST(reply_texts().size() == 1U);
  restart();
  write_part(2, 'K');
  scheduler.run_for(Seconds(3600));
  BOOST_TEST(reply_texts() == std::vector<std::string>{"OK"}, boost::test_tools::per_element());
  BOOST_TEST(gateway->status().counters.replies_incomplete == 0U);
}

BOOST_AUTO_TEST_CASE(the_same_words_after_a_proof_are_a_new_reply_though_the_connection_was_lost_since) {
  for (const bool waits : {true, false}) {
    Carrier world;
    world.start_bound();
    world.write("1");
    if (waits) world.scheduler.run_for(proven);
    world.lose_connection();
    world.write("1");
    BOOST_TEST(world.reply_texts().size() == (waits ? 2U : 1U));
  }
}

BOOST_AUTO_TEST_CASE(the_same_words_after_a_proof_are_a_new_reply_after_a_crash) {
  start_bound();
  write("1");
  scheduler.run_for(proven + checkpointed);
  restart();
  write("1");
  BOOST_TEST(reply_texts().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_proof_outlives_a_crash_before_the_next_checkpoint) {
  settings.checkpoint_interval = Seconds(3'600);
  start_bound();
  write("1");
  scheduler.run_for(proven);
  restart();
  write("1");
  BOOST_TEST(reply_texts().size() == 2U);
  restart();  // the second one is not proven
  write("1");
  BOOST_TEST(reply_texts().size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_same_words_are_a_new_reply_on_a_line_that_is_never_idle_and_brings_nothing_but_replies) {
  start_bound();
  write("1");
  for (int i = 0; i < 12; ++i) {
    write("other " + std::to_string(i));
    scheduler.run_for(Seconds(3));
  }
  BOOST_REQUIRE(reply_texts().size() == 13U);
  write("1");
  BOOST_TEST(reply_texts().size() == 14U);
}

BOOST_AUTO_TEST_CASE(an_opt_out_that_comes_again_counts_where_the_phone_is_on_no_list) {
  start_bound();
  write("T");
  change_block(false);
  write(" t");  // other words
  BOOST_TEST(blocked());
  change_block(false);
  write("T");
  BOOST_TEST(blocked());
  BOOST_TEST(reply_texts().size() == 3U);
  write("T");
  BOOST_TEST(reply_texts().size() == 3U);
  BOOST_TEST(gateway->status().counters.replies_duplicate == 1U);
}

BOOST_AUTO_TEST_CASE(an_opt_in_that_comes_again_does_not_count) {
  start_bound();
  write("START");
  change_block(true);
  write("START");
  BOOST_TEST(blocked());
  BOOST_TEST(reply_texts().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
