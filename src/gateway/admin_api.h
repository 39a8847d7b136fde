// SPDX-License-Identifier: Apache-2.0
// What engineers ask of the gateway beside its status, and what they get. Values only, as in api.h: they cross from the
// HTTP loop to the core loop and back.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/expected.h"
#include "gateway/api.h"
#include "gateway/removals.h"
#include "gateway/sender_use.h"
#include "store/facts.h"
#include "store/location.h"

namespace smppedge::gateway {

/// Parked receipts on one page at most, and how many are looked at for it: then the page is short.
inline constexpr unsigned receipts_page_max = 1'000;
inline constexpr unsigned receipts_scanned_max = 10'000;

struct ParkedQuery {
  std::string carrier;    ///< its configured name; empty: of all
  store::Location after;  ///< none(): from the oldest
  unsigned limit = 100;   ///< 1..receipts_page_max
  bool whole = false;     ///< with phone numbers, and with what stands behind `text:`
};

struct ParkedEntry {
  store::Location place;  ///< where to go on after it
  std::string carrier;
  BindId bind;
  store::ParkedFor reason = store::ParkedFor::no_match;
  std::string id;     ///< as the carrier writes it; empty where it could not be read
  std::string stat;   ///< the word of its state
  std::string phone;  ///< masked unless `whole`
  std::string text;   ///< as it came; empty where it is not kept
  std::string pdu;    ///< its octets, only if `whole`
  WallTime received_at;
  Seconds age{0};
};

struct ParkedPage {
  std::vector<ParkedEntry> receipts;  ///< oldest first
  store::Location next;               ///< where to go on; none(): there is no more
};

struct RematchAnswer {
  std::uint64_t looked_at = 0;
  std::uint64_t matched = 0;
  std::uint64_t still_parked = 0;
};

/// Removals on one page at most, and how many are looked at for one of a single account: then the page is short.
inline constexpr unsigned removals_page_max = 500;
inline constexpr unsigned removals_scanned_max = 10'000;
/// Phones decided on in one request.
inline constexpr std::size_t decided_removals_max = 1'000;
/// Who decides, or starts an import, as it stands beside each change.
inline constexpr std::size_t operator_name_octets_max = 32;

struct RemovalsQuery {
  std::string account;                ///< its configured name, or as it is listed; empty: of all
  std::optional<RemovalPlace> after;  ///< nullopt: from the oldest
  unsigned limit = 100;               ///< 1..removals_page_max
};
/// A phone that its account wants off its blocklist.
struct RemovalEntry {
  std::string account;   ///< its name; of one that is not configured any more its number
  RemovalPlace place;    ///< its phone, when it was asked, and where to go on after it
  std::string asked_by;  ///< the account's name
  store::BlockSource source = store::BlockSource::reply;  ///< how it came on the list
  WallTime since;
  std::string by;
};
struct RemovalsPage {
  std::vector<RemovalEntry> removals;  ///< oldest first
  std::optional<RemovalPlace> next;    ///< where to go on; nullopt: there is no more
};
struct RemovalsDecision {
  std::string account;              ///< as in RemovalsQuery
  std::vector<std::string> phones;  ///< as they are written; at most decided_removals_max
  bool approve = false;
  std::string by;  ///< 1..operator_name_octets_max
  /// Those asked for later are left: who decides has not seen that their phone opted out again meanwhile.
  std::optional<WallTime> asked_until;
};
struct RemovalsAnswer {
  std::uint64_t decided = 0;
  std::vector<std::string>
      not_waiting;  ///< as they were written: no numbers, or nobody asked for their removal by then
};

/// Ranges of sender numbers on one page at most, and how many are looked at for one of a single account: then the page
/// is short.
inline constexpr unsigned senders_page_max = 500;
inline constexpr unsigned senders_scanned_max = 10'000;

struct SendersQuery {
  std::string carrier;                      ///< its configured name; empty: of all
  std::string account;                      ///< its configured name; empty: of all
  std::optional<sender::HeldNumber> after;  ///< nullopt: from the first
  unsigned limit = 100;                     ///< 1..senders_page_max
};
struct SenderEntry {
  std::string carrier;
  std::string account;
  sender::Range range;  ///< where to go on after it: its number
  sender::NumberPolicy policy;
  std::uint64_t numbers = 1;  ///< that one phone can get from it, with the same digits of the customer
  bool looks = false;         ///< the policy looks at what the phone has: only then are all of `figures` known
  std::optional<SenderFigures> figures;  ///< nullopt: so many ranges are used that this one is not counted
};
struct SendersPage {
  std::vector<SenderEntry> senders;        ///< by carrier, then number
  WallTime since;                          ///< figures begin here, where that is less than sender_use_span ago
  std::optional<sender::HeldNumber> next;  ///< where to go on; nullopt: there is no more
};

/// A file of phones that goes into a blocklist, or the other way.
struct BlockJobRequest {
  enum class Kind : std::uint8_t { import, export_ } kind = Kind::import;
  std::string account;  ///< its configured name
  std::string file;     ///< a name in the directory for such files
  std::string by;       ///< 1..operator_name_octets_max
};
struct BlockJob {
  enum class State : std::uint8_t { running, done, failed, cancelled } state = State::running;
  enum class Wait : std::uint8_t {
    none,
    disk_space,  ///< the disk is nearly full; an import goes on when it is not
    store,       ///< other traffic goes first
  } waits_for = Wait::none;
  std::uint64_t number = 0;  ///< from 1, since the start
  BlockJobRequest what;
  WallTime started_at;
  WallTime ended_at{};           ///< 0 while it runs
  std::uint64_t octets = 0;      ///< read or written
  std::uint64_t octets_all = 0;  ///< of an import: the file's size
  std::uint64_t lines_all = 0;   ///< of an export: phones on the list as it began
  std::uint64_t lines = 0;       ///< read or written
  std::uint64_t added = 0;       ///< of an import, as the two that follow
  std::uint64_t already = 0;     ///< were on the list before; one that was to come off stays
  std::uint64_t invalid = 0;
  std::vector<std::uint64_t> invalid_lines;  ///< numbers of the first, invalid_lines_max, from 1
  std::string error;                         ///< of a failed one
  std::string cancelled_by;
};
struct BlockJobCancel {
  std::uint64_t number = 0;
  std::string by;  ///< 1..operator_name_octets_max
};

struct BlockedPhoneQuery {
  std::string account;  ///< as in RemovalsQuery
  std::string phone;    ///< as it is written
};

class AdminApi {
 public:
  template <class T>
  using Done = std::function<void(Expected<T, RequestError>)>;
  virtual ~AdminApi() = default;

  /// Errors: unknown_carrier.
  virtual void parked_receipts(ParkedQuery query, Done<ParkedPage> done) = 0;
  /// Matches what is parked now again, of one carrier or (empty) of all, by the present profiles. Errors:
  /// unknown_carrier; rematch_under_way.
  virtual void rematch_receipts(std::string carrier, Done<RematchAnswer> done) = 0;

  /// Errors: unknown_carrier; unknown_account.
  virtual void senders(SendersQuery query, Done<SendersPage> done) = 0;

  // --- blocklists. Errors: unknown_account, and where something is changed store_busy, disk_full.

  virtual void list_removals(RemovalsQuery query, Done<RemovalsPage> done) = 0;
  virtual void decide_removals(RemovalsDecision decision, Done<RemovalsAnswer> done) = 0;
  /// Begins an import or export, which then goes on by itself. Errors: no_file_directory, invalid_file, job_under_way.
  virtual void start_block_job(BlockJobRequest request, Done<BlockJob> done) = 0;
  /// The one that runs and the last that ended, newest first.
  virtual void block_jobs(Done<std::vector<BlockJob>> done) = 0;
  /// Ends the one that runs: what an import has taken stays, of an export nothing does. Errors: unknown_job, job_ended.
  virtual void cancel_block_job(BlockJobCancel cancel, Done<BlockJob> done) = 0;
  /// What is known of one phone. Errors: invalid_number, store_busy.
  virtual void find_blocked_phone(BlockedPhoneQuery query, Done<store::BlockedPhone> done) = 0;
};

}  // namespace smppedge::gateway
