// SPDX-License-Identifier: Apache-2.0
// smppedge: reads the command line and the configuration, then runs the daemon. Start and stop are daemon.cpp's.
#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "base/log.h"
#include "compose_routes.h"
#include "compose_senders.h"
#include "config/load.h"
#include "config/reference.h"
#include "config/sender_check.h"
#include "daemon.h"

/// Read by jemalloc, where that is linked: what a burst has taken goes back to the system though no thread that took it
/// allocates again.
const char* malloc_conf = "background_thread:true";

namespace {

using smppedge::ExitCode;

struct Options {
  std::string file;
  std::string data_dir;
  std::vector<std::string> settings;
  bool check = false;
  bool help_config = false;
};

void declare(CLI::App& app, Options& options) {
  app.set_version_flag("--version", "smppedge " SMPPEDGE_VERSION);
  app.add_option("-c,--config", options.file, "the configuration file; conf/smppedge.cfg is a sample")
      ->type_name("FILE");
  app.add_option("--data-dir", options.data_dir, "where the store lives, instead of store.data_dir")->type_name("DIR");
  app.add_option("--set", options.settings, "overrides one setting, as in --set carriers.sim.window=50; repeatable")
      ->type_name("KEY=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  app.add_flag("--check", options.check, "reads the configuration, prints every error in it, and ends");
  app.add_flag("--help-config", options.help_config, "lists every setting with its default and bounds, and ends");
  app.footer("Exit codes: 0 stopped cleanly, 1 could not start, 2 command line or configuration, 3 the store failed.");
}

int code(ExitCode exit_code) {
  return static_cast<int>(exit_code);
}

int run(const Options& options) {
  if (options.help_config) {
    std::cout << smppedge::config::help_config();
    return code(ExitCode::ok);
  }
  if (options.file.empty()) {
    std::cerr << "smppedge: no configuration; give one with -c FILE (conf/smppedge.cfg is a sample)\n";
    return code(ExitCode::configuration);
  }
  std::vector<std::string> settings = options.settings;
  if (!options.data_dir.empty()) settings.push_back("store.data_dir=" + options.data_dir);
  const auto config = smppedge::config::load(options.file, settings);
  if (!config) {
    for (const auto& error : config.error()) std::cerr << to_string(error) << '\n';
    return code(ExitCode::configuration);
  }
  if (options.check) {
    if (const auto signatures = smppedge::check_signatures(*config); !signatures) {
      std::cerr << options.file << ": " << signatures.error() << '\n';
      return code(ExitCode::configuration);
    }
    if (const auto ported = smppedge::read_ported_numbers(config->routing.ported_file); !ported) {
      std::cerr << ported.error() << '\n';
      return code(ExitCode::configuration);
    }
    for (const auto& warning : smppedge::config::sender_warnings(*config)) {
      std::cerr << options.file << ": warning: " << warning << '\n';
    }
    std::cout << options.file << ": ok\n";
    return code(ExitCode::ok);
  }
  smppedge::log::start(config->log);
  const ExitCode exit_code = smppedge::run_daemon(*config, {options.file, settings});
  smppedge::log::stop();
  return code(exit_code);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"SMPP 3.4 gateway between an SMS platform and its carriers", "smppedge"};
  Options options;
  declare(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : code(ExitCode::configuration);
  }
  return run(options);
}
