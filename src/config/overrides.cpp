// SPDX-License-Identifier: Apache-2.0
// Walks the tree along the path of an override; groups that were not written are made on the way, items never are.
#include "config/overrides.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace smppedge::config {
namespace {

/// By what an item of a list is addressed; empty when it has nothing of the kind.
std::string_view label_of(const TreeNode& item) {
  for (const std::string_view key : {"name", "prefix"}) {
    const TreeNode* label = item.child(key);
    if (label == nullptr) continue;
    if (const auto* text = std::get_if<std::string>(&label->value)) return *text;
  }
  return {};
}

TreeNode* find_item(TreeNode::List& list, std::string_view step) {
  for (TreeNode& item : list.items) {
    if (!step.empty() && label_of(item) == step) return &item;
  }
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  const bool is_index = error == std::errc() && end == step.data() + step.size();
  return is_index && index < list.items.size() ? &list.items[index] : nullptr;
}

std::string labels_of(const TreeNode::List& list) {
  std::string labels;
  for (const TreeNode& item : list.items) {
    if (!label_of(item).empty()) labels += fmt::format("{}{}", labels.empty() ? "" : ", ", label_of(item));
  }
  return labels.empty() ? fmt::format("items 0 to {}", list.items.empty() ? 0 : list.items.size() - 1) : labels;
}

/// The child called `step`, made where a group does not have it.
TreeNode* step_into(TreeNode& node, std::string_view step, const Origin& where, std::string& fault) {
  if (TreeNode::List* list = node.list()) {
    TreeNode* item = find_item(*list, step);
    if (item == nullptr) fault = fmt::format("has no item `{}`; it has {}.", step, labels_of(*list));
    return item;
  }
  TreeNode::Group* group = node.group();
  if (group == nullptr) {
    fault = "is a value and has no parts.";
    return nullptr;
  }
  if (TreeNode* child = node.child(step)) return child;
  return &group->children.emplace_back(TreeNode{std::string(step), where, TreeNode::Group{}});
}

}  // namespace

void apply_override(TreeNode& root, const std::string& assignment, ConfigErrors& errors) {
  const std::size_t equals = assignment.find('=');
  const std::string path = assignment.substr(0, equals);
  // The value may be a secret: places name the path alone.
  const Origin where{path.empty() ? "--set" : "--set " + path, 0};
  if (equals == std::string::npos || path.empty()) {
    errors.push_back({where, "", "must have the form path=value, as in carriers.sim.window=50."});
    return;
  }
  TreeNode changed = root;
  TreeNode* node = &changed;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t dot = std::min(path.find('.', at), path.size());
    std::string fault;
    node = step_into(*node, std::string_view(path).substr(at, dot - at), where, fault);
    if (node == nullptr) {
      errors.push_back({where, at == 0 ? "" : path.substr(0, at - 1), fault});
      return;
    }
    at = dot + 1;
  }
  const TreeNode::Group* group = node->group();
  const bool holds_groups =
      node->list() != nullptr && !node->list()->items.empty() && node->list()->items.front().group() != nullptr;
  if ((group != nullptr && !group->children.empty()) || holds_groups) {
    errors.push_back({where, path, "is a group or a list of groups; set the values in it one by one."});
    return;
  }
  node->where = where;
  node->value = OverrideText{assignment.substr(equals + 1)};
  root = std::move(changed);
}

}  // namespace smppedge::config
