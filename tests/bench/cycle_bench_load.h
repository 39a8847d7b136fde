// SPDX-License-Identifier: Apache-2.0
// The platform of the cycle benchmark: sends requests over some keep-alive connections, long-polls the account's events
// on one more and acknowledges them on others; every message carries its index in its number, by which its result is
// known again; where handsets answer, each message must be answered too. The next poll follows an acknowledgement at
// once: it counts when it arrives, only its answer is as late as the disk. One thread, one ppoll; throws where going on
// would measure nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/cycle_bench_http.h"

namespace smppedge::cycle_bench {

using SteadyTime = std::chrono::steady_clock::time_point;

struct LoadSettings {
  std::uint16_t port = 0;
  std::string key;
  std::string text;
  unsigned connections = 0;
  unsigned numbers = 0;          ///< a request
  std::uint64_t in_flight = 0;   ///< messages sent and not told yet, at most
  std::chrono::seconds limit{};  ///< of one run
  bool answered = false;         ///< each message is told twice: delivered, and answered by its handset
};

/// The phone that the message of that index goes to.
[[nodiscard]] std::string phone_of(std::uint64_t index);

struct LoadResult {
  std::uint64_t messages = 0;
  std::uint64_t refused_requests = 0;   ///< answered 503, and sent again
  std::uint64_t events_told_again = 0;  ///< offered before their acknowledgement had arrived
  std::chrono::duration<double> took{};
  std::vector<float> accept_ms;  ///< a request: sent until answered 202
  std::vector<float> cycle_ms;   ///< a message: its request sent until all that there is to tell of it was received
};

class Load {
 public:
  explicit Load(LoadSettings settings);

  /// Sends so many messages (whole requests) and returns when each was told delivered. `rate` messages a second are
  /// due whether or not earlier ones came back, and time counts from when they were due; 0: as many as `in_flight`
  /// allows.
  [[nodiscard]] LoadResult run(std::uint64_t messages, double rate);
  /// Waits for an empty page: nothing is told a second time.
  void finish();

 private:
  struct Channel {
    explicit Channel(std::uint16_t port) : connection(port) {}
    HttpConnection connection;
    std::uint64_t request = 0;  // under way, of a sender
    bool busy = false;
  };
  struct Retry {
    std::uint64_t request = 0;
    SteadyTime at;
  };

  void send_what_is_due(SteadyTime now);
  void send(Channel& sender, std::uint64_t request);
  void wait_for_sockets(SteadyTime now);
  void on_accepted(Channel& sender);
  void poll_events();
  void on_poll_answer();
  void acknowledge();
  void on_acknowledged(Channel& acknowledger);
  void on_page(std::string_view page);
  void on_event(std::string_view event);
  void on_result(std::string_view to);
  void on_reply(std::string_view event);
  void told(std::uint64_t message, std::vector<bool>& before, const std::vector<bool>& other);
  [[nodiscard]] SteadyTime due(std::uint64_t request) const;

  const LoadSettings settings_;
  std::string request_;         // head and body, the numbers' digits patched in
  std::size_t numbers_at_ = 0;  // where in it the first number's digits are
  std::vector<std::unique_ptr<Channel>> senders_;
  HttpConnection poller_;
  std::size_t next_sender_ = 0;  // in turn: the gateway closes a connection that stays silent
  /// Several, for the gateway answers a connection's requests in their order, each when it is durable.
  std::vector<std::unique_ptr<Channel>> acknowledgers_;
  std::size_t next_acknowledger_ = 0;
  bool must_acknowledge_ = false;
  std::uint64_t last_seq_ = 0;
  bool saw_empty_page_ = false;

  std::vector<bool> told_;           // by message, over all runs
  std::vector<bool> answered_;       // likewise; all, where handsets do not answer
  std::vector<SteadyTime> sent_at_;  // by request, over all runs
  std::deque<Retry> retries_;
  std::uint64_t first_request_ = 0;  // of this run
  std::uint64_t next_request_ = 0;
  std::uint64_t end_request_ = 0;
  std::uint64_t in_flight_ = 0;
  std::chrono::duration<double> interval_{};  // between requests; 0: no rate
  SteadyTime start_;
  LoadResult result_;
};

}  // namespace smppedge::cycle_bench
