// SPDX-License-Identifier: Apache-2.0
// From the configuration to the wire and back: every switch of a profile, with its bytes. Each X.pdu in submit/ names
// the lines of a profile and a text, and holds the submit_sm that must leave; each X.pdu in deliver/ holds what such a
// carrier sends, and X.txt what must be understood of it. Another switch is another file.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "gateway/cut_body.h"
#include "gateway/segment_writer.h"
#include "gateway/user_reference.h"
#include "pdu/pdu.h"
#include "pdu/write.h"
#include "receipt/match.h"
#include "receipt/receipt.h"
#include "reply/reply.h"
#include "tests/wire/golden_file.h"
#include "tests/wire/odd_carrier.h"

namespace smppedge {
namespace {

constexpr WallTime now{Millis(1'700'000'000'000)};

using test::Circumstances;
using test::value_of;

Profile profile_of(const Circumstances& given) {
  return test::link_of(given).profile;
}

/// "TEXT" or "TEXT x COUNT".
std::string text_of(const Circumstances& given) {
  const std::string written = value_of(given, "text");
  const std::size_t times = written.rfind(" x ");
  if (times == std::string::npos) return written;
  std::string text;
  for (int i = std::stoi(written.substr(times + 3)); i > 0; --i) text += written.substr(0, times);
  return text;
}

/// Planned as the gateway plans it, for a carrier of that profile.
Message message_of(const Circumstances& given, const Profile& profile) {
  Message message;
  message.id = MessageId(1);
  message.to = PhoneNumber::from_digits("8613912345678").value();
  message.body = text_of(given);
  message.expires_at = now + Seconds(86'400);
  if (const std::string part = value_of(given, "sar_part"); !part.empty()) {  // SEQUENCE/TOTAL, as its client cut it
    message.body_kind = BodyKind::verbatim;
    const auto number = [](const std::string& digits) { return static_cast<std::uint8_t>(std::stoi(digits)); };
    message.client.emplace().part = {PartForm::sar, 0x99, number(part.substr(part.find('/') + 1)), number(part)};
  }
  auto body = gateway::CutBody::make(message.body_kind, 0, message.body, segments_limit);
  BOOST_REQUIRE(body.has_value());
  const auto cut = body->cut(profile.cut_rules);
  BOOST_REQUIRE(cut.has_value());
  const std::string source = value_of(given, "source", "10690021097001");
  const AddressType& type = profile.source_types.of(source);
  message.plan.sender = SenderAddress::make(source, type.ton, type.npi).value();
  message.plan.encoding = (*cut)->encoding;
  message.plan.data_coding = profile.data_coding_of(message.plan.encoding);
  message.plan.cut_rules = profile.cut_rules;
  message.plan.reference = 0x2A;
  message.plan.segments = static_cast<std::uint8_t>((*cut)->segments());
  return message;
}

std::string written(const Circumstances& given) {
  const Profile profile = profile_of(given);
  const Message message = message_of(given, profile);
  BOOST_TEST(unsigned{message.plan.segments} == std::stoul(value_of(given, "segments", "1")));
  gateway::SegmentWriter writer;
  pdu::ShortMessage submit;
  const auto segment = static_cast<std::uint8_t>(std::stoi(value_of(given, "segment", "1")) - 1);
  BOOST_REQUIRE(writer.write(message, segment, profile, now, submit));
  gateway::UserReferenceWriter user_reference;
  user_reference.add(profile, {message.id, segment, 0}, submit);
  OutBuffer out(100'000);
  BOOST_REQUIRE(pdu::write_short_message(out, pdu::CommandId::submit_sm, pdu::SequenceNumber(7), submit));
  return test::hex(out.unsent());
}

std::string date(const std::optional<WallTime>& time) {
  if (!time) return "-";
  const auto day = std::chrono::floor<std::chrono::days>(*time);
  const std::chrono::year_month_day ymd(day);
  const std::chrono::hh_mm_ss<Seconds> clock(std::chrono::floor<Seconds>(*time - day));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(ymd.year()),
                     static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

std::string shown(std::string_view text) {
  return text.empty() ? "-" : std::string(text);
}

std::string shown(const receipt::Receipt& receipt, const Profile& profile) {
  const auto end = receipt::outcome_of(receipt, profile);
  std::string outcome = end ? std::string(to_string(end->state)) : "on its way";
  if (end && end->reason != Reason::none) outcome += fmt::format(" {}", to_string(end->reason));
  return fmt::format(
      "receipt\n  id: {}\n  state: {}\n  stat: {}\n  err: {}\n  submit_date: {}\n  done_date: {}\n  outcome: {}\n",
      receipt.id.view(), receipt::to_word(receipt.state), shown(receipt.stat.view()), shown(receipt.err.view()),
      date(receipt.submit_date), date(receipt.done_date), outcome);
}

/// What is understood of a deliver_sm or data_sm.
std::string understood(const test::Octets& octets, const Circumstances& given) {
  const Profile profile = profile_of(given);
  const auto pdu = pdu::decode(octets);
  BOOST_REQUIRE_MESSAGE(pdu, "fails at " << pdu.error().field);
  BOOST_TEST(pdu->header.command_length == octets.size());
  const auto& message = std::get<pdu::ShortMessage>(pdu->body);
  if (!receipt::is_receipt(message, profile)) {
    const auto body = reply::decode_body(reply::open_reply(message, profile));
    return fmt::format("reply\n  {}: {}\n", body.is_text() ? "text" : "hex", body.content);
  }
  const auto receipt = receipt::parse_receipt(message, profile);
  if (!receipt) return fmt::format("receipt unreadable: {}\n", receipt::to_string(receipt.error()));
  const std::string response = value_of(given, "response");
  if (response.empty()) return shown(*receipt, profile);
  const bool matches = receipt::MatchKey::of_response(CarrierNumber(1), profile, response) ==
                       receipt::MatchKey::of_receipt(CarrierNumber(1), profile, receipt->id.view());
  return shown(*receipt, profile) + fmt::format("  matches the response: {}\n", matches ? "yes" : "no");
}

BOOST_AUTO_TEST_SUITE(profiles)

BOOST_AUTO_TEST_CASE(every_switch_makes_its_bytes) {
  for (const auto& path : test::golden_files("submit")) BOOST_TEST_CONTEXT(path) {
      BOOST_TEST(written(test::circumstances(path)) == test::hex(test::golden(path)));
    }
}

BOOST_AUTO_TEST_CASE(every_dialect_is_understood) {
  for (const auto& path : test::golden_files("deliver")) BOOST_TEST_CONTEXT(path) {
      const std::string expected = test::content(std::filesystem::path(path).replace_extension(".txt"));
      BOOST_TEST(understood(test::golden(path), test::circumstances(path)) == expected);
    }
}

BOOST_AUTO_TEST_CASE(a_planned_message_is_cut_as_planned_whatever_the_profile_becomes) {
  const Profile before =
      profile_of({{"profile", "default_alphabet = \"latin1\"; data_coding_gsm7 = 0x03; signature_units = 7;"}});
  const Message message = message_of({{"text", "\xC3\xA9 x 300"}}, before);
  gateway::SegmentWriter writer;
  pdu::ShortMessage submit;
  BOOST_REQUIRE(writer.write(message, 1, before, now, submit));
  const std::string planned = test::hex(submit.short_message);
  Profile after = before;
  after.cut_rules = {.alphabet = text::Alphabet::gsm7_unpacked, .width = text::ReferenceWidth::bits_16};
  after.data_coding_gsm7 = 0x00;
  gateway::SegmentWriter other;
  BOOST_REQUIRE(other.write(message, 1, after, now, submit));
  BOOST_TEST(test::hex(submit.short_message) == planned);
  BOOST_TEST(submit.data_coding == 0x03);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge
