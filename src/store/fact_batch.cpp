// SPDX-License-Identifier: Apache-2.0
// The layout of a batch's value and of a fact's header (docs/store.md, "facts"). Fields are facts_codec.h's.
// A fact's previous location is always before the fact itself: a chain read backwards ends, whatever the octets say.
#include "store/fact_batch.h"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <utility>

#include "store/facts_codec.h"

namespace smppedge::store {
namespace {

constexpr std::uint8_t batch_format = 1;
constexpr std::size_t batch_header_octets = 1 + 8;
/// type, message, previous as three varints, time.
constexpr std::size_t fact_header_octets_max = 1 + 8 + 4 * varint_octets_max;

constexpr std::uint64_t counter_mask = 0xFF'FFFF'FFFFULL;
constexpr std::uint64_t counter_of(BatchNumber number) {
  return number.value() & counter_mask;
}

template <class FactType, std::size_t... Index>
consteval std::uint8_t type_number(std::index_sequence<Index...>) {
  std::uint8_t number = 0;
  ((std::is_same_v<FactType, std::variant_alternative_t<Index, Fact>> ? (number = Index + 1) : 0), ...);
  return number;
}

/// The stored number of a fact type: its place in Fact, from 1.
template <class FactType>
constexpr std::uint8_t type_number_of = type_number<FactType>(std::make_index_sequence<std::variant_size_v<Fact>>{});

/// 0 for none; otherwise counter distance + 1, hour distance, offset.
void write_previous(FieldWriter& write, BatchNumber number, Location previous) {
  if (previous.none()) return write.varint(0);
  write.varint(number.counter() - previous.batch.counter() + 1);
  write.varint(number.hour() - previous.batch.hour());
  write.varint(previous.offset);
}

Location read_previous(ByteReader& bytes, Location at) {
  const std::uint64_t counters = bytes.varint();
  if (counters == 0) return {};
  const std::uint64_t hours = bytes.varint();
  const std::uint64_t offset = bytes.varint();
  const std::uint64_t counter = at.batch.counter();
  if (counters - 1 > counter || hours > at.batch.hour() || offset > 0xFFFF'FFFFULL) {
    bytes.fail();
    return {};
  }
  const Location previous{BatchNumber(((at.batch.hour() - hours) << 40) | (counter - (counters - 1))),
                          static_cast<std::uint32_t>(offset)};
  if (previous >= at || previous.none()) bytes.fail();
  return previous;
}

template <std::size_t Index>
void read_body(ByteReader& bytes, Fact& fact) {
  FieldReader read(bytes);
  read(fact.emplace<Index>());
}

using ReadBody = void (*)(ByteReader&, Fact&);
template <std::size_t... Index>
consteval std::array<ReadBody, sizeof...(Index)> body_readers(std::index_sequence<Index...>) {
  return {&read_body<Index>...};
}
constexpr auto read_body_of = body_readers(std::make_index_sequence<std::variant_size_v<Fact>>{});

CorruptBatch corrupt_at(Location at, std::string_view what) {
  return {fmt::format("batch {} (hour {}), offset {}: {}", at.batch.counter(), at.batch.hour(), at.offset, what)};
}

std::optional<CorruptBatch> read_one(ByteReader& bytes, WallTime opened_at, Location at, RecordedFact& fact) {
  const std::uint8_t type = bytes.u8();
  if (type == 0 || type > read_body_of.size()) return corrupt_at(at, fmt::format("unknown type of fact {}", type));
  fact.at = at;
  fact.header.message = MessageId(bytes.u64());
  fact.header.previous = read_previous(bytes, at);
  const auto opened_ms = static_cast<std::uint64_t>(opened_at.time_since_epoch().count());
  const auto delta_ms = static_cast<std::uint64_t>(unzigzag(bytes.varint()));
  fact.header.at = WallTime(Millis(static_cast<std::int64_t>(opened_ms + delta_ms)));
  read_body_of[type - 1U](bytes, fact.fact);
  if (!bytes.ok()) return corrupt_at(at, fmt::format("fact of type {} does not read", type));
  return std::nullopt;
}

std::span<const std::uint8_t> octets(std::string_view bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

std::optional<CorruptBatch> read_batch_header(ByteReader& bytes, BatchNumber number, WallTime& opened_at) {
  const std::uint8_t format = bytes.u8();
  opened_at = WallTime(Millis(static_cast<std::int64_t>(bytes.u64())));
  if (!bytes.ok()) return corrupt_at({number, 0}, "shorter than its header");
  if (format != batch_format) return corrupt_at({number, 0}, fmt::format("unknown batch format {}", format));
  return std::nullopt;
}

}  // namespace

FactBatch::FactBatch(BatchNumber number, WallTime opened_at) : number_(number), opened_at_(opened_at) {
  ByteWriter<std::string> write(bytes_);
  write.u8(batch_format);
  write.u64(static_cast<std::uint64_t>(opened_at.time_since_epoch().count()));
}

template <class FactType>
Location FactBatch::add(const FactHeader& header, const FactType& fact) {
  assert(!number_.none() && "a batch needs a number before facts");
  const Location at{number_, static_cast<std::uint32_t>(bytes_.size())};
  assert(header.previous < at && "a message's previous fact lies before this one");

  FieldSize size{fact_header_octets_max};
  size(fact);
  // Growing to the bound and cutting back costs one small memset and spares a capacity check an octet.
  bytes_.resize(bytes_.size() + size.octets);
  FieldWriter write(bytes_.data() + at.offset);
  write(type_number_of<FactType>);
  write(header.message.value());
  write_previous(write, number_, header.previous);
  write.varint(zigzag((header.at - opened_at_).count()));
  write(fact);
  bytes_.resize(static_cast<std::size_t>(write.position() - bytes_.data()));
  ++facts_;
  return at;
}

template Location FactBatch::add(const FactHeader&, const Accepted&);
template Location FactBatch::add(const FactHeader&, const Replanned&);
template Location FactBatch::add(const FactHeader&, const Claimed&);
template Location FactBatch::add(const FactHeader&, const Released&);
template Location FactBatch::add(const FactHeader&, const Answered&);
template Location FactBatch::add(const FactHeader&, const Doubted&);
template Location FactBatch::add(const FactHeader&, const Resent&);
template Location FactBatch::add(const FactHeader&, const Receipted&);
template Location FactBatch::add(const FactHeader&, const SegmentEnded&);
template Location FactBatch::add(const FactHeader&, const Ended&);
template Location FactBatch::add(const FactHeader&, const Corrected&);
template Location FactBatch::add(const FactHeader&, const ReceiptParked&);
template Location FactBatch::add(const FactHeader&, const ReplyTaken&);
template Location FactBatch::add(const FactHeader&, const EventsAcknowledged&);
template Location FactBatch::add(const FactHeader&, const Replaced&);
template Location FactBatch::add(const FactHeader&, const Wire&);
template Location FactBatch::add(const FactHeader&, const EventsTaken&);
template Location FactBatch::add(const FactHeader&, const EventsBuried&);
template Location FactBatch::add(const FactHeader&, const EventRevived&);
template Location FactBatch::add(const FactHeader&, const DeadLettersDropped&);
template Location FactBatch::add(const FactHeader&, const KeyUsed&);
template Location FactBatch::add(const FactHeader&, const PduParked&);
template Location FactBatch::add(const FactHeader&, const Queried&);
template Location FactBatch::add(const FactHeader&, const DoubtSettled&);
template Location FactBatch::add(const FactHeader&, const ReplyPartTaken&);
template Location FactBatch::add(const FactHeader&, const RepliedTo&);
template Location FactBatch::add(const FactHeader&, const PhoneBlocked&);
template Location FactBatch::add(const FactHeader&, const PhoneUnblocked&);
template Location FactBatch::add(const FactHeader&, const RemovalAsked&);
template Location FactBatch::add(const FactHeader&, const RemovalDenied&);
template Location FactBatch::add(const FactHeader&, const ConversationNamed&);
template Location FactBatch::add(const FactHeader&, const ReplyProven&);

FactReader::FactReader(BatchNumber number, std::string_view bytes) : number_(number), bytes_(bytes) {
  ByteReader header(octets(bytes));
  corrupt_ = read_batch_header(header, number, opened_at_);
  at_ = batch_header_octets;
}

bool FactReader::next(RecordedFact& fact) {
  if (corrupt_ || at_ >= bytes_.size()) return false;
  ByteReader bytes(octets(bytes_.substr(at_)));
  corrupt_ = read_one(bytes, opened_at_, {number_, static_cast<std::uint32_t>(at_)}, fact);
  at_ = bytes_.size() - bytes.left();
  return !corrupt_;
}

namespace {

/// The fact at `at`, and the octets that it takes.
Expected<RecordedFact, CorruptBatch> read_at(Location at, std::string_view bytes, WallTime& opened_at,
                                             std::string_view& taken) {
  ByteReader header(octets(bytes));
  if (auto corrupt = read_batch_header(header, at.batch, opened_at)) return failure(std::move(*corrupt));
  if (at.offset < batch_header_octets || at.offset >= bytes.size()) return failure(corrupt_at(at, "no fact lies here"));
  ByteReader body(octets(bytes.substr(at.offset)));
  RecordedFact fact;
  if (auto corrupt = read_one(body, opened_at, at, fact)) return failure(std::move(*corrupt));
  taken = bytes.substr(at.offset, bytes.size() - at.offset - body.left());
  return fact;
}

}  // namespace

Expected<RecordedFact, CorruptBatch> read_fact(BatchNumber number, std::string_view bytes, std::uint32_t offset) {
  WallTime opened_at;
  std::string_view taken;
  return read_at({number, offset}, bytes, opened_at, taken);
}

Expected<RecordedFact, CorruptBatch> copy_fact(BatchNumber number, std::string_view bytes, std::uint32_t offset,
                                               std::shared_ptr<const void>& owner) {
  WallTime opened_at;
  std::string_view taken;
  auto fact = read_at({number, offset}, bytes, opened_at, taken);
  if (!fact) return fact;
  const auto copy = std::make_shared<const std::string>(taken);
  owner = copy;
  // Read again, so that the views point into the copy.
  ByteReader body(octets(*copy));
  if (auto corrupt = read_one(body, opened_at, {number, offset}, *fact)) return failure(std::move(*corrupt));
  return fact;
}

}  // namespace smppedge::store
