// SPDX-License-Identifier: Apache-2.0
#include "tests/system/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

extern char** environ;

namespace smppedge::system_test {

namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

}  // namespace

Process::Process(const std::vector<std::string>& arguments, const std::vector<std::string>& environment) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, pipe[1], STDERR_FILENO);

  std::vector<std::string> argument_texts = arguments;
  std::vector<std::string> environment_texts = environment;
  for (char** entry = environ; *entry != nullptr; ++entry) environment_texts.emplace_back(*entry);
  const int error = ::posix_spawnp(&pid_, arguments.front().c_str(), &actions, nullptr, pointers(argument_texts).data(),
                                   pointers(environment_texts).data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(pipe[1]);
  if (error != 0) {
    ::close(pipe[0]);
    throw std::runtime_error("cannot run " + arguments.front());
  }
  pidfd_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));  // glibc 2.36 declares pidfd_open for C alone
  reader_ = std::thread([this, from = pipe[0]] { read_output(from); });
}

Process::~Process() {
  if (!exit_code_) {
    signal(SIGKILL);
    static_cast<void>(wait_exit());
  }
  reader_.join();
  ::close(pidfd_);
}

void Process::signal(int number) const {
  if (!exit_code_) ::kill(pid_, number);
}

void Process::read_output(int pipe) {
  std::array<char, 65536> octets{};
  for (;;) {
    const ssize_t count = ::read(pipe, octets.data(), octets.size());
    if (count < 0 && errno == EINTR) continue;
    const std::lock_guard lock(mutex_);
    if (count > 0) output_.append(octets.data(), static_cast<std::size_t>(count));
    output_ended_ = count <= 0;
    changed_.notify_all();
    if (output_ended_) break;
  }
  ::close(pipe);
}

std::optional<std::string> Process::wait_for_line(std::string_view text, std::chrono::seconds limit) {
  std::unique_lock lock(mutex_);
  std::size_t end = std::string::npos;
  std::size_t found = std::string::npos;
  changed_.wait_for(lock, limit, [&] {
    found = output_.find(text);
    end = found == std::string::npos ? found : output_.find('\n', found);
    return end != std::string::npos || output_ended_;
  });
  if (end == std::string::npos) return std::nullopt;
  const std::size_t start = output_.rfind('\n', found) + 1;  // npos + 1 is 0
  return output_.substr(start, end - start);
}

int Process::wait_exit(std::chrono::seconds limit) {
  if (exit_code_) return *exit_code_;
  pollfd ended{pidfd_, POLLIN, 0};
  const auto limit_ms = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
  if (::poll(&ended, 1, static_cast<int>(limit_ms)) != 1) return still_runs;
  int status = 0;
  if (::waitpid(pid_, &status, 0) != pid_) return still_runs;
  exit_code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, limit, [this] { return output_ended_; });
  return *exit_code_;
}

std::string Process::output() {
  const std::lock_guard lock(mutex_);
  return output_;
}

}  // namespace smppedge::system_test
