// SPDX-License-Identifier: Apache-2.0
// Makes the deliver_sm of a receipt or a reply, in memory that is used again for the next: nothing is allocated a
// message.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pdu/short_message.h"
#include "tools/smpp/sim/delivery.h"
#include "tools/smpp/sim/settings.h"

namespace smppedge::simulator {

/// A message id as text, in one of its two forms.
class IdText {
 public:
  IdText(std::uint64_t id, bool hex);
  [[nodiscard]] std::string_view view() const { return {digits_.data(), size_}; }

 private:
  std::array<char, 20> digits_;
  std::size_t size_;
};

class MessageWriter {
 public:
  /// `settings` must outlive this; its replies must be valid UTF-8 of one short message each.
  explicit MessageWriter(const Settings& settings);

  [[nodiscard]] IdText response_id(std::uint64_t id) const { return {id, settings_.id_form != IdForm::decimal}; }
  [[nodiscard]] IdText receipt_id(std::uint64_t id) const { return {id, settings_.id_form == IdForm::hex}; }

  /// Valid until the next call.
  [[nodiscard]] const pdu::ShortMessage& write(const Delivery& delivery, WallTime now);

 private:
  struct Encoded {
    std::vector<std::uint8_t> octets;
    std::uint8_t data_coding = 0;
  };
  [[nodiscard]] static Encoded encode(std::string_view utf8);
  [[nodiscard]] const Encoded& reply_of(std::string_view phone) const;
  void write_receipt(const Delivery& delivery, WallTime now);

  const Settings& settings_;
  const Encoded reply_;
  std::map<std::string, Encoded, std::less<>> replies_;
  std::string text_;
  std::array<std::uint8_t, 64> tlvs_{};
  pdu::ShortMessage message_;
};

/// Why the text cannot be sent as one short message; empty when it can.
[[nodiscard]] std::string check_reply_text(std::string_view utf8);

}  // namespace smppedge::simulator
