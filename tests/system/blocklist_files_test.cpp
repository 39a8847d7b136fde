// SPDX-License-Identifier: Apache-2.0
// Blocklists in and out by files, on a real disk: what was imported when the process was killed stays, running it again
// adds the rest, an export holds it all.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/system/stage.h"

using namespace smppedge::system_test;
namespace json = boost::json;

namespace {

constexpr std::int64_t phones = 60'000;
constexpr std::int64_t first_phone = 8'613'800'100'000;

struct Office {
  Office() {
    std::filesystem::create_directory(files);
    std::ofstream list(files + "/list.txt");
    for (std::int64_t i = 0; i < phones; ++i) list << first_phone + i << '\n';
    list << "not a number\n";
  }
  void start() { gateway.start({"admin.key=key-of-the-engineers", "admin.files=" + files}); }
  [[nodiscard]] smppedge::HttpClient admin() const { return gateway.client("key-of-the-engineers"); }

  void begin(const std::string& kind, const std::string& file) const {
    auto asking = admin();
    const auto answer =
        asking.post("/admin/v1/blocklist/" + kind,
                    json::serialize(json::object{{"account", "demo"}, {"file", file}, {"by", "alice"}}));
    BOOST_TEST_REQUIRE(answer.status == 202, answer.body);
  }
  [[nodiscard]] json::object newest_job() const {
    auto asking = admin();
    return body_of(asking.get("/admin/v1/blocklist/jobs")).at("jobs").as_array().at(0).as_object();
  }
  /// Asks until it has ended.
  [[nodiscard]] json::object ended_job() const {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < end) {
      json::object job = newest_job();
      if (text_of(job, "state") != "running") return job;
    }
    BOOST_FAIL("the job does not end");
    return {};
  }

  Directory directory;
  std::string files = directory.file("files");
  Simulator simulator{directory, {}};
  Gateway gateway{directory, simulator.port()};
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_list_survives_kill_9_in_the_middle_of_its_import_and_comes_out_as_it_went_in) {
  Office office;
  office.start();
  office.begin("import", "list.txt");
  std::int64_t added = 0;
  while (added < 2'000) added = office.newest_job().at("added").as_int64();
  office.gateway.kill();

  office.start();
  office.begin("import", "list.txt");
  const json::object job = office.ended_job();
  BOOST_TEST(text_of(job, "state") == "done", text_of(job, "error"));
  // The last turn before the kill may not have been on disk.
  BOOST_TEST(job.at("already").as_int64() >= added - 512);
  BOOST_TEST(job.at("already").as_int64() + job.at("added").as_int64() == phones);
  BOOST_TEST(job.at("invalid").as_int64() == 1);
  BOOST_TEST(job.at("lines").as_int64() == phones + 1);

  office.gateway.kill();
  office.start();
  office.begin("export", "out.csv");
  const json::object exported = office.ended_job();
  BOOST_TEST(text_of(exported, "state") == "done", text_of(exported, "error"));
  std::ifstream out(office.files + "/out.csv");
  std::int64_t next = first_phone;
  for (std::string line; std::getline(out, line); ++next) {
    BOOST_TEST_REQUIRE(line.substr(0, line.find(',')) == std::to_string(next));
  }
  BOOST_TEST(next == first_phone + phones);
  auto api = office.gateway.client();
  const auto refused = send(api, {std::to_string(first_phone), "8613900100000"}, "hello");
  BOOST_TEST(refused.size() == 1U);
}
