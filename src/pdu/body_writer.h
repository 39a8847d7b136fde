// SPDX-License-Identifier: Apache-2.0
// Writes any PDU from the table: check and measure every field, reserve once, put one after the other. Unrolled at
// compile time for each list of fields. Internal to pdu/.
#pragma once

#include <cstring>

#include "base/out_buffer.h"
#include "pdu/destinations.h"
#include "pdu/framer.h"
#include "pdu/table.h"
#include "pdu/wire.h"
#include "pdu/write.h"

namespace smppedge::pdu {

/// Adds up the octets of a body while it checks each field against what 3.4 allows to be sent.
class BodyMeasure {
 public:
  explicit BodyMeasure(unsigned password_octets_max = 9) : password_octets_max_(password_octets_max) {}

  [[nodiscard]] std::size_t octets() const { return octets_; }
  [[nodiscard]] const WriteError& error() const { return error_; }

  template <const auto& Fields, class Body>
  [[nodiscard]] bool measure(const Body& body) {
    return std::apply([&](const auto&... field) { return (add(field, field.of(body)) && ...); }, Fields);
  }

 private:
  template <auto... Members>
  bool add(const Field<Kind::octet, Members...>&, std::uint8_t) {
    ++octets_;
    return true;
  }
  template <auto... Members>
  bool add(const Field<Kind::c_string, Members...>& field, std::string_view value) {
    return add_c_string(value, field.octets_max, field.name);
  }
  template <auto... Members>
  bool add(const Field<Kind::password, Members...>& field, std::string_view value) {
    return add_c_string(value, password_octets_max_, field.name);
  }
  template <auto... Members>
  bool add(const Field<Kind::time, Members...>& field, std::string_view value) {
    if (!value.empty() && value.size() + 1 < field.octets_max) return fail(WriteError::Kind::malformed, field.name);
    return add_c_string(value, field.octets_max, field.name);
  }
  template <auto... Members>
  bool add(const Field<Kind::short_message, Members...>& field, std::span<const std::uint8_t> value) {
    if (value.size() > field.octets_max) return fail(WriteError::Kind::field_too_long, field.name);
    short_message_ = !value.empty();
    octets_ += 1 + value.size();
    return true;
  }
  bool add(const Field<Kind::dest_addresses>& field, const SubmitMulti& multi) {
    if (multi.number_of_dests == 0) return fail(WriteError::Kind::malformed, field.name);
    if (multi.number_of_dests > field.octets_max) return fail(WriteError::Kind::field_too_long, field.name);
    return add_list<DestinationCursor>(multi.dest_addresses, multi.number_of_dests, field.name);
  }
  bool add(const Field<Kind::unsuccess_sme>& field, const SubmitMultiResp& response) {
    return add_list<UnsuccessCursor>(response.unsuccess_sme, response.no_unsuccess, field.name);
  }
  template <auto... Members>
  bool add(const Field<Kind::tlvs, Members...>& field, const Tlvs& value) {
    octets_ += value.octets().size();
    if (octets_ + header_bytes > pdu_bytes_max) return fail(WriteError::Kind::field_too_long, field.name);
    if (short_message_ && !value.empty() && value.find(Tag::message_payload)) {
      return fail(WriteError::Kind::malformed, "message_payload");
    }
    return true;
  }

  bool add_c_string(std::string_view value, std::size_t octets_max, std::string_view name) {
    if (value.size() >= octets_max) return fail(WriteError::Kind::field_too_long, name);
    if (!value.empty() && std::memchr(value.data(), 0, value.size()) != nullptr) {
      return fail(WriteError::Kind::malformed, name);
    }
    octets_ += value.size() + 1;
    return true;
  }
  template <class Cursor>
  bool add_list(std::span<const std::uint8_t> octets, unsigned count, std::string_view name) {
    Cursor cursor(octets, count);
    while (cursor.next()) {
    }
    if (cursor.error() || cursor.position() != octets.data() + octets.size()) {
      return fail(WriteError::Kind::malformed, name);
    }
    octets_ += 1 + octets.size();
    return true;
  }
  bool fail(WriteError::Kind kind, std::string_view name) {
    error_ = {kind, name};
    return false;
  }

  unsigned password_octets_max_;
  std::size_t octets_ = 0;
  bool short_message_ = false;
  WriteError error_;
};

namespace wire {

inline std::uint8_t* put_value(std::uint8_t* at, std::uint8_t value) {
  *at = value;
  return at + 1;
}
inline std::uint8_t* put_value(std::uint8_t* at, std::string_view value) {
  return put_c_string(at, value);
}
inline std::uint8_t* put_value(std::uint8_t* at, std::span<const std::uint8_t> short_message) {
  *at = static_cast<std::uint8_t>(short_message.size());
  return put_octets(at + 1, short_message);
}
inline std::uint8_t* put_value(std::uint8_t* at, const Tlvs& value) {
  return put_octets(at, value.octets());
}
inline std::uint8_t* put_value(std::uint8_t* at, const SubmitMulti& value) {
  *at = value.number_of_dests;
  return put_octets(at + 1, value.dest_addresses);
}
inline std::uint8_t* put_value(std::uint8_t* at, const SubmitMultiResp& value) {
  *at = value.no_unsuccess;
  return put_octets(at + 1, value.unsuccess_sme);
}

inline std::uint8_t* put_header(std::uint8_t* at, std::size_t command_length, CommandId id, CommandStatus status,
                                SequenceNumber sequence) {
  at = put_u32(at, static_cast<std::uint32_t>(command_length));
  at = put_u32(at, static_cast<std::uint32_t>(id));
  at = put_u32(at, static_cast<std::uint32_t>(status));
  return put_u32(at, sequence.value());
}

}  // namespace wire

/// The whole PDU, or an error and nothing written. `password_octets_max` counts the NUL.
template <const auto& Fields, class Body>
[[nodiscard]] Written write_pdu(OutBuffer& out, CommandId id, CommandStatus status, SequenceNumber sequence,
                                const Body& body, unsigned password_octets_max = 9) {
  BodyMeasure measure(password_octets_max);
  if (!measure.measure<Fields>(body)) return failure(WriteError(measure.error()));
  const std::size_t command_length = header_bytes + measure.octets();
  std::uint8_t* at = out.reserve(command_length);
  if (at == nullptr) return failure(WriteError{WriteError::Kind::buffer_full, {}});
  at = wire::put_header(at, command_length, id, status, sequence);
  std::apply([&](const auto&... field) { ((at = wire::put_value(at, field.of(body))), ...); }, Fields);
  out.commit(command_length);
  return {};
}

}  // namespace smppedge::pdu
