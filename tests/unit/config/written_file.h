// SPDX-License-Identifier: Apache-2.0
// A configuration file of a test's own, gone with the test.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <unistd.h>

namespace smppedge::config {

class WrittenFile {
 public:
  explicit WrittenFile(std::string_view text) {
    std::string name = (std::filesystem::temp_directory_path() / "smppedge-config-XXXXXX").string();
    ::close(::mkstemp(name.data()));
    path_ = name;
    std::ofstream(path_) << text;
  }
  WrittenFile(const WrittenFile&) = delete;
  WrittenFile& operator=(const WrittenFile&) = delete;
  ~WrittenFile() { std::filesystem::remove(path_); }

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace smppedge::config
