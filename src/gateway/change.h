// SPDX-License-Identifier: Apache-2.0
// What an account takes back or changes of messages that were not sent yet: cancels one, a group or all to a phone, and
// replaces one. A claim decides: what was claimed before is sent. Answers come after the commit. Core loop only.
#pragma once

#include <functional>
#include <memory>

#include "gateway/api.h"
#include "gateway/core.h"
#include "gateway/loader.h"
#include "gateway/planner.h"
#include "gateway/schedule.h"
#include "gateway/send_times.h"
#include "gateway/settle.h"
#include "gateway/unsent.h"

namespace smppedge::gateway {

class Change {
 public:
  Change(Core& core, Loader& loader, Settle& settle, Planner& planner, Schedule& schedule)
      : core_(core), loader_(loader), settle_(settle), planner_(planner), schedule_(schedule) {}

  void cancel(CancelRequest request, Api::Done<CancelAnswer> done);
  void replace(ReplaceRequest request, Api::Done<void> done);

  /// For a submit that replaces what is there (5.2.18): brings it into memory when it is on disk; then `done`.
  void fetch_present(AccountNumber account, const PhoneNumber& to, const ClientSubmit& client, Api::Done<void> done);
  /// The one that such a submit replaces; nullptr when there is none in memory.
  [[nodiscard]] LiveMessage* find_present(AccountNumber account, const PhoneNumber& to, const ClientSubmit& client);
  /// Records that an unsent message now says something else; its place in the queue is kept.
  [[nodiscard]] Expected<void, RequestError> put_in_place(LiveMessage& message, CutBody& body, const SendTimes& times,
                                                          std::uint8_t registered_delivery);

 private:
  /// A cancel of everything that fits.
  struct Many {
    CancelRequest request;
    Api::Done<CancelAnswer> done;
    CancelAnswer answer;
    std::size_t left = 0;         ///< messages of a group that are being read
    std::optional<Standing> why;  ///< why one that fits could not be cancelled
    bool unread = false;
  };

  template <class T>
  [[nodiscard]] bool begin(Api::Done<T>& done);
  void load(MessageId id, AccountNumber account, std::function<void(Expected<LiveMessage*, RequestError>)> done);
  void cancel_one(LiveMessage& message, Many& many);
  void cancel_group(const std::shared_ptr<Many>& many);
  void cancel_to(const std::shared_ptr<Many>& many);
  void finish(Many& many);
  [[nodiscard]] Expected<void, RequestError> replace_now(LiveMessage& message, ReplaceRequest& request);

  Core& core_;
  Loader& loader_;
  Settle& settle_;
  Planner& planner_;
  Schedule& schedule_;
  std::size_t under_way_ = 0;
};

}  // namespace smppedge::gateway
