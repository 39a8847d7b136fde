// SPDX-License-Identifier: Apache-2.0
// Blocklists page by page, and files of phones into them and out of them.
#include <boost/test/unit_test.hpp>

#include "gateway/limits.h"
#include "tests/sim/blocklist_desk.h"
#include "tests/support/fake_phone_files.h"

using namespace smppedge;
using sim::blocked;
using sim::BlockJob;
using sim::BlockJobRequest;
using sim::code_of;
using sim::Desk;
using sim::handset;
using sim::World;

BOOST_AUTO_TEST_SUITE(block_files)

BOOST_AUTO_TEST_CASE(a_list_is_paged_in_an_order_that_changes_do_not_disturb) {
  World world;
  world.start_bound();
  Desk desk(world);
  for (int i = 0; i < 7; ++i) desk.block("861380013800" + std::to_string(i));
  const auto first = desk.list({}, 3);
  BOOST_REQUIRE(first.records.size() == 3U);
  desk.block("8613800137999");  // before the page: not seen, and nothing twice
  const auto second = desk.list(first.next, 10);
  BOOST_TEST(second.records.size() == 4U);
  BOOST_TEST(second.records.front().phone.digits() == "8613800138003");
  BOOST_TEST(second.next.empty());
}

BOOST_AUTO_TEST_CASE(a_file_is_imported_with_its_counts_and_once_more_changes_nothing) {
  World world;
  sim::FakePhoneFiles files(world.scheduler);
  std::string& text = files.files["list.txt"];
  for (int i = 0; i < 2'000; ++i) text += std::to_string(8'613'800'100'000 + i) + "\n";
  text += "x\n8613800100000\n";
  world.start_bound();
  world.gateway->use_files(files);
  Desk desk(world);
  const BlockJob job = desk.run(BlockJobRequest::Kind::import, "list.txt");
  BOOST_TEST((job.state == BlockJob::State::done), job.error);
  BOOST_TEST(job.lines == 2'002U);
  BOOST_TEST(job.added == 2'000U);
  BOOST_TEST(job.already == 1U);
  BOOST_TEST(job.invalid == 1U);
  BOOST_TEST((job.invalid_lines == std::vector<std::uint64_t>{2'001}));
  BOOST_TEST(job.octets == job.octets_all);
  BOOST_TEST(blocked(world) == 2'000U);
  world.crash();
  world.start_bound();
  BOOST_TEST(blocked(world) == 2'000U);
  BOOST_TEST((desk.look("8613800101999")->source == store::BlockSource::import_file));
  BOOST_TEST(desk.look("8613800101999")->by == "alice: list.txt");
  world.gateway->use_files(files);
  const BlockJob again = desk.run(BlockJobRequest::Kind::import, "list.txt");
  BOOST_TEST(again.added == 0U);
  BOOST_TEST(again.already == 2'001U);
}

/// An import of so many phones on a slow disk, some of which are on the list by now.
void begin_import(World& world, sim::FakePhoneFiles& files, Desk& desk, int phones) {
  std::string& text = files.files["list.txt"];
  for (int i = 0; i < phones; ++i) text += std::to_string(8'613'800'100'000 + i) + "\n";
  world.start_bound();
  world.slow_disk(Millis(2));
  world.gateway->use_files(files);
  BOOST_REQUIRE(desk.begin(BlockJobRequest::Kind::import, "list.txt").has_value());
  world.run_until([&] { return desk.newest_job().added > 200U; });
}

BOOST_AUTO_TEST_CASE(what_was_imported_before_a_crash_stays_and_the_rest_comes_with_the_next_run) {
  World world;
  sim::FakePhoneFiles files(world.scheduler);
  Desk desk(world);
  begin_import(world, files, desk, 1'000);
  BOOST_TEST(code_of(desk.begin(BlockJobRequest::Kind::import, "list.txt")) == "job_under_way");
  const std::uint64_t known = desk.newest_job().added;
  world.crash();
  world.start_bound();
  BOOST_TEST(blocked(world) <= known);
  BOOST_TEST(blocked(world) > 0U);
  const std::uint64_t kept = blocked(world);
  world.gateway->use_files(files);
  const BlockJob job = desk.run(BlockJobRequest::Kind::import, "list.txt");
  BOOST_TEST(job.already == kept);
  BOOST_TEST(blocked(world) == 1'000U);
}

BOOST_AUTO_TEST_CASE(a_clean_stop_does_not_wait_for_an_import) {
  World world;
  sim::FakePhoneFiles files(world.scheduler);
  Desk desk(world);
  begin_import(world, files, desk, 5'000);
  bool stopped = false;
  world.gateway->stop(Seconds(1), [&] { stopped = true; });
  BOOST_TEST(world.run_until([&] { return stopped; }, Seconds(2)));
  const BlockJob job = world.gateway->status().block_job_running ? BlockJob{} : desk.newest_job();
  BOOST_TEST(job.error == "the gateway was stopped");
  BOOST_TEST(code_of(desk.begin(BlockJobRequest::Kind::import, "list.txt")) == "job_under_way");
  world.crash();
  world.store.hold(false);
  world.start_bound();
  BOOST_TEST(blocked(world) == job.added);
}

BOOST_AUTO_TEST_CASE(an_import_waits_while_the_disk_is_full_and_then_goes_on) {
  World world;
  sim::FakePhoneFiles files(world.scheduler);
  files.files["list.txt"] = handset + "\n";
  world.start_bound();
  world.gateway->use_files(files);
  Desk desk(world);
  world.store.set_below_watermark(true);
  BOOST_REQUIRE(desk.begin(BlockJobRequest::Kind::import, "list.txt").has_value());
  world.scheduler.run_for(Seconds(5));
  BOOST_TEST((desk.newest_job().state == BlockJob::State::running));
  BOOST_TEST((desk.newest_job().waits_for == BlockJob::Wait::disk_space));
  BOOST_TEST(blocked(world) == 0U);
  world.store.set_below_watermark(false);
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST((desk.newest_job().state == BlockJob::State::done));
  BOOST_TEST((desk.newest_job().waits_for == BlockJob::Wait::none));
  BOOST_TEST(blocked(world) == 1U);
}

BOOST_AUTO_TEST_CASE(an_import_that_is_cancelled_keeps_what_it_has_taken_and_says_how_many) {
  World world;
  sim::FakePhoneFiles files(world.scheduler);
  Desk desk(world);
  begin_import(world, files, desk, 5'000);
  const BlockJob job = desk.cancel_job(1).value();
  BOOST_TEST((job.state == BlockJob::State::cancelled));
  BOOST_TEST(job.cancelled_by == "bob");
  BOOST_TEST(job.ended_at.time_since_epoch().count() > 0);
  BOOST_TEST(job.added > 200U);
  BOOST_TEST(job.added < 5'000U);
  world.crash();  // right after the answer
  world.store.hold(false);
  world.start_bound();
  BOOST_TEST(blocked(world) == job.added);
}

BOOST_AUTO_TEST_CASE(an_import_that_waits_for_the_disk_can_be_cancelled_and_the_next_begins_anew) {
  World world;
  sim::FakePhoneFiles files(world.scheduler);
  files.files["list.txt"] = handset + "\n";
  files.files["other.txt"] = "8613800138006\n8613800138005\n";
  world.start_bound();
  world.gateway->use_files(files);
  Desk desk(world);
  world.store.set_below_watermark(true);
  BOOST_REQUIRE(desk.begin(BlockJobRequest::Kind::import, "list.txt").has_value());
  world.scheduler.run_for(Seconds(2));
  BOOST_TEST((desk.cancel_job(1)->waits_for == BlockJob::Wait::none));
  world.store.set_below_watermark(false);
  const BlockJob next = desk.run(BlockJobRequest::Kind::import, "other.txt");
  BOOST_TEST((next.state == BlockJob::State::done));
  BOOST_TEST(next.added == 2U);
  world.scheduler.run_for(Seconds(2));
  BOOST_TEST(desk.refusal() == "");
  BOOST_TEST(code_of(desk.cancel_job(1)) == "job_ended");
  BOOST_TEST(code_of(desk.cancel_job(2)) == "job_ended");
  BOOST_TEST(code_of(desk.cancel_job(3)) == "unknown_job");
}

BOOST_AUTO_TEST_CASE(what_a_cancelled_job_had_asked_for_is_not_taken_for_the_next_ones) {
  World world;
  sim::FakePhoneFiles files(world.scheduler);
  files.files["list.txt"] = handset + "\n";
  files.files["other.txt"] = "8613800138006\n";
  world.start_bound();
  world.gateway->use_files(files);
  Desk desk(world);
  // All in one turn: the first one's file is still being read when the second begins.
  const auto ignore = [](const auto&) {};
  world.gateway->start_block_job({BlockJobRequest::Kind::import, "demo", "list.txt", "alice"}, ignore);
  world.gateway->cancel_block_job({1, "bob"}, ignore);
  world.gateway->start_block_job({BlockJobRequest::Kind::import, "demo", "other.txt", "alice"}, ignore);
  world.scheduler.run_for(Seconds(1));
  const BlockJob job = desk.newest_job();
  BOOST_TEST((job.state == BlockJob::State::done));
  BOOST_TEST(job.lines == 1U);
  BOOST_TEST(desk.refusal() == "");
  BOOST_TEST(desk.refusal("8613800138006") == "blocked");
}

BOOST_AUTO_TEST_CASE(an_export_that_is_cancelled_or_fails_leaves_no_file_behind) {
  World world;
  sim::FakePhoneFiles files(world.scheduler);
  world.start_bound();
  world.gateway->use_files(files);
  Desk desk(world);
  for (int i = 0; i < 3 * static_cast<int>(gateway::export_page_phones); ++i) {
    files.files["in"] += std::to_string(8'613'800'100'000 + i) + "\n";
  }
  (void)desk.run(BlockJobRequest::Kind::import, "in");
  world.slow_disk(Millis(2));
  BOOST_REQUIRE(desk.begin(BlockJobRequest::Kind::export_, "out.csv").has_value());
  world.run_until([&] { return files.parts["out.csv"].size() > 0; });
  const BlockJob job = desk.cancel_job(2).value();
  BOOST_TEST((job.state == BlockJob::State::cancelled));
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(files.parts.empty());
  BOOST_TEST(!files.files.contains("out.csv"));

  files.broken = "the disk is full";
  BOOST_TEST((desk.run(BlockJobRequest::Kind::export_, "out.csv").state == BlockJob::State::failed));
  world.scheduler.run_for(Seconds(1));
  BOOST_TEST(files.parts.empty());

  files.broken.clear();
  const BlockJob whole = desk.run(BlockJobRequest::Kind::export_, "out.csv");
  BOOST_TEST((whole.state == BlockJob::State::done), whole.error);
  BOOST_TEST(whole.lines == 3 * gateway::export_page_phones);
  BOOST_TEST(whole.lines_all == whole.lines);
}

BOOST_AUTO_TEST_CASE(the_list_of_an_account_that_is_not_configured_any_more_is_exported_by_its_number) {
  World world;
  sim::FakePhoneFiles files(world.scheduler);
  world.start_bound();
  world.gateway->use_files(files);
  Desk desk(world);
  desk.block(sim::handset);
  const std::string number = std::to_string(world.account.value());
  BOOST_TEST(code_of(desk.begin(BlockJobRequest::Kind::export_, "out.csv", number)) == "unknown_account");
  world.settings.accounts[0].number = AccountNumber(77);
  world.settings.accounts[0].name = "other";
  world.crash();
  world.start_bound();
  world.gateway->use_files(files);
  BOOST_TEST(code_of(desk.begin(BlockJobRequest::Kind::import, "out.csv", number)) == "unknown_account");
  BOOST_REQUIRE(desk.begin(BlockJobRequest::Kind::export_, "out.csv", number).has_value());
  BOOST_REQUIRE(world.run_until([&] { return files.files.contains("out.csv"); }));
  BOOST_TEST(files.files["out.csv"].starts_with(sim::handset));
}

BOOST_AUTO_TEST_CASE(an_export_holds_the_whole_list_and_can_be_imported) {
  World world;
  sim::FakePhoneFiles files(world.scheduler, 4'096);
  world.start_bound();
  world.gateway->use_files(files);
  Desk desk(world);
  std::string text;
  const int count = static_cast<int>(gateway::export_page_phones) * 2 + 5;
  for (int i = 0; i < count; ++i) text += std::to_string(8'613'800'100'000 + i) + "\n";
  files.files["in"] = text;
  (void)desk.run(BlockJobRequest::Kind::import, "in");
  const BlockJob job = desk.run(BlockJobRequest::Kind::export_, "out.csv");
  BOOST_TEST((job.state == BlockJob::State::done), job.error);
  BOOST_TEST(job.lines == static_cast<std::uint64_t>(count));
  const std::string& out = files.files["out.csv"];
  BOOST_TEST(out.size() == job.octets);
  BOOST_TEST(out.substr(0, out.find('\n')).starts_with("8613800100000,20"));
  BOOST_TEST(out.substr(0, out.find('\n')).ends_with("Z,import,\"alice: in\""));
  BOOST_TEST(desk.run(BlockJobRequest::Kind::import, "out.csv").already == static_cast<std::uint64_t>(count));
  BOOST_TEST((desk.run(BlockJobRequest::Kind::export_, "out.csv").state == BlockJob::State::failed));
}

BOOST_AUTO_TEST_CASE(a_number_abroad_that_looks_like_a_mainland_mobile_comes_back_as_itself) {
  World world;
  sim::FakePhoneFiles files(world.scheduler);
  files.files["in"] = "+13105551234\n";
  world.start_bound();
  world.gateway->use_files(files);
  Desk desk(world);
  (void)desk.run(BlockJobRequest::Kind::import, "in");
  (void)desk.run(BlockJobRequest::Kind::export_, "out.csv");
  BOOST_TEST(desk.run(BlockJobRequest::Kind::import, "out.csv").already == 1U);
  (void)desk.unblock("13105551234");
  BOOST_TEST(desk.decide({"+13105551234"}, true).decided == 1U);
}

BOOST_AUTO_TEST_CASE(an_export_waits_while_the_disk_is_full) {
  World world;
  sim::FakePhoneFiles files(world.scheduler);
  world.start_bound();
  world.gateway->use_files(files);
  Desk desk(world);
  desk.block(handset);
  world.store.set_below_watermark(true);
  BOOST_REQUIRE(desk.begin(BlockJobRequest::Kind::export_, "out.csv").has_value());
  world.scheduler.run_for(Seconds(60));
  BOOST_TEST((desk.newest_job().state == BlockJob::State::running));
  BOOST_TEST((desk.newest_job().waits_for == BlockJob::Wait::disk_space));
  world.store.set_below_watermark(false);
  BOOST_TEST(world.run_until([&] { return desk.newest_job().state == BlockJob::State::done; }));
}

BOOST_AUTO_TEST_CASE(what_cannot_begin_or_go_on_says_why) {
  World world;
  sim::FakePhoneFiles files(world.scheduler);
  world.start_bound();
  Desk desk(world);
  constexpr auto import = BlockJobRequest::Kind::import;
  BOOST_TEST(code_of(desk.begin(import, "list.txt")) == "no_file_directory");
  world.gateway->use_files(files);
  const std::vector<std::string> no_names{"", "../x", "/etc/passwd", ".hidden", "a/b", "a b", std::string(129, 'a')};
  for (const std::string& name : no_names) {
    BOOST_TEST(code_of(desk.begin(import, name)) == "invalid_file", name);
  }
  BOOST_TEST(code_of(desk.begin(import, "list.txt", "nobody")) == "unknown_account");
  const BlockJob job = desk.run(import, "missing.txt");
  BOOST_TEST((job.state == BlockJob::State::failed));
  BOOST_TEST(job.error == "no such file");
  for (std::size_t more = 0; more < gateway::block_jobs_kept_max + 3; ++more) (void)desk.run(import, "missing.txt");
  const auto jobs = desk.wait<std::vector<BlockJob>>([&](auto done) { world.gateway->block_jobs(std::move(done)); });
  BOOST_TEST(jobs->size() == gateway::block_jobs_kept_max);
  BOOST_TEST(jobs->front().number == gateway::block_jobs_kept_max + 4);
}

BOOST_AUTO_TEST_SUITE_END()
