// SPDX-License-Identifier: Apache-2.0
// The open messages in memory by one of what else they are found by (lookups.h): a hash table with a fixed number of
// buckets, so that no message ever pays for all others' moving, and with the links in the messages themselves. Each
// bucket is a search tree, nearly always of one or none: however many messages share a phone or a reference, a page of
// them costs a page. Core loop only.
#pragma once

#include <array>
#include <boost/intrusive/set.hpp>
#include <compare>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include "gateway/live_message.h"
#include "gateway/lookups.h"

namespace smppedge::gateway {

/// What a message is found by, and its place among those that are found by the same.
struct TextKey {
  AccountNumber account;
  std::string_view text;
  MessageId message;
  friend auto operator<=>(const TextKey&, const TextKey&) = default;
  [[nodiscard]] bool finds_same(const TextKey& other) const { return account == other.account && text == other.text; }
  [[nodiscard]] std::uint64_t hash() const {
    LookupHash hash;
    hash.number(account.value());
    hash.text(text);
    return hash.value();
  }
};
struct NumberKey {
  AccountNumber account;
  store::LookupKind kind = store::LookupKind::alias;
  std::uint64_t number = 0;
  MessageId message;
  friend auto operator<=>(const NumberKey&, const NumberKey&) = default;
  [[nodiscard]] bool finds_same(const NumberKey& other) const {
    return account == other.account && kind == other.kind && number == other.number;
  }
  [[nodiscard]] std::uint64_t hash() const {
    LookupHash hash;
    hash.number(account.value());
    hash.octet(static_cast<std::uint8_t>(kind));
    hash.number(number);
    return hash.value();
  }
};
struct ToOf {
  using type = TextKey;
  TextKey operator()(const LiveMessage& message) const { return {message.account, message.to.digits(), message.id}; }
};
struct RefOf {
  using type = TextKey;
  TextKey operator()(const LiveMessage& message) const { return {message.account, message.ref, message.id}; }
};
/// Of messages that are is_told().
struct ToldOf {
  using type = NumberKey;
  NumberKey operator()(const LiveMessage& message) const {
    const store::LookupRecord told = told_lookup(message);
    return {told.account, told.kind, told.value, told.message};
  }
};

template <class KeyOf, LiveMessage::TreeHook LiveMessage::*hook>
class LiveLookups {
  using Key = typename KeyOf::type;
  using Tree =
      boost::intrusive::set<LiveMessage, boost::intrusive::member_hook<LiveMessage, LiveMessage::TreeHook, hook>,
                            boost::intrusive::key_of_value<KeyOf>, boost::intrusive::constant_time_size<false>>;
  /// Trees are made so many at a time, when a message needs one: a gateway with little to do takes little memory.
  static constexpr std::size_t trees_per_stretch = 1'024;
  using Stretch = std::array<Tree, trees_per_stretch>;

 public:
  /// About as many trees as messages are expected: a deeper one costs each message the looks at its neighbours.
  explicit LiveLookups(std::size_t messages_expected) {
    std::size_t trees = trees_per_stretch;
    for (; trees < messages_expected; trees *= 2) --shift_;
    stretches_.resize(trees / trees_per_stretch);
  }

  void link(LiveMessage& message) {
    const std::size_t place = place_of(KeyOf()(message));
    std::unique_ptr<Stretch>& stretch = stretches_[place / trees_per_stretch];
    if (stretch == nullptr) stretch = std::make_unique<Stretch>();
    (*stretch)[place % trees_per_stretch].insert(message);
  }
  /// Those that are found by the same as `below`, newest first, with ids below its own (0: all). `visit` must not
  /// change what they are linked by; it gives false to end the walk.
  template <class Visit>
  void for_each(Key below, Visit visit) {
    const std::size_t place = place_of(below);
    const std::unique_ptr<Stretch>& stretch = stretches_[place / trees_per_stretch];
    if (stretch == nullptr) return;
    Tree& tree = (*stretch)[place % trees_per_stretch];
    below.message = MessageId(below.message.value() - 1);  // one below 0 is the greatest
    for (auto at = tree.upper_bound(below); at != tree.begin();) {
      LiveMessage& message = *--at;
      if (!KeyOf()(message).finds_same(below) || !visit(message)) return;
    }
  }

 private:
  [[nodiscard]] std::size_t place_of(const Key& key) const {
    return static_cast<std::size_t>((key.hash() * 0x9E3779B97F4A7C15ULL) >> shift_);
  }

  int shift_ = 64 - 10;  // the product's highest bits are the best mixed
  std::vector<std::unique_ptr<Stretch>> stretches_;
};

}  // namespace smppedge::gateway
