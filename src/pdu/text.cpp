// SPDX-License-Identifier: Apache-2.0
// to_text(): the table read aloud.
#include "pdu/text.h"

#include <array>
#include <cstdio>

#include "pdu/destinations.h"
#include "pdu/table.h"
#include "pdu/tlv_table.h"

namespace smppedge::pdu {
namespace {

class TextWriter {
 public:
  TextWriter(std::string& out, TextOptions options) : out_(out), options_(options) {}

  void header(const Header& header) {
    out_ += to_string(header.command_id);
    out_ += " sequence_number " + std::to_string(header.sequence_number.value());
    out_ += " command_status " + to_string(header.command_status);
    out_ += " command_length " + std::to_string(header.command_length) + '\n';
  }

  template <auto... Members>
  void field(const Field<Kind::octet, Members...>& field, std::uint8_t value) {
    line(field.name, number(value));
  }
  template <auto... Members>
  void field(const Field<Kind::c_string, Members...>& field, std::string_view value) {
    line(field.name, quoted(value));
  }
  template <auto... Members>
  void field(const Field<Kind::time, Members...>& field, std::string_view value) {
    line(field.name, quoted(value));
  }
  template <auto... Members>
  void field(const Field<Kind::password, Members...>& field, std::string_view value) {
    line(field.name, value.empty() ? "\"\"" : "(not shown)");
  }
  template <auto... Members>
  void field(const Field<Kind::short_message, Members...>& field, std::span<const std::uint8_t> value) {
    line("sm_length", number(static_cast<std::uint32_t>(value.size())));
    line(field.name, message(value));
  }
  void field(const Field<Kind::dest_addresses>& field, const SubmitMulti& multi) {
    line("number_of_dests", number(multi.number_of_dests));
    DestinationCursor cursor(multi);
    while (const auto destination = cursor.next()) {
      const bool list = destination->flag == Destination::Flag::distribution_list;
      line(field.name, list ? "list " + quoted(destination->dl_name) : address(destination->address));
    }
  }
  void field(const Field<Kind::unsuccess_sme>& field, const SubmitMultiResp& response) {
    line("no_unsuccess", number(response.no_unsuccess));
    UnsuccessCursor cursor(response);
    while (const auto unsuccess = cursor.next()) {
      line(field.name, address(unsuccess->destination) + ' ' + to_string(unsuccess->error_status_code));
    }
  }
  template <auto... Members>
  void field(const Field<Kind::tlvs, Members...>&, const Tlvs& tlvs) {
    for (const Tlv tlv : tlvs) this->tlv(tlv);
  }

 private:
  void line(std::string_view name, const std::string& value) {
    out_ += "  ";
    out_ += name;
    out_ += ": " + value + '\n';
  }

  void tlv(const Tlv& tlv) {
    const TlvRule* rule = find_tlv_rule(tlv.tag);
    std::array<char, 16> tag{};
    std::snprintf(tag.data(), tag.size(), "tlv 0x%04X", static_cast<unsigned>(tlv.tag));
    std::string name = tag.data();
    if (rule != nullptr) name = name + ' ' + std::string(rule->name);
    line(name, tlv.tag == Tag::message_payload ? message(tlv.value) : hex(tlv.value));
  }

  [[nodiscard]] std::string message(std::span<const std::uint8_t> octets) const {
    return options_.message_hex ? hex(octets) : '(' + std::to_string(octets.size()) + " octets)";
  }

  static std::string number(std::uint32_t value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%u (0x%02X)", value, value);
    return text.data();
  }
  static std::string address(const Address& address) {
    return "ton " + std::to_string(address.ton) + " npi " + std::to_string(address.npi) + ' ' + quoted(address.addr);
  }
  static std::string hex(std::span<const std::uint8_t> octets) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * octets.size());
    for (const std::uint8_t octet : octets) {
      text += digits[octet >> 4];
      text += digits[octet & 0x0F];
    }
    return text.empty() ? "(empty)" : text;
  }
  static std::string quoted(std::string_view value) {
    std::string text = "\"";
    for (const char c : value) {
      if (c == '"' || c == '\\') {
        text += '\\';
        text += c;
      } else if (c >= ' ' && c <= '~') {
        text += c;
      } else {
        std::array<char, 8> escape{};
        std::snprintf(escape.data(), escape.size(), "\\x%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
        text += escape.data();
      }
    }
    return text + '"';
  }

  std::string& out_;
  TextOptions options_;
};

}  // namespace

std::string to_text(const Pdu& pdu, TextOptions options) {
  std::string text;
  TextWriter writer(text, options);
  writer.header(pdu.header);
  with_layout(
      pdu.header.command_id, [&]<class Body, const auto & Fields>(const Layout<Body, Fields>&) {
        if (const Body* body = std::get_if<Body>(&pdu.body)) {
          std::apply([&](const auto&... field) { (writer.field(field, field.of(*body)), ...); }, Fields);
        }
      });
  return text;
}

}  // namespace smppedge::pdu
