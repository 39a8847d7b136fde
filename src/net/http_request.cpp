// SPDX-License-Identifier: Apache-2.0
#include "net/http_request.h"

#include <algorithm>

namespace smppedge {
namespace {

char to_lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
}

bool same_name(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char one, char other) { return to_lower(one) == to_lower(other); });
}

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  const char letter = to_lower(digit);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

}  // namespace

std::optional<std::string_view> HttpRequest::find_header(std::string_view name) const {
  const std::string_view text = header_text_;
  for (const Field& field : fields_) {
    if (same_name(text.substr(field.begin, field.name_size), name)) {
      return text.substr(field.begin + field.name_size, field.value_size);
    }
  }
  return std::nullopt;
}

void HttpRequest::add_header(std::string_view name, std::string_view value) {
  fields_.push_back({static_cast<std::uint32_t>(header_text_.size()), static_cast<std::uint32_t>(name.size()),
                     static_cast<std::uint32_t>(value.size())});
  header_text_.append(name).append(value);
}

std::optional<std::string> HttpRequest::parameter(std::string_view name) const {
  std::string_view rest = query;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::string_view key = pair.substr(0, pair.find('='));
    if (url_decode(key) != name) continue;
    return key.size() == pair.size() ? std::string() : url_decode(pair.substr(key.size() + 1));
  }
  return std::nullopt;
}

std::string url_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      decoded += ' ';
      continue;
    }
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high >= 0 && low >= 0) {
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    decoded += text[i];
  }
  return decoded;
}

}  // namespace smppedge
