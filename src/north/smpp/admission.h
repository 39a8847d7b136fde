// SPDX-License-Identifier: Apache-2.0
// Who may connect and who may bind: limits of connections, allowed addresses, credentials, back-off. A wrong system_id
// and a wrong password cannot be told apart, by status nor by time. Decides only; ClientSession and Server carry it
// out. Core loop only.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/expected.h"
#include "base/failure_table.h"
#include "north/smpp/settings.h"
#include "pdu/status.h"

namespace smppedge::north::smpp {

/// Why a connection or a bind was refused.
enum class Refusal : std::uint8_t {
  connections_max,
  connections_per_address_max,
  address,      ///< not among the account's allowed_addresses
  credentials,  ///< no such system_id, or another password
  backing_off,  ///< its address has failed too often of late; nothing was looked at
  binds_max,
};
inline constexpr unsigned refusal_count = 6;
/// As metrics and the log name it.
[[nodiscard]] std::string_view to_string(Refusal refusal);
/// What a refused bind is answered. One status for all that is wrong with credentials, the address included: another
/// would tell which system_ids exist.
[[nodiscard]] pdu::CommandStatus status_of(Refusal refusal);

/// A bind as it came, without its password.
struct BindAttempt {
  IpAddress from;
  std::string system_id;
  PasswordDigest password;
};

class Admission {
 public:
  /// `settings` must outlive it.
  explicit Admission(const Settings& settings);
  Admission(const Admission&) = delete;
  Admission& operator=(const Admission&) = delete;

  /// A connection from there; leave() when it has ended.
  [[nodiscard]] Expected<void, Refusal> enter(const IpAddress& from);
  void leave(const IpAddress& from);

  /// How long the bind is to wait before check(): its system_id may be guessed at.
  [[nodiscard]] Micros delay(const BindAttempt& attempt, MonoTime now) const;
  /// The place in Settings::accounts of the account that it may bind for. binds_max is the caller's to look at.
  [[nodiscard]] Expected<std::size_t, Refusal> check(const BindAttempt& attempt, MonoTime now);

  void count(Refusal refusal) { ++refused_[static_cast<unsigned>(refusal)]; }
  [[nodiscard]] const std::array<std::uint64_t, refusal_count>& refused() const { return refused_; }
  [[nodiscard]] std::size_t connections() const { return connections_; }
  /// Entries of the back-off tables that were pushed out by newer ones.
  [[nodiscard]] std::uint64_t failures_pushed_out() const { return addresses_.pushed_out() + system_ids_.pushed_out(); }

 private:
  struct Account {
    std::size_t place = 0;
    std::vector<IpAddress> known;  ///< where it bound from, the last one at the end
  };

  [[nodiscard]] std::string failures_key(const BindAttempt& attempt) const;
  [[nodiscard]] bool is_known(const BindAttempt& attempt) const;
  void know(Account& account, const IpAddress& from);
  [[nodiscard]] bool is_allowed(const AccountSettings& account, const IpAddress& from) const;
  [[nodiscard]] bool is_right(const AccountSettings* account, const PasswordDigest& given) const;

  const Settings& settings_;
  std::unordered_map<std::string, Account> accounts_;  ///< by system_id
  std::unordered_map<IpAddress, std::size_t> by_address_;
  std::size_t connections_ = 0;
  FailureTable addresses_;
  FailureTable system_ids_;
  std::array<std::uint64_t, refusal_count> refused_{};
};

}  // namespace smppedge::north::smpp
