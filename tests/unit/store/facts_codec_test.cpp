// SPDX-License-Identifier: Apache-2.0
// What is stored reads back the same, its octets never change, and damaged octets are told, not followed.
#include <boost/test/unit_test.hpp>

#include "store/fact_batch.h"
#include "tests/unit/store/sample_facts.h"

namespace smppedge::store {
namespace {

constexpr std::int64_t opened_ms = 1'786'000'000'000;
constexpr BatchNumber number_of(std::uint64_t hour, std::uint64_t counter) {
  return BatchNumber(hour << 40 | counter);
}

template <class FactType>
constexpr bool every_field_is_stored =
    boost::pfr::tuple_size_v<FactType> == std::tuple_size_v<std::remove_const_t<decltype(fields_of<FactType>)>>;
template <class... FactType>
constexpr bool all_stored(std::type_identity<std::variant<FactType...>>) {
  return (every_field_is_stored<FactType> && ...) && every_field_is_stored<Plan> &&
         every_field_is_stored<text::CutRules> && every_field_is_stored<EventPlace> &&
         every_field_is_stored<ClientSubmit> && every_field_is_stored<ClientPart>;
}
static_assert(all_stored(std::type_identity<Fact>{}), "a field is missing in facts_codec.h");

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char octet : bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += digits[static_cast<unsigned char>(octet) >> 4];
    out += digits[static_cast<unsigned char>(octet) & 15];
  }
  return out;
}

/// The stored number of each enumerator. No default: an enumerator that is added must be given its number here, and
/// last_of in facts_codec.h its end.
int stored(Reason reason) {
  switch (reason) {
    case Reason::none:
      return 0;
    case Reason::no_receipt:
      return 1;
    case Reason::no_id:
      return 2;
    case Reason::in_doubt:
      return 3;
    case Reason::by_carrier:
      return 4;
    case Reason::response_timeout:
      return 5;
    case Reason::bind_closed:
      return 6;
    case Reason::crash:
      return 7;
    case Reason::refused:
      return 8;
    case Reason::retries_exhausted:
      return 9;
    case Reason::validity_passed:
      return 10;
    case Reason::no_route:
      return 11;
    case Reason::blocked:
      return 12;
    case Reason::withdrawn:
      return 13;
    case Reason::not_writable:
      return 14;
    case Reason::no_bind:
      return 15;
    case Reason::breaker_open:
      return 16;
    case Reason::not_mine:
      return 17;
    case Reason::carrier_gone:
      return 18;
    case Reason::profile_changed:
      return 19;
  }
  return -1;
}
int stored(SegmentState state) {
  switch (state) {
    case SegmentState::waiting:
      return 0;
    case SegmentState::claimed:
      return 1;
    case SegmentState::sent:
      return 2;
    case SegmentState::in_doubt:
      return 3;
    case SegmentState::delivered:
      return 4;
    case SegmentState::undeliverable:
      return 5;
    case SegmentState::expired:
      return 6;
    case SegmentState::rejected:
      return 7;
    case SegmentState::cancelled:
      return 8;
    case SegmentState::unknown:
      return 9;
    case SegmentState::withdrawn:
      return 10;
  }
  return -1;
}
int stored(MessageState state) {
  switch (state) {
    case MessageState::scheduled:
      return 0;
    case MessageState::accepted:
      return 1;
    case MessageState::queued:
      return 2;
    case MessageState::submitted:
      return 3;
    case MessageState::sent:
      return 4;
    case MessageState::in_doubt:
      return 5;
    case MessageState::delivered:
      return 6;
    case MessageState::undeliverable:
      return 7;
    case MessageState::expired:
      return 8;
    case MessageState::rejected:
      return 9;
    case MessageState::cancelled:
      return 10;
    case MessageState::unknown:
      return 11;
  }
  return -1;
}
int stored(TrafficClass traffic_class) {
  switch (traffic_class) {
    case TrafficClass::otp:
      return 0;
    case TrafficClass::notice:
      return 1;
    case TrafficClass::marketing:
      return 2;
  }
  return -1;
}
int stored(Door door) {
  switch (door) {
    case Door::http:
      return 0;
    case Door::smpp:
      return 1;
  }
  return -1;
}
int stored(text::Encoding encoding) {
  switch (encoding) {
    case text::Encoding::gsm7:
      return 0;
    case text::Encoding::ucs2:
      return 1;
    case text::Encoding::octets:
      return 2;
    case text::Encoding::gsm7_packed:
      return 3;
    case text::Encoding::ascii:
      return 4;
    case text::Encoding::latin1:
      return 5;
    case text::Encoding::utf8:
      return 6;
  }
  return -1;
}
int stored(text::Alphabet alphabet) {
  switch (alphabet) {
    case text::Alphabet::gsm7_unpacked:
      return 0;
    case text::Alphabet::ascii:
      return 1;
    case text::Alphabet::latin1:
      return 2;
    case text::Alphabet::utf8:
      return 3;
    case text::Alphabet::ucs2:
      return 4;
    case text::Alphabet::gsm7_packed:
      return 5;
    case text::Alphabet::gb18030:
    case text::Alphabet::shift_jis:
    case text::Alphabet::iso_2022_jp:
    case text::Alphabet::euc_jp:
    case text::Alphabet::euc_kr:
    case text::Alphabet::cyrillic:
    case text::Alphabet::hebrew:
      break;  // of what is received alone, which is kept as it came
  }
  return -1;
}
int stored(text::LongForm form) {
  switch (form) {
    case text::LongForm::udh:
      return 0;
    case text::LongForm::sar:
      return 1;
    case text::LongForm::payload:
      return 2;
  }
  return -1;
}
int stored(text::SignatureIn place) {
  switch (place) {
    case text::SignatureIn::last_part:
      return 0;
    case text::SignatureIn::first_part:
      return 1;
    case text::SignatureIn::every_part:
      return 2;
  }
  return -1;
}
int stored(text::ReferenceWidth width) {
  switch (width) {
    case text::ReferenceWidth::none_single_only:
      return 0;
    case text::ReferenceWidth::bits_8:
      return 1;
    case text::ReferenceWidth::bits_16:
      return 2;
  }
  return -1;
}
int stored(BodyKind kind) {
  switch (kind) {
    case BodyKind::text:
      return 0;
    case BodyKind::octets:
      return 1;
    case BodyKind::verbatim:
      return 2;
  }
  return -1;
}
int stored(PartForm form) {
  switch (form) {
    case PartForm::none:
      return 0;
    case PartForm::udh_8:
      return 1;
    case PartForm::udh_16:
      return 2;
    case PartForm::sar:
      return 3;
  }
  return -1;
}
int stored(Wire::Pdu pdu) {
  switch (pdu) {
    case Wire::Pdu::submit_sm:
      return 0;
    case Wire::Pdu::submit_sm_resp:
      return 1;
    case Wire::Pdu::receipt:
      return 2;
  }
  return -1;
}
int stored(ParkedFor reason) {
  switch (reason) {
    case ParkedFor::no_match:
      return 0;
    case ParkedFor::ambiguous:
      return 1;
    case ParkedFor::unreadable:
      return 2;
  }
  return -1;
}
int stored(Evidence evidence) {
  switch (evidence) {
    case Evidence::receipt:
      return 0;
    case Evidence::reference:
      return 1;
  }
  return -1;
}
int stored(ReplyOpt opt) {
  switch (opt) {
    case ReplyOpt::none:
      return 0;
    case ReplyOpt::out:
      return 1;
    case ReplyOpt::in:
      return 2;
  }
  return -1;
}
int stored(BlockSource source) {
  switch (source) {
    case BlockSource::reply:
      return 0;
    case BlockSource::api:
      return 1;
    case BlockSource::import_file:
      return 2;
    case BlockSource::admin:
      return 3;
  }
  return -1;
}
template <class Enumeration>
void check_stored_numbers() {
  const int last = static_cast<int>(last_of<Enumeration>);
  for (int value = 0; value <= last; ++value) BOOST_TEST(stored(static_cast<Enumeration>(value)) == value);
  BOOST_TEST(stored(static_cast<Enumeration>(last + 1)) == -1);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(facts_codec)

BOOST_AUTO_TEST_CASE(every_enumerator_keeps_its_stored_number_and_the_last_one_is_known) {
  check_stored_numbers<Reason>();
  check_stored_numbers<SegmentState>();
  check_stored_numbers<MessageState>();
  check_stored_numbers<TrafficClass>();
  check_stored_numbers<Door>();
  check_stored_numbers<text::Encoding>();
  check_stored_numbers<text::ReferenceWidth>();
  check_stored_numbers<text::Alphabet>();
  check_stored_numbers<text::LongForm>();
  check_stored_numbers<text::SignatureIn>();
  check_stored_numbers<BodyKind>();
  check_stored_numbers<PartForm>();
  check_stored_numbers<Wire::Pdu>();
  check_stored_numbers<ParkedFor>();
  check_stored_numbers<Evidence>();
  check_stored_numbers<ReplyOpt>();
  check_stored_numbers<BlockSource>();
}

BOOST_AUTO_TEST_CASE(the_octets_of_every_fact_are_golden) {
  // type, message, previous (one batch and one hour back, offset 300), time (+7 ms), fields.
  const std::vector<std::string_view> golden = {
      "0101020304050607080201ac020eac0202010d3836313338303031333830303002f50568656c6c6f03722d3102343280b083"
      "c598688088ad8b916807093130363931323334350201010201020502b424031801ac021122334455667788d487cb8d0a053130"
      "36393001010d38363133383030313338303030010103434d54407f1101effd0202b4240302",
      "0201020304050607080201ac020e07093130363931323334350201010201020502b42403180511",
      "0301020304050607080201ac020e0209",
      "0401020304050607080201ac020e0106",
      "0501020304050607080201ac020e010203ffffffff075806613162326333010909",
      "0601020304050607080201ac020e0101024d050106",
      "0701020304050607080201ac020e01",
      "0801020304050607080201ac020e010101050407554e44454c49560330313780a789c4986806613162326333023737090107",
      "0901020304050607080201ac020e01060a",
      "0a01020304050607080201ac020e06020180e497d012",
      "0b01020304050607080201ac020e050704010c",
      "0c01020304050607080201ac020e040108646561646265656602040744454c4956524403303030090d383631333830303133"
      "38303030053130363931",
      "0d01020304050607080201ac020e01020301040d38363133383030313338303030093130363931323334350254440e6c6f6e"
      "6520737572726f676174650123456789abcdef",
      "0e01020304050607080201ac020e010163",
      "0f01020304050607080201ac020e01040362796580b083c598688088ad8b9168120709313036393132333435020101020102"
      "0502b4240318",
      "1001020304050607080201ac020e020102020180",
      "1101020304050607080201ac020e010105ac02",
      "1201020304050607080201ac020e020106ad02",
      "1301020304050607080201ac020e030107ae02",
      "1401020304050607080201ac020e040108af02",
      "1501020304050607080201ac020e050102030405060708090a0b0c0d0e0f10f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff027b7d",
      "1601020304050607080201ac020e04010864656164626565660104030001ff",
      "1701020304050607080201ac020e010203016702090504",
      "1801020304050607080201ac020e010201",
      "1901020304050607080201ac020e02030d3836313338303031333830303009313036393132333435ac02030001ff0123456789abcdef",
      "1a01020304050607080201ac020e01020301040d3836313338303031333830303009313036393132333435023435025444"
      "0e6c6f6e6520737572726f676174650123456789abcdef010101180102030405060708000000090000000000000a0b0000012c01",
      "1b01020304050607080201ac020e010d3836313338303031333830303002036f7073",
      "1c01020304050607080201ac020e020d3836313338303031333830303003036f7073",
      "1d01020304050607080201ac020e030d3836313338303031333830303001056b65792d31",
      "1e01020304050607080201ac020e040d3836313338303031333830303003036f7073",
      "1f01020304050607080201ac020e0123456789abcdef",
      "2001020304050607080201ac020e0123456789abcdef",
  };
  const auto facts = samples::one_of_each();
  BOOST_TEST_REQUIRE(golden.size() == facts.size());
  for (std::size_t index = 0; index < facts.size(); ++index) {
    FactBatch batch(number_of(496'112, 1000), samples::wall(opened_ms));
    BOOST_TEST(hex(batch.bytes()) == "010000019fd5e54400");
    const FactHeader header{
        MessageId(0x0102030405060708), {number_of(496'111, 999), 300}, samples::wall(opened_ms + 7)};
    const Location at = samples::add(batch, header, facts[index]);
    BOOST_TEST(hex(std::string_view(batch.bytes()).substr(at.offset)) == golden[index]);
  }
}

BOOST_AUTO_TEST_CASE(a_message_that_came_over_http_pays_an_octet_for_what_smpp_clients_say) {
  const auto octets = [](const Accepted& accepted) {
    FactBatch batch(number_of(1, 1), samples::wall(opened_ms));
    batch.add({}, accepted);
    return hex(batch.bytes());
  };
  Accepted accepted;
  const std::string without = octets(accepted);
  accepted.client = samples::client_submit();
  const std::string with = octets(accepted);
  const std::size_t before_client = without.size() - 2;
  BOOST_TEST(without.substr(before_client) == "00");
  BOOST_TEST(with.substr(0, before_client) == without.substr(0, before_client));
  BOOST_TEST(with.substr(before_client, 2) == "01");
}

BOOST_AUTO_TEST_CASE(a_list_of_facts_reads_back_and_one_that_is_cut_or_too_long_is_none) {
  std::vector<Location> facts;
  for (std::uint32_t index = 0; index < FactList::facts_max; ++index) facts.push_back({number_of(index, 7), index});
  const std::string octets = FactList::pack(facts);
  const auto list = FactList::from_octets(octets);
  BOOST_TEST_REQUIRE(list.has_value());
  BOOST_TEST_REQUIRE(list->size() == facts.size());
  for (std::size_t index = 0; index < facts.size(); ++index) BOOST_TEST(((*list)[index] == facts[index]));
  BOOST_TEST(FactList::from_octets("")->size() == 0U);
  BOOST_TEST(!FactList::from_octets(std::string_view(octets).substr(1)).has_value());
  BOOST_TEST(!FactList::from_octets(octets + octets.substr(0, FactList::octets_each)).has_value());
}

BOOST_AUTO_TEST_CASE(when_any_facts_are_recorded_then_they_read_back_the_same) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    samples::RandomFacts random(seed);
    FactBatch batch(number_of(496'112, 70'000), samples::wall(opened_ms));
    std::vector<RecordedFact> recorded;
    for (int count = 0; count < 40; ++count) {
      FactHeader header;
      header.message = MessageId(random.below(3) == 0 ? 0 : random.below(~0ULL));
      header.at = samples::wall(opened_ms - 5 + static_cast<std::int64_t>(random.below(10'000)));
      if (!recorded.empty() && random.below(2) == 0) {
        header.previous = recorded[random.below(recorded.size())].at;
      } else if (random.below(2) == 0) {
        header.previous = {number_of(496'112 - random.below(200), random.below(70'000)),
                           static_cast<std::uint32_t>(random.below(1ULL << 32))};
      }
      const Fact fact = random.next();
      const Location at = samples::add(batch, header, fact);
      recorded.push_back({header, at, fact});
    }
    BOOST_TEST(batch.facts() == recorded.size());

    FactReader reader(batch.number(), batch.bytes());
    RecordedFact read;
    for (const RecordedFact& expected : recorded) {
      BOOST_TEST_REQUIRE(reader.next(read));
      const auto single = read_fact(batch.number(), batch.bytes(), expected.at.offset);
      BOOST_TEST_REQUIRE(single.has_value());
      for (const RecordedFact* fact : std::initializer_list<const RecordedFact*>{&read, &*single}) {
        BOOST_TEST((fact->at == expected.at));
        BOOST_TEST((fact->header.message == expected.header.message));
        BOOST_TEST((fact->header.previous == expected.header.previous));
        BOOST_TEST((fact->header.at == expected.header.at));
        BOOST_TEST(samples::same(fact->fact, expected.fact), "seed " << seed << " type " << expected.fact.index());
      }
    }
    BOOST_TEST(!reader.next(read));
    BOOST_TEST(!reader.corrupt());
  }
}

BOOST_AUTO_TEST_CASE(when_a_batch_is_cut_anywhere_then_it_is_corrupt_or_a_shorter_batch) {
  FactBatch batch(number_of(496'112, 5), samples::wall(opened_ms));
  std::vector<std::size_t> ends{batch.bytes().size()};
  for (const Fact& fact : samples::one_of_each()) {
    samples::add(batch, {MessageId(1), {}, samples::wall(opened_ms)}, fact);
    ends.push_back(batch.bytes().size());
  }
  for (std::size_t length = 0; length <= batch.bytes().size(); ++length) {
    // A heap copy of its own, so that a sanitizer sees a read past the end.
    const std::unique_ptr<char[]> cut(new char[length]);
    std::copy_n(batch.bytes().data(), length, cut.get());
    FactReader reader(batch.number(), {cut.get(), length});
    RecordedFact fact;
    std::size_t count = 0;
    while (reader.next(fact)) ++count;
    const auto end = std::find(ends.begin(), ends.end(), length);
    BOOST_TEST((end == ends.end()) == reader.corrupt().has_value());
    if (end != ends.end()) BOOST_TEST(count == static_cast<std::size_t>(end - ends.begin()));
  }
}

BOOST_AUTO_TEST_CASE(when_bits_flip_then_reading_stays_inside_and_chains_still_go_backwards) {
  samples::RandomFacts random(99);
  for (int round = 0; round < 2'000; ++round) {
    FactBatch batch(number_of(496'112, 5), samples::wall(opened_ms));
    for (int count = 0; count < 4; ++count) {
      samples::add(batch, {MessageId(7), {number_of(496'112, 4), 9}, samples::wall(opened_ms)}, random.next());
    }
    const std::size_t length = batch.bytes().size();
    const std::unique_ptr<char[]> damaged(new char[length]);
    std::copy_n(batch.bytes().data(), length, damaged.get());
    for (std::uint64_t flips = random.below(8) + 1; flips > 0; --flips) {
      damaged[random.below(length)] ^= static_cast<char>(1U << random.below(8));
    }
    FactReader reader(batch.number(), {damaged.get(), length});
    RecordedFact fact;
    while (reader.next(fact)) BOOST_TEST((fact.header.previous < fact.at));
    const auto single =
        read_fact(batch.number(), {damaged.get(), length}, static_cast<std::uint32_t>(random.below(length + 10)));
    if (single) BOOST_TEST((single->header.previous < single->at));
  }
}

BOOST_AUTO_TEST_CASE(when_the_value_is_of_another_format_then_the_error_names_batch_and_format) {
  FactBatch batch(number_of(2, 5), samples::wall(opened_ms));
  std::string bytes = batch.bytes();
  bytes[0] = 9;
  const FactReader reader(batch.number(), bytes);
  BOOST_TEST_REQUIRE(reader.corrupt().has_value());
  BOOST_TEST(reader.corrupt()->text == "batch 5 (hour 2), offset 0: unknown batch format 9");
  BOOST_TEST(!read_fact(batch.number(), bytes, 9).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::store
