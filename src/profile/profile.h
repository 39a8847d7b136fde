// SPDX-License-Identifier: Apache-2.0
// How one carrier differs from the rule: everything that a carrier's manual or experience asks of us beyond clean
// SMPP 3.4, as named values with the defaults that most carriers want. Immutable once loaded; nothing here decides,
// the folders that write, match and decode read it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "message/text/segmentation.h"
#include "profile/id_convention.h"
#include "profile/receipt_pattern.h"

namespace smppedge {

/// How validity_period is written (7.1.1).
enum class ValidityForm : std::uint8_t {
  relative,  ///< a duration: right even when the carrier's clock and ours differ
  absolute,  ///< a UTC time
  none,      ///< left to the carrier; ours still ends the message
};

/// What tells a delivery receipt from a reply (domain.md C.8 step 1, D10). Text alone is off unless the carrier leaves
/// no other sign: a subscriber can type it.
struct ReceiptDetection {
  bool by_esm_class = true;  ///< message type 0x04 or 0x20 (5.2.12)
  bool by_tlv = false;       ///< a receipted_message_id is present
  bool by_text = false;      ///< the text starts with `id:` and has a `stat:`
};

/// Type of number and numbering plan (5.2.5, 5.2.6).
struct AddressType {
  std::uint8_t ton = 0;
  std::uint8_t npi = 0;
};

/// What senders are told as, by what they look like (domain.md C.11).
struct SourceTypes {
  static constexpr std::size_t short_code_digits_max = 8;

  AddressType number;      ///< 106 numbers are not E.164: claim nothing
  AddressType short_code;  ///< digits, at most short_code_digits_max
  AddressType alphanumeric{5, 0};

  [[nodiscard]] const AddressType& of(std::string_view address) const {
    for (const char character : address) {
      if (character < '0' || character > '9') return alphanumeric;
    }
    return address.size() <= short_code_digits_max ? short_code : number;
  }
};

/// When the carrier is asked whether it lives (4.11).
enum class EnquireLink : std::uint8_t {
  idle,    ///< when nothing came from it for the interval
  always,  ///< every interval: some close a connection on which they hear nothing of their own kind (D43)
  off,     ///< it never answers (D25): its silence is no sign of death
};

/// Which parts of a long message get a receipt (D28), or are asked to.
enum class PartsOf : std::uint8_t { all, any, first, last };

/// Which is believed where message_state and the text disagree.
enum class StateFrom : std::uint8_t { tlv, text };

/// A word of the carrier's own for a state, or an own meaning of a usual one (D17).
struct StatWord {
  std::string word;
  std::uint8_t message_state = 7;  ///< 5.2.28
};

struct Profile {
  std::string name = "standard";

  // The bind (4.1).
  std::string system_type;
  std::string address_range;
  AddressType bind_type;  ///< of the range
  std::uint8_t interface_version = 0x34;
  std::uint8_t password_octets_max = 8;  ///< 3.4 allows 8; some carriers give longer ones (D27)
  EnquireLink enquire_link = EnquireLink::idle;

  // The text (5.2.19; domain.md C.2, C.6). Of the rules, the alphabet is also what received data_coding 0 means (D29);
  // a width of 16 bits costs a unit a part (0.2).
  text::CutRules cut_rules;
  std::uint8_t data_coding_gsm7 = 0x00;  ///< of texts in the rules' alphabet, whichever it is (D30)
  std::uint8_t data_coding_ucs2 = 0x08;

  // The submit (4.4.1).
  std::string service_type;
  SourceTypes source_types;
  std::uint8_t destination_ton = 1;  ///< international
  std::uint8_t destination_npi = 1;  ///< E.164
  ValidityForm validity_form = ValidityForm::relative;
  std::uint8_t registered_delivery = 0x01;   ///< final receipts, whatever the outcome (5.2.17)
  PartsOf receipt_asked_of = PartsOf::all;   ///< never any
  std::vector<std::uint8_t> submit_tlvs;     ///< as they go on the wire, behind those that the message needs (D37)
  bool send_user_message_reference = false;  ///< TLV 0x0204, which receipts may echo (5.3.2.17)

  // The receipt (appendix B; domain.md C.8).
  ReceiptDetection receipt_detection;
  PartsOf receipts_of = PartsOf::all;
  ReceiptPattern receipt_pattern;  ///< without pieces: appendix B
  std::vector<StatWord> stat_words;
  StateFrom state_from = StateFrom::tlv;
  IdConvention id_convention = IdConvention::same;
  bool learn_id = false;                  ///< the convention is worked out from receipts instead
  std::int16_t receipt_zone_minutes = 0;  ///< of its dates, east of UTC (D9)
  Seconds query_after{0};                 ///< without a receipt for so long, query_sm asks; 0: never
  bool acceptd_is_final = false;          ///< 5.2.28 says so, carriers mean "on its way" (D16)
  bool unknown_is_final = true;           ///< where not, the carrier will say more

  // The reply.
  bool strip_nul = false;  ///< one NUL at the end is none of the text's (D22); in GSM 03.38 it could be an '@'

  [[nodiscard]] std::uint8_t data_coding_of(text::Encoding encoding) const {
    return encoding == text::Encoding::ucs2 ? data_coding_ucs2 : data_coding_gsm7;
  }
  /// A peer of 3.3 may not understand TLVs (D35).
  [[nodiscard]] bool takes_tlvs() const { return interface_version >= 0x34; }
};

}  // namespace smppedge
