// SPDX-License-Identifier: Apache-2.0
// The list of parked receipts, and their matching once more on demand, after a profile has been corrected: in rounds
// off a timer, so that the loop does not stall on a hundred thousand of them. One run at a time. Core loop only.
#pragma once

#include "gateway/admin_api.h"
#include "gateway/core.h"
#include "gateway/parked.h"
#include "gateway/receipts.h"

namespace smppedge::gateway {

class Rematch {
 public:
  Rematch(Core& core, Parked& parked, Receipts& receipts) : core_(core), parked_(parked), receipts_(receipts) {}

  void list(const ParkedQuery& query, const AdminApi::Done<ParkedPage>& done);
  void run(const std::string& carrier, AdminApi::Done<RematchAnswer> done);

 private:
  /// nullopt: of all; an error where no carrier has that name.
  [[nodiscard]] Expected<std::optional<CarrierNumber>, RequestError> carrier_of(const std::string& name) const;
  [[nodiscard]] ParkedEntry entry_of(const ParkedReceipt& receipt, bool whole) const;
  void round();
  void on_one(bool matched);
  void end_round();

  Core& core_;
  Parked& parked_;
  Receipts& receipts_;

  // Of the run under way.
  AdminApi::Done<RematchAnswer> done_;  // empty: there is none
  std::optional<CarrierNumber> carrier_;
  RematchAnswer answer_;
  store::Location at_;
  store::Location end_;      // what is parked later is not looked at
  std::size_t waiting_ = 0;  // of this round
  Timer timer_;
};

}  // namespace smppedge::gateway
