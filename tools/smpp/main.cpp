// SPDX-License-Identifier: Apache-2.0
// smpp: the engineers' command-line tool for SMPP 3.4, a file a subcommand.
#include <algorithm>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "tools/smpp/command.h"

namespace {

/// `--source_addr` is `--source-addr`: the names are those of SMPP's fields, which are written with underscores.
std::vector<std::string> arguments(int argc, char** argv) {
  std::vector<std::string> all(argv + 1, argv + argc);
  for (std::string& argument : all) {
    if (!argument.starts_with("--")) continue;
    const auto end = std::min(argument.find('='), argument.size());
    std::replace(argument.begin(), argument.begin() + static_cast<std::ptrdiff_t>(end), '_', '-');
  }
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("SMPP 3.4 for engineers: simulate a carrier, send a message.", "smpp");
  app.set_version_flag("--version", "smpp " SMPPEDGE_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Examples:\n"
      "  smpp sim --listen 127.0.0.1:2776\n"
      "  smpp send smpp://edge@127.0.0.1:2776 --destination-addr 8613800138000 --text hello --wait-receipt\n\n"
      "Each subcommand has its own --help. Results go to standard output as JSON lines, the log to standard error.");

  std::map<const CLI::App*, smppedge::Run> runs;
  CLI::App* sim = app.add_subcommand("sim", "a simulated carrier: takes binds and submits, sends receipts and replies");
  runs[sim] = smppedge::add_sim(*sim);
  CLI::App* send = app.add_subcommand("send", "send one message to any SMSC, and wait for its receipt");
  runs[send] = smppedge::add_send(*send);
  CLI::App* demo = app.add_subcommand("demo", "send five messages through a gateway's HTTP API and watch their lives");
  runs[demo] = smppedge::add_demo(*demo);

  auto given = arguments(argc, argv);
  const auto is_called = [&given](const CLI::App* subcommand) { return subcommand->get_name() == given.front(); };
  if (!given.empty() && !given.front().starts_with('-') && app.get_subcommands(is_called).empty()) {
    std::cerr << "no such subcommand: " << given.front() << "; there are sim, send and demo\n";
    return smppedge::exit_usage;
  }
  std::reverse(given.begin(), given.end());  // as CLI11 takes them
  try {
    app.parse(given);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? smppedge::exit_ok : smppedge::exit_usage;
  }
  return runs.at(app.get_subcommands().front())();
}
