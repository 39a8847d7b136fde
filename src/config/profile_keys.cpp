// SPDX-License-Identifier: Apache-2.0
// How carriers differ from clean SMPP 3.4.
#include "config/settings_keys.h"

namespace smppedge::config {
namespace {

Keys<Profile::Tlv> tlv_keys() {
  return {
      number("tag", &Profile::Tlv::tag, required, {1, 0xFFFF}, live, "Its tag; a vendor's are 0x1400 to 0x3FFF."),
      text(Kind::text, "text", &Profile::Tlv::text, "", {0, 255}, live, "Its value, as characters without a NUL."),
      text(Kind::word, "hex", &Profile::Tlv::hex, "", {0, 510}, live, "Its value, as hexadecimal digits."),
  };
}

Keys<Profile::StatWord> stat_word_keys() {
  return {
      text(Kind::text, "word", &Profile::StatWord::word, required, {1, 16}, live,
           "The word as the carrier writes it; capitals do not matter."),
      choice("state", &Profile::StatWord::state, "unknown",
             {"scheduled", "enroute", "delivered", "expired", "deleted", "undeliverable", "accepted", "unknown",
              "rejected", "skipped"},
             live, "What it means."),
  };
}

Keys<Profile> bind_keys() {
  return {
      text(Kind::word, "name", &Profile::name, required, {1, 32}, live,
           "What carriers name it by; `standard` exists without being written."),
      text(Kind::text, "system_type", &Profile::system_type, "", {0, 12}, live, "system_type of the bind."),
      text(Kind::text, "address_range", &Profile::address_range, "", {0, 40}, live, "address_range of the bind."),
      number("bind_ton", &Profile::bind_ton, 0, {0, 7}, live, "addr_ton of the bind: the type of `address_range`."),
      number("bind_npi", &Profile::bind_npi, 0, {0, 18}, live, "addr_npi of the bind: its numbering plan."),
      number("interface_version", &Profile::interface_version, 0x34, {0, 0xFF}, live,
             "interface_version of the bind; 52 is SMPP 3.4. Below it no TLVs are sent."),
      number("password_octets_max", &Profile::password_octets_max, 8, {1, 64}, live,
             "The longest password that the carrier takes."),
      choice(
          "enquire_link", &Profile::enquire_link, "idle", {"idle", "always", "off"}, live,
          "When the carrier is asked whether it lives: when nothing came from it for `enquire_link_interval_s`, every "
          "`enquire_link_interval_s` whatever comes, or never, and then silence is no sign of death."),
  };
}

Keys<Profile> text_keys() {
  return {
      choice("default_alphabet", &Profile::default_alphabet, "gsm7", {"gsm7", "gsm7_packed", "ascii", "latin1", "utf8"},
             live,
             "What the carrier means by data_coding 0, in what it sends and in what it gets; a text with a character "
             "that the alphabet does not have goes as UCS-2."),
      number("data_coding_gsm7", &Profile::data_coding_gsm7, 0x00, {0, 0xFF}, live,
             "data_coding of texts in the default alphabet, whichever that is."),
      number("data_coding_ucs2", &Profile::data_coding_ucs2, 0x08, {0, 0xFF}, live, "data_coding of texts in UCS-2."),
      choice("long_form", &Profile::long_form, "udh", {"udh", "sar", "payload"}, live,
             "How a long message leaves: in parts with a user data header, in parts with the sar_ TLVs, or as one "
             "message_payload that the carrier cuts."),
      choice("reference_width", &Profile::reference_width, "8", {"8", "16"}, live,
             "Bits of the concatenation reference; 16 leave one unit less in every part of a long message."),
      number(
          "signature_units", &Profile::signature_units, 0, {0, 30}, live,
          "Characters that the carrier adds as its signature; they are kept free in the parts that it signs and in a "
          "message of one part."),
      choice("signature_in", &Profile::signature_in, "last_part", {"last_part", "first_part", "every_part"}, live,
             "Which parts of a long message the carrier signs."),
      boolean("strip_nul", &Profile::strip_nul, false, live,
              "Whether a NUL at the end of a reply is taken off; in GSM 03.38 it may be an `@`."),
  };
}

Keys<Profile> submit_keys() {
  return {
      text(Kind::text, "service_type", &Profile::service_type, "", {0, 5}, live, "service_type of submits."),
      number("source_ton", &Profile::source_ton, 0, {0, 7}, live, "Type of number of a sender of nine digits or more."),
      number("source_npi", &Profile::source_npi, 0, {0, 18}, live, "Its numbering plan."),
      number("short_code_ton", &Profile::short_code_ton, 0, {0, 7}, live,
             "Type of number of a sender of up to eight digits."),
      number("short_code_npi", &Profile::short_code_npi, 0, {0, 18}, live, "Its numbering plan."),
      number("alphanumeric_ton", &Profile::alphanumeric_ton, 5, {0, 7}, live,
             "Type of number of a sender that is not all digits."),
      number("alphanumeric_npi", &Profile::alphanumeric_npi, 0, {0, 18}, live, "Its numbering plan."),
      number("destination_ton", &Profile::destination_ton, 1, {0, 7}, live, "Type of number of the recipient."),
      number("destination_npi", &Profile::destination_npi, 1, {0, 18}, live, "Numbering plan of the recipient."),
      choice("validity_form", &Profile::validity_form, "relative", {"relative", "absolute", "none"}, live,
             "How validity_period is written; `none` leaves it to the carrier."),
      number("registered_delivery", &Profile::registered_delivery, 0x01, {0, 0xFF}, live,
             "registered_delivery of submits; 1 asks for final receipts."),
      choice("receipt_asked_of", &Profile::receipt_asked_of, "all", {"all", "first", "last"}, live,
             "Which parts of a long message ask for a receipt; the others say 0."),
      boolean("send_user_message_reference", &Profile::send_user_message_reference, false, live,
              "Whether submits carry a user_message_reference; a receipt that echoes it tells which submit in doubt it "
              "is about."),
      list("tlvs", &Profile::tlvs, tlv_keys(), 0, {0, 16}, "TLVs that each submit carries beside those that it needs."),
  };
}

Keys<Profile> receipt_keys() {
  return {
      choice(
          "receipts_of", &Profile::receipts_of, "all", {"all", "any", "first", "last"}, live,
          "Which parts of a long message get a receipt: all, one of them, the first, the last. That one speaks for all "
          "parts that were sent."),
      number("query_after_s", &Profile::query_after, 0, {0, 72 * 3'600}, live,
             "A message without a receipt for so long after it was accepted is asked for with query_sm; 0: never."),
      boolean("receipt_by_esm_class", &Profile::receipt_by_esm_class, true, live,
              "A deliver_sm whose esm_class says so is a receipt."),
      boolean("receipt_by_tlv", &Profile::receipt_by_tlv, false, live, "One with a receipted_message_id is a receipt."),
      boolean("receipt_by_text", &Profile::receipt_by_text, false, live,
              "One whose text looks so is a receipt; a subscriber can forge that."),
      choice(
          "id_convention", &Profile::id_convention, "same", {"same", "same_loosely", "response_hex", "receipt_hex"},
          live,
          "How the message id of the response and that of the receipt relate: equal, equal but for case, hyphens and "
          "leading zeros, or one of them hexadecimal."),
      choice("receipt_dialect", &Profile::receipt_dialect, "standard", {"standard", "pattern"}, live,
             "What the text of a receipt looks like: `id:… stat:…`, or `receipt_pattern`."),
      text(Kind::text, "receipt_pattern", &Profile::receipt_pattern, "", {0, 256}, live,
           "Fields in braces and the text between them, as in {status},{done_date},{id}. Fields: id, status, err, "
           "submit_date, done_date, and phone, sender and ignored, which are passed over."),
      list("stat_words", &Profile::stat_words, stat_word_keys(), 0, {0, 256},
           "Words for the state of a message that the carrier has beside the usual ones, or means otherwise."),
      choice("state_from", &Profile::state_from, "tlv", {"tlv", "text"}, live,
             "Which is believed where message_state and the text disagree."),
      boolean("learn", &Profile::learn, false, live,
              "Whether `id_convention` is worked out from the first receipts instead; ambiguous ones are parked."),
      number("receipt_zone_minutes", &Profile::receipt_zone_minutes, 0, {-720, 840}, live,
             "Time zone of the dates in receipts, in minutes east of UTC."),
      boolean("acceptd_is_final", &Profile::acceptd_is_final, false, live,
              "Whether a receipt ACCEPTD ends the message; most carriers mean that it is on its way."),
      boolean("unknown_is_final", &Profile::unknown_is_final, true, live,
              "Whether a receipt UNKNOWN ends the message; where not, another one is awaited."),
      list("statuses", &Profile::statuses, status_keys(), 0, {0, 256},
           "What the carrier means by a command_status, where that differs from the rule."),
  };
}

}  // namespace

Keys<Profile> profile_keys() {
  Keys<Profile> keys;
  for (const auto& part : {bind_keys(), text_keys(), submit_keys(), receipt_keys()}) {
    keys.insert(keys.end(), part.begin(), part.end());
  }
  return keys;
}

}  // namespace smppedge::config
