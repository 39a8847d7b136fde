// SPDX-License-Identifier: Apache-2.0
// Conformance 59 to 62; domain.md C.10, 0.14.
#include "north/smpp/times.h"

#include "client_message.h"

namespace smppedge::north::smpp {
namespace {

using namespace std::chrono;
using pdu::CommandStatus;

const WallTime now = test::now_of_the_tests();

WallTime utc(int year_, unsigned month_, unsigned day_, int hour = 0, int minute = 0, int second = 0, int milli = 0) {
  return WallTime(sys_days(year(year_) / month(month_) / day(day_)).time_since_epoch() + hours(hour) + minutes(minute) +
                  seconds(second) + milliseconds(milli));
}

BOOST_AUTO_TEST_SUITE(times_of_smpp)

BOOST_AUTO_TEST_CASE(absolute_times_name_an_instant_with_quarters_and_sign__conformance_59) {
  BOOST_TEST((read_time("200102030405032+", now) == utc(2020, 1, 1, 19, 4, 5)));  // Beijing (C.10)
  BOOST_TEST((read_time("200102030405032-", now) == utc(2020, 1, 2, 11, 4, 5)));
  BOOST_TEST((read_time("260301081530200+", now) == utc(2026, 3, 1, 8, 15, 30, 200)));
  BOOST_TEST((read_time("240229235959948+", now) == utc(2024, 2, 29, 11, 59, 59, 900)));
  BOOST_TEST((read_time("240229000000001-", now) == utc(2024, 2, 29, 0, 15)));
}

BOOST_AUTO_TEST_CASE(years_turn_at_38__conformance_62) {
  BOOST_TEST((read_time("371231000000000+", now) == utc(2037, 12, 31)));
  BOOST_TEST((read_time("380101000000000+", now) == utc(1938, 1, 1)));
  BOOST_TEST((read_time("000101000000000+", now) == utc(2000, 1, 1)));
}

BOOST_AUTO_TEST_CASE(a_relative_time_is_a_duration__conformance_60) {
  BOOST_TEST((read_time("000000020000000R", now) == now + hours(2)));
  BOOST_TEST((read_time("010203040506000R", now) == now + days(365 + 60 + 3) + hours(4) + minutes(5) + seconds(6)));
  BOOST_TEST((read_time("000000480000000R", now) == now + hours(48)));  // a count, not an hour of the day
  BOOST_TEST((read_time("000000000000000R", now) == now));
  BOOST_TEST((!read_time("000000020000100R", now)));  // tenths
  BOOST_TEST((!read_time("000000020000001R", now)));  // quarters
}

BOOST_AUTO_TEST_CASE(a_field_out_of_its_range_is_no_time__conformance_59) {
  for (const std::string_view bad :
       {"260001081530000+", "261301081530000+", "260300081530000+", "260332081530000+", "260229081530000+",
        "260301241530000+", "260301086030000+", "260301081560000+", "260301081530049+", "260301081530000*",
        "260301081530000r", "260301081530000Z", "26030108153000 +", "2603010815300A0+", "-60301081530000+",
        "260301081530000", "2603010815300000+", "", "R"}) {
    BOOST_TEST_CONTEXT(bad) BOOST_TEST((!read_time(bad, now)));
  }
}

BOOST_AUTO_TEST_CASE(what_is_written_reads_back) {
  BOOST_TEST(write_absolute_time(utc(2026, 3, 1, 8, 15, 30, 299)).view() == "260301081530200+");
  BOOST_TEST(write_absolute_time(utc(2037, 12, 31, 23, 59, 59, 999)).view() == "371231235959900+");
  for (const WallTime time : {utc(2000, 1, 1), utc(2024, 2, 29, 12, 0, 1, 100), utc(2037, 6, 30, 23, 0, 59, 900)}) {
    BOOST_TEST((read_time(write_absolute_time(time), now) == time));
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(times_of_a_submit)

CommandStatus status(std::string_view schedule, std::string_view validity, const ClientAccount& account = {}) {
  return test::status_of_read(read_times(schedule, validity, account, now));
}

BOOST_AUTO_TEST_CASE(null_leaves_both_to_the_gateway) {
  const auto times = read_times("", "", {}, now);
  BOOST_REQUIRE(times);
  BOOST_TEST(!times->send_at);
  BOOST_TEST(!times->expires_at);
}

BOOST_AUTO_TEST_CASE(both_are_counted_from_now_when_relative) {
  const auto times = read_times("000000010000000R", "000000030000000R", {}, now);
  BOOST_REQUIRE(times);
  BOOST_TEST((times->send_at == now + hours(1)));
  BOOST_TEST((times->expires_at == now + hours(3)));
}

BOOST_AUTO_TEST_CASE(a_schedule_of_now_is_none) {
  for (const std::string_view schedule : {"000000000000000R", "260301081530200+"}) {
    const auto times = read_times(schedule, "", {}, now);
    BOOST_REQUIRE(times);
    BOOST_TEST(!times->send_at);
  }
}

BOOST_AUTO_TEST_CASE(bad_times_have_the_statuses_of__conformance_61) {
  using enum CommandStatus;
  ClientAccount account;
  account.schedule_max = hours(24);
  account.validity_max = hours(48);
  struct Case {
    std::string_view schedule;
    std::string_view validity;
    CommandStatus status;
  };
  for (const Case& one : {
           Case{"260301081530100+", "", ESME_RINVSCHED},                   // past
           Case{"200101000000000+", "", ESME_RINVSCHED},                   // long past
           Case{"000001000001000R", "", ESME_RINVSCHED},                   // beyond schedule_max
           Case{"000001000000000R", "", ESME_ROK},                         // exactly
           Case{"x00001000000000R", "", ESME_RINVSCHED},                   // no time
           Case{"", "x00001000000000R", ESME_RINVEXPIRY},                  // no time
           Case{"", "000000000000000R", ESME_RINVEXPIRY},                  // at once
           Case{"", "260301081530200+", ESME_RINVEXPIRY},                  // now
           Case{"", "260301081530300+", ESME_ROK},                         // a tenth later
           Case{"", "200101000000000+", ESME_RINVEXPIRY},                  // past
           Case{"", "000002000000000R", ESME_ROK},                         // exactly validity_max
           Case{"", "000002000001000R", ESME_RINVEXPIRY},                  // beyond it
           Case{"000000020000000R", "000000020000000R", ESME_RINVEXPIRY},  // not after the schedule
           Case{"000000020000000R", "000000010000000R", ESME_RINVEXPIRY},
           Case{"000000020000000R", "000002020000000R", ESME_ROK},  // 48 hours behind the schedule
           Case{"000000020000000R", "000002020001000R", ESME_RINVEXPIRY},
       }) {
    BOOST_TEST_CONTEXT(one.schedule << " / " << one.validity) {
      BOOST_TEST((status(one.schedule, one.validity, account) == one.status));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::north::smpp
