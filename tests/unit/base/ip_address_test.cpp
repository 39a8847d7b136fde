// SPDX-License-Identifier: Apache-2.0
#include "base/ip_address.h"

#include <boost/test/unit_test.hpp>

namespace smppedge {

static bool holds(const char* range, const char* address) {
  return AddressRange::parse(range).value().contains(IpAddress::parse(address).value());
}

BOOST_AUTO_TEST_SUITE(ip_address)

BOOST_AUTO_TEST_CASE(an_address_is_read_as_a_stream_names_its_peer) {
  BOOST_TEST((IpAddress::of_peer("192.0.2.7:40001") == IpAddress::parse("192.0.2.7")));
  BOOST_TEST((IpAddress::of_peer("[2001:db8::7]:40001") == IpAddress::parse("2001:db8::7")));
  BOOST_TEST((IpAddress::of_peer("[fe80::1%eth0]:40001") == IpAddress::parse("fe80::1")));
  BOOST_TEST((IpAddress::of_peer("[::ffff:192.0.2.7]:40001") == IpAddress::parse("192.0.2.7")));
  BOOST_TEST(!IpAddress::of_peer("192.0.2.7"));
  BOOST_TEST(!IpAddress::of_peer("unix:/run/door"));
  BOOST_TEST(!IpAddress::parse("192.0.2"));
  BOOST_TEST(!IpAddress::parse(std::string_view("192.0.2.7\0", 10)));
}

BOOST_AUTO_TEST_CASE(a_range_holds_its_prefix_and_nothing_else) {
  BOOST_TEST(holds("192.0.2.7", "192.0.2.7"));
  BOOST_TEST(!holds("192.0.2.7", "192.0.2.8"));
  BOOST_TEST(holds("192.0.2.0/24", "192.0.2.255"));
  BOOST_TEST(!holds("192.0.2.0/24", "192.0.3.0"));
  BOOST_TEST(holds("192.0.2.128/25", "192.0.2.200"));
  BOOST_TEST(!holds("192.0.2.128/25", "192.0.2.100"));
  BOOST_TEST(holds("0.0.0.0/0", "203.0.113.1"));
  BOOST_TEST(!holds("0.0.0.0/0", "2001:db8::1"));
  BOOST_TEST(holds("2001:db8::/32", "2001:db8:ffff::1"));
  BOOST_TEST(!holds("2001:db8::/32", "2001:db9::1"));
  BOOST_TEST(holds("192.0.2.0/24", "::ffff:192.0.2.1"));
  BOOST_TEST(!AddressRange::parse("::/0").value().contains(IpAddress()));
}

BOOST_AUTO_TEST_CASE(what_is_no_range_is_refused) {
  for (const char* text : {"", "/24", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/8x", "192.0.2.1/24",
                           "2001:db8::/129", "2001:db8::1/32", "example.org"}) {
    BOOST_TEST(!AddressRange::parse(text), text);
  }
}

BOOST_AUTO_TEST_CASE(an_ipv6_user_is_counted_by_its_network) {
  const auto one = IpAddress::parse("2001:db8:1:2::1").value();
  BOOST_TEST((one.neighbourhood() == IpAddress::parse("2001:db8:1:2:ffff::9").value().neighbourhood()));
  BOOST_TEST((one.neighbourhood() != IpAddress::parse("2001:db8:1:3::1").value().neighbourhood()));
  const auto v4 = IpAddress::parse("192.0.2.7").value();
  BOOST_TEST((v4.neighbourhood() == v4));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge
