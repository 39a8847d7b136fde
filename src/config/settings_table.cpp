// SPDX-License-Identifier: Apache-2.0
// Every setting, once: name, member, default, bounds, whether a reload takes it up, and what it means. The bounds
// guard against slips and against what SMPP or the store cannot hold; they are no advice.
#include "config/settings_table.h"

#include "config/settings_keys.h"

namespace smppedge::config {
namespace {

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
      number("reader_threads", &Store::reader_threads, 2, {1, 64}, restart,
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

Keys<Admin> admin_keys() {
  return {
      secret("key", &Admin::key, Need::optional, {16, 256}, restart,
             "What engineers send as `Authorization: Bearer` to /admin/v1, on the listener of `http`; without it there "
             "is no /admin/v1."),
      text(Kind::text, "files", &Admin::files, "", {0, 1'024}, restart,
           "A directory for files of phones that are imported into blocklists and exported from them; without it there "
           "is neither."),
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

}  // namespace

Keys<Config> settings_table() {
  return {
      group("node", &Config::node, node_keys(), "This gateway among others."),
      group("log", &Config::log, log_keys(), "What is written of the gateway's doings."),
      group("store", &Config::store, store_keys(), "The durable store."),
      group("http", &Config::http, http_keys(), "The HTTP door."),
      group("admin", &Config::admin, admin_keys(), "The engineers' API, /admin/v1."),
      group("smpp_server", &Config::smpp_server, smpp_server_keys(), "The platform's SMPP door."),
      group("webhooks", &Config::webhooks, webhooks_keys(), "How events are pushed."),
      group("delivery", &Config::delivery, delivery_keys(), "Rules that hold for every message."),
      list("accounts", &Config::accounts, account_keys(), 0, {1, 10'000}, "Who may send."),
      list("profiles", &Config::profiles, profile_keys(), 0, {0, 1'000}, "How carriers differ from clean SMPP 3.4."),
      list("carriers", &Config::carriers, carrier_keys(), 0, {1, 1'000}, "To whom messages go."),
      group("routing", &Config::routing, routing_keys(), "What routes stand on."),
      list("routes", &Config::routes, route_keys(), 0, {1, 100'000}, "Which carriers serve which numbers."),
  };
}

std::vector<std::string> only_by_restart(const Config& running, const Config& wanted) {
  Paths paths;
  compare_keys(settings_table(), running, wanted, {}, paths);
  return paths;
}

}  // namespace smppedge::config
