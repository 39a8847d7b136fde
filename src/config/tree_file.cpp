// SPDX-License-Identifier: Apache-2.0
// From a file to a tree by libconfig++, whose only user this file is: its exceptions end here.
#include <filesystem>
#include <fstream>
#include <libconfig.h++>

#include "config/tree.h"

namespace smppedge::config {
namespace {

TreeNode convert(const libconfig::Setting& setting, const std::string& main_file) {
  TreeNode node;
  if (setting.getName() != nullptr) node.name = setting.getName();
  const char* file = setting.getSourceFile();
  node.where = {file != nullptr ? file : main_file, setting.getSourceLine()};
  switch (setting.getType()) {
    case libconfig::Setting::TypeGroup: {
      TreeNode::Group group;
      for (int i = 0; i < setting.getLength(); ++i) group.children.push_back(convert(setting[i], main_file));
      node.value = std::move(group);
      break;
    }
    case libconfig::Setting::TypeArray:
    case libconfig::Setting::TypeList: {
      TreeNode::List list;
      for (int i = 0; i < setting.getLength(); ++i) list.items.push_back(convert(setting[i], main_file));
      node.value = std::move(list);
      break;
    }
    case libconfig::Setting::TypeInt:
      node.value = std::int64_t{static_cast<int>(setting)};
      break;
    case libconfig::Setting::TypeInt64:
      node.value = std::int64_t{static_cast<long long>(setting)};
      break;
    case libconfig::Setting::TypeFloat:
      node.value = static_cast<double>(setting);
      break;
    case libconfig::Setting::TypeBoolean:
      node.value = static_cast<bool>(setting);
      break;
    case libconfig::Setting::TypeString:
    case libconfig::Setting::TypeNone:
      node.value = std::string(setting.c_str());
      break;
  }
  return node;
}

ConfigError unreadable(const std::string& path, std::string text) {
  return {{path, 0}, "", std::move(text)};
}

}  // namespace

Expected<TreeNode, ConfigError> read_tree(const std::string& path) {
  // libconfig reads whatever fopen() opens: a directory looks like an empty file to it, a device never ends.
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return failure(unreadable(path, "is not there or is not a file; give the configuration with -c FILE."));
  }
  if (std::filesystem::file_size(path, error) > file_bytes_max) {
    return failure(unreadable(path, "is larger than 16 MiB, which no configuration is."));
  }
  if (!std::ifstream(path)) return failure(unreadable(path, "cannot be read; check its owner and mode."));
  try {
    libconfig::Config file;
    const std::string directory = std::filesystem::path(path).parent_path().string();
    file.setIncludeDir(directory.empty() ? "." : directory.c_str());
    file.setAutoConvert(false);
    file.readFile(path.c_str());
    TreeNode root = convert(file.getRoot(), path);
    root.where = {path, 0};
    return root;
  } catch (const libconfig::ParseException& parse) {
    const char* where = parse.getFile();
    return failure(ConfigError{{where != nullptr ? where : path, static_cast<unsigned>(parse.getLine())},
                               "",
                               std::string(parse.getError()) + "; nothing behind this line was read."});
  } catch (const libconfig::ConfigException&) {
    return failure(unreadable(path, "cannot be read; check its owner and mode."));
  }
}

}  // namespace smppedge::config
