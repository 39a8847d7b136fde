// SPDX-License-Identifier: Apache-2.0
// A corrected id convention: what was parked before finds its message when it is matched again, and so does what comes
// afterwards for messages of before, wherever these are.
#include <boost/test/unit_test.hpp>
#include <cctype>

#include "tests/sim/receipt_carrier.h"

using namespace smppedge;
using namespace smppedge::sim;

namespace {

struct Correction {
  const char* name;
  void (*correct)(Profile& profile);
  std::function<std::string(std::uint64_t)> response_of;
  std::function<std::string(std::uint64_t)> receipt_of;
};

void learn(Profile& profile) {
  profile.learn_id = true;
}

const std::vector<Correction>& corrections() {
  const auto decimal = [](std::uint64_t id) { return std::to_string(id); };
  const auto hex = [](std::uint64_t id) { return Convention::hex_of(id); };
  const auto padded = [](std::uint64_t id) { return "0000" + std::to_string(id); };
  const auto capitals = [](std::uint64_t id) {
    std::string text = "00" + Convention::hex_of(id);
    for (char& character : text) character = static_cast<char>(std::toupper(character));
    return text;
  };
  static const std::vector<Correction> all{
      {"receipt_hex", [](Profile& profile) { profile.id_convention = IdConvention::receipt_hex; }, decimal, hex},
      {"response_hex", [](Profile& profile) { profile.id_convention = IdConvention::response_hex; }, capitals, decimal},
      {"same_loosely", [](Profile& profile) { profile.id_convention = IdConvention::same_loosely; }, padded, decimal},
      {"learn, hexadecimal receipts", learn, decimal, hex},
      {"learn, padded responses", learn, padded, decimal},
  };
  return all;
}

/// Messages whose ids were entered under a convention that is none of the carrier's.
struct Corrected : World {
  enum class Where { memory, disk, ended };

  Corrected(const Correction& correction_in, Where where_in)
      : correction(correction_in), carrier_of_ids(*this), where(where_in) {
    carrier_of_ids.response_of = correction.response_of;
    carrier_of_ids.receipt_of = correction.receipt_of;
    if (where != Where::memory) settings.spill_after = Seconds(5);
    if (where != Where::memory) settings.checkpoint_interval = Seconds(5);
    if (where == Where::ended) settings.delivery.receipt_timeout = Seconds(60);
    start_bound();
    for (unsigned i = 0; i < 3; ++i) {
      messages.push_back(accept(phone_of(i)));
      run_until([&] { return smsc->submits.size() == messages.size(); });
    }
    scheduler.run_for(where == Where::memory ? Seconds(1) : Seconds(120));
    take_events();
    events.clear();
  }
  void reload() {
    correction.correct(settings.carriers[0].link.profile);
    reload_settings();
    run_until([this] { return bound(); });
  }
  /// The same by a restart.
  void restart() {
    crash();
    correction.correct(settings.carriers[0].link.profile);
    start_bound();
  }
  void send_receipts() {
    for (unsigned i = 0; i < messages.size(); ++i) {
      send_receipt(correction.receipt_of(700'001 + i), phone_of(i), receipt::State::delivered);
    }
    scheduler.run_for(Seconds(5));
  }
  /// Each was told as delivered, as a result or late.
  [[nodiscard]] bool all_delivered() {
    scheduler.run_for(Seconds(2));
    take_events();
    std::size_t delivered = 0;
    for (const auto& [sequence, event] : events) {
      delivered += event.message->state == MessageState::delivered ? 1U : 0U;
      if (where == Where::ended) BOOST_TEST((event.kind == gateway::Event::Kind::receipt_late));
    }
    return delivered == messages.size() && events.size() == messages.size();
  }

  const Correction& correction;
  Convention carrier_of_ids;
  Where where;
  std::vector<MessageId> messages;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(rematching)

BOOST_AUTO_TEST_CASE(each_correction_matches_what_was_parked_wherever_its_message_is) {
  for (const Correction& correction : corrections()) {
    for (const auto where : {Corrected::Where::memory, Corrected::Where::disk, Corrected::Where::ended}) {
      for (const bool restarted : {false, true}) {
        BOOST_TEST_CONTEXT(correction.name << ", " << static_cast<int>(where) << (restarted ? ", restarted" : "")) {
          Corrected world(correction, where);
          world.send_receipts();
          BOOST_TEST(world.gateway->status().parked_receipts == 3U);
          restarted ? world.restart() : world.reload();
          const auto answer = rematch(world);
          BOOST_REQUIRE(answer.has_value());
          BOOST_TEST(answer->looked_at == 3U);
          BOOST_TEST(answer->matched == 3U);
          BOOST_TEST(world.gateway->status().parked_receipts == 0U);
          BOOST_TEST(world.all_delivered());
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(receipts_that_come_after_a_correction_match_what_was_sent_before_it) {
  for (const Correction& correction : corrections()) {
    for (const auto where : {Corrected::Where::memory, Corrected::Where::disk, Corrected::Where::ended}) {
      for (const bool restarted : {false, true}) {
        BOOST_TEST_CONTEXT(correction.name << ", " << static_cast<int>(where) << (restarted ? ", restarted" : "")) {
          Corrected world(correction, where);
          restarted ? world.restart() : world.reload();
          world.send_receipts();
          BOOST_TEST(world.gateway->status().parked_receipts == 0U);
          BOOST_TEST(world.all_delivered());
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_message_that_ends_after_a_correction_leaves_no_key_of_before_in_memory_and_is_found) {
  Corrected world(corrections()[0], Corrected::Where::memory);
  world.reload();
  world.scheduler.run_for(Seconds(72 * 3600 + 60));  // they end without receipts
  world.take_events();
  BOOST_TEST(world.events.size() == 3U);
  world.events.clear();
  world.where = Corrected::Where::ended;
  world.send_receipts();
  BOOST_TEST(world.all_delivered());
}

BOOST_AUTO_TEST_CASE(an_id_of_another_phone_s_message_is_not_matched_however_it_is_looked_for) {
  Corrected world(corrections()[0], Corrected::Where::disk);
  world.send_receipt("aae61", phone_of(7), receipt::State::delivered);
  world.send_receipt("12345", phone_of(0), receipt::State::delivered);
  world.scheduler.run_for(Seconds(5));
  world.reload();
  const auto answer = rematch(world);
  BOOST_REQUIRE(answer.has_value());
  BOOST_TEST(answer->matched == 0U);
  BOOST_TEST(world.gateway->status().parked_receipts == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
