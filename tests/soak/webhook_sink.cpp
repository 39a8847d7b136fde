// SPDX-License-Identifier: Apache-2.0
#include "tests/soak/webhook_sink.h"

#include <boost/json.hpp>

namespace smppedge::soak {

namespace json = boost::json;

WebhookSink::WebhookSink(EventLoop& loop, Rng& rng, Ledger& ledger)
    : rng_(rng),
      ledger_(ledger),
      server_(loop, HttpSettings{},
              [this](const HttpRequest& request, const HttpResponder& responder) { on_post(request, responder); }) {}

void WebhookSink::on_post(const HttpRequest& request, const HttpResponder& responder) {
  if (request.header("webhook-signature").empty()) ledger_.violation("a webhook post without a signature");
  record_events(request.body, ledger_);
  switch (rng_.next() % 9) {
    case 0:
    case 1:
      ledger_.count("webhook_failed");
      return responder.respond(500, "text/plain", "no");
    case 2:
      return ledger_.count("webhook_hung");  // never answered: the gateway's request times out
    default:
      ledger_.count("webhook_taken");
      return responder.respond(204, {}, {});
  }
}

std::uint64_t record_events(const std::string& body, Ledger& ledger) {
  json::error_code error;
  const json::value page = json::parse(body, error);
  if (error || !page.is_object()) {
    ledger.violation("events that are no JSON object");
    return 0;
  }
  std::uint64_t last = 0;
  for (const json::value& each : page.at("events").as_array()) {
    const json::object& event = each.as_object();
    last = event.at("seq").to_number<std::uint64_t>();
    const std::string_view type = event.at("type").as_string();
    if (type == "reply.received") {
      ledger.reply();
    } else if (type == "receipt.late") {
      ledger.corrected();
    } else if (type == "message.in_doubt") {
      ledger.count("in_doubt");
    } else {
      ledger.told(std::string(event.at("message_id").as_string()), std::string(event.at("state").as_string()));
    }
  }
  return last;
}

}  // namespace smppedge::soak
