// SPDX-License-Identifier: Apache-2.0
// Where a setting was written, and what is wrong with it: every error of a configuration names a place and says what
// to change. Secrets never appear in either.
#pragma once

#include <string>
#include <vector>

namespace smppedge::config {

struct Origin {
  std::string file;   ///< of a `--set` override: "--set" and its path
  unsigned line = 0;  ///< from 1; 0: the whole file, or an override
  friend bool operator==(const Origin&, const Origin&) = default;
};

struct ConfigError {
  Origin where;
  std::string key;   ///< full path, as in `carriers[0].window`; empty where no key is to blame
  std::string text;  ///< a sentence that says what to change
};
using ConfigErrors = std::vector<ConfigError>;

/// "conf/smppedge.cfg:12: carriers[0].windw: is not a setting; did you mean `window`?"
[[nodiscard]] std::string to_string(const ConfigError& error);

}  // namespace smppedge::config
