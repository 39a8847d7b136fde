// SPDX-License-Identifier: Apache-2.0
// Faults 14 to 21: receipts that come early, twice, late, elsewhere, contradict each other or write their id otherwise.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "tests/sim/faults/invariants.h"

using namespace smppedge;
using receipt::State;
using sim::FaultStage;
using sim::FaultyCarrier;
using sim::SimSmsc;

namespace {

using Receipts = std::vector<FaultyCarrier::Receipt>;

struct ReceiptFault : FaultStage {
  ReceiptFault() {
    link().window = 100;
    settings.delivery.receipt_timeout = Seconds(600);
    steady_every = Millis(200);
  }
  void send_receipts(Receipts each) {
    faulty.receipts = [all = std::move(each)](const FaultyCarrier::Taken&) { return all; };
  }
  [[nodiscard]] gateway::Counters counters() const { return gateway->status().counters; }
};

/// A carrier that writes number `n` differently in its response and in its receipt.
struct Spelling {
  IdConvention convention{};
  std::string response;
  std::string receipt;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(receipt_faults, ReceiptFault)

BOOST_AUTO_TEST_CASE(fault_14_receipt_before_the_response) {
  begin();
  faulty.fate = [](const SimSmsc::Submit&) { return FaultyCarrier::Fate{.answers_after = Seconds(2)}; };
  send_receipts({{.after = Millis(50)}});
  ask_many(50);
  scheduler.run_for(Seconds(1));
  BOOST_TEST(gateway->status().parked_receipts == 50U);
  rest();
  BOOST_TEST(count_told("delivered") == 50U);
  BOOST_TEST(counters().receipts_parked == 50U);
  BOOST_TEST(counters().receipts_unparked == 50U);
  BOOST_TEST(gateway->status().parked_receipts == 0U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_15_duplicates) {
  begin();
  send_receipts({{.after = Millis(500)}, {.after = Millis(500)}, {.after = Seconds(5)}, {.after = Seconds(300)}});
  ask_many(50);
  rest();
  scheduler.run_for(Seconds(300));
  BOOST_TEST(count_told("delivered") == 50U);
  BOOST_TEST(faulty.acknowledged().size() == 200U);
  BOOST_TEST(counters().receipts_duplicate == 150U);
  BOOST_TEST(sums().duplicates_delivered == 0U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_16_two_different_final_receipts) {
  invariants.contradicts = true;
  begin();
  send_receipts({{.after = Millis(500), .state = State::delivered}, {.after = Seconds(20), .state = State::expired}});
  ask_many(25);
  scheduler.run_for(Seconds(1));
  send_receipts({{.after = Millis(500), .state = State::undeliverable}, {.after = Seconds(20)}});
  ask_many(25);
  rest();
  BOOST_TEST(count_told("delivered") == 25U);
  BOOST_TEST(count_told("undeliverable") == 25U);
  BOOST_TEST(faulty.acknowledged().size() == 100U);
  for (const Sent& each : sent) BOOST_TEST(each.late.empty());
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_17_after_72_h) {
  settings.delivery.receipt_timeout = Seconds(72 * 3600);
  begin();
  steady_every = Seconds(3600);
  tick = Seconds(5);
  invariants.beside_latency_max = Seconds(11);
  send_receipts({{.after = Seconds(72 * 3600 + 1800)}, {.after = Seconds(72 * 3600 + 1900)}});
  ask_many(20);
  scheduler.run_for(Seconds(72 * 3600 + 60));
  BOOST_TEST(count_told("unknown") == 20U);
  BOOST_TEST(reason_of(0) == "no_receipt");
  scheduler.run_for(Seconds(3600));
  rest();
  for (std::size_t i = 0; i < 20; ++i) {
    BOOST_REQUIRE_EQUAL(sent[i].late.size(), 1U);
    BOOST_TEST(to_string(sent[i].late[0].message->state) == "delivered");
  }
  BOOST_TEST(counters().receipts_duplicate == 20U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_19_on_another_bind) {
  link().binds.assign(3, carrier::BindKind::transceiver);
  begin();
  faulty.receipts_on_another_bind = true;
  ask_many(50);
  rest();
  BOOST_TEST(count_told("delivered") == 50U);
  BOOST_TEST(counters().receipts_parked == 0U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_19_on_another_bind_than_the_one_that_died) {
  begin();
  send_receipts({{.after = Seconds(10)}});
  ask_many(50);
  scheduler.run_for(Seconds(1));
  const auto links = faulty.open_links();
  links[1]->reset();
  scheduler.run_for(Seconds(5));
  links[0]->reset();
  rest();
  BOOST_TEST(count_told("delivered") == 50U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_20_carrier_reuses_an_id) {
  invariants.ids_are_unique = false;
  faulty.id_of = [](std::uint64_t number) { return "c" + std::to_string(number % 10); };
  begin();
  for (int i = 0; i < 5; ++i) {
    ask_many(10);
    scheduler.run_for(Seconds(100));
    BOOST_REQUIRE_EQUAL(count_told("delivered"), 10U * static_cast<unsigned>(i + 1));
    if (i == 2) die_and_begin();
    scheduler.run_for(Seconds(10));
  }
  rest();
  BOOST_TEST(count_told("delivered") == 50U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_20_carrier_reuses_an_id_of_a_message_that_still_waits) {
  invariants.ids_are_unique = false;
  faulty.id_of = [](std::uint64_t) { return "c1"; };
  begin();
  send_receipts({{.after = Seconds(20)}});
  ask_many(2);
  rest();
  // The older is not found by the id any more, but among the messages to its phone.
  BOOST_TEST(count_told("delivered") == 2U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_CASE(fault_21_intermediate_receipts) {
  begin();
  Receipts each(6, {.after = Millis(500), .state = State::enroute});
  each.push_back({.after = Millis(20), .state = State::accepted});
  each.push_back({.after = Seconds(30), .state = State::delivered});
  each.push_back({.after = Seconds(40), .state = State::enroute});
  send_receipts(each);
  ask_many(20);
  scheduler.run_for(Seconds(20));
  BOOST_TEST(count_told("") == 20U);
  rest();
  BOOST_TEST(count_told("delivered") == 20U);
  BOOST_TEST(counters().receipts_intermediate == 20U * 8U);
  BOOST_TEST(invariants.broken() == "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(receipt_faults_of_ids)

BOOST_AUTO_TEST_CASE(fault_18_id_in_another_base_padding_or_case) {
  const std::vector<std::function<Spelling(std::uint64_t)>> spellings = {
      [](std::uint64_t n) {
        return Spelling{IdConvention::response_hex, fmt::format("{:X}", 1'000'000 + n),
                        fmt::format("{}", 1'000'000 + n)};
      },
      [](std::uint64_t n) {
        return Spelling{IdConvention::response_hex, fmt::format("{:08x}", 1'000 + n), fmt::format("{:010}", 1'000 + n)};
      },
      [](std::uint64_t n) {
        return Spelling{IdConvention::receipt_hex, fmt::format("{}", 1'000'000 + n),
                        fmt::format("{:x}", 1'000'000 + n)};
      },
      [](std::uint64_t n) {
        return Spelling{IdConvention::same_loosely, fmt::format("{:08}", n), fmt::format("{}", n)};
      },
      [](std::uint64_t n) {
        return Spelling{IdConvention::same_loosely, fmt::format("aB-cD{:04x}", n), fmt::format("AbCd{:04X}", n)};
      },
  };
  for (const auto& spelling : spellings) {
    BOOST_TEST_CONTEXT("response " << spelling(30).response << ", receipt " << spelling(30).receipt) {
      FaultStage stage;
      stage.settings.delivery.receipt_timeout = Seconds(600);
      stage.link().profile.id_convention = spelling(1).convention;
      stage.steady_every = Millis(200);
      std::map<std::string, std::uint64_t> numbers;
      stage.faulty.id_of = [&](std::uint64_t n) {
        numbers[spelling(n).response] = n;
        return spelling(n).response;
      };
      stage.faulty.receipts = [&](const FaultyCarrier::Taken& taken) {
        return Receipts{{.after = Millis(500), .id = spelling(numbers.at(taken.id)).receipt}};
      };
      stage.begin();
      stage.ask_many(40);
      stage.rest();
      BOOST_TEST(stage.count_told("delivered") == 40U);
      BOOST_TEST(stage.gateway->status().counters.receipts_parked == 0U);
      BOOST_TEST(stage.invariants.broken() == "");
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
