// SPDX-License-Identifier: Apache-2.0
#include "tests/soak/ledger.h"

#include <fmt/format.h>

#include <cstdio>

namespace smppedge::soak {

void Ledger::accepted(const std::string& id) {
  const std::lock_guard lock(mutex_);
  ++counts_["accepted"];
  Entry& entry = messages_[id];
  if (entry.accepted) {
    ++counts_["accepted_again"];  // a repeat under its Idempotency-Key
    return;
  }
  entry.accepted = true;
  if (entry.told == 0) ++waiting_;
}

void Ledger::told(const std::string& id, const std::string& state) {
  const std::lock_guard lock(mutex_);
  ++counts_["told"];
  ++counts_["state." + state];
  Entry& entry = messages_[id];
  if (++entry.told == 1) {
    entry.state = state;
    if (entry.accepted) --waiting_;
    return;
  }
  ++counts_["told_again"];
  if (entry.state == state) return;
  ++violations_;
  std::fprintf(stderr, "violation: message %s was told as %s and as %s\n", id.c_str(), entry.state.c_str(),
               state.c_str());
}

void Ledger::violation(const std::string& text) {
  const std::lock_guard lock(mutex_);
  ++violations_;
  std::fprintf(stderr, "violation: %s\n", text.c_str());
}

void Ledger::count(const std::string& what, std::uint64_t by) {
  const std::lock_guard lock(mutex_);
  counts_[what] += by;
}

std::size_t Ledger::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_;
}

std::size_t Ledger::violations() const {
  const std::lock_guard lock(mutex_);
  return violations_;
}

std::string Ledger::summary() const {
  const std::lock_guard lock(mutex_);
  // Told of, and never answered for: its client vanished before the answer came.
  std::size_t unanswered = 0;
  for (const auto& [id, entry] : messages_) unanswered += entry.accepted ? 0 : 1;
  std::string text = fmt::format(R"({{"messages":{},"never_answered":{},"waiting":{},"violations":{})",
                                 messages_.size(), unanswered, waiting_, violations_);
  for (const auto& [what, count] : counts_) text += fmt::format(R"(,"{}":{})", what, count);
  return text + "}";
}

std::string Ledger::some_waiting() const {
  const std::lock_guard lock(mutex_);
  std::string text;
  std::size_t shown = 0;
  for (const auto& [id, entry] : messages_) {
    if (!entry.accepted || entry.told != 0) continue;
    text += id + " ";
    if (++shown == 10) break;
  }
  return text;
}

}  // namespace smppedge::soak
