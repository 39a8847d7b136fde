// SPDX-License-Identifier: Apache-2.0
// Every setting, once: name, member, default, bounds, whether a reload takes it up, and what it means. The bounds
// guard against slips and against what SMPP or the store cannot hold; they are no advice.
#include "config/settings_table.h"

namespace smppedge::config {
namespace {

constexpr auto restart = Reload::restart;
constexpr auto live = Reload::live;
constexpr std::nullopt_t required = std::nullopt;
constexpr std::int64_t day_s = 86'400;

Keys<Node> node_keys() {
  return {
      number("number", &Node::number, 1, {0, 1023}, restart,
             "Part of every message id; no two gateways of a platform may share one, and a store keeps to its own."),
      number("stop_timeout_s", &Node::stop_timeout, 10, {0, 600}, restart,
             "How long a clean stop waits for the answers of carriers before what is open becomes in doubt."),
  };
}

Keys<log::Settings> log_keys() {
  return {
      choice("level", &log::Settings::level, "info", {"debug", "info", "warn", "error"}, live,
             "The least serious lines that are written."),
      text(Kind::text, "file", &log::Settings::file, "", {0, 4096}, restart,
           "Where lines go; empty: to standard error, for the service manager to keep."),
  };
}

Keys<Store> store_keys() {
  return {
      text(Kind::text, "data_dir", &Store::data_dir, "data", {1, 4096}, restart,
           "The directory of the durable store; made when it is not there. One gateway a directory."),
      number("spill_after_s", &Store::spill_after, 60, {1, day_s}, restart,
             "An open message older than this gets a record of its own on disk and may leave memory."),
      number("free_bytes_min", &Store::free_bytes_min, 1LL << 30U, {0, 1LL << 50U}, restart,
             "The watermark: with less free space on the store's disk new messages are refused, so that those in "
             "flight can still settle."),
      number("history_h", &Store::history, 336, {73, 8760}, restart,
             "How long a message that ended can still be asked for; at least as long as one may live."),
      number("checkpoint_interval_s", &Store::checkpoint_interval, 30, {1, 3600}, restart,
             "How often the point moves from which a start after a crash reads back."),
      number("live_messages_max", &Store::live_messages_max, 500'000, {1'000, 50'000'000}, restart,
             "Open messages held in memory; above it the oldest leave before their time."),
      number("queued_max", &Store::queued_max, 10'000'000, {1, 1'000'000'000}, restart,
             "Messages that may wait for a carrier; beyond it new ones are refused."),
      number("parked_receipts_max", &Store::parked_receipts_max, 100'000, {0, 10'000'000}, restart,
             "Receipts kept for a response that has not come yet."),
      number("reader_threads", &Store::reader_threads, 1, {1, 64}, restart,
             "Threads that read what has left memory, so that the loop never waits for the disk."),
  };
}

Keys<Http> http_keys() {
  return {
      address(
          "listen", &Http::listen, "127.0.0.1:8080",
          "Where the HTTP API, /healthz and /metrics are served. Keys travel in clear: keep it on loopback or behind "
          "a TLS proxy."),
      number("header_bytes_max", &Http::header_bytes_max, 16 << 10U, {1 << 10U, 1 << 20U}, restart,
             "Octets of one request's header; a longer one is answered 431."),
      number("body_bytes_max", &Http::body_bytes_max, 4 << 20U, {1 << 10U, 64 << 20U}, restart,
             "Octets of one request's body; a longer one is answered 413."),
      number("output_bytes_max", &Http::output_bytes_max, 16 << 20U, {1 << 16U, 256 << 20U}, restart,
             "Octets of answers that one client may leave unread; above half of it no further request of its is read."),
      number("connections_max", &Http::connections_max, 1'024, {1, 100'000}, restart,
             "Open client connections; a further one is answered 503 and closed."),
      number("connections_per_address_max", &Http::connections_per_address_max, 512, {1, 100'000}, restart,
             "The same from one address, so that one machine cannot take all; a proxy in front counts as one."),
      number("header_timeout_s", &Http::header_timeout, 10, {1, 600}, restart,
             "A request whose header is not complete so long after its first octet is answered 408."),
      number("body_timeout_s", &Http::body_timeout, 60, {1, 600}, restart,
             "The same for its body, from the end of the header."),
      number("response_timeout_s", &Http::response_timeout, 120, {61, 600}, restart,
             "A request not answered by then is answered 503; longer than the longest wait for events, 60."),
      number("idle_timeout_s", &Http::idle_timeout, 75, {1, 3'600}, restart,
             "A connection without a request for so long is closed."),
      number("write_stall_timeout_s", &Http::write_stall_timeout, 30, {1, 600}, restart,
             "A client that takes nothing of its answer for so long is closed."),
  };
}

Keys<SmppServer> smpp_server_keys() {
  return {
      address(
          "listen", &SmppServer::listen, "127.0.0.1:2775",
          "Where the platform binds over SMPP. Passwords travel in clear: keep it on loopback or a private network, "
          "or behind a TLS proxy."),
      text(Kind::word, "system_id", &SmppServer::system_id, "smppedge", {1, 15}, restart,
           "What answers to binds name."),
      number("connections_max", &SmppServer::connections_max, 1'000, {1, 100'000}, restart,
             "Open client connections, bound or not; a further one is closed."),
      number("connections_per_address_max", &SmppServer::connections_per_address_max, 100, {1, 100'000}, restart,
             "The same from one address, so that one machine cannot take all."),
      number("output_bytes_max", &SmppServer::output_bytes_max, 4 << 20U, {1 << 16U, 256 << 20U}, restart,
             "Octets that one client may leave unread before its connection is closed."),
      number("session_init_timeout_s", &SmppServer::session_init_timeout, 10, {1, 600}, restart,
             "A connection that has not bound by then is closed."),
      number("enquire_link_interval_s", &SmppServer::enquire_link_interval, 30, {1, 3'600}, restart,
             "A client that was silent for so long is asked whether it lives."),
      number("enquire_link_timeout_s", &SmppServer::enquire_link_timeout, 10, {1, 600}, restart,
             "One that stays silent for so long after that is closed."),
      number("inactivity_timeout_s", &SmppServer::inactivity_timeout, 120, {2, 86'400}, restart,
             "One that sent nothing at all for so long is closed."),
      number("response_timeout_s", &SmppServer::response_timeout, 30, {1, 3'600}, restart,
             "A deliver_sm not answered by then is delivered again, elsewhere where another bind receives."),
      number("unbind_timeout_s", &SmppServer::unbind_timeout, 5, {1, 600}, restart,
             "How long a clean end waits for answers and for unbind_resp."),
  };
}

Keys<Webhooks> webhooks_keys() {
  return {
      number("connections_max", &Webhooks::connections_max, 64, {1, 1'000}, restart,
             "Requests to webhooks under way at a time, beside one for each account; accounts take turns beyond it."),
      number("connect_timeout_s", &Webhooks::connect_timeout, 5, {1, 60}, restart,
             "A connection not made by then counts as a failure."),
      number("request_timeout_s", &Webhooks::request_timeout, 15, {1, 300}, restart,
             "A request not answered by then counts as a failure."),
      number("retry_min_s", &Webhooks::retry_min, 1, {1, 3'600}, restart,
             "The delay after a first failure; it doubles, with jitter."),
      number("retry_max_s", &Webhooks::retry_max, 600, {1, 86'400}, restart, "The longest such delay."),
      boolean("allow_http", &Webhooks::allow_http, false, restart,
              "Whether a webhook may be a plain http URL: what it carries can be read and changed on the way."),
      boolean("allow_private", &Webhooks::allow_private, false, restart,
              "Whether a webhook may lead to a private, loopback or link-local address."),
      text(Kind::text, "ca_file", &Webhooks::ca_file, "", {0, 4096}, restart,
           "Certificates of the authorities that endpoints are checked against; empty: the system's."),
  };
}

Keys<ClassPolicy> class_keys(const char* in_doubt, std::int64_t validity_s, std::int64_t reserved_percent) {
  return {
      choice("in_doubt", &ClassPolicy::in_doubt, in_doubt, {"hold", "resend"}, restart,
             "A submit whose answer never came: `hold` waits for evidence and never sends twice, `resend` sends once "
             "more and so may deliver twice."),
      number("validity_s", &ClassPolicy::validity, validity_s, {1, 7 * day_s}, restart,
             "How long a message may take when the request does not say."),
      number("reserved_percent", &ClassPolicy::reserved_percent, reserved_percent, {0, 100}, restart,
             "What this class gets of a carrier's pace while it has a backlog, whatever else waits; what no class has "
             "reserved goes to the most urgent. The three together are at most 100."),
  };
}

Keys<Delivery> delivery_keys() {
  return {
      group("otp", &Delivery::otp, class_keys("resend", 600, 50),
            "One-time passwords: most urgent, worthless when late."),
      group("notice", &Delivery::notice, class_keys("hold", day_s, 30),
            "Notices: the class of a request that names none."),
      group("marketing", &Delivery::marketing, class_keys("hold", day_s, 20), "Marketing: least urgent."),
      number("in_doubt_timeout_s", &Delivery::in_doubt_timeout, 3'600, {1, 7 * day_s}, restart,
             "A message in doubt for so long ends as `unknown`."),
      number("resend_after_s", &Delivery::resend_after, 5, {0, 3'600}, restart,
             "How long after a doubt began the class `resend` sends again: time for a late answer."),
      number("receipt_timeout_s", &Delivery::receipt_timeout, 3 * day_s, {60, 7 * day_s}, restart,
             "A message without its receipt for so long after the carrier took it ends as `unknown`."),
      number("validity_max_s", &Delivery::validity_max, 7 * day_s, {1, 30 * day_s}, restart,
             "The longest validity that a request may ask for."),
      number("retries_max", &Delivery::retries_max, 20, {0, 250}, restart,
             "Attempts of one segment beyond the first, over all passing refusals of carriers."),
      number("schedule_max_s", &Delivery::schedule_max, 3 * day_s, {1, 30 * day_s}, restart,
             "How far ahead a message may be scheduled."),
      number("parts_pin_s", &Delivery::parts_pin, 600, {10, day_s}, restart,
             "How long after the last part of a long message that a client cut itself a further part goes the same "
             "way: same carrier, sender and reference."),
      number("event_retention_h", &Delivery::event_retention, 72, {1, 720}, restart,
             "An event that its account did not take for so long becomes a dead letter, which can be listed and told "
             "again."),
  };
}

Keys<Webhook> webhook_keys() {
  return {
      text(Kind::text, "url", &Webhook::url, "", {0, 2'048}, restart,
           "Where the account's events are posted; empty: they wait to be fetched."),
      secret("secret", &Webhook::secret, Need::optional, {24, 256}, restart,
             "What posts are signed with, `whsec_` and base64 (Standard Webhooks)."),
      secret("old_secret", &Webhook::old_secret, Need::optional, {24, 256}, restart,
             "A second one, signed with as well while the endpoint changes over."),
      number("batch_max", &Webhook::batch_max, 100, {1, 1'000}, restart, "Events in one post."),
      number("batches_in_flight_max", &Webhook::batches_in_flight_max, 4, {1, 8}, restart,
             "Posts under way at a time; above 1 they may overtake each other, but not events of one message."),
  };
}

Keys<Account> account_smpp_keys() {
  return {
      text(Kind::text, "system_id", &Account::system_id, "", {0, 15}, restart, "What it binds as over SMPP."),
      secret("password", &Account::password, Need::optional, {1, 8}, restart, "Its SMPP password."),
      words("allowed_addresses", &Account::allowed_addresses, Need::optional, {0, 64}, restart,
            "Addresses and networks (10.0.0.0/8) that it may bind from; none: any."),
      number("binds_max", &Account::binds_max, 8, {1, 1'000}, restart, "Binds that it may hold at a time."),
      number("window", &Account::window, 1'000, {1, 16'000}, restart,
             "Requests that one of its binds may leave unanswered; beyond it ESME_RTHROTTLED."),
      number("deliver_window", &Account::deliver_window, 100, {1, 10'000}, restart,
             "Receipts and replies that one of its binds may leave unanswered."),
      choice("default_alphabet", &Account::default_alphabet, "gsm7", {"gsm7", "ascii", "latin1"}, restart,
             "What it means by data_coding 0."),
      words("priority_classes", &Account::priority_classes, Need::optional, {0, 4}, restart,
            "The class of each priority_flag from 0 to 3; none: marketing, notice, notice, otp."),
      choice("source_policy", &Account::source_policy, "checked", {"checked", "assigned"}, restart,
             "What becomes of a source address that it may not use: refused, or replaced by its own number."),
      words("sources", &Account::sources, Need::optional, {0, 1'000}, restart,
            "Senders that it may name beside its own number."),
  };
}

Keys<Account> account_keys() {
  Keys<Account> keys{
      text(Kind::word, "name", &Account::name, required, {1, 32}, restart,
           "What logs, metrics and the store know the account by; a renamed account is a new one."),
      secret("key", &Account::key, Need::optional, {8, 256}, restart, "The bearer key of its HTTP requests."),
      text(Kind::digits, "extension", &Account::extension, "", {0, 12}, restart,
           "Digits behind a carrier's access number that make the account's own sender; replies find it by them."),
      number("segments_max", &Account::segments_max, 10, {1, 255}, restart,
             "Segments that one message may be cut into."),
      number("events_max", &Account::events_max, 1'000'000, {1, 100'000'000}, restart,
             "Results and replies kept unacknowledged, open messages included; beyond it new messages are refused."),
      number("dead_letters_max", &Account::dead_letters_max, 100'000, {1, 10'000'000}, restart,
             "Dead letters kept; beyond it the oldest go, which is counted and logged."),
      number(
          "weight", &Account::weight, 1, {1, 1'000}, restart,
          "Its share of a carrier among the accounts that send in the same class, and of what SMPP clients are told."),
      number("pace_per_s", &Account::pace_per_s, 0, {0, 1'000'000}, restart,
             "Messages accepted a second, over HTTP and SMPP together; 0: no limit."),
      boolean("see_bodies", &Account::see_bodies, false, restart,
              "Whether look-ups show it the texts of its messages, in clear and within PDUs."),
      choice("results", &Account::results, "by_message", {"by_message", "http", "smpp"}, restart,
             "By which door results go: that of their message, or always the named one."),
      choice("replies", &Account::replies, "http", {"http", "smpp"}, restart,
             "By which door replies go that answer no message of its."),
      group("webhook", &Account::webhook, webhook_keys(), "Pushes its HTTP events instead of waiting for a fetch."),
  };
  for (Key<Account>& key : account_smpp_keys()) keys.push_back(std::move(key));
  return keys;
}

Keys<Binds> binds_keys() {
  return {
      choice("type", &Binds::type, "transceiver", {"transceiver", "transmitter", "receiver"}, restart,
             "What the connections bind as."),
      number("count", &Binds::count, 1, {1, 64}, restart, "How many of them."),
  };
}

Keys<Carrier> carrier_timer_keys() {
  return {
      number("connect_timeout_s", &Carrier::connect_timeout, 10, {1, 600}, restart,
             "A connection not made by then is tried again."),
      number("bind_timeout_s", &Carrier::bind_timeout, 10, {1, 600}, restart,
             "A bind not answered by then is closed and tried again."),
      number("response_timeout_s", &Carrier::response_timeout, 30, {1, 3'600}, restart,
             "A submit not answered by then is in doubt; its place in the window stays taken."),
      number("enquire_link_interval_s", &Carrier::enquire_link_interval, 30, {1, 3'600}, restart,
             "A bind that was silent for so long is asked whether it lives."),
      number("enquire_link_timeout_s", &Carrier::enquire_link_timeout, 10, {1, 600}, restart,
             "A bind that stays silent for so long after that is closed."),
      number("reconnect_min_s", &Carrier::reconnect_min, 1, {1, 3'600}, restart,
             "The first delay before a lost connection is made again; it doubles, with jitter."),
      number("reconnect_max_s", &Carrier::reconnect_max, 60, {1, 3'600}, restart, "The longest such delay."),
      number("reconnect_refused_s", &Carrier::reconnect_refused, 300, {1, day_s}, restart,
             "The delay after the carrier refused the credentials, which also raises an alarm."),
      number("unbind_timeout_s", &Carrier::unbind_timeout, 5, {1, 600}, restart,
             "How long a clean end waits for unbind_resp."),
  };
}

Keys<Carrier> carrier_keys() {
  Keys<Carrier> keys{
      text(Kind::word, "name", &Carrier::name, required, {1, 32}, restart,
           "What routes, logs, metrics and the store know the carrier by; a renamed carrier is a new one."),
      text(Kind::text, "host", &Carrier::host, required, {1, 253}, restart, "Its SMSC's name or address."),
      number("port", &Carrier::port, 2775, {1, 65'535}, restart, "Its SMSC's port."),
      text(Kind::text, "system_id", &Carrier::system_id, required, {1, 15}, restart, "What we bind as."),
      secret("password", &Carrier::password, Need::required, {0, 64}, restart, "The password of the bind."),
      list("binds", &Carrier::binds, binds_keys(), 1, {1, 16}, "The connections that are kept."),
      text(Kind::word, "profile", &Carrier::profile, std::string(standard_profile), {1, 32}, restart,
           "How it differs from the rule: the name of one of `profiles`."),
      text(Kind::digits, "access_number", &Carrier::access_number, "", {0, 20}, restart,
           "The number that it granted, as in 1069…; with the account's extension it is the sender. Empty: messages "
           "leave without a source address."),
      number("window", &Carrier::window, 10, {1, 10'000}, restart, "Submits unanswered at a time, over all its binds."),
      number("claim_ahead", &Carrier::claim_ahead, 100, {0, 100'000}, restart,
             "Messages made ready on disk beyond the window, so that it never runs empty."),
      number("pace_per_s", &Carrier::pace_per_s, 0, {0, 1'000'000}, restart,
             "Segments sent a second, over all its binds; 0: as fast as it answers."),
      boolean("keep_wire", &Carrier::keep_wire, true, restart,
              "Whether the PDUs of its messages are kept with their history, for look-ups with ?wire=1."),
      number("unanswered_max", &Carrier::unanswered_max, 100, {1, 100'000}, restart,
             "Submits in a row without any response before only one at a time is tried."),
      number("response_timeouts_max", &Carrier::response_timeouts_max, 5, {1, 10'000}, restart,
             "Submits in a row that one bind left unanswered before it is closed."),
  };
  for (Key<Carrier>& key : carrier_timer_keys()) keys.push_back(std::move(key));
  return keys;
}

Keys<Profile> profile_keys() {
  return {
      text(Kind::word, "name", &Profile::name, required, {1, 32}, restart,
           "What carriers name it by; `standard` exists without being written."),
      text(Kind::text, "system_type", &Profile::system_type, "", {0, 12}, restart, "system_type of the bind."),
      number("interface_version", &Profile::interface_version, 0x34, {0, 0xFF}, restart,
             "interface_version of the bind; 52 is SMPP 3.4."),
      number("password_octets_max", &Profile::password_octets_max, 8, {1, 64}, restart,
             "The longest password that the carrier takes."),
      choice("reference_width", &Profile::reference_width, "8", {"8", "16"}, restart,
             "Bits of the concatenation reference; 16 leave one unit less in every part of a long message."),
      number("data_coding_gsm7", &Profile::data_coding_gsm7, 0x00, {0, 0xFF}, restart,
             "data_coding of texts in the GSM 7-bit alphabet."),
      number("data_coding_ucs2", &Profile::data_coding_ucs2, 0x08, {0, 0xFF}, restart,
             "data_coding of texts in UCS-2."),
      choice("default_alphabet", &Profile::default_alphabet, "gsm7", {"gsm7", "ascii", "latin1", "utf8"}, restart,
             "What the carrier means by data_coding 0 in what it sends."),
      text(Kind::text, "service_type", &Profile::service_type, "", {0, 5}, restart, "service_type of submits."),
      number("source_ton", &Profile::source_ton, 0, {0, 7}, restart, "Type of number of the sender."),
      number("source_npi", &Profile::source_npi, 0, {0, 18}, restart, "Numbering plan of the sender."),
      number("destination_ton", &Profile::destination_ton, 1, {0, 7}, restart, "Type of number of the recipient."),
      number("destination_npi", &Profile::destination_npi, 1, {0, 18}, restart, "Numbering plan of the recipient."),
      choice("validity_form", &Profile::validity_form, "relative", {"relative", "absolute", "none"}, restart,
             "How validity_period is written; `none` leaves it to the carrier."),
      number("registered_delivery", &Profile::registered_delivery, 0x01, {0, 0xFF}, restart,
             "registered_delivery of submits; 1 asks for final receipts."),
      boolean("receipt_by_esm_class", &Profile::receipt_by_esm_class, true, restart,
              "A deliver_sm whose esm_class says so is a receipt."),
      boolean("receipt_by_tlv", &Profile::receipt_by_tlv, false, restart,
              "One with a receipted_message_id is a receipt."),
      boolean("receipt_by_text", &Profile::receipt_by_text, false, restart,
              "One whose text looks so is a receipt; a subscriber can forge that."),
      choice(
          "id_convention", &Profile::id_convention, "same", {"same", "same_loosely", "response_hex", "receipt_hex"},
          restart,
          "How the message id of the response and that of the receipt relate: equal, equal but for case, hyphens and "
          "leading zeros, or one of them hexadecimal."),
      number("receipt_zone_minutes", &Profile::receipt_zone_minutes, 0, {-720, 840}, restart,
             "Time zone of the dates in receipts, in minutes east of UTC."),
      boolean("acceptd_is_final", &Profile::acceptd_is_final, false, restart,
              "Whether a receipt ACCEPTD ends the message; most carriers mean that it is on its way."),
  };
}

Keys<Route> route_keys() {
  return {
      text(Kind::digits, "prefix", &Route::prefix, "", {0, 20}, restart,
           "Of the recipient's number in international form; the longest that fits decides, the empty one fits all."),
      words("carriers", &Route::carriers, Need::required, {1, 16}, restart,
            "Names of carriers; the first is preferred."),
  };
}

}  // namespace

Keys<Config> settings_table() {
  return {
      group("node", &Config::node, node_keys(), "This gateway among others."),
      group("log", &Config::log, log_keys(), "What is written of the gateway's doings."),
      group("store", &Config::store, store_keys(), "The durable store."),
      group("http", &Config::http, http_keys(), "The HTTP door."),
      group("smpp_server", &Config::smpp_server, smpp_server_keys(), "The platform's SMPP door."),
      group("webhooks", &Config::webhooks, webhooks_keys(), "How events are pushed."),
      group("delivery", &Config::delivery, delivery_keys(), "Rules that hold for every message."),
      list("accounts", &Config::accounts, account_keys(), 0, {1, 10'000}, "Who may send."),
      list("profiles", &Config::profiles, profile_keys(), 0, {0, 1'000}, "How carriers differ from clean SMPP 3.4."),
      list("carriers", &Config::carriers, carrier_keys(), 0, {1, 1'000}, "To whom messages go."),
      list("routes", &Config::routes, route_keys(), 0, {1, 100'000}, "Which carriers serve which numbers."),
  };
}

}  // namespace smppedge::config
