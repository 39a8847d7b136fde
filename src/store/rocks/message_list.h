// SPDX-License-Identifier: Apache-2.0
// The messages of one account, newest first, out of what is open, what is closed and what was noted since. Records are
// by message, not by account: a list looks at other accounts' too, at a bounded number of them. On a reader's thread.
#pragma once

#include "base/expected.h"
#include "store/rocks/database.h"
#include "store/rocks/notes.h"

namespace smppedge::store::rocks {

/// As of Store::list_messages().
struct ListRange {
  AccountNumber account;
  MessageId before;
  MessageId not_before;
  unsigned limit = 0;
};

/// `noted` must be from before the call: what a checkpoint moves to disk meanwhile is then seen twice rather than not.
[[nodiscard]] Expected<Store::MessageList, ReadError> list_messages(const Database& database, const ListRange& range,
                                                                    const Notes::ClosedMessages& noted);

}  // namespace smppedge::store::rocks
