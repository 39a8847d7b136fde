// SPDX-License-Identifier: Apache-2.0
// The lists inside submit_multi (4.5.1) and submit_multi_resp (4.5.2): cursors that walk them, a writer that builds
// one in a caller's buffer. The decoder has walked every list to its end before a cursor gets to see it; a cursor
// checks its bounds all the same.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/byte_cursor.h"
#include "pdu/pdu.h"

namespace smppedge::pdu {

struct Destination {
  enum class Flag : std::uint8_t { sme_address = 1, distribution_list = 2 } flag = Flag::sme_address;  // dest_flag
  Address address;                                                                                     ///< of an SME
  std::string_view dl_name;  ///< of a distribution list, at most 20 octets
};

struct Unsuccess {
  Address destination;
  CommandStatus error_status_code = CommandStatus::ESME_ROK;
};

/// What both cursors are: octets, how many items are left in them, and how the list was found broken.
class ListCursor {
 public:
  [[nodiscard]] std::optional<CommandStatus> error() const { return error_; }
  [[nodiscard]] const std::uint8_t* position() const { return reader_.position(); }

 protected:
  ListCursor(std::span<const std::uint8_t> octets, unsigned count) : reader_(octets), left_(count) {}

  ByteReader reader_;
  unsigned left_;
  std::optional<CommandStatus> error_;
};

class DestinationCursor : public ListCursor {
 public:
  explicit DestinationCursor(const SubmitMulti& multi) : ListCursor(multi.dest_addresses, multi.number_of_dests) {}
  DestinationCursor(std::span<const std::uint8_t> octets, unsigned count) : ListCursor(octets, count) {}

  /// The next destination; nothing at the end, or where the list is broken (error() then says how).
  [[nodiscard]] std::optional<Destination> next();
};

class UnsuccessCursor : public ListCursor {
 public:
  explicit UnsuccessCursor(const SubmitMultiResp& response)
      : ListCursor(response.unsuccess_sme, response.no_unsuccess) {}
  UnsuccessCursor(std::span<const std::uint8_t> octets, unsigned count) : ListCursor(octets, count) {}

  [[nodiscard]] std::optional<Unsuccess> next();
};

/// Builds either list. What does not fit the buffer or 3.4's maxima is refused and leaves the list as it was.
class DestinationWriter {
 public:
  explicit DestinationWriter(std::span<std::uint8_t> buffer) : buffer_(buffer) {}

  [[nodiscard]] bool add_sme(const Address& address);
  [[nodiscard]] bool add_distribution_list(std::string_view dl_name);
  [[nodiscard]] bool add_unsuccess(const Unsuccess& unsuccess);

  [[nodiscard]] std::uint8_t count() const { return count_; }
  [[nodiscard]] std::span<const std::uint8_t> octets() const { return buffer_.first(size_); }

 private:
  [[nodiscard]] std::uint8_t* grow(std::size_t octets, std::string_view text, std::size_t octets_max);

  std::span<std::uint8_t> buffer_;
  std::size_t size_ = 0;
  std::uint8_t count_ = 0;
};

}  // namespace smppedge::pdu
