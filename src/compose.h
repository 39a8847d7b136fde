// SPDX-License-Identifier: Apache-2.0
// From the configuration to the Settings of each folder: the only place that knows both sides. Names become the stable
// numbers that the store gave them.
#pragma once

#include <memory>
#include <string>

#include "base/expected.h"
#include "compose_doors.h"
#include "config/config.h"
#include "gateway/directory.h"
#include "gateway/settings.h"
#include "net/http_server.h"
#include "north/http/http_api.h"
#include "sender/sender_directory.h"
#include "store/rocks/rocks_store.h"

namespace smppedge {

struct Composition {
  gateway::Settings gateway;
  std::shared_ptr<gateway::Directory> directory;
  sender::SenderDirectory senders;
  std::shared_ptr<const north::http::Settings> http_api;
  north::smpp::Settings smpp;
  std::shared_ptr<const north::webhook::Settings> webhooks;
};

/// A sentence when the names cannot be numbered, the sender numbers of two accounts collide, or an address, URL or
/// secret of a door does not read.
[[nodiscard]] Expected<Composition, std::string> compose(const config::Config& config, store::Store& store);

[[nodiscard]] store::Settings store_settings(const config::Config& config);
[[nodiscard]] HttpSettings http_settings(const config::Config& config);

}  // namespace smppedge
