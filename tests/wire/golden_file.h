// SPDX-License-Identifier: Apache-2.0
// Annotated files of golden bytes: octets in the notation of test::octets() before a '#', comments behind it, and lines
// "#: name = value" that say under which circumstances the octets are right.
#pragma once

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "tests/unit/pdu/octets.h"

namespace smppedge::test {

inline std::string content(const std::filesystem::path& path) {
  std::ifstream file(path);
  BOOST_REQUIRE_MESSAGE(file, "cannot read " << path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline Octets golden(const std::filesystem::path& path) {
  std::istringstream lines(content(path));
  std::string notation;
  for (std::string line; std::getline(lines, line);) notation += line.substr(0, line.find('#'));
  return octets(notation);
}

/// What the lines "#: name = value" say; of a name that comes twice the values follow one another.
inline std::map<std::string, std::string> circumstances(const std::filesystem::path& path) {
  std::istringstream lines(content(path));
  std::map<std::string, std::string> found;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("#: ")) continue;
    const std::size_t equals = line.find(" = ");
    BOOST_REQUIRE_MESSAGE(equals != std::string::npos, path << ": " << line);
    found[line.substr(3, equals - 3)] += line.substr(equals + 3);
  }
  return found;
}

/// The .pdu files of a folder of tests/wire.
inline std::set<std::filesystem::path> golden_files(std::string_view folder) {
  std::set<std::filesystem::path> paths;
  const auto root = std::filesystem::path(SMPPEDGE_SOURCE_DIR) / "tests/wire" / folder;
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    if (entry.path().extension() == ".pdu") paths.insert(entry.path());
  }
  BOOST_REQUIRE(!paths.empty());
  return paths;
}

}  // namespace smppedge::test
