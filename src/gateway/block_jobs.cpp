// SPDX-License-Identifier: Apache-2.0
#include "gateway/block_jobs.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "gateway/request_error.h"
#include "policy/number.h"

namespace smppedge::gateway {
namespace {

constexpr std::size_t file_name_octets_max = 128;

/// One plain name: what names a place elsewhere, or hides, is none.
bool is_file_name(std::string_view name) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_';
  };
  return !name.empty() && name.size() <= file_name_octets_max && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), is_plain);
}

std::string_view to_word(BlockJobRequest::Kind kind) {
  return kind == BlockJobRequest::Kind::import ? "import" : "export";
}

/// Text as a column of a CSV (RFC 4180).
std::string quoted(std::string_view text) {
  std::string column = "\"";
  for (const char c : text) column.append(c == '"' ? 2 : 1, c);
  return column + '"';
}

std::string_view end_of(BlockJob::State state) {
  if (state == BlockJob::State::done) return "is done";
  return state == BlockJob::State::cancelled ? "was cancelled" : "failed";
}

}  // namespace

template <class T, class Then>
PhoneFiles::Done<T> BlockJobs::or_fail(Then then) {
  return [self = std::weak_ptr(self_), number = job().number, then](Expected<T, std::string> result) {
    const auto jobs = self.lock();
    if (jobs == nullptr || !(*jobs)->runs(number)) return;
    if (!result) return (*jobs)->fail((*jobs)->placed(std::move(result.error())));
    if constexpr (std::is_void_v<T>) {
      then();
    } else {
      then(std::move(*result));
    }
  };
}

/// What has left the configuration can still be carried elsewhere.
std::optional<AccountNumber> BlockJobs::account_of(const BlockJobRequest& request) const {
  if (request.kind == BlockJobRequest::Kind::export_) return blocklist_.account_written(request.account);
  return core_.account_named(request.account);
}

std::optional<RequestError> BlockJobs::refusal(const BlockJobRequest& request) const {
  if (files_ == nullptr) {
    return conflict("no_file_directory",
                    "There is no directory for files; it needs `admin.files` in the configuration.");
  }
  if (!is_file_name(request.file)) {
    return invalid("invalid_file",
                   "Give the name of a file in the directory of `admin.files`: letters, digits, `.`, `-` and `_`.");
  }
  if (!account_of(request)) return no_such_account();
  if (is_running()) return conflict("job_under_way", "An import or export is under way; ask again when it is done.");
  if (stopping_) return conflict("job_under_way", "The gateway is stopping.");
  return std::nullopt;
}

void BlockJobs::start(const BlockJobRequest& request, const AdminApi::Done<BlockJob>& done) {
  if (auto error = refusal(request)) return done(failure(std::move(*error)));
  if (jobs_.size() == block_jobs_kept_max) jobs_.pop_back();
  BlockJob& job = jobs_.emplace_front();
  job.number = ++last_number_;
  job.what = request;
  job.started_at = core_.scheduler.wall();
  account_ = *account_of(request);
  phones_.clear();
  at_end_ = false;
  after_ = {};
  finishing_ = false;
  log::info("{} of a blocklist began job={} account={} file={} by={}", to_word(request.kind), job.number,
            request.account, request.file, request.by);
  const BlockJob begun = job;
  if (request.kind == BlockJobRequest::Kind::import) {
    by_ = fmt::format("{}: {}", request.by, request.file);
    read_next();
  } else {
    job.lines_all = core_.blocked.size(account_);
    files_->create(request.file, or_fail<void>([this] { export_next(); }));
  }
  done(begun);
}

void BlockJobs::cancel(const BlockJobCancel& cancel, const AdminApi::Done<BlockJob>& done) {
  const auto has_number = [&cancel](const BlockJob& each) { return each.number == cancel.number; };
  if (std::none_of(jobs_.begin(), jobs_.end(), has_number)) {
    return done(failure(RequestError{RequestError::Kind::not_found, "unknown_job",
                                     "No import or export that is still listed has this number.", Seconds(0)}));
  }
  if (!runs(cancel.number) || finishing_) {
    return done(failure(conflict("job_ended", "This import or export has ended, or is just about to.")));
  }
  job().cancelled_by = cancel.by;
  end(BlockJob::State::cancelled);
  core_.ledger.effects().calls.push_back([done, cancelled = job()] { done(cancelled); });
}

void BlockJobs::stop() {
  stopping_ = true;
  if (is_running()) fail("the gateway was stopped");
}

/// A fault of a file, with where in it.
std::string BlockJobs::placed(std::string fault) const {
  const BlockJob& at = jobs_.front();
  if (at.what.kind != BlockJobRequest::Kind::import || at.lines == 0) return fault;
  return fmt::format("{} (behind line {})", fault, at.lines);
}

void BlockJobs::fail(std::string error) {
  job().error = std::move(error);
  end(BlockJob::State::failed);
}

void BlockJobs::end(BlockJob::State state) {
  BlockJob& ended = job();
  ended.state = state;
  ended.ended_at = core_.scheduler.wall();
  ended.waits_for = BlockJob::Wait::none;
  timer_.cancel();
  phones_ = {};
  log::info("{} of a blocklist {} job={} lines={} added={} already={} invalid={} error=\"{}\" cancelled_by={}",
            to_word(ended.what.kind), end_of(state), ended.number, ended.lines, ended.added, ended.already,
            ended.invalid, ended.error, ended.cancelled_by);
  if (state == BlockJob::State::done || ended.what.kind == BlockJobRequest::Kind::import) return;
  files_->discard(ended.what.file, [](const Expected<void, std::string>& discarded) {
    if (!discarded) log::warn("what an export has left stays: {}", discarded.error());
  });
}

void BlockJobs::read_next() {
  files_->read(job().what.file, job().octets,
               or_fail<PhoneFilePart>([this](PhoneFilePart part) { on_read(std::move(part)); }));
}

void BlockJobs::on_read(PhoneFilePart part) {
  BlockJob& at = job();
  for (const std::uint64_t line : part.lines.invalid_lines) {
    if (at.invalid_lines.size() < invalid_lines_max) at.invalid_lines.push_back(at.lines + line);
  }
  at.lines += part.lines.lines;
  at.invalid += part.lines.invalid;
  core_.counters.imported_invalid += part.lines.invalid;
  at.octets += part.lines.octets;
  at.octets_all = part.octets_all;
  at_end_ = part.is_last;
  phones_ = std::move(part.lines.phones);
  std::reverse(phones_.begin(), phones_.end());
  import_some();
}

BlockJob::Wait BlockJobs::wait() const {
  if (core_.store.statistics().below_watermark) return BlockJob::Wait::disk_space;
  const bool busy = core_.ledger.open_bytes() > batch_bytes_imports_max || core_.store.notes() > notes_imports_max;
  return busy ? BlockJob::Wait::store : BlockJob::Wait::none;
}

void BlockJobs::wait_for(BlockJob::Wait wait, void (BlockJobs::*then)()) {
  const bool for_disk = wait == BlockJob::Wait::disk_space;
  if (for_disk && job().waits_for != wait) {
    log::warn("{} of a blocklist waits, for the disk is nearly full job={} lines={} added={}", to_word(job().what.kind),
              job().number, job().lines, job().added);
  }
  job().waits_for = wait;
  timer_ = core_.scheduler.after(for_disk ? import_disk_pause : import_pause, [this, then] { (this->*then)(); });
}

void BlockJobs::import_some() {
  if (const BlockJob::Wait now = wait(); now != BlockJob::Wait::none) return wait_for(now, &BlockJobs::import_some);
  job().waits_for = BlockJob::Wait::none;
  for (std::size_t taken = 0; taken < import_phones_per_turn && !phones_.empty(); ++taken) {
    switch (blocklist_.import(account_, phones_.back(), by_)) {
      case Blocklist::Imported::added:
        ++job().added;
        ++core_.counters.imported_added;
        break;
      case Blocklist::Imported::already:
        ++job().already;
        ++core_.counters.imported_already;
        break;
      case Blocklist::Imported::full:
        return fail("the blocklists of all accounts hold as many phones as they may");
    }
    phones_.pop_back();
  }
  core_.ledger.effects().calls.push_back([this, number = job().number] {
    if (!runs(number)) return;
    if (!phones_.empty()) return import_some();
    if (at_end_) return end(BlockJob::State::done);
    read_next();
  });
}

/// Its file may stand on the disk of the store.
void BlockJobs::export_next() {
  if (core_.store.statistics().below_watermark) return wait_for(BlockJob::Wait::disk_space, &BlockJobs::export_next);
  core_.store.list_blocked(account_, after_, export_page_phones,
                           [this, number = job().number](const Expected<store::BlockedPage, store::ReadError>& page) {
                             if (runs(number)) on_page(page);
                           });
}

void BlockJobs::on_page(const Expected<store::BlockedPage, store::ReadError>& page) {
  if (!page && page.error() == store::ReadError::overloaded) {
    return wait_for(BlockJob::Wait::store, &BlockJobs::export_next);
  }
  if (!page) return fail("the blocklist could not be read from the store");
  job().waits_for = BlockJob::Wait::none;
  // What was changed just now is told when it is durable.
  core_.ledger.effects().calls.push_back([this, number = job().number, page = *page] {
    if (runs(number)) write(page);
  });
}

void BlockJobs::write(const store::BlockedPage& page) {
  std::string text;
  for (const store::BlockRecord& record : page.records) {
    const auto since = std::chrono::floor<Seconds>(record.since);
    fmt::format_to(std::back_inserter(text), "{},{:%Y-%m-%dT%H:%M:%SZ},{},{}\n", policy::written(record.phone).view(),
                   fmt::gmtime(since.time_since_epoch().count()), to_string(record.source), quoted(record.by));
  }
  job().lines += page.records.size();
  job().octets += text.size();
  after_ = page.next;
  files_->append(job().what.file, std::move(text), or_fail<void>([this] {
                   if (!after_.empty()) return export_next();
                   finish();
                 }));
}

void BlockJobs::finish() {
  finishing_ = true;
  files_->finish(job().what.file, or_fail<void>([this] { end(BlockJob::State::done); }));
}

}  // namespace smppedge::gateway
