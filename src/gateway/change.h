// SPDX-License-Identifier: Apache-2.0
// What an account changes of a message that was not sent yet: another text, other times, its place kept. A claim
// decides: what was claimed before is sent. Answers come after the commit. Core loop only.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "gateway/api.h"
#include "gateway/core.h"
#include "gateway/loader.h"
#include "gateway/planner.h"
#include "gateway/schedule.h"
#include "gateway/send_times.h"
#include "gateway/unsent.h"

namespace smppedge::gateway {

class Change {
 public:
  Change(Core& core, Loader& loader, Planner& planner, Schedule& schedule)
      : core_(core), loader_(loader), planner_(planner), schedule_(schedule) {}

  void replace(ReplaceRequest request, Api::Done<void> done);

  /// For a submit that replaces what is there (5.2.18): brings it into memory when it is on disk; then `done`.
  void fetch_present(AccountNumber account, const PhoneNumber& to, const ClientSubmit& client, Api::Done<void> done);
  /// The one that such a submit replaces; nullptr when there is none in memory.
  [[nodiscard]] LiveMessage* find_present(AccountNumber account, const PhoneNumber& to, const ClientSubmit& client);
  /// Records that an unsent message now says something else; its place in the queue is kept.
  [[nodiscard]] Expected<void, RequestError> put_in_place(LiveMessage& message, CutBody& body, const SendTimes& times,
                                                          std::uint8_t registered_delivery);

 private:
  /// What a submit may replace, while that is looked for on disk.
  struct Fetch {
    AccountNumber account;
    PhoneNumber to;
    ClientSubmit client;
    Api::Done<void> done;
    std::vector<MessageId> ids;
    std::size_t next = 0;
  };

  [[nodiscard]] bool begin(Api::Done<void>& done);
  void load(MessageId id, AccountNumber account, std::function<void(Expected<LiveMessage*, RequestError>)> done);
  void fetch_next(const std::shared_ptr<Fetch>& fetch);
  [[nodiscard]] Expected<void, RequestError> replace_now(LiveMessage& message, ReplaceRequest& request);

  Core& core_;
  Loader& loader_;
  Planner& planner_;
  Schedule& schedule_;
  std::size_t under_way_ = 0;
};

}  // namespace smppedge::gateway
