// SPDX-License-Identifier: Apache-2.0
// An account of the simulated gateway that asks and waits for its answers, and the submits of an SMPP client of it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "tests/sim/world.h"

namespace smppedge::sim {

class Client {
 public:
  template <class T>
  using Outcome = Expected<T, gateway::RequestError>;

  explicit Client(World& world_in);

  // --- requests, as they come

  /// What an SMPP client submits: from `source`, one number.
  [[nodiscard]] static gateway::AcceptItem submit_sm(const std::string& to, const std::string& body,
                                                     const std::string& source = "");
  /// A part of a long message that the client has cut itself, with its user data header.
  [[nodiscard]] static gateway::AcceptItem udh_part(const std::string& to, std::uint8_t reference, std::uint8_t total,
                                                    std::uint8_t sequence, const std::string& text = "part");
  [[nodiscard]] gateway::AcceptRequest request(gateway::AcceptItem item) const;

  // --- asks and waits

  Outcome<gateway::AcceptAnswer> accept(gateway::AcceptRequest request);
  /// The only entry of an item with one number.
  gateway::AcceptEntry send(gateway::AcceptItem item);
  /// As an SMPP client does.
  Outcome<gateway::CancelAnswer> cancel(MessageId id);
  Outcome<gateway::CancelAnswer> cancel(gateway::CancelRequest asked);
  Outcome<void> replace(gateway::ReplaceRequest asked);
  Outcome<gateway::MessageView> find(MessageId id);
  [[nodiscard]] std::string state_of(MessageId id);
  Outcome<MessageId> find_alias(std::uint32_t alias);
  Outcome<gateway::MessagesPage> list(gateway::MessagesQuery query);

  /// Runs until the callback was called.
  template <class T, class Ask>
  Outcome<T> wait(Ask ask) {
    const auto got = std::make_shared<std::optional<Outcome<T>>>();
    ask([got](Outcome<T> answer) { got->emplace(std::move(answer)); });
    if (!world.run_until([&] { return got->has_value(); })) throw std::runtime_error("no answer");
    return std::move(**got);
  }

  World& world;
  AccountNumber account;
};

/// The error's code; "" for none.
template <class T>
[[nodiscard]] std::string code_of(const Expected<T, gateway::RequestError>& outcome) {
  return outcome ? std::string() : std::string(outcome.error().code);
}

}  // namespace smppedge::sim
