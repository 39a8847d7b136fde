// SPDX-License-Identifier: Apache-2.0
// Brings a message that has left memory back into the live table. Requests for the same message join the read that is
// under way; when it completes, the table is asked first, since the message may have come back meanwhile.
#pragma once

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "gateway/core.h"

namespace smppedge::gateway {

/// The message that a chain of facts tells of; nullptr when the chain is no whole life of one message.
[[nodiscard]] std::shared_ptr<LiveMessage> message_of(const store::Chain& chain);

class Loader {
 public:
  /// The message, or why it is not to be had.
  using Done = std::function<void(Expected<LiveMessage*, store::ReadError>)>;
  explicit Loader(Core& core) : core_(core) {}

  /// False when too much is being read already; then `done` is not called. It is called at once when the message is in
  /// memory.
  [[nodiscard]] bool load(MessageId id, Done done);
  [[nodiscard]] std::size_t places() const { return loads_max - std::min(loads_max, waiting_.size()); }

 private:
  void read(MessageId id, const store::MessageRecord& record);
  void finish(MessageId id, Expected<LiveMessage*, store::ReadError> result);

  Core& core_;
  boost::unordered_flat_map<MessageId, std::vector<Done>, std::hash<MessageId>> waiting_;
};

}  // namespace smppedge::gateway
