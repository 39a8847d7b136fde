// SPDX-License-Identifier: Apache-2.0
// `smpp send`: its options, named after the fields of SMPP 3.4.
#include <fmt/core.h>

#include <charconv>
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>

#include "base/log.h"
#include "net/event_loop.h"
#include "net/tcp_dialer.h"
#include "tools/smpp/command.h"
#include "tools/smpp/endpoint.h"
#include "tools/smpp/send/dialogue.h"
#include "tools/smpp/send/options.h"

namespace smppedge {

namespace {

using sending::Exit;
using sending::Options;

constexpr std::int64_t day_s = 86'400;

constexpr const char* footer =
    R"(Field names may be written with underscores, as in the specification. Addresses are ADDR or ADDR,TON,NPI;
without TON and NPI a destination is 1,1, a source of digits 0,0 and any other source 5,0.

The password comes from --password-file, from the environment (SMPP_PASSWORD) or from --password, which every user
of this machine can read in the process list.

A text that fits GSM 03.38 is sent so (data_coding 0), any other as UTF-16 (data_coding 8); a long one in several
segments with a user data header. --data-coding 8 sends any text as UTF-16; another value is written as it is given,
over GSM 03.38 octets.

Standard output has a JSON line for each step: bound, submitted, response, receipt, reply, bind_refused.
Exit codes: 0 done (with --wait-receipt: delivered)   1 usage             2 no connection, or it was lost
            3 bind refused   4 submit refused          5 not delivered     6 no answer or receipt in time

Examples:
  smpp send smpp://edge@127.0.0.1:2776 --source-addr 1069000001 --destination-addr 8613800138000 \
      --text "your code is 123456" --wait-receipt
  SMPP_PASSWORD=secret smpp send --host smsc.example --port 2775 --system-id edge --bind-mode transmitter \
      --source-addr Edge,5,0 --destination-addr 8613800138000,1,1 --text 你好)";

/// As they stand on the command line, before they are understood.
struct Given {
  std::string target;
  std::string host;
  std::uint16_t port = smpp_port;
  std::string password_file;
  std::string source;
  std::string destination;
  std::string bind_mode = "transceiver";
  int reference_bits = 8;
  std::int64_t timeout_s = 10;
  std::string wait_receipt;  // "true" for the bare flag
  Options options;
};

int complain(const std::string& sentence) {
  log::error("{}", sentence);
  return Exit::usage;
}

/// What stands behind --wait-receipt.
std::optional<Seconds> parse_wait(const std::string& text) {
  if (text.empty()) return Seconds(0);
  if (text == "true") return Seconds(60);
  std::int64_t seconds = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, seconds);
  if (parsed.ec != std::errc{} || parsed.ptr != end || seconds < 1 || seconds > day_s) return std::nullopt;
  return Seconds(seconds);
}

/// Completes given.options; the error is a sentence.
Expected<void, std::string> understand(Given& given) {
  Options& options = given.options;
  if (!given.target.empty()) {
    const auto target = parse_target(given.target);
    if (!target) return failure("not smpp://USER@HOST:PORT: " + given.target);
    options.endpoint = target->endpoint;
    if (options.system_id.empty()) options.system_id = target->system_id;
  } else if (!given.host.empty()) {
    options.endpoint = {given.host, given.port};
  } else {
    return failure(std::string("where to? Give smpp://USER@HOST:PORT or --host"));
  }
  if (!given.password_file.empty()) {
    std::ifstream file(given.password_file);
    if (!std::getline(file, options.password)) return failure("no password in " + given.password_file);
    if (options.password.ends_with('\r')) options.password.pop_back();
  }
  const auto source = sending::parse_address(given.source, 0, 0);
  const auto destination = sending::parse_address(given.destination, 1, 1);
  if (!source) return failure("not ADDR or ADDR,TON,NPI with at most 20 characters: " + given.source);
  if (!destination) return failure("not ADDR or ADDR,TON,NPI with at most 20 characters: " + given.destination);
  options.source = *source;
  options.destination = *destination;
  if (given.bind_mode == "transmitter") options.bind_mode = session::BindKind::transmitter;
  if (given.reference_bits == 16) options.reference_width = text::ReferenceWidth::bits_16;
  options.timeout = Seconds(given.timeout_s);
  const auto wait_receipt = parse_wait(given.wait_receipt);
  if (!wait_receipt) return failure("--wait-receipt: not a number of seconds: " + given.wait_receipt);
  options.wait_receipt = *wait_receipt;
  if (options.wait_receipt > Seconds(0) && options.bind_mode == session::BindKind::transmitter) {
    return failure(std::string("--wait-receipt needs a bind that receives: --bind-mode transceiver"));
  }
  return {};
}

int run_send(Given& given) {
  if (const auto understood = understand(given); !understood) return complain(understood.error());
  const auto parts = sending::cut_into_parts(given.options);
  if (!parts) return complain(parts.error());

  EventLoop loop;
  TcpDialer dialer(loop, {});
  int code = Exit::ok;
  sending::Dialogue dialogue(
      loop, given.options, *parts,
      [](const std::string& line) {
        std::fputs((line + '\n').c_str(), stdout);
        std::fflush(stdout);
      },
      [&](int result) {
        code = result;
        loop.stop();
      });
  dialogue.start(dialer);
  loop.run();
  return code;
}

void add_bind_options(CLI::App& app, Given& given) {
  const std::string group = "Bind";
  Options& options = given.options;
  app.add_option("target", given.target, "smpp://USER@HOST:PORT")->type_name("URL");
  app.add_option("--host", given.host, "instead of a URL")->group(group);
  app.add_option("--port", given.port, "with --host")->capture_default_str()->group(group);
  app.add_option("--system-id", options.system_id, "who binds; the URL's USER when not given")->group(group);
  app.add_option("--password-file", given.password_file, "its first line is the password")
      ->type_name("FILE")
      ->check(CLI::Validator(CLI::ExistingFile).description(""))
      ->group(group);
  app.add_option("--password", options.password, "visible to all users of this machine")
      ->envname("SMPP_PASSWORD")
      ->group(group);
  app.add_option("--system-type", options.system_type, "as the carrier asks for it")->group(group);
  app.add_option("--interface-version", options.interface_version, "52 is 0x34")
      ->check(CLI::Range(0, 255).description(""))
      ->capture_default_str()
      ->group(group);
  app.add_option("--address-range", options.address_range, "which numbers this bind serves")->group(group);
  app.add_option("--bind-mode", given.bind_mode, "transceiver or transmitter")
      ->type_name("MODE")
      ->capture_default_str()
      ->check(CLI::IsMember({"transceiver", "transmitter"}).description(""))
      ->group(group);
}

void add_message_options(CLI::App& app, Given& given) {
  const std::string group = "Message";
  Options& options = given.options;
  const auto octet = CLI::Range(0, 255).description("");
  app.add_option("--source-addr", given.source, "the sender; empty when not given")
      ->type_name("ADDR[,TON,NPI]")
      ->group(group);
  app.add_option("--destination-addr", given.destination, "the phone")
      ->type_name("ADDR[,TON,NPI]")
      ->required()
      ->group(group);
  auto* text = app.add_option("--text", options.text, "UTF-8")->group(group);
  app.add_option("--short-message-hex", options.short_message_hex, "octets instead of a text (data_coding 4)")
      ->type_name("HEX")
      ->excludes(text)
      ->group(group);
  app.add_option("--data-coding", options.data_coding, "0 or 8, as the text needs, when not given")
      ->check(octet)
      ->group(group);
  app.add_option("--reference-width", given.reference_bits, "bits of the reference of a long message: 8 or 16")
      ->type_name("BITS")
      ->capture_default_str()
      ->check(CLI::IsMember({8, 16}).description(""))
      ->group(group);
  app.add_option("--registered-delivery", options.registered_delivery, "1 with --wait-receipt, else 0")
      ->check(octet)
      ->group(group);
  app.add_option("--service-type", options.service_type, "as the carrier asks for it")->group(group);
  app.add_option("--esm-class", options.esm_class, "0x40 is added to segments")
      ->check(octet)
      ->capture_default_str()
      ->group(group);
  app.add_option("--protocol-id", options.protocol_id, "")->check(octet)->capture_default_str()->group(group);
  app.add_option("--priority-flag", options.priority_flag, "0 to 3")->check(octet)->capture_default_str()->group(group);
  app.add_option("--schedule-delivery-time", options.schedule_delivery_time, "YYMMDDhhmmsstnnp")->group(group);
  app.add_option("--validity-period", options.validity_period, "YYMMDDhhmmsstnnp")->group(group);
  app.add_option("--replace-if-present-flag", options.replace_if_present_flag)
      ->check(CLI::Range(0, 1).description(""))
      ->capture_default_str()
      ->group(group);
}

}  // namespace

Run add_send(CLI::App& app) {
  auto given = std::make_shared<Given>();
  app.footer(footer);
  add_bind_options(app, *given);
  add_message_options(app, *given);
  const std::string group = "Waiting";
  app.add_option("--timeout", given->timeout_s, "for the connection, the bind and each response")
      ->type_name("SECONDS")
      ->check(CLI::Range(std::int64_t{1}, day_s).description(""))
      ->capture_default_str()
      ->group(group);
  app.add_flag("--wait-receipt", given->wait_receipt,
               "wait for the final receipt, --wait-receipt=SECONDS at most (60 when not given)")
      ->group(group);
  return [given] { return run_send(*given); };
}

}  // namespace smppedge
