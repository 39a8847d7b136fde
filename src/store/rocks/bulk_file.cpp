// SPDX-License-Identifier: Apache-2.0
#include "store/rocks/bulk_file.h"

#include <fmt/format.h>

namespace smppedge::store::rocks {

BulkFile::BulkFile(const Database& database, Family family, std::uint64_t number)
    : database_(database),
      family_(family),
      path_(fmt::format("{}/{}-{}.sst", database.bulk_directory(), name_of(family), number)) {}

rocksdb::SstFileWriter& BulkFile::writer() {
  if (!writer_) {
    writer_ = std::make_unique<rocksdb::SstFileWriter>(rocksdb::EnvOptions(), database_.options_of(family_),
                                                       database_.family(family_));
    note(writer_->Open(path_));
  }
  return *writer_;
}

void BulkFile::put(std::string_view key, std::string_view value) {
  rocksdb::SstFileWriter& to = writer();
  if (status_.ok()) note(to.Put(slice(key), slice(value)));
}

void BulkFile::merge(std::string_view key, std::string_view value) {
  rocksdb::SstFileWriter& to = writer();
  if (status_.ok()) note(to.Merge(slice(key), slice(value)));
}

void BulkFile::remove(std::string_view key) {
  rocksdb::SstFileWriter& to = writer();
  if (status_.ok()) note(to.Delete(slice(key)));
}

void BulkFile::remove_range(std::string_view begin, std::string_view end) {
  rocksdb::SstFileWriter& to = writer();
  if (status_.ok()) note(to.DeleteRange(slice(begin), slice(end)));
}

rocksdb::Status BulkFile::finish() {
  if (writer_ && status_.ok()) note(writer_->Finish());
  return status_;
}

}  // namespace smppedge::store::rocks
