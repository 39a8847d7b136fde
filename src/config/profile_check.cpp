// SPDX-License-Identifier: Apache-2.0
#include "config/profile_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/receipt_pattern.h"

namespace smppedge::config {
namespace {

/// The first version of SMPP that has TLVs (5.2.4).
constexpr std::uint8_t version_with_tlvs = 0x34;
/// TLVs that the gateway writes itself: user_message_reference, the three sar_, message_payload.
constexpr std::uint16_t own_tags[] = {0x0204, 0x020C, 0x020E, 0x020F, 0x0424};

using Faults = std::vector<ProfileFault>;

void check_version(const Profile& profile, Faults& faults) {
  if (profile.interface_version >= version_with_tlvs) return;
  const std::string below = "needs TLVs, which a carrier below SMPP 3.4 does not read; ";
  if (profile.long_form != LongForm::udh) {
    faults.push_back({"long_form", below + "use \"udh\", or set `interface_version` to 0x34."});
  }
  if (!profile.tlvs.empty()) {
    faults.push_back({"tlvs", below + "leave them out, or set `interface_version` to 0x34."});
  }
}

void check_tlv(const Profile::Tlv& tlv, const std::string& path, Faults& faults) {
  if (std::find(std::begin(own_tags), std::end(own_tags), tlv.tag) != std::end(own_tags)) {
    faults.push_back({path + ".tag", "is one that the gateway writes itself; choose another."});
  }
  if (tlv.text.empty() == tlv.hex.empty()) {
    faults.push_back({path, "must have one of `text` and `hex`."});
  } else if (!tlv.hex.empty() && !octets_of_hex(tlv.hex)) {
    faults.push_back({path + ".hex", "must be pairs of hexadecimal digits."});
  }
}

void check_receipts(const Profile& profile, Faults& faults) {
  using Of = ReceiptsOf;
  const bool fits =
      profile.receipt_asked_of == AskedOf::all ||
      (profile.receipt_asked_of == AskedOf::first ? profile.receipts_of == Of::first || profile.receipts_of == Of::any
                                                  : profile.receipts_of == Of::last || profile.receipts_of == Of::any);
  if (!fits) {
    faults.push_back({"receipts_of", "expects receipts that `receipt_asked_of` does not ask for; make them the same."});
  }
  const bool by_pattern = profile.receipt_dialect == ReceiptDialect::pattern;
  if (by_pattern != !profile.receipt_pattern.empty()) {
    faults.push_back({"receipt_pattern", by_pattern ? "is missing; `receipt_dialect` says that receipts follow it."
                                                    : "is of use with `receipt_dialect = \"pattern\"` only."});
  } else if (by_pattern) {
    const auto pieces = read_receipt_pattern(profile.receipt_pattern);
    if (!pieces) faults.push_back({"receipt_pattern", pieces.error()});
  }
}

std::optional<unsigned> hex_digit(char character) {
  if (character >= '0' && character <= '9') return character - '0';
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  return std::nullopt;
}

}  // namespace

std::vector<ProfileFault> faults_of(const Profile& profile) {
  Faults faults;
  check_version(profile, faults);
  for (std::size_t i = 0; i < profile.tlvs.size(); ++i) {
    check_tlv(profile.tlvs[i], fmt::format("tlvs[{}]", i), faults);
  }
  check_receipts(profile, faults);
  return faults;
}

std::optional<std::vector<std::uint8_t>> octets_of_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::vector<std::uint8_t> octets;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const auto high = hex_digit(hex[i]);
    const auto low = hex_digit(hex[i + 1]);
    if (!high || !low) return std::nullopt;
    octets.push_back(static_cast<std::uint8_t>(*high << 4 | *low));
  }
  return octets;
}

}  // namespace smppedge::config
