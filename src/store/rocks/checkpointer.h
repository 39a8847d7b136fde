// SPDX-License-Identifier: Apache-2.0
// Writes a checkpoint: every keyed family as one sorted table file, all ingested in one atomic step together with
// `replay_after`, off the path of commits. Then drops the hours of facts that have expired.
// The checkpoint's thread; one checkpoint at a time.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "store/rocks/database.h"
#include "store/rocks/notes.h"

namespace smppedge::store::rocks {

class Checkpointer {
 public:
  Checkpointer(Database& database, Seconds history_retention)
      : database_(database), history_retention_(history_retention) {}

  /// Nullopt when all of it is on disk; otherwise why it is not, and none of it is.
  [[nodiscard]] std::optional<std::string> write(const Checkpoint& checkpoint, const NoteGeneration& notes,
                                                 WallTime now);

 private:
  [[nodiscard]] rocksdb::Status ingest(const Checkpoint& checkpoint, const NoteGeneration& notes);
  [[nodiscard]] rocksdb::Status expire(const Checkpoint& checkpoint, WallTime now);
  [[nodiscard]] rocksdb::Status drop_before(Family family, const std::string& end);

  Database& database_;
  const Seconds history_retention_;
  std::uint64_t files_written_ = 0;
  std::uint32_t dropped_before_hour_ = 0;
  /// Of the last checkpoint: removed already.
  std::map<std::pair<AccountNumber, Door>, EventSequence> acknowledged_;
};

}  // namespace smppedge::store::rocks
