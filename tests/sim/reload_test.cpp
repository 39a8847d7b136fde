// SPDX-License-Identifier: Apache-2.0
// A reload under load: carriers and routes come, change and go, no message is lost, and nobody else's bind is touched.
#include <boost/test/unit_test.hpp>

#include "gateway/sender_numbers.h"
#include "tests/sim/client.h"
#include "tests/sim/world.h"

using namespace smppedge;
using namespace smppedge::sim;

namespace {

constexpr std::uint16_t second_port = 2777;

struct Reloaded : World {
  Reloaded() {
    added = another_carrier("second", second_port, "10690002220");
    second = added.number;
    other = std::make_unique<SimSmsc>(scheduler, network, second_port);
    other->reply = [this](const SimSmsc::Submit&) { return SimSmsc::Reply{.message_id = "o" + std::to_string(++ids)}; };
  }

  void reload(std::vector<gateway::CarrierSettings> carriers, std::vector<gateway::Route> routes) {
    auto senders = gateway::sender_numbers_of(carriers, settings.accounts).value();
    gateway->reconfigure({std::move(carriers), std::move(routes), nullptr, std::move(senders)});
  }
  /// The carrier gets another address; its old binds leave when the response is there.
  void move_while_one_awaits_its_response() {
    start_bound();
    accept(phone_of(1));
    run_until([this] { return smsc->submits.size() == 1; });
    gateway::CarrierSettings moved = settings.carriers[0];
    moved.link.endpoint.port = second_port;
    reload({moved}, settings.routes);
  }
  [[nodiscard]] const gateway::Status::CarrierEntry* carrier_of(CarrierNumber number) {
    status = gateway->status();
    for (const auto& each : status.carriers) {
      if (each.number == number) return &each;
    }
    return nullptr;
  }
  [[nodiscard]] bool is_bound(CarrierNumber number) {
    const auto* entry = carrier_of(number);
    return entry != nullptr && entry->status.binds[0].state == carrier::BindState::bound;
  }
  [[nodiscard]] std::uint64_t delivered() const {
    return gateway->status().counters.ended[static_cast<std::size_t>(MessageState::delivered)];
  }
  static std::string phone_of(unsigned i) { return "86138" + std::to_string(10'000'000 + i * 10); }

  CarrierNumber second;
  gateway::CarrierSettings added;
  std::unique_ptr<SimSmsc> other;
  gateway::Status status;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reload, Reloaded)

BOOST_AUTO_TEST_CASE(a_carrier_that_is_added_binds_and_takes_messages_while_the_others_go_on) {
  start_bound();
  const std::uint64_t binds = smsc->bind_requests;
  reload({settings.carriers[0], added}, {{"", {carrier}}, {"44", {second}}});
  BOOST_TEST(run_until([this] { return is_bound(second); }));
  accept("447700900123");
  BOOST_TEST(run_until([this] { return other->submits.size() == 1; }));
  BOOST_REQUIRE(result_of(accept(phone_of(1))) != nullptr);
  BOOST_TEST(smsc->bind_requests == binds);
}

BOOST_AUTO_TEST_CASE(a_pace_changes_without_a_new_bind) {
  settings.carriers[0].link.pace_per_s = 1;
  start_bound();
  for (unsigned i = 0; i < 100; ++i) send(phone_of(i));
  scheduler.run_for(Seconds(5));
  BOOST_TEST(smsc->submits.size() < 10U);
  gateway::CarrierSettings faster = settings.carriers[0];
  faster.link.pace_per_s = 100;
  reload({faster}, settings.routes);
  scheduler.run_for(Seconds(2));
  BOOST_TEST(smsc->submits.size() == 100U);
  BOOST_TEST(smsc->bind_requests == 1U);
}

BOOST_AUTO_TEST_CASE(another_address_is_bound_to_anew_and_nothing_is_lost_or_sent_twice) {
  settings.carriers[0].link.pace_per_s = 100;
  start_bound();
  for (unsigned i = 0; i < 500; ++i) send(phone_of(i));
  scheduler.run_for(Seconds(1));
  gateway::CarrierSettings moved = settings.carriers[0];
  moved.link.endpoint.port = second_port;
  reload({moved}, settings.routes);
  BOOST_TEST(run_until([this] { return smsc->submits.size() + other->submits.size() >= 500; }, Seconds(60)));
  scheduler.run_for(Seconds(5));
  BOOST_TEST(smsc->submits.size() + other->submits.size() == 500U);
  BOOST_TEST(!other->submits.empty());
  BOOST_TEST(gateway->status().counters.doubts == 0U);
  BOOST_TEST(smsc->unbinds == 1U);
}

BOOST_AUTO_TEST_CASE(a_receipt_that_old_binds_bring_while_they_wait_for_answers_is_acknowledged_there) {
  receipt_delay = Seconds(2);
  response_delay = Millis(5);
  start_bound();
  accept(phone_of(1));
  run_until([this] { return smsc->submits.size() == 1; });
  response_delay = Seconds(10);
  accept(phone_of(2));
  run_until([this] { return smsc->submits.size() == 2; });
  gateway::CarrierSettings moved = settings.carriers[0];
  moved.link.endpoint.port = second_port;
  reload({moved}, settings.routes);
  BOOST_TEST(run_until([this] { return !smsc->deliver_answers.empty(); }, Seconds(4)));
  BOOST_TEST(delivered() == 1U);
}

BOOST_AUTO_TEST_CASE(a_carrier_that_is_taken_out_retires_its_queue_leaves_elsewhere_and_its_receipts_still_come) {
  settings.carriers[0].link.pace_per_s = 10;
  receipt_delay = Seconds(30);
  settings.carriers.push_back(added);
  settings.routes = {{"", {{carrier, 1, 1}, {second, 2, 1}}}};
  start();
  run_until([this] { return is_bound(carrier) && is_bound(second); });
  for (unsigned i = 0; i < 100; ++i) send(phone_of(i));
  run_until([this] { return smsc->submits.size() >= 20; });
  reload({added}, {{"", {second}}});
  BOOST_TEST(run_until([this] { return smsc->submits.size() + other->submits.size() >= 100; }, Seconds(20)));
  BOOST_TEST(smsc->submits.size() + other->submits.size() == 100U);
  BOOST_REQUIRE(carrier_of(carrier) != nullptr);
  BOOST_TEST(carrier_of(carrier)->retired);
  const std::size_t taken = smsc->submits.size();
  BOOST_TEST(run_until([&] { return delivered() == taken; }, Seconds(60)));
  BOOST_TEST(run_until([this] { return carrier_of(carrier) == nullptr; }, Seconds(60)));
  BOOST_TEST(run_until([this] { return smsc->unbinds == 1; }));
}

BOOST_AUTO_TEST_CASE(a_reply_to_a_carrier_that_retires_reaches_the_account_whose_number_it_was_over_reloads_too) {
  receipt_delay = Seconds(3'600);
  settings.carriers.push_back(added);
  start_bound();
  const MessageId id = accept(phone_of(1));
  run_until([this] { return smsc->submits.size() == 1; });
  for (const std::string text : {"first", "second"}) {
    added.link.window += 1;
    reload({added}, {{"", {second}}});
    scheduler.run_for(Seconds(1));
    reply_from(phone_of(1), text);
    scheduler.run_for(Seconds(1));
    BOOST_TEST(acknowledged(cookies));
    take_events();
    const gateway::Event* reply = events.empty() ? nullptr : &events.rbegin()->second;
    BOOST_REQUIRE(reply != nullptr);
    BOOST_REQUIRE((reply->kind == gateway::Event::Kind::reply));
    BOOST_TEST(reply->reply->text == text);
    BOOST_REQUIRE(reply->message != nullptr);
    BOOST_TEST((reply->message->id == id));
  }
  BOOST_TEST(gateway->status().counters.replies_unmatched == 0U);
}

BOOST_AUTO_TEST_CASE(a_retired_carrier_is_let_go_at_retire_after_whatever_is_open) {
  receipts = false;
  settings.carriers[0].retire_after = Seconds(3'600);
  settings.carriers.push_back(added);
  start_bound();
  accept(phone_of(1));
  run_until([this] { return smsc->submits.size() == 1; });
  reload({added}, {{"", {second}}});
  scheduler.run_for(Seconds(3'500));
  BOOST_TEST(carrier_of(carrier) != nullptr);
  scheduler.run_for(Seconds(200));
  BOOST_TEST(carrier_of(carrier) == nullptr);
}

BOOST_AUTO_TEST_CASE(a_carrier_that_comes_back_while_it_retires_goes_on) {
  receipt_delay = Seconds(60);
  settings.carriers.push_back(added);
  start_bound();
  const MessageId id = accept(phone_of(1));
  run_until([this] { return smsc->submits.size() == 1; });
  reload({added}, {{"", {second}}});
  scheduler.run_for(Seconds(2));
  reload({settings.carriers[0], added}, {{"", {carrier}}});
  BOOST_TEST(run_until([this] { return is_bound(carrier); }, Seconds(60)));
  BOOST_REQUIRE(result_of(id, Seconds(120)) != nullptr);
  BOOST_REQUIRE(result_of(accept(phone_of(2)), Seconds(120)) != nullptr);
  BOOST_TEST(smsc->submits.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_carrier_that_retires_finishes_the_long_messages_that_it_has_begun) {
  settings.carriers[0].link.pace_per_s = 1;
  settings.carriers.push_back(added);
  settings.routes = {{"", {{carrier, 1, 1}, {second, 2, 1}}}};
  start();
  run_until([this] { return is_bound(carrier) && is_bound(second); });
  const MessageId begun = accept(phone_of(1), std::string(400, 'x'));
  run_until([this] { return smsc->submits.size() == 1; });
  send(phone_of(2), std::string(400, 'x'));
  scheduler.run_for(Millis(100));
  reload({added}, {{"", {second}}});
  const gateway::Event* result = result_of(begun);
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  BOOST_TEST(smsc->submits.size() == 3U);
  BOOST_TEST(run_until([this] { return other->submits.size() == 3; }));
  for (const SimSmsc::Submit& submit : other->submits) BOOST_TEST(submit.destination == phone_of(2));
}

BOOST_AUTO_TEST_CASE(a_part_that_was_throttled_is_tried_again_by_the_carrier_that_retires) {
  settings.carriers.push_back(added);
  smsc->reply = [this](const SimSmsc::Submit& submit) -> std::optional<SimSmsc::Reply> {
    if (smsc->submits.size() == 2) return SimSmsc::Reply{.status = pdu::CommandStatus::ESME_RTHROTTLED};
    return reply_to(submit);
  };
  start_bound();
  const MessageId begun = accept(phone_of(1), std::string(400, 'x'));
  run_until([this] { return smsc->submits.size() == 3; });
  scheduler.run_for(Millis(100));
  reload({added}, {{"", {second}}});
  const gateway::Event* result = result_of(begun);
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
  BOOST_TEST(smsc->submits.size() == 4U);
  BOOST_TEST(other->submits.empty());
}

BOOST_AUTO_TEST_CASE(parts_that_a_client_has_cut_are_finished_by_the_carrier_that_retires) {
  settings.carriers[0].link.pace_per_s = 1;
  settings.carriers.push_back(added);
  start_bound();
  Client client(*this);
  for (std::uint8_t part = 1; part <= 3; ++part) client.send(Client::udh_part(phone_of(1), 7, 4, part));
  reload({added}, {{"", {second}}});
  client.send(Client::udh_part(phone_of(1), 7, 4, 4));
  BOOST_TEST(run_until([this] { return smsc->submits.size() == 4; }));
  BOOST_TEST(other->submits.empty());
}

BOOST_AUTO_TEST_CASE(a_claim_that_becomes_durable_after_its_carrier_was_replaced_leaves_by_the_new_one) {
  start_bound();
  store.hold(true);
  send(phone_of(1));
  scheduler.run_for(Seconds(1));
  gateway::CarrierSettings moved = settings.carriers[0];
  moved.link.endpoint.port = second_port;
  reload({moved}, settings.routes);
  scheduler.run_for(Seconds(5));
  BOOST_TEST(smsc->unbinds == 1U);
  store.hold(false);
  BOOST_TEST(run_until([this] { return other->submits.size() == 1; }, Seconds(10)));
  BOOST_TEST(smsc->submits.empty());
}

BOOST_AUTO_TEST_CASE(two_changes_one_after_the_other_make_no_bind_beside_the_old_one) {
  response_delay = Seconds(10);
  start_bound();
  accept(phone_of(1));
  run_until([this] { return smsc->submits.size() == 1; });
  gateway::CarrierSettings changed = settings.carriers[0];
  for (const unsigned window : {50U, 51U}) {
    changed.link.window = window;
    reload({changed}, settings.routes);
    scheduler.run_for(Seconds(2));
  }
  BOOST_TEST(smsc->bind_requests == 1U);
  BOOST_TEST(run_until([this] { return is_bound(carrier); }, Seconds(15)));
  BOOST_TEST(smsc->bind_requests == 2U);
  BOOST_TEST(carrier_of(carrier)->status.window == 51U);
  BOOST_TEST(gateway->status().counters.doubts == 0U);
}

BOOST_AUTO_TEST_CASE(a_carrier_that_comes_back_while_its_old_binds_still_leave_waits_for_them) {
  silent = true;
  settings.carriers[0].retire_after = Seconds(10);
  settings.carriers.push_back(added);
  start_bound();
  accept(phone_of(1));
  run_until([this] { return smsc->submits.size() == 1; });
  reload({added}, {{"", {second}}});
  BOOST_TEST(run_until([this] { return carrier_of(carrier) == nullptr; }, Seconds(20)));
  reload({settings.carriers[0], added}, {{"", {carrier}}});
  scheduler.run_for(Seconds(3));
  BOOST_TEST(smsc->bind_requests == 1U);
  BOOST_TEST(run_until([this] { return is_bound(carrier); }, Seconds(40)));
  BOOST_TEST(smsc->unbinds == 1U);
  silent = false;
  BOOST_REQUIRE(result_of(accept(phone_of(2))) != nullptr);
}

BOOST_AUTO_TEST_CASE(a_clean_stop_waits_for_binds_that_a_reload_makes_leave) {
  response_delay = Seconds(10);
  move_while_one_awaits_its_response();
  bool stopped = false;
  gateway->stop(Seconds(20), [&] { stopped = true; });
  scheduler.run_for(Seconds(8));
  BOOST_TEST(!stopped);
  BOOST_TEST(run_until([&] { return stopped; }, Seconds(5)));
  BOOST_TEST(gateway->status().counters.answered_ok == 1U);
  BOOST_TEST(gateway->status().counters.doubts == 0U);
  scheduler.run_for(Seconds(60));
  BOOST_TEST(other->bind_requests == 0U);
}

BOOST_AUTO_TEST_CASE(binds_that_leave_hold_up_a_clean_stop_no_longer_than_it_allows) {
  silent = true;
  move_while_one_awaits_its_response();
  bool stopped = false;
  gateway->stop(Seconds(8), [&] { stopped = true; });
  BOOST_TEST(run_until([&] { return stopped; }, Seconds(9)));
}

BOOST_AUTO_TEST_CASE(what_is_queued_when_a_reload_changes_the_alphabet_leaves_in_the_new_one_and_its_timeline_says_so) {
  settings.carriers[0].link.pace_per_s = 1;
  start_bound();
  for (unsigned i = 0; i < 30; ++i) accept(phone_of(i), "\xC3\xA4");
  const MessageId last = answers.entries.back().id;
  run_until([this] { return smsc->submits.size() == 2; });
  gateway::CarrierSettings other_alphabet = settings.carriers[0];
  other_alphabet.link.profile.cut_rules.alphabet = text::Alphabet::latin1;
  other_alphabet.link.profile.data_coding_gsm7 = 0x03;
  reload({other_alphabet}, settings.routes);
  BOOST_REQUIRE(result_of(last) != nullptr);
  for (const SimSmsc::Submit& submit : smsc->submits) {
    BOOST_TEST((submit.data_coding == 0x03 ? submit.body == "\xE4" : submit.body == "\x7B"));
  }
  BOOST_TEST(smsc->submits.back().data_coding == 0x03);
  std::vector<std::string> reasons;
  gateway->find_message(account, last, [&](const Expected<gateway::MessageView, gateway::RequestError>& found) {
    for (const gateway::TimelineStep& step : found->timeline) {
      if (step.step == "replanned") reasons.push_back(step.reason);
    }
  });
  scheduler.run_ready();
  BOOST_TEST(reasons == std::vector<std::string>{"profile_changed"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_could_go_nowhere_goes_where_a_new_route_leads) {
  start_bound();
  network.refuse(carrier_port, {DialError::Kind::refused, "connection refused"});
  network.links().front()->reset();
  scheduler.run_for(Seconds(10));
  accept(phone_of(1));
  scheduler.run_for(Seconds(10));
  reload({settings.carriers[0], added}, {{"", {{carrier, 1, 1}, {second, 2, 1}}}});
  BOOST_TEST(run_until([this] { return other->submits.size() == 1; }, Seconds(30)));
}

BOOST_AUTO_TEST_CASE(reloads_at_any_moment_lose_nothing_and_send_nothing_twice) {
  settings.carriers[0].link.pace_per_s = 50;
  settings.carriers.push_back(added);
  settings.routes = {{"", {{carrier, 1, 1}, {second, 1, 1}}}};
  receipts = false;
  start_bound();
  for (unsigned i = 0; i < 600; ++i) {
    send(phone_of(i));
    if (i % 20 == 0) {
      gateway::CarrierSettings first = settings.carriers[0];
      first.link.window = 50 + i % 7;
      if (i % 60 == 0) {
        reload({first, added}, settings.routes);
      } else {
        reload({added}, {{"", {second}}});
      }
    }
    scheduler.run_for(Millis(20));
  }
  reload({settings.carriers[0], added}, settings.routes);
  BOOST_TEST(run_until([this] { return smsc->submits.size() + other->submits.size() >= 600; }, Seconds(120)));
  scheduler.run_for(Seconds(60));
  BOOST_TEST(smsc->submits.size() + other->submits.size() == 600U);
  BOOST_TEST(gateway->status().counters.doubts == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
