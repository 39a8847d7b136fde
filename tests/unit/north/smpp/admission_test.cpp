// SPDX-License-Identifier: Apache-2.0
// Who may connect and bind, decided without a network: limits, allowed addresses, credentials, back-off.
#include <boost/test/unit_test.hpp>

#include "north/smpp/admission.h"
#include "north/smpp/limits.h"

namespace smppedge::north::smpp {
namespace {

struct Gate {
  Settings settings;
  MonoTime now{};

  Gate() {
    settings.accounts.resize(2);
    settings.accounts[0].system_id = "acme";
    settings.accounts[0].passwords = {PasswordDigest::of("secret"), PasswordDigest::of("older")};
    settings.accounts[1].system_id = "fenced";
    settings.accounts[1].passwords = {PasswordDigest::of("secret")};
    settings.accounts[1].allowed_addresses = {AddressRange::parse("192.0.2.0/24").value(),
                                              AddressRange::parse("2001:db8::/32").value()};
  }
  static BindAttempt attempt(const char* from, const char* system_id, const char* password) {
    return {IpAddress::parse(from).value(), system_id, PasswordDigest::of(password)};
  }
  void fail(Admission& admission, const char* from, const char* system_id, int times) {
    for (int time = 0; time < times; ++time) (void)admission.check(attempt(from, system_id, "wrong"), now);
  }
};

Refusal why(const Expected<std::size_t, Refusal>& verdict) {
  BOOST_REQUIRE(!verdict);
  return verdict.error();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(smpp_door_admission, Gate)

BOOST_AUTO_TEST_CASE(any_password_of_the_account_binds_and_no_other) {
  Admission admission(settings);
  BOOST_TEST(admission.check(attempt("192.0.2.1", "acme", "secret"), now).value() == 0U);
  BOOST_TEST(admission.check(attempt("192.0.2.1", "acme", "older"), now).value() == 0U);
  BOOST_TEST((why(admission.check(attempt("192.0.2.1", "acme", ""), now)) == Refusal::credentials));
  BOOST_TEST((why(admission.check(attempt("192.0.2.1", "ACME", "secret"), now)) == Refusal::credentials));
}

BOOST_AUTO_TEST_CASE(an_account_without_a_password_cannot_be_bound) {
  settings.accounts[0].passwords.clear();
  Admission admission(settings);
  BOOST_TEST((why(admission.check(attempt("192.0.2.1", "acme", ""), now)) == Refusal::credentials));
}

BOOST_AUTO_TEST_CASE(the_address_is_looked_at_before_the_password) {
  Admission admission(settings);
  BOOST_TEST((why(admission.check(attempt("198.51.100.1", "fenced", "secret"), now)) == Refusal::address));
  BOOST_TEST((why(admission.check(attempt("198.51.100.1", "fenced", "wrong"), now)) == Refusal::address));
  BOOST_TEST((why(admission.check(attempt("192.0.2.1", "fenced", "wrong"), now)) == Refusal::credentials));
  BOOST_TEST(admission.check(attempt("192.0.2.1", "fenced", "secret"), now).value() == 1U);
  BOOST_TEST(admission.check(attempt("2001:db8::1", "fenced", "secret"), now).value() == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_credentials_cannot_be_told_from_the_status) {
  BOOST_TEST((status_of(Refusal::address) == status_of(Refusal::credentials)));
  BOOST_TEST((status_of(Refusal::credentials) == pdu::CommandStatus::ESME_RINVPASWD));
  BOOST_TEST((status_of(Refusal::backing_off) == pdu::CommandStatus::ESME_RBINDFAIL));
  BOOST_TEST((status_of(Refusal::binds_max) == pdu::CommandStatus::ESME_RBINDFAIL));
}

BOOST_AUTO_TEST_CASE(an_unknown_system_id_is_delayed_just_as_a_known_one) {
  Admission admission(settings);
  for (const char* system_id : {"acme", "nobody"}) {
    for (int time = 0; time < 6; ++time) {
      const std::string from = "198.51.100." + std::to_string(time + 1);
      (void)admission.check(attempt(from.c_str(), system_id, "wrong"), now);
    }
  }
  const Micros known = admission.delay(attempt("192.0.2.1", "acme", "secret"), now);
  BOOST_TEST((known > Micros(0)));
  BOOST_TEST((known == admission.delay(attempt("192.0.2.1", "nobody", "secret"), now)));
}

BOOST_AUTO_TEST_CASE(an_address_that_keeps_failing_is_refused_unseen_for_a_while) {
  Admission admission(settings);
  fail(admission, "198.51.100.1", "acme", 4);
  BOOST_TEST((why(admission.check(attempt("198.51.100.1", "acme", "secret"), now)) == Refusal::backing_off));
  // Asking meanwhile makes it no longer.
  now += address_back_off_min;
  BOOST_TEST(admission.check(attempt("198.51.100.1", "acme", "secret"), now).has_value());
}

BOOST_AUTO_TEST_CASE(guessing_from_one_address_does_not_keep_the_owner_out_at_another) {
  Admission admission(settings);
  fail(admission, "198.51.100.1", "acme", 4);
  now += Seconds(300);
  fail(admission, "198.51.100.1", "acme", 1'000);
  BOOST_TEST((admission.delay(attempt("192.0.2.1", "acme", "secret"), now) <= system_id_delay_max));
  BOOST_TEST(admission.check(attempt("192.0.2.1", "acme", "secret"), now).has_value());
}

BOOST_AUTO_TEST_CASE(where_an_account_has_bound_from_others_failures_are_not_held_against_it) {
  Admission admission(settings);
  BOOST_TEST(admission.check(attempt("192.0.2.1", "acme", "secret"), now).has_value());
  fail(admission, "192.0.2.1", "fenced", 10);
  fail(admission, "198.51.100.1", "acme", 4);
  now += Seconds(2);
  fail(admission, "198.51.100.1", "acme", 1);
  BOOST_TEST((admission.delay(attempt("192.0.2.1", "acme", "secret"), now) == Micros(0)));
  BOOST_TEST(admission.check(attempt("192.0.2.1", "acme", "secret"), now).has_value());
  // Its own are: a wrong password there, and the address is as any other.
  fail(admission, "192.0.2.1", "acme", 1);
  BOOST_TEST((why(admission.check(attempt("192.0.2.1", "acme", "secret"), now)) == Refusal::backing_off));
}

BOOST_AUTO_TEST_CASE(a_foreign_address_does_not_slow_the_account_down_that_it_may_not_use) {
  Admission admission(settings);
  fail(admission, "198.51.100.1", "fenced", 3);
  fail(admission, "198.51.100.2", "fenced", 3);
  BOOST_TEST((admission.delay(attempt("192.0.2.1", "fenced", "secret"), now) == Micros(0)));
}

BOOST_AUTO_TEST_CASE(a_foreign_address_is_slowed_down_as_if_there_were_no_such_account) {
  Admission admission(settings);
  fail(admission, "198.51.100.1", "fenced", 3);
  fail(admission, "198.51.100.2", "fenced", 3);
  fail(admission, "198.51.100.3", "nobody", 3);
  fail(admission, "198.51.100.4", "nobody", 3);
  const Micros delay = admission.delay(attempt("198.51.100.5", "nobody", "secret"), now);
  BOOST_TEST((delay > Micros(0)));
  BOOST_TEST((admission.delay(attempt("198.51.100.5", "fenced", "secret"), now) == delay));
}

BOOST_AUTO_TEST_CASE(connections_are_bounded_overall_and_by_address) {
  settings.connections_max = 5;
  settings.connections_per_address_max = 2;
  Admission admission(settings);
  const auto enter = [&](const char* from) { return admission.enter(IpAddress::parse(from).value()); };
  BOOST_TEST(enter("192.0.2.1").has_value());
  BOOST_TEST(enter("192.0.2.1").has_value());
  BOOST_TEST((enter("192.0.2.1").error() == Refusal::connections_per_address_max));
  BOOST_TEST(enter("2001:db8::1").has_value());
  BOOST_TEST(enter("2001:db8::2").has_value());
  BOOST_TEST((enter("2001:db8::3").error() == Refusal::connections_per_address_max));
  BOOST_TEST(enter("192.0.2.2").has_value());
  BOOST_TEST((enter("192.0.2.3").error() == Refusal::connections_max));
  admission.leave(IpAddress::parse("192.0.2.1").value());
  BOOST_TEST(enter("192.0.2.1").has_value());
  BOOST_TEST(admission.connections() == 5U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::north::smpp
