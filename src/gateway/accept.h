// SPDX-License-Identifier: Apache-2.0
// Takes requests in: checks them, plans how each message is to leave, records it, and answers once that is durable.
// A request that is refused as a whole stores nothing and counts nothing; in one that is taken each number has its own
// outcome (domain.md A32). Core loop only.
#pragma once

#include <functional>
#include <span>

#include "gateway/api.h"
#include "gateway/core.h"
#include "gateway/report.h"
#include "gateway/routing.h"
#include "message/message_id.h"

namespace smppedge::gateway {

class Accept {
 public:
  using Done = std::function<void(Expected<AcceptAnswer, RequestError>)>;
  Accept(Core& core, const Report& report)
      : core_(core), report_(report), routing_(core.settings.routes), ids_(core.settings.node) {}

  void accept(AcceptRequest request, Done done);
  [[nodiscard]] MessageIdAllocator& ids() { return ids_; }

 private:
  /// What is the same for every number of a request.
  struct Common {
    const AccountSettings* account = nullptr;
    std::string text;
    Seconds validity{};
    /// By reference width: the text is cut once for all carriers of that width.
    std::vector<std::pair<text::ReferenceWidth, text::Cut>> cuts;
  };

  [[nodiscard]] Expected<Common, RequestError> check(AccountNumber account, const AcceptItem& request) const;
  [[nodiscard]] std::optional<RequestError> room_for(const AccountSettings& account, std::size_t messages) const;
  /// The first of a route's carriers that has a bind.
  [[nodiscard]] const CarrierSettings* preferred(const std::vector<CarrierNumber>& carriers) const;
  [[nodiscard]] Expected<Plan, RequestError> plan(Common& common, const AcceptItem& request, const PhoneNumber& phone);
  [[nodiscard]] Expected<const text::Cut*, RequestError> cut(Common& common, text::ReferenceWidth width) const;
  void take(Door door, const AcceptItem& item, Common& common, AcceptEntry& entry, const PhoneNumber& phone);
  void take_all(Door door, AcceptItem& item, Common& common, std::span<AcceptEntry> entries);

  Core& core_;
  const Report& report_;
  Routing routing_;
  MessageIdAllocator ids_;
};

}  // namespace smppedge::gateway
