// SPDX-License-Identifier: Apache-2.0
#include "compose_carriers.h"

#include <algorithm>
#include <cassert>

#include "config/profile_check.h"
#include "config/receipt_pattern.h"

namespace smppedge {
namespace {

text::Alphabet alphabet_of(config::CarrierAlphabet alphabet) {
  switch (alphabet) {
    case config::CarrierAlphabet::gsm7:
      return text::Alphabet::gsm7_unpacked;
    case config::CarrierAlphabet::gsm7_packed:
      return text::Alphabet::gsm7_packed;
    case config::CarrierAlphabet::ascii:
      return text::Alphabet::ascii;
    case config::CarrierAlphabet::latin1:
      return text::Alphabet::latin1;
    case config::CarrierAlphabet::utf8:
      return text::Alphabet::utf8;
  }
  return text::Alphabet::gsm7_unpacked;
}

text::CutRules cut_rules_of(const config::Profile& from) {
  text::CutRules rules;
  rules.alphabet = alphabet_of(from.default_alphabet);
  rules.long_form = static_cast<text::LongForm>(from.long_form);
  rules.width = from.reference_width == config::ReferenceBits::bits_16 ? text::ReferenceWidth::bits_16
                                                                       : text::ReferenceWidth::bits_8;
  rules.signature_units = from.signature_units;
  rules.signature_in = static_cast<text::SignatureIn>(from.signature_in);
  return rules;
}
static_assert(static_cast<int>(text::LongForm::payload) == static_cast<int>(config::LongForm::payload));
static_assert(static_cast<int>(text::SignatureIn::every_part) == static_cast<int>(config::SignatureIn::every_part));

/// Tag, length, value (3.2.4.1).
std::vector<std::uint8_t> tlvs_of(const std::vector<config::Profile::Tlv>& tlvs) {
  std::vector<std::uint8_t> octets;
  const auto u16 = [&octets](std::size_t value) {
    octets.push_back(static_cast<std::uint8_t>(value >> 8));
    octets.push_back(static_cast<std::uint8_t>(value));
  };
  for (const config::Profile::Tlv& tlv : tlvs) {
    const auto value = tlv.hex.empty() ? std::vector<std::uint8_t>(tlv.text.begin(), tlv.text.end())
                                       : config::octets_of_hex(tlv.hex).value();
    u16(tlv.tag);
    u16(value.size());
    octets.insert(octets.end(), value.begin(), value.end());
  }
  return octets;
}

ReceiptField field_of(std::string_view name) {
  if (name == "id") return ReceiptField::id;
  if (name == "status") return ReceiptField::status;
  if (name == "err") return ReceiptField::err;
  if (name == "submit_date") return ReceiptField::submit_date;
  return name == "done_date" ? ReceiptField::done_date : ReceiptField::ignored;
}

ReceiptPattern pattern_of(const config::Profile& from) {
  ReceiptPattern pattern;
  if (from.receipt_dialect == config::ReceiptDialect::standard) return pattern;
  const auto pieces = config::read_receipt_pattern(from.receipt_pattern);
  assert(pieces);  // validation saw to that
  pattern.opening = pieces->front().behind;
  std::for_each(pieces->begin() + 1, pieces->end(), [&pattern](const config::PatternPiece& piece) {
    pattern.pieces.push_back({field_of(piece.field), std::string(piece.behind)});
  });
  return pattern;
}

PartsOf asked_of(config::AskedOf from) {
  if (from == config::AskedOf::all) return PartsOf::all;
  return from == config::AskedOf::first ? PartsOf::first : PartsOf::last;
}

void read_receipts(const config::Profile& from, Profile& profile) {
  profile.receipt_detection = {from.receipt_by_esm_class, from.receipt_by_tlv, from.receipt_by_text};
  profile.receipts_of = static_cast<PartsOf>(from.receipts_of);
  profile.id_convention = static_cast<IdConvention>(from.id_convention);
  profile.receipt_pattern = pattern_of(from);
  for (const config::Profile::StatWord& word : from.stat_words) {
    profile.stat_words.push_back({word.word, static_cast<std::uint8_t>(word.state)});
  }
  profile.state_from = static_cast<StateFrom>(from.state_from);
  profile.receipt_zone_minutes = from.receipt_zone_minutes;
  profile.acceptd_is_final = from.acceptd_is_final;
  profile.unknown_is_final = from.unknown_is_final;
}

Profile profile_of(const config::Profile& from) {
  Profile profile;
  profile.name = from.name;
  profile.system_type = from.system_type;
  profile.address_range = from.address_range;
  profile.bind_type = {from.bind_ton, from.bind_npi};
  profile.interface_version = from.interface_version;
  profile.password_octets_max = from.password_octets_max;
  profile.enquire_link = static_cast<EnquireLink>(from.enquire_link);
  profile.cut_rules = cut_rules_of(from);
  profile.data_coding_gsm7 = from.data_coding_gsm7;
  profile.data_coding_ucs2 = from.data_coding_ucs2;
  profile.service_type = from.service_type;
  profile.source_types = {{from.source_ton, from.source_npi},
                          {from.short_code_ton, from.short_code_npi},
                          {from.alphanumeric_ton, from.alphanumeric_npi}};
  profile.destination_ton = from.destination_ton;
  profile.destination_npi = from.destination_npi;
  profile.validity_form = static_cast<ValidityForm>(from.validity_form);
  profile.registered_delivery = from.registered_delivery;
  profile.receipt_asked_of = asked_of(from.receipt_asked_of);
  profile.submit_tlvs = tlvs_of(from.tlvs);
  profile.strip_nul = from.strip_nul;
  read_receipts(from, profile);
  profile.learn_id = from.learn;
  profile.send_user_message_reference = from.send_user_message_reference;
  profile.query_after = from.query_after;
  return profile;
}
static_assert(static_cast<int>(EnquireLink::off) == static_cast<int>(config::EnquireLink::off));
static_assert(static_cast<int>(PartsOf::last) == static_cast<int>(config::ReceiptsOf::last));
static_assert(static_cast<int>(StateFrom::text) == static_cast<int>(config::StateFrom::text));
static_assert(static_cast<int>(config::StatState::skipped) == 9);  // of message_state
static_assert(static_cast<int>(ValidityForm::none) == static_cast<int>(config::ValidityForm::none));
static_assert(static_cast<int>(IdConvention::receipt_hex) == static_cast<int>(config::IdConvention::receipt_hex));

carrier::BindKind bind_kind_of(config::BindType type) {
  switch (type) {
    case config::BindType::transceiver:
      return carrier::BindKind::transceiver;
    case config::BindType::transmitter:
      return carrier::BindKind::transmitter;
    case config::BindType::receiver:
      return carrier::BindKind::receiver;
  }
  return carrier::BindKind::transceiver;
}

carrier::StatusTable::Row row_of(const config::StatusRow& from) {
  using carrier::StatusClass;
  constexpr StatusClass classes[] = {StatusClass::throttle, StatusClass::retry,   StatusClass::permanent,
                                     StatusClass::bind,     StatusClass::session, StatusClass::ambiguous,
                                     StatusClass::not_mine};  // in the order of config::StatusClass
  const StatusClass status_class = classes[static_cast<std::size_t>(from.status_class)];
  carrier::RetryRule retry = carrier::retry_rule(status_class);
  if (from.retries_max != 0) retry.retries_max = from.retries_max;
  if (from.delay_min != Seconds(0)) retry.delay_min = from.delay_min;
  if (from.delay_max != Seconds(0)) retry.delay_max = from.delay_max;
  if (from.within != Seconds(0)) retry.within = from.within;
  retry.delay_max = std::max(retry.delay_min, retry.delay_max);
  return {static_cast<pdu::CommandStatus>(from.status), {status_class, retry}};
}

carrier::StatusTable statuses_of(const std::vector<config::StatusRow>& from) {
  std::vector<carrier::StatusTable::Row> rows;
  rows.reserve(from.size());
  for (const config::StatusRow& row : from) rows.push_back(row_of(row));
  return carrier::StatusTable(std::move(rows));
}

}  // namespace

carrier::Settings link_of(const config::Config& config, const config::Carrier& from) {
  carrier::Settings link;
  link.name = from.name;
  link.endpoint = {from.host, from.port};
  link.system_id = from.system_id;
  link.password = from.password.reveal();
  link.binds.clear();
  for (const config::Binds& binds : from.binds) {
    for (unsigned i = 0; i < binds.count; ++i) link.binds.push_back(bind_kind_of(binds.type));
  }
  link.profile = profile_of(config::profile_of(config, from));
  link.statuses = statuses_of(config::profile_of(config, from).statuses);
  link.window = from.window;
  link.claim_ahead = from.claim_ahead;
  link.pace_per_s = from.pace_per_s;
  link.unanswered_max = from.unanswered_max;
  link.response_timeouts_max = from.response_timeouts_max;
  link.breaker.error_percent = from.breaker_error_percent;
  link.breaker.results_min = from.breaker_results_min;
  link.breaker.window = from.breaker_window;
  link.breaker.round_trip_max = from.breaker_round_trip_max;
  link.breaker.open_for = from.breaker_open;
  link.connect_timeout = from.connect_timeout;
  link.bind_timeout = from.bind_timeout;
  link.response_timeout = from.response_timeout;
  link.enquire_link_interval = from.enquire_link_interval;
  link.enquire_link_timeout = from.enquire_link_timeout;
  link.reconnect_min = from.reconnect_min;
  link.reconnect_max = from.reconnect_max;
  link.reconnect_refused = from.reconnect_refused;
  link.unbind_timeout = from.unbind_timeout;
  return link;
}

}  // namespace smppedge
