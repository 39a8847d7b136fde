// SPDX-License-Identifier: Apache-2.0
// What becomes of a reply once it is known what it answers: blocklists, whom it is told, and its carrier's answer.
#include <algorithm>
#include <span>
#include <utility>

#include "base/log.h"
#include "gateway/replies.h"

namespace smppedge::gateway {

void Replies::take(Incoming& incoming, const reply::WindowMatch& match, const LiveMessage* answered) {
  const bool known = match.account != AccountNumber();
  const auto accounts = known ? std::span(&match.account, 1) : std::span(match.accounts);
  // Which of two phones it is, nobody knows where no message tells.
  const PhoneNumber twin = is_by_messages(match) ? PhoneNumber() : incoming.handset.twin;
  const PhoneNumber phone = answered != nullptr ? answered->to : incoming.reply->from;
  if (incoming.told_before && !blocks_anew(*incoming.reply, accounts, {phone, twin})) {
    ++core_.counters.replies_duplicate;
    return end(incoming);
  }
  Reply& reply = *incoming.reply;
  reply.late = match.late;
  reply.ambiguous = match.ambiguous;
  if (match.ambiguous) ++core_.counters.replies_ambiguous;
  const auto opted = blocklist_.on_reply(accounts, phone, twin, word_of(reply), reply.to);
  if (answered != nullptr) {
    reply.extend = answered->extend;
  } else {
    reply.extend = std::string(customers_digits(reply, match.account));
  }
  bool told = false;
  for (const AccountNumber account : accounts) {
    const auto own =
        std::find_if(opted.begin(), opted.end(), [&](const auto& each) { return each.account == account; });
    told = tell(incoming, account, own == opted.end() ? store::ReplyOpt::none : own->opt, answered, told) || told;
  }
  if (accounts.empty()) {
    nobody_s(incoming);
  } else if (!told) {
    leave_out(incoming);
  }
  end(incoming);
}

/// What the account's customer put behind its number, as far as the number alone tells.
std::string_view Replies::customers_digits(const Reply& reply, AccountNumber number) const {
  const AccountSettings* account = core_.account(number);
  const auto owner = core_.senders.owner_by_carrier_first(reply.carrier, reply.to);
  if (account == nullptr || !owner || owner->account != number) return {};
  return owner->extend(account->number_policy.tail_digits);
}

/// Where it may be for several accounts, each of them is told. False: this one is not.
bool Replies::tell(const Incoming& incoming, AccountNumber number, store::ReplyOpt opt, const LiveMessage* answered,
                   bool told_another) {
  const AccountSettings* account = core_.account(number);
  if (account == nullptr) return false;
  if (incoming.reply->late && !account->late_replies && opt == store::ReplyOpt::none) {
    ++core_.counters.replies_late_dropped;
    return false;
  }
  Incoming own = incoming;
  own.reply = std::make_shared<Reply>(*incoming.reply);
  own.reply->opt = opt;
  if (told_another) own.parts.clear();  // they have ended
  ++core_.counters.replies;
  record(own, number, answered);
  return true;
}

void Replies::nobody_s(const Incoming& incoming) {
  ++core_.counters.replies_unmatched;
  if (const auto count = left_out_log_.due(core_.scheduler.mono())) {
    log::warn("replies that are no account's were acknowledged and left out, the last to {} count={} carrier={}",
              log::mask_phone(incoming.reply->to), count, core_.name_of(incoming.reply->carrier));
  }
  leave_out(incoming);
}

void Replies::leave_out(const Incoming& incoming) {
  if (!incoming.parts.empty()) parts_.end(incoming.parts);
}

void Replies::record(const Incoming& incoming, AccountNumber account, const LiveMessage* answered) {
  const Reply& reply = *incoming.reply;
  const std::string parts = store::FactList::pack(incoming.parts);
  store::RepliedTo fact;
  fact.account = account;
  fact.carrier = reply.carrier;
  fact.bind = incoming.bind;
  fact.event = report_.place_of_reply(account, answered);
  fact.from = reply.from;
  fact.to = reply.to;
  fact.extend = reply.extend;
  fact.text = reply.text;
  fact.text_error = reply.text_error;
  // A last part that was answered ahead may be proven by now.
  const bool may_come_again = incoming.is_kept_by_carrier() || seen_.knows(incoming.fingerprint);
  fact.fingerprint = may_come_again ? incoming.fingerprint : 0;
  fact.late = reply.late;
  fact.incomplete = reply.incomplete;
  fact.ambiguous = reply.ambiguous;
  fact.opt = reply.opt;
  fact.parts = *store::FactList::from_octets(parts);
  const store::Location at = answered != nullptr
                                 ? core_.ledger.record(answered->id, answered->last, fact, reply.received_at)
                                 : core_.ledger.record(MessageId(), {}, fact, reply.received_at);
  parts_.told(incoming.parts);
  auto message = answered != nullptr ? std::make_shared<const Message>(*answered) : nullptr;
  if (!report_.add(account, fact.event, at, Event::Kind::reply, std::move(message), incoming.reply)) {
    ++core_.counters.replies_dead;
  }
}

// --- repetitions

/// Where it did not decode it is no word.
std::string_view Replies::word_of(const Reply& reply) {
  return reply.text_error.empty() ? std::string_view(reply.text) : std::string_view();
}

bool Replies::is_opt_out_of_any(const Reply& reply) const {
  const auto& accounts = core_.settings.accounts;
  return std::any_of(accounts.begin(), accounts.end(),
                     [&](const AccountSettings& account) { return account.opt_out_words.matches(word_of(reply)); });
}

bool Replies::blocks_anew(const Reply& reply, std::span<const AccountNumber> accounts, const Handset& handset) const {
  return std::any_of(accounts.begin(), accounts.end(), [&](AccountNumber number) {
    const AccountSettings* account = core_.account(number);
    if (account == nullptr || !account->opt_out_words.matches(word_of(reply))) return false;
    return !core_.blocked.contains(number, handset.phone) ||
           (!handset.twin.empty() && !core_.blocked.contains(number, handset.twin));
  });
}

// --- its carrier

void Replies::end(Incoming& incoming) {
  answer(incoming);
  next_turn(incoming);
}

void Replies::answer(Incoming& incoming) {
  if (const auto owed = std::exchange(incoming.owed, std::nullopt)) answer(*owed);
}

void Replies::answer_ahead(Incoming& incoming) {
  if (incoming.owed && !is_opt_out_of_any(*incoming.reply)) answer(incoming);
}

void Replies::answer(const Owed& owed) {
  std::vector<Copy> copies = seen_.recorded(owed.fingerprint, core_.scheduler.wall());
  copies.push_back(owed.copy);
  for (const Copy& copy : copies) {
    core_.answer_deliver(copy.carrier, copy.token, pdu::CommandStatus::ESME_ROK);
    core_.ledger.effects().calls.push_back([this, copy, fingerprint = owed.fingerprint] {
      carrier::Carrier* from = core_.carrier(copy.carrier, copy.token);
      if (from == nullptr || !from->want_proof(copy.token)) return;
      seen_.answered(fingerprint, copy, core_.scheduler.mono());
    });
  }
}

void Replies::refuse(const Incoming& incoming) {
  for (const Copy& copy : seen_.given_up(incoming.fingerprint)) core_.refuse_deliver(copy.carrier, copy.token);
  core_.refuse_deliver(incoming.owed->copy.carrier, incoming.owed->copy.token);
}

}  // namespace smppedge::gateway
