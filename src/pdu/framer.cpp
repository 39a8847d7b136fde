// SPDX-License-Identifier: Apache-2.0
// next_frame(): where one PDU ends and the next begins (3.2).
#include "pdu/framer.h"

#include "base/byte_cursor.h"
#include "pdu/command.h"

namespace smppedge::pdu {

Frame next_frame(std::span<const std::uint8_t> stream) {
  ByteReader reader(stream);
  const std::uint32_t command_length = reader.u32();
  if (!reader.ok()) return {};
  if (command_length < header_bytes || command_length > pdu_bytes_max) return {Frame::Kind::bad_length, {}};
  if (stream.size() < command_length) return {};
  return {Frame::Kind::whole, stream.first(command_length)};
}

}  // namespace smppedge::pdu
