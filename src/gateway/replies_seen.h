// SPDX-License-Identifier: Apache-2.0
// Recognises a reply that the carrier delivers again: a reply has no id, so that a redelivery looks like the phone
// writing the same words once more. It is one as long as our newest response to it may not have arrived: until a later
// request on that connection was answered, at most redelivery_window (design.md). What is proven so is forgotten while
// its connection lives, at its end at the latest, also over a restart; the rest outlives restarts with checkpoints.
// Core loop only.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "carrier/carrier.h"
#include "gateway/limits.h"
#include "store/store.h"

namespace smppedge::gateway {

class RepliesSeen {
 public:
  /// One deliver_sm with the reply.
  struct Copy {
    CarrierNumber carrier;
    carrier::DeliverToken token;
  };
  /// What Carrier::answered_through() says of its connection; nullopt too where the carrier has gone.
  using Through = std::function<std::optional<MonoTime>(const Copy& copy)>;
  /// Called for each reply whose response is proven received: it is to be recorded, for restore_proven().
  using Proven = std::function<void(std::uint64_t fingerprint)>;
  /// `recorded_max`: replies remembered at a time that may come again; beyond it the oldest is forgotten.
  RepliesSeen(Through answered_through, Proven proven, std::size_t recorded_max = fingerprints_max)
      : answered_through_(std::move(answered_through)), proven_(std::move(proven)), recorded_max_(recorded_max) {}

  enum class Verdict : std::uint8_t {
    is_new,   ///< under way from now on: take it
    pending,  ///< the first is not recorded yet; it is answered together with it
    again,    ///< recorded before: answer it, tell nothing
    refused,  ///< too many of them wait: the carrier must come again
  };
  [[nodiscard]] Verdict judge(std::uint64_t fingerprint, WallTime now, const Copy& copy);

  /// It was recorded and will be answered; gives those that came meanwhile, to be answered with it.
  [[nodiscard]] std::vector<Copy> recorded(std::uint64_t fingerprint, WallTime now);
  /// It could not be taken after all; gives those that came meanwhile.
  [[nodiscard]] std::vector<Copy> given_up(std::uint64_t fingerprint);
  /// Our response to that copy leaves now, after the commit, and its connection lives.
  void answered(std::uint64_t fingerprint, const Copy& copy, MonoTime now);
  /// Forgets what is proven by now.
  void settle_all();
  /// Nothing more is proven of what was written there.
  void connection_ended(CarrierNumber carrier, const carrier::EndedConnection& ended);

  /// Whether it is pending or may come again.
  [[nodiscard]] bool knows(std::uint64_t fingerprint) const { return seen_.contains(fingerprint); }
  /// Those that may come again. Pending ones are not among them.
  [[nodiscard]] std::size_t size() const { return by_age_.size(); }

  void fill(store::Checkpoint& checkpoint, WallTime now);
  /// Recovery: nobody knows whether the response arrived. `kept`: a checkpoint has it.
  void restore(std::uint64_t fingerprint, WallTime at, bool kept);
  /// What was restored before was proven since.
  void restore_proven(std::uint64_t fingerprint);

 private:
  using ByAge = std::multimap<WallTime, std::uint64_t>;
  struct Seen {
    std::optional<ByAge::iterator> place;  ///< none: pending
    bool kept = false;                     ///< a checkpoint has it
    std::uint64_t newest_answer = 0;       ///< to one of its copies; 0: none has left
    std::vector<Copy> waiting;
  };
  /// One that waits for its proof.
  struct Answer {
    std::uint64_t number;
    std::uint64_t fingerprint;
    MonoTime at;
  };
  using Connection = std::tuple<CarrierNumber, BindId, std::uint64_t>;
  using Answers = std::deque<Answer>;  ///< in the order in which they left

  void remember(std::uint64_t fingerprint, Seen& seen, WallTime at);
  void forget(ByAge::iterator place);
  void expire(WallTime now);
  /// Forgets what is proven.
  void settle(Answers& answers, MonoTime through);

  const Through answered_through_;
  const Proven proven_;
  const std::size_t recorded_max_;
  boost::unordered_flat_map<std::uint64_t, Seen> seen_;
  ByAge by_age_;
  std::map<Connection, Answers> answers_;
  std::uint64_t answers_given_ = 0;
  boost::unordered_flat_set<std::uint64_t> unkept_;  ///< recorded since the last checkpoint
  std::vector<std::uint64_t> gone_;                  ///< kept, and forgotten since the last checkpoint
};

}  // namespace smppedge::gateway
