// SPDX-License-Identifier: Apache-2.0
// What the gateway refuses with, as a client hears it: conformance 46, 55; every code of gateway/ is walked.
#include "north/smpp/statuses.h"

#include <boost/test/unit_test.hpp>

namespace smppedge::north::smpp {
namespace {

using enum pdu::CommandStatus;
using Kind = gateway::RequestError::Kind;

pdu::CommandStatus status(Kind kind, std::string_view code, Operation operation) {
  return status_of({kind, code, "", Seconds(0)}, operation);
}

BOOST_AUTO_TEST_SUITE(statuses)

BOOST_AUTO_TEST_CASE(every_code_has_its_statuses) {
  struct Row {
    Kind kind;
    std::string_view code;
    pdu::CommandStatus submit;
    pdu::CommandStatus query;
    pdu::CommandStatus cancel;
    pdu::CommandStatus replace;
  };
  for (const Row& row : {
           Row{Kind::invalid, "empty_text", ESME_RINVMSGLEN, ESME_RINVMSGLEN, ESME_RINVMSGLEN, ESME_RINVMSGLEN},
           Row{Kind::invalid, "text_too_long", ESME_RINVMSGLEN, ESME_RINVMSGLEN, ESME_RINVMSGLEN, ESME_RINVMSGLEN},
           Row{Kind::invalid, "invalid_text", ESME_RSUBMITFAIL, ESME_RQUERYFAIL, ESME_RCANCELFAIL, ESME_RREPLACEFAIL},
           Row{Kind::invalid, "invalid_sign", ESME_RSUBMITFAIL, ESME_RQUERYFAIL, ESME_RCANCELFAIL, ESME_RREPLACEFAIL},
           Row{Kind::invalid, "invalid_number", ESME_RINVDSTADR, ESME_RINVDSTADR, ESME_RINVDSTADR, ESME_RINVDSTADR},
           Row{Kind::invalid, "no_route", ESME_RINVDSTADR, ESME_RQUERYFAIL, ESME_RCANCELFAIL, ESME_RREPLACEFAIL},
           Row{Kind::forbidden, "blocked", ESME_RINVDSTADR, ESME_RQUERYFAIL, ESME_RCANCELFAIL, ESME_RREPLACEFAIL},
           Row{Kind::forbidden, "invalid_sender", ESME_RINVSRCADR, ESME_RINVSRCADR, ESME_RINVSRCADR, ESME_RINVSRCADR},
           Row{Kind::invalid, "invalid_extend", ESME_RINVSRCADR, ESME_RINVSRCADR, ESME_RINVSRCADR, ESME_RINVSRCADR},
           Row{Kind::invalid, "no_sender", ESME_RINVSRCADR, ESME_RINVSRCADR, ESME_RINVSRCADR, ESME_RINVSRCADR},
           Row{Kind::invalid, "senders_in_use", ESME_RSUBMITFAIL, ESME_RQUERYFAIL, ESME_RCANCELFAIL, ESME_RREPLACEFAIL},
           Row{Kind::invalid, "invalid_validity", ESME_RINVEXPIRY, ESME_RINVEXPIRY, ESME_RINVEXPIRY, ESME_RINVEXPIRY},
           Row{Kind::invalid, "invalid_schedule", ESME_RINVSCHED, ESME_RINVSCHED, ESME_RINVSCHED, ESME_RINVSCHED},
           Row{Kind::invalid, "too_many_recipients", ESME_RINVNUMDESTS, ESME_RINVNUMDESTS, ESME_RINVNUMDESTS,
               ESME_RINVNUMDESTS},
           Row{Kind::not_found, "unknown_message", ESME_RINVMSGID, ESME_RINVMSGID, ESME_RINVMSGID, ESME_RINVMSGID},
           Row{Kind::conflict, "already_sent", ESME_RSUBMITFAIL, ESME_RQUERYFAIL, ESME_RCANCELFAIL, ESME_RREPLACEFAIL},
           Row{Kind::conflict, "already_ended", ESME_RSUBMITFAIL, ESME_RQUERYFAIL, ESME_RCANCELFAIL, ESME_RREPLACEFAIL},
           Row{Kind::forbidden, "unknown_account", ESME_RSUBMITFAIL, ESME_RQUERYFAIL, ESME_RCANCELFAIL,
               ESME_RREPLACEFAIL},
           Row{Kind::throttled, "throttled", ESME_RTHROTTLED, ESME_RTHROTTLED, ESME_RTHROTTLED, ESME_RTHROTTLED},
           Row{Kind::overloaded, "queue_full", ESME_RMSGQFUL, ESME_RMSGQFUL, ESME_RMSGQFUL, ESME_RMSGQFUL},
           Row{Kind::overloaded, "store_busy", ESME_RMSGQFUL, ESME_RMSGQFUL, ESME_RMSGQFUL, ESME_RMSGQFUL},
           Row{Kind::overloaded, "memory_full", ESME_RMSGQFUL, ESME_RMSGQFUL, ESME_RMSGQFUL, ESME_RMSGQFUL},
           Row{Kind::overloaded, "events_full", ESME_RMSGQFUL, ESME_RMSGQFUL, ESME_RMSGQFUL, ESME_RMSGQFUL},
           Row{Kind::disk_full, "disk_full", ESME_RMSGQFUL, ESME_RMSGQFUL, ESME_RMSGQFUL, ESME_RMSGQFUL},
       }) {
    BOOST_TEST_CONTEXT(row.code) {
      BOOST_TEST((status(row.kind, row.code, Operation::submit) == row.submit));
      BOOST_TEST((status(row.kind, row.code, Operation::query) == row.query));
      BOOST_TEST((status(row.kind, row.code, Operation::cancel) == row.cancel));
      BOOST_TEST((status(row.kind, row.code, Operation::replace) == row.replace));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_new_code_is_answered_by_its_kind_and_never_with_ok) {
  struct Row {
    Kind kind;
    pdu::CommandStatus submit;
    pdu::CommandStatus cancel;
  };
  for (const Row& row :
       {Row{Kind::invalid, ESME_RSUBMITFAIL, ESME_RCANCELFAIL},
        Row{Kind::forbidden, ESME_RSUBMITFAIL, ESME_RCANCELFAIL}, Row{Kind::not_found, ESME_RINVMSGID, ESME_RINVMSGID},
        Row{Kind::conflict, ESME_RSUBMITFAIL, ESME_RCANCELFAIL},
        Row{Kind::key_reused, ESME_RSUBMITFAIL, ESME_RCANCELFAIL},
        Row{Kind::throttled, ESME_RTHROTTLED, ESME_RTHROTTLED}, Row{Kind::overloaded, ESME_RMSGQFUL, ESME_RMSGQFUL},
        Row{Kind::disk_full, ESME_RMSGQFUL, ESME_RMSGQFUL}}) {
    BOOST_TEST((status(row.kind, "of_tomorrow", Operation::submit) == row.submit));
    BOOST_TEST((status(row.kind, "of_tomorrow", Operation::cancel) == row.cancel));
  }
}

BOOST_AUTO_TEST_CASE(a_phone_on_the_blocklist_is_refused_with_the_accounts_own_status) {
  const gateway::RequestError blocked{Kind::invalid, "blocked", "", Seconds(0)};
  const gateway::RequestError other{Kind::invalid, "empty_text", "", Seconds(0)};
  BOOST_TEST((submit_status_of(blocked, ESME_RSUBMITFAIL) == ESME_RSUBMITFAIL));
  BOOST_TEST((submit_status_of(blocked, static_cast<pdu::CommandStatus>(0x401)) == pdu::CommandStatus{0x401}));
  BOOST_TEST((submit_status_of(other, ESME_RSUBMITFAIL) == ESME_RINVMSGLEN));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::north::smpp
