// SPDX-License-Identifier: Apache-2.0
// The judgement is pure, so that what counts as degraded is read, and tested, in one place.
#include "admin/health.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

namespace smppedge::admin {
namespace {

bool can_send(const carrier::BindStatus& bind) {
  return bind.state == carrier::BindState::bound && bind.kind != carrier::BindKind::receiver;
}

}  // namespace

Health judge_health(const gateway::Status& status) {
  Health health;
  if (status.store.below_watermark) {
    health.accepting = false;
    health.reasons.push_back({"disk_full", fmt::format("The store's disk has {} octets left, less than free_bytes_min; "
                                                       "new messages are refused.",
                                                       status.store.free_bytes)});
  }
  for (const gateway::Status::CarrierEntry& carrier : status.carriers) {
    const auto& binds = carrier.status.binds;
    if (std::none_of(binds.begin(), binds.end(), can_send)) {
      health.reasons.push_back({"no_bind", fmt::format("Carrier {} has no bind that can send.", carrier.name)});
    }
    if (std::any_of(binds.begin(), binds.end(), [](const auto& bind) { return bind.credentials_refused; })) {
      health.reasons.push_back(
          {"credentials_refused", fmt::format("Carrier {} refuses our system_id or password.", carrier.name)});
    }
    if (carrier.status.silent) {
      health.reasons.push_back(
          {"no_answers", fmt::format("Carrier {} answers no submits; only probes go out.", carrier.name)});
    }
  }
  return health;
}

std::string render_health(const Health& health) {
  boost::json::array reasons;
  for (const Health::Reason& reason : health.reasons) {
    reasons.push_back(boost::json::object{{"code", reason.code}, {"detail", reason.detail}});
  }
  return boost::json::serialize(boost::json::object{
      {"status", health.ok() ? "ok" : "degraded"}, {"accepting", health.accepting}, {"reasons", std::move(reasons)}});
}

}  // namespace smppedge::admin
