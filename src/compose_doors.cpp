// SPDX-License-Identifier: Apache-2.0
#include "compose_doors.h"

#include <fmt/format.h>

namespace smppedge {
namespace {

text::Alphabet alphabet_of(config::Alphabet alphabet) {
  switch (alphabet) {
    case config::Alphabet::ascii:
      return text::Alphabet::ascii;
    case config::Alphabet::latin1:
      return text::Alphabet::latin1;
    case config::Alphabet::gsm7:
      break;
  }
  return text::Alphabet::gsm7_unpacked;
}

session::Settings session_of(const config::SmppServer& from) {
  session::Settings session;
  session.session_init_timeout = from.session_init_timeout;
  session.enquire_link_interval = from.enquire_link_interval;
  session.enquire_link_response_timeout = from.enquire_link_timeout;
  session.inactivity_timeout = from.inactivity_timeout;
  session.response_timeout = from.response_timeout;
  session.unbind_timeout = from.unbind_timeout;
  return session;
}

Expected<north::smpp::AccountSettings, std::string> client_of(const config::Account& from, AccountNumber number,
                                                              const gateway::DeliveryPolicy& delivery) {
  north::smpp::AccountSettings account;
  account.client.number = number;
  account.client.default_alphabet = alphabet_of(from.default_alphabet);
  account.client.validity_max = delivery.validity_max;
  account.client.schedule_max = delivery.schedule_max;
  for (std::size_t i = 0; i < from.priority_classes.size() && i < north::smpp::priorities; ++i) {
    account.client.class_of_priority[i] = traffic_class_from(from.priority_classes[i]).value_or(TrafficClass::notice);
  }
  account.system_id = from.system_id;
  account.passwords.push_back(north::smpp::PasswordDigest::of(from.password.reveal()));
  for (const std::string& text : from.allowed_addresses) {
    const auto range = AddressRange::parse(text);
    if (!range) {
      return failure(
          fmt::format("account \"{}\": allowed_addresses has \"{}\", which is no address or network such as "
                      "192.0.2.1, 10.0.0.0/8 or 2001:db8::/32",
                      from.name, text));
    }
    account.allowed_addresses.push_back(*range);
  }
  account.binds_max = from.binds_max;
  account.window = from.window;
  account.weight = from.weight;
  account.deliver_window = from.deliver_window;
  account.blocked_status = static_cast<pdu::CommandStatus>(from.blocked_status);
  return account;
}

Expected<north::webhook::AccountWebhook, std::string> webhook_of(const config::Account& from, AccountNumber number,
                                                                 const config::Webhooks& all) {
  const auto wrong = [&from](std::string_view setting, const std::string& why) {
    return failure(fmt::format("account \"{}\": webhook.{}: {}", from.name, setting, why));
  };
  north::webhook::AccountWebhook webhook;
  webhook.account = number;
  webhook.name = from.name;
  auto url = HttpUrl::parse(from.webhook.url);
  if (!url) return wrong("url", url.error());
  webhook.url = std::move(*url);
  const std::pair<std::string_view, const config::Secret*> secrets[] = {{"secret", &from.webhook.secret},
                                                                        {"old_secret", &from.webhook.old_secret}};
  for (const auto& [setting, secret] : secrets) {
    if (!secret->given()) continue;
    auto key = north::webhook::SigningKey::parse(secret->reveal());
    if (!key) return wrong(setting, key.error());
    webhook.keys.push_back(std::move(*key));
  }
  webhook.batch_max = from.webhook.batch_max;
  webhook.batches_in_flight_max = from.webhook.batches_in_flight_max;
  webhook.timeout = all.request_timeout;
  return webhook;
}

}  // namespace

Expected<north::smpp::Settings, std::string> smpp_settings(const config::Config& config, const AccountNumbers& numbers,
                                                           const gateway::DeliveryPolicy& delivery) {
  north::smpp::Settings settings;
  settings.system_id = config.smpp_server.system_id;
  settings.connections_max = config.smpp_server.connections_max;
  settings.connections_per_address_max = config.smpp_server.connections_per_address_max;
  settings.output_bytes_max = config.smpp_server.output_bytes_max;
  settings.session = session_of(config.smpp_server);
  for (const config::Account& from : config.accounts) {
    if (from.system_id.empty()) continue;
    auto account = client_of(from, numbers.at(from.name), delivery);
    if (!account) return failure(std::move(account.error()));
    settings.accounts.push_back(std::move(*account));
  }
  return settings;
}

Expected<std::shared_ptr<const north::webhook::Settings>, std::string> webhook_settings(
    const config::Config& config, const AccountNumbers& numbers, std::shared_ptr<const gateway::Directory> directory) {
  auto settings = std::make_shared<north::webhook::Settings>();
  settings->directory = std::move(directory);
  auto targets = std::make_shared<HttpTargets>();
  targets->allow_http = config.webhooks.allow_http;
  targets->allow_private = config.webhooks.allow_private;
  targets->ca_file = config.webhooks.ca_file;
  settings->targets = std::move(targets);
  settings->delay_min = config.webhooks.retry_min;
  settings->delay_max = config.webhooks.retry_max;
  settings->connections_max = config.webhooks.connections_max;
  for (const config::Account& from : config.accounts) {
    if (from.webhook.url.empty()) continue;
    auto webhook = webhook_of(from, numbers.at(from.name), config.webhooks);
    if (!webhook) return failure(std::move(webhook.error()));
    settings->accounts.push_back(std::move(*webhook));
  }
  return std::shared_ptr<const north::webhook::Settings>(std::move(settings));
}

}  // namespace smppedge
