// SPDX-License-Identifier: Apache-2.0
// Our id of a message: 42 bits of milliseconds since 1970, 10 bits of node, 12 bits of sequence. Unique, ordered by
// time, printed as 16 lower-case hex digits. The allocator never goes backwards, whatever the clock does, and takes
// up after a restart above the high-water mark that the store kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/strong.h"

namespace smppedge {

using NodeNumber = Strong<struct NodeNumberTag, std::uint16_t>;
inline constexpr std::uint16_t node_number_max = 1023;

class MessageId {
 public:
  static constexpr std::size_t text_length = 16;
  constexpr MessageId() = default;
  constexpr explicit MessageId(std::uint64_t value) : value_(value) {}
  [[nodiscard]] static constexpr MessageId from_parts(Millis since_epoch, NodeNumber node, unsigned sequence) {
    return MessageId((static_cast<std::uint64_t>(since_epoch.count()) << 22) |
                     (static_cast<std::uint64_t>(node.value()) << 12) | sequence);
  }
  /// Exactly 16 hex digits, either case; anything else is no id of ours.
  [[nodiscard]] static std::optional<MessageId> parse(std::string_view text);
  [[nodiscard]] std::string to_string() const;
  /// Writes text_length characters, no NUL.
  void write_text(char* out) const;

  [[nodiscard]] constexpr std::uint64_t value() const { return value_; }
  [[nodiscard]] constexpr WallTime time() const { return WallTime(Millis(static_cast<std::int64_t>(value_ >> 22))); }
  [[nodiscard]] constexpr NodeNumber node() const {
    return NodeNumber(static_cast<std::uint16_t>((value_ >> 12) & node_number_max));
  }
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy takes the zero that <=> is compared with for a null pointer.
  friend constexpr auto operator<=>(MessageId, MessageId) = default;

 private:
  std::uint64_t value_ = 0;
};

class MessageIdAllocator {
 public:
  explicit MessageIdAllocator(NodeNumber node) : node_(node) {}
  /// No id up to and including `id` will be given out.
  void never_below(MessageId id);
  [[nodiscard]] MessageId next(WallTime now);
  [[nodiscard]] MessageId last() const { return last_; }

 private:
  NodeNumber node_;
  MessageId last_;
};

}  // namespace smppedge

template <>
struct std::hash<smppedge::MessageId> {
  std::size_t operator()(smppedge::MessageId id) const noexcept {
    return static_cast<std::size_t>(id.value() * 0x9E3779B97F4A7C15ULL);
  }
};
