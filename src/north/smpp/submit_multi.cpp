// SPDX-License-Identifier: Apache-2.0
#include "north/smpp/submit_multi.h"

#include "north/smpp/address.h"
#include "north/smpp/statuses.h"
#include "pdu/destinations.h"
#include "pdu/table.h"

namespace smppedge::north::smpp {

namespace {

using pdu::CommandStatus;

/// An unsuccess_sme (4.5.2.1): ton, npi, address, status.
constexpr std::size_t unsuccess_octets_max = 2 + pdu::address_octets_max + 4;

void add(MultiSubmit& submit, const pdu::Destination& destination) {
  if (destination.flag == pdu::Destination::Flag::distribution_list) {
    // Lists are the platform's to keep; here is none.
    const auto name = SenderAddress::make(destination.dl_name, 0, 0).value_or(SenderAddress());
    submit.destinations.push_back({name, CommandStatus::ESME_RINVDLNAME});
    return;
  }
  const SenderAddress given = as_given(destination.address).value_or(SenderAddress());
  auto to = read_destination(destination.address);
  if (!to) {
    submit.destinations.push_back({given, to.error()});
    return;
  }
  submit.destinations.push_back({given, std::nullopt});
  submit.item.to.push_back(std::move(*to));
  submit.item.destinations.push_back(given);
}

}  // namespace

Expected<MultiSubmit, CommandStatus> read_submit_multi(const pdu::SubmitMulti& multi, const Submitter& from,
                                                       WallTime now) {
  if (multi.number_of_dests == 0 || multi.number_of_dests > pdu::dests_max) {
    return failure(CommandStatus::ESME_RINVNUMDESTS);
  }
  if (multi.message.replace_if_present_flag != 0) return failure(CommandStatus::ESME_RINVREPFLAG);
  auto item = read_message(multi.message, pdu::CommandId::submit_multi, from, now);
  if (!item) return failure(CommandStatus{item.error()});
  MultiSubmit submit;
  submit.item = std::move(*item);
  pdu::DestinationCursor cursor(multi);
  while (const auto destination = cursor.next()) add(submit, *destination);
  if (cursor.error()) return failure(CommandStatus{*cursor.error()});
  return submit;
}

MultiAnswer::MultiAnswer(const MultiSubmit& submit, const gateway::AcceptAnswer& answer, CommandStatus blocked) {
  unsuccess_.resize(submit.destinations.size() * unsuccess_octets_max);
  pdu::DestinationWriter writer(unsuccess_);
  const auto refuse = [&](const SenderAddress& address, CommandStatus why) {
    const bool first = writer.count() == 0;
    status_ = first || status_ == why ? why : CommandStatus::ESME_RSUBMITFAIL;
    static_cast<void>(writer.add_unsuccess({{address.ton(), address.npi(), address.text()}, why}));
  };
  auto entry = answer.messages.begin();
  for (const MultiSubmit::Destination& destination : submit.destinations) {
    if (destination.why) {
      refuse(destination.address, *destination.why);
    } else if (entry == answer.messages.end()) {
      refuse(destination.address, CommandStatus::ESME_RSUBMITFAIL);
    } else {
      if (entry->error) {
        refuse(destination.address, submit_status_of(*entry->error, blocked));
      } else if (accepted_++ == 0) {
        message_id_ = name_of(*entry);
      }
      ++entry;
    }
  }
  if (accepted_ > 0) status_ = CommandStatus::ESME_ROK;
  no_unsuccess_ = writer.count();
  unsuccess_.resize(writer.octets().size());
}

pdu::SubmitMultiResp MultiAnswer::response() const {
  return {message_id_, no_unsuccess_, unsuccess_, {}};
}

}  // namespace smppedge::north::smpp
