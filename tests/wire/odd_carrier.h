// SPDX-License-Identifier: Apache-2.0
// A carrier as the circumstances of a golden file configure it: "profile" are lines of its profile, "carrier" further
// ones of its own.
#pragma once

#include <boost/test/unit_test.hpp>
#include <map>
#include <string>

#include "compose_carriers.h"
#include "config/load.h"
#include "tests/unit/config/written_file.h"

namespace smppedge::test {

using Circumstances = std::map<std::string, std::string>;

inline std::string value_of(const Circumstances& given, const std::string& name, const std::string& fallback = {}) {
  const auto found = given.find(name);
  return found == given.end() ? fallback : found->second;
}

inline carrier::Settings link_of(const Circumstances& given) {
  const config::WrittenFile file(
      "accounts = ( { name = \"a\"; key = \"key-of-a\"; } );\n"
      "profiles = ( { name = \"odd\"; " +
      value_of(given, "profile") +
      " } );\n"
      "carriers = ( { name = \"c\"; host = \"h\"; system_id = \"edge\"; profile = \"odd\"; " +
      value_of(given, "carrier", "password = \"secret\";") +
      " } );\n"
      "routes = ( { carriers = [ \"c\" ]; } );\n");
  const auto config = config::load(file.path());
  BOOST_REQUIRE_MESSAGE(config.has_value(), (config ? "" : to_string(config.error().front())));
  return smppedge::link_of(*config, config->carriers.front());
}

}  // namespace smppedge::test
