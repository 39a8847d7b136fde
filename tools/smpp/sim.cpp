// SPDX-License-Identifier: Apache-2.0
// `smpp sim`: the options of the simulated carrier, and the process around it: socket, signals, what is printed.
#include <fmt/core.h>

#include <csignal>
#include <cstdio>
#include <map>
#include <memory>

#include "base/log.h"
#include "base/seeded_rng.h"
#include "net/event_loop.h"
#include "net/tcp_listener.h"
#include "session/limits.h"
#include "tools/smpp/command.h"
#include "tools/smpp/endpoint.h"
#include "tools/smpp/sim/carrier.h"

namespace smppedge {

namespace {

using simulator::IdForm;
using simulator::Outcome;
using simulator::ReceiptForm;

/// How long clients may take to unbind when we stop.
constexpr Seconds stop_wait{3};
/// A gateway's whole window of the largest usual messages, several times over.
constexpr std::size_t output_bytes_max = 16 << 20;

struct SimOptions {
  std::string listen = "127.0.0.1:2776";
  std::string ledger;
  std::string outcome = "digit";
  std::vector<std::string> replies;
  std::string receipt = "both";
  std::string id_form = "decimal";
  std::uint64_t seed = 1;
  std::int64_t response_delay_ms = 0;
  std::int64_t receipt_delay_ms = 1000;
  std::int64_t receipt_jitter_ms = 0;
  std::int64_t reply_delay_ms = 500;
  bool quiet = false;
  simulator::Settings carrier;
};

const std::map<std::string, ReceiptForm> receipt_forms{
    {"none", ReceiptForm::none}, {"tlv", ReceiptForm::tlv}, {"text", ReceiptForm::text}, {"both", ReceiptForm::both}};
const std::map<std::string, IdForm> id_forms{
    {"decimal", IdForm::decimal}, {"hex", IdForm::hex}, {"hex-response", IdForm::hex_response}};

/// Accepts the keys of `words`, without listing them a second time in the help.
template <class Words>
CLI::Validator one_of(const Words& words) {
  return CLI::IsMember(words).description("");
}

/// Why NUMBER=TEXT is none; empty when it is one.
std::string check_own_reply(const std::string& reply) {
  const std::size_t equals = reply.find('=');
  if (equals == std::string::npos || equals == 0) return "write the handset's number, =, and what it answers: " + reply;
  return simulator::check_reply_text(std::string_view(reply).substr(equals + 1));
}

constexpr const char* footer = R"(The destination's last digit decides how a message ends (--outcome digit):
  0 to 6  delivered
  7       delivered, and then the handset answers, with --reply-text or its own --reply
  8       receipt UNDELIV, err:069
  9       refused at submit with ESME_RINVDSTADR
--outcome delivered|reply|undeliverable|expired|rejected|no-receipt|refused|throttled makes it the same for all.

Receipts are sent as registered_delivery asks. What a client has not acknowledged when its connection ends is kept
and sent on the next bind of that system_id.

The first line on standard output is "listening on HOST:PORT", with the port that --listen HOST:0 was given. The
counts follow as one JSON line at SIGUSR1 and at the end (SIGINT, SIGTERM).

--ledger appends a JSON line for each event: bind, submit, refused, receipt, reply, acknowledged, given_up, closed.
They are in the file before what they tell of leaves, so that a test can judge a client that was killed by them.

Examples:
  smpp sim --listen 127.0.0.1:2776 --system-id smppedge --password secret
  smpp sim --outcome delivered --receipt-delay-ms 0 --quiet
  smpp sim --ledger ledger.jsonl --receipt-jitter-ms 2000 --duplicate-receipts 5 --seed 7)";

std::string counts(const simulator::Carrier& carrier) {
  return carrier.counters().to_json(carrier.kept());
}

void say(const std::string& line) {
  std::fputs((line + '\n').c_str(), stdout);
  std::fflush(stdout);
}

int run_sim(SimOptions& options) {
  log::Settings log_settings;
  if (options.quiet) log_settings.level = log::Level::warn;
  log::start(log_settings);

  const auto endpoint = parse_endpoint(options.listen);
  simulator::Settings& settings = options.carrier;
  settings.response_delay = Millis(options.response_delay_ms);
  settings.receipt_delay = Millis(options.receipt_delay_ms);
  settings.receipt_jitter = Millis(options.receipt_jitter_ms);
  settings.reply_delay = Millis(options.reply_delay_ms);
  settings.outcome = simulator::outcome_from(options.outcome);  // "digit" is none
  for (const std::string& reply : options.replies) {
    const std::size_t equals = reply.find('=');
    settings.replies[reply.substr(0, equals)] = reply.substr(equals + 1);
  }
  settings.receipt = receipt_forms.at(options.receipt);
  settings.id_form = id_forms.at(options.id_form);

  EventLoop loop;
  auto ledger = simulator::Ledger::open(loop, options.ledger);
  if (!ledger) {
    log::error("the ledger cannot be opened: {}", ledger.error());
    log::stop();
    return exit_usage;
  }
  SeededRng rng(options.seed);
  simulator::Carrier carrier(loop, rng, settings, **ledger);
  TcpListener::Settings listen;
  listen.at = *endpoint;
  listen.stream.output_bytes_max = output_bytes_max;
  auto listener = TcpListener::listen(loop, listen, [&](auto stream) { carrier.accept(std::move(stream)); });
  if (!listener) {
    log::error("{}", listener.error());
    log::stop();
    return exit_usage;
  }
  say(fmt::format("listening on {}:{}", endpoint->host, (*listener)->port()));

  Timer patience;
  const auto stop = [&] {
    if (patience.armed()) return loop.stop();
    log::info("stopping");
    (*listener)->stop();
    patience = loop.after(stop_wait, [&] { loop.stop(); });
    carrier.stop([&] { loop.stop(); });
  };
  loop.on_signal(SIGINT, stop);
  loop.on_signal(SIGTERM, stop);
  loop.on_signal(SIGUSR1, [&] { say(counts(carrier)); });
  loop.run();
  say(counts(carrier));
  log::stop();
  return exit_ok;
}

}  // namespace

Run add_sim(CLI::App& app) {
  auto options = std::make_shared<SimOptions>();
  simulator::Settings& carrier = options->carrier;
  app.footer(footer);

  app.add_option("--listen", options->listen, "where clients connect; port 0: the kernel chooses")
      ->type_name("HOST:PORT")
      ->capture_default_str()
      ->check([](const std::string& text) { return parse_endpoint(text) ? std::string() : "not HOST:PORT: " + text; });
  app.add_option("--system-id", carrier.system_id, "who may bind; any when not given");
  app.add_option("--password", carrier.password, "with which password; any when not given");

  constexpr std::int64_t day_ms = 86'400'000;
  const auto milliseconds = [&](const char* name, std::int64_t& value, const char* text) {
    app.add_option(name, value, text)
        ->type_name("MS")
        ->capture_default_str()
        ->check(CLI::Range(std::int64_t{0}, day_ms).description(""));
  };
  milliseconds("--resp-delay-ms", options->response_delay_ms, "from a submit to its response");
  milliseconds("--receipt-delay-ms", options->receipt_delay_ms, "from a submit to its receipt");
  milliseconds("--receipt-jitter-ms", options->receipt_jitter_ms, "up to so much later, by chance");
  milliseconds("--reply-delay-ms", options->reply_delay_ms, "from the receipt to the handset's answer");

  app.add_option("--outcome", options->outcome, "how messages end, see below")
      ->capture_default_str()
      ->check([](const std::string& word) {
        return word == "digit" || simulator::outcome_from(word) ? std::string() : "no such outcome: " + word;
      });
  app.add_option("--reply-text", carrier.reply_text, "what a handset answers: one short message, UTF-8")
      ->capture_default_str()
      ->check(simulator::check_reply_text);
  app.add_option("--reply", options->replies, "what this handset answers instead; repeatable")
      ->type_name("NUMBER=TEXT")
      ->take_all()
      ->allow_extra_args(false)
      ->check(CLI::Validator(check_own_reply, ""));
  app.add_option("--receipt", options->receipt, "where receipts carry id and state: none, tlv, text or both")
      ->type_name("FORM")
      ->capture_default_str()
      ->check(one_of(receipt_forms));
  app.add_option("--id-form", options->id_form,
                 "how message ids are written: decimal, hex, or hex-response (decimal in receipts)")
      ->type_name("FORM")
      ->capture_default_str()
      ->check(one_of(id_forms));
  app.add_option("--window", carrier.window, "deliver_sm unanswered at once, a connection")
      ->capture_default_str()
      ->check(CLI::Range(1U, session::window_max).description(""));
  app.add_option("--kept-max", carrier.kept_max, "receipts and replies kept at once; more are counted and forgotten")
      ->capture_default_str();
  app.add_option("--ledger", options->ledger, "append what happens to FILE, a JSON line an event")->type_name("FILE");
  app.add_option("--seed", options->seed, "of chance")->capture_default_str();
  app.add_flag("--quiet", options->quiet, "log warnings and errors only");

  const std::string faults = "Faults";
  app.add_option("--submit-window", carrier.submit_window, "throttle a client with more submits unanswered; 0: never")
      ->group(faults);
  app.add_option("--throttle-above", carrier.throttle_above_per_s, "throttle what exceeds N submits a second; 0: never")
      ->type_name("N")
      ->group(faults);
  app.add_option("--drop-responses", carrier.drop_responses_percent, "leave so many accepted submits unanswered")
      ->type_name("PERCENT")
      ->check(CLI::Range(0, 100).description(""))
      ->group(faults);
  app.add_option("--duplicate-receipts", carrier.duplicate_receipts_percent, "send so many receipts twice")
      ->type_name("PERCENT")
      ->check(CLI::Range(0, 100).description(""))
      ->group(faults);
  app.add_flag("--receipt-before-response", carrier.receipt_before_response,
               "send receipts at once, before the response")
      ->group(faults);
  return [options] { return run_sim(*options); };
}

}  // namespace smppedge
