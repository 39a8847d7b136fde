// SPDX-License-Identifier: Apache-2.0
// Files of phones, read and written off the core loop, part by part: what an import or export needs of the machine. A
// seam: nobody waits in it, and no file stays open between two calls.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/expected.h"
#include "gateway/phone_lines.h"

namespace smppedge::gateway {

struct PhoneFilePart {
  PhoneLines lines;
  std::uint64_t octets_all = 0;  ///< the file's size
  bool is_last = false;
};

/// Called on the core loop; every callback comes there, later. Errors are sentences for the operator.
class PhoneFiles {
 public:
  template <class T>
  using Done = std::function<void(Expected<T, std::string>)>;
  virtual ~PhoneFiles() = default;

  /// The lines from `offset` on, which is the beginning of one, as many as one part holds.
  virtual void read(std::string file, std::uint64_t offset, Done<PhoneFilePart> done) = 0;
  /// Begins a new file under another name; an error where `file` is there.
  virtual void create(std::string file, Done<void> done) = 0;
  virtual void append(std::string file, std::string text, Done<void> done) = 0;
  /// What was appended is on disk and has its name.
  virtual void finish(std::string file, Done<void> done) = 0;
  /// What was begun and not finished is gone; no error where there is nothing.
  virtual void discard(std::string file, Done<void> done) = 0;
};

}  // namespace smppedge::gateway
