// SPDX-License-Identifier: Apache-2.0
// Keeps the parts of long replies until the others have come, in any order, or their time is over (domain.md C.6). What
// is given out, complete or not, is decoded by reply_parts.h; making parts durable and telling the platform is the
// caller's, who finds its own notes in each part's cookie. No I/O: time is handed in. One thread.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "reply/fingerprint.h"
#include "reply/limits.h"
#include "reply/reply_parts.h"

namespace smppedge::reply {

struct ReassemblyLimits {
  std::size_t groups_per_phone = groups_per_phone_max;
  std::size_t octets_per_phone = octets_per_phone_max;
  std::size_t groups = groups_max;
  std::size_t octets = octets_max;
  std::size_t parts_remembered = parts_remembered_max;
};

/// What became of a part. Nothing goes in silence: each cookie added comes back in one JoinedReply, but for those of
/// duplicates, which the caller still holds.
struct PartAdded {
  enum class Outcome : std::uint8_t {
    waits,
    completes,  ///< `whole` is the message
    duplicate,  ///< the same sequence and octets wait already: nothing was kept
  };
  Outcome outcome = Outcome::waits;
  std::optional<JoinedReply> whole;
  std::vector<JoinedReply> given_up;  ///< incomplete; not of a duplicate
};

class Reassembly {
 public:
  /// `timeout` above zero: how long the first part of a message waits for the last.
  explicit Reassembly(Millis timeout, const ReassemblyLimits& limits = {});

  /// Holds for what waits already, too.
  void set_timeout(Millis timeout);

  /// `part` was received at `now`, which becomes its received_at. After a restart parts are put back by calling this
  /// with the times of then, in the order of then. A part whose place is taken by
  /// other octets begins a new message, as does one whose message is as old as the timeout. At a bound, the oldest
  /// message of that phone by that carrier, or of all, is given up, and that may be the part's own: it begins anew.
  [[nodiscard]] PartAdded add(PartKey key, ReplyPart part, WallTime now);

  /// Messages that have waited `timeout` or longer at `now`, oldest first, at most `at_most`.
  [[nodiscard]] std::vector<JoinedReply> expire(WallTime now, std::size_t at_most);
  /// When expire() has something to give; nullopt when nothing waits.
  [[nodiscard]] std::optional<WallTime> next_deadline() const;

  [[nodiscard]] std::size_t groups() const { return groups_.size(); }
  /// Of the waiting parts, octets_per_part for each included.
  [[nodiscard]] std::size_t octets() const { return octets_; }

 private:
  /// When its first part came, and a number that no other message has.
  using Age = std::pair<WallTime, std::uint64_t>;
  struct Group {
    Age age;
    std::vector<ReplyPart> parts;  // by sequence
    std::size_t octets = 0;
    bool repeated = true;  // all parts are among the remembered
  };
  using Groups = std::unordered_map<PartKey, Group>;
  /// A carrier that forges the numbers of phones pushes out nothing that came by another.
  using PhoneKey = std::pair<CarrierNumber, PhoneNumber>;
  struct PhoneHash {
    std::size_t operator()(const PhoneKey& key) const noexcept {
      return std::hash<PhoneNumber>{}(key.second) ^ std::hash<CarrierNumber>{}(key.first);
    }
  };
  struct Phone {
    std::set<Age> ages;
    std::size_t octets = 0;
  };

  [[nodiscard]] static PhoneKey phone_of(const PartKey& key) { return {key.carrier, key.phone}; }
  [[nodiscard]] bool is_due(const Group& group, WallTime now) const { return group.age.first + timeout_ <= now; }
  [[nodiscard]] bool over_phone_bound(const PartKey& key, std::size_t octets) const;
  [[nodiscard]] bool over_whole_bound(const PartKey& key, std::size_t octets) const;
  void make_room(const PartKey& key, std::size_t octets, WallTime now, std::vector<JoinedReply>& given_up);
  void insert(PartKey key, ReplyPart part);
  [[nodiscard]] JoinedReply give_out(Age age, PartsEnd end, WallTime now);

  [[nodiscard]] bool remembers(const PartKey& key, const ReplyPart& part) const;
  void remember(const JoinedReply& joined, WallTime now);
  void forget(WallTime now);
  void forget_oldest();

  Millis timeout_;
  ReassemblyLimits limits_;
  Groups groups_;
  std::map<Age, const PartKey*> by_age_;  // keys live in groups_
  std::unordered_map<PhoneKey, Phone, PhoneHash> phones_;
  std::size_t octets_ = 0;
  std::uint64_t next_number_ = 0;
  /// Parts given out, by digest, and when; remembered for the timeout. The queue has them in that order.
  std::unordered_map<Fingerprint, WallTime> remembered_;
  std::deque<std::pair<WallTime, Fingerprint>> to_forget_;
};

}  // namespace smppedge::reply
