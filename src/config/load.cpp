// SPDX-License-Identifier: Apache-2.0
// File, overrides, table, cross-checks: each adds its errors, so that one start shows them all.
#include "config/load.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "config/cross_check.h"
#include "config/overrides.h"
#include "config/settings_table.h"

namespace smppedge::config {

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
}

const Profile& profile_of(const Config& config, const Carrier& carrier) {
  return *std::find_if(config.profiles.begin(), config.profiles.end(),
                       [&](const Profile& profile) { return profile.name == carrier.profile; });
}

std::vector<AccessNumber> access_numbers_of(const Carrier& carrier) {
  if (carrier.access_number.empty()) return carrier.access_numbers;
  return {{carrier.access_number, sender_digits_max, 0, {}, Region::by_number}};
}

namespace {

/// The standard profile exists without being written: one item that holds only its name, read by the table.
void add_standard_profile(Config& config, const Keys<Config>& table, const Environment& environment) {
  const bool written = std::any_of(config.profiles.begin(), config.profiles.end(),
                                   [](const Profile& profile) { return profile.name == standard_profile; });
  if (written) return;
  TreeNode name{"name", {}, std::string(standard_profile)};
  TreeNode item{"", {}, TreeNode::Group{{std::move(name)}}};
  TreeNode profiles{"profiles", {}, TreeNode::List{{std::move(item)}}};
  const TreeNode root{"", {}, TreeNode::Group{{std::move(profiles)}}};
  Config defaults;
  ConfigErrors unused;
  Reading reading{unused, environment};
  read_keys(table, root, true, "", defaults, reading);
  config.profiles.push_back(std::move(defaults.profiles.front()));
}

}  // namespace

Expected<Config, ConfigErrors> load(const std::string& path, const std::vector<std::string>& overrides,
                                    const Environment& environment) {
  Expected<TreeNode, ConfigError> root = read_tree(path);
  if (!root) return failure(ConfigErrors{std::move(root.error())});
  ConfigErrors errors;
  for (const std::string& assignment : overrides) apply_override(*root, assignment, errors);

  Config config;
  Reading reading{errors, environment};
  const Keys<Config> table = settings_table();
  read_keys(table, *root, true, "", config, reading);
  add_standard_profile(config, table, environment);
  cross_check(config, *root, errors);
  if (errors.empty()) return config;

  std::stable_sort(errors.begin(), errors.end(), [](const ConfigError& a, const ConfigError& b) {
    return std::tie(a.where.file, a.where.line) < std::tie(b.where.file, b.where.line);
  });
  return failure(std::move(errors));
}

}  // namespace smppedge::config
