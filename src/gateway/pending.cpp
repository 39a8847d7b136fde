// SPDX-License-Identifier: Apache-2.0
// What the contract promises and the next commits build.
#include "gateway/gateway.h"

namespace smppedge::gateway {
namespace {
RequestError pending() {
  return {RequestError::Kind::invalid, "pending", "This is not built yet.", Seconds(0)};
}
}  // namespace

void Gateway::cancel(CancelRequest, Done<CancelAnswer> done) {
  done(failure(pending()));
}
void Gateway::replace(ReplaceRequest, Done<void> done) {
  done(failure(pending()));
}
void Gateway::list_messages(MessagesQuery, Done<MessagesPage> done) {
  done(failure(pending()));
}
void Gateway::find_alias(AccountNumber, std::uint32_t, Done<MessageId> done) {
  done(failure(pending()));
}

}  // namespace smppedge::gateway
