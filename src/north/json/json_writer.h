// SPDX-License-Identifier: Apache-2.0
// Writes JSON front to back into one growing text, for what the platform reads: no tree, no second pass, eight octets
// at a time where nothing needs an escape. Commas are its business; that what is opened is closed is the caller's.
#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "north/json/timestamp.h"

namespace smppedge::north::json {

class JsonWriter {
 public:
  /// `bytes_expected`: what is likely to be written; more is no error.
  explicit JsonWriter(std::size_t bytes_expected) : text_(bytes_expected, '\0') {}

  /// What was written; the writer is done.
  [[nodiscard]] std::string take() {
    text_.resize(size_);
    return std::move(text_);
  }

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  /// Names are ours: plain ASCII without anything to escape.
  void name(std::string_view name) {
    char* at = room(name.size() + 4);
    if (!first_) *at++ = ',';
    *at++ = '"';
    std::memcpy(at, name.data(), name.size());
    at += name.size();
    *at++ = '"';
    *at++ = ':';
    end(at);
    first_ = true;
  }

  /// `utf8` is known to be well-formed: it was checked when it came in.
  void text(std::string_view utf8) { quote<false>(utf8); }
  /// Octets as a peer sent them; what is not ASCII is read as Latin-1, so that the answer stays UTF-8 and nothing of
  /// an opaque id is lost.
  void octets(std::string_view octets) { quote<true>(octets); }
  void number(std::uint64_t value) {
    char* at = comma(room(1 + digits_max));
    end(std::to_chars(at, at + digits_max, value).ptr);
  }
  void boolean(bool value) { literal(value ? "true" : "false"); }
  void time(WallTime time) {
    char* at = comma(room(3 + TimestampWriter::length));
    *at++ = '"';
    timestamps_.write(at, time);
    at += TimestampWriter::length;
    *at++ = '"';
    end(at);
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
  static constexpr std::size_t digits_max = 20;
  static constexpr std::size_t escaped_max = 6;  // "\u001f"
  static constexpr std::size_t word = sizeof(std::uint64_t);

  /// Where the next `bytes` octets may be written; end() says how many were.
  char* room(std::size_t bytes) {
    if (bytes > text_.size() - size_) text_.resize((text_.size() + bytes) * 2);
    return text_.data() + size_;
  }
  void end(const char* at) { size_ = static_cast<std::size_t>(at - text_.data()); }
  char* comma(char* at) {
    if (!first_) *at++ = ',';
    first_ = false;
    return at;
  }
  void open(char bracket) {
    char* at = comma(room(2));
    *at++ = bracket;
    end(at);
    first_ = true;
  }
  void close(char bracket) {
    char* at = room(1);
    *at++ = bracket;
    end(at);
    first_ = false;
  }
  void literal(std::string_view word_of_json) {
    char* at = comma(room(1 + word_of_json.size()));
    std::memcpy(at, word_of_json.data(), word_of_json.size());
    end(at + word_of_json.size());
  }

  /// True when some octet of `octets` needs an escape. Each term leaves the high bit of an octet that is below 0x20,
  /// is '"' or is '\'; the borrow between octets can only add a false alarm above a true one.
  template <bool Ascii>
  static bool any_special(std::uint64_t octets) {
    constexpr std::uint64_t each = 0x0101010101010101;
    constexpr std::uint64_t high = 0x80 * each;
    const auto below = [octets](std::uint64_t limit) { return (octets - limit * each) & ~octets; };
    const auto equal = [octets](std::uint64_t value) {
      const std::uint64_t differs = octets ^ (value * each);
      return (differs - each) & ~differs;
    };
    std::uint64_t special = below(0x20) | equal('"') | equal('\\');
    if constexpr (Ascii) special |= octets | equal(0x7F);
    return (special & high) != 0;
  }
  template <bool Ascii>
  static bool is_special(unsigned char octet) {
    return octet < 0x20 || octet == '"' || octet == '\\' || (Ascii && octet >= 0x7F);
  }

  template <bool Ascii>
  void quote(std::string_view value) {
    char* at = comma(room(3 + value.size()));
    *at++ = '"';
    const char* from = value.data();
    const char* const last = from + value.size();
    while (from != last) {
      std::uint64_t octets = 0;
      if (static_cast<std::size_t>(last - from) >= word) {
        std::memcpy(&octets, from, word);
        if (!any_special<Ascii>(octets)) {
          std::memcpy(at, &octets, word);
          from += word;
          at += word;
          continue;
        }
      }
      const auto octet = static_cast<unsigned char>(*from++);
      if (is_special<Ascii>(octet)) {
        end(at);
        at = escape(octet, room(escaped_max + static_cast<std::size_t>(last - from) + 1));
      } else {
        *at++ = static_cast<char>(octet);
      }
    }
    *at++ = '"';
    end(at);
  }

  static char* escape(unsigned char octet, char* at) {
    *at++ = '\\';
    switch (octet) {
      case '"':
      case '\\':
        *at++ = static_cast<char>(octet);
        return at;
      case '\n':
        *at++ = 'n';
        return at;
      case '\r':
        *at++ = 'r';
        return at;
      case '\t':
        *at++ = 't';
        return at;
      default:
        break;
    }
    constexpr std::string_view hex = "0123456789abcdef";
    for (const char character : {'u', '0', '0', hex[octet >> 4], hex[octet & 0x0F]}) *at++ = character;
    return at;
  }

  std::string text_;      // its size is what may be written without growing
  std::size_t size_ = 0;  // what was written
  TimestampWriter timestamps_;
  bool first_ = true;
};

}  // namespace smppedge::north::json
