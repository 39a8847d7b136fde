// SPDX-License-Identifier: Apache-2.0
#include "reply/fingerprint.h"

#include <boost/test/unit_test.hpp>
#include <numeric>
#include <set>
#include <vector>

using namespace smppedge;
using namespace smppedge::reply;

namespace {

using Octets = std::vector<std::uint8_t>;

constexpr AccountNumber account{3};

pdu::ShortMessage message_of(const Octets& body, const Octets& tlvs = {}) {
  pdu::ShortMessage message;
  message.source = {1, 1, "8613800138000"};
  message.destination = {0, 0, "1069002101001"};
  message.short_message = body;
  message.tlvs = pdu::Tlvs(tlvs);
  return message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fingerprints)

BOOST_AUTO_TEST_CASE(siphash_gives_its_published_values) {
  constexpr std::uint64_t key_low = 0x0706050403020100;
  constexpr std::uint64_t key_high = 0x0F0E0D0C0B0A0908;
  // Output octets a3817f04ba25a8e6 6df67214c7550293, the first eight being our low half, little endian.
  BOOST_TEST((siphash_128(key_low, key_high, {}) == Fingerprint{0x930255C71472F66D, 0xE6A825BA047F81A3}));
  Octets fifteen(15);
  std::iota(fifteen.begin(), fifteen.end(), std::uint8_t{0});
  BOOST_TEST((siphash_128(key_low, key_high, fifteen) == Fingerprint{0xD9C3CF970FEC087E, 0x11A8B03399E99354}));
}

BOOST_AUTO_TEST_CASE(the_same_reply_has_the_same_fingerprint_wherever_it_lies) {
  const Octets body = {'y', 'e', 's'};
  const Octets copy = body;
  BOOST_TEST((fingerprint(account, message_of(body)) == fingerprint(account, message_of(copy))));
}

BOOST_AUTO_TEST_CASE(the_value_is_part_of_the_stores_format) {
  const Octets body = {'y', 'e', 's'};
  const auto value = fingerprint(account, message_of(body));
  BOOST_TEST(value.high == 12581983629181519989ULL);
  BOOST_TEST(value.low == 2995403300638167643ULL);
}

BOOST_AUTO_TEST_CASE(every_field_that_makes_another_reply_changes_it) {
  const Octets body = {'y', 'e', 's'};
  const Octets other_body = {'y', 'e', 's', '!'};
  const Octets first_part = {0x02, 0x0F, 0, 1, 1};
  const Octets second_part = {0x02, 0x0F, 0, 1, 2};
  const Octets as_payload = {0x04, 0x24, 0, 3, 'y', 'e', 's'};
  std::set<Fingerprint> seen;
  const auto original = message_of(body);
  const auto changed = [&original](auto change) {
    auto message = original;
    change(message);
    return fingerprint(account, message);
  };
  seen.insert(fingerprint(account, original));
  seen.insert(fingerprint(AccountNumber(4), original));
  seen.insert(fingerprint(account, message_of(other_body)));
  seen.insert(fingerprint(account, message_of(body, first_part)));
  seen.insert(fingerprint(account, message_of(body, second_part)));
  seen.insert(changed([](auto& message) { message.source.addr = "8613800138001"; }));
  seen.insert(changed([](auto& message) { message.destination.addr = "1069002101002"; }));
  seen.insert(changed([](auto& message) { message.source.ton = 2; }));
  seen.insert(changed([](auto& message) { message.esm_class = 0x40; }));
  seen.insert(changed([](auto& message) { message.data_coding = 8; }));
  // A digit moved from one address to the next is another pair of addresses.
  seen.insert(changed([](auto& message) {
    message.source.addr = "861380013800";
    message.destination.addr = "01069002101001";
  }));
  BOOST_TEST(seen.size() == 11U);
  BOOST_TEST(seen.count(fingerprint(account, message_of({}, as_payload))) == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
