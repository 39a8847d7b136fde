// SPDX-License-Identifier: Apache-2.0
// Facts for tests: one fixed sample of each type with every field set, and seeded random ones. Owns the text that the
// random ones view.
#pragma once

#include <array>
#include <boost/pfr/core.hpp>
#include <boost/pfr/ops_fields.hpp>
#include <deque>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "store/facts_codec.h"

namespace smppedge::store::samples {

inline Plan plan() {
  return {.carrier = CarrierNumber(7),
          .sender = *SenderAddress::make("106912345", 2, 1),
          .encoding = text::Encoding::ucs2,
          .cut_rules = {.alphabet = text::Alphabet::latin1,
                        .long_form = text::LongForm::sar,
                        .width = text::ReferenceWidth::bits_16,
                        .signature_units = 5,
                        .signature_in = text::SignatureIn::every_part},
          .reference = 0x1234,
          .segments = 3,
          .data_coding = 0x18};
}
inline PhoneNumber phone() {
  return *PhoneNumber::from_digits("8613800138000");
}
inline WallTime wall(std::int64_t ms) {
  return WallTime(Millis(ms));
}

inline EventPlace place(std::uint64_t sequence) {
  return {Door::smpp, EventSequence(sequence)};
}
inline KeyDigest digest(std::uint8_t first) {
  KeyDigest digest{};
  for (std::uint8_t& octet : digest) octet = first++;
  return digest;
}
/// A list of two facts.
inline std::string_view two_facts() {
  static const std::string octets =
      FactList::pack(std::array{Location{BatchNumber(0x0102030405060708), 9}, Location{BatchNumber(0xA0B), 300}});
  return octets;
}
inline ClientSubmit client_submit() {
  ClientSubmit client{.bind = ClientBindId(300),
                      .told_id = MessageId(0x1122334455667788),
                      .told_alias = 0xA1B2C3D4,
                      .source = *SenderAddress::make("10690", 1, 1),
                      .destination = *SenderAddress::make("8613800138000", 1, 1),
                      .service_type = {},
                      .esm_class = 0x40,
                      .protocol_id = 0x7F,
                      .registered_delivery = 0x11,
                      .has_user_message_reference = true,
                      .user_message_reference = 0xBEEF,
                      .part = {.form = PartForm::udh_16, .reference = 0x1234, .total = 3, .sequence = 2}};
  (void)client.service_type.assign("CMT");
  return client;
}

/// One of each type, in the order of Fact, no field at its default.
inline std::vector<Fact> one_of_each() {
  return {
      Accepted{.account = AccountNumber(300),
               .traffic_class = TrafficClass::marketing,
               .door = Door::smpp,
               .to = phone(),
               .body_kind = BodyKind::verbatim,
               .data_coding = 0xF5,
               .body = "hello",
               .ref = "r-1",
               .extend = "42",
               .expires_at = wall(1'790'000'000'000),
               .send_at = wall(1'789'000'000'000),
               .plan = plan(),
               .client = client_submit()},
      Replanned{.plan = plan(), .from = CarrierNumber(5), .reason = Reason::not_mine},
      Claimed{.segment = 2, .carrier = CarrierNumber(9)},
      Released{.segment = 1, .reason = Reason::bind_closed},
      Answered{.segment = 1,
               .attempt = 2,
               .bind = BindId(3),
               .sequence_number = 0x7FFFFFFF,
               .command_status = 0x58,
               .carrier_message_id = "a1b2c3",
               .retry = true,
               .reason = Reason::retries_exhausted,
               .carrier = CarrierNumber(9)},
      Doubted{.segment = 1,
              .attempt = 1,
              .bind = BindId(2),
              .sequence_number = 77,
              .reason = Reason::response_timeout,
              .event = place(6)},
      Resent{.segment = 1},
      Receipted{.segment = 1,
                .attempt = 1,
                .bind = BindId(1),
                .state = SegmentState::undeliverable,
                .reason = Reason::by_carrier,
                .stat = "UNDELIV",
                .err = "017",
                .done_at = wall(1'789'999'000'000),
                .unparked_key = "a1b2c3",
                .carrier_message_id = "77",
                .carrier = CarrierNumber(9),
                .event = place(7)},
      SegmentEnded{.segment = 1, .state = SegmentState::expired, .reason = Reason::validity_passed},
      Ended{.state = MessageState::delivered, .reason = Reason::no_id, .event = place(5'000'000'000)},
      Corrected{.account = AccountNumber(5),
                .state = MessageState::undeliverable,
                .reason = Reason::by_carrier,
                .event = place(12)},
      ReceiptParked{.carrier = CarrierNumber(4),
                    .bind = BindId(1),
                    .match_key = "deadbeef",
                    .state = SegmentState::sent,
                    .reason = Reason::by_carrier,
                    .stat = "DELIVRD",
                    .err = "000",
                    .done_at = wall(-5),
                    .phone = phone(),
                    .sender = "10691"},
      ReplyTaken{.account = AccountNumber(1),
                 .carrier = CarrierNumber(2),
                 .bind = BindId(3),
                 .event = place(4),
                 .from = phone(),
                 .to = "106912345",
                 .text = "TD",
                 .text_error = "lone surrogate",
                 .fingerprint = 0x0123456789ABCDEFULL},
      EventsAcknowledged{.account = AccountNumber(1), .door = Door::smpp, .through = EventSequence(99)},
      Replaced{.body_kind = BodyKind::octets,
               .data_coding = 4,
               .body = "bye",
               .expires_at = wall(1'790'000'000'000),
               .send_at = wall(1'789'000'000'000),
               .registered_delivery = 0x12,
               .plan = plan()},
      Wire{.pdu = Wire::Pdu::receipt, .segment = 1, .attempt = 2, .octets = "\x01\x80"},
      EventsTaken{
          .account = AccountNumber(1), .door = Door::smpp, .first = EventSequence(5), .last = EventSequence(300)},
      EventsBuried{
          .account = AccountNumber(2), .door = Door::smpp, .first = EventSequence(6), .last = EventSequence(301)},
      EventRevived{
          .account = AccountNumber(3), .door = Door::smpp, .buried = EventSequence(7), .sequence = EventSequence(302)},
      DeadLettersDropped{
          .account = AccountNumber(4), .door = Door::smpp, .first = EventSequence(8), .last = EventSequence(303)},
      KeyUsed{.account = AccountNumber(5), .key = digest(1), .body = digest(0xF0), .answer = "{}"},
      PduParked{.carrier = CarrierNumber(4),
                .bind = BindId(1),
                .match_key = "deadbeef",
                .reason = ParkedFor::ambiguous,
                .state = SegmentState::delivered,
                .octets = std::string_view("\x00\x01\xFF", 3)},
      Queried{.segment = 1,
              .attempt = 2,
              .bind = BindId(3),
              .answered = true,
              .command_status = 0x67,
              .message_state = 2,
              .error_code = 9,
              .state = SegmentState::undeliverable,
              .reason = Reason::by_carrier},
      DoubtSettled{.segment = 1, .attempt = 2, .by = Evidence::reference},
      ReplyPartTaken{.carrier = CarrierNumber(2),
                     .bind = BindId(3),
                     .from = phone(),
                     .to = "106912345",
                     .account = AccountNumber(300),
                     .octets = std::string_view("\x00\x01\xFF", 3),
                     .fingerprint = 0x0123456789ABCDEFULL},
      RepliedTo{.account = AccountNumber(1),
                .carrier = CarrierNumber(2),
                .bind = BindId(3),
                .event = place(4),
                .from = phone(),
                .to = "106912345",
                .extend = "45",
                .text = "TD",
                .text_error = "lone surrogate",
                .fingerprint = 0x0123456789ABCDEFULL,
                .late = true,
                .incomplete = true,
                .ambiguous = true,
                .parts = *FactList::from_octets(two_facts()),
                .opt = ReplyOpt::out},
      PhoneBlocked{.account = AccountNumber(1), .phone = phone(), .source = BlockSource::import_file, .by = "ops"},
      PhoneUnblocked{.account = AccountNumber(2), .phone = phone(), .source = BlockSource::admin, .by = "ops"},
      RemovalAsked{.account = AccountNumber(3), .phone = phone(), .source = BlockSource::api, .by = "key-1"},
      RemovalDenied{.account = AccountNumber(4), .phone = phone(), .source = BlockSource::admin, .by = "ops"},
      ConversationNamed{.conversation = 0x0123456789ABCDEFULL},
      ReplyProven{.fingerprint = 0x0123456789ABCDEFULL},
  };
}

/// Fills any fact by the codec's own table of fields; every range is drawn from, its ends often.
class RandomFacts {
 public:
  explicit RandomFacts(std::uint64_t seed) : random_(seed) {}

  Fact next() { return next(static_cast<std::size_t>(below(std::variant_size_v<Fact>))); }
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

  template <class Field>
  void operator()(Field& field) {
    if constexpr (std::is_enum_v<Field>) {
      field = static_cast<Field>(below(static_cast<std::uint64_t>(last_of<Field>) + 1));
    } else if constexpr (std::is_integral_v<Field>) {
      field = number<Field>();
    } else {
      std::apply([&](auto... member) { ((*this)(field.*member), ...); }, fields_of<Field>);
    }
  }
  template <class Tag, class Rep>
  void operator()(Strong<Tag, Rep>& field) {
    field = Strong<Tag, Rep>(number<Rep>());
  }
  template <class Field>
  void operator()(std::optional<Field>& field) {
    field.reset();
    if (below(2) == 0) (*this)(field.emplace());
  }
  template <std::size_t Max>
  void operator()(InlineText<Max>& field) {
    (void)field.assign(std::string(below(Max + 1), static_cast<char>(below(256))));
  }
  void operator()(MessageId& field) { field = MessageId(number<std::uint64_t>()); }
  void operator()(KeyDigest& field) {
    for (std::uint8_t& octet : field) octet = static_cast<std::uint8_t>(below(256));
  }
  void operator()(bool& field) { field = below(2) == 1; }
  void operator()(WallTime& field) { field = wall(static_cast<std::int64_t>(below(1ULL << 42)) - 1000); }
  void operator()(std::string_view& field) {
    std::string text(below(4) == 0 ? 0 : below(300), ' ');
    for (char& character : text) character = static_cast<char>(below(256));
    field = texts_.emplace_back(std::move(text));
  }
  void operator()(FactList& field) {
    std::vector<Location> facts(below(FactList::facts_max + 1));
    for (Location& fact : facts) fact = {BatchNumber(number<std::uint64_t>()), number<std::uint32_t>()};
    field = *FactList::from_octets(texts_.emplace_back(FactList::pack(facts)));
  }
  void operator()(PhoneNumber& field) {
    std::string digits(below(PhoneNumber::digits_max + 1), '0');
    for (char& digit : digits) digit = static_cast<char>('0' + below(10));
    field = PhoneNumber::from_digits(digits).value_or(PhoneNumber{});
  }
  void operator()(SenderAddress& field) {
    const std::string text(below(SenderAddress::characters_max + 1), 'x');
    field = *SenderAddress::make(text, static_cast<std::uint8_t>(below(256)), static_cast<std::uint8_t>(below(256)));
  }

 private:
  template <class Rep>
  Rep number() {
    if (below(4) == 0) return below(2) == 0 ? Rep{0} : std::numeric_limits<Rep>::max();
    return static_cast<Rep>(random_() >> below(64));
  }
  Fact next(std::size_t index) {
    Fact fact = one_of_each().at(index);
    std::visit([this](auto& body) { (*this)(body); }, fact);
    return fact;
  }

  std::mt19937_64 random_;
  std::deque<std::string> texts_;
};

template <class FactType>
bool same_fields(const FactType& a, const FactType& b) {
  return boost::pfr::eq_fields(a, b);
}
inline bool same(const Fact& a, const Fact& b) {
  return a.index() == b.index() &&
         std::visit([&](const auto& body) { return same_fields(body, std::get<std::decay_t<decltype(body)>>(b)); }, a);
}
inline Location add(FactBatch& batch, const FactHeader& header, const Fact& fact) {
  return std::visit([&](const auto& body) { return batch.add(header, body); }, fact);
}

}  // namespace smppedge::store::samples
