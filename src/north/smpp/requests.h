// SPDX-License-Identifier: Apache-2.0
// What the clients of one account ask: each request read, given to the gateway, and answered when its commit is done,
// on the connection that it came on if that still lives. What PDUs mean is in submit.h and its neighbours; here is the
// way of a request, its bounds and its counts. Core loop only.
#pragma once

#include <memory>
#include <string_view>

#include "base/scheduler.h"
#include "gateway/api.h"
#include "north/smpp/message_name.h"
#include "north/smpp/settings.h"
#include "north/smpp/status.h"
#include "north/smpp/statuses.h"
#include "north/smpp/submit_multi.h"
#include "pdu/pdu.h"

namespace smppedge::north::smpp {

class ClientSession;

class Requests final : public std::enable_shared_from_this<Requests> {
 public:
  /// All references must outlive it. `under_way` counts the requests of all accounts that await the gateway.
  Requests(const AccountSettings& account, const Clock& clock, gateway::Api& api, std::size_t& under_way);
  Requests(const Requests&) = delete;
  Requests& operator=(const Requests&) = delete;

  void on_request(ClientSession& session, const pdu::Pdu& request);
  [[nodiscard]] const RequestCounters& counters() const { return counters_; }

 private:
  /// A request that awaits its answer.
  struct Asked {
    std::weak_ptr<ClientSession> session;
    pdu::CommandId command{};
    pdu::SequenceNumber number;
  };
  using Read = Expected<void, pdu::CommandStatus>;

  [[nodiscard]] Read start(ClientSession& session, const pdu::Pdu& request, const Asked& asked);
  [[nodiscard]] Read submit(ClientSession& session, const pdu::ShortMessage& message, const Asked& asked);
  [[nodiscard]] Read submit_multi(ClientSession& session, const pdu::SubmitMulti& multi, const Asked& asked);
  [[nodiscard]] Read query(const pdu::QuerySm& query, const Asked& asked);
  [[nodiscard]] Read cancel(const pdu::CancelSm& cancel, const Asked& asked);
  [[nodiscard]] Read replace(const pdu::ReplaceSm& replace, const Asked& asked);
  [[nodiscard]] Submitter submitter(ClientSession& session) const;

  /// A callback of the gateway's: `next(*this, asked, value)`, or the status of its error as the answer.
  template <class T, class Next>
  [[nodiscard]] gateway::Api::Done<T> then(Operation operation, const Asked& asked, Next next);
  /// `next(*this, asked, id)` of the message that a client names.
  template <class Next>
  void resolve(NamedMessage named, Operation operation, const Asked& asked, Next next);
  /// `next(*this, asked, view)` of it.
  template <class Next>
  void find(NamedMessage named, Operation operation, const Asked& asked, Next next);

  void answer_submit(const Asked& asked, const gateway::AcceptAnswer& accepted);
  /// With a status alone.
  void answer_status(const Asked& asked, pdu::CommandStatus status);
  /// The last step of every request: `respond(session)` where the client is still there.
  template <class Respond>
  void answer(const Asked& asked, pdu::CommandStatus status, Respond respond);

  const AccountSettings& account_;
  const Clock& clock_;
  gateway::Api& api_;
  std::size_t& under_way_;
  RequestCounters counters_;
};

}  // namespace smppedge::north::smpp
