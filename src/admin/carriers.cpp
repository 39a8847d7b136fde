// SPDX-License-Identifier: Apache-2.0
#include "admin/carriers.h"

#include <algorithm>
#include <boost/json.hpp>

namespace smppedge::admin {

std::string render_carriers(const gateway::Status& status) {
  boost::json::array carriers;
  for (const gateway::Status::CarrierEntry& carrier : status.carriers) {
    const auto& binds = carrier.status.binds;
    const auto bound = std::count_if(binds.begin(), binds.end(), [](const carrier::BindStatus& bind) {
      return bind.state == carrier::BindState::bound;
    });
    boost::json::object json{{"name", carrier.name},
                             {"bound", bound},
                             {"window_used", carrier.status.window_used},
                             {"learns_id", carrier.learns_id}};
    if (carrier.learns_id) {
      json["id_votes"] = carrier.id.votes;
      json["id_convention"] = nullptr;
      if (carrier.id.settled) json["id_convention"] = to_string(*carrier.id.settled);
    }
    carriers.push_back(std::move(json));
  }
  return boost::json::serialize(boost::json::object{{"carriers", std::move(carriers)}});
}

}  // namespace smppedge::admin
