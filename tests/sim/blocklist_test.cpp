// SPDX-License-Identifier: Apache-2.0
// Opt-out end to end: what a phone's word, its account and an operator do to the account's blocklist, what becomes of
// messages to it, over every crash; and files of phones in and out.
#include <boost/test/unit_test.hpp>

#include <set>

#include "gateway/limits.h"
#include "tests/sim/client.h"
#include "tests/support/fake_phone_files.h"

using namespace smppedge;
using gateway::BlockJob;
using gateway::BlockJobRequest;
using gateway::Unblocked;
using sim::Client;
using sim::code_of;
using sim::World;

namespace {

const std::string handset = "8613800138007";
const PhoneNumber phone = *PhoneNumber::from_digits(handset);

/// What an account and an operator ask, and wait for.
struct Desk : Client {
  using Client::Client;

  bool block(const std::string& digits) {
    return wait<bool>(
               [&](auto done) { world.gateway->block(account, *PhoneNumber::from_digits(digits), std::move(done)); })
        .value();
  }
  Outcome<Unblocked> unblock(const std::string& digits) {
    return wait<Unblocked>(
        [&](auto done) { world.gateway->unblock(account, *PhoneNumber::from_digits(digits), std::move(done)); });
  }
  Outcome<store::BlockRecord> look(const std::string& digits = handset) {
    return wait<store::BlockRecord>(
        [&](auto done) { world.gateway->find_blocked(account, *PhoneNumber::from_digits(digits), std::move(done)); });
  }
  store::BlockedPage list(const PhoneNumber& after, unsigned limit) {
    return wait<store::BlockedPage>([&](auto done) {
             world.gateway->list_blocked({account, after, limit}, std::move(done));
           })
        .value();
  }
  gateway::RemovalsPage removals(std::optional<gateway::RemovalPlace> after = {}, unsigned limit = 100,
                                 const std::string& of = "") {
    return wait<gateway::RemovalsPage>([&](auto done) {
             world.gateway->list_removals({of, after, limit}, std::move(done));
           })
        .value();
  }
  gateway::RemovalsAnswer decide(std::vector<std::string> phones, bool approve) {
    return wait<gateway::RemovalsAnswer>([&](auto done) {
             world.gateway->decide_removals({"demo", std::move(phones), approve, "alice"}, std::move(done));
           })
        .value();
  }
  Outcome<BlockJob> begin(BlockJobRequest::Kind kind, const std::string& file, const std::string& of = "demo") {
    return wait<BlockJob>([&](auto done) {
      world.gateway->start_block_job({kind, of, file, "alice"}, std::move(done));
    });
  }
  BlockJob newest_job() {
    return wait<std::vector<BlockJob>>([&](auto done) { world.gateway->block_jobs(std::move(done)); }).value().at(0);
  }
  BlockJob run(BlockJobRequest::Kind kind, const std::string& file) {
    BOOST_REQUIRE(begin(kind, file).has_value());
    world.run_until([&] { return newest_job().state != BlockJob::State::running; });
    return newest_job();
  }
  /// The code that a message to it is refused with; "" when it is accepted.
  std::string refusal(const std::string& to = handset) {
    gateway::AcceptItem item;
    item.to = {to};
    item.body = "hello";
    const gateway::AcceptEntry entry = send(std::move(item));
    return entry.error ? std::string(entry.error->code) : std::string();
  }
};

/// Until the carrier has the answer to the reply.
bool reply_and_wait(World& world, const std::string& text, const pdu::Address& from = {0, 0, handset},
                    std::uint8_t esm_class = 0) {
  pdu::ShortMessage message;
  message.esm_class = esm_class;
  message.source = from;
  message.destination.addr = world.sender_number;
  message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  world.deliver(message, ++world.cookies);
  return world.run_until([&] { return world.acknowledged(world.cookies); }, Seconds(5));
}

std::vector<const gateway::Reply*> replies(World& world) {
  world.take_events();
  std::vector<const gateway::Reply*> found;
  for (const auto& [sequence, event] : world.events) {
    if (event.kind == gateway::Event::Kind::reply) found.push_back(event.reply.get());
  }
  return found;
}

std::uint64_t blocked(const World& world) {
  return world.gateway->status().accounts.at(0).blocked;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(opt_out)

BOOST_AUTO_TEST_CASE(every_word_blocks_its_phone_before_the_carrier_hears_that_it_was_taken) {
  for (const std::string text : {"T", "t", "N", " n ", "TD", "tD", "Unsubscribe", "UNSUBSCRIBE", "  unsubscribe\r\n",
                                 "QX", "qx", "0000", " 0000"}) {
    BOOST_TEST_CONTEXT(text) {
      World world;
      world.start_bound();
      Desk desk(world);
      BOOST_REQUIRE(world.accept(handset) != MessageId());
      world.scheduler.run_for(Seconds(2));
      BOOST_REQUIRE(reply_and_wait(world, text));
      world.crash();  // right after the answer: nothing that was not on disk by then is left
      world.start_bound();
      BOOST_TEST(blocked(world) == 1U);
      BOOST_TEST(desk.refusal() == "blocked");
      BOOST_TEST(desk.refusal("8613800138006") == "");
      const auto told = replies(world);
      BOOST_REQUIRE(told.size() == 1U);
      BOOST_TEST((told[0]->opt == store::ReplyOpt::out));
      BOOST_TEST(told[0]->text == text);
    }
  }
}

BOOST_AUTO_TEST_CASE(near_misses_block_nothing) {
  World world;
  world.start_bound();
  Desk desk(world);
  for (const std::string text : {"TT", "no", "T ok", "unsubscribe me", "00000", "000", "Q X", "", "yes"}) {
    reply_and_wait(world, text);
  }
  BOOST_TEST(blocked(world) == 0U);
  BOOST_TEST(desk.refusal() == "");
  for (const gateway::Reply* reply : replies(world)) BOOST_TEST((reply->opt == store::ReplyOpt::none));
}

BOOST_AUTO_TEST_CASE(a_text_that_did_not_decode_is_no_word_though_its_hex_is) {
  World world;
  world.start_bound();
  pdu::ShortMessage message;
  message.source.addr = handset;
  message.destination.addr = world.sender_number;
  message.data_coding = 8;  // a lone octet is no UCS-2
  const std::uint8_t zeros[] = {0xDC, 0x00};
  message.short_message = zeros;
  world.settings.accounts[0].opt_out_words = reply::OptWords::make(std::vector<std::string>{"dc00"}).value();
  world.crash();
  world.start_bound();
  world.deliver(message, ++world.cookies);
  BOOST_REQUIRE(world.run_until([&] { return world.acknowledged(world.cookies); }, Seconds(5)));
  const auto told = replies(world);
  BOOST_REQUIRE(told.size() == 1U);
  BOOST_TEST(told[0]->text == "dc00");
  BOOST_TEST(!told[0]->text_error.empty());
  BOOST_TEST(blocked(world) == 0U);
}

BOOST_AUTO_TEST_CASE(numbers_are_refused_each_for_itself) {
  World world;
  world.start_bound();
  Desk desk(world);
  desk.block(handset);
  gateway::AcceptItem item;
  item.to = {"13800138007", "8613800138006", "+8613800138007"};
  item.body = "hello";
  const auto answer = desk.accept(desk.request(item)).value();
  BOOST_REQUIRE(answer.messages.size() == 3U);
  BOOST_TEST(answer.messages[0].error->code == "blocked");
  BOOST_TEST(!answer.messages[1].error.has_value());
  BOOST_TEST(answer.messages[2].error->code == "blocked");
  BOOST_TEST(world.gateway->status().accounts[0].counters.refused_blocked >= 1U);
}

BOOST_AUTO_TEST_CASE(what_is_queued_for_it_ends_at_its_claim_and_the_parts_that_wait_with_it) {
  World world;
  world.settings.carriers[0].link.window = 1;
  world.settings.carriers[0].link.claim_ahead = 0;
  world.silent = true;  // the first part of the long message has the only place
  world.start_bound();
  Desk desk(world);
  const MessageId under_way = world.accept(handset, std::string(300, 'x'));
  const MessageId queued = world.accept(handset);
  const MessageId other = world.accept("8613800138006");
  world.scheduler.run_for(Seconds(1));
  const std::size_t on_wire = world.smsc->submits.size();
  BOOST_TEST(on_wire == 1U);
  desk.block(handset);
  world.scheduler.run_for(Seconds(1));
  world.silent = false;
  world.network.last_link().reset();  // the bind ends, and what waits goes on
  const gateway::Event* ended = world.result_of(queued, Seconds(300));
  BOOST_REQUIRE(ended != nullptr);
  BOOST_TEST(to_string(ended->message->state) == "rejected");
  BOOST_TEST(to_string(ended->message->reason) == "blocked");
  const gateway::Event* told = world.result_of(other, Seconds(300));
  BOOST_REQUIRE(told != nullptr);
  BOOST_TEST(to_string(told->message->state) == "delivered");
  const gateway::Event* followed = world.result_of(under_way, Seconds(2 * 3600));
  BOOST_REQUIRE(followed != nullptr);
  BOOST_REQUIRE(followed->message->segments.size() == 2U);
  BOOST_TEST(to_string(followed->message->segments[1].state) == "rejected");
  BOOST_TEST(to_string(followed->message->segments[1].reason) == "blocked");
  BOOST_TEST(to_string(followed->message->segments[0].state) != "rejected");
  for (const auto& submit : world.smsc->submits) {
    if (submit.destination == handset) BOOST_TEST(&submit == &world.smsc->submits.front());
  }
}

BOOST_AUTO_TEST_CASE(a_doubt_is_not_sent_once_more_to_a_phone_that_was_blocked_meanwhile) {
  World world;
  world.silent = true;
  world.start_bound();
  Desk desk(world);
  const MessageId id = world.accept(handset, "1234", TrafficClass::otp);
  world.scheduler.run_for(Millis(500));
  BOOST_TEST(world.smsc->submits.size() == 1U);
  desk.block(handset);
  world.silent = false;
  world.network.last_link().reset();
  const gateway::Event* told = world.result_of(id, Seconds(2 * 3600));
  BOOST_REQUIRE(told != nullptr);
  BOOST_TEST(to_string(told->message->state) == "unknown");
  BOOST_TEST(world.smsc->submits.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_scheduled_message_ends_when_its_time_comes) {
  World world;
  world.start_bound();
  Desk desk(world);
  gateway::AcceptItem item;
  item.to = {handset};
  item.body = "later";
  item.send_at = world.scheduler.wall() + Seconds(60);
  const MessageId id = desk.send(std::move(item)).id;
  desk.block(handset);
  const gateway::Event* told = world.result_of(id, Seconds(120));
  BOOST_REQUIRE(told != nullptr);
  BOOST_TEST(to_string(told->message->reason) == "blocked");
  BOOST_TEST(world.smsc->submits.empty());
}

BOOST_AUTO_TEST_CASE(a_phone_comes_back_by_a_word_of_its_own) {
  World world;
  world.settings.accounts[0].opt_in_words = reply::OptWords::make(std::vector<std::string>{"START"}).value();
  world.start_bound();
  Desk desk(world);
  BOOST_REQUIRE(reply_and_wait(world, "T"));
  BOOST_TEST(desk.refusal() == "blocked");
  BOOST_REQUIRE(reply_and_wait(world, "start"));
  world.crash();
  world.start_bound();
  BOOST_TEST(desk.refusal() == "");
  const auto told = replies(world);
  BOOST_REQUIRE(told.size() == 2U);
  BOOST_TEST((told[1]->opt == store::ReplyOpt::in));
}

BOOST_AUTO_TEST_CASE(a_phone_that_no_message_tells_is_blocked_however_its_bare_digits_are_to_be_read) {
  for (const std::uint8_t ton : {std::uint8_t{0}, std::uint8_t{1}}) {
    World world;
    world.start_bound();
    Desk desk(world);
    BOOST_REQUIRE(reply_and_wait(world, "T", {ton, 1, "13800138007"}));
    BOOST_TEST(desk.refusal(handset) == "blocked");
    BOOST_TEST(desk.refusal("+13800138007") == "blocked");
    BOOST_TEST(blocked(world) == 2U);
    BOOST_REQUIRE(replies(world).size() == 1U);
  }
}

BOOST_AUTO_TEST_CASE(a_phone_to_which_a_message_left_is_blocked_and_no_other) {
  struct Case {
    const char* number;  ///< of ours
    const char* to;
    pdu::Address from;
  };
  for (const Case& each : {Case{"10690001110", "8613800138007", {1, 1, "13800138007"}},
                           Case{"10690001110", "8613800138007", {0, 1, "13800138007"}},
                           Case{"12025550100", "+13105551234", {0, 1, "13105551234"}},
                           Case{"12025550100", "+13105551234", {1, 1, "13105551234"}}}) {
    BOOST_TEST_CONTEXT(each.to << " TON " << int{each.from.ton}) {
      for (const std::size_t parts : {1U, 2U}) {
        World world;
        world.settings.carriers[0].access_numbers = {{each.number}};  // a 1069 number is not for abroad
        world.sender_number = std::string(each.number) + "01";
        world.settings.checkpoint_interval = Seconds(1);
        world.start_bound();
        Desk desk(world);
        BOOST_REQUIRE(world.result_of(world.accept(each.to)) != nullptr);
        if (parts == 1) {
          BOOST_REQUIRE(reply_and_wait(world, "TD", each.from));
        } else {
          BOOST_REQUIRE(reply_and_wait(world, {5, 0, 3, 9, 2, 1, 'T'}, each.from, 0x40));
          world.scheduler.run_for(Seconds(3));
          world.crash();  // its first part comes back as it was written
          world.start_bound();
          BOOST_REQUIRE(reply_and_wait(world, {5, 0, 3, 9, 2, 2, 'D'}, each.from, 0x40));
        }
        BOOST_TEST(desk.refusal(each.to) == "blocked");
        BOOST_TEST(blocked(world) == 1U);
        const auto told = replies(world);
        BOOST_REQUIRE(told.size() == 1U);
        BOOST_TEST("+" + std::string(told[0]->from.digits()) == (each.to[0] == '+' ? "" : "+") + std::string(each.to));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_trunk_zero_in_front_of_a_mobile_is_no_part_of_its_number) {
  World world;
  world.start_bound();
  Desk desk(world);
  BOOST_REQUIRE(reply_and_wait(world, "T", {0, 1, "013800138007"}));
  BOOST_TEST(desk.refusal(handset) == "blocked");
  BOOST_TEST(blocked(world) == 1U);
}

BOOST_AUTO_TEST_CASE(an_opt_in_that_no_message_tells_counts_for_the_phone_as_its_address_says) {
  World world;
  world.settings.accounts[0].opt_in_words = reply::OptWords::make(std::vector<std::string>{"START"}).value();
  world.start_bound();
  Desk desk(world);
  BOOST_REQUIRE(reply_and_wait(world, "T", {0, 1, "13800138007"}));
  BOOST_REQUIRE(reply_and_wait(world, "START", {0, 1, "13800138007"}));
  BOOST_TEST(desk.refusal(handset) == "");
  BOOST_TEST(desk.refusal("+13800138007") == "blocked");
}

BOOST_AUTO_TEST_CASE(what_is_known_of_a_phone_is_kept_over_crash_and_checkpoint) {
  World world;
  world.settings.checkpoint_interval = Seconds(5);
  world.start_bound();
  Desk desk(world);
  BOOST_TEST(code_of(desk.look()) == "not_blocked");
  BOOST_REQUIRE(reply_and_wait(world, "T"));
  const WallTime since = world.scheduler.wall();
  for (int life = 0; life < 3; ++life) {
    const auto record = desk.look();
    BOOST_REQUIRE(record.has_value());
    BOOST_TEST((record->source == store::BlockSource::reply));
    BOOST_TEST(record->by == world.sender_number);
    BOOST_TEST((record->since <= since && record->since > since - Seconds(1)));
    world.scheduler.run_for(Seconds(10));
    world.crash();
    world.start_bound();
    BOOST_TEST(blocked(world) == 1U);
  }
}

BOOST_AUTO_TEST_CASE(whatever_the_disk_had_written_when_the_process_died_what_was_answered_is_there) {
  for (std::size_t made_it = 0; made_it < 3; ++made_it) {
    for (int at_ms = 0; at_ms < 40; at_ms += 2) {
      World world(static_cast<std::uint64_t>(at_ms) + 1);
      world.start_bound();
      world.slow_disk(Millis(8));
      bool answered = false;
      world.gateway->block(world.account, phone, [&](const auto&) { answered = true; });
      world.reply_from("8613800138006", "T");
      const auto cookie = world.cookies;
      world.scheduler.run_for(Millis(at_ms));
      const bool acknowledged = world.acknowledged(cookie);
      world.crash(made_it);
      world.store.hold(false);
      world.start_bound();
      Desk desk(world);
      if (answered) BOOST_TEST(desk.refusal() == "blocked");
      if (acknowledged) BOOST_TEST(desk.refusal("8613800138006") == "blocked");
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(removals)

BOOST_AUTO_TEST_CASE(an_account_asks_and_an_operator_decides) {
  World world;
  world.start_bound();
  Desk desk(world);
  BOOST_TEST(desk.block(handset));
  BOOST_TEST(!desk.block(handset));
  BOOST_TEST((desk.unblock(handset).value() == Unblocked::asked));
  BOOST_TEST(desk.refusal() == "blocked");
  world.crash();
  world.start_bound();
  BOOST_TEST((desk.unblock(handset).value() == Unblocked::asked));  // once more changes nothing
  BOOST_TEST(world.gateway->status().removals_waiting == 1U);
  const auto page = desk.removals();
  BOOST_REQUIRE(page.removals.size() == 1U);
  BOOST_TEST(page.removals[0].account == "demo");
  BOOST_TEST(page.removals[0].asked_by == "demo");
  BOOST_TEST((page.removals[0].place.phone == phone));
  BOOST_TEST((page.removals[0].source == store::BlockSource::api));
  BOOST_TEST(desk.look()->removal_asked);

  BOOST_TEST(desk.decide({handset, "8613800138006", "x"}, false).decided == 1U);
  BOOST_TEST(desk.refusal() == "blocked");
  BOOST_TEST(!desk.look()->removal_asked);
  BOOST_TEST(desk.removals().removals.empty());

  (void)desk.unblock(handset);
  const auto approved = desk.decide({handset, handset, "8613800138006"}, true);
  BOOST_TEST(approved.decided == 1U);
  BOOST_TEST((approved.not_waiting == std::vector<std::string>{handset, "8613800138006"}));
  BOOST_TEST(desk.refusal() == "");
  world.crash();
  world.start_bound();
  BOOST_TEST(desk.refusal() == "");
  BOOST_TEST(code_of(desk.unblock(handset)) == "not_blocked");
  BOOST_TEST(world.gateway->status().removals_waiting == 0U);
}

BOOST_AUTO_TEST_CASE(an_account_that_may_removes_at_once) {
  World world;
  world.settings.accounts[0].removes_directly = true;
  world.start_bound();
  Desk desk(world);
  desk.block(handset);
  BOOST_TEST((desk.unblock(handset).value() == Unblocked::removed));
  BOOST_TEST(desk.refusal() == "");
  BOOST_TEST(code_of(desk.look()) == "not_blocked");
}

BOOST_AUTO_TEST_CASE(a_phone_that_opts_out_again_meanwhile_stays_on_whoever_approves) {
  World world;
  world.start_bound();
  Desk desk(world);
  BOOST_REQUIRE(reply_and_wait(world, "T"));
  (void)desk.unblock(handset);
  BOOST_REQUIRE(reply_and_wait(world, "TD"));
  BOOST_TEST(desk.decide({handset}, true).decided == 0U);
  BOOST_TEST(desk.refusal() == "blocked");
}

BOOST_AUTO_TEST_CASE(they_are_listed_oldest_first_page_by_page_and_by_account) {
  World world;
  world.start_bound();
  Desk desk(world);
  for (int i = 9; i-- > 0;) {
    const std::string digits = "861380013800" + std::to_string(i);
    desk.block(digits);
    (void)desk.unblock(digits);
    world.scheduler.run_for(Millis(i % 2));  // some at the same time
  }
  std::vector<std::string> seen;
  WallTime newest{};
  std::optional<gateway::RemovalPlace> after;
  do {
    const auto page = desk.removals(after, 2, "demo");
    for (const auto& removal : page.removals) {
      BOOST_TEST((removal.place.asked_at >= newest));
      newest = removal.place.asked_at;
      seen.emplace_back(removal.place.phone.digits());
    }
    after = page.next;
  } while (after);
  BOOST_TEST(seen.size() == 9U);
  BOOST_TEST(std::set<std::string>(seen.begin(), seen.end()).size() == 9U);
  const auto unknown = desk.wait<gateway::RemovalsPage>([&](auto done) {
    world.gateway->list_removals({"nobody", {}, 10}, std::move(done));
  });
  BOOST_TEST(code_of(unknown) == "unknown_account");
}

BOOST_AUTO_TEST_CASE(a_full_disk_refuses_changes_and_takes_a_phones_own_word) {
  World world;
  world.start_bound();
  Desk desk(world);
  world.store.set_below_watermark(true);
  const auto refused = desk.wait<bool>([&](auto done) { world.gateway->block(world.account, phone, std::move(done)); });
  BOOST_TEST(code_of(refused) == "disk_full");
  BOOST_TEST(reply_and_wait(world, "T"));
  BOOST_TEST(blocked(world) == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(block_files)

BOOST_AUTO_TEST_CASE(a_list_is_paged_in_an_order_that_changes_do_not_disturb) {
  World world;
  world.start_bound();
  Desk desk(world);
  for (int i = 0; i < 7; ++i) desk.block("861380013800" + std::to_string(i));
  const auto first = desk.list({}, 3);
  BOOST_REQUIRE(first.records.size() == 3U);
  desk.block("8613800137999");  // before the page: not seen, and nothing twice
  const auto second = desk.list(first.next, 10);
  BOOST_TEST(second.records.size() == 4U);
  BOOST_TEST(second.records.front().phone.digits() == "8613800138003");
  BOOST_TEST(second.next.empty());
}

BOOST_AUTO_TEST_CASE(a_file_is_imported_with_its_counts_and_once_more_changes_nothing) {
  World world;
  sim::FakePhoneFiles files(world.scheduler);
  std::string& text = files.files["list.txt"];
  for (int i = 0; i < 2'000; ++i) text += std::to_string(8'613'800'100'000 + i) + "\n";
  text += "x\n8613800100000\n";
  world.start_bound();
  world.gateway->use_files(files);
  Desk desk(world);
  const BlockJob job = desk.run(BlockJobRequest::Kind::import, "list.txt");
  BOOST_TEST((job.state == BlockJob::State::done), job.error);
  BOOST_TEST(job.lines == 2'002U);
  BOOST_TEST(job.added == 2'000U);
  BOOST_TEST(job.already == 1U);
  BOOST_TEST(job.invalid == 1U);
  BOOST_TEST((job.invalid_lines == std::vector<std::uint64_t>{2'001}));
  BOOST_TEST(job.octets == job.octets_all);
  BOOST_TEST(blocked(world) == 2'000U);
  world.crash();
  world.start_bound();
  BOOST_TEST(blocked(world) == 2'000U);
  BOOST_TEST((desk.look("8613800101999")->source == store::BlockSource::import_file));
  BOOST_TEST(desk.look("8613800101999")->by == "alice: list.txt");
  world.gateway->use_files(files);
  const BlockJob again = desk.run(BlockJobRequest::Kind::import, "list.txt");
  BOOST_TEST(again.added == 0U);
  BOOST_TEST(again.already == 2'001U);
}

/// An import of so many phones on a slow disk, some of which are on the list by now.
void begin_import(World& world, sim::FakePhoneFiles& files, Desk& desk, int phones) {
  std::string& text = files.files["list.txt"];
  for (int i = 0; i < phones; ++i) text += std::to_string(8'613'800'100'000 + i) + "\n";
  world.start_bound();
  world.slow_disk(Millis(2));
  world.gateway->use_files(files);
  BOOST_REQUIRE(desk.begin(BlockJobRequest::Kind::import, "list.txt").has_value());
  world.run_until([&] { return desk.newest_job().added > 200U; });
}

BOOST_AUTO_TEST_CASE(what_was_imported_before_a_crash_stays_and_the_rest_comes_with_the_next_run) {
  World world;
  sim::FakePhoneFiles files(world.scheduler);
  Desk desk(world);
  begin_import(world, files, desk, 1'000);
  BOOST_TEST(code_of(desk.begin(BlockJobRequest::Kind::import, "list.txt")) == "job_under_way");
  const std::uint64_t known = desk.newest_job().added;
  world.crash();
  world.start_bound();
  BOOST_TEST(blocked(world) <= known);
  BOOST_TEST(blocked(world) > 0U);
  const std::uint64_t kept = blocked(world);
  world.gateway->use_files(files);
  const BlockJob job = desk.run(BlockJobRequest::Kind::import, "list.txt");
  BOOST_TEST(job.already == kept);
  BOOST_TEST(blocked(world) == 1'000U);
}

BOOST_AUTO_TEST_CASE(a_clean_stop_does_not_wait_for_an_import) {
  World world;
  sim::FakePhoneFiles files(world.scheduler);
  Desk desk(world);
  begin_import(world, files, desk, 5'000);
  bool stopped = false;
  world.gateway->stop(Seconds(1), [&] { stopped = true; });
  BOOST_TEST(world.run_until([&] { return stopped; }, Seconds(2)));
  const BlockJob job = world.gateway->status().block_job_running ? BlockJob{} : desk.newest_job();
  BOOST_TEST(job.error == "the gateway was stopped");
  BOOST_TEST(code_of(desk.begin(BlockJobRequest::Kind::import, "list.txt")) == "job_under_way");
  world.crash();
  world.store.hold(false);
  world.start_bound();
  BOOST_TEST(blocked(world) == job.added);
}

BOOST_AUTO_TEST_CASE(an_import_waits_while_the_disk_is_full_and_then_goes_on) {
  World world;
  sim::FakePhoneFiles files(world.scheduler);
  files.files["list.txt"] = handset + "\n";
  world.start_bound();
  world.gateway->use_files(files);
  Desk desk(world);
  world.store.set_below_watermark(true);
  BOOST_REQUIRE(desk.begin(BlockJobRequest::Kind::import, "list.txt").has_value());
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST((desk.newest_job().state == BlockJob::State::running));
  BOOST_TEST(blocked(world) == 0U);
  world.store.set_below_watermark(false);
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST((desk.newest_job().state == BlockJob::State::done));
  BOOST_TEST(blocked(world) == 1U);
}

BOOST_AUTO_TEST_CASE(an_export_holds_the_whole_list_and_can_be_imported) {
  World world;
  sim::FakePhoneFiles files(world.scheduler, 4'096);
  world.start_bound();
  world.gateway->use_files(files);
  Desk desk(world);
  std::string text;
  const int count = static_cast<int>(gateway::export_page_phones) * 2 + 5;
  for (int i = 0; i < count; ++i) text += std::to_string(8'613'800'100'000 + i) + "\n";
  files.files["in"] = text;
  (void)desk.run(BlockJobRequest::Kind::import, "in");
  const BlockJob job = desk.run(BlockJobRequest::Kind::export_, "out.csv");
  BOOST_TEST((job.state == BlockJob::State::done), job.error);
  BOOST_TEST(job.lines == static_cast<std::uint64_t>(count));
  const std::string& out = files.files["out.csv"];
  BOOST_TEST(out.size() == job.octets);
  BOOST_TEST(out.substr(0, out.find('\n')).starts_with("8613800100000,20"));
  BOOST_TEST(out.substr(0, out.find('\n')).ends_with("Z,import"));
  BOOST_TEST(desk.run(BlockJobRequest::Kind::import, "out.csv").already == static_cast<std::uint64_t>(count));
  BOOST_TEST((desk.run(BlockJobRequest::Kind::export_, "out.csv").state == BlockJob::State::failed));
}

BOOST_AUTO_TEST_CASE(what_cannot_begin_or_go_on_says_why) {
  World world;
  sim::FakePhoneFiles files(world.scheduler);
  world.start_bound();
  Desk desk(world);
  constexpr auto import = BlockJobRequest::Kind::import;
  BOOST_TEST(code_of(desk.begin(import, "list.txt")) == "no_file_directory");
  world.gateway->use_files(files);
  for (const std::string name : {"", "../x", "/etc/passwd", ".hidden", "a/b", "a b", std::string(129, 'a').c_str()}) {
    BOOST_TEST(code_of(desk.begin(import, name)) == "invalid_file", name);
  }
  BOOST_TEST(code_of(desk.begin(import, "list.txt", "nobody")) == "unknown_account");
  const BlockJob job = desk.run(import, "missing.txt");
  BOOST_TEST((job.state == BlockJob::State::failed));
  BOOST_TEST(job.error == "no such file");
  for (std::size_t more = 0; more < gateway::block_jobs_kept_max + 3; ++more) (void)desk.run(import, "missing.txt");
  const auto jobs = desk.wait<std::vector<BlockJob>>([&](auto done) { world.gateway->block_jobs(std::move(done)); });
  BOOST_TEST(jobs->size() == gateway::block_jobs_kept_max);
  BOOST_TEST(jobs->front().number == gateway::block_jobs_kept_max + 4);
}

BOOST_AUTO_TEST_SUITE_END()
