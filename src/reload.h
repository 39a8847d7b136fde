// SPDX-License-Identifier: Apache-2.0
// Reads the configuration again while the gateway runs, and applies what may change as a whole: carriers, their
// profiles, routes, the table of ported numbers, the log's level. Or it changes nothing and says why. Files are read,
// and new carriers numbered, on a thread of its own; the change itself is made on the core loop, in one turn.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "compose.h"
#include "config/config.h"
#include "config/load.h"
#include "gateway/gateway.h"
#include "net/event_loop.h"

namespace smppedge {

class Reload {
 public:
  struct Outcome {
    enum class Kind : std::uint8_t {
      applied,
      refused,  ///< nothing was changed
      busy,     ///< another one is under way
    } kind = Kind::applied;
    std::vector<std::string> errors;  ///< of `refused`: a sentence for each thing that is wrong
  };
  /// Called on the core loop.
  using Done = std::function<void(const Outcome& outcome)>;

  /// `running` is what the gateway was started with. The references must outlive this.
  Reload(config::Source source, config::Config running, EventLoop& core, store::Store& store, gateway::Gateway& gateway,
         std::shared_ptr<gateway::Directory> directory);
  ~Reload();
  Reload(const Reload&) = delete;
  Reload& operator=(const Reload&) = delete;

  /// One at a time: while one is under way another is refused. Core loop only.
  void run(Done done);
  /// The gateway stops: from now on everything is refused, what is under way included.
  void stop() { stopping_ = true; }

 private:
  struct Wanted {
    config::Config config;
    Composition composition;
  };
  using Read = Expected<Wanted, std::vector<std::string>>;

  [[nodiscard]] Read read() const;
  void finish(Read read);
  void apply(Wanted wanted);

  const config::Source source_;
  config::Config running_;
  EventLoop& core_;
  store::Store& store_;
  gateway::Gateway& gateway_;
  std::shared_ptr<gateway::Directory> directory_;
  std::thread reader_;
  Done done_;
  bool stopping_ = false;
};

}  // namespace smppedge
