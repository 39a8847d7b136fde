// SPDX-License-Identifier: Apache-2.0
// One account as its clients see it: its binds of the moment, what they ask (Requests) and what they are told
// (Delivery). Lives as long as the server; sessions come and go. Core loop only.
#pragma once

#include <memory>
#include <vector>

#include "north/smpp/delivery.h"
#include "north/smpp/requests.h"
#include "north/smpp/settings.h"
#include "north/smpp/status.h"

namespace smppedge::north::smpp {

class ClientSession;

class ClientGroup {
 public:
  /// All references must outlive it.
  ClientGroup(const AccountSettings& account, Scheduler& scheduler, gateway::Api& api, DeliveryRota& rota,
              std::size_t& requests_under_way);
  ClientGroup(const ClientGroup&) = delete;
  ClientGroup& operator=(const ClientGroup&) = delete;

  [[nodiscard]] const AccountSettings& account() const { return account_; }

  // --- its binds

  [[nodiscard]] bool has_room() const { return binds_.size() < account_.binds_max; }
  void add(ClientSession& session);
  /// Asks each whether it still lives: a client that lost its connections would be kept out by them.
  void probe();

  // --- what a session hears

  void on_request(ClientSession& session, const pdu::Pdu& request) { requests_->on_request(session, request); }
  void on_answer(const ClientSession& session, const session::Answer& answer);
  void on_response_timeout(ClientSession& session, session::Cookie cookie);
  void on_drained(const ClientSession& session) { delivery_->on_drained(session); }
  /// It unbinds, or is about to close.
  void on_may_not_deliver(ClientSession& session) { delivery_->remove(session); }
  void on_closed(ClientSession& session);

  void stop(std::function<void()> settled) { delivery_->stop(std::move(settled)); }
  [[nodiscard]] bool is_settled() const { return delivery_->is_settled(); }

  [[nodiscard]] AccountStatus status() const;

 private:
  const AccountSettings& account_;
  Scheduler& scheduler_;
  const std::shared_ptr<Requests> requests_;
  const std::shared_ptr<Delivery> delivery_;
  std::vector<ClientSession*> binds_;
};

}  // namespace smppedge::north::smpp
