// SPDX-License-Identifier: Apache-2.0
// Records that are not on disk yet: messages that ended, carrier ids, look-ups, used keys, windows, blocklists. Two
// generations: the one being noted, and the one that a checkpoint is writing, which stays findable until it has. The
// newest note of a key wins; a look-up keeps all its messages, a window all its pairs. Core loop; the generation that
// is being written is immutable and shared with the checkpoint's thread.
#pragma once

#include <array>
#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "store/carrier_key.h"
#include "store/rocks/block_notes.h"
#include "store/rocks/closed_log.h"
#include "store/rocks/window_notes.h"
#include "store/store.h"

namespace smppedge::store::rocks {

/// A LookupRecord without its message.
struct LookupKey {
  AccountNumber account;
  LookupKind kind = LookupKind::to;
  std::uint64_t value = 0;
  friend bool operator==(const LookupKey&, const LookupKey&) = default;
};
/// A KeyRecord without its fact.
struct UsedKey {
  AccountNumber account;
  KeyDigest key{};
  friend bool operator==(const UsedKey&, const UsedKey&) = default;
};

struct NoteGeneration {
  struct Closed {
    Location last;
    AccountNumber account;
  };
  struct LookupHash {
    std::size_t operator()(const LookupKey& key) const noexcept {
      return std::hash<AccountNumber>{}(key.account) ^ key.value ^ (static_cast<std::size_t>(key.kind) << 56);
    }
  };
  struct UsedKeyHash {
    std::size_t operator()(const UsedKey& key) const noexcept {
      std::size_t hash = 0;  // of a digest any octets will do
      std::memcpy(&hash, key.key.data(), sizeof hash);
      return hash ^ std::hash<AccountNumber>{}(key.account);
    }
  };
  /// Ascending. Nearly all have one, those of a number that is tested with have thousands.
  using Messages = boost::container::small_vector<MessageId, 1>;

  boost::unordered_flat_map<MessageId, Closed, std::hash<MessageId>> closed;
  ClosedLog closed_log;
  CarrierKeyMap<AttemptRef> carrier_ids;
  boost::unordered_flat_map<LookupKey, Messages, LookupHash> lookups;
  std::size_t lookup_messages = 0;
  boost::unordered_flat_map<UsedKey, Location, UsedKeyHash> keys;

  WindowNotes windows;
  BlockNotes blocks;

  [[nodiscard]] std::size_t size() const {
    return closed.size() + carrier_ids.size() + lookup_messages + keys.size() + windows.size() + blocks.size();
  }
};

class Notes {
 public:
  void add(const ClosedRecord& record);
  void add(CarrierIdRecord record) {
    noted_->carrier_ids[{record.carrier, std::move(record.match_key)}] = record.attempt;
  }
  void add(const LookupRecord& record);
  void add(const KeyRecord& record) { noted_->keys[{record.account, record.key}] = record.fact; }
  void add(const WindowRecord& record) { noted_->windows.add(record); }
  void add(BlockChange change) { noted_->blocks.add(std::move(change)); }
  [[nodiscard]] std::size_t size() const { return noted_->size(); }

  [[nodiscard]] std::optional<Location> find(MessageId message) const;
  [[nodiscard]] std::optional<AttemptRef> find(CarrierNumber carrier, std::string_view match_key) const;
  [[nodiscard]] std::optional<Location> find(const UsedKey& key) const;
  /// Newest first, below `before` (0: all), at most `limit` of each generation.
  [[nodiscard]] std::vector<MessageId> find(const LookupKey& key, MessageId before, unsigned limit) const;
  /// Appends the phone's records of both generations.
  void find(const PhoneNumber& phone, std::vector<WindowRecord>& found) const;
  /// What is noted of that phone, put upon what is on disk.
  void put_upon(AccountNumber account, const PhoneNumber& phone, BlockedPhone& known) const;
  /// The same of a page of the account's list behind `after`, with what is noted between its records.
  [[nodiscard]] BlockedPage put_upon(BlockedOnDisk disk, AccountNumber account, const PhoneNumber& after,
                                     unsigned limit) const;
  /// Of both generations.
  using ClosedMessages = std::array<ClosedLog::Snapshot, 2>;
  [[nodiscard]] ClosedMessages closed_messages() const;

  /// Begins a new generation and returns the one so far, to be written.
  [[nodiscard]] std::shared_ptr<const NoteGeneration> freeze();
  /// What was frozen is on disk. To be destroyed off the loop: it is hundreds of thousands of allocations.
  [[nodiscard]] std::shared_ptr<const NoteGeneration> take_frozen() { return std::exchange(frozen_, nullptr); }
  [[nodiscard]] bool frozen() const { return frozen_ != nullptr; }

 private:
  /// The first answer of `look(generation)`, the newer one first.
  template <class Value, class Look>
  [[nodiscard]] std::optional<Value> first_of(Look look) const;

  std::shared_ptr<NoteGeneration> noted_ = std::make_shared<NoteGeneration>();
  std::shared_ptr<const NoteGeneration> frozen_;
};

}  // namespace smppedge::store::rocks
