// SPDX-License-Identifier: Apache-2.0
// decode(): the table's fields read one after the other, every octet behind a bounds check. Requests are held to the
// form of 3.4 with the tolerance that carriers have taught (D19 to D23, D27); a response is never thrown away for
// what stands behind its message_id, because the message it answers would then be in doubt.
#include <algorithm>
#include <bit>
#include <cstring>

#include "base/byte_cursor.h"
#include "pdu/destinations.h"
#include "pdu/pdu.h"
#include "pdu/table.h"

namespace smppedge::pdu {
namespace {

class BodyReader {
 public:
  BodyReader(std::span<const std::uint8_t> octets, bool is_response) : reader_(octets), is_response_(is_response) {}

  [[nodiscard]] const DecodeError& error() const { return error_; }

  template <const auto& Fields, class Body>
  bool read(Body& body) {
    return std::apply(
        [&](const auto&... field) { return (read_field(field, field.of(body)) && ...) && read_rest<Fields>(); },
        Fields);
  }

 private:
  bool fail(CommandStatus status, std::string_view field) {
    error_ = {status, field};
    return false;
  }

  template <auto... Members>
  [[gnu::always_inline]] bool read_field(const Field<Kind::octet, Members...>& field, std::uint8_t& value) {
    value = reader_.u8();
    return reader_.ok() || fail(CommandStatus::ESME_RINVCMDLEN, field.name);
  }

  template <auto... Members>
  [[gnu::always_inline]] bool read_field(const Field<Kind::c_string, Members...>& field, std::string_view& value) {
    return read_c_string(field, value);
  }
  template <auto... Members>
  [[gnu::always_inline]] bool read_field(const Field<Kind::password, Members...>& field, std::string_view& value) {
    return read_c_string(field, value);
  }
  template <auto... Members>
  [[gnu::always_inline]] bool read_field(const Field<Kind::time, Members...>& field, std::string_view& value) {
    if (!read_c_string(field, value)) return false;
    return value.empty() || value.size() + 1 == field.octets_max || fail(field.malformed, field.name);
  }

  template <auto... Members>
  [[gnu::always_inline]] bool read_field(const Field<Kind::short_message, Members...>& field,
                                         std::span<const std::uint8_t>& value) {
    const std::uint8_t sm_length = reader_.u8();
    if (!reader_.ok()) return fail(CommandStatus::ESME_RINVCMDLEN, "sm_length");
    if (sm_length > field.octets_accepted || sm_length > reader_.left()) return fail(field.malformed, "sm_length");
    value = reader_.bytes(sm_length);
    return true;
  }

  [[gnu::always_inline]] bool read_field(const Field<Kind::dest_addresses>& field, SubmitMulti& multi) {
    multi.number_of_dests = reader_.u8();
    if (!reader_.ok()) return fail(CommandStatus::ESME_RINVCMDLEN, "number_of_dests");
    if (multi.number_of_dests == 0 || multi.number_of_dests > field.octets_accepted) {
      return fail(field.malformed, "number_of_dests");
    }
    return read_list<DestinationCursor>(field.name, multi.number_of_dests, multi.dest_addresses);
  }
  [[gnu::always_inline]] bool read_field(const Field<Kind::unsuccess_sme>& field, SubmitMultiResp& response) {
    response.no_unsuccess = reader_.u8();
    if (!reader_.ok()) return fail(CommandStatus::ESME_RINVCMDLEN, "no_unsuccess");
    return read_list<UnsuccessCursor>(field.name, response.no_unsuccess, response.unsuccess_sme);
  }

  template <auto... Members>
  [[gnu::always_inline]] bool read_field(const Field<Kind::tlvs, Members...>& field, Tlvs& value) {
    return read_tlvs(value) || fail(field.malformed, field.name);
  }

  template <class AnyField>
  [[gnu::always_inline]] bool read_c_string(const AnyField& field, std::string_view& value) {
    const std::size_t window = std::min<std::size_t>(reader_.left(), field.octets_accepted);
    const std::uint8_t* start = reader_.position();
    const std::size_t octets = find_nul(start, window);
    if (octets == window) [[unlikely]] {
      return fail(window < field.octets_accepted ? CommandStatus::ESME_RINVCMDLEN : field.malformed, field.name);
    }
    value = {reinterpret_cast<const char*>(start), octets};
    static_cast<void>(reader_.bytes(octets + 1));
    return true;
  }

  /// The index of the first NUL, or `window`. Most strings here are empty or shorter than two words: a call of
  /// memchr() costs more than the search.
  [[gnu::always_inline]] static std::size_t find_nul(const std::uint8_t* at, std::size_t window) {
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t tops = 0x8080808080808080;
    std::size_t i = 0;
    for (; window - i >= sizeof(std::uint64_t); i += sizeof(std::uint64_t)) {
      std::uint64_t word;
      std::memcpy(&word, at + i, sizeof word);
      const std::uint64_t nuls = (word - ones) & ~word & tops;  // the lowest bit set is exact on a little-endian host
      if (nuls != 0) return i + static_cast<std::size_t>(std::countr_zero(nuls)) / 8;
    }
    while (i < window && at[i] != 0) ++i;
    return i;
  }

  template <class Cursor>
  bool read_list(std::string_view name, unsigned count, std::span<const std::uint8_t>& value) {
    const std::uint8_t* start = reader_.position();
    Cursor cursor({start, reader_.left()}, count);
    while (cursor.next()) {
    }
    if (cursor.error()) return fail(*cursor.error(), name);
    value = reader_.bytes(static_cast<std::size_t>(cursor.position() - start));
    return true;
  }

  /// The octets at the front of `octets` that are whole TLVs.
  static std::size_t whole_tlvs(std::span<const std::uint8_t> octets) {
    ByteReader reader(octets);
    std::size_t whole = 0;
    while (reader.left() != 0) {
      static_cast<void>(reader.u16());
      static_cast<void>(reader.bytes(reader.u16()));
      if (!reader.ok()) break;
      whole = octets.size() - reader.left();
    }
    return whole;
  }

  bool read_tlvs(Tlvs& value) {
    if (reader_.left() == 0) return true;
    auto octets = reader_.bytes(reader_.left());
    std::size_t whole = whole_tlvs(octets);
    if (whole != octets.size() && octets.front() == 0 && whole_tlvs(octets.subspan(1)) == octets.size() - 1) {
      octets = octets.subspan(1);  // a NUL that sm_length does not count (D22)
      whole = octets.size();
    }
    value = Tlvs(octets.first(whole));
    return whole == octets.size() || is_response_;
  }

  /// A PDU that has no TLVs in 3.4 may still carry some (3.3): they are passed over, but must be what they seem, or
  /// sm_length was wrong. What follows a bare header is of no use to anyone.
  template <const auto& Fields>
  bool read_rest() {
    if constexpr (std::tuple_size_v<std::remove_cvref_t<decltype(Fields)>> == 0) {
      return true;
    } else {
      Tlvs ignored;
      return read_tlvs(ignored) || fail(CommandStatus::ESME_RINVOPTPARSTREAM, "optional_parameters");
    }
  }

  ByteReader reader_;
  bool is_response_;
  DecodeError error_;
};

/// Responses whose body says nothing that its absence would not say (C.1, D19, D20, D21).
template <class Body>
constexpr bool body_may_be_absent = std::is_same_v<Body, SubmitResp> || std::is_same_v<Body, BindResp>;

/// One instance for each kind of body, shared by the commands that have the same fields.
template <class Body, const auto& Fields>
void decode_body(std::span<const std::uint8_t> octets, Expected<Pdu, DecodeError>& result) {
  const Header header = result->header;
  Body& body = result->body.emplace<Body>();
  const bool response = is_response(header.command_id);
  const bool failed = response && header.command_status != CommandStatus::ESME_ROK;
  if (octets.empty() && (failed || body_may_be_absent<Body>)) return;

  BodyReader reader(octets, response);
  if (reader.read<Fields>(body)) return;
  if (failed) {
    body = {};  // the status is the answer; a body that does not parse adds nothing to it (D19)
  } else {
    result = failure(DecodeError(reader.error()));
  }
}

}  // namespace

Header decode_header(std::span<const std::uint8_t> frame) {
  ByteReader reader(frame);
  Header header;
  header.command_length = reader.u32();
  header.command_id = static_cast<CommandId>(reader.u32());
  header.command_status = static_cast<CommandStatus>(reader.u32());
  header.sequence_number = SequenceNumber(reader.u32());
  return header;
}

Expected<Pdu, DecodeError> decode(std::span<const std::uint8_t> frame) {
  Expected<Pdu, DecodeError> result;
  result->header = decode_header(frame);
  result->octets = frame;
  if (frame.size() < header_bytes || result->header.command_length != frame.size()) {
    result = failure(DecodeError{CommandStatus::ESME_RINVCMDLEN, "command_length"});
    return result;
  }
  const bool known = with_layout(
      result->header.command_id, [&]<class Body, const auto & Fields>(const Layout<Body, Fields>&) {
        decode_body<Body, Fields>(frame.subspan(header_bytes), result);
      });
  if (!known) result = failure(DecodeError{CommandStatus::ESME_RINVCMDID, "command_id"});
  return result;
}

}  // namespace smppedge::pdu
