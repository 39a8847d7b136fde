// SPDX-License-Identifier: Apache-2.0
// How carriers differ from clean SMPP 3.4.
#include "config/settings_keys.h"

namespace smppedge::config {

Keys<Profile> profile_keys() {
  return {
      text(Kind::word, "name", &Profile::name, required, {1, 32}, restart,
           "What carriers name it by; `standard` exists without being written."),
      text(Kind::text, "system_type", &Profile::system_type, "", {0, 12}, restart, "system_type of the bind."),
      number("interface_version", &Profile::interface_version, 0x34, {0, 0xFF}, restart,
             "interface_version of the bind; 52 is SMPP 3.4."),
      number("password_octets_max", &Profile::password_octets_max, 8, {1, 64}, restart,
             "The longest password that the carrier takes."),
      choice("reference_width", &Profile::reference_width, "8", {"8", "16"}, restart,
             "Bits of the concatenation reference; 16 leave one unit less in every part of a long message."),
      number("data_coding_gsm7", &Profile::data_coding_gsm7, 0x00, {0, 0xFF}, restart,
             "data_coding of texts in the GSM 7-bit alphabet."),
      number("data_coding_ucs2", &Profile::data_coding_ucs2, 0x08, {0, 0xFF}, restart,
             "data_coding of texts in UCS-2."),
      choice("default_alphabet", &Profile::default_alphabet, "gsm7", {"gsm7", "ascii", "latin1", "utf8"}, restart,
             "What the carrier means by data_coding 0 in what it sends."),
      text(Kind::text, "service_type", &Profile::service_type, "", {0, 5}, restart, "service_type of submits."),
      number("source_ton", &Profile::source_ton, 0, {0, 7}, restart, "Type of number of the sender."),
      number("source_npi", &Profile::source_npi, 0, {0, 18}, restart, "Numbering plan of the sender."),
      number("destination_ton", &Profile::destination_ton, 1, {0, 7}, restart, "Type of number of the recipient."),
      number("destination_npi", &Profile::destination_npi, 1, {0, 18}, restart, "Numbering plan of the recipient."),
      choice("validity_form", &Profile::validity_form, "relative", {"relative", "absolute", "none"}, restart,
             "How validity_period is written; `none` leaves it to the carrier."),
      number("registered_delivery", &Profile::registered_delivery, 0x01, {0, 0xFF}, restart,
             "registered_delivery of submits; 1 asks for final receipts."),
      boolean("receipt_by_esm_class", &Profile::receipt_by_esm_class, true, restart,
              "A deliver_sm whose esm_class says so is a receipt."),
      boolean("receipt_by_tlv", &Profile::receipt_by_tlv, false, restart,
              "One with a receipted_message_id is a receipt."),
      boolean("receipt_by_text", &Profile::receipt_by_text, false, restart,
              "One whose text looks so is a receipt; a subscriber can forge that."),
      choice(
          "id_convention", &Profile::id_convention, "same", {"same", "same_loosely", "response_hex", "receipt_hex"},
          restart,
          "How the message id of the response and that of the receipt relate: equal, equal but for case, hyphens and "
          "leading zeros, or one of them hexadecimal."),
      number("receipt_zone_minutes", &Profile::receipt_zone_minutes, 0, {-720, 840}, restart,
             "Time zone of the dates in receipts, in minutes east of UTC."),
      boolean("acceptd_is_final", &Profile::acceptd_is_final, false, restart,
              "Whether a receipt ACCEPTD ends the message; most carriers mean that it is on its way."),
  };
}

}  // namespace smppedge::config
