// SPDX-License-Identifier: Apache-2.0
// How the numbers of each range are used: what was chosen, passed over and refused over the last 72 hours, and how near
// a phone came to having used one up. In memory only, anew at each start. A note costs one look-up and allocates
// nothing once its range is known: it is made with every message. Core loop only.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "gateway/limits.h"
#include "sender/number_choice.h"
#include "sender/sender_directory.h"

namespace smppedge::gateway {

/// Of one range.
struct SenderFigures {
  std::uint64_t chosen = 0;         ///< how often a message was planned with one of its numbers
  std::uint64_t conversations = 0;  ///< of these, those whose number was not in use with the phone before
  std::uint64_t avoided = 0;        ///< numbers passed over before, since other conversations with the phone use them
  std::uint64_t refused = 0;        ///< messages for which every number was in use
  /// The least part of its numbers that a message could have had, 0..1. None: nothing was chosen or refused.
  std::optional<double> free_share;
};

class SenderUse {
 public:
  /// Of more than `ranges_max` ranges those that are used first are counted.
  explicit SenderUse(std::size_t ranges_max = sender_ranges_counted_max) : ranges_max_(ranges_max) {}

  /// A message is planned to leave from that number of the carrier's; one that is of no range does not count.
  void chosen(CarrierNumber carrier, const sender::Chosen& number, MonoTime now);
  /// A message might have left from that range, and every number was in use.
  void refused(CarrierNumber carrier, std::string_view range, MonoTime now);

  /// nullopt: it is not counted.
  [[nodiscard]] std::optional<SenderFigures> of(const sender::HeldNumber& range, MonoTime now) const;

  /// A reload's: what is held no more, or by another, begins anew.
  void keep_held(const sender::SenderDirectory& former, const sender::SenderDirectory& present);

 private:
  /// How many of them hold the whole span however far the newest has come.
  static constexpr std::int64_t steps = sender_use_span / sender_use_step + 1;
  static constexpr std::uint32_t all_free = 1'000'000;  // parts per million
  static constexpr std::uint32_t not_known = all_free + 1;

  /// 32 bits hold 190,000 messages a second all from one range.
  struct Bucket {
    std::uint32_t chosen = 0;
    std::uint32_t conversations = 0;
    std::uint32_t refused = 0;
    std::uint32_t least_free = not_known;
    std::uint64_t avoided = 0;
  };
  struct Ring {
    std::int64_t newest = 0;  // steps since the beginning of time
    std::array<Bucket, steps> buckets{};

    [[nodiscard]] Bucket& at(std::int64_t step);
  };

  [[nodiscard]] static std::int64_t step_of(MonoTime time) { return time.time_since_epoch() / sender_use_step; }
  /// nullptr: it is one too many.
  [[nodiscard]] Bucket* now_of(CarrierNumber carrier, std::string_view range, MonoTime now);

  const std::size_t ranges_max_;
  boost::unordered_flat_map<sender::HeldNumber, std::unique_ptr<Ring>, sender::HeldNumberHash> rings_;
};

}  // namespace smppedge::gateway
