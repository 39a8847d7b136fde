// SPDX-License-Identifier: Apache-2.0
// What an account takes back of what was not sent yet: one message, a group, or all to a phone. First all that may fit
// are brought into memory, then those that do are cancelled in one turn: a request that cannot see all of them cancels
// none, and may be repeated. A claim decides: what was claimed before is sent. Answers come after the commit.
// Core loop only.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "gateway/api.h"
#include "gateway/core.h"
#include "gateway/loader.h"
#include "gateway/settle.h"
#include "gateway/standing.h"
#include "gateway/unsent.h"

namespace smppedge::gateway {

class Cancels {
 public:
  Cancels(Core& core, Loader& loader, Settle& settle) : core_(core), loader_(loader), settle_(settle) {}
  void cancel(CancelRequest request, Api::Done<CancelAnswer> done);

 private:
  Core& core_;
  Loader& loader_;
  Settle& settle_;
  std::size_t under_way_ = 0;
};

/// One request on its way.
class Cancelling : public std::enable_shared_from_this<Cancelling> {
 public:
  Cancelling(Core& core, Loader& loader, Settle& settle, CancelRequest request, Api::Done<CancelAnswer> done)
      : core_(core), loader_(loader), settle_(settle), request_(std::move(request)), done_(std::move(done)) {}
  void start();

 private:
  enum class RequestField : std::uint8_t { source, to };

  void find_unsent();
  /// The others of a submit_multi.
  void find_group();
  [[nodiscard]] bool names_group() const;
  /// Goes on when all are in memory, at once if they are.
  void bring_in();
  void brought_in();
  void cancel_all();
  void cancel_one(LiveMessage& message);
  void note_misfit(const Message& message);
  [[nodiscard]] RequestError refusal() const;
  [[nodiscard]] bool fits(const Message& message) const;
  void finish(Expected<CancelAnswer, RequestError> outcome);

  Core& core_;
  Loader& loader_;
  Settle& settle_;
  CancelRequest request_;
  Api::Done<CancelAnswer> done_;
  std::vector<MessageId> ids_;
  bool has_group_ = false;
  unsigned passes_ = 0;
  bool all_in_ = false;
  bool unread_ = false;
  std::size_t under_way_ = 0;
  CancelAnswer answer_;
  std::optional<Standing> why_;         // one that fits could not be cancelled
  std::optional<RequestField> misfit_;  // what of the request is not as one of the account's messages has it
};

}  // namespace smppedge::gateway
