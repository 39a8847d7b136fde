// SPDX-License-Identifier: Apache-2.0
#include "north/smpp/client_group.h"

#include <algorithm>

#include "north/smpp/client_session.h"

namespace smppedge::north::smpp {

ClientGroup::ClientGroup(const AccountSettings& account, Scheduler& scheduler, gateway::Api& api, DeliveryRota& rota,
                         std::size_t& requests_under_way)
    : account_(account),
      scheduler_(scheduler),
      requests_(std::make_shared<Requests>(account, scheduler, api, requests_under_way)),
      delivery_(std::make_shared<Delivery>(account, scheduler, api, rota)) {}

void ClientGroup::add(ClientSession& session) {
  binds_.push_back(&session);
  if (session.is_bound_to_deliver()) delivery_->add(session);
}

void ClientGroup::probe() {
  for (ClientSession* session : binds_) {
    session->smpp().enquire_link(scheduler_.mono());
    session->touch();
  }
}

void ClientGroup::on_answer(const ClientSession& session, const session::Answer& answer) {
  delivery_->on_answer(session, answer);
}

void ClientGroup::on_response_timeout(ClientSession& session, session::Cookie cookie) {
  delivery_->on_response_timeout(session, cookie);
}

void ClientGroup::on_closed(ClientSession& session) {
  delivery_->remove(session);
  session.smpp().drain_outstanding([&](session::Cookie cookie, pdu::CommandId) { delivery_->on_lost(cookie); });
  std::erase(binds_, &session);
}

AccountStatus ClientGroup::status() const {
  AccountStatus status;
  status.number = account_.client.number;
  status.system_id = account_.system_id;
  for (ClientSession* session : binds_) ++status.binds[static_cast<unsigned>(session->smpp().bind_kind())];
  status.requests = requests_->counters();
  status.delivery = delivery_->counters();
  return status;
}

}  // namespace smppedge::north::smpp
