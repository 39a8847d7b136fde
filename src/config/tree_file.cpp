// SPDX-License-Identifier: Apache-2.0
// From a file to a tree by libconfig++, whose only user this file is: its exceptions end here.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <libconfig.h++>
#include <map>

#include "config/tree.h"
#include "config/wide_numbers.h"

namespace smppedge::config {
namespace {

class Converter {
 public:
  explicit Converter(std::string main_file) : main_file_(std::move(main_file)) {}

  TreeNode convert(const libconfig::Setting& setting) {
    TreeNode node;
    if (setting.getName() != nullptr) node.name = setting.getName();
    const char* file = setting.getSourceFile();
    node.where = {file != nullptr ? file : main_file_, setting.getSourceLine()};
    switch (setting.getType()) {
      case libconfig::Setting::TypeGroup:
        node.value = TreeNode::Group{children_of(setting)};
        break;
      case libconfig::Setting::TypeArray:
      case libconfig::Setting::TypeList:
        node.value = TreeNode::List{children_of(setting)};
        break;
      case libconfig::Setting::TypeInt:
        node.value = as_written(static_cast<int>(setting), node.where);
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

 private:
  std::vector<TreeNode> children_of(const libconfig::Setting& setting) {
    std::vector<TreeNode> children;
    for (int i = 0; i < setting.getLength(); ++i) children.push_back(convert(setting[i]));
    return children;
  }

  /// What libconfig cut to 32 bits, whole again.
  std::int64_t as_written(int read, const Origin& where) {
    const auto [entry, first_time] = wide_.try_emplace(where.file);
    if (first_time) {
      std::ifstream file(where.file);
      entry->second = find_wide_numbers(std::string(std::istreambuf_iterator<char>(file), {}));
    }
    for (const WideNumber& number : entry->second) {
      if (number.line == where.line && static_cast<std::int32_t>(number.value) == read) return number.value;
    }
    return read;
  }

  std::string main_file_;
  std::map<std::string, std::vector<WideNumber>> wide_;  ///< by file
};

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
    TreeNode root = Converter(path).convert(file.getRoot());
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
