// SPDX-License-Identifier: Apache-2.0
// All connections that are bound with one system_id, and what is kept for them: a delivery goes out on the connection
// that submitted when that can take it, else on any that receives, else it waits here, in order.
#pragma once

#include <string>
#include <vector>

#include "tools/smpp/sim/delivery.h"
#include "tools/smpp/sim/ring.h"

namespace smppedge::simulator {

class Link;

class Account {
 public:
  explicit Account(std::string system_id) : system_id_(std::move(system_id)) {}

  [[nodiscard]] const std::string& system_id() const { return system_id_; }
  void add(Link& link) { links_.push_back(&link); }
  void remove(Link& link) { std::erase(links_, &link); }

  /// The receiving connection for the next delivery: the one that is preferred if it has room, else the next in turn;
  /// nullptr when none has.
  [[nodiscard]] Link* choose(std::uint32_t preferred);

  /// What waits for a connection.
  Ring<Delivery> kept;

 private:
  std::string system_id_;
  std::vector<Link*> links_;
  std::size_t turn_ = 0;
};

}  // namespace smppedge::simulator
