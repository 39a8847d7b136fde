// SPDX-License-Identifier: Apache-2.0
// One table file of one family, to be ingested: keys strictly ascending. Made at the first record; what fails once
// stays failed, ask finish().
#pragma once

#include <rocksdb/sst_file_writer.h>

#include <memory>
#include <string>
#include <string_view>

#include "store/rocks/database.h"

namespace smppedge::store::rocks {

class BulkFile {
 public:
  BulkFile(const Database& database, Family family, std::uint64_t number);

  void put(std::string_view key, std::string_view value);
  /// Of a family with a merge: joins what is there already, or will be.
  void merge(std::string_view key, std::string_view value);
  void remove(std::string_view key);
  /// From `begin` up to but not including `end`; touches no key of this file.
  void remove_range(std::string_view begin, std::string_view end);
  /// Syncs the file.
  [[nodiscard]] rocksdb::Status finish();

  [[nodiscard]] bool empty() const { return writer_ == nullptr; }
  [[nodiscard]] Family family() const { return family_; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  rocksdb::SstFileWriter& writer();
  void note(const rocksdb::Status& status) {
    if (status_.ok()) status_ = status;
  }

  const Database& database_;
  const Family family_;
  const std::string path_;
  std::unique_ptr<rocksdb::SstFileWriter> writer_;
  rocksdb::Status status_;
};

}  // namespace smppedge::store::rocks
