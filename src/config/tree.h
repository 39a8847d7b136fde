// SPDX-License-Identifier: Apache-2.0
// A configuration file as it was written: names, values and their places, before anything is known of their meaning.
// Only tree_file.cpp knows libconfig.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/expected.h"
#include "config/origin.h"

namespace smppedge::config {

/// The text behind the `=` of an override: the setting that it is for says what it must be.
struct OverrideText {
  std::string text;
};

struct TreeNode {
  struct Group {
    std::vector<TreeNode> children;
  };
  struct List {
    std::vector<TreeNode> items;
  };

  std::string name;  ///< empty for the root and for items of a list
  Origin where;
  std::variant<Group, List, bool, std::int64_t, double, std::string, OverrideText> value;

  [[nodiscard]] const Group* group() const { return std::get_if<Group>(&value); }
  [[nodiscard]] Group* group() { return std::get_if<Group>(&value); }
  [[nodiscard]] const List* list() const { return std::get_if<List>(&value); }
  [[nodiscard]] List* list() { return std::get_if<List>(&value); }
  /// Null when this is no group or has no such child.
  [[nodiscard]] const TreeNode* child(std::string_view wanted) const;
  [[nodiscard]] TreeNode* child(std::string_view wanted);
};

/// "a whole number", "a group { … }", … for messages.
[[nodiscard]] std::string_view kind_of(const TreeNode& node);

/// Where `path` ("routes[2].carriers") was written; where it was not, the nearest thing around it that was.
[[nodiscard]] Origin origin_of(const TreeNode& root, std::string_view path);

/// Octets of one configuration file; a larger one is not a configuration file.
inline constexpr std::size_t file_bytes_max = 16U << 20U;

/// Reads a file and what it includes (names beside the file). A file that does not parse has one error: its first.
[[nodiscard]] Expected<TreeNode, ConfigError> read_tree(const std::string& path);

}  // namespace smppedge::config
