// SPDX-License-Identifier: Apache-2.0
#include "carrier/status_class.h"

#include <algorithm>

namespace smppedge::carrier {

using enum pdu::CommandStatus;
using pdu::CommandStatus;

namespace {

/// Not in 3.4; found in libraries' tables.
constexpr auto ESME_RPROVNOTALLWD = static_cast<CommandStatus>(0x59);

struct Row {
  CommandStatus first;
  CommandStatus last;
  StatusClass status_class;
};

constexpr Row row(CommandStatus status, StatusClass status_class) {
  return {status, status, status_class};
}
constexpr Row range(std::uint32_t first, std::uint32_t last, StatusClass status_class) {
  return {static_cast<CommandStatus>(first), static_cast<CommandStatus>(last), status_class};
}

constexpr Row rows[] = {
    row(ESME_ROK, StatusClass::ok),
    row(ESME_RINVMSGLEN, StatusClass::permanent),
    row(ESME_RINVCMDLEN, StatusClass::session),
    row(ESME_RINVCMDID, StatusClass::session),
    row(ESME_RINVBNDSTS, StatusClass::session),
    row(ESME_RALYBND, StatusClass::bind),
    row(ESME_RINVPRTFLG, StatusClass::permanent),
    row(ESME_RINVREGDLVFLG, StatusClass::permanent),
    row(ESME_RSYSERR, StatusClass::retry),
    row(ESME_RINVSRCADR, StatusClass::permanent),
    row(ESME_RINVDSTADR, StatusClass::permanent),
    row(ESME_RINVMSGID, StatusClass::permanent),
    row(ESME_RBINDFAIL, StatusClass::bind),
    row(ESME_RINVPASWD, StatusClass::bind),
    row(ESME_RINVSYSID, StatusClass::bind),
    row(ESME_RCANCELFAIL, StatusClass::permanent),
    row(ESME_RREPLACEFAIL, StatusClass::permanent),
    row(ESME_RMSGQFUL, StatusClass::throttle),
    row(ESME_RINVSERTYP, StatusClass::permanent),
    row(ESME_RINVNUMDESTS, StatusClass::permanent),
    row(ESME_RINVDLNAME, StatusClass::permanent),
    row(ESME_RINVDESTFLAG, StatusClass::permanent),
    row(ESME_RINVSUBREP, StatusClass::permanent),
    row(ESME_RINVESMCLASS, StatusClass::permanent),
    row(ESME_RCNTSUBDL, StatusClass::permanent),
    row(ESME_RSUBMITFAIL, StatusClass::ambiguous),
    row(ESME_RINVSRCTON, StatusClass::permanent),
    row(ESME_RINVSRCNPI, StatusClass::permanent),
    row(ESME_RINVDSTTON, StatusClass::permanent),
    row(ESME_RINVDSTNPI, StatusClass::permanent),
    row(ESME_RINVSYSTYP, StatusClass::bind),
    row(ESME_RINVREPFLAG, StatusClass::permanent),
    row(ESME_RINVNUMMSGS, StatusClass::permanent),
    row(ESME_RTHROTTLED, StatusClass::throttle),
    row(ESME_RPROVNOTALLWD, StatusClass::permanent),
    row(ESME_RINVSCHED, StatusClass::permanent),
    row(ESME_RINVEXPIRY, StatusClass::permanent),
    row(ESME_RINVDFTMSGID, StatusClass::permanent),
    row(ESME_RX_T_APPN, StatusClass::retry),
    row(ESME_RX_P_APPN, StatusClass::permanent),
    row(ESME_RX_R_APPN, StatusClass::permanent),
    row(ESME_RQUERYFAIL, StatusClass::permanent),
    row(ESME_RINVOPTPARSTREAM, StatusClass::permanent),
    row(ESME_ROPTPARNOTALLWD, StatusClass::permanent),
    row(ESME_RINVPARLEN, StatusClass::permanent),
    row(ESME_RMISSINGOPTPARAM, StatusClass::permanent),
    row(ESME_RINVOPTPARAMVAL, StatusClass::permanent),
    row(ESME_RDELIVERYFAILURE, StatusClass::ambiguous),
    row(ESME_RUNKNOWNERR, StatusClass::ambiguous),
    range(0x100, 0x112, StatusClass::permanent),  // SMPP 5.0
    range(0x400, 0x4FF, StatusClass::ambiguous),  // the vendor's own
};

static_assert(std::is_sorted(std::begin(rows), std::end(rows),
                             [](const Row& a, const Row& b) { return a.last < b.first; }));

}  // namespace

StatusClass classify(CommandStatus status) {
  const Row* found = std::lower_bound(std::begin(rows), std::end(rows), status,
                                      [](const Row& a, CommandStatus wanted) { return a.last < wanted; });
  const bool known = found != std::end(rows) && found->first <= status;
  return known ? found->status_class : StatusClass::ambiguous;
}

RetryRule retry_rule(CommandStatus status) {
  switch (classify(status)) {
    case StatusClass::ok:
    case StatusClass::permanent:
      return {};
    case StatusClass::throttle:
      if (status == ESME_RMSGQFUL) return {5, Seconds(5), Seconds(60)};
      return {20, Seconds(1), Seconds(30)};
    case StatusClass::retry:
      return {3, Seconds(10), Seconds(30)};
    case StatusClass::bind:
    case StatusClass::session:
      return {3, Seconds(10), Seconds(60)};
    case StatusClass::ambiguous:
      return {1, Seconds(10), Seconds(10)};
  }
  return {};
}

Micros RetryRule::delay(unsigned retry) const {
  Micros wait = delay_min;
  for (unsigned doubled = 1; doubled < retry && wait < delay_max; ++doubled) wait *= 2;
  return std::min(wait, delay_max);
}

std::string_view to_string(StatusClass status_class) {
  switch (status_class) {
    case StatusClass::ok:
      return "ok";
    case StatusClass::throttle:
      return "throttle";
    case StatusClass::retry:
      return "retry";
    case StatusClass::permanent:
      return "permanent";
    case StatusClass::bind:
      return "bind";
    case StatusClass::session:
      return "session";
    case StatusClass::ambiguous:
      return "ambiguous";
  }
  return "?";
}

}  // namespace smppedge::carrier
