// SPDX-License-Identifier: Apache-2.0
// Which carriers serve which numbers.
#include "config/settings_keys.h"

namespace smppedge::config {
namespace {

Keys<RouteShare> share_keys() {
  return {
      text(Kind::word, "carrier", &RouteShare::carrier, required, {1, 32}, live, "The carrier's name."),
      number("order", &RouteShare::order, 1, {1, 100}, live,
             "The lower are tried first; those of one order share by their weights."),
      number("weight", &RouteShare::weight, 1, {1, 1'000}, live,
             "Its share among the carriers of its order. A phone keeps to its carrier while that takes messages."),
  };
}

}  // namespace

Keys<Route> route_keys() {
  return {
      text(Kind::digits, "prefix", &Route::prefix, "", {0, 20}, live,
           "Of the recipient's number in international form; the longest that fits decides, the empty one fits all."),
      text(Kind::word, "network", &Route::network, "", {0, 32}, live,
           "Instead of a prefix: numbers that the table of ported numbers puts into this network, before any prefix."),
      choice("class", &Route::traffic_class, "any", {"any", "otp", "notice", "marketing"}, live,
             "Only messages of this class; of routes with one prefix the more particular goes first."),
      text(Kind::text, "account", &Route::account, "", {0, 32}, live,
           "Only messages of this account, which counts as more particular than a class; empty: of any."),
      words("carriers", &Route::carriers, Need::optional, {0, 16}, live,
            "Names of carriers, in the order in which they are tried; or give `shares`."),
      list("shares", &Route::shares, share_keys(), 0, {0, 16}, "Carriers that share the route's messages by weight."),
  };
}

Keys<Routing> routing_keys() {
  return {
      text(Kind::text, "ported_file", &Routing::ported_file, "", {0, 4096}, live,
           "The table of ported numbers: a text file with a line `number,network` for each; empty: none."),
  };
}

}  // namespace smppedge::config
