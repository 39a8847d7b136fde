// SPDX-License-Identifier: Apache-2.0
#include "north/smpp/admission.h"

#include <algorithm>

#include "north/smpp/limits.h"

namespace smppedge::north::smpp {

namespace {

FailureTable::Settings failures_cost(Micros min, Micros max) {
  return {.free = bind_failures_free,
          .penalty_min = min,
          .penalty_max = max,
          .kept = bind_failures_kept,
          .entries_max = bind_failures_entries_max};
}

}  // namespace

std::string_view to_string(Refusal refusal) {
  switch (refusal) {
    case Refusal::connections_max:
      return "connections_max";
    case Refusal::connections_per_address_max:
      return "connections_per_address_max";
    case Refusal::address:
      return "address";
    case Refusal::credentials:
      return "credentials";
    case Refusal::backing_off:
      return "backing_off";
    case Refusal::binds_max:
      return "binds_max";
  }
  return "?";
}

pdu::CommandStatus status_of(Refusal refusal) {
  const bool credentials = refusal == Refusal::address || refusal == Refusal::credentials;
  return credentials ? pdu::CommandStatus::ESME_RINVPASWD : pdu::CommandStatus::ESME_RBINDFAIL;
}

Admission::Admission(const Settings& settings)
    : settings_(settings),
      addresses_(failures_cost(address_back_off_min, address_back_off_max)),
      system_ids_(failures_cost(system_id_delay_min, system_id_delay_max)) {
  for (std::size_t place = 0; place < settings.accounts.size(); ++place) {
    accounts_[settings.accounts[place].system_id].place = place;
  }
}

// --- connections

Expected<void, Refusal> Admission::enter(const IpAddress& from) {
  if (connections_ >= settings_.connections_max) return failure(Refusal::connections_max);
  std::size_t& of_address = by_address_[from.neighbourhood()];
  if (of_address >= settings_.connections_per_address_max) return failure(Refusal::connections_per_address_max);
  ++of_address;
  ++connections_;
  return {};
}

void Admission::leave(const IpAddress& from) {
  --connections_;
  const auto found = by_address_.find(from.neighbourhood());
  if (--found->second == 0) by_address_.erase(found);
}

// --- binds

Micros Admission::delay(const BindAttempt& attempt, MonoTime now) const {
  return is_known(attempt) ? Micros(0) : system_ids_.penalty(failures_key(attempt), now);
}

Expected<std::size_t, Refusal> Admission::check(const BindAttempt& attempt, MonoTime now) {
  const IpAddress neighbourhood = attempt.from.neighbourhood();
  if (!is_known(attempt) && addresses_.is_backing_off(neighbourhood.view(), now)) {
    return failure(Refusal::backing_off);
  }
  const auto found = accounts_.find(attempt.system_id);
  const AccountSettings* account = found == accounts_.end() ? nullptr : &settings_.accounts[found->second.place];
  const bool allowed = account == nullptr || is_allowed(*account, attempt.from);
  if (is_right(account, attempt.password) && allowed) {
    know(found->second, attempt.from);
    return found->second.place;
  }
  addresses_.on_failed(neighbourhood.view(), now);
  system_ids_.on_failed(failures_key(attempt), now);
  if (account != nullptr) std::erase(found->second.known, attempt.from);
  return failure(allowed ? Refusal::credentials : Refusal::address);
}

/// From where an account may not bind it is slowed down apart: neither is its owner held up by strangers, nor do they
/// learn from the delay that there is such an account.
std::string Admission::failures_key(const BindAttempt& attempt) const {
  const auto found = accounts_.find(attempt.system_id);
  const bool foreign = found != accounts_.end() && !is_allowed(settings_.accounts[found->second.place], attempt.from);
  return foreign ? attempt.system_id + '\0' : attempt.system_id;
}

/// It has bound from there before, and has not been wrong there since: others' failures are not held against it.
bool Admission::is_known(const BindAttempt& attempt) const {
  const auto found = accounts_.find(attempt.system_id);
  if (found == accounts_.end()) return false;
  const auto& known = found->second.known;
  return std::find(known.begin(), known.end(), attempt.from) != known.end();
}

void Admission::know(Account& account, const IpAddress& from) {
  std::erase(account.known, from);
  if (account.known.size() >= known_addresses_max) account.known.erase(account.known.begin());
  account.known.push_back(from);
}

bool Admission::is_allowed(const AccountSettings& account, const IpAddress& from) const {
  const auto& allowed = account.allowed_addresses;
  return allowed.empty() ||
         std::any_of(allowed.begin(), allowed.end(), [&](const AddressRange& range) { return range.contains(from); });
}

/// As much work for a system_id that nobody has.
bool Admission::is_right(const AccountSettings* account, const PasswordDigest& given) const {
  static const std::vector<PasswordDigest> nobodys(1);
  bool right = false;
  for (const PasswordDigest& password : account == nullptr ? nobodys : account->passwords) {
    right = given.matches(password) || right;
  }
  return right && account != nullptr;
}

}  // namespace smppedge::north::smpp
