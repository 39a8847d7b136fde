// SPDX-License-Identifier: Apache-2.0
#include "config/route_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include "config/nearest.h"
#include "config/tree.h"

namespace smppedge::config {
namespace {

using Names = std::vector<std::string>;

class RouteChecker {
 public:
  using Fail = std::function<void(const std::string& key, std::string text)>;

  RouteChecker(const Config& config, const TreeNode& root, const std::set<std::string>& refused, const Fail& fail)
      : config_(config), root_(root), refused_(refused), fail_(fail) {
    for (const Carrier& carrier : config.carriers) carriers_.push_back(carrier.name);
    for (const Account& account : config.accounts) accounts_.push_back(account.name);
  }

  void run() {
    for (std::size_t i = 0; i < config_.routes.size(); ++i) {
      const std::string path = fmt::format("routes[{}]", i);
      check_place(i, path);
      check_carriers(config_.routes[i], path);
    }
  }

 private:
  void check_place(std::size_t index, const std::string& path) {
    const Route& route = config_.routes[index];
    if (!route.account.empty() && std::find(accounts_.begin(), accounts_.end(), route.account) == accounts_.end()) {
      fail_(path + ".account", fmt::format("is `{}`, which `accounts` does not have{}", route.account,
                                           suggestion(route.account, accounts_)));
    }
    if (!route.network.empty() && !route.prefix.empty()) {
      fail_(path + ".network", "stands beside a prefix; a route has one or the other.");
    }
    if (!route.network.empty() && config_.routing.ported_file.empty()) {
      fail_(path + ".network", "needs a table of ported numbers; name it in `routing.ported_file`.");
    }
    if (refused_.contains(path + ".prefix")) return;
    const auto [first, is_new] =
        places_.emplace(std::tuple(route.prefix, route.network, route.traffic_class, route.account), index);
    if (is_new) return;
    const Origin other = origin_of(root_, fmt::format("routes[{}]", first->second));
    fail_(path + ".prefix",
          fmt::format("is the same as that of routes[{}] (line {}); name all carriers in one route, or set them apart "
                      "by `network`, `class` or `account`.",
                      first->second, other.line));
  }

  void check_carriers(const Route& route, const std::string& path) {
    if (route.carriers.empty() == route.shares.empty()) {
      return fail_(path + ".carriers", route.shares.empty()
                                           ? "is missing; name the carriers, or give them by weight in `shares`."
                                           : "stands beside `shares`; a route has one or the other.");
    }
    Names named = route.carriers;
    for (const RouteShare& share : route.shares) named.push_back(share.carrier);
    const std::string key = path + (route.shares.empty() ? ".carriers" : ".shares");
    for (auto at = named.begin(); at != named.end(); ++at) {
      if (std::find(carriers_.begin(), carriers_.end(), *at) == carriers_.end()) {
        fail_(key, fmt::format("names `{}`, which `carriers` does not have{}", *at, suggestion(*at, carriers_)));
      }
      if (std::find(named.begin(), at, *at) != at) fail_(key, fmt::format("names `{}` twice.", *at));
    }
  }

  const Config& config_;
  const TreeNode& root_;
  const std::set<std::string>& refused_;
  const Fail& fail_;
  Names carriers_;
  Names accounts_;
  std::map<std::tuple<std::string, std::string, RouteClass, std::string>, std::size_t> places_;
};

}  // namespace

void check_routes(const Config& config, const TreeNode& root, const std::set<std::string>& refused,
                  const std::function<void(const std::string& key, std::string text)>& fail) {
  RouteChecker(config, root, refused, fail).run();
}

}  // namespace smppedge::config
