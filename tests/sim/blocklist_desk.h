// SPDX-License-Identifier: Apache-2.0
// What tests of blocklists share: a desk at which an account and an operator ask, and a phone that replies.
#pragma once

#include <boost/test/unit_test.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/sim/client.h"

namespace smppedge::sim {

using gateway::BlockJob;
using gateway::BlockJobRequest;
using gateway::Unblocked;

inline const std::string handset = "8613800138007";
inline const PhoneNumber phone = *PhoneNumber::from_digits(handset);

/// What an account and an operator ask, and wait for.
struct Desk : Client {
  using Client::Client;

  bool block(const std::string& digits) {
    return wait<bool>(
               [&](auto done) { world.gateway->block(account, *PhoneNumber::from_digits(digits), std::move(done)); })
        .value();
  }
  Outcome<Unblocked> unblock(const std::string& digits) {
    return wait<Unblocked>(
        [&](auto done) { world.gateway->unblock(account, *PhoneNumber::from_digits(digits), std::move(done)); });
  }
  Outcome<store::BlockedPhone> find(const std::string& digits = handset) {
    return wait<store::BlockedPhone>(
        [&](auto done) { world.gateway->find_blocked(account, *PhoneNumber::from_digits(digits), std::move(done)); });
  }
  Outcome<store::BlockRecord> look(const std::string& digits = handset) {
    auto known = find(digits);
    if (!known) return failure(known.error());
    return *known->record;
  }
  /// As an operator sees it.
  Outcome<store::BlockedPhone> inspect(const std::string& digits = handset, const std::string& of = "demo") {
    return wait<store::BlockedPhone>([&](auto done) {
      world.gateway->find_blocked_phone({of, digits}, std::move(done));
    });
  }
  store::BlockedPage list(const PhoneNumber& after, unsigned limit) {
    return wait<store::BlockedPage>([&](auto done) {
             world.gateway->list_blocked({account, after, limit}, std::move(done));
           })
        .value();
  }
  gateway::RemovalsPage removals(std::optional<gateway::RemovalPlace> after = {}, unsigned limit = 100,
                                 const std::string& of = "") {
    return wait<gateway::RemovalsPage>([&](auto done) {
             world.gateway->list_removals({of, after, limit}, std::move(done));
           })
        .value();
  }
  gateway::RemovalsAnswer decide(std::vector<std::string> phones, bool approve,
                                 std::optional<WallTime> asked_until = {}) {
    return wait<gateway::RemovalsAnswer>([&](auto done) {
             world.gateway->decide_removals({"demo", std::move(phones), approve, "alice", asked_until},
                                            std::move(done));
           })
        .value();
  }
  Outcome<BlockJob> begin(BlockJobRequest::Kind kind, const std::string& file, const std::string& of = "demo") {
    return wait<BlockJob>([&](auto done) {
      world.gateway->start_block_job({kind, of, file, "alice"}, std::move(done));
    });
  }
  Outcome<BlockJob> cancel_job(std::uint64_t number) {
    return wait<BlockJob>([&](auto done) { world.gateway->cancel_block_job({number, "bob"}, std::move(done)); });
  }
  BlockJob newest_job() {
    return wait<std::vector<BlockJob>>([&](auto done) { world.gateway->block_jobs(std::move(done)); }).value().at(0);
  }
  BlockJob run(BlockJobRequest::Kind kind, const std::string& file) {
    BOOST_REQUIRE(begin(kind, file).has_value());
    world.run_until([&] { return newest_job().state != BlockJob::State::running; });
    return newest_job();
  }
  /// The code that a message to it is refused with; "" when it is accepted.
  std::string refusal(const std::string& to = handset) {
    gateway::AcceptItem item;
    item.to = {to};
    item.body = "hello";
    const gateway::AcceptEntry entry = send(std::move(item));
    return entry.error ? std::string(entry.error->code) : std::string();
  }
};

/// Until the carrier has the answer to the reply.
inline bool reply_and_wait(World& world, const std::string& text, const pdu::Address& from = {0, 0, handset},
                           std::uint8_t esm_class = 0) {
  pdu::ShortMessage message;
  message.esm_class = esm_class;
  message.source = from;
  message.destination.addr = world.sender_number;
  message.short_message = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  world.deliver(message, ++world.cookies);
  return world.run_until([&] { return world.acknowledged(world.cookies); }, Seconds(5));
}

/// Phones on the account's list.
inline std::uint64_t blocked(const World& world) {
  return world.gateway->status().accounts.at(0).blocked;
}

}  // namespace smppedge::sim
