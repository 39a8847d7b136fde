// SPDX-License-Identifier: Apache-2.0
// Files of phones in memory, read a few octets at a time, so that a small file has many parts.
#pragma once

#include <map>
#include <string>

#include "base/scheduler.h"
#include "gateway/phone_files.h"

namespace smppedge::sim {

class FakePhoneFiles final : public gateway::PhoneFiles {
 public:
  explicit FakePhoneFiles(Executor& executor, std::size_t part_octets = 64)
      : executor_(executor), part_octets_(part_octets) {}

  std::map<std::string, std::string> files;
  std::map<std::string, std::string> parts;  ///< of files that are not finished
  std::string broken;                        ///< why all fails, or empty

  void read(std::string file, std::uint64_t offset, Done<gateway::PhoneFilePart> done) override {
    executor_.post([this, file, offset, done] { done(part_of(file, offset)); });
  }
  void create(std::string file, Done<void> done) override {
    executor_.post([this, file, done] {
      if (files.contains(file)) return done(failure(file + " is there already"));
      parts[file].clear();
      done({});
    });
  }
  void append(std::string file, std::string text, Done<void> done) override {
    executor_.post([this, file, text, done] {
      if (!broken.empty()) return done(failure(std::string(broken)));
      parts[file] += text;
      done({});
    });
  }
  void finish(std::string file, Done<void> done) override {
    executor_.post([this, file, done] {
      files[file] = parts[file];
      parts.erase(file);
      done({});
    });
  }
  void discard(std::string file, Done<void> done) override {
    executor_.post([this, file, done] {
      parts.erase(file);
      done({});
    });
  }

 private:
  Expected<gateway::PhoneFilePart, std::string> part_of(const std::string& file, std::uint64_t offset) {
    const auto found = files.find(file);
    if (!broken.empty() || found == files.end()) return failure(broken.empty() ? "no such file" : broken);
    const std::string text = found->second.substr(offset, part_octets_);
    gateway::PhoneFilePart part;
    part.octets_all = found->second.size();
    part.is_last = offset + text.size() == found->second.size();
    auto lines = gateway::read_phone_lines(text, offset == 0, part.is_last);
    if (!lines) return failure(std::move(lines.error()));
    part.lines = std::move(*lines);
    return part;
  }

  Executor& executor_;
  const std::size_t part_octets_;
};

}  // namespace smppedge::sim
