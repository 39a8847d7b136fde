// SPDX-License-Identifier: Apache-2.0
#include "compose.h"

#include <fmt/format.h>

#include "compose_carriers.h"
#include "compose_routes.h"
#include "compose_senders.h"

namespace smppedge {
namespace {

gateway::DeliveryPolicy delivery_of(const config::Delivery& from) {
  gateway::DeliveryPolicy delivery;
  const config::ClassPolicy* classes[] = {&from.otp, &from.notice, &from.marketing};  // in the order of TrafficClass
  for (std::size_t i = 0; i < traffic_class_count; ++i) {
    delivery.in_doubt[i] =
        classes[i]->in_doubt == config::InDoubt::resend ? gateway::InDoubtPolicy::resend : gateway::InDoubtPolicy::hold;
    delivery.validity[i] = classes[i]->validity;
    delivery.reserved_percent[i] = classes[i]->reserved_percent;
  }
  delivery.validity_max = from.validity_max;
  delivery.in_doubt_timeout = from.in_doubt_timeout;
  delivery.resend_after = from.resend_after;
  delivery.receipt_timeout = from.receipt_timeout;
  delivery.retries_max = from.retries_max;
  delivery.schedule_max = from.schedule_max;
  delivery.reassembly_timeout = from.reassembly_timeout;
  delivery.parts_pin = from.parts_pin;
  delivery.event_retention = from.event_retention;
  return delivery;
}

std::optional<gateway::InDoubtPolicy> own_policy_of(config::OwnInDoubt from) {
  if (from == config::OwnInDoubt::as_class) return std::nullopt;
  return from == config::OwnInDoubt::hold ? gateway::InDoubtPolicy::hold : gateway::InDoubtPolicy::resend;
}

std::optional<Seconds> own_receipt_timeout(const config::Carrier& from) {
  return from.receipt_timeout == Seconds(0) ? std::nullopt : std::optional(from.receipt_timeout);
}

gateway::CarrierSettings carrier_of(const config::Config& config, const config::Carrier& from, CarrierNumber number) {
  gateway::CarrierSettings carrier;
  carrier.number = number;
  carrier.link = link_of(config, from);
  carrier.keep_wire = from.keep_wire;
  carrier.reroute_after = from.reroute_after;
  carrier.retire_after = from.retire_after;
  carrier.receipt_timeout = own_receipt_timeout(from);
  set_sender_numbers(from, carrier);
  return carrier;
}

Expected<reply::OptWords, std::string> words_of(const config::Account& from, std::string_view setting,
                                                const std::vector<std::string>& words) {
  auto made = reply::OptWords::make(words);
  if (made) return made.value();
  return failure(fmt::format("account \"{}\": {} has \"{}\", which no reply can be: {}", from.name, setting,
                             words[made.error().index], to_string(made.error().error)));
}

/// Its words, none of which may mean both.
Expected<void, std::string> take_opt_words(const config::Account& from, gateway::AccountSettings& account) {
  if (!from.opt_out_words.empty()) {
    auto words = words_of(from, "opt_out_words", from.opt_out_words);
    if (!words) return failure(std::move(words.error()));
    account.opt_out_words = std::move(*words);
  }
  auto words = words_of(from, "opt_in_words", from.opt_in_words);
  if (!words) return failure(std::move(words.error()));
  account.opt_in_words = std::move(*words);
  for (const std::string& word : from.opt_in_words) {
    if (!account.opt_out_words.matches(word)) continue;
    return failure(
        fmt::format("account \"{}\": \"{}\" is one of its opt_in_words and of its opt_out_words", from.name, word));
  }
  return {};
}

Expected<gateway::AccountSettings, std::string> account_of(const config::Account& from, AccountNumber number) {
  gateway::AccountSettings account;
  account.number = number;
  account.name = from.name;
  auto numbered = set_sender_numbers(from, account);
  if (!numbered) return failure(std::move(numbered.error()));
  account.segments_max = from.segments_max;
  account.events_max = from.events_max;
  account.dead_letters_max = from.dead_letters_max;
  account.weight = from.weight;
  account.pace_per_s = from.pace_per_s;
  account.source_policy = static_cast<gateway::SourcePolicy>(from.source_policy);
  account.sources = from.sources;
  account.result_door = static_cast<gateway::ResultDoor>(from.results);
  account.reply_door = from.replies == config::ReplyDoor::smpp ? Door::smpp : Door::http;
  account.late_replies = from.late_replies == config::LateReplies::told;
  account.pushed = !from.webhook.url.empty();
  account.removes_directly = from.blocklist_removal == config::BlocklistRemoval::direct;
  account.in_doubt = {own_policy_of(from.in_doubt.otp), own_policy_of(from.in_doubt.notice),
                      own_policy_of(from.in_doubt.marketing)};
  if (auto words = take_opt_words(from, account); !words) return failure(std::move(words.error()));
  return account;
}
static_assert(static_cast<int>(gateway::SourcePolicy::assigned) == static_cast<int>(config::SourcePolicy::assigned));
static_assert(static_cast<int>(gateway::ResultDoor::smpp) == static_cast<int>(config::ResultDoor::smpp));

/// The rules that need no numbers.
gateway::Settings rules_of(const config::Config& config) {
  gateway::Settings settings;
  settings.node = NodeNumber(config.node.number);
  settings.delivery = delivery_of(config.delivery);
  settings.spill_after = config.store.spill_after;
  settings.checkpoint_interval = config.store.checkpoint_interval;
  settings.live_messages_max = config.store.live_messages_max;
  settings.queued_max = config.store.queued_max;
  settings.parked_receipts_max = config.store.parked_receipts_max;
  return settings;
}

}  // namespace

Expected<Composition, std::string> compose(const config::Config& config, store::Store& store) {
  gateway::Settings settings = rules_of(config);
  auto directory = std::make_shared<gateway::Directory>();
  auto http_api = std::make_shared<north::http::Settings>();
  CarrierNumbers carrier_numbers;
  for (const config::Carrier& carrier : config.carriers) {
    const auto number = store.carrier_number(carrier.name);
    if (!number) return failure(number.error().text);
    carrier_numbers[carrier.name] = *number;
    directory->add(*number, carrier.name);
    settings.carriers.push_back(carrier_of(config, carrier, *number));
  }
  AccountNumbers account_numbers;
  for (const config::Account& account : config.accounts) {
    const auto number = store.account_number(account.name);
    if (!number) return failure(number.error().text);
    directory->add(*number, account.name);
    account_numbers[account.name] = *number;
    if (account.see_bodies) http_api->see_bodies.insert(*number);
    auto of_account = account_of(account, *number);
    if (!of_account) return failure(std::move(of_account.error()));
    settings.accounts.push_back(std::move(*of_account));
    if (account.key.given()) http_api->keys.add(*number, north::http::digest_of_key(account.key.reveal()));
  }
  settings.routes = routes_of(config, carrier_numbers, account_numbers);
  auto ported = read_ported_numbers(config.routing.ported_file);
  if (!ported) return failure(std::move(ported.error()));
  settings.ported = std::move(*ported);

  auto senders = sender_directory_of(settings, *directory);
  if (!senders) return failure(std::move(senders.error()));

  http_api->directory = directory;
  http_api->validity_max = settings.delivery.validity_max;
  auto smpp = smpp_settings(config, account_numbers, settings.delivery);
  if (!smpp) return failure(std::move(smpp.error()));
  auto webhooks = webhook_settings(config, account_numbers, directory);
  if (!webhooks) return failure(std::move(webhooks.error()));
  return Composition{std::move(settings), directory,           std::move(*senders), http_api,
                     std::move(*smpp),    std::move(*webhooks)};
}

store::Settings store_settings(const config::Config& config) {
  store::Settings settings;
  settings.directory = config.store.data_dir;
  settings.node = NodeNumber(config.node.number);
  settings.free_bytes_min = config.store.free_bytes_min;
  settings.history_retention = config.store.history;
  settings.reader_threads = config.store.reader_threads;
  return settings;
}

HttpSettings http_settings(const config::Config& config) {
  HttpSettings settings;
  settings.header_bytes_max = config.http.header_bytes_max;
  settings.body_bytes_max = config.http.body_bytes_max;
  settings.connections_max = config.http.connections_max;
  settings.connections_per_address_max = config.http.connections_per_address_max;
  settings.output_bytes_max = config.http.output_bytes_max;
  settings.header_timeout = config.http.header_timeout;
  settings.body_timeout = config.http.body_timeout;
  settings.response_timeout = config.http.response_timeout;
  settings.idle_timeout = config.http.idle_timeout;
  settings.write_stall = config.http.write_stall_timeout;
  return settings;
}

}  // namespace smppedge
