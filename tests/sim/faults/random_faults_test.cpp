// SPDX-License-Identifier: Apache-2.0
// All faults of carriers at once, by chance, with kills between them: `make sim SEED=n` replays one seed, `make sim
// SEEDS=n` runs so many.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "tests/sim/faults/invariants.h"
#include "tests/support/seeds.h"

using namespace smppedge;
using pdu::CommandStatus;
using receipt::State;
using sim::FaultStage;
using sim::FaultWorld;
using sim::FaultyCarrier;
using sim::SimSmsc;

namespace {

constexpr std::uint64_t usual_seeds = 200;

/// One carrier's bad days: now and then another fault begins, and ends after a while.
class BadDays {
 public:
  BadDays(FaultStage& stage, FaultWorld::Which which, FaultyCarrier& carrier, std::uint64_t seed)
      : stage_(stage), which_(which), carrier_(carrier), chance_(seed), port_(port_of(which)) {
    carrier_.fate = [this](const SimSmsc::Submit& submit) { return fate(submit); };
    carrier_.receipts = [this](const FaultyCarrier::Taken& taken) { return spelled(taken, receipts()); };
    carrier_.receipts_on_another_bind = chance_.below(3) == 0;
    contradicts_ = chance_.below(4) == 0;
    if (chance_.below(5) == 0) stage.link(which).first_sequence_number = 0x7FFF'FFFF - 10;
    if (chance_.below(5) == 0) carrier_.smsc().ignores_enquire_links = true;
    if (chance_.below(6) == 0) {
      reuses_ids_ = true;
      carrier_.id_of = [modulus = 5 + chance_.below(40)](std::uint64_t n) { return "c" + std::to_string(n % modulus); };
    }
    if (contradicts_ || reuses_ids_) stage.invariants.contradicts = true;
    spells_otherwise_ = !reuses_ids_ && sim::SimRng(seed + 86'028'121).below(3) == 0;
    if (spells_otherwise_) {
      stage.link(which).profile.id_convention = IdConvention::response_hex;
      carrier_.id_of = [](std::uint64_t n) { return fmt::format("0{:X}", 700'000 + 37 * n); };
    }
    next();
  }
  BadDays(const BadDays&) = delete;
  BadDays& operator=(const BadDays&) = delete;

  /// From now on it behaves, whatever it did before.
  void heal() {
    over_ = true;
    mend();
    if (reuses_ids_) carrier_.id_of = [](std::uint64_t number) { return "n" + std::to_string(number); };
    carrier_.fate = [](const SimSmsc::Submit&) { return FaultyCarrier::Fate{}; };
    carrier_.receipts = [this](const FaultyCarrier::Taken& taken) {
      return spelled(taken, {FaultyCarrier::Receipt{}});
    };
  }

 private:
  static std::uint16_t port_of(FaultWorld::Which which) {
    return which == FaultWorld::faulty_one ? sim::carrier_port : sim::steady_port;
  }
  Micros up_to(std::uint64_t ms) { return Millis(static_cast<std::int64_t>(1 + chance_.below(ms))); }

  void next() {
    stage_.scheduler.call_after(up_to(8000), [this] {
      if (over_) return;
      begin_one();
      stage_.scheduler.call_after(up_to(15'000), [this] {
        if (over_) return;
        mend();
        next();
      });
    });
  }
  void begin_one() {
    SimSmsc& smsc = carrier_.smsc();
    switch (chance_.below(14)) {
      case 0:
        return some_links([](sim::SimLink& link) { link.reset(); });
      case 1:
        return some_links([](sim::SimLink& link) { link.go_silent(); });
      case 2:
        return some_links([](sim::SimLink& link) { link.finish(sim::SimLink::listener); });
      case 3:
        silent_of_100_ = 20 + chance_.below(81);
        return;
      case 4:
        slowest_answer_ = Seconds(static_cast<std::int64_t>(1 + chance_.below(40)));
        return;
      case 5:
        answers_beside_ = true;
        return;
      case 6:
        refusal_ = CommandStatus::ESME_RTHROTTLED;
        return;
      case 7:
        refusal_ = chance_.below(2) == 0 ? CommandStatus::ESME_RMSGQFUL : CommandStatus::ESME_RSYSERR;
        return;
      case 8:
        return some_links([this](sim::SimLink& link) {
          link.conditions.bytes_per_s = 1 + chance_.below(100);
          link.conditions.buffer_bytes = 100 + chance_.below(2000);
        });
      case 9:
        return carrier_.hold_reading(true);
      case 10:
        smsc.bind_status = chance_.below(2) == 0 ? CommandStatus::ESME_RBINDFAIL : CommandStatus::ESME_RALYBND;
        return carrier_.reset_all();
      case 11:
        return carrier_.unbind_all();
      case 12:
        stage_.network.refuse(port_,
                              {chance_.below(2) == 0 ? DialError::Kind::refused : DialError::Kind::timeout, "no"});
        return some_links([](sim::SimLink& link) { link.reset(); });
      default:
        stage_.network.resolve(stage_.link(which_).endpoint.host, std::nullopt);
        return some_links([](sim::SimLink& link) { link.reset(); });
    }
  }
  void mend() {
    silent_of_100_ = 0;
    slowest_answer_ = Millis(10);
    answers_beside_ = false;
    refusal_ = CommandStatus::ESME_ROK;
    carrier_.hold_reading(false);
    for (const auto& link : carrier_.open_links()) link->conditions.bytes_per_s = 0;
    carrier_.smsc().bind_status = CommandStatus::ESME_ROK;
    stage_.network.allow(port_);
    stage_.network.resolve(stage_.link(which_).endpoint.host, "");
  }
  void some_links(const std::function<void(sim::SimLink&)>& spoil) {
    const bool all = chance_.below(2) == 0;
    for (const auto& link : carrier_.open_links()) {
      if (all || chance_.below(2) == 0) spoil(*link);
    }
  }

  FaultyCarrier::Fate fate(const SimSmsc::Submit& submit) {
    FaultyCarrier::Fate fate;
    fate.answers_after = up_to(static_cast<std::uint64_t>(slowest_answer_.count()) / 1000);
    if (refusal_ != CommandStatus::ESME_ROK && chance_.below(5) != 0) {
      fate.status = refusal_;
      fate.takes = false;
    } else if (chance_.below(100) < silent_of_100_) {
      fate.takes = chance_.below(2) == 0;
      fate.answers_after = std::nullopt;
    } else if (chance_.below(50) == 0) {
      fate.status = CommandStatus::ESME_RINVDSTADR;  // some seeds' carriers mean "not mine" by it
      fate.takes = false;
    }
    if (answers_beside_) {
      const pdu::SequenceNumber nobodys((submit.sequence.value() + 1'000'000) & 0x7FFF'FFFF);
      carrier_.smsc().answer_beside(submit.connection, nobodys, {.message_id = "nobody's"});
    }
    return fate;
  }
  std::vector<FaultyCarrier::Receipt> receipts() {
    std::vector<FaultyCarrier::Receipt> chosen;
    if (chance_.below(20) == 0) return chosen;
    // Some come before the response, some twice, some after their time.
    const std::uint64_t slowest_ms = chance_.below(10) == 0 ? 400'000 : 5000;
    const State state = chance_.below(5) == 0 ? State::undeliverable : State::delivered;
    if (chance_.below(4) == 0) chosen.push_back({.after = up_to(slowest_ms), .state = State::enroute});
    chosen.push_back({.after = up_to(slowest_ms), .state = state});
    if (chance_.below(4) == 0) chosen.push_back({.after = up_to(2 * slowest_ms), .state = state});
    if (contradicts_) chosen.push_back({.after = up_to(2 * slowest_ms), .state = State::expired});
    return chosen;
  }

  /// Decimal where its responses are hexadecimal (fault 18).
  std::vector<FaultyCarrier::Receipt> spelled(const FaultyCarrier::Taken& taken,
                                              std::vector<FaultyCarrier::Receipt> chosen) const {
    if (!spells_otherwise_) return chosen;
    for (FaultyCarrier::Receipt& each : chosen) each.id = std::to_string(std::stoull(taken.id, nullptr, 16));
    return chosen;
  }

  FaultStage& stage_;
  FaultWorld::Which which_;
  FaultyCarrier& carrier_;
  sim::SimRng chance_;
  std::uint16_t port_;
  bool over_ = false;
  bool contradicts_ = false;
  bool reuses_ids_ = false;
  bool spells_otherwise_ = false;
  std::uint64_t silent_of_100_ = 0;
  Micros slowest_answer_ = Millis(10);
  bool answers_beside_ = false;
  CommandStatus refusal_ = CommandStatus::ESME_ROK;
};

void choose_settings(FaultStage& stage, sim::SimRng& chance) {
  gateway::DeliveryPolicy& delivery = stage.settings.delivery;
  for (auto& policy : delivery.in_doubt) {
    policy = chance.below(3) == 0 ? gateway::InDoubtPolicy::resend : gateway::InDoubtPolicy::hold;
  }
  delivery.in_doubt_timeout = Seconds(static_cast<std::int64_t>(20 + chance.below(100)));
  delivery.receipt_timeout = Seconds(static_cast<std::int64_t>(60 + chance.below(240)));
  delivery.validity.fill(Seconds(static_cast<std::int64_t>(60 + chance.below(600))));
  stage.settings.spill_after = Seconds(static_cast<std::int64_t>(1 + chance.below(20)));
  stage.settings.checkpoint_interval = Seconds(static_cast<std::int64_t>(1 + chance.below(20)));
  stage.settings.live_messages_max = 20 + chance.below(500);
  for (const auto which : {FaultWorld::faulty_one, FaultWorld::steady_one}) {
    carrier::Settings& link = stage.link(which);
    link.binds.assign(1 + chance.below(4), carrier::BindKind::transceiver);
    link.window = 1 + static_cast<unsigned>(chance.below(60));
    link.claim_ahead = static_cast<unsigned>(chance.below(100));
    link.unanswered_max = 5 + static_cast<unsigned>(chance.below(100));
    link.response_timeouts_max = 1 + static_cast<unsigned>(chance.below(10));
    link.response_timeout = Seconds(static_cast<std::int64_t>(2 + chance.below(28)));
    link.enquire_link_interval = Seconds(static_cast<std::int64_t>(5 + chance.below(30)));
  }
  if (chance.below(3) == 0) stage.slow_disk(Millis(static_cast<std::int64_t>(1 + chance.below(100))));
}

/// Each carrier stands in for the other: what waits moves when one is down, its breaker opens, or it says "not mine".
void share_routes(FaultStage& stage, sim::SimRng& chance) {
  std::vector<gateway::CarrierSettings>& carriers = stage.settings.carriers;
  const unsigned order = chance.below(2) == 0 ? 2 : 1;
  stage.settings.routes = {{"86138", {carriers[0].number, {carriers[1].number, order}}},
                           {"86139", {carriers[1].number, {carriers[0].number, order}}}};
  for (gateway::CarrierSettings& each : carriers) {
    each.reroute_after = Seconds(static_cast<std::int64_t>(1 + chance.below(10)));
    each.link.breaker.results_min = 5 + static_cast<unsigned>(chance.below(45));
    each.link.breaker.error_percent = 50 + static_cast<unsigned>(chance.below(45));
    if (chance.below(2) == 0) continue;
    each.link.statuses = carrier::StatusTable({{CommandStatus::ESME_RINVDSTADR, {carrier::StatusClass::not_mine, {}}}});
  }
}

/// A new pace under running binds, or something that takes new ones.
void reload_by_chance(FaultStage& stage, sim::SimRng& chance) {
  carrier::Settings& link = stage.link(chance.below(2) == 0 ? FaultWorld::faulty_one : FaultWorld::steady_one);
  link.pace_per_s = 50 + static_cast<unsigned>(chance.below(2000));
  if (chance.below(3) == 0) link.password = "pw" + std::to_string(chance.below(1000));
  stage.reload_settings();
}

void send_by_chance(FaultStage& stage, sim::SimRng& chance) {
  const auto which = chance.below(3) == 0 ? FaultWorld::steady_one : FaultWorld::faulty_one;
  const auto traffic_class = static_cast<TrafficClass>(chance.below(traffic_class_count));
  // Every part is long enough to name its message.
  const std::size_t octets = chance.below(5) == 0 ? 200 * (1 + chance.below(4)) : 20;
  // Several to one phone: a receipt whose id nobody knows may fit more than one of them.
  const bool same_phone = chance.below(5) == 0 && !stage.sent.empty();
  stage.ask(which, traffic_class, octets, same_phone ? std::optional(chance.below(stage.sent.size())) : std::nullopt);
}

/// Seconds of traffic, faults and kills; then all is well again, and everything comes to its end.
void live_with_faults(std::uint64_t seed) {
  sim::SimRng chance(seed * 15'485'863 + 3);
  FaultStage stage(seed);
  choose_settings(stage, chance);
  const bool both = chance.below(2) == 0;
  const bool kills = chance.below(2) == 0;
  // Of its own, so that the seeds of runs without it stay what they are.
  sim::SimRng change(seed * 32'452'843 + 5);
  const bool shares = change.below(2) == 0;
  if (shares) share_routes(stage, change);
  stage.invariants.steady_is_steady = !both && !kills && !shares;
  if (!both) {
    // The steady carrier is that in every respect, and has room for what is asked of it.
    carrier::Settings& link = stage.link(FaultWorld::steady_one);
    const carrier::Settings usual;
    link.window = 60;
    link.claim_ahead = usual.claim_ahead;
    link.response_timeout = usual.response_timeout;
    link.enquire_link_interval = usual.enquire_link_interval;
    stage.invariants.beside_latency_max = Seconds(2);
  }
  BadDays faulty(stage, FaultWorld::faulty_one, stage.faulty, seed * 7 + 1);
  std::optional<BadDays> steady;
  if (both) steady.emplace(stage, FaultWorld::steady_one, stage.steady, seed * 7 + 2);
  stage.begin();
  const std::uint64_t lives = kills ? 2 + chance.below(3) : 1;
  for (std::uint64_t life = 0; life < lives; ++life) {
    for (std::uint64_t left = 20 + chance.below(60); left > 0; --left) {
      send_by_chance(stage, chance);
      if (shares && change.below(40) == 0) reload_by_chance(stage, change);
      stage.scheduler.run_for(Millis(static_cast<std::int64_t>(chance.below(chance.below(10) == 0 ? 5000 : 300))));
    }
    stage.scheduler.run_for(Millis(static_cast<std::int64_t>(chance.below(10'000))));
    if (life + 1 < lives) stage.die_and_begin(chance.below(3));
  }
  faulty.heal();
  if (steady) steady->heal();
  stage.rest();
  stage.scheduler.run_for(Seconds(1000));  // receipts that come after their time
  BOOST_TEST_REQUIRE(stage.invariants.broken() == "");
  BOOST_TEST_REQUIRE(stage.serves_again(Seconds(400)), "a carrier is not served any more, seed " << seed);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(faults_at_random)

BOOST_AUTO_TEST_CASE(every_message_ends_once_under_all_faults_of_carriers_and_kills,
                     *boost::unit_test::label("seeds")) {
  sim::for_each_seed(usual_seeds, live_with_faults);
}

BOOST_AUTO_TEST_SUITE_END()
