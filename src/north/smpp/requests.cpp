// SPDX-License-Identifier: Apache-2.0
#include "north/smpp/requests.h"

#include <string>
#include <type_traits>

#include "north/smpp/address.h"
#include "north/smpp/cancel.h"
#include "north/smpp/client_session.h"
#include "north/smpp/limits.h"
#include "north/smpp/query.h"
#include "north/smpp/replace.h"
#include "north/smpp/submit.h"

namespace smppedge::north::smpp {

using pdu::CommandId;
using pdu::CommandStatus;

Requests::Requests(const AccountSettings& account, const Clock& clock, gateway::Api& api, std::size_t& under_way)
    : account_(account), clock_(clock), api_(api), under_way_(under_way) {}

void Requests::on_request(ClientSession& session, const pdu::Pdu& request) {
  ++counters_.requests;
  ++under_way_;
  const Asked asked{session.weak_from_this(), request.header.command_id, request.header.sequence_number};
  if (session.smpp().unanswered_inbound() > account_.window) {
    return answer_status(asked, CommandStatus::ESME_RTHROTTLED);
  }
  if (under_way_ > requests_under_way_max) return answer_status(asked, CommandStatus::ESME_RMSGQFUL);
  if (const Read read = start(session, request, asked); !read) answer_status(asked, read.error());
}

/// An error is the answer; without one the answer comes later, or has come.
Requests::Read Requests::start(ClientSession& session, const pdu::Pdu& request, const Asked& asked) {
  switch (asked.command) {
    case CommandId::submit_sm:
    case CommandId::data_sm:
      return submit(session, std::get<pdu::ShortMessage>(request.body), asked);
    case CommandId::submit_multi:
      return submit_multi(session, std::get<pdu::SubmitMulti>(request.body), asked);
    case CommandId::query_sm:
      return query(std::get<pdu::QuerySm>(request.body), asked);
    case CommandId::cancel_sm:
      return cancel(std::get<pdu::CancelSm>(request.body), asked);
    case CommandId::replace_sm:
      return replace(std::get<pdu::ReplaceSm>(request.body), asked);
    default:
      return failure(CommandStatus::ESME_RINVCMDID);
  }
}

// --- from the gateway and to the client

template <class T, class Next>
gateway::Api::Done<T> Requests::then(Operation operation, const Asked& asked, Next next) {
  return [weak = weak_from_this(), operation, asked, next](Expected<T, gateway::RequestError> result) {
    const auto self = weak.lock();
    if (self == nullptr) return;
    if (!result) return self->answer_status(asked, status_of(result.error(), operation));
    if constexpr (std::is_void_v<T>) {
      next(*self, asked);
    } else {
      next(*self, asked, std::move(*result));
    }
  };
}

template <class Next>
void Requests::resolve(NamedMessage named, Operation operation, const Asked& asked, Next next) {
  if (const auto* id = std::get_if<MessageId>(&named)) return next(*this, asked, *id);
  api_.find_alias(account_.client.number, std::get<MessageAlias>(named).value(),
                  then<MessageId>(operation, asked, next));
}

template <class Next>
void Requests::find(NamedMessage named, Operation operation, const Asked& asked, Next next) {
  resolve(named, operation, asked, [operation, next](Requests& self, const Asked& asked_for, MessageId id) {
    self.api_.find_message(self.account_.client.number, id,
                           self.then<gateway::MessageView>(operation, asked_for, next));
  });
}

void Requests::answer_status(const Asked& asked, CommandStatus status) {
  answer(asked, status, [&](session::Session& smpp) { smpp.respond_status(asked.command, asked.number, status); });
}

template <class Respond>
void Requests::answer(const Asked& asked, CommandStatus status, Respond respond) {
  --under_way_;
  if (status != CommandStatus::ESME_ROK) ++counters_.refused[status];
  const auto session = asked.session.lock();
  if (session == nullptr || session->smpp().state() == session::State::closed) {
    ++counters_.orphaned;
    return;
  }
  respond(session->smpp());
  session->touch();
}

// --- submit_sm, data_sm, submit_multi

Submitter Requests::submitter(ClientSession& session) const {
  return {account_.client, session.bind_id(), session.smpp().peer_speaks_tlvs()};
}

static gateway::AcceptRequest accept_request(AccountNumber account, gateway::AcceptItem item) {
  gateway::AcceptRequest request;
  request.account = account;
  request.door = Door::smpp;
  request.items.push_back(std::move(item));
  return request;
}

Requests::Read Requests::submit(ClientSession& session, const pdu::ShortMessage& message, const Asked& asked) {
  auto item = read_submit(message, asked.command, submitter(session), clock_.wall());
  if (!item) return failure(item.error());
  api_.accept(
      accept_request(account_.client.number, std::move(*item)),
      then<gateway::AcceptAnswer>(Operation::submit, asked,
                                  [](Requests& self, const Asked& asked_for, const gateway::AcceptAnswer& accepted) {
                                    self.answer_submit(asked_for, accepted);
                                  }));
  return {};
}

void Requests::answer_submit(const Asked& asked, const gateway::AcceptAnswer& accepted) {
  if (accepted.messages.empty()) return answer_status(asked, CommandStatus::ESME_RSYSERR);
  const gateway::AcceptEntry& entry = accepted.messages.front();
  if (entry.error) return answer_status(asked, submit_status_of(*entry.error, account_.blocked_status));
  answer(asked, CommandStatus::ESME_ROK, [&](session::Session& smpp) {
    smpp.respond(asked.command, asked.number, CommandStatus::ESME_ROK, name_of(entry));
  });
}

Requests::Read Requests::submit_multi(ClientSession& session, const pdu::SubmitMulti& multi, const Asked& asked) {
  auto read = read_submit_multi(multi, submitter(session), clock_.wall());
  if (!read) return failure(read.error());
  const auto submit = std::make_shared<MultiSubmit>(std::move(*read));
  const auto answer_multi = [submit](Requests& self, const Asked& asked_for, const gateway::AcceptAnswer& accepted) {
    const MultiAnswer told(*submit, accepted, self.account_.blocked_status);
    self.answer(asked_for, told.status(),
                [&](session::Session& smpp) { smpp.respond_multi(asked_for.number, told.status(), told.response()); });
  };
  if (submit->item.to.empty()) {
    answer_multi(*this, asked, {});
  } else {
    api_.accept(accept_request(account_.client.number, std::move(submit->item)),
                then<gateway::AcceptAnswer>(Operation::submit, asked, answer_multi));
  }
  return {};
}

// --- query_sm, cancel_sm, replace_sm

Requests::Read Requests::query(const pdu::QuerySm& query, const Asked& asked) {
  const auto named = read_message_name(query.message_id);
  const auto source = as_given(query.source);
  if (!named) return failure(CommandStatus::ESME_RINVMSGID);
  if (!source) return failure(CommandStatus::ESME_RINVSRCADR);
  find(*named, Operation::query, asked,
       [from = *source](Requests& self, const Asked& asked_for, const gateway::MessageView& view) {
         if (!is_source_of(view.message, {from.ton(), from.npi(), from.text()})) {
           return self.answer_status(asked_for, CommandStatus::ESME_RINVSRCADR);
         }
         const QueryAnswer told = answer_query(view.message);
         self.answer(asked_for, CommandStatus::ESME_ROK, [&](session::Session& smpp) {
           smpp.respond_query(asked_for.number, CommandStatus::ESME_ROK, told.response());
         });
       });
  return {};
}

Requests::Read Requests::cancel(const pdu::CancelSm& cancel, const Asked& asked) {
  const auto read = read_cancel(cancel, account_.client.number);
  if (!read) return failure(read.error());
  const auto cancel_it = [request = read->request](Requests& self, const Asked& asked_for, MessageId id) {
    gateway::CancelRequest of_id = request;
    of_id.id = id;
    self.api_.cancel(std::move(of_id),
                     self.then<gateway::CancelAnswer>(
                         Operation::cancel, asked_for,
                         [](Requests& then_self, const Asked& then_asked, const gateway::CancelAnswer&) {
                           then_self.answer_status(then_asked, CommandStatus::ESME_ROK);
                         }));
  };
  if (read->message) {
    resolve(*read->message, Operation::cancel, asked, cancel_it);
  } else {
    cancel_it(*this, asked, MessageId());
  }
  return {};
}

namespace {

/// A replace_sm that outlives its octets, while its message is looked for.
class KeptReplace {
 public:
  explicit KeptReplace(const pdu::ReplaceSm& pdu)
      : source_(pdu.source),
        source_addr_(pdu.source.addr),
        schedule_(pdu.schedule_delivery_time),
        validity_(pdu.validity_period),
        registered_delivery_(pdu.registered_delivery),
        sm_default_msg_id_(pdu.sm_default_msg_id),
        short_message_(pdu.short_message.begin(), pdu.short_message.end()) {}

  /// Without its message_id.
  [[nodiscard]] pdu::ReplaceSm pdu() const {
    return {.message_id = {},
            .source = {source_.ton, source_.npi, source_addr_},
            .schedule_delivery_time = schedule_,
            .validity_period = validity_,
            .registered_delivery = registered_delivery_,
            .sm_default_msg_id = sm_default_msg_id_,
            .short_message = short_message_};
  }

 private:
  pdu::Address source_;
  std::string source_addr_;
  std::string schedule_;
  std::string validity_;
  std::uint8_t registered_delivery_;
  std::uint8_t sm_default_msg_id_;
  std::vector<std::uint8_t> short_message_;
};

}  // namespace

Requests::Read Requests::replace(const pdu::ReplaceSm& replace, const Asked& asked) {
  const auto named = read_message_name(replace.message_id);
  if (!named) return failure(CommandStatus::ESME_RINVMSGID);
  find(*named, Operation::replace, asked,
       [kept = KeptReplace(replace)](Requests& self, const Asked& asked_for, const gateway::MessageView& view) {
         auto request = read_replace(kept.pdu(), view.message, self.account_.client, self.clock_.wall());
         if (!request) return self.answer_status(asked_for, request.error());
         self.api_.replace(
             std::move(*request),
             self.then<void>(Operation::replace, asked_for, [](Requests& then_self, const Asked& then_asked) {
               then_self.answer_status(then_asked, CommandStatus::ESME_ROK);
             }));
       });
  return {};
}

}  // namespace smppedge::north::smpp
