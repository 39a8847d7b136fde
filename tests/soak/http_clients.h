// SPDX-License-Identifier: Apache-2.0
// The HTTP side of the soak's platform, a thread each: senders, which repeat what was not answered under the same
// Idempotency-Key, and pollers, which sometimes go away without acknowledging.
#pragma once

#include <string>

#include "base/seeded_rng.h"
#include "tests/soak/ledger.h"
#include "tests/soak/stop_signal.h"
#include "tools/smpp/http_client.h"

namespace smppedge::soak {

class HttpSender {
 public:
  HttpSender(const std::string& url, const std::string& key, std::uint64_t seed, Ledger& ledger, bool slow)
      : api_(url, key), rng_(seed), ledger_(ledger), slow_(slow) {}
  void run(const StopSignal& stopping);

 private:
  [[nodiscard]] std::string next_body();
  [[nodiscard]] HttpAnswer post(const std::string& body, const std::string& key);
  void send(const std::string& body, const std::string& key, const StopSignal& stopping);

  HttpClient api_;
  SeededRng rng_;
  Ledger& ledger_;
  bool slow_;
};

class HttpPoller {
 public:
  HttpPoller(const std::string& url, const std::string& key, std::uint64_t seed, Ledger& ledger)
      : api_(url, key), rng_(seed), ledger_(ledger) {}
  void run(const StopSignal& stopping);

 private:
  HttpClient api_;
  SeededRng rng_;
  Ledger& ledger_;
};

}  // namespace smppedge::soak
