// SPDX-License-Identifier: Apache-2.0
// What tests of receipts share: a carrier with an id convention of its own, and looks at what is parked and learned.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "tests/sim/world.h"

namespace smppedge::sim {

inline constexpr const char* phone = "8613800138000";

inline std::string phone_of(unsigned i) {
  return "86138" + std::to_string(10'000'000 + i * 10);
}

/// A carrier that answers with one form of an id and sends receipts with another.
struct Convention {
  explicit Convention(World& world_in) : world(world_in) {
    world.receipts = false;
    world.smsc->reply = [this](const SimSmsc::Submit&) { return SimSmsc::Reply{.message_id = response_of(++next)}; };
  }
  static std::string hex_of(std::uint64_t id) {
    char text[17];
    std::snprintf(text, sizeof text, "%llx", static_cast<unsigned long long>(id));
    return text;
  }
  /// Sends a message and, once it was answered, its receipt; whether that ended the message.
  bool one(const std::string& to) {
    const MessageId id = world.accept(to);
    world.run_until([&] { return sent(); });
    world.scheduler.run_for(Seconds(1));
    world.send_receipt(receipt_of(next), to, receipt::State::delivered);
    const gateway::Event* result = world.result_of(id, Seconds(5));
    return result != nullptr && result->message->state == MessageState::delivered;
  }
  [[nodiscard]] bool sent() const { return world.smsc->submits.size() >= next; }

  World& world;
  std::uint64_t next = 700'000;
  std::function<std::string(std::uint64_t)> response_of = [](std::uint64_t id) { return hex_of(id); };
  std::function<std::string(std::uint64_t)> receipt_of = [](std::uint64_t id) { return std::to_string(id); };
};

inline gateway::IdLearning::Belief belief(World& world) {
  return world.gateway->status().carriers[0].id;
}

inline gateway::ParkedPage parked(World& world, gateway::ParkedQuery query = {}) {
  gateway::ParkedPage page;
  world.gateway->parked_receipts(query, [&](Expected<gateway::ParkedPage, gateway::RequestError> answer) {
    if (answer) page = std::move(*answer);
  });
  return page;
}

inline std::optional<gateway::RematchAnswer> rematch(World& world) {
  std::optional<gateway::RematchAnswer> done;
  world.gateway->rematch_receipts("", [&](Expected<gateway::RematchAnswer, gateway::RequestError> answer) {
    if (answer) done = *answer;
  });
  world.run_until([&] { return done.has_value(); });
  return done;
}

inline void deliver_text(World& world, const std::string& text, const std::string& from = phone) {
  pdu::ShortMessage message;
  message.esm_class = 0x04;
  message.source.addr = from;
  message.destination.addr = world.sender_number;
  message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  world.deliver(message, ++world.cookies);
  world.scheduler.run_for(Seconds(1));
}

}  // namespace smppedge::sim
