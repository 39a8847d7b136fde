// SPDX-License-Identifier: Apache-2.0
// The table of command_status (domain.md C.9), spelled out once more by class.
#include <boost/test/unit_test.hpp>
#include <map>

#include "carrier/status_class.h"

using namespace smppedge;
using namespace smppedge::carrier;
using pdu::CommandStatus;
using enum pdu::CommandStatus;

BOOST_AUTO_TEST_SUITE(carrier_status_class)

namespace {
const std::map<StatusClass, std::vector<std::uint32_t>> table = {
    {StatusClass::ok, {0x00}},
    {StatusClass::throttle, {0x14, 0x58}},
    {StatusClass::retry, {0x08, 0x64}},
    {StatusClass::bind, {0x05, 0x0D, 0x0E, 0x0F, 0x53}},
    {StatusClass::session, {0x02, 0x03, 0x04}},
    {StatusClass::permanent,
     {0x01, 0x06, 0x07, 0x0A, 0x0B, 0x0C, 0x11, 0x13, 0x15, 0x33, 0x34, 0x40, 0x42, 0x43, 0x44, 0x48,  0x49,  0x50,
      0x51, 0x54, 0x55, 0x59, 0x61, 0x62, 0x63, 0x65, 0x66, 0x67, 0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0x100, 0x10A, 0x112}},
    {StatusClass::ambiguous, {0x45, 0xFE, 0xFF, 0x400, 0x410, 0x4FF, 0x09, 0x4A, 0x113, 0x3FF, 0x500, 0xFFFFFFFF}},
};
}  // namespace

BOOST_AUTO_TEST_CASE(every_status_has_the_class_of_the_domain_table) {
  for (const auto& [status_class, statuses] : table) {
    for (const std::uint32_t status : statuses) {
      BOOST_TEST_CONTEXT("status " << status) {
        BOOST_TEST(to_string(classify(static_cast<CommandStatus>(status))) == to_string(status_class));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(permanent_errors_are_never_retried_and_others_at_least_once) {
  for (const auto& [status_class, statuses] : table) {
    const bool final_at_once = status_class == StatusClass::permanent || status_class == StatusClass::ok;
    for (const std::uint32_t status : statuses) {
      BOOST_TEST((default_rule(static_cast<CommandStatus>(status)).retry.retries_max == 0) == final_at_once);
    }
  }
}

BOOST_AUTO_TEST_CASE(retry_delays_double_to_their_maximum) {
  const RetryRule rule = default_rule(ESME_RTHROTTLED).retry;
  const int expected_s[] = {1, 2, 4, 8, 16, 30, 30};
  for (unsigned retry = 1; retry <= 7; ++retry) {
    BOOST_TEST(rule.delay(retry).count() == Micros(Seconds(expected_s[retry - 1])).count());
  }
  BOOST_TEST(rule.delay(4'000'000'000U).count() == Micros(Seconds(30)).count());
}

BOOST_AUTO_TEST_CASE(full_queue_is_given_up_sooner_than_throttling_because_it_may_be_an_empty_balance) {
  BOOST_TEST(default_rule(ESME_RMSGQFUL).retry.retries_max < default_rule(ESME_RTHROTTLED).retry.retries_max);
}

BOOST_AUTO_TEST_CASE(what_may_be_tried_again_may_be_so_for_a_bounded_time) {
  for (const auto& [status_class, statuses] : table) {
    for (const std::uint32_t status : statuses) {
      const RetryRule rule = default_rule(static_cast<CommandStatus>(status)).retry;
      BOOST_TEST((rule.retries_max == 0 || rule.within > rule.delay_max));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_carrier_s_own_rows_go_before_the_table_and_only_for_their_status) {
  const RetryRule patient{7, Seconds(2), Seconds(20), Seconds(300)};
  const StatusTable statuses({{ESME_RSUBMITFAIL, {StatusClass::throttle, patient}},
                              {static_cast<CommandStatus>(0x405), {StatusClass::not_mine, {}}},
                              {ESME_RMSGQFUL, {StatusClass::permanent, {}}},
                              {ESME_RMSGQFUL, {StatusClass::retry, patient}}});
  BOOST_TEST(to_string(statuses.rule(ESME_RSUBMITFAIL).status_class) == "throttle");
  BOOST_TEST(statuses.rule(ESME_RSUBMITFAIL).retry.retries_max == 7U);
  BOOST_TEST(to_string(statuses.rule(static_cast<CommandStatus>(0x405)).status_class) == "not_mine");
  BOOST_TEST(to_string(statuses.rule(static_cast<CommandStatus>(0x406)).status_class) == "ambiguous");
  BOOST_TEST(to_string(statuses.rule(ESME_RMSGQFUL).status_class) == "permanent");
  BOOST_TEST(to_string(statuses.rule(ESME_RTHROTTLED).status_class) == "throttle");
  BOOST_TEST(to_string(StatusTable().rule(ESME_RMSGQFUL).status_class) == "throttle");
}

BOOST_AUTO_TEST_SUITE_END()
