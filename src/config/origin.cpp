// SPDX-License-Identifier: Apache-2.0
// How an error is printed: the form that compilers use, so that editors find the place.
#include "config/origin.h"

#include <fmt/format.h>

namespace smppedge::config {

std::string to_string(const ConfigError& error) {
  std::string line = error.where.file;
  if (error.where.line != 0) line += fmt::format(":{}", error.where.line);
  line += ": ";
  if (!error.key.empty()) line += error.key + ": ";
  return line + error.text;
}

}  // namespace smppedge::config
