// SPDX-License-Identifier: Apache-2.0
#include "base/byte_cursor.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using namespace smppedge;

BOOST_AUTO_TEST_SUITE(byte_cursor)

BOOST_AUTO_TEST_CASE(when_written_then_integers_stand_big_endian_and_are_read_back) {
  std::vector<std::uint8_t> bytes;
  ByteWriter writer(bytes);
  writer.u8(1);
  writer.u16(0x0203);
  writer.u32(0x04050607);
  writer.u64(0x08090A0B0C0D0E0F);
  BOOST_TEST(bytes == (std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}),
             boost::test_tools::per_element());
  ByteReader reader(bytes);
  BOOST_TEST(reader.u8() == 1);
  BOOST_TEST(reader.u16() == 0x0203);
  BOOST_TEST(reader.u32() == 0x04050607U);
  BOOST_TEST(reader.u64() == 0x08090A0B0C0D0E0FU);
  BOOST_TEST(reader.ok());
  BOOST_TEST(reader.left() == 0U);
}

BOOST_AUTO_TEST_CASE(when_a_read_passes_the_end_then_it_and_every_later_one_fail_with_zero) {
  const std::vector<std::uint8_t> bytes{0xFF, 0xFF, 0xFF};
  ByteReader reader(bytes);
  BOOST_TEST(reader.u32() == 0U);
  BOOST_TEST(!reader.ok());
  BOOST_TEST(reader.u8() == 0);
  BOOST_TEST(reader.bytes(1).empty());
  BOOST_TEST(reader.text().empty());
  BOOST_TEST(!reader.ok());
}

BOOST_AUTO_TEST_CASE(when_a_varint_of_any_size_is_written_then_it_is_read_back) {
  for (const std::uint64_t value : {0ULL, 1ULL, 127ULL, 128ULL, 300ULL, 0xFFFFFFFFULL, ~0ULL}) {
    std::string bytes;
    ByteWriter(bytes).varint(value);
    ByteReader reader({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    BOOST_TEST(reader.varint() == value);
    BOOST_TEST(reader.ok());
    BOOST_TEST(reader.left() == 0U);
  }
}

BOOST_AUTO_TEST_CASE(when_a_varint_is_cut_or_never_ends_then_it_fails) {
  const std::vector<std::uint8_t> cut{0x80, 0x80};
  ByteReader first(cut);
  BOOST_TEST(first.varint() == 0U);
  BOOST_TEST(!first.ok());
  const std::vector<std::uint8_t> endless(20, 0x80);
  ByteReader second(endless);
  BOOST_TEST(second.varint() == 0U);
  BOOST_TEST(!second.ok());
}

BOOST_AUTO_TEST_CASE(when_a_text_s_length_is_longer_than_what_is_left_then_it_fails) {
  std::string bytes;
  ByteWriter writer(bytes);
  writer.text("hello");
  writer.varint(~0ULL);
  ByteReader reader({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  BOOST_TEST(reader.text() == "hello");
  BOOST_TEST(reader.ok());
  BOOST_TEST(reader.text().empty());
  BOOST_TEST(!reader.ok());
}

BOOST_AUTO_TEST_SUITE_END()
