// SPDX-License-Identifier: Apache-2.0
// Whatever a client sends is an item or a status, never an assertion: sound PDUs with octets turned over, from a seed.
#include "base/out_buffer.h"
#include "base/seeded_rng.h"
#include "client_message.h"
#include "message/text/utf8.h"
#include "north/smpp/cancel.h"
#include "north/smpp/replace.h"
#include "north/smpp/submit_multi.h"
#include "pdu/destinations.h"
#include "pdu/pack.h"
#include "pdu/write.h"

namespace smppedge::north::smpp {
namespace {

using pdu::CommandId;
using test::Octets;

constexpr unsigned rounds = 40'000;
const WallTime now = test::now_of_the_tests();

/// Fields that are often at the edge of what is allowed, around a random body.
class RandomSubmit {
 public:
  explicit RandomSubmit(Rng& rng) : rng_(rng) {
    message.source = {octet(8), octet(20),
                      pick({"", "10690001", "+8613800138000", "Qcloud", "a@b", "106900011100012345"})};
    message.destination = {octet(4), octet(3),
                           pick({"8613800138000", "13800138000", "+1", "", "x", "0086138001380001"})};
    message.esm_class = pick_octet({0x00, 0x40, 0x43, 0x02, 0x04, 0xC0});
    message.priority_flag = octet(6);
    message.schedule_delivery_time = pick({"", "000000010000000R", "260301081530300+", "999999999999999R"});
    message.validity_period = pick({"", "000000020000000R", "000007000000000R", "999999999999999R"});
    message.registered_delivery = octet(256);
    message.replace_if_present_flag = octet(3);
    message.data_coding = pick_octet({0, 1, 2, 3, 4, 8, 0x10, 0x18, 0xF1, 0xF5, 0x0F, 0xE0});
    body_.resize(rng_.below(255));
    for (std::uint8_t& one : body_) one = octet(256);
    if (!body_.empty()) body_[0] = octet(12);
    message.short_message = body_;
    if (octet(2) == 0) tlvs_ = test::tlv_octets(test::sar(octet(256), octet(4), octet(4)));
    message.tlvs = pdu::Tlvs(tlvs_);
  }

  pdu::ShortMessage message;

 private:
  [[nodiscard]] std::uint8_t octet(unsigned below) { return static_cast<std::uint8_t>(rng_.below(below)); }
  [[nodiscard]] std::string_view pick(std::initializer_list<std::string_view> from) {
    return from.begin()[rng_.below(from.size())];
  }
  [[nodiscard]] std::uint8_t pick_octet(std::initializer_list<unsigned> from) {
    return static_cast<std::uint8_t>(from.begin()[rng_.below(from.size())]);
  }

  Rng& rng_;
  Octets body_;
  Octets tlvs_;
};

void check_item(const gateway::AcceptItem& item) {
  BOOST_REQUIRE(item.client);
  BOOST_REQUIRE(!item.body.empty());
  BOOST_REQUIRE((!item.expires_at || *item.expires_at > item.send_at.value_or(now)));
  BOOST_REQUIRE((!item.send_at || *item.send_at > now));
  const ClientPart& part = item.client->part;
  if (part.form != PartForm::none) {
    BOOST_REQUIRE((item.body_kind == BodyKind::verbatim));
    BOOST_REQUIRE(part.total >= 2);
    BOOST_REQUIRE((part.sequence >= 1 && part.sequence <= part.total));
  }
  if (item.body_kind == BodyKind::text) {
    for (text::Utf8Cursor cursor(item.body); !cursor.at_end();) BOOST_REQUIRE(cursor.next() != text::not_a_character);
  }
  if (item.body_kind == BodyKind::verbatim) BOOST_REQUIRE(item.body.size() <= 160U);
}

void read_any(const pdu::Pdu& pdu, const Submitter& from, const Message& message, unsigned& sound) {
  if (const auto* submit = std::get_if<pdu::ShortMessage>(&pdu.body)) {
    if (const auto item = read_submit(*submit, pdu.header.command_id, from, now)) {
      ++sound;
      check_item(*item);
    }
  } else if (const auto* multi = std::get_if<pdu::SubmitMulti>(&pdu.body)) {
    if (const auto read = read_submit_multi(*multi, from, now)) {
      ++sound;
      BOOST_REQUIRE_EQUAL(read->item.to.size(), read->item.destinations.size());
      BOOST_REQUIRE_EQUAL(read->destinations.size(), multi->number_of_dests);
      static_cast<void>(MultiAnswer(*read, {}).response());
    }
  } else if (const auto* cancel = std::get_if<pdu::CancelSm>(&pdu.body)) {
    sound += read_cancel(*cancel, AccountNumber(1)).has_value() ? 1 : 0;
  } else if (const auto* replace = std::get_if<pdu::ReplaceSm>(&pdu.body)) {
    sound += read_replace(*replace, message, from.account, now).has_value() ? 1 : 0;
  }
}

/// Writes PDUs by `write`, turns up to three octets over, and reads what still decodes.
template <class Write>
void harass(std::uint64_t seed, Write write) {
  SeededRng rng(seed);
  ClientAccount account;
  account.may_replace = true;
  Message message;
  message.client.emplace().source = *SenderAddress::make("10690001", 1, 1);
  unsigned sound = 0;
  for (unsigned round = 0; round < rounds; ++round) {
    account.default_alphabet =
        std::array{text::Alphabet::gsm7_unpacked, text::Alphabet::latin1, text::Alphabet::ascii}[round % 3];
    OutBuffer out(100'000);
    RandomSubmit submit(rng);
    if (!write(out, submit, round)) continue;
    Octets frame(out.unsent().begin(), out.unsent().end());
    for (std::uint64_t flips = rng.below(4); flips > 0; --flips) {
      frame[16 + rng.below(frame.size() - 16)] = static_cast<std::uint8_t>(rng.next());
    }
    const auto pdu = pdu::decode(frame);
    if (pdu) read_any(*pdu, {account, ClientBindId(1), round % 2 == 0}, message, sound);
  }
  BOOST_TEST(sound > 0U);  // otherwise nothing was tried
}

BOOST_AUTO_TEST_SUITE(hostile_clients)

BOOST_AUTO_TEST_CASE(submits_of_any_kind_are_items_or_statuses) {
  harass(20'260'301, [](OutBuffer& out, const RandomSubmit& submit, unsigned round) {
    if (round % 2 == 0) {
      return pdu::write_short_message(out, CommandId::submit_sm, pdu::SequenceNumber(1), submit.message).has_value();
    }
    return pdu::write_data_sm(out, pdu::SequenceNumber(1), submit.message).has_value();
  });
}

BOOST_AUTO_TEST_CASE(other_requests_are_requests_or_statuses) {
  harass(34, [](OutBuffer& out, const RandomSubmit& submit, unsigned round) {
    const pdu::ShortMessage& message = submit.message;
    const auto number = pdu::SequenceNumber(1);
    if (round % 3 == 0) {
      return pdu::pack_cancel_sm(out, number, {"", "0000000000000abc", message.source, message.destination})
          .has_value();
    }
    if (round % 3 == 1) {
      return pdu::pack_replace_sm(out, number,
                                  {"0000000000000abc", message.source, message.schedule_delivery_time,
                                   message.validity_period, message.registered_delivery, 0, message.short_message})
          .has_value();
    }
    Octets room(1'000);
    pdu::DestinationWriter destinations(room);
    for (unsigned i = 0; i < 5; ++i) {
      if (!destinations.add_sme(message.destination) || !destinations.add_distribution_list("list")) return false;
    }
    return pdu::pack_submit_multi(out, number, {message, destinations.count(), destinations.octets()}).has_value();
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::north::smpp
