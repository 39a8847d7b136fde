// SPDX-License-Identifier: Apache-2.0
// Every answer of the API with all that it can show, as the door renders it.
#pragma once

#include <string>
#include <vector>

#include "tests/unit/north/http/http_door.h"
#include "tests/unit/north/json/sample_message.h"

namespace smppedge::test {

using north::http::HttpDoor;

struct SampleAnswer {
  std::string operation;  ///< "GET /v1/messages"
  std::string schema;     ///< of docs/openapi.json
  std::string body;
};

/// A message with every member that a message can show.
inline Message full_message() {
  Message message = delivered_message();
  message.extend = "42";
  message.send_at = at(10);
  message.reason = Reason::by_carrier;
  message.segments[0].reason = Reason::by_carrier;
  return message;
}

inline gateway::MessageView full_view(BodyKind kind) {
  gateway::MessageView view;
  view.message = full_message();
  view.message.body_kind = kind;
  view.message.body = "hi";
  gateway::TimelineStep& step = view.timeline.emplace_back();
  step.at = at(20);
  step.step = "refused";
  step.segment = 1;
  step.attempt = 1;
  step.carrier = east;
  step.bind = BindId(2);
  step.sequence_number = 17;
  step.command_status = 0x58;
  step.carrier_message_id = "c-1";
  step.state = "waiting";
  step.reason = "refused";
  step.receipt_stat = "DELIVRD";
  step.receipt_err = "000";
  step.evidence = "receipt";
  view.wire.push_back(
      {at(30), store::Wire::Pdu::submit_sm, 1, 1, std::string("\0\0\0\x10\x80\0\0\x04\0\0\0\0\0\0\0\1", 16)});
  return view;
}

inline gateway::AcceptAnswer full_accept_answer() {
  gateway::AcceptAnswer answer;
  gateway::AcceptEntry& taken = answer.messages.emplace_back();
  taken.to = "8613800138000";
  taken.id = MessageId(1);
  taken.segments = 1;
  taken.duplicate = true;
  gateway::AcceptEntry& refused = answer.messages.emplace_back();
  refused.error = gateway::RequestError{gateway::RequestError::Kind::invalid, "invalid_number", "Digits only."};
  return answer;
}

/// One event of each type.
inline std::vector<gateway::Event> each_event() {
  using Kind = gateway::Event::Kind;
  std::vector<gateway::Event> events;
  const auto add = [&](Kind kind, MessageState state) {
    gateway::Event& event = events.emplace_back();
    event.kind = kind;
    event.sequence = event.id = EventSequence(events.size());
    event.at = at(40);
    auto message = std::make_shared<Message>(full_message());
    message->state = state;
    event.message = message;
  };
  for (unsigned state = 0; state < message_state_count; ++state) {
    if (is_final(static_cast<MessageState>(state))) add(Kind::result, static_cast<MessageState>(state));
  }
  add(Kind::in_doubt, MessageState::in_doubt);
  add(Kind::progress, MessageState::sent);
  add(Kind::receipt_late, MessageState::delivered);
  add(Kind::reply, MessageState::delivered);
  gateway::Reply reply;
  reply.carrier = east;
  reply.from = *PhoneNumber::from_digits("8613800138000");
  reply.to = "106900001";
  reply.text = "ff";
  reply.text_error = "not GSM 7 bit";
  reply.extend = "42";
  reply.late = reply.incomplete = reply.ambiguous = true;
  reply.opt = store::ReplyOpt::out;
  reply.received_at = at(50);
  events.back().reply = std::make_shared<gateway::Reply>(reply);
  return events;
}

inline store::BlockRecord full_record() {
  store::BlockRecord record;
  record.phone = *PhoneNumber::from_digits("8613800138000");
  record.source = store::BlockSource::reply;
  record.since = at(60);
  record.by = "106900001";
  record.removal_asked = true;
  record.removal_asked_at = at(70);
  record.removal_asked_by = "demo";
  return record;
}

inline std::string all_events() {
  HttpDoor door;
  const auto exchange = door.send("GET", "/v1/events");
  door.gateway.polls.at(0).done(gateway::EventsPage{each_event()});
  return door.answer(exchange).body;
}

/// A look at a message by the account that may see bodies.
inline std::string look_at(const gateway::MessageView& view) {
  HttpDoor door;
  HttpRequest request;
  request.method = "GET";
  request.path = "/v1/messages/0000000000000abc";
  request.query = "wire=1";
  request.add_header("Authorization", "Bearer other-key");
  const auto exchange = door.send(request);
  door.gateway.finds.at(0).done(view);
  return door.answer(exchange).body;
}

inline std::vector<SampleAnswer> sample_answers() {
  HttpDoor door;
  std::vector<SampleAnswer> samples{{"GET /v1/messages/{id}", "Message", look_at(full_view(BodyKind::text))},
                                    {"GET /v1/messages/{id}", "Message", look_at(full_view(BodyKind::octets))},
                                    {"GET /v1/events", "Events", all_events()}};
  const auto sent = door.send("POST", "/v1/messages", north::http::hello);
  door.gateway.accepts.at(0).second(full_accept_answer());
  samples.push_back({"POST /v1/messages", "AcceptAnswer", door.answer(sent).body});
  const auto listed = door.send("GET", "/v1/messages");
  door.gateway.lists.at(0).second(gateway::MessagesPage{{full_message()}, MessageId(1)});
  samples.push_back({"GET /v1/messages", "MessagesPage", door.answer(listed).body});
  const auto cancelled = door.send("DELETE", "/v1/messages/0000000000000abc");
  door.gateway.cancels.at(0).second(gateway::CancelAnswer{1});
  samples.push_back({"DELETE /v1/messages/{id}", "Cancelled", door.answer(cancelled).body});
  const auto page = door.send("GET", "/v1/blocklist");
  door.gateway.blocked_lists.at(0).second(store::BlockedPage{{full_record()}, full_record().phone});
  samples.push_back({"GET /v1/blocklist", "BlockedPage", door.answer(page).body});
  const auto shown = door.send("GET", "/v1/blocklist/8613800138000");
  const store::BlockChange denied{
      store::BlockChange::What::removal_denied, {}, full_record().phone, store::BlockSource::admin, at(65), "alice"};
  door.gateway.blocked_finds.at(0).done(store::BlockedPhone{full_record(), denied});
  samples.push_back({"GET /v1/blocklist/{phone}", "BlockedPhone", door.answer(shown).body});
  const auto blocked = door.send("PUT", "/v1/blocklist/8613800138000");
  door.gateway.blocks.at(0).done(true);
  samples.push_back({"PUT /v1/blocklist/{phone}", "Blocked", door.answer(blocked).body});
  const auto unblocked = door.send("DELETE", "/v1/blocklist/8613800138000");
  door.gateway.unblocks.at(0).done(gateway::Unblocked::asked);
  samples.push_back({"DELETE /v1/blocklist/{phone}", "Unblocked", door.answer(unblocked).body});
  const auto acknowledged = door.send("POST", "/v1/events/ack", R"({"through":1})");
  door.gateway.acknowledges.at(0).done({});
  samples.push_back({"POST /v1/events/ack", "Acknowledged", door.answer(acknowledged).body});
  const auto dead = door.send("GET", "/v1/events/dead");
  door.gateway.dead.at(0).done(gateway::DeadLetters{each_event(), EventSequence(9)});
  samples.push_back({"GET /v1/events/dead", "DeadLetters", door.answer(dead).body});
  const auto retried = door.send("POST", "/v1/events/dead/retry", R"({"all":true})");
  door.gateway.revives.at(0).done(std::uint64_t{2});
  samples.push_back({"POST /v1/events/dead/retry", "Retried", door.answer(retried).body});
  samples.push_back({"a refusal", "Problem", door.answer(door.send("GET", "/v1/nothing")).body});
  return samples;
}

}  // namespace smppedge::test
