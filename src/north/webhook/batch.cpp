// SPDX-License-Identifier: Apache-2.0
#include "north/webhook/batch.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "north/json/event.h"
#include "north/webhook/limits.h"

namespace smppedge::north::webhook {

namespace {

/// What an event is likely to take as JSON, generously.
std::size_t bytes_expected(const gateway::Event& event) {
  constexpr std::size_t segment_bytes = 256;
  std::size_t bytes = json::event_bytes;
  if (event.message != nullptr) bytes += event.message->ref.size() + event.message->segments.size() * segment_bytes;
  if (event.reply != nullptr) bytes += event.reply->text.size();
  return bytes;
}

}  // namespace

std::deque<Batch> cut(gateway::EventsPage page, const SetAside& set_aside) {
  std::deque<Batch> batches;
  std::deque<Batch> alone;
  std::size_t bytes = 0;
  for (gateway::Event& event : page.events) {
    const bool waits_for_one = std::any_of(
        alone.begin(), alone.end(), [&event](const Batch& batch) { return same_message(batch.events[0], event); });
    if (waits_for_one || set_aside.contains(event.sequence)) {
      alone.emplace_back().events.push_back(std::move(event));
      alone.back().is_set_aside = true;
      continue;
    }
    bytes += bytes_expected(event);
    if (batches.empty() || bytes > body_bytes_expected_max) {
      batches.emplace_back();
      bytes = bytes_expected(event);
    }
    batches.back().events.push_back(std::move(event));
  }
  std::move(alone.begin(), alone.end(), std::back_inserter(batches));
  return batches;
}

bool same_message(const gateway::Event& earlier, const gateway::Event& later) {
  return earlier.message != nullptr && later.message != nullptr && earlier.message->id == later.message->id;
}

std::vector<EventSequence> sequences(const std::vector<gateway::Event>& events) {
  std::vector<EventSequence> made;
  made.reserve(events.size());
  for (const gateway::Event& event : events) made.push_back(event.sequence);
  return made;
}

std::string webhook_id(const std::vector<gateway::Event>& events) {
  std::string text;
  for (const gateway::Event& event : events) {
    fmt::format_to(std::back_inserter(text), "{}-{}-{}-{};", event.channel.account.value(), event.sequence.value(),
                   event.id.value(), event.at.time_since_epoch().count());
  }
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  constexpr std::size_t octets_shown = 16;
  std::string id = "msg_";
  for (std::size_t at = 0; at < octets_shown; ++at) fmt::format_to(std::back_inserter(id), "{:02x}", digest[at]);
  return id;
}

}  // namespace smppedge::north::webhook
