// SPDX-License-Identifier: Apache-2.0
#include "reload.h"

#include "base/log.h"
#include "config/sender_check.h"
#include "config/settings_table.h"

namespace smppedge {

static constexpr const char* stopping_text = "The gateway is stopping.";

Reload::Reload(config::Source source, config::Config running, EventLoop& core, store::Store& store,
               gateway::Gateway& gateway, std::shared_ptr<gateway::Directory> directory)
    : source_(std::move(source)),
      running_(std::move(running)),
      core_(core),
      store_(store),
      gateway_(gateway),
      directory_(std::move(directory)) {}

Reload::~Reload() {
  if (reader_.joinable()) reader_.join();
}

void Reload::run(Done done) {
  if (stopping_) return done({Outcome::Kind::refused, {stopping_text}});
  if (reader_.joinable()) return done({Outcome::Kind::busy, {}});
  done_ = std::move(done);
  reader_ = std::thread(
      [this] { core_.post([this, outcome = std::make_shared<Read>(read())] { finish(std::move(*outcome)); }); });
}

/// On the reader's thread: `running_` does not change meanwhile.
Reload::Read Reload::read() const {
  auto config = config::load(source_.file, source_.overrides);
  std::vector<std::string> errors;
  if (!config) {
    for (const config::ConfigError& error : config.error()) errors.push_back(to_string(error));
    return failure(std::move(errors));
  }
  for (const std::string& path : config::only_by_restart(running_, *config)) {
    errors.push_back(path + ": is changed, and only a restart takes that up; put it back, or restart.");
  }
  if (!errors.empty()) return failure(std::move(errors));
  auto composition = compose(*config, store_);
  if (!composition) return failure(std::vector{std::move(composition.error())});
  return Wanted{std::move(*config), std::move(*composition)};
}

void Reload::finish(Read read) {
  reader_.join();
  const Done done = std::exchange(done_, nullptr);
  if (stopping_) read = failure(std::vector<std::string>{stopping_text});
  if (read) {
    apply(std::move(*read));
    return done({});
  }
  for (const std::string& error : read.error()) log::error("reload: {}", error);
  log::error("reload: nothing was changed errors={}", read.error().size());
  done({Outcome::Kind::refused, std::move(read.error())});
}

void Reload::apply(Wanted wanted) {
  running_ = std::move(wanted.config);
  gateway::Settings& settings = wanted.composition.gateway;
  for (const gateway::CarrierSettings& carrier : settings.carriers) directory_->add(carrier.number, carrier.link.name);
  log::set_level(running_.log.level);
  gateway_.reconfigure({std::move(settings.carriers), std::move(settings.routes), std::move(settings.ported),
                        std::move(wanted.composition.senders)});
  for (const std::string& warning : config::sender_warnings(running_)) log::warn("configuration: {}", warning);
  log::info("reload: applied carriers={} routes={}", running_.carriers.size(), running_.routes.size());
}

}  // namespace smppedge
