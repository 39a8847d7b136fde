// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/fairness_bench_load.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <stdexcept>

namespace smppedge::cycle_bench {

namespace {

using std::chrono::system_clock;

constexpr std::chrono::milliseconds retry_after{100};
constexpr unsigned numbers_a_request = 200;
constexpr unsigned code_connections = 16;
constexpr std::string_view marketing_text = "This weekend only: three for the price of two in every one of our shops.";
constexpr std::string_view code_text = "Your verification code is 471128.";

}  // namespace

Senders::Senders(std::uint16_t port, unsigned connections) {
  for (unsigned i = 0; i < connections; ++i) channels_.push_back(std::make_unique<Channel>(port));
}

unsigned Senders::busy() const {
  return static_cast<unsigned>(
      std::count_if(channels_.begin(), channels_.end(), [](const auto& channel) { return channel->busy; }));
}

bool Senders::send(std::uint64_t request, const std::string& octets) {
  for (std::size_t count = 0; count < channels_.size(); ++count) {
    Channel& channel = *channels_[next_];
    next_ = (next_ + 1) % channels_.size();
    if (channel.busy) continue;
    channel.busy = true;
    channel.request = request;
    channel.sent_at = system_clock::now();
    channel.connection.send(octets);
    return true;
  }
  return false;
}

std::vector<Senders::Answered> Senders::wait(LedgerTime until) {
  std::vector<pollfd> sockets;
  for (const auto& channel : channels_) {
    const bool unsent = channel->connection.has_unsent();
    sockets.push_back({channel->connection.fd(), static_cast<short>(unsent ? POLLIN | POLLOUT : POLLIN), 0});
  }
  const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(until - system_clock::now()).count();
  const timespec timeout{ns > 0 ? ns / 1'000'000'000 : 0, ns > 0 ? ns % 1'000'000'000 : 0};
  if (::ppoll(sockets.data(), sockets.size(), &timeout, nullptr) < 0) throw std::runtime_error("interrupted");
  std::vector<Answered> answered;
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    Channel& channel = *channels_[i];
    if ((sockets[i].revents & POLLOUT) != 0) channel.connection.write();
    if ((sockets[i].revents & ~POLLOUT) == 0) continue;
    channel.connection.read();
    const auto answer = channel.connection.next_answer();
    if (!answer) continue;
    channel.busy = false;
    if (answer->status != 202 && answer->status != 503) {
      throw std::runtime_error(fmt::format("a request was answered {}: {}", answer->status, answer->body));
    }
    if (answer->body.find("\"error\"") != std::string::npos) {
      throw std::runtime_error(fmt::format("a number was refused: {}", answer->body.substr(0, 500)));
    }
    answered.push_back({channel.request, answer->status, channel.sent_at, system_clock::now()});
  }
  return answered;
}

std::string message_request(std::string_view key, std::string_view traffic_class, std::string_view text,
                            std::string_view prefix, std::uint64_t first, unsigned numbers) {
  std::string body = fmt::format(R"({{"class":"{}","text":"{}","to":[)", traffic_class, text);
  for (unsigned i = 0; i < numbers; ++i) {
    body += fmt::format(R"({}"{}{:0{}}")", i == 0 ? "" : ",", prefix, first + i, index_digits);
  }
  body += "]}";
  return fmt::format(
      "POST /v1/messages HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {}\r\n"
      "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
      key, body.size(), body);
}

double send_backlog(std::uint16_t port, std::uint64_t messages, unsigned connections) {
  Senders senders(port, connections);
  const std::uint64_t requests = (messages + numbers_a_request - 1) / numbers_a_request;
  const LedgerTime start = system_clock::now();
  std::deque<std::uint64_t> due;
  for (std::uint64_t request = 0; request < requests; ++request) due.push_back(request);
  LedgerTime refused_until = start;
  while (!due.empty() || senders.busy() > 0) {
    const LedgerTime now = system_clock::now();
    while (!due.empty() && now >= refused_until &&
           senders.send(due.front(), message_request("marketing-key", "marketing", marketing_text, marketing_prefix,
                                                     due.front() * numbers_a_request, numbers_a_request))) {
      due.pop_front();
    }
    for (const Senders::Answered& answered : senders.wait(now + retry_after)) {
      if (answered.status == 202) continue;
      due.push_front(answered.request);
      refused_until = system_clock::now() + retry_after;
    }
  }
  return static_cast<double>(requests * numbers_a_request) /
         std::chrono::duration<double>(system_clock::now() - start).count();
}

CodesSent send_codes(std::uint16_t port, unsigned codes, std::chrono::seconds over) {
  Senders senders(port, code_connections);
  CodesSent sent;
  const LedgerTime start = system_clock::now();
  const auto due = [&](unsigned code) {
    return start + std::chrono::duration_cast<system_clock::duration>(over * (code / static_cast<double>(codes)));
  };
  while (sent.sent_at.size() < codes || senders.busy() > 0) {
    const auto next = static_cast<unsigned>(sent.sent_at.size());
    if (next < codes && due(next) <= system_clock::now() &&
        senders.send(next, message_request("codes-key", "otp", code_text, code_prefix, next, 1))) {
      sent.sent_at.push_back(due(next));
      continue;
    }
    const LedgerTime soon = system_clock::now() + std::chrono::milliseconds(1);
    for (const Senders::Answered& answered : senders.wait(next < codes ? std::max(due(next), soon) : soon)) {
      if (answered.status != 202) throw std::runtime_error("a code was refused");
      sent.accept_ms.push_back(
          std::chrono::duration<float, std::milli>(answered.answered_at - answered.sent_at).count());
    }
  }
  return sent;
}

}  // namespace smppedge::cycle_bench
