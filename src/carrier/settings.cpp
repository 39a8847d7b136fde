// SPDX-License-Identifier: Apache-2.0
#include "carrier/settings.h"

#include <tuple>

namespace smppedge::carrier {
namespace {

auto of_connections(const Settings& of) {
  const Profile& profile = of.profile;
  return std::tie(of.name, of.endpoint, of.system_id, of.password, of.binds, of.window, of.connect_timeout,
                  of.bind_timeout, of.response_timeout, of.enquire_link_interval, of.enquire_link_timeout,
                  of.reconnect_min, of.reconnect_max, of.reconnect_refused, of.unbind_timeout, profile.system_type,
                  profile.interface_version, profile.password_octets_max, profile.address_range, profile.bind_type.ton,
                  profile.bind_type.npi, profile.enquire_link);
}

}  // namespace

bool needs_new_binds(const Settings& running, const Settings& wanted) {
  return of_connections(running) != of_connections(wanted);
}

}  // namespace smppedge::carrier
