// SPDX-License-Identifier: Apache-2.0
// The only code that changes a Message: each fact, applied in commit order, live and in recovery alike. What a message
// is, is therefore exactly what its facts say.
#pragma once

#include "store/fact_batch.h"

namespace smppedge::gateway {

/// Makes the message of an Accepted fact.
[[nodiscard]] Message make_message(const store::FactHeader& header, const store::Accepted& accepted);

/// Applies one later fact of `message`, of any kind but Accepted. A fact that does not fit (a segment or attempt that
/// is not there) is a corrupt history: false, and the message is unchanged.
template <class FactType>
[[nodiscard]] bool fold_fact(Message& message, const store::FactHeader& header, const FactType& fact);
/// The same for a fact that was read back.
[[nodiscard]] bool fold_any_fact(Message& message, const store::FactHeader& header, const store::Fact& fact);

/// nullptr when it has none there: it was planned anew since.
[[nodiscard]] const Attempt* find_attempt(const Message& message, const AttemptRef& ref);

/// Whether the carrier has taken an attempt of it, as a response or a receipt has shown: then no other is to be made.
[[nodiscard]] bool was_accepted(const Segment& segment);

/// The newest attempt that is in doubt; nullptr where none is.
[[nodiscard]] const Attempt* newest_doubt(const Segment& segment);

/// Whether the handset may yet get it of this attempt, or may have got it already.
[[nodiscard]] bool may_deliver(const Attempt& attempt);
/// The attempt that a receipt told the failure of, once no other may deliver the segment; nullptr while one may, and
/// where none failed.
[[nodiscard]] const Attempt* failed_attempt(const Segment& segment);

/// The message's state as its segments say while it is open. One with a send time is `scheduled` until its first claim:
/// that the time has come is no fact.
[[nodiscard]] MessageState open_state(const Message& message);
/// As it is told at `now`: `queued` once the send time has come.
[[nodiscard]] MessageState state_at(const Message& message, WallTime now);

}  // namespace smppedge::gateway
