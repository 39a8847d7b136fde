// SPDX-License-Identifier: Apache-2.0
// What the soak's clients were promised and what they were told: every accepted message must be told of, and never
// with two different results. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>

namespace smppedge::soak {

class Ledger {
 public:
  /// The gateway took this message.
  void accepted(const std::string& id);
  /// A result came: "delivered", "undeliverable", …
  void told(const std::string& id, const std::string& state);
  /// A correction came (receipt.late): the one change that is allowed.
  void corrected() { count("corrected"); }
  void reply() { count("replies"); }
  void violation(const std::string& text);
  void count(const std::string& what, std::uint64_t by = 1);

  [[nodiscard]] std::size_t waiting() const;  ///< accepted and not told of
  [[nodiscard]] std::size_t violations() const;
  /// One JSON object.
  [[nodiscard]] std::string summary() const;
  /// A few of those that are waited for.
  [[nodiscard]] std::string some_waiting() const;

 private:
  struct Entry {
    bool accepted = false;
    std::string state;
    std::uint64_t told = 0;
  };
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Entry> messages_;
  std::size_t waiting_ = 0;
  std::size_t violations_ = 0;
  std::map<std::string, std::uint64_t> counts_;
};

}  // namespace smppedge::soak
