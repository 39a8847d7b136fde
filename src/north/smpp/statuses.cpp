// SPDX-License-Identifier: Apache-2.0
#include "north/smpp/statuses.h"

#include <array>
#include <string_view>

namespace smppedge::north::smpp {

namespace {

using enum pdu::CommandStatus;
using Kind = gateway::RequestError::Kind;

/// By Operation.
using Answers = std::array<pdu::CommandStatus, 4>;

constexpr Answers always(pdu::CommandStatus status) {
  return {status, status, status, status};
}
/// What concerns the request alone: `status` for a submit, and each other operation's own word for "not done".
constexpr Answers not_done(pdu::CommandStatus status) {
  return {status, ESME_RQUERYFAIL, ESME_RCANCELFAIL, ESME_RREPLACEFAIL};
}

struct Row {
  std::string_view code;
  Answers answers;
};

constexpr Row rows[] = {
    {"empty_text", always(ESME_RINVMSGLEN)},
    {"text_too_long", always(ESME_RINVMSGLEN)},
    {"invalid_text", not_done(ESME_RSUBMITFAIL)},
    {"invalid_number", always(ESME_RINVDSTADR)},
    {"no_route", {ESME_RINVDSTADR, ESME_RQUERYFAIL, ESME_RCANCELFAIL, ESME_RREPLACEFAIL}},
    {"blocked", {ESME_RINVDSTADR, ESME_RQUERYFAIL, ESME_RCANCELFAIL, ESME_RREPLACEFAIL}},
    {"invalid_sender", always(ESME_RINVSRCADR)},
    {"invalid_extend", always(ESME_RINVSRCADR)},
    {"no_sender", always(ESME_RINVSRCADR)},
    {"invalid_validity", always(ESME_RINVEXPIRY)},
    {"invalid_schedule", always(ESME_RINVSCHED)},
    {"too_many_recipients", always(ESME_RINVNUMDESTS)},
    {"unknown_message", always(ESME_RINVMSGID)},
    {"already_sent", not_done(ESME_RSUBMITFAIL)},
    {"already_ended", not_done(ESME_RSUBMITFAIL)},
    {"throttled", always(ESME_RTHROTTLED)},
    {"queue_full", always(ESME_RMSGQFUL)},
    {"store_busy", always(ESME_RMSGQFUL)},
    {"memory_full", always(ESME_RMSGQFUL)},
    {"events_full", always(ESME_RMSGQFUL)},
    {"disk_full", always(ESME_RMSGQFUL)},
};

constexpr Answers of_kind(Kind kind) {
  switch (kind) {
    case Kind::not_found:
      return always(ESME_RINVMSGID);
    case Kind::throttled:
      return always(ESME_RTHROTTLED);
    case Kind::overloaded:
    case Kind::disk_full:
      return always(ESME_RMSGQFUL);
    case Kind::invalid:
    case Kind::forbidden:
    case Kind::conflict:
    case Kind::key_reused:
      break;
  }
  return not_done(ESME_RSUBMITFAIL);
}

}  // namespace

pdu::CommandStatus status_of(const gateway::RequestError& error, Operation operation) {
  const auto index = static_cast<std::size_t>(operation);
  for (const Row& row : rows) {
    if (row.code == error.code) return row.answers[index];
  }
  return of_kind(error.kind)[index];
}

pdu::CommandStatus submit_status_of(const gateway::RequestError& error, pdu::CommandStatus blocked) {
  return error.code == "blocked" ? blocked : status_of(error, Operation::submit);
}

}  // namespace smppedge::north::smpp
