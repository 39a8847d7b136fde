// SPDX-License-Identifier: Apache-2.0
// Writes Prometheus text: a family is its HELP and TYPE line and then its samples, all together.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace smppedge::admin {

struct Label {
  std::string_view name;
  std::string_view value;
};

class Exposition {
 public:
  enum class Type : std::uint8_t { counter, gauge };

  /// Begins a family; `name` is written behind "smppedge_". A counter's name ends with "_total".
  void family(std::string_view name, Type type, std::string_view help);
  /// One sample of the family begun last.
  void sample(std::initializer_list<Label> labels, std::uint64_t value);
  void sample_seconds(std::initializer_list<Label> labels, std::uint64_t micros);

  void counter(std::string_view name, std::string_view help, std::uint64_t value) {
    family(name, Type::counter, help);
    sample({}, value);
  }
  void gauge(std::string_view name, std::string_view help, std::uint64_t value) {
    family(name, Type::gauge, help);
    sample({}, value);
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void name_and_labels(std::initializer_list<Label> labels);

  std::string text_;
  std::string family_;
};

}  // namespace smppedge::admin
