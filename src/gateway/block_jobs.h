// SPDX-License-Identifier: Apache-2.0
// Files of phones into a blocklist, and blocklists into files, millions of lines at the side of the traffic: one job at
// a time, a small part of it a turn, each part committed before the next is read, and none while the disk is behind.
// A job does not survive a restart; what it has imported does, and to import the same again changes nothing. One that
// is cancelled, or fails, leaves what it has imported, and of an export nothing. Core loop only.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "gateway/blocklist.h"
#include "gateway/phone_files.h"

namespace smppedge::gateway {

class BlockJobs {
 public:
  BlockJobs(Core& core, Blocklist& blocklist)
      : core_(core), blocklist_(blocklist), self_(std::make_shared<BlockJobs*>(this)) {}

  /// Until then there is no directory of files. It must outlive the jobs.
  void use(PhoneFiles& files) { files_ = &files; }
  void start(const BlockJobRequest& request, const AdminApi::Done<BlockJob>& done);
  void cancel(const BlockJobCancel& cancel, const AdminApi::Done<BlockJob>& done);
  /// Before a clean stop: what runs ends where it is, and nothing begins any more.
  void stop();
  /// Newest first.
  [[nodiscard]] std::vector<BlockJob> all() const { return {jobs_.begin(), jobs_.end()}; }
  [[nodiscard]] bool is_running() const { return !jobs_.empty() && job().state == BlockJob::State::running; }

 private:
  [[nodiscard]] BlockJob& job() { return jobs_.front(); }
  [[nodiscard]] const BlockJob& job() const { return jobs_.front(); }
  [[nodiscard]] bool runs(std::uint64_t number) const { return is_running() && job().number == number; }
  [[nodiscard]] std::optional<AccountNumber> account_of(const BlockJobRequest& request) const;
  [[nodiscard]] std::optional<RequestError> refusal(const BlockJobRequest& request) const;
  [[nodiscard]] std::string placed(std::string fault) const;
  void fail(std::string error);
  void end(BlockJob::State state);

  void read_next();
  void on_read(PhoneFilePart part);
  void import_some();
  /// What an import must wait for now.
  [[nodiscard]] BlockJob::Wait wait() const;
  /// Tells what it waits for, and looks again after a while.
  void wait_for(BlockJob::Wait wait, void (BlockJobs::*then)());

  void export_next();
  void on_page(const Expected<store::BlockedPage, store::ReadError>& page);
  void write(const store::BlockedPage& page);
  void finish();

  /// As the callback of a file's: `then` with what it gives, if this and the job still live; an error ends the job.
  template <class T, class Then>
  [[nodiscard]] PhoneFiles::Done<T> or_fail(Then then);

  Core& core_;
  Blocklist& blocklist_;
  PhoneFiles* files_ = nullptr;
  std::deque<BlockJob> jobs_;  // newest first; only that may be running
  std::uint64_t last_number_ = 0;
  bool stopping_ = false;

  // Of the one that runs.
  AccountNumber account_;
  std::string by_;
  std::vector<PhoneNumber> phones_;  // of the part at hand, the last first
  bool at_end_ = false;
  PhoneNumber after_;       // of an export
  bool finishing_ = false;  // an export gets its name: too late to cancel it
  Timer timer_;

  std::shared_ptr<BlockJobs*> self_;
};

}  // namespace smppedge::gateway
