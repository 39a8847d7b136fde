// SPDX-License-Identifier: Apache-2.0
// Which addresses somebody else's URL may lead us to: the first and last of each range, and their neighbours.
#include "net/public_address.h"

#include <boost/test/unit_test.hpp>

using namespace smppedge;

namespace {

bool is_public_text(const std::string& address) {
  const auto parsed = SocketAddress::parse(address, 443);
  BOOST_REQUIRE_MESSAGE(parsed, address);
  return is_public(*parsed);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(public_address)

BOOST_AUTO_TEST_CASE(addresses_of_the_internet_are_public) {
  for (const std::string address :
       {"1.1.1.1",         "9.255.255.255",   "11.0.0.0",         "100.63.255.255",  "100.128.0.0",
        "126.255.255.255", "128.0.0.0",       "169.253.255.255",  "169.255.0.0",     "172.15.255.255",
        "172.32.0.0",      "192.0.1.0",       "192.167.255.255",  "192.169.0.0",     "198.17.255.255",
        "198.20.0.0",      "223.255.255.255", "2001:200::1",      "2606:4700::1111", "2a00:1450::1",
        "3ffe::1",         "::ffff:1.1.1.1",  "64:ff9b::1.1.1.1", "2002:101:101::1"}) {
    BOOST_TEST(is_public_text(address), address);
  }
}

BOOST_AUTO_TEST_CASE(our_machine_and_its_neighbours_are_not) {
  for (const std::string address :
       {"0.0.0.0",         "0.255.255.255",   "10.0.0.0",        "10.255.255.255", "100.64.0.0",
        "100.127.255.255", "127.0.0.1",       "127.255.255.255", "169.254.0.0",    "169.254.169.254",
        "172.16.0.0",      "172.31.255.255",  "192.0.0.170",     "192.0.2.1",      "192.88.99.1",
        "192.168.0.0",     "192.168.255.255", "198.18.0.0",      "198.19.255.255", "198.51.100.7",
        "203.0.113.255",   "224.0.0.1",       "239.255.255.255", "240.0.0.1",      "255.255.255.255"}) {
    BOOST_TEST(!is_public_text(address), address);
    BOOST_TEST(!is_public_text("::ffff:" + address), "mapped " + address);
    BOOST_TEST(!is_public_text("64:ff9b::" + address), "NAT64 " + address);
  }
  for (const std::string address : {"::",
                                    "::1",
                                    "::7f00:1",
                                    "100::1",
                                    "64:ff9b:1::1",
                                    "fc00::1",
                                    "fdff::1",
                                    "fe80::1",
                                    "febf::1",
                                    "fec0::1",
                                    "ff02::1",
                                    "2001::1",
                                    "2001:1ff:ffff::",
                                    "2001:db8::1",
                                    "2001:db8:ffff::1",
                                    "2002:7f00:1::1",
                                    "2002:a00::1",
                                    "3fff::1",
                                    "3fff:fff::1",
                                    "4000::1",
                                    "fd00:ec2::254"}) {
    BOOST_TEST(!is_public_text(address), address);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_ip_is_not) {
  BOOST_TEST(!is_public(SocketAddress()));
  sockaddr other{};
  other.sa_family = AF_UNIX;
  BOOST_TEST(!is_public(SocketAddress(&other, sizeof(other))));
}

BOOST_AUTO_TEST_SUITE_END()
