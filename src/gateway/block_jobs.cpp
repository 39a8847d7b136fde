// SPDX-License-Identifier: Apache-2.0
#include "gateway/block_jobs.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "gateway/request_error.h"

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

}  // namespace

template <class T, class Then>
PhoneFiles::Done<T> BlockJobs::or_fail(Then then) {
  return [self = std::weak_ptr(self_), then](Expected<T, std::string> result) {
    const auto jobs = self.lock();
    if (jobs == nullptr || !(*jobs)->is_running()) return;
    if (!result) return (*jobs)->fail(std::move(result.error()));
    if constexpr (std::is_void_v<T>) {
      then();
    } else {
      then(std::move(*result));
    }
  };
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
  if (!core_.account_named(request.account)) return no_such_account();
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
  account_ = *core_.account_named(request.account);
  phones_.clear();
  at_end_ = false;
  after_ = {};
  log::info("{} of a blocklist began job={} account={} file={} by={}", to_word(request.kind), job.number,
            request.account, request.file, request.by);
  const BlockJob begun = job;
  if (request.kind == BlockJobRequest::Kind::import) {
    by_ = fmt::format("{}: {}", request.by, request.file);
    read_next();
  } else {
    files_->create(request.file, or_fail<void>([this] { export_next(); }));
  }
  done(begun);
}

void BlockJobs::stop() {
  stopping_ = true;
  timer_.cancel();
  if (is_running()) fail("the gateway was stopped");
}

void BlockJobs::fail(std::string error) {
  job().error = std::move(error);
  end(BlockJob::State::failed);
}

void BlockJobs::end(BlockJob::State state) {
  BlockJob& ended = job();
  ended.state = state;
  ended.ended_at = core_.scheduler.wall();
  phones_ = {};
  log::info("{} of a blocklist {} job={} lines={} added={} already={} invalid={} error=\"{}\"",
            to_word(ended.what.kind), state == BlockJob::State::done ? "is done" : "failed", ended.number, ended.lines,
            ended.added, ended.already, ended.invalid, ended.error);
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

bool BlockJobs::has_room() const {
  return core_.ledger.open_bytes() <= batch_bytes_imports_max && core_.store.notes() <= notes_imports_max &&
         !core_.store.statistics().below_watermark;
}

void BlockJobs::import_some() {
  if (!has_room()) {
    timer_ = core_.scheduler.after(import_pause, [this] { import_some(); });
    return;
  }
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
  core_.ledger.effects().calls.push_back([this] {
    if (!is_running()) return;
    if (!phones_.empty()) return import_some();
    if (at_end_) return end(BlockJob::State::done);
    read_next();
  });
}

void BlockJobs::export_next() {
  core_.store.list_blocked(account_, after_, export_page_phones,
                           [this](const Expected<store::BlockedPage, store::ReadError>& page) {
                             if (!is_running()) return;
                             if (page) {  // what was changed just now is told when it is durable
                               core_.ledger.effects().calls.push_back([this, page = *page] {
                                 if (is_running()) write(page);
                               });
                             } else if (page.error() == store::ReadError::overloaded) {
                               timer_ = core_.scheduler.after(import_pause, [this] { export_next(); });
                             } else {
                               fail("the blocklist could not be read from the store");
                             }
                           });
}

void BlockJobs::write(const store::BlockedPage& page) {
  std::string text;
  for (const store::BlockRecord& record : page.records) {
    const auto since = std::chrono::floor<Seconds>(record.since);
    fmt::format_to(std::back_inserter(text), "{},{:%Y-%m-%dT%H:%M:%SZ},{}\n", record.phone.digits(),
                   fmt::gmtime(since.time_since_epoch().count()), to_string(record.source));
  }
  job().lines += page.records.size();
  job().octets += text.size();
  after_ = page.next;
  files_->append(job().what.file, std::move(text), or_fail<void>([this] {
                   if (!after_.empty()) return export_next();
                   files_->finish(job().what.file, or_fail<void>([this] { end(BlockJob::State::done); }));
                 }));
}

}  // namespace smppedge::gateway
