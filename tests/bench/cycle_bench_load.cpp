// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/cycle_bench_load.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <stdexcept>

namespace smppedge::cycle_bench {

namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds retry_after{100};
constexpr unsigned acknowledger_count = 16;
/// A mainland mobile number: this and nine digits, the last of which makes the simulated carrier deliver.
constexpr std::string_view number_prefix = "8613";
constexpr std::size_t number_digits = 9;
constexpr std::uint64_t delivered_digits = 7;                                    // 0 to 6
constexpr std::size_t number_stride = number_prefix.size() + number_digits + 3;  // with quotes and comma

void write_index(char* digits, std::uint64_t index) {
  std::uint64_t value = index / delivered_digits * 10 + index % delivered_digits;
  for (std::size_t i = number_digits; i-- > 0; value /= 10) digits[i] = static_cast<char>('0' + value % 10);
}

std::uint64_t read_digits(std::string_view digits) {
  std::uint64_t value = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc()) {
    throw std::runtime_error("an event that this benchmark cannot read");
  }
  return value;
}

std::uint64_t read_index(std::string_view digits) {
  const std::uint64_t value = read_digits(digits.substr(0, number_digits));
  return value / 10 * delivered_digits + value % 10;
}

float ms_between(SteadyTime from, SteadyTime to) {
  return std::chrono::duration<float, std::milli>(to - from).count();
}

/// What follows `name`, which must occur; memmem, because pages are long.
std::string_view after(std::string_view text, std::string_view name) {
  const void* const found = ::memmem(text.data(), text.size(), name.data(), name.size());
  if (found == nullptr) throw std::runtime_error("an event that this benchmark cannot read");
  const auto offset = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
  return text.substr(offset + name.size());
}

}  // namespace

std::string phone_of(std::uint64_t index) {
  std::string phone(number_prefix);
  phone.resize(number_prefix.size() + number_digits);
  write_index(phone.data() + number_prefix.size(), index);
  return phone;
}

Load::Load(LoadSettings settings) : settings_(std::move(settings)), poller_(settings_.port) {
  std::string body = fmt::format(R"({{"text":"{}","to":[)", settings_.text);
  const std::size_t first_number = body.size() + 1 + number_prefix.size();
  for (unsigned i = 0; i < settings_.numbers; ++i) {
    body += fmt::format(R"({}"{}{:0{}}")", i == 0 ? "" : ",", number_prefix, 0, number_digits);
  }
  body += "]}";
  request_ = fmt::format(
      "POST /v1/messages HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {}\r\n"
      "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
      settings_.key, body.size());
  numbers_at_ = request_.size() + first_number;
  request_ += body;
  for (unsigned i = 0; i < settings_.connections; ++i) senders_.push_back(std::make_unique<Channel>(settings_.port));
  for (unsigned i = 0; i < acknowledger_count; ++i) acknowledgers_.push_back(std::make_unique<Channel>(settings_.port));
  poll_events();
}

LoadResult Load::run(std::uint64_t messages, double rate) {
  first_request_ = next_request_;
  end_request_ = next_request_ + (messages + settings_.numbers - 1) / settings_.numbers;
  sent_at_.resize(end_request_);
  told_.resize(end_request_ * settings_.numbers);
  answered_.resize(end_request_ * settings_.numbers, !settings_.answered);
  interval_ = std::chrono::duration<double>(rate > 0 ? settings_.numbers / rate : 0);
  result_ = {};
  result_.messages = (end_request_ - first_request_) * settings_.numbers;
  result_.cycle_ms.reserve(result_.messages);
  start_ = steady_clock::now();
  SteadyTime now = start_;
  while (result_.cycle_ms.size() < result_.messages) {
    if (now - start_ > settings_.limit) {
      throw std::runtime_error(fmt::format("{} of {} messages were told within {} s", result_.cycle_ms.size(),
                                           result_.messages, settings_.limit.count()));
    }
    send_what_is_due(now);
    wait_for_sockets(now);
    now = steady_clock::now();
  }
  result_.took = now - start_;
  return std::move(result_);
}

void Load::finish() {
  const SteadyTime start = steady_clock::now();
  saw_empty_page_ = false;
  while (!saw_empty_page_) {
    const SteadyTime now = steady_clock::now();
    if (now - start > settings_.limit) throw std::runtime_error("events did not come to an end");
    wait_for_sockets(now);
  }
}

SteadyTime Load::due(std::uint64_t request) const {
  const auto after_start = interval_ * static_cast<double>(request - first_request_);
  return start_ + std::chrono::duration_cast<steady_clock::duration>(after_start);
}

void Load::send_what_is_due(SteadyTime now) {
  for (std::size_t count = 0; count < senders_.size(); ++count) {
    Channel& sender = *senders_[next_sender_];
    next_sender_ = (next_sender_ + 1) % senders_.size();
    if (sender.busy) continue;
    if (!retries_.empty() && retries_.front().at <= now) {
      send(sender, retries_.front().request);
      retries_.pop_front();
      continue;
    }
    if (next_request_ == end_request_ || in_flight_ + settings_.numbers > settings_.in_flight) return;
    const SteadyTime due_at = due(next_request_);
    if (due_at > now) return;
    sent_at_[next_request_] = interval_.count() > 0 ? due_at : steady_clock::now();
    in_flight_ += settings_.numbers;
    send(sender, next_request_++);
  }
}

void Load::send(Channel& sender, std::uint64_t request) {
  char* digits = request_.data() + numbers_at_;
  const std::uint64_t first = request * settings_.numbers;
  for (unsigned i = 0; i < settings_.numbers; ++i, digits += number_stride) write_index(digits, first + i);
  sender.request = request;
  sender.busy = true;
  sender.connection.send(request_);
}

void Load::wait_for_sockets(SteadyTime now) {
  SteadyTime until = now + std::chrono::milliseconds(200);
  if (!retries_.empty()) until = std::min(until, retries_.front().at);
  if (interval_.count() > 0 && next_request_ < end_request_) until = std::min(until, std::max(now, due(next_request_)));
  const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(until - now).count();
  const timespec wait{0, std::max<long>(ns, 50'000)};  // at a rate, a sender that is not free yet must not spin us

  std::vector<pollfd> sockets;
  const auto add = [&sockets](const HttpConnection& connection) {
    sockets.push_back({connection.fd(), static_cast<short>(connection.has_unsent() ? POLLIN | POLLOUT : POLLIN), 0});
  };
  add(poller_);
  for (const auto& sender : senders_) add(sender->connection);
  for (const auto& acknowledger : acknowledgers_) add(acknowledger->connection);
  if (::ppoll(sockets.data(), sockets.size(), &wait, nullptr) < 0) throw std::runtime_error("interrupted");

  const auto serve = [](const pollfd& socket, HttpConnection& connection) {
    if ((socket.revents & POLLOUT) != 0) connection.write();
    if ((socket.revents & ~POLLOUT) == 0) return false;
    connection.read();
    return true;
  };
  auto socket = sockets.begin();
  if (serve(*socket, poller_)) on_poll_answer();
  for (const auto& sender : senders_) {
    if (serve(*++socket, sender->connection)) on_accepted(*sender);
  }
  for (const auto& acknowledger : acknowledgers_) {
    if (serve(*++socket, acknowledger->connection)) on_acknowledged(*acknowledger);
  }
}

void Load::on_accepted(Channel& sender) {
  const auto answer = sender.connection.next_answer();
  if (!answer) return;
  sender.busy = false;
  const SteadyTime now = steady_clock::now();
  if (answer->status == 503) {
    ++result_.refused_requests;
    retries_.push_back({sender.request, now + retry_after});
    return;
  }
  if (answer->status != 202 || answer->body.find(R"("error")") != std::string_view::npos) {
    throw std::runtime_error(fmt::format("a request was answered {}: {}", answer->status, answer->body.substr(0, 500)));
  }
  result_.accept_ms.push_back(ms_between(sent_at_[sender.request], now));
}

void Load::poll_events() {
  poller_.send(
      fmt::format("GET /v1/events?limit=1000&wait_s=1 HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {}\r\n\r\n",
                  settings_.key));
}

void Load::on_poll_answer() {
  const auto answer = poller_.next_answer();
  if (!answer) return;
  if (answer->status != 200) throw std::runtime_error(fmt::format("a poll was answered {}", answer->body));
  on_page(answer->body);
}

/// All that came so far, and asks for more; when the connection whose turn it is has been answered.
void Load::acknowledge() {
  Channel& acknowledger = *acknowledgers_[next_acknowledger_];
  must_acknowledge_ = acknowledger.busy;
  if (must_acknowledge_) return;
  next_acknowledger_ = (next_acknowledger_ + 1) % acknowledgers_.size();
  acknowledger.busy = true;
  const std::string body = fmt::format(R"({{"through":{}}})", last_seq_);
  acknowledger.connection.send(
      fmt::format("POST /v1/events/ack HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {}\r\n"
                  "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
                  settings_.key, body.size(), body));
  poll_events();
}

void Load::on_acknowledged(Channel& acknowledger) {
  const auto answer = acknowledger.connection.next_answer();
  if (!answer) return;
  if (answer->status != 200) throw std::runtime_error(fmt::format("an acknowledgement was answered {}", answer->body));
  acknowledger.busy = false;
  if (must_acknowledge_) acknowledge();
}

void Load::on_page(std::string_view page) {
  constexpr std::string_view seq_name = R"("seq":)";
  const std::uint64_t seen = last_seq_;
  bool is_empty = true;
  while (::memmem(page.data(), page.size(), seq_name.data(), seq_name.size()) != nullptr) {
    page = after(page, seq_name);
    is_empty = false;
    const std::uint64_t seq = read_digits(page.substr(0, page.find(',')));
    if (seq <= last_seq_) {
      ++result_.events_told_again;
      continue;
    }
    if (seq != last_seq_ + 1) throw std::runtime_error(fmt::format("event {} was told after {}", seq, last_seq_));
    last_seq_ = seq;
    on_event(page);
  }
  saw_empty_page_ = is_empty;
  if (last_seq_ == seen) return poll_events();
  acknowledge();
}

void Load::on_event(std::string_view event) {
  const std::string_view type = after(event, R"("type":")");
  if (type.starts_with(R"(message.delivered")")) return on_result(type);
  if (type.starts_with(R"(reply.received")") && settings_.answered) return on_reply(type.substr(0, type.find('}')));
  throw std::runtime_error(fmt::format("neither delivered nor answered: {}", type.substr(0, 500)));
}

void Load::on_result(std::string_view event) {
  told(read_index(after(event, R"("to":"8613)")), told_, answered_);
}

void Load::on_reply(std::string_view event) {
  if (event.find(R"("message_id":)") == std::string_view::npos) {
    throw std::runtime_error(fmt::format("a reply found no message: {}", event));
  }
  told(read_index(after(event, R"("from":"8613)")), answered_, told_);
}

void Load::told(std::uint64_t message, std::vector<bool>& before, const std::vector<bool>& other) {
  if (message >= before.size() || before[message]) {
    throw std::runtime_error(fmt::format("message {} was told twice, or never sent", message));
  }
  before[message] = true;
  if (!other[message]) return;
  --in_flight_;
  result_.cycle_ms.push_back(ms_between(sent_at_[message / settings_.numbers], steady_clock::now()));
}

}  // namespace smppedge::cycle_bench
