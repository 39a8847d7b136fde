// SPDX-License-Identifier: Apache-2.0
// What `smpp send` was asked to do, and the octets that it comes to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_stream.h"
#include "base/expected.h"
#include "message/text/segmentation.h"
#include "session/state.h"

namespace smppedge::sending {

struct WrittenAddress {
  std::uint8_t ton = 0;
  std::uint8_t npi = 0;
  std::string addr;
};
/// "Addr", "Addr,ton,npi". Without ton and npi: `ton`, `npi`, or 5 and 0 (alphanumeric) when it is not all digits.
[[nodiscard]] std::optional<WrittenAddress> parse_address(std::string_view text, std::uint8_t ton, std::uint8_t npi);

struct Options {
  Endpoint endpoint;
  std::string system_id;
  std::string password;
  std::string system_type;
  unsigned interface_version = 0x34;
  std::string address_range;
  session::BindKind bind_mode = session::BindKind::transceiver;

  std::string service_type;
  WrittenAddress source;
  WrittenAddress destination;
  unsigned esm_class = 0;
  unsigned protocol_id = 0;
  unsigned priority_flag = 0;
  std::string schedule_delivery_time;
  std::string validity_period;
  std::optional<unsigned> registered_delivery;  ///< none: 1 when a receipt is waited for, else 0
  unsigned replace_if_present_flag = 0;
  std::optional<unsigned> data_coding;  ///< none: 0 or 8, as the text needs
  std::string text;
  std::string short_message_hex;
  text::ReferenceWidth reference_width = text::ReferenceWidth::bits_8;

  Seconds timeout{10};      ///< for the connection, the bind and each response
  Seconds wait_receipt{0};  ///< 0: not at all
};

/// The bodies of the submits that one message needs.
struct Parts {
  std::vector<std::vector<std::uint8_t>> bodies;
  std::uint8_t data_coding = 0;
  bool has_header = false;  ///< UDHI
};

/// The error is a sentence for the user.
[[nodiscard]] Expected<Parts, std::string> cut_into_parts(const Options& options);

}  // namespace smppedge::sending
