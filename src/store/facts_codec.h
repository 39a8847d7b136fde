// SPDX-License-Identifier: Apache-2.0
// How a fact's fields become octets: one table says which fields, in which order; FieldWriter and FieldReader say how
// each type of field is written. Framing, headers and batches are fact_batch.h's.
// Stored for good: never change an entry of the table or an encoding, add a fact type instead (docs/store.md).
#pragma once

#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "base/byte_cursor.h"
#include "store/facts.h"

namespace smppedge::store {

/// The fields of a fact in the order they are stored.
template <class FactType>
inline constexpr std::tuple<> fields_of;
template <>
inline constexpr auto fields_of<text::CutRules> = std::tuple(&text::CutRules::alphabet, &text::CutRules::long_form,
                                                             &text::CutRules::width, &text::CutRules::signature_units,
                                                             &text::CutRules::signature_in);
template <>
inline constexpr auto fields_of<Plan> = std::tuple(&Plan::carrier, &Plan::sender, &Plan::encoding, &Plan::cut_rules,
                                                   &Plan::reference, &Plan::segments, &Plan::data_coding);
template <>
inline constexpr auto fields_of<EventPlace> = std::tuple(&EventPlace::door, &EventPlace::sequence);
template <>
inline constexpr auto fields_of<ClientPart> = std::tuple(&ClientPart::form, &ClientPart::reference, &ClientPart::total,
                                                         &ClientPart::sequence);
template <>
inline constexpr auto fields_of<ClientSubmit> = std::tuple(&ClientSubmit::bind, &ClientSubmit::told_id,
                                                           &ClientSubmit::told_alias, &ClientSubmit::source,
                                                           &ClientSubmit::destination, &ClientSubmit::service_type,
                                                           &ClientSubmit::esm_class, &ClientSubmit::protocol_id,
                                                           &ClientSubmit::registered_delivery,
                                                           &ClientSubmit::has_user_message_reference,
                                                           &ClientSubmit::user_message_reference, &ClientSubmit::part);
template <>
inline constexpr auto fields_of<Accepted> = std::tuple(&Accepted::account, &Accepted::traffic_class, &Accepted::door,
                                                       &Accepted::to, &Accepted::body_kind, &Accepted::data_coding,
                                                       &Accepted::body, &Accepted::ref, &Accepted::extend,
                                                       &Accepted::expires_at, &Accepted::send_at, &Accepted::plan,
                                                       &Accepted::client);
template <>
inline constexpr auto fields_of<Replanned> = std::tuple(&Replanned::plan, &Replanned::from, &Replanned::reason);
template <>
inline constexpr auto fields_of<Claimed> = std::tuple(&Claimed::segment, &Claimed::carrier);
template <>
inline constexpr auto fields_of<Released> = std::tuple(&Released::segment, &Released::reason);
template <>
inline constexpr auto fields_of<Answered> = std::tuple(&Answered::segment, &Answered::attempt, &Answered::bind,
                                                       &Answered::sequence_number, &Answered::command_status,
                                                       &Answered::carrier_message_id, &Answered::retry,
                                                       &Answered::reason, &Answered::carrier);
template <>
inline constexpr auto fields_of<Doubted> = std::tuple(&Doubted::segment, &Doubted::attempt, &Doubted::bind,
                                                      &Doubted::sequence_number, &Doubted::reason, &Doubted::event);
template <>
inline constexpr auto fields_of<Resent> = std::tuple(&Resent::segment);
template <>
inline constexpr auto fields_of<Receipted> = std::tuple(&Receipted::segment, &Receipted::attempt, &Receipted::bind,
                                                        &Receipted::state, &Receipted::reason, &Receipted::stat,
                                                        &Receipted::err, &Receipted::done_at, &Receipted::unparked_key,
                                                        &Receipted::carrier_message_id, &Receipted::carrier,
                                                        &Receipted::event);
template <>
inline constexpr auto fields_of<SegmentEnded> = std::tuple(&SegmentEnded::segment, &SegmentEnded::state,
                                                           &SegmentEnded::reason);
template <>
inline constexpr auto fields_of<Ended> = std::tuple(&Ended::state, &Ended::reason, &Ended::event);
template <>
inline constexpr auto fields_of<Corrected> = std::tuple(&Corrected::account, &Corrected::state, &Corrected::reason,
                                                        &Corrected::event);
template <>
inline constexpr auto fields_of<ReceiptParked> = std::tuple(&ReceiptParked::carrier, &ReceiptParked::bind,
                                                            &ReceiptParked::match_key, &ReceiptParked::state,
                                                            &ReceiptParked::reason, &ReceiptParked::stat,
                                                            &ReceiptParked::err, &ReceiptParked::done_at,
                                                            &ReceiptParked::phone, &ReceiptParked::sender);
template <>
inline constexpr auto fields_of<ReplyTaken> = std::tuple(&ReplyTaken::account, &ReplyTaken::carrier, &ReplyTaken::bind,
                                                         &ReplyTaken::event, &ReplyTaken::from, &ReplyTaken::to,
                                                         &ReplyTaken::text, &ReplyTaken::text_error,
                                                         &ReplyTaken::fingerprint);
template <>
inline constexpr auto fields_of<EventsAcknowledged> = std::tuple(&EventsAcknowledged::account,
                                                                 &EventsAcknowledged::door,
                                                                 &EventsAcknowledged::through);
template <>
inline constexpr auto fields_of<Replaced> = std::tuple(&Replaced::body_kind, &Replaced::data_coding, &Replaced::body,
                                                       &Replaced::expires_at, &Replaced::send_at,
                                                       &Replaced::registered_delivery, &Replaced::plan);
template <>
inline constexpr auto fields_of<Wire> = std::tuple(&Wire::pdu, &Wire::segment, &Wire::attempt, &Wire::octets);
template <>
inline constexpr auto fields_of<EventsTaken> = std::tuple(&EventsTaken::account, &EventsTaken::door,
                                                          &EventsTaken::first, &EventsTaken::last);
template <>
inline constexpr auto fields_of<EventsBuried> = std::tuple(&EventsBuried::account, &EventsBuried::door,
                                                           &EventsBuried::first, &EventsBuried::last);
template <>
inline constexpr auto fields_of<EventRevived> = std::tuple(&EventRevived::account, &EventRevived::door,
                                                           &EventRevived::buried, &EventRevived::sequence);
template <>
inline constexpr auto fields_of<DeadLettersDropped> = std::tuple(&DeadLettersDropped::account,
                                                                 &DeadLettersDropped::door, &DeadLettersDropped::first,
                                                                 &DeadLettersDropped::last);
template <>
inline constexpr auto fields_of<KeyUsed> = std::tuple(&KeyUsed::account, &KeyUsed::key, &KeyUsed::body,
                                                      &KeyUsed::answer);
template <>
inline constexpr auto fields_of<PduParked> = std::tuple(&PduParked::carrier, &PduParked::bind, &PduParked::match_key,
                                                        &PduParked::reason, &PduParked::state, &PduParked::octets);
template <>
inline constexpr auto fields_of<Queried> = std::tuple(&Queried::segment, &Queried::attempt, &Queried::bind,
                                                      &Queried::answered, &Queried::command_status,
                                                      &Queried::message_state, &Queried::error_code, &Queried::state,
                                                      &Queried::reason);

template <>
inline constexpr auto fields_of<DoubtSettled> = std::tuple(&DoubtSettled::segment, &DoubtSettled::attempt,
                                                           &DoubtSettled::by);

template <>
inline constexpr auto fields_of<ConversationNamed> = std::tuple(&ConversationNamed::conversation);
template <>
inline constexpr auto fields_of<ReplyProven> = std::tuple(&ReplyProven::fingerprint);
template <>
inline constexpr auto fields_of<ReplyPartTaken> = std::tuple(&ReplyPartTaken::carrier, &ReplyPartTaken::bind,
                                                             &ReplyPartTaken::from, &ReplyPartTaken::to,
                                                             &ReplyPartTaken::account, &ReplyPartTaken::octets,
                                                             &ReplyPartTaken::fingerprint);
template <>
inline constexpr auto fields_of<RepliedTo> = std::tuple(&RepliedTo::account, &RepliedTo::carrier, &RepliedTo::bind,
                                                        &RepliedTo::event, &RepliedTo::from, &RepliedTo::to,
                                                        &RepliedTo::extend, &RepliedTo::text, &RepliedTo::text_error,
                                                        &RepliedTo::fingerprint, &RepliedTo::late,
                                                        &RepliedTo::incomplete, &RepliedTo::ambiguous,
                                                        &RepliedTo::parts, &RepliedTo::opt);
template <class Change>
inline constexpr auto fields_of_block_change = std::tuple(&Change::account, &Change::phone, &Change::source,
                                                          &Change::by);
template <>
inline constexpr auto fields_of<PhoneBlocked> = fields_of_block_change<PhoneBlocked>;
template <>
inline constexpr auto fields_of<PhoneUnblocked> = fields_of_block_change<PhoneUnblocked>;
template <>
inline constexpr auto fields_of<RemovalAsked> = fields_of_block_change<RemovalAsked>;
template <>
inline constexpr auto fields_of<RemovalDenied> = fields_of_block_change<RemovalDenied>;

/// The last enumerator that a reader takes; a test fails to compile when an enumeration grows without it.
template <class Enumeration>
inline constexpr Enumeration last_of{};
template <>
inline constexpr TrafficClass last_of<TrafficClass> = TrafficClass::marketing;
template <>
inline constexpr Door last_of<Door> = Door::smpp;
template <>
inline constexpr MessageState last_of<MessageState> = MessageState::unknown;
template <>
inline constexpr SegmentState last_of<SegmentState> = SegmentState::withdrawn;
template <>
inline constexpr Reason last_of<Reason> = Reason::profile_changed;
template <>
inline constexpr text::Encoding last_of<text::Encoding> = text::Encoding::utf8;
template <>
inline constexpr text::Alphabet last_of<text::Alphabet> = text::Alphabet::gsm7_packed;
template <>
inline constexpr text::LongForm last_of<text::LongForm> = text::LongForm::payload;
template <>
inline constexpr text::SignatureIn last_of<text::SignatureIn> = text::SignatureIn::every_part;
template <>
inline constexpr BodyKind last_of<BodyKind> = BodyKind::verbatim;
template <>
inline constexpr PartForm last_of<PartForm> = PartForm::sar;
template <>
inline constexpr ParkedFor last_of<ParkedFor> = ParkedFor::unreadable;
template <>
inline constexpr Evidence last_of<Evidence> = Evidence::reference;
template <>
inline constexpr ReplyOpt last_of<ReplyOpt> = ReplyOpt::in;
template <>
inline constexpr BlockSource last_of<BlockSource> = BlockSource::admin;
template <>
inline constexpr Wire::Pdu last_of<Wire::Pdu> = Wire::Pdu::receipt;
template <>
inline constexpr text::ReferenceWidth last_of<text::ReferenceWidth> = text::ReferenceWidth::bits_16;

template <class Field>
inline constexpr bool has_fields = std::tuple_size_v<std::remove_const_t<decltype(fields_of<Field>)>> != 0;

/// Signed numbers near zero in few octets: 0, -1, 1, -2 … become 0, 1, 2, 3 …
[[nodiscard]] constexpr std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
[[nodiscard]] constexpr std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

inline constexpr std::size_t varint_octets_max = 10;

/// An upper bound of what FieldWriter writes for a field.
struct FieldSize {
  std::size_t octets = 0;

  template <class Field>
  void operator()(const Field& field) {
    if constexpr (has_fields<Field>) {
      std::apply([&](auto... member) { ((*this)(field.*member), ...); }, fields_of<Field>);
    } else {
      octets += varint_octets_max;
    }
  }
  template <class Field>
  void operator()(const std::optional<Field>& field) {
    ++octets;
    if (field) (*this)(*field);
  }
  void operator()(std::string_view text) { octets += varint_octets_max + text.size(); }
  void operator()(const KeyDigest& digest) { octets += digest.size(); }
  template <std::size_t Max>
  void operator()(const InlineText<Max>& text) {
    (*this)(text.view());
  }
  void operator()(const FactList& facts) { (*this)(facts.octets()); }
  void operator()(const PhoneNumber&) { octets += varint_octets_max + PhoneNumber::digits_max; }
  void operator()(const SenderAddress&) { octets += varint_octets_max + SenderAddress::characters_max + 2; }
};

/// Writes to memory that the caller has sized with FieldSize.
class FieldWriter {
 public:
  explicit FieldWriter(char* at) : at_(at) {}
  [[nodiscard]] char* position() const { return at_; }

  template <class Field>
  void operator()(const Field& field) {
    if constexpr (std::is_enum_v<Field>) {
      (*this)(static_cast<std::uint8_t>(field));
    } else {
      static_assert(has_fields<Field>, "a field of this type has no encoding");
      std::apply([&](auto... member) { ((*this)(field.*member), ...); }, fields_of<Field>);
    }
  }
  template <class Tag, class Rep>
  void operator()(Strong<Tag, Rep> number) {
    varint(number.value());
  }
  template <class Field>
  void operator()(const std::optional<Field>& field) {
    (*this)(field.has_value());
    if (field) (*this)(*field);
  }
  void operator()(MessageId id) { (*this)(id.value()); }
  void operator()(const KeyDigest& digest) {
    std::memcpy(at_, digest.data(), digest.size());
    at_ += digest.size();
  }
  template <std::size_t Max>
  void operator()(const InlineText<Max>& text) {
    (*this)(text.view());
  }
  void operator()(std::uint8_t value) { *at_++ = static_cast<char>(value); }
  void operator()(bool value) { *at_++ = value ? 1 : 0; }
  void operator()(std::uint16_t value) { varint(value); }
  void operator()(std::uint32_t value) { varint(value); }
  void operator()(std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8) *at_++ = static_cast<char>(value >> shift);
  }
  void operator()(WallTime time) { varint(zigzag(time.time_since_epoch().count())); }
  void operator()(std::string_view text) {
    varint(text.size());
    if (!text.empty()) std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }
  void operator()(const FactList& facts) { (*this)(facts.octets()); }
  void operator()(const PhoneNumber& phone) { (*this)(phone.digits()); }
  void operator()(const SenderAddress& sender) {
    (*this)(sender.text());
    (*this)(sender.ton());
    (*this)(sender.npi());
  }
  void varint(std::uint64_t value) {
    while (value >= 0x80) {
      *at_++ = static_cast<char>(value | 0x80);
      value >>= 7;
    }
    *at_++ = static_cast<char>(value);
  }

 private:
  char* at_;
};

/// Reads what FieldWriter wrote; what it never writes (a number too large, a digit that is none) fails the cursor.
class FieldReader {
 public:
  explicit FieldReader(ByteReader& bytes) : bytes_(bytes) {}

  template <class Field>
  void operator()(Field& field) {
    if constexpr (std::is_enum_v<Field>) {
      const std::uint8_t value = bytes_.u8();
      if (value > static_cast<std::uint8_t>(last_of<Field>)) return bytes_.fail();
      field = static_cast<Field>(value);
    } else {
      static_assert(has_fields<Field>, "a field of this type has no encoding");
      std::apply([&](auto... member) { ((*this)(field.*member), ...); }, fields_of<Field>);
    }
  }
  template <class Tag, class Rep>
  void operator()(Strong<Tag, Rep>& number) {
    number = Strong<Tag, Rep>(narrow<Rep>(bytes_.varint()));
  }
  template <class Field>
  void operator()(std::optional<Field>& field) {
    bool given = false;
    (*this)(given);
    if (given) (*this)(field.emplace());
  }
  void operator()(MessageId& id) { id = MessageId(bytes_.u64()); }
  void operator()(KeyDigest& digest) {
    for (std::uint8_t& octet : digest) octet = bytes_.u8();
  }
  template <std::size_t Max>
  void operator()(InlineText<Max>& text) {
    if (!text.assign(bytes_.text())) bytes_.fail();
  }
  void operator()(std::uint8_t& value) { value = bytes_.u8(); }
  void operator()(bool& value) { value = bytes_.u8() != 0; }
  void operator()(std::uint16_t& value) { value = narrow<std::uint16_t>(bytes_.varint()); }
  void operator()(std::uint32_t& value) { value = narrow<std::uint32_t>(bytes_.varint()); }
  void operator()(std::uint64_t& value) { value = bytes_.u64(); }
  void operator()(WallTime& time) { time = WallTime(Millis(unzigzag(bytes_.varint()))); }
  void operator()(std::string_view& text) { text = bytes_.text(); }
  void operator()(FactList& facts) {
    const auto list = FactList::from_octets(bytes_.text());
    if (!list) return bytes_.fail();
    facts = *list;
  }
  void operator()(PhoneNumber& phone) {
    const std::string_view digits = bytes_.text();
    if (digits.empty()) return;
    const auto number = PhoneNumber::from_digits(digits);
    if (!number) return bytes_.fail();
    phone = *number;
  }
  void operator()(SenderAddress& sender) {
    const std::string_view text = bytes_.text();
    const std::uint8_t ton = bytes_.u8();
    const std::uint8_t npi = bytes_.u8();
    const auto address = SenderAddress::make(text, ton, npi);
    if (!address) return bytes_.fail();
    sender = *address;
  }

 private:
  template <class Rep>
  Rep narrow(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<Rep>::max())) bytes_.fail();
    return static_cast<Rep>(value);
  }
  ByteReader& bytes_;
};

}  // namespace smppedge::store
