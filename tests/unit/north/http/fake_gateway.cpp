// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/north/http/fake_gateway.h"

namespace smppedge::north::http {

void ManualExecutor::run() {
  while (!waiting.empty()) {
    const auto work = std::move(waiting.front());
    waiting.pop_front();
    work();
  }
}

FakeGateway::FakeGateway() = default;
FakeGateway::~FakeGateway() = default;

void FakeGateway::accept(gateway::AcceptRequest request, Done<gateway::AcceptAnswer> done) {
  accepts.emplace_back(std::move(request), std::move(done));
}

void FakeGateway::find_message(AccountNumber account, MessageId id, Done<gateway::MessageView> done) {
  finds.push_back({account, id, std::move(done)});
}

void FakeGateway::cancel(gateway::CancelRequest request, Done<gateway::CancelAnswer> done) {
  cancels.emplace_back(std::move(request), std::move(done));
}

void FakeGateway::list_messages(gateway::MessagesQuery query, Done<gateway::MessagesPage> done) {
  lists.emplace_back(std::move(query), std::move(done));
}

void FakeGateway::dead_letters(gateway::EventChannel channel, EventSequence after, unsigned limit,
                               Done<gateway::DeadLetters> done) {
  dead.push_back({channel, after, limit, std::move(done)});
}

void FakeGateway::revive(gateway::EventChannel channel, std::vector<EventSequence> buried, bool all,
                         Done<std::uint64_t> done) {
  revives.push_back({channel, std::move(buried), all, std::move(done)});
}

void FakeGateway::events(AccountNumber account, unsigned limit, Seconds wait, Done<gateway::EventsPage> done) {
  polls.push_back({account, limit, wait, std::move(done)});
}

void FakeGateway::acknowledge(AccountNumber account, EventSequence through, Done<void> done) {
  acknowledges.push_back({account, through, std::move(done)});
}

void FakeGateway::list_blocked(gateway::BlockedQuery query, Done<store::BlockedPage> done) {
  blocked_lists.emplace_back(query, std::move(done));
}

void FakeGateway::find_blocked(AccountNumber account, const PhoneNumber& phone, Done<store::BlockedPhone> done) {
  blocked_finds.push_back({account, phone, std::move(done)});
}

void FakeGateway::block(AccountNumber account, const PhoneNumber& phone, Done<bool> done) {
  blocks.push_back({account, phone, std::move(done)});
}

void FakeGateway::unblock(AccountNumber account, const PhoneNumber& phone, Done<gateway::Unblocked> done) {
  unblocks.push_back({account, phone, std::move(done)});
}

bool FakeGateway::untouched() const {
  return accepts.empty() && cancels.empty() && finds.empty() && lists.empty() && polls.empty() &&
         acknowledges.empty() && dead.empty() && revives.empty() && blocked_lists.empty() && blocked_finds.empty() &&
         blocks.empty() && unblocks.empty();
}

void FakeExchanges::respond(std::uint64_t exchange, const HttpResponse& response) {
  Answer answer{response.status, std::string(response.content_type), std::string(response.body), {}};
  for (const HttpHeader& header : response.headers) answer.headers.emplace(header.name, header.value);
  answers.emplace(exchange, std::move(answer));
}

void FakeExchanges::on_gone(std::uint64_t exchange, std::function<void()> callback) {
  gone[exchange] = std::move(callback);
}

}  // namespace smppedge::north::http
