// SPDX-License-Identifier: Apache-2.0
// The parts of a long reply: what says that they belong together, one part, and several of them put together and
// decoded. Which parts have come, reassembly.h keeps. Pure values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "message/ids.h"
#include "message/phone_number.h"
#include "reply/reply.h"

namespace smppedge::reply {

/// Parts with equal keys are of one message (domain.md C.6). Another total is another message.
struct PartKey {
  CarrierNumber carrier;
  PhoneNumber phone;        ///< that wrote it
  std::string destination;  ///< as it came
  PartScheme scheme = PartScheme::header_8_bit;
  std::uint16_t reference = 0;
  std::uint8_t total = 0;  ///< 2..255
  /// The class of data_coding: what the parts decode by.
  std::optional<text::Alphabet> alphabet;
  HexReason not_text = HexReason::none;

  /// `opened` must be a part.
  [[nodiscard]] static PartKey of(CarrierNumber carrier, const PhoneNumber& phone, std::string_view destination,
                                  const OpenedReply& opened);
  friend bool operator==(const PartKey&, const PartKey&) = default;
};

struct ReplyPart {
  std::uint8_t sequence = 0;  ///< 1..total
  std::vector<std::uint8_t> octets;
  std::size_t header_octets = 0;  ///< that stood in front: each part's packed septets are counted from its own
  std::uint64_t cookie = 0;       ///< the caller's, handed back as it is
  WallTime received_at{};

  /// `opened` must be a part; its octets are copied.
  [[nodiscard]] static ReplyPart of(const OpenedReply& opened, std::uint64_t cookie, WallTime received_at);
};

/// Why the parts of a message wait no longer.
enum class PartsEnd : std::uint8_t {
  complete,
  timed_out,
  replaced,     ///< another message took its key: a part of the same sequence with other octets
  phone_bound,  ///< its phone had too much waiting, and this was the oldest
  whole_bound,  ///< all phones together had, and this was the oldest
};
[[nodiscard]] std::string_view to_string(PartsEnd end);

struct JoinedReply {
  PartKey key;
  std::vector<ReplyPart> parts;  ///< at least one, in order of their sequence, no two the same
  PartsEnd end = PartsEnd::complete;
  /// Incomplete, and each of its parts was given out a short time ago with the same octets: late duplicates of a
  /// message that was told, nothing that the platform has not seen.
  bool repeated = false;
  [[nodiscard]] bool complete() const { return end == PartsEnd::complete; }
};

/// Stands for what is missing of an incomplete reply, in front and behind too: then what is left of a longer reply is
/// never taken for the whole of it, as an opt-out word would be.
inline constexpr std::string_view gap_mark = "…";

/// The parts as octets, decoded together: senders cut within surrogates, escapes and units (domain.md D33). Around a
/// gap, half characters go and gap_mark stands, set off by a space. What does not decode is hex, all parts in a row
/// without a mark: so is what was cut within a character of an alphabet of several octets that iconv decodes.
/// `strip_nul` is the profile's: the NUL behind the whole goes, or one behind each part where every part ends with one,
/// since then the carrier adds it to each PDU (D22).
[[nodiscard]] ReplyBody decode_body(const JoinedReply& joined, bool strip_nul);

}  // namespace smppedge::reply

template <>
struct std::hash<smppedge::reply::PartKey> {
  std::size_t operator()(const smppedge::reply::PartKey& key) const noexcept;
};
