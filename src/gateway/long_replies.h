// SPDX-License-Identifier: Apache-2.0
// Parts of long replies until they are told: each is a fact of its own before its deliver_sm is answered, so that none
// is lost over a crash, and waits in reply/reassembly.h for the others. What is whole, or will not become so, is handed
// on; its parts are kept until told() says that the reply's own fact ends them. Core loop only.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "gateway/core.h"
#include "gateway/handset.h"
#include "reply/reassembly.h"

namespace smppedge::gateway {

class LongReplies {
 public:
  /// What is known of the parts of a reply beside what they say.
  struct Parts {
    std::vector<store::Location> facts;
    PhoneNumber twin;     ///< the other reading of their phone (handset.h), where all are written so
    bool newest = false;  ///< the one is among them that take() was called with
  };
  using OnJoined = std::function<void(reply::JoinedReply joined, Parts parts)>;
  LongReplies(Core& core, OnJoined on_joined)
      : core_(core), on_joined_(std::move(on_joined)), waiting_(core.settings.delivery.reassembly_timeout) {}

  void start() { arm(); }

  struct Arrived {
    CarrierNumber carrier;
    BindId bind;
    Handset handset;
    AccountNumber account;  ///< 0: not known
    std::uint64_t fingerprint = 0;
    std::string_view destination;
    carrier::WireOctets octets;  ///< the whole PDU
  };
  /// Records the part; what it completes or pushes out is handed on before this returns.
  void take(const Arrived& arrived, const reply::OpenedReply& opened);
  /// Records that these parts end and nobody is told.
  void end(std::span<const store::Location> parts);
  /// The fact that ends these parts is recorded.
  void told(std::span<const store::Location> parts);

  /// Parts that are kept.
  [[nodiscard]] std::size_t size() const { return kept_.size(); }

  void fill(store::Checkpoint& checkpoint);
  /// Recovery: a part, of a checkpoint's record or not; and the end of some. finish_recovery() hands on what is whole.
  void restore(const store::RecordedFact& fact, bool recorded);
  void restore_told(const store::FactList& parts);
  void finish_recovery();

 private:
  /// One that waits for the others.
  struct Waiting {
    store::Location fact;
    PhoneNumber twin;
  };
  struct Restored {
    CarrierNumber carrier;
    PhoneNumber phone;
    std::string octets;
    WallTime at;
  };
  void add(const reply::PartKey& key, reply::ReplyPart part, const Waiting& beside, WallTime at);
  void hand_on(reply::JoinedReply joined);
  void expire();
  void arm();

  Core& core_;
  OnJoined on_joined_;
  reply::Reassembly waiting_;
  std::uint64_t last_cookie_ = 0;
  std::uint64_t taking_ = 0;                                  ///< the cookie of the part that take() was called with
  boost::unordered_flat_map<std::uint64_t, Waiting> beside_;  ///< by cookie
  std::map<store::Location, bool> kept_;                      ///< whether a checkpoint has it
  std::vector<store::Location> gone_;                         ///< recorded before, and told since
  std::map<store::Location, Restored> restored_;              ///< until finish_recovery()
  Timer timer_;
};

}  // namespace smppedge::gateway
