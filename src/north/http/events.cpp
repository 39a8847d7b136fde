// SPDX-License-Identifier: Apache-2.0
#include "north/http/events.h"

#include <fmt/format.h>

#include "north/http/answers.h"
#include "north/http/endpoint.h"
#include "north/http/event_requests.h"
#include "north/http/limits.h"

namespace smppedge::north::http {

namespace {

constexpr std::uint64_t sequence_max = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

struct PollRequest {
  AccountNumber account;
  unsigned limit = 0;
  Seconds wait{0};
  std::optional<EventSequence> through;
};

Expected<PollRequest, Problem> read_poll(const Call& call) {
  const auto limit = call.query.number("limit", 1, gateway::events_page_max, events_page_default);
  if (!limit) return failure(limit.error());
  const auto wait_s = call.query.number("wait_s", 0, static_cast<std::uint64_t>(gateway::events_wait_max.count()), 0);
  if (!wait_s) return failure(wait_s.error());
  const auto through = call.query.number("through", 0, sequence_max, 0);
  if (!through) return failure(through.error());
  PollRequest poll{call.account, static_cast<unsigned>(*limit), Seconds(static_cast<std::int64_t>(*wait_s)), {}};
  if (call.query.find("through") != nullptr) poll.through = EventSequence(*through);
  return poll;
}

using Done = gateway::Api::Done<gateway::EventsPage>;

/// Acknowledges what is to be, then polls; a poll that is over by then is answered with an empty page.
void poll_gateway(gateway::Api& api, const PollRequest& request, std::shared_ptr<Poll> poll, Done done) {
  if (!request.through) return api.events(request.account, request.limit, request.wait, std::move(done));
  api.acknowledge(request.account, *request.through,
                  [&api, request, poll = std::move(poll), done = std::move(done)](const auto& acknowledged) {
                    if (!acknowledged) return done(failure(acknowledged.error()));
                    if (poll->is_over) return done(gateway::EventsPage{});
                    api.events(request.account, request.limit, request.wait, done);
                  });
}

/// Has the gateway not wait for a client that has gone.
void end_with_client(const Call& call, const std::shared_ptr<Poll>& poll) {
  call.responder.on_gone([&core = call.core, &polls = call.polls, account = call.account, poll] {
    if (!polls.is_newest(account, poll)) return;  // a newer one has ended it, and must not be ended itself
    end_poll(core, account, poll);
  });
}

Expected<gateway::EventChannel, Problem> read_channel(const Call& call) {
  const std::string* const door = call.query.find("door");
  if (door == nullptr || *door == "http") return gateway::EventChannel{call.account, Door::http};
  if (*door == "smpp") return gateway::EventChannel{call.account, Door::smpp};
  return failure(invalid_parameter("door", *door, "http or smpp"));
}

}  // namespace

void end_poll(CoreLink& core, AccountNumber account, const std::shared_ptr<Poll>& poll) {
  core.tell([account, poll](gateway::Api& api) {
    poll->is_over = true;
    // Asking for no events ends the older poll that waits and offers nothing.
    api.events(account, 0, Seconds{0}, [](const auto&) {});
  });
}

void poll_events(const Call& call) {
  const auto request = read_poll(call);
  if (!request) return refuse(call.responder, request.error());
  auto [poll, before] = call.polls.begin(call.account);
  call.core.ask<gateway::EventsPage>(
      call.account, call.responder,
      [request = *request, poll = poll, before = before](gateway::Api& api, Done done) {
        if (before != nullptr) before->is_over = true;
        poll_gateway(api, request, poll, std::move(done));
      },
      [directory = call.settings.directory](const auto& page) { return Answer{render(*page, *directory)}; });
  if (request->wait > Seconds{0}) end_with_client(call, poll);
}

void acknowledge_events(const Call& call) {
  const auto through = read_acknowledgement(call.request.body);
  if (!through) return refuse(call.responder, through.error());
  call.core.ask<void>(
      call.account, call.responder,
      [account = call.account, through = *through](gateway::Api& api, auto done) {
        api.acknowledge(account, through, std::move(done));
      },
      [through = *through](const auto&) { return Answer{fmt::format("{{\"acknowledged\":{}}}", through.value())}; });
}

void list_dead_letters(const Call& call) {
  const auto channel = read_channel(call);
  if (!channel) return refuse(call.responder, channel.error());
  const auto after = call.query.number("after", 0, sequence_max, 0);
  if (!after) return refuse(call.responder, after.error());
  const auto limit = call.query.number("limit", 1, gateway::messages_page_max, messages_page_default);
  if (!limit) return refuse(call.responder, limit.error());
  call.core.ask<gateway::DeadLetters>(
      call.account, call.responder,
      [channel = *channel, after = EventSequence(*after), limit = static_cast<unsigned>(*limit)](
          gateway::Api& api, auto done) { api.dead_letters(channel, after, limit, std::move(done)); },
      [directory = call.settings.directory](const auto& letters) { return Answer{render(*letters, *directory)}; });
}

void retry_dead_letters(const Call& call) {
  const auto channel = read_channel(call);
  if (!channel) return refuse(call.responder, channel.error());
  auto request = read_retry(call.request.body);
  if (!request) return refuse(call.responder, request.error());
  call.core.ask<std::uint64_t>(
      call.account, call.responder,
      [channel = *channel, request = std::move(*request)](gateway::Api& api, auto done) {
        api.revive(channel, request.events, request.all, std::move(done));
      },
      [](const auto& retried) { return Answer{fmt::format("{{\"retried\":{}}}", *retried)}; });
}

}  // namespace smppedge::north::http
