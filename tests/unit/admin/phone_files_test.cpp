// SPDX-License-Identifier: Apache-2.0
// Files of phones on a real disk: parts, names, what is refused.
#include "admin/phone_files.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <sstream>

namespace smppedge::admin {
namespace {

namespace fs = std::filesystem;

struct Directory {
  Directory() {
    std::string name = (fs::temp_directory_path() / "phones-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Directory() { fs::remove_all(path); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  void write(const std::string& name, const std::string& text) const { std::ofstream(path / name) << text; }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path / name).rdbuf();
    return text.str();
  }
  fs::path path;
};

/// The core loop: runs what the thread posts, one after the other.
struct Loop final : Executor {
  void post(std::function<void()> work) override {
    const std::lock_guard lock(mutex);
    posted.push_back(std::move(work));
    woken.notify_one();
  }
  void run_one() {
    std::unique_lock lock(mutex);
    woken.wait(lock, [this] { return !posted.empty(); });
    const auto work = std::move(posted.front());
    posted.pop_front();
    lock.unlock();
    work();
  }
  std::mutex mutex;
  std::condition_variable woken;
  std::deque<std::function<void()>> posted;
};

struct Files {
  template <class T, class Ask>
  Expected<T, std::string> wait(Ask ask) {
    std::optional<Expected<T, std::string>> result;
    ask([&](Expected<T, std::string> got) { result.emplace(std::move(got)); });
    while (!result) loop.run_one();
    return std::move(*result);
  }
  Expected<gateway::PhoneFilePart, std::string> read(const std::string& file, std::uint64_t offset = 0) {
    return wait<gateway::PhoneFilePart>([&](auto done) { files.read(file, offset, std::move(done)); });
  }
  Expected<void, std::string> create(const std::string& file) {
    return wait<void>([&](auto done) { files.create(file, std::move(done)); });
  }
  Expected<void, std::string> append(const std::string& file, const std::string& text) {
    return wait<void>([&](auto done) { files.append(file, text, std::move(done)); });
  }
  Expected<void, std::string> finish(const std::string& file) {
    return wait<void>([&](auto done) { files.finish(file, std::move(done)); });
  }
  Expected<void, std::string> discard(const std::string& file) {
    return wait<void>([&](auto done) { files.discard(file, std::move(done)); });
  }
  Directory directory;
  Loop loop;
  PhoneFilesOnThread files{directory.path.string(), loop};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(phone_files)

BOOST_AUTO_TEST_CASE(a_file_is_read_in_parts_that_hold_every_line_once) {
  Files files;
  std::string text;
  constexpr std::uint64_t count = 20'000;
  for (std::uint64_t i = 0; i < count; ++i) text += std::to_string(8'613'800'100'000 + i) + "\n";
  files.directory.write("list.txt", text);
  std::uint64_t offset = 0;
  std::uint64_t next = 8'613'800'100'000;
  int parts = 0;
  for (bool is_last = false; !is_last; ++parts) {
    const auto part = files.read("list.txt", offset);
    BOOST_REQUIRE(part.has_value());
    BOOST_TEST(part->octets_all == text.size());
    for (const PhoneNumber& phone : part->lines.phones) BOOST_REQUIRE(phone.digits() == std::to_string(next++));
    offset += part->lines.octets;
    is_last = part->is_last;
  }
  BOOST_TEST(parts > 3);
  BOOST_TEST(offset == text.size());
  BOOST_TEST(next == 8'613'800'100'000 + count);
}

BOOST_AUTO_TEST_CASE(what_is_no_file_cannot_be_read) {
  Files files;
  fs::create_directory(files.directory.path / "folder");
  files.directory.write("list.txt", "8613800138000\n");
  fs::create_symlink("list.txt", files.directory.path / "link");
  BOOST_REQUIRE(::mkfifo((files.directory.path / "pipe").c_str(), 0600) == 0);
  for (const std::string name : {"missing", "folder", "link", "pipe"}) BOOST_TEST(!files.read(name).has_value(), name);
  files.directory.write("line", std::string(100'000, '1'));
  BOOST_TEST(!files.read("line").has_value());
  files.directory.write("empty", "");
  BOOST_TEST(files.read("empty")->is_last);
}

BOOST_AUTO_TEST_CASE(a_file_gets_its_name_when_it_is_whole) {
  Files files;
  BOOST_REQUIRE(files.create("out.csv").has_value());
  BOOST_REQUIRE(files.append("out.csv", "1\n").has_value());
  BOOST_REQUIRE(files.append("out.csv", "2\n").has_value());
  BOOST_TEST(!fs::exists(files.directory.path / "out.csv"));
  BOOST_REQUIRE(files.finish("out.csv").has_value());
  BOOST_TEST(files.directory.read("out.csv") == "1\n2\n");
  BOOST_TEST(!fs::exists(files.directory.path / ".out.csv.part"));
}

BOOST_AUTO_TEST_CASE(what_is_there_is_not_overwritten_whenever_it_came) {
  Files files;
  files.directory.write("out.csv", "kept");
  BOOST_TEST(!files.create("out.csv").has_value());
  BOOST_REQUIRE(files.create("other.csv").has_value());
  BOOST_REQUIRE(files.append("other.csv", "new").has_value());
  files.directory.write("other.csv", "kept");
  BOOST_TEST(!files.finish("other.csv").has_value());
  BOOST_TEST(files.directory.read("out.csv") == "kept");
  BOOST_TEST(files.directory.read("other.csv") == "kept");
}

BOOST_AUTO_TEST_CASE(an_export_that_did_not_end_is_begun_anew) {
  Files files;
  files.directory.write(".out.csv.part", "left over");
  BOOST_REQUIRE(files.create("out.csv").has_value());
  BOOST_REQUIRE(files.finish("out.csv").has_value());
  BOOST_TEST(files.directory.read("out.csv") == "");
}

BOOST_AUTO_TEST_CASE(what_was_begun_is_discarded_and_what_is_whole_is_not) {
  Files files;
  BOOST_REQUIRE(files.create("out.csv").has_value());
  BOOST_REQUIRE(files.append("out.csv", "x\n").has_value());
  BOOST_REQUIRE(files.discard("out.csv").has_value());
  BOOST_TEST(fs::is_empty(files.directory.path));
  BOOST_TEST(files.discard("out.csv").has_value());
  files.directory.write("whole.csv", "y\n");
  BOOST_TEST(files.discard("whole.csv").has_value());
  BOOST_TEST(files.directory.read("whole.csv") == "y\n");
}

BOOST_AUTO_TEST_CASE(a_directory_that_is_gone_is_told) {
  Files files;
  fs::remove_all(files.directory.path);
  BOOST_TEST(!files.read("list.txt").has_value());
  BOOST_TEST(!files.create("out.csv").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::admin
