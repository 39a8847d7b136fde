// SPDX-License-Identifier: Apache-2.0
#include "compose_carriers.h"

namespace smppedge {
namespace {

text::Alphabet alphabet_of(config::Alphabet alphabet) {
  switch (alphabet) {
    case config::Alphabet::gsm7:
      return text::Alphabet::gsm7_unpacked;
    case config::Alphabet::ascii:
      return text::Alphabet::ascii;
    case config::Alphabet::latin1:
      return text::Alphabet::latin1;
    case config::Alphabet::utf8:
      return text::Alphabet::utf8;
  }
  return text::Alphabet::gsm7_unpacked;
}

Profile profile_of(const config::Profile& from) {
  Profile profile;
  profile.name = from.name;
  profile.system_type = from.system_type;
  profile.interface_version = from.interface_version;
  profile.password_octets_max = from.password_octets_max;
  profile.reference_width = from.reference_width == config::ReferenceBits::bits_16 ? text::ReferenceWidth::bits_16
                                                                                   : text::ReferenceWidth::bits_8;
  profile.data_coding_gsm7 = from.data_coding_gsm7;
  profile.data_coding_ucs2 = from.data_coding_ucs2;
  profile.default_alphabet = alphabet_of(from.default_alphabet);
  profile.service_type = from.service_type;
  profile.source_ton = from.source_ton;
  profile.source_npi = from.source_npi;
  profile.destination_ton = from.destination_ton;
  profile.destination_npi = from.destination_npi;
  profile.validity_form = static_cast<ValidityForm>(from.validity_form);
  profile.registered_delivery = from.registered_delivery;
  profile.receipt_detection = {from.receipt_by_esm_class, from.receipt_by_tlv, from.receipt_by_text};
  profile.id_convention = static_cast<IdConvention>(from.id_convention);
  profile.receipt_zone_minutes = from.receipt_zone_minutes;
  profile.acceptd_is_final = from.acceptd_is_final;
  return profile;
}
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
  link.window = from.window;
  link.claim_ahead = from.claim_ahead;
  link.pace_per_s = from.pace_per_s;
  link.unanswered_max = from.unanswered_max;
  link.response_timeouts_max = from.response_timeouts_max;
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
