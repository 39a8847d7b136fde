// SPDX-License-Identifier: Apache-2.0
// Text by hand: the format is three kinds of line, and a render copies no label.
#include "admin/exposition.h"

#include <fmt/format.h>

#include <iterator>

namespace smppedge::admin {

void Exposition::family(std::string_view name, Type type, std::string_view help) {
  family_ = fmt::format("smppedge_{}", name);
  fmt::format_to(std::back_inserter(text_), "# HELP {0} {1}\n# TYPE {0} {2}\n", family_, help,
                 type == Type::counter ? "counter" : "gauge");
}

void Exposition::name_and_labels(std::initializer_list<Label> labels) {
  text_ += family_;
  char separator = '{';
  for (const Label& label : labels) {
    text_ += separator;
    text_ += label.name;
    text_ += "=\"";
    for (const char c : label.value) {
      if (c == '\\' || c == '"') text_ += '\\';
      if (c == '\n') {
        text_ += "\\n";
      } else {
        text_ += c;
      }
    }
    text_ += '"';
    separator = ',';
  }
  text_ += separator == ',' ? "} " : " ";
}

void Exposition::sample(std::initializer_list<Label> labels, std::uint64_t value) {
  name_and_labels(labels);
  fmt::format_to(std::back_inserter(text_), "{}\n", value);
}

void Exposition::sample_seconds(std::initializer_list<Label> labels, std::uint64_t micros) {
  name_and_labels(labels);
  fmt::format_to(std::back_inserter(text_), "{}.{:06}\n", micros / 1'000'000, micros % 1'000'000);
}

}  // namespace smppedge::admin
