// SPDX-License-Identifier: Apache-2.0
#include "gateway/receipt_reading.h"

#include <fmt/format.h>

#include "gateway/handset.h"
#include "gateway/kept_pdu.h"
#include "gateway/lookups.h"
#include "receipt/ascii.h"
#include "receipt/match.h"

namespace smppedge::gateway {

std::string unreadable_key(std::string_view octets) {
  LookupHash digest;
  digest.octets(octets.substr(std::min(octets.size(), pdu_header_octets)));
  return fmt::format("?{:016x}", digest.value());
}

void form_keys(const Profile& profile, ParkedReceipt& receipt) {
  receipt.forms.clear();
  if (receipt.reason == store::ParkedFor::unreadable) return;
  const std::string_view id = receipt.receipt.id.view();
  if (profile.learn_id) {
    const IdKeys keys = learning_receipt_keys(id);
    receipt.forms.assign(keys.begin(), keys.end());
    return;
  }
  const auto key = receipt::MatchKey::of_receipt(receipt.carrier, profile, id);
  if (key.usable()) receipt.forms.emplace_back(key.id.view());
}

void read_receipt(const pdu::ShortMessage& message, const Expected<receipt::Receipt, receipt::ReceiptError>& read,
                  const Profile& profile, ParkedReceipt& receipt) {
  receipt.phone = phone_of(message.source);
  receipt.sender = std::string(message.destination.addr);
  receipt.reason = read ? store::ParkedFor::no_match : store::ParkedFor::unreadable;
  receipt.receipt = read ? *read : receipt::Receipt{};
  if (const auto reference = message.tlvs.find(pdu::Tag::user_message_reference); reference && reference->size() == 2) {
    receipt.has_user_reference = true;
    receipt.user_reference = static_cast<std::uint16_t>(((*reference)[0] << 8) | (*reference)[1]);
  }
  form_keys(profile, receipt);
  if (!receipt.match_key.empty()) return;
  const bool by_form = !profile.learn_id && !receipt.forms.empty();
  receipt.match_key = !read ? unreadable_key(receipt.octets) : by_form ? receipt.forms.front() : std::string(read->id);
}

bool read_octets(const Profile& profile, ParkedReceipt& receipt) {
  const auto pdu = read_kept(receipt.octets);
  if (!pdu) return false;
  const auto& message = std::get<pdu::ShortMessage>(pdu->body);
  read_receipt(message, receipt::parse_receipt(message, profile), profile, receipt);
  return true;
}

std::string printable(std::string_view octets) {
  std::string shown;
  for (const char octet : octets) {
    if (octet >= 0x20 && octet < 0x7F) {
      shown += octet;
    } else {
      fmt::format_to(std::back_inserter(shown), "\\x{:02x}", static_cast<std::uint8_t>(octet));
    }
  }
  return shown;
}

std::string shown_text(std::string_view octets, bool whole) {
  std::string shown;
  const auto pdu = read_kept(octets);
  if (!pdu) return shown;
  const auto payload = std::get<pdu::ShortMessage>(pdu->body).payload();
  std::string_view text(reinterpret_cast<const char*>(payload.data()), payload.size());
  constexpr std::string_view body_field = "text:";
  bool cut = false;
  for (std::size_t at = 0; !whole && at + body_field.size() <= text.size(); ++at) {
    if (!receipt::equal_ignoring_case(text.substr(at, body_field.size()), body_field)) continue;
    cut = at + body_field.size() < text.size();
    text = text.substr(0, at + body_field.size());
    break;
  }
  shown = printable(text);
  if (cut) shown += "...";
  return shown;
}

}  // namespace smppedge::gateway
