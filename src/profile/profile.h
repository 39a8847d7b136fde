// SPDX-License-Identifier: Apache-2.0
// How one carrier differs from the rule: everything that a carrier's manual or experience asks of us beyond clean
// SMPP 3.4, as named values with the defaults that most carriers want. Immutable once loaded; nothing here decides,
// the folders that write, match and decode read it.
#pragma once

#include <cstdint>
#include <string>

#include "message/text/decode.h"
#include "message/text/segmentation.h"
#include "profile/id_convention.h"

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

struct Profile {
  std::string name = "standard";

  // The bind (4.1).
  std::string system_type;
  std::uint8_t interface_version = 0x34;
  std::uint8_t password_octets_max = 8;  ///< 3.4 allows 8; some carriers give longer ones (D27)

  // The text (5.2.19; domain.md C.2, C.6).
  text::ReferenceWidth reference_width = text::ReferenceWidth::bits_8;  ///< 16 bits costs a unit a part (0.2)
  std::uint8_t data_coding_gsm7 = 0x00;
  std::uint8_t data_coding_ucs2 = 0x08;
  text::Alphabet default_alphabet = text::Alphabet::gsm7_unpacked;  ///< received data_coding 0 means (D29)

  // The submit (4.4.1).
  std::string service_type;
  std::uint8_t source_ton = 0;  ///< of 106 numbers, which are not E.164: claim nothing (C.11)
  std::uint8_t source_npi = 0;
  std::uint8_t destination_ton = 1;  ///< international
  std::uint8_t destination_npi = 1;  ///< E.164
  ValidityForm validity_form = ValidityForm::relative;
  std::uint8_t registered_delivery = 0x01;  ///< final receipts, whatever the outcome (5.2.17)

  // The receipt (appendix B; domain.md C.8).
  ReceiptDetection receipt_detection;
  IdConvention id_convention = IdConvention::same;
  std::int16_t receipt_zone_minutes = 0;  ///< of its dates, east of UTC (D9)
  bool acceptd_is_final = false;          ///< 5.2.28 says so, carriers mean "on its way" (D16)
};

}  // namespace smppedge
