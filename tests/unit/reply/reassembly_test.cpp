// SPDX-License-Identifier: Apache-2.0
#include "reply/reassembly.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <numeric>

#include "tests/unit/reply/long_reply.h"

using namespace smppedge;
using namespace smppedge::reply;
using namespace smppedge::reply::testing;

namespace {

constexpr Millis timeout = Seconds(60);
constexpr WallTime start{Seconds(1'700'000'000)};
const PhoneNumber phone = *PhoneNumber::from_digits("8613800138000");
const PhoneNumber other_phone = *PhoneNumber::from_digits("8613800138001");

PartKey key_of(unsigned reference, unsigned total = 2, const PhoneNumber& from = phone) {
  return {CarrierNumber(1),
          from,
          "10690001",
          PartScheme::header_8_bit,
          static_cast<std::uint16_t>(reference),
          static_cast<std::uint8_t>(total),
          text::Alphabet::gsm7_unpacked};
}
ReplyPart part_of(unsigned sequence, std::string_view text, std::uint64_t cookie = 0) {
  return {static_cast<std::uint8_t>(sequence), octets(text), 0, cookie};
}

struct Fixture {
  PartAdded add(const PartKey& key, unsigned sequence, std::string_view text, std::uint64_t cookie = 0) {
    return parts.add(key, part_of(sequence, text, cookie), now);
  }
  PartAdded add(const PartPdu& pdu, std::uint64_t cookie = 0) {
    return pdu.opened([&](const OpenedReply& opened) {
      return parts.add(PartKey::of(CarrierNumber(1), phone, "10690001", opened), ReplyPart::of(opened, cookie, now),
                       now);
    });
  }
  void limit(const ReassemblyLimits& limits) { parts = Reassembly(timeout, limits); }

  WallTime now = start;
  Reassembly parts{timeout};
};

std::vector<std::uint64_t> cookies(const JoinedReply& joined) {
  std::vector<std::uint64_t> result;
  for (const ReplyPart& part : joined.parts) result.push_back(part.cookie);
  return result;
}

std::string text_of(const JoinedReply& joined) {
  return decode_body(joined, false).content;
}

using Outcome = PartAdded::Outcome;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reassembly, Fixture)

BOOST_AUTO_TEST_CASE(five_parts_join_in_any_order_however_they_are_numbered) {
  const std::array texts{"one ", "two ", "three ", "four ", "five"};
  for (const Numbering numbering : {Numbering::bits_8, Numbering::bits_16, Numbering::bits_8_among_others,
                                    Numbering::bits_16_among_others, Numbering::sar}) {
    std::array<unsigned, 5> order{1, 2, 3, 4, 5};
    do {
      for (std::size_t at = 0; at < order.size(); ++at) {
        const auto pdu = part_pdu(numbering, 0x0142, 5, order[at], texts[order[at] - 1]);
        const auto added = add(pdu, order[at]);
        const bool last = at + 1 == order.size();
        BOOST_REQUIRE((added.outcome == (last ? Outcome::completes : Outcome::waits)));
        BOOST_REQUIRE(added.given_up.empty());
        if (last) {
          BOOST_REQUIRE(added.whole);
          BOOST_REQUIRE(added.whole->complete());
          BOOST_REQUIRE(text_of(*added.whole) == "one two three four five");
          BOOST_REQUIRE((cookies(*added.whole) == std::vector<std::uint64_t>{1, 2, 3, 4, 5}));
        } else {
          BOOST_REQUIRE((add(pdu, 99).outcome == Outcome::duplicate));
        }
      }
      BOOST_REQUIRE(parts.groups() == 0);
      BOOST_REQUIRE(parts.octets() == 0);
    } while (std::next_permutation(order.begin(), order.end()));
  }
}

BOOST_AUTO_TEST_CASE(numbers_that_make_no_sense_are_single_messages) {
  for (const Numbering numbering : {Numbering::bits_8, Numbering::bits_16, Numbering::bits_8_among_others,
                                    Numbering::bits_16_among_others, Numbering::sar}) {
    for (const auto& [total, sequence] : {std::pair{0U, 0U}, {0U, 1U}, {2U, 0U}, {2U, 3U}, {1U, 1U}}) {
      part_pdu(numbering, 7, total, sequence, "hi").opened([](const OpenedReply& opened) {
        BOOST_TEST(!opened.part);
        BOOST_TEST(decode_body(opened).content == "hi");
      });
    }
  }
}

BOOST_AUTO_TEST_CASE(each_element_of_the_key_keeps_messages_apart) {
  std::vector<PartKey> keys(10, key_of(7));
  keys[1].carrier = CarrierNumber(2);
  keys[2].phone = other_phone;
  keys[3].destination = "10690002";
  keys[4].scheme = PartScheme::header_16_bit;
  keys[5].scheme = PartScheme::sar;
  keys[6].reference = 8;
  keys[7].total = 3;
  keys[8].alphabet = text::Alphabet::ucs2;
  keys[9].alphabet = std::nullopt;
  for (const PartKey& key : keys) BOOST_TEST((add(key, 1, "a").outcome == Outcome::waits));
  BOOST_TEST(parts.groups() == keys.size());
}

BOOST_AUTO_TEST_CASE(a_part_remembers_when_it_came_and_its_header) {
  BOOST_TEST((add(part_pdu(Numbering::bits_16, 7, 2, 1, "a")).outcome == Outcome::waits));
  now += Seconds(3);
  const auto added = add(part_pdu(Numbering::bits_16, 7, 2, 2, "b"));
  BOOST_REQUIRE(added.whole);
  BOOST_TEST((added.whole->parts[0].received_at == start));
  BOOST_TEST((added.whole->parts[1].received_at == now));
  BOOST_TEST(added.whole->parts[0].header_octets == 7U);
}

BOOST_AUTO_TEST_CASE(other_octets_under_a_sequence_begin_a_new_message) {
  (void)add(key_of(7, 3), 1, "old", 1);
  (void)add(key_of(7, 3), 2, "old", 2);
  const auto added = add(key_of(7, 3), 1, "new", 3);
  BOOST_TEST((added.outcome == Outcome::waits));
  BOOST_REQUIRE(added.given_up.size() == 1U);
  BOOST_TEST((added.given_up[0].end == PartsEnd::replaced));
  BOOST_TEST((cookies(added.given_up[0]) == std::vector<std::uint64_t>{1, 2}));
  (void)add(key_of(7, 3), 2, "new", 4);
  const auto last = add(key_of(7, 3), 3, "new", 5);
  BOOST_REQUIRE(last.whole);
  BOOST_TEST((cookies(*last.whole) == std::vector<std::uint64_t>{3, 4, 5}));
}

BOOST_AUTO_TEST_CASE(what_is_missing_at_the_timeout_is_waited_for_no_longer) {
  (void)add(key_of(7, 3), 3, "c", 3);
  now += Seconds(30);
  (void)add(key_of(7, 3), 1, "a", 1);
  BOOST_TEST((parts.next_deadline() == start + timeout));
  BOOST_TEST(parts.expire(start + timeout - Millis(1), 10).empty());
  const auto expired = parts.expire(start + timeout, 10);
  BOOST_REQUIRE(expired.size() == 1U);
  BOOST_TEST((expired[0].end == PartsEnd::timed_out));
  BOOST_TEST(!expired[0].complete());
  BOOST_TEST(!expired[0].repeated);
  BOOST_TEST((cookies(expired[0]) == std::vector<std::uint64_t>{1, 3}));
  BOOST_TEST(!parts.next_deadline());
  BOOST_TEST(parts.octets() == 0U);
}

BOOST_AUTO_TEST_CASE(the_oldest_times_out_first_and_no_more_than_asked_for) {
  for (unsigned reference = 0; reference < 5; ++reference) {
    (void)add(key_of(reference), 1, "a", reference);
    now += Seconds(1);
  }
  now += timeout;
  for (std::uint64_t reference = 0; reference < 4; reference += 2) {
    const auto expired = parts.expire(now, 2);
    BOOST_REQUIRE(expired.size() == 2U);
    BOOST_TEST(expired[0].parts[0].cookie == reference);
    BOOST_TEST(expired[1].parts[0].cookie == reference + 1);
  }
  BOOST_TEST(parts.groups() == 1U);
}

BOOST_AUTO_TEST_CASE(a_part_that_comes_at_the_timeout_is_of_a_new_message) {
  (void)add(key_of(7), 1, "a", 1);
  now += timeout;
  const auto added = add(key_of(7), 2, "b", 2);
  BOOST_TEST((added.outcome == Outcome::waits));
  BOOST_REQUIRE(added.given_up.size() == 1U);
  BOOST_TEST((added.given_up[0].end == PartsEnd::timed_out));
  BOOST_TEST((parts.next_deadline() == now + timeout));
}

BOOST_AUTO_TEST_CASE(a_part_that_comes_just_before_the_timeout_completes) {
  (void)add(key_of(7), 1, "a");
  now += timeout - Millis(1);
  BOOST_TEST((add(key_of(7), 2, "b").outcome == Outcome::completes));
}

BOOST_AUTO_TEST_CASE(another_timeout_holds_for_what_waits) {
  (void)add(key_of(7), 1, "a");
  parts.set_timeout(Seconds(10));
  BOOST_TEST((parts.next_deadline() == start + Seconds(10)));
  BOOST_TEST(parts.expire(start + Seconds(10), 1).size() == 1U);
}

BOOST_AUTO_TEST_CASE(parts_put_back_with_their_times_wait_from_then) {
  (void)parts.add(key_of(7), part_of(1, "a"), start - Seconds(50));
  (void)parts.add(key_of(8), part_of(1, "a"), start - Seconds(55));
  BOOST_TEST((parts.next_deadline() == start - Seconds(55) + timeout));
  BOOST_TEST((add(key_of(7), 2, "b").outcome == Outcome::completes));
}

BOOST_AUTO_TEST_CASE(a_late_duplicate_is_known_when_its_time_is_over) {
  (void)add(key_of(7), 1, "a");
  BOOST_TEST((add(key_of(7), 2, "b").outcome == Outcome::completes));
  now += Seconds(1);
  BOOST_TEST((add(key_of(7), 2, "b", 9).outcome == Outcome::waits));
  now += timeout;
  const auto expired = parts.expire(now, 10);
  BOOST_REQUIRE(expired.size() == 1U);
  BOOST_TEST(expired[0].repeated);
  BOOST_TEST((cookies(expired[0]) == std::vector<std::uint64_t>{9}));
}

BOOST_AUTO_TEST_CASE(the_same_message_sent_again_is_a_message_again) {
  for (int turn = 0; turn < 2; ++turn) {
    (void)add(key_of(7), 1, "a");
    const auto added = add(key_of(7), 2, "b");
    BOOST_TEST((added.outcome == Outcome::completes));
    BOOST_TEST(!added.whole->repeated);
  }
}

BOOST_AUTO_TEST_CASE(parts_with_anything_new_are_no_duplicates) {
  for (const bool new_one_first : {false, true}) {
    const PartKey key = key_of(new_one_first ? 7 : 8, 3);
    (void)add(key, 1, "a");
    (void)add(key, 2, "b");
    (void)add(key, 3, "c");
    (void)add(key, 1, new_one_first ? "other" : "a");
    (void)add(key, 2, new_one_first ? "b" : "other");
    BOOST_TEST(!add(key, 1, "another").given_up.at(0).repeated);
  }
}

BOOST_AUTO_TEST_CASE(what_was_given_out_is_forgotten_after_the_timeout) {
  (void)add(key_of(7), 1, "a");
  (void)add(key_of(7), 2, "b");
  now += timeout;
  (void)add(key_of(7), 2, "b");
  const auto expired = parts.expire(now + timeout, 10);
  BOOST_REQUIRE(expired.size() == 1U);
  BOOST_TEST(!expired[0].repeated);
}

BOOST_AUTO_TEST_CASE(what_was_given_out_again_is_remembered_from_then) {
  for (int turn = 0; turn < 2; ++turn) {
    (void)add(key_of(7), 1, "a");
    (void)add(key_of(7), 2, "b");
    now += timeout / 2;
  }
  (void)add(key_of(7), 2, "b");
  BOOST_TEST(parts.expire(now + timeout, 10).at(0).repeated);
}

BOOST_AUTO_TEST_CASE(no_more_is_remembered_than_allowed) {
  limit({.parts_remembered = 2});
  for (unsigned reference = 0; reference < 2; ++reference) {
    (void)add(key_of(reference), 1, "a");
    (void)add(key_of(reference), 2, "b");
  }
  (void)add(key_of(0), 1, "a");
  (void)add(key_of(1), 1, "a");
  BOOST_TEST(!add(key_of(0), 1, "other").given_up.at(0).repeated);
  BOOST_TEST(add(key_of(1), 1, "other").given_up.at(0).repeated);
}

BOOST_AUTO_TEST_CASE(a_flood_of_first_parts_costs_that_phone_its_oldest) {
  (void)add(key_of(0, 2, other_phone), 1, "a", 1'000);
  PartKey by_another_carrier = key_of(0);
  by_another_carrier.carrier = CarrierNumber(2);
  (void)add(by_another_carrier, 1, "a", 1'001);
  for (unsigned reference = 0; reference < 1'000; ++reference) {
    now += Millis(1);
    const auto added = add(key_of(reference), 1, "a", reference);
    BOOST_TEST((added.outcome == Outcome::waits));
    if (reference < groups_per_phone_max) {
      BOOST_TEST(added.given_up.empty());
      continue;
    }
    BOOST_REQUIRE(added.given_up.size() == 1U);
    BOOST_TEST((added.given_up[0].end == PartsEnd::phone_bound));
    BOOST_TEST(added.given_up[0].parts[0].cookie == reference - groups_per_phone_max);
  }
  BOOST_TEST(parts.groups() == groups_per_phone_max + 2);
  BOOST_TEST((add(by_another_carrier, 2, "b").outcome == Outcome::completes));
  BOOST_TEST((add(key_of(0, 2, other_phone), 2, "b").outcome == Outcome::completes));
}

BOOST_AUTO_TEST_CASE(octets_of_one_phone_are_bounded) {
  limit({.octets_per_phone = 2 * (100 + octets_per_part)});
  const std::string text(100, 'x');
  (void)add(key_of(1, 5), 1, text, 1);
  (void)add(key_of(2, 5), 1, text, 2);
  const auto added = add(key_of(2, 5), 2, text, 3);
  BOOST_REQUIRE(added.given_up.size() == 1U);
  BOOST_TEST((added.given_up[0].end == PartsEnd::phone_bound));
  BOOST_TEST((cookies(added.given_up[0]) == std::vector<std::uint64_t>{1}));
  const auto own = add(key_of(2, 5), 3, text, 4);
  BOOST_REQUIRE(own.given_up.size() == 1U);
  BOOST_TEST((cookies(own.given_up[0]) == std::vector<std::uint64_t>{2, 3}));
  BOOST_TEST(parts.groups() == 1U);
  BOOST_TEST(parts.octets() == 100 + octets_per_part);
}

BOOST_AUTO_TEST_CASE(the_part_that_completes_needs_no_room) {
  limit({.octets_per_phone = 100 + octets_per_part, .octets = 100 + octets_per_part});
  const std::string text(100, 'x');
  (void)add(key_of(1), 1, text);
  const auto added = add(key_of(1), 2, text);
  BOOST_TEST((added.outcome == Outcome::completes));
  BOOST_TEST(added.given_up.empty());
}

BOOST_AUTO_TEST_CASE(all_phones_together_are_bounded_in_messages) {
  limit({.groups = 3});
  for (unsigned number = 0; number < 10; ++number) {
    now += Millis(1);
    const auto from = PhoneNumber::from_digits("861380013800" + std::to_string(number));
    const auto added = add(key_of(1, 2, *from), 1, "a", number);
    BOOST_TEST(added.given_up.size() == (number < 3 ? 0U : 1U));
    if (added.given_up.empty()) continue;
    BOOST_TEST((added.given_up[0].end == PartsEnd::whole_bound));
    BOOST_TEST(added.given_up[0].parts[0].cookie == number - 3U);
  }
  BOOST_TEST(parts.groups() == 3U);
}

BOOST_AUTO_TEST_CASE(all_phones_together_are_bounded_in_octets) {
  limit({.octets = 3 * (100 + octets_per_part)});
  const std::string text(100, 'x');
  for (unsigned reference = 0; reference < 3; ++reference) (void)add(key_of(reference), 1, text, reference);
  const auto large = add(key_of(9, 2, other_phone), 1, std::string(200 + octets_per_part, 'x'));
  BOOST_REQUIRE(large.given_up.size() == 2U);
  BOOST_TEST((large.given_up[0].end == PartsEnd::whole_bound));
  BOOST_TEST(large.given_up[0].parts[0].cookie == 0U);
  BOOST_TEST(large.given_up[1].parts[0].cookie == 1U);
  BOOST_TEST(parts.octets() == 3 * (100 + octets_per_part));
}

BOOST_AUTO_TEST_CASE(a_part_above_a_bound_waits_alone) {
  limit({.octets_per_phone = 10, .octets = 10});
  (void)add(key_of(1), 1, "a");
  const auto added = add(key_of(2), 1, std::string(1'000, 'x'));
  BOOST_TEST((added.outcome == Outcome::waits));
  BOOST_TEST(added.given_up.size() == 1U);
  BOOST_TEST(parts.groups() == 1U);
}

BOOST_AUTO_TEST_CASE(every_cookie_comes_back_once) {
  limit({.groups_per_phone = 4, .octets_per_phone = 1'500, .groups = 20, .octets = 6'000, .parts_remembered = 50});
  std::vector<unsigned> seen(20'000, 0);
  std::size_t duplicates = 0;
  const auto see = [&](const JoinedReply& joined) {
    for (const ReplyPart& part : joined.parts) ++seen[part.cookie];
    if (joined.complete()) BOOST_REQUIRE(joined.parts.size() == joined.key.total);
  };
  std::uint32_t dice = 12'345;
  const auto roll = [&](std::uint32_t sides) {
    dice = dice * 1'664'525 + 1'013'904'223;
    return (dice >> 16) % sides;
  };
  for (std::size_t cookie = 0; cookie < seen.size(); ++cookie) {
    now += Millis(roll(500));
    const auto from = PhoneNumber::from_digits("861380013800" + std::to_string(roll(10)));
    const unsigned total = 2 + roll(4);
    const auto added = add(key_of(roll(5), total, *from), 1 + roll(total), std::string(roll(150), 'x'), cookie);
    for (const JoinedReply& joined : added.given_up) see(joined);
    if (added.whole) see(*added.whole);
    if (added.outcome == Outcome::duplicate) {
      ++seen[cookie];
      ++duplicates;
    }
    if (roll(10) == 0) {
      for (const JoinedReply& joined : parts.expire(now, 3)) see(joined);
    }
    BOOST_REQUIRE(parts.groups() <= 20U);
    BOOST_REQUIRE(parts.octets() <= 6'000U);
  }
  for (const JoinedReply& joined : parts.expire(now + timeout, 1'000)) see(joined);
  BOOST_TEST(duplicates > 0U);
  BOOST_TEST(parts.octets() == 0U);
  BOOST_TEST((std::count(seen.begin(), seen.end(), 1U)) == static_cast<std::ptrdiff_t>(seen.size()));
}

BOOST_AUTO_TEST_SUITE_END()
