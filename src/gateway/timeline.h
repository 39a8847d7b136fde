// SPDX-License-Identifier: Apache-2.0
// "What happened to this message?": its facts as lines of a timeline, and the message that they add up to. Pure.
#pragma once

#include "gateway/api.h"
#include "store/store.h"

namespace smppedge::gateway {

/// nullopt when the chain is no whole life of one message.
[[nodiscard]] std::optional<MessageView> view_of(const store::Chain& chain);

}  // namespace smppedge::gateway
