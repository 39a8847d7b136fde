// SPDX-License-Identifier: Apache-2.0
#include "admin/phone_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

#include "net/fd.h"

namespace smppedge::admin {
namespace {

/// Octets of a file that one part holds: some five thousand numbers.
constexpr std::size_t part_octets = 64U << 10;

tl::unexpected<std::string> failed(std::string_view what, const std::string& path) {
  return failure(fmt::format("{} cannot be {}: {}", path, what, std::generic_category().message(errno)));
}

/// Whether all of it was written.
bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// Reads until the buffer is full or the file ends; nullopt: it failed.
std::optional<std::string> read_at(int fd, std::uint64_t offset) {
  std::string text(part_octets, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::pread(fd, text.data() + size, text.size() - size, static_cast<off_t>(offset + size));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

Expected<gateway::PhoneFilePart, std::string> read_part(const std::string& path, std::uint64_t offset) {
  // O_NONBLOCK: whoever put a pipe there must not hold up the thread.
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file) return failed("opened", path);
  struct stat about {};
  if (::fstat(file.get(), &about) != 0) return failed("read", path);
  if (!S_ISREG(about.st_mode)) return failure(path + " is no file");
  const auto text = read_at(file.get(), offset);
  if (!text) return failed("read", path);
  gateway::PhoneFilePart part;
  part.octets_all = static_cast<std::uint64_t>(about.st_size);
  part.is_last = text->size() < part_octets;
  auto lines = gateway::read_phone_lines(*text, offset == 0, part.is_last);
  if (!lines) return failure(fmt::format("{}: {}", path, lines.error()));
  part.lines = std::move(*lines);
  return part;
}

Expected<void, std::string> create_part(const std::string& path, const std::string& part) {
  struct stat about {};
  if (::lstat(path.c_str(), &about) == 0) return failure(path + " is there already; nothing is overwritten");
  // One that an export left which did not end is begun anew.
  const Fd file(::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640));
  if (!file) return failed("created", part);
  return {};
}

Expected<void, std::string> append_to(const std::string& part, std::string_view text) {
  const Fd file(::open(part.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW));
  if (!file) return failed("opened", part);
  if (!write_all(file.get(), text)) return failed("written", part);
  return {};
}

Expected<void, std::string> name_part(const std::string& path, const std::string& part, const std::string& directory) {
  {
    const Fd file(::open(part.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file) return failed("opened", part);
    if (::fsync(file.get()) != 0) return failed("written", part);
  }
  // link, not rename: it does not replace what has come there meanwhile.
  if (::link(part.c_str(), path.c_str()) != 0) return failed("created", path);
  ::unlink(part.c_str());
  const Fd folder(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder || ::fsync(folder.get()) != 0) return failed("written", directory);
  return {};
}

Expected<void, std::string> discard_part(const std::string& part) {
  if (::unlink(part.c_str()) != 0 && errno != ENOENT) return failed("removed", part);
  return {};
}

}  // namespace

PhoneFilesOnThread::PhoneFilesOnThread(std::string directory, Executor& core)
    : directory_(std::move(directory)), core_(core), thread_([this] { serve(); }) {}

PhoneFilesOnThread::~PhoneFilesOnThread() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  woken_.notify_one();
  thread_.join();
}

void PhoneFilesOnThread::serve() {
  std::unique_lock lock(mutex_);
  while (true) {
    woken_.wait(lock, [this] { return stopping_ || !work_.empty(); });
    if (stopping_) return;
    const auto work = std::move(work_.front());
    work_.pop_front();
    lock.unlock();
    work();
    lock.lock();
  }
}

template <class T>
void PhoneFilesOnThread::run(std::function<Expected<T, std::string>()> work, Done<T> done) {
  {
    const std::lock_guard lock(mutex_);
    work_.push_back([this, work = std::move(work), done = std::move(done)] {
      core_.post([done, result = std::make_shared<Expected<T, std::string>>(work())] { done(std::move(*result)); });
    });
  }
  woken_.notify_one();
}

void PhoneFilesOnThread::read(std::string file, std::uint64_t offset, Done<gateway::PhoneFilePart> done) {
  run<gateway::PhoneFilePart>([path = path_of(file), offset] { return read_part(path, offset); }, std::move(done));
}

void PhoneFilesOnThread::create(std::string file, Done<void> done) {
  run<void>([path = path_of(file), part = part_of(file)] { return create_part(path, part); }, std::move(done));
}

void PhoneFilesOnThread::append(std::string file, std::string text, Done<void> done) {
  run<void>([part = part_of(file), text = std::move(text)] { return append_to(part, text); }, std::move(done));
}

void PhoneFilesOnThread::finish(std::string file, Done<void> done) {
  run<void>([path = path_of(file), part = part_of(file), folder = directory_] { return name_part(path, part, folder); },
            std::move(done));
}

void PhoneFilesOnThread::discard(std::string file, Done<void> done) {
  run<void>([part = part_of(file)] { return discard_part(part); }, std::move(done));
}

}  // namespace smppedge::admin
