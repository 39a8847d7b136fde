// SPDX-License-Identifier: Apache-2.0
// Finding things in a tree.
#include "config/tree.h"

#include <charconv>

namespace smppedge::config {

const TreeNode* TreeNode::child(std::string_view wanted) const {
  if (const Group* members = group()) {
    for (const TreeNode& node : members->children) {
      if (node.name == wanted) return &node;
    }
  }
  return nullptr;
}

TreeNode* TreeNode::child(std::string_view wanted) {
  return const_cast<TreeNode*>(static_cast<const TreeNode*>(this)->child(wanted));
}

std::string_view kind_of(const TreeNode& node) {
  static constexpr std::string_view words[] = {"a group { … }", "a list",   "true or false",     "a whole number",
                                               "a fraction",    "\"text\"", "an override's text"};
  static_assert(std::size(words) == std::variant_size_v<decltype(TreeNode::value)>);
  return words[node.value.index()];
}

namespace {

/// The child or item that the next step of a path names, or null. Takes the step off the path.
const TreeNode* descend(const TreeNode& node, std::string_view& path) {
  if (path.front() == '[') {
    const std::size_t end = path.find(']');
    std::size_t index = 0;
    std::from_chars(path.data() + 1, path.data() + end, index);
    path.remove_prefix(end + 1);
    if (!path.empty() && path.front() == '.') path.remove_prefix(1);
    const TreeNode::List* list = node.list();
    return list != nullptr && index < list->items.size() ? &list->items[index] : nullptr;
  }
  const std::size_t end = std::min(path.find_first_of(".["), path.size());
  const std::string_view name = path.substr(0, end);
  path.remove_prefix(end);
  if (!path.empty() && path.front() == '.') path.remove_prefix(1);
  return node.child(name);
}

}  // namespace

Origin origin_of(const TreeNode& root, std::string_view path) {
  const TreeNode* node = &root;
  while (!path.empty()) {
    const TreeNode* next = descend(*node, path);
    if (next == nullptr) break;
    node = next;
  }
  return node->where;
}

}  // namespace smppedge::config
