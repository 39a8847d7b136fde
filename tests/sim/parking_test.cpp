// SPDX-License-Identifier: Apache-2.0
// Places for receipts that match nothing: one carrier's flood leaves the others theirs, and what finds none is not
// acknowledged.
#include <boost/test/unit_test.hpp>

#include "tests/sim/receipt_carrier.h"

using namespace smppedge;
using namespace smppedge::sim;

namespace {

constexpr std::uint16_t second_port = 2777;

/// `smsc` floods us; `other` is a healthy carrier, whose responses take a while.
struct TwoCarriers : World {
  TwoCarriers() {
    receipts = false;
    settings.parked_receipts_max = 20;
    const auto healthy = another_carrier("healthy", second_port, "10690002220");
    settings.carriers.push_back(healthy);
    settings.routes = {{"", {healthy.number}}};
    other.reply = [](const SimSmsc::Submit&) { return SimSmsc::Reply{.message_id = "h1", .delay = Seconds(3)}; };
    start();
    run_until(
        [this] { return bound() && gateway->status().carriers[1].status.binds[0].state == carrier::BindState::bound; });
  }
  ~TwoCarriers() { gateway.reset(); }
  /// One deliver_sm with that text; whether it was acknowledged.
  bool acknowledges(SimSmsc& from, const std::string& text, const std::string& phone_in_it) {
    pdu::ShortMessage message;
    message.esm_class = 0x04;
    message.source.addr = phone_in_it;
    message.destination.addr = "1069000222001";
    message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    const session::Cookie cookie = ++cookies;
    BOOST_REQUIRE(from.deliver(0, message, cookie));
    scheduler.run_for(Millis(100));
    for (const auto& answer : from.deliver_answers) {
      if (answer.cookie == cookie) return answer.status == pdu::CommandStatus::ESME_ROK;
    }
    return false;
  }

  SimSmsc other{scheduler, network, second_port};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(parking, TwoCarriers)

BOOST_AUTO_TEST_CASE(one_carrier_s_orphans_leave_another_s_early_receipts_their_places) {
  unsigned acknowledged = 0;
  for (unsigned i = 0; i < 40; ++i) {
    acknowledged += acknowledges(*smsc, "id:stray" + std::to_string(i) + " stat:DELIVRD", phone_of(i)) ? 1 : 0;
  }
  BOOST_TEST(acknowledged == settings.parked_receipts_max / 2);
  BOOST_TEST(gateway->status().counters.receipts_refused == 40U - acknowledged);
  const MessageId id = accept(phone);
  run_until([this] { return other.submits.size() == 1; });
  BOOST_TEST(acknowledges(other, "id:h1 stat:DELIVRD", phone));
  const gateway::Event* result = result_of(id, Seconds(10));
  BOOST_REQUIRE(result != nullptr);
  BOOST_TEST(to_string(result->message->state) == "delivered");
}

BOOST_AUTO_TEST_CASE(receipts_that_cannot_be_read_are_acknowledged_only_where_they_are_kept) {
  unsigned acknowledged = 0;
  for (unsigned i = 0; i < 40; ++i) {
    acknowledged += acknowledges(*smsc, "msgid=" + std::to_string(i) + ";state=ok", phone_of(i)) ? 1 : 0;
  }
  BOOST_TEST(acknowledged == settings.parked_receipts_max / 2);
  BOOST_TEST(gateway->status().parked_receipts == acknowledged);
  BOOST_TEST(acknowledges(other, "msgid=1;state=ok", phone));
}

BOOST_AUTO_TEST_CASE(a_receipt_that_cannot_be_read_and_is_too_long_is_kept_by_its_begin_over_a_restart) {
  std::vector<std::uint8_t> payload(3'000, 'x');
  std::vector<std::uint8_t> tlvs{0x04, 0x24, static_cast<std::uint8_t>(payload.size() >> 8),
                                 static_cast<std::uint8_t>(payload.size() & 0xFF)};
  tlvs.insert(tlvs.end(), payload.begin(), payload.end());
  for (const std::uint8_t last : {'x', 'y', 'y'}) {
    tlvs.back() = last;
    pdu::ShortMessage message;
    message.esm_class = 0x04;
    message.source.addr = phone;
    message.destination.addr = sender_number;
    message.tlvs = pdu::Tlvs(tlvs);
    BOOST_REQUIRE(deliver(message, ++cookies));
    scheduler.run_for(Millis(100));
    BOOST_TEST(acknowledged(cookies));
  }
  for (const bool restarted : {false, true}) {
    if (restarted) crash();
    if (restarted) start();
    gateway::ParkedQuery whole;
    whole.whole = true;
    const gateway::ParkedPage page = parked(*this, whole);
    BOOST_REQUIRE_EQUAL(page.receipts.size(), 2U);
    BOOST_TEST((page.receipts[0].reason == store::ParkedFor::unreadable));
    BOOST_TEST(page.receipts[0].pdu.size() == gateway::wire_pdu_bytes_max);
  }
  const auto answer = rematch(*this);
  BOOST_REQUIRE(answer.has_value());
  BOOST_TEST(answer->still_parked == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
