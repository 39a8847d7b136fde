// SPDX-License-Identifier: Apache-2.0
// A program that a system test runs: started in its own process, its output (both streams) read by a thread of ours so
// that it never blocks on a pipe, ended with the test. Waiting has a deadline and no sleeps.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace smppedge::system_test {

inline constexpr std::chrono::seconds patience{30};

class Process {
 public:
  /// `environment`: "NAME=value", added to ours.
  explicit Process(const std::vector<std::string>& arguments, const std::vector<std::string>& environment = {});
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  /// Kills what still runs.
  ~Process();

  void signal(int number) const;
  /// The first line of output that contains `text`, with its end; nothing when the program ended or time passed first.
  [[nodiscard]] std::optional<std::string> wait_for_line(std::string_view text, std::chrono::seconds limit = patience);
  static constexpr int still_runs = -1;
  /// The exit code, or 128 and the signal that ended it, as shells say it; still_runs after `limit`.
  [[nodiscard]] int wait_exit(std::chrono::seconds limit = patience);
  /// What it has printed so far; everything, once it has ended.
  [[nodiscard]] std::string output();
  [[nodiscard]] int pid() const { return pid_; }

 private:
  void read_output(int pipe);

  int pid_ = -1;
  int pidfd_ = -1;
  std::optional<int> exit_code_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string output_;
  bool output_ended_ = false;
  std::thread reader_;
};

}  // namespace smppedge::system_test
