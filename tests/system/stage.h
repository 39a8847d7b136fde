// SPDX-License-Identifier: Apache-2.0
// What a system test plays on: a directory of its own, the simulated carrier and the gateway as real processes on
// loopback ports that the kernel chose, configured by conf/smppedge.cfg and what the test overrides.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/system/process.h"
#include "tools/smpp/http_client.h"

namespace smppedge::system_test {

[[nodiscard]] std::string program(std::string_view name);  ///< of this build
[[nodiscard]] std::string sample_configuration();

/// Under the build directory; removed at the end, unless the test has failed.
class Directory {
 public:
  Directory();
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory();
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// `smpp sim` with the sample carrier's credentials.
class Simulator {
 public:
  Simulator(const Directory& directory, const std::vector<std::string>& options);
  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// The lines of its ledger so far.
  [[nodiscard]] std::vector<boost::json::object> ledger() const;
  [[nodiscard]] Process& process() { return *process_; }

 private:
  std::string ledger_;
  std::unique_ptr<Process> process_;
  std::uint16_t port_ = 0;
};

/// The daemon on the sample's configuration; start() again after it ended takes up the same data directory.
class Gateway {
 public:
  Gateway(const Directory& directory, std::uint16_t carrier_port);
  /// Returns when it listens; the test fails when it does not.
  void start(const std::vector<std::string>& settings = {}, const std::vector<std::string>& environment = {});
  /// Does not wait for it to listen.
  void launch(const std::vector<std::string>& settings, const std::vector<std::string>& environment = {});
  void kill();
  /// SIGTERM; the exit code.
  [[nodiscard]] int stop();

  [[nodiscard]] Process& process() { return *process_; }
  [[nodiscard]] HttpClient client(const std::string& key = "demo-key") const { return {url_, key}; }
  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] std::uint16_t smpp_port() const { return smpp_port_; }
  /// Everything that it has printed, over all its starts.
  [[nodiscard]] std::string output();
  [[nodiscard]] std::string data_directory() const { return data_; }

 private:
  std::string data_;
  std::uint16_t carrier_port_;
  std::unique_ptr<Process> process_;
  std::string earlier_output_;
  std::string url_;
  std::uint16_t smpp_port_ = 0;
};

/// The JSON of an answer; the test fails when it is none.
[[nodiscard]] boost::json::object body_of(const HttpAnswer& answer);
/// A member that is text, or "".
[[nodiscard]] std::string text_of(const boost::json::object& object, std::string_view name);

/// POSTs one text to numbers; {number: id} of those that were accepted.
std::map<std::string, std::string> send(HttpClient& api, const std::vector<std::string>& numbers,
                                        const std::string& text, const std::string& traffic_class = "notice");

/// Reads and acknowledges the account's events, and keeps them by their id: what is told again is kept once.
class Inbox {
 public:
  /// One page, waiting up to a second for a first event; false when the gateway did not answer.
  bool read(HttpClient& api, bool acknowledge = true);
  /// Reads until `done` says so or `limit` has passed; returns done().
  template <class Done>
  bool read_until(HttpClient& api, Done done, std::chrono::seconds limit = patience) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!done()) {
      if (std::chrono::steady_clock::now() > end || !read(api)) return false;
    }
    return true;
  }

  struct Result {
    std::vector<boost::json::object> results;  ///< message.*: exactly one is right
    std::vector<boost::json::object> others;   ///< message.in_doubt, receipt.late, reply.received
  };
  std::map<std::string, boost::json::object> events;  ///< by id
  std::map<std::string, Result> messages;             ///< by message_id
  std::size_t told_again = 0;

 private:
  std::map<std::uint64_t, std::string> ids_;  // by seq
};

}  // namespace smppedge::system_test
