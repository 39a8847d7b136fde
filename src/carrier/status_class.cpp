// SPDX-License-Identifier: Apache-2.0
#include "carrier/status_class.h"

#include <algorithm>
#include <utility>

namespace smppedge::carrier {

using enum pdu::CommandStatus;
using pdu::CommandStatus;

namespace {

/// Not in 3.4; found in libraries' tables.
constexpr auto ESME_RPROVNOTALLWD = static_cast<CommandStatus>(0x59);

struct Range {
  CommandStatus first;
  CommandStatus last;
  StatusClass status_class;
};

constexpr Range row(CommandStatus status, StatusClass status_class) {
  return {status, status, status_class};
}
constexpr Range range(std::uint32_t first, std::uint32_t last, StatusClass status_class) {
  return {static_cast<CommandStatus>(first), static_cast<CommandStatus>(last), status_class};
}

constexpr Range rows[] = {
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
                             [](const Range& a, const Range& b) { return a.last < b.first; }));

}  // namespace

StatusClass classify(CommandStatus status) {
  const Range* found = std::lower_bound(std::begin(rows), std::end(rows), status,
                                        [](const Range& a, CommandStatus wanted) { return a.last < wanted; });
  const bool known = found != std::end(rows) && found->first <= status;
  return known ? found->status_class : StatusClass::ambiguous;
}

RetryRule retry_rule(StatusClass status_class) {
  switch (status_class) {
    case StatusClass::ok:
    case StatusClass::permanent:
    case StatusClass::not_mine:
      return {};
    case StatusClass::throttle:
      return {20, Seconds(1), Seconds(30), Seconds(3600)};
    case StatusClass::retry:
      return {3, Seconds(10), Seconds(30), Seconds(600)};
    case StatusClass::bind:
    case StatusClass::session:
      return {3, Seconds(10), Seconds(60), Seconds(600)};
    case StatusClass::ambiguous:
      return {1, Seconds(10), Seconds(10), Seconds(600)};
  }
  return {};
}

StatusRule default_rule(CommandStatus status) {
  const StatusClass status_class = classify(status);
  if (status == ESME_RMSGQFUL) return {status_class, {5, Seconds(5), Seconds(60), Seconds(900)}};
  return {status_class, retry_rule(status_class)};
}

StatusTable::StatusTable(std::vector<Row> rows) : rows_(std::move(rows)) {
  std::stable_sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) { return a.status < b.status; });
}

StatusRule StatusTable::rule(CommandStatus status) const {
  const auto found = std::lower_bound(rows_.begin(), rows_.end(), status,
                                      [](const Row& row, CommandStatus wanted) { return row.status < wanted; });
  return found != rows_.end() && found->status == status ? found->rule : default_rule(status);
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
    case StatusClass::not_mine:
      return "not_mine";
  }
  return "?";
}

}  // namespace smppedge::carrier
