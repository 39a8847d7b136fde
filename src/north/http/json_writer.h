// SPDX-License-Identifier: Apache-2.0
// Appends JSON to a string, member after member, for the answers of this door: no tree, no second pass. Commas are its
// business; that what is opened is closed is the caller's. Not shared between threads.
#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "north/http/timestamp.h"

namespace smppedge::north::http {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  /// Names are ours: plain ASCII without anything to escape.
  void name(std::string_view name) {
    comma();
    out_ += '"';
    out_ += name;
    out_ += "\":";
    first_ = true;
  }

  /// `utf8` is known to be well-formed: it was checked when it came in.
  void text(std::string_view utf8) {
    comma();
    quote(utf8, [](unsigned char octet) { return octet < 0x20; });
  }
  /// Octets as a peer sent them; what is not ASCII is read as Latin-1, so that the answer stays UTF-8 and nothing of
  /// an opaque id is lost.
  void octets(std::string_view octets) {
    comma();
    quote(octets, [](unsigned char octet) { return octet < 0x20 || octet >= 0x7F; });
  }
  void number(std::uint64_t value) {
    comma();
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out_.append(digits.data(), end);
  }
  void boolean(bool value) {
    comma();
    out_ += value ? "true" : "false";
  }
  void time(WallTime time) {
    comma();
    out_ += '"';
    timestamps_.append(out_, time);
    out_ += '"';
  }

  void text(std::string_view member, std::string_view utf8) {
    name(member);
    text(utf8);
  }
  void octets(std::string_view member, std::string_view value) {
    name(member);
    octets(value);
  }
  void number(std::string_view member, std::uint64_t value) {
    name(member);
    number(value);
  }
  void boolean(std::string_view member, bool value) {
    name(member);
    boolean(value);
  }
  void time(std::string_view member, WallTime value) {
    name(member);
    time(value);
  }
  /// Members that say something only when they are there.
  void text_if(std::string_view member, std::string_view utf8) {
    if (!utf8.empty()) text(member, utf8);
  }
  void octets_if(std::string_view member, std::string_view value) {
    if (!value.empty()) octets(member, value);
  }
  void time_if(std::string_view member, WallTime value) {
    if (value != WallTime{}) time(member, value);
  }

 private:
  void open(char bracket) {
    comma();
    out_ += bracket;
    first_ = true;
  }
  void close(char bracket) {
    out_ += bracket;
    first_ = false;
  }
  void comma() {
    if (!first_) out_ += ',';
    first_ = false;
  }

  template <class NeedsEscape>
  void quote(std::string_view value, NeedsEscape needs_escape) {
    out_ += '"';
    std::size_t plain = 0;  // start of the run that needs no escape: nearly always the whole text
    for (std::size_t at = 0; at < value.size(); ++at) {
      const auto octet = static_cast<unsigned char>(value[at]);
      if (octet != '"' && octet != '\\' && !needs_escape(octet)) continue;
      out_.append(value, plain, at - plain);
      escape(octet);
      plain = at + 1;
    }
    out_.append(value, plain);
    out_ += '"';
  }

  void escape(unsigned char octet) {
    switch (octet) {
      case '"':
        out_ += "\\\"";
        return;
      case '\\':
        out_ += "\\\\";
        return;
      case '\n':
        out_ += "\\n";
        return;
      case '\r':
        out_ += "\\r";
        return;
      case '\t':
        out_ += "\\t";
        return;
      default:
        break;
    }
    constexpr std::string_view hex = "0123456789abcdef";
    out_ += "\\u00";
    out_ += hex[octet >> 4];
    out_ += hex[octet & 0x0F];
  }

  std::string& out_;
  TimestampWriter timestamps_;
  bool first_ = true;
};

}  // namespace smppedge::north::http
