// SPDX-License-Identifier: Apache-2.0
#include "compose_senders.h"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/sender_numbers.h"
#include "policy/sign.h"

namespace smppedge {
namespace {

sender::Grant grant_of(const config::AccessNumber& from) {
  sender::Grant grant;
  grant.number = from.number;
  grant.digits_max = from.digits_max;
  grant.appended_digits = from.appended_digits;
  grant.region = static_cast<sender::Region>(from.region);
  constexpr std::string_view words[] = {"otp", "notice", "marketing"};  // in the order of TrafficClass
  for (std::size_t i = 0; i < traffic_class_count; ++i) {
    grant.classes[i] =
        from.classes.empty() || std::find(from.classes.begin(), from.classes.end(), words[i]) != from.classes.end();
  }
  return grant;
}
static_assert(static_cast<int>(sender::Region::any) == static_cast<int>(config::Region::any));
static_assert(static_cast<int>(sender::Policy::rotating) == static_cast<int>(config::SenderPolicy::rotating));

std::vector<sender::AbroadSender> abroad_of(const std::vector<config::AbroadSender>& from) {
  std::vector<sender::AbroadSender> senders;
  for (const config::AbroadSender& row : from) senders.push_back({row.prefix, row.sender});
  return senders;
}

Expected<std::string, std::string> sign_of(const config::Account& account, const config::Signature& from) {
  const auto sign = policy::check_sign(from.sign);
  if (sign) return std::string(*sign);
  return failure(
      fmt::format("account `{}`, signature `{}`: {}", account.name, from.sign, policy::advice(sign.error())));
}

std::string sentence(const sender::DirectoryError& error, const gateway::Directory& names) {
  const auto which = fmt::format("account \"{}\" at carrier \"{}\" (number {})", names.name(error.account),
                                 names.name(error.carrier), error.number);
  switch (error.kind) {
    case sender::DirectoryError::Kind::not_digits:
      return which + ": access number and extension must be digits";
    case sender::DirectoryError::Kind::too_long:
      return which + ": access number and extension have too many digits";
    case sender::DirectoryError::Kind::same_number:
      return fmt::format("{}: account \"{}\" has the same number; extensions must differ", which,
                         names.name(error.other));
    case sender::DirectoryError::Kind::repeated:
      break;
  }
  return which + ": is configured twice";
}

}  // namespace

void set_sender_numbers(const config::Carrier& from, gateway::CarrierSettings& carrier) {
  for (const config::AccessNumber& access : access_numbers_of(from)) carrier.access_numbers.push_back(grant_of(access));
  carrier.senders_abroad = abroad_of(from.senders_abroad);
}

Expected<void, std::string> set_sender_numbers(const config::Account& from, gateway::AccountSettings& account) {
  account.extension = from.extension;
  for (const config::Signature& signature : from.signatures) {
    auto sign = sign_of(from, signature);
    if (!sign) return failure(std::move(sign.error()));
    account.signatures.push_back({std::move(*sign), signature.extension});
  }
  account.senders_abroad = abroad_of(from.senders_abroad);
  account.number_policy = {static_cast<sender::Policy>(from.sender_policy), from.tail_digits};
  return {};
}

Expected<void, std::string> check_signatures(const config::Config& config) {
  for (const config::Account& account : config.accounts) {
    for (const config::Signature& signature : account.signatures) {
      auto sign = sign_of(account, signature);
      if (!sign) return failure(std::move(sign.error()));
    }
  }
  return {};
}

Expected<sender::SenderDirectory, std::string> sender_directory_of(const gateway::Settings& settings,
                                                                   const gateway::Directory& names) {
  auto senders = gateway::sender_numbers_of(settings.carriers, settings.accounts);
  if (!senders) return failure(sentence(senders.error(), names));
  return std::move(*senders);
}

}  // namespace smppedge
