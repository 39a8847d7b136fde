// SPDX-License-Identifier: Apache-2.0
// The facts of one commit, encoded as they are recorded: one value in the store. Each fact carries where the
// previous fact of the same message lies, so that a message's life can be read backwards from its newest fact
// without an index entry a step.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/expected.h"
#include "store/facts.h"
#include "store/location.h"

namespace smppedge::store {

struct FactHeader {
  MessageId message;  ///< 0 for facts that belong to no message
  Location previous;  ///< the message's fact before this one; none() for its first, and for facts without a message
  WallTime at;
};

class FactBatch {
 public:
  FactBatch() = default;
  FactBatch(BatchNumber number, WallTime opened_at);

  /// Appends a fact and returns where it lies.
  template <class FactType>
  Location add(const FactHeader& header, const FactType& fact);

  [[nodiscard]] BatchNumber number() const { return number_; }
  [[nodiscard]] bool empty() const { return facts_ == 0; }
  [[nodiscard]] std::uint32_t facts() const { return facts_; }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  BatchNumber number_;
  WallTime opened_at_;
  std::uint32_t facts_ = 0;
  std::string bytes_;
};

/// A fact read back. The views in `fact` point into the bytes it was read from.
struct RecordedFact {
  FactHeader header;
  Location at;
  Fact fact;
};

/// A stored value that is not a batch of this format: what is wrong, for the operator.
struct CorruptBatch {
  std::string text;
};

/// Walks a whole batch in order.
class FactReader {
 public:
  FactReader(BatchNumber number, std::string_view bytes);
  /// False at the end, or when corrupt() has something to say.
  [[nodiscard]] bool next(RecordedFact& fact);
  [[nodiscard]] const std::optional<CorruptBatch>& corrupt() const { return corrupt_; }

 private:
  BatchNumber number_;
  std::string_view bytes_;
  std::size_t at_ = 0;
  WallTime opened_at_;
  std::optional<CorruptBatch> corrupt_;
};

/// Reads the one fact at `offset` of a batch's value.
[[nodiscard]] Expected<RecordedFact, CorruptBatch> read_fact(BatchNumber number, std::string_view bytes,
                                                             std::uint32_t offset);

/// The same from a copy of the fact's own octets, which `owner` keeps: a batch's value is a thousand times as large.
[[nodiscard]] Expected<RecordedFact, CorruptBatch> copy_fact(BatchNumber number, std::string_view bytes,
                                                             std::uint32_t offset, std::shared_ptr<const void>& owner);

}  // namespace smppedge::store
