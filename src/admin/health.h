// SPDX-License-Identifier: Apache-2.0
// Whether the gateway does its work, for load balancers and people. A gateway without a carrier still accepts: what it
// accepts waits on disk. One whose disk is full does not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/status.h"

namespace smppedge::admin {

struct Health {
  struct Reason {
    std::string_view code;  ///< no_bind, credentials_refused, disk_full
    std::string detail;     ///< a sentence
  };
  bool accepting = true;        ///< new messages are taken
  std::vector<Reason> reasons;  ///< why it is degraded; none: it is well

  [[nodiscard]] bool ok() const { return reasons.empty(); }
};

[[nodiscard]] Health judge_health(const gateway::Status& status);

/// {"status":"ok"|"degraded","accepting":true,"reasons":[{"code","detail"}]}
[[nodiscard]] std::string render_health(const Health& health);

}  // namespace smppedge::admin
