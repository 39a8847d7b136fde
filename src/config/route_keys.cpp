// SPDX-License-Identifier: Apache-2.0
// Which carriers serve which numbers.
#include "config/settings_keys.h"

namespace smppedge::config {

Keys<Route> route_keys() {
  return {
      text(Kind::digits, "prefix", &Route::prefix, "", {0, 20}, restart,
           "Of the recipient's number in international form; the longest that fits decides, the empty one fits all."),
      words("carriers", &Route::carriers, Need::required, {1, 16}, restart,
            "Names of carriers; the first is preferred."),
  };
}

}  // namespace smppedge::config
