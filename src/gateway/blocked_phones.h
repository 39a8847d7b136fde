// SPDX-License-Identifier: Apache-2.0
// Which phones get nothing from which account, exactly and in memory, so that the path of a message asks no disk. A
// million phones take 10 to 20 MiB (9 octets a slot, 44 to 87 % of the slots taken). Core loop only.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "message/ids.h"
#include "message/phone_number.h"

namespace smppedge::gateway {

class BlockedPhones {
 public:
  /// False: it was there.
  bool add(AccountNumber account, const PhoneNumber& phone);
  /// False: it was not there.
  bool remove(AccountNumber account, const PhoneNumber& phone);
  [[nodiscard]] bool contains(AccountNumber account, const PhoneNumber& phone) const;

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t size(AccountNumber account) const;

 private:
  /// A set that grows moves all it has: cut into shards, none takes the loop longer than a few milliseconds.
  static constexpr unsigned shard_bits = 6;
  struct List {
    std::array<boost::unordered_flat_set<std::uint64_t>, 1U << shard_bits> shards;
    std::unordered_set<PhoneNumber> longer;  ///< than packed_digits_max
    std::size_t size = 0;

    [[nodiscard]] boost::unordered_flat_set<std::uint64_t>& shard_of(std::uint64_t key) {
      return shards[index_of(key)];
    }
    [[nodiscard]] const boost::unordered_flat_set<std::uint64_t>& shard_of(std::uint64_t key) const {
      return shards[index_of(key)];
    }
    [[nodiscard]] static std::size_t index_of(std::uint64_t key) {
      return (key * 0xD6E8FEB86659FD93ULL) >> (64 - shard_bits);
    }
  };

  std::unordered_map<AccountNumber, std::unique_ptr<List>> lists_;  ///< of accounts that have or had phones on it
  std::size_t size_ = 0;
};

}  // namespace smppedge::gateway
