// SPDX-License-Identifier: Apache-2.0
#include "gateway/accept.h"

#include <fmt/format.h>

#include <boost/unordered/unordered_flat_map.hpp>

#include "gateway/lookups.h"
#include "gateway/request_error.h"
#include "gateway/store_room.h"
#include "policy/number.h"

namespace smppedge::gateway {
namespace {

std::size_t numbers_of(const AcceptRequest& request) {
  std::size_t numbers = 0;
  for (const AcceptItem& item : request.items) numbers += item.to.size();
  return numbers;
}

std::size_t accepted_of(const AcceptAnswer& answer) {
  std::size_t accepted = 0;
  for (const AcceptEntry& entry : answer.messages) accepted += entry.error || entry.duplicate ? 0 : 1;
  return accepted;
}

RequestError throttled(std::uint32_t pace_per_s, Micros wait) {
  return {RequestError::Kind::throttled, "throttled",
          fmt::format("This account may send {} numbers a second; nothing was accepted. Send more slowly.", pace_per_s),
          std::chrono::ceil<Seconds>(wait)};
}

/// What a number in the answer says of its message.
void describe(const Message& message, WallTime now, AcceptEntry& entry) {
  entry.id = message.id;
  entry.sender = message.plan.sender;
  entry.segments = message.plan.segments;
  entry.encoding = message.plan.encoding;
  const bool scheduled = state_at(message, now) == MessageState::scheduled;
  entry.state = scheduled ? MessageState::scheduled : MessageState::accepted;
  if (!message.client) return;
  entry.told_id = message.client->told_id;
  entry.told_alias = message.client->told_alias;
}

}  // namespace

void Accept::accept(AcceptRequest request, Done done) {
  if (!request.idempotency) return read_ahead(std::move(request), std::move(done));
  const auto kept = std::make_shared<AcceptRequest>(std::move(request));
  repeats_.begin(kept->account, *kept->idempotency, std::move(done),
                 [this, kept](Done first) { read_ahead(std::move(*kept), std::move(first)); });
}

/// What a phone was sent before; first, since what read_messages() brings into memory does not stay there for long.
void Accept::read_ahead(AcceptRequest request, Done done) {
  const AccountSettings* account = core_.account(request.account);
  const std::size_t messages = numbers_of(request);
  if (account == nullptr || messages > request_messages_max) return read_messages(std::move(request), std::move(done));
  std::vector<PhoneNumber> phones = phones_to_look_up(request);
  if (phones.empty()) return read_messages(std::move(request), std::move(done));
  // What would be refused in any case costs the store nothing; afterwards it is asked again, as it then is.
  if (const auto error = refusal(*account, messages)) return refuse(request.account, *error, done);
  fetch_numbers(std::move(request), std::move(phones), std::move(done));
}

std::vector<PhoneNumber> Accept::phones_to_look_up(const AcceptRequest& request) {
  std::vector<PhoneNumber> phones;
  for (const AcceptItem& item : request.items) {
    if (item.error) continue;
    for (const std::string& to : item.to) {
      const auto phone = policy::normalise_recipient(to);
      if (!phone || core_.blocked.contains(request.account, *phone)) continue;
      if (!core_.needs_history(request.account, item.traffic_class, *phone) || core_.windows.knows(*phone)) continue;
      phones.push_back(*phone);
    }
  }
  return phones;
}

void Accept::fetch_numbers(AcceptRequest request, std::vector<PhoneNumber> phones, Done done) {
  std::size_t& looked_up = looked_up_[request.account];
  const std::size_t count = phones.size();
  if (looked_up + count > account_phones_looked_up_max) return refuse(request.account, store_busy(), done);
  looked_up += count;
  const auto kept = std::make_shared<AcceptRequest>(std::move(request));
  core_.windows.fetch(std::move(phones), [this, kept, count, done = std::move(done)](bool known) {
    looked_up_[kept->account] -= count;
    if (!known) return refuse(kept->account, store_busy(), done);
    read_messages(std::move(*kept), done);
  });
}

/// What the request replaces or continues.
void Accept::read_messages(AcceptRequest request, Done done) {
  std::vector<PartsKey> parts;
  bool replaces = false;
  for (const AcceptItem& item : request.items) {
    if (!item.client) continue;
    replaces = replaces || item.replace_if_present;
    if (!is_part(*item.client)) continue;
    for (const std::string& to : item.to) {
      const auto phone = policy::normalise_recipient(to);
      if (!phone) continue;
      const PartsKey key = PartsKey::of(request.account, *phone, *item.client);
      if (pins_.must_prepare(key)) parts.push_back(key);
    }
  }
  if (parts.empty() && !replaces) return take_request(request, done);
  const auto kept = std::make_shared<AcceptRequest>(std::move(request));
  if (parts.empty()) return fetch_present(kept, std::move(done));
  const bool waits = pins_.prepare(parts, [this, kept, done](const Expected<void, RequestError>& prepared) {
    if (!prepared) return refuse(kept->account, prepared.error(), done);
    fetch_present(kept, done);
  });
  if (!waits) refuse(kept->account, store_busy(), done);
}

void Accept::fetch_present(const std::shared_ptr<AcceptRequest>& request, Done done) {
  // A submit_multi cannot replace (4.5.1), so there is one to fetch.
  for (const AcceptItem& item : request->items) {
    if (!item.replace_if_present || !item.client || item.to.empty()) continue;
    const auto phone = policy::normalise_recipient(item.to.front());
    if (!phone) continue;
    return change_.fetch_present(request->account, *phone, *item.client,
                                 [this, request, done](const Expected<void, RequestError>& fetched) {
                                   if (!fetched) return refuse(request->account, fetched.error(), done);
                                   take_request(*request, done);
                                 });
  }
  take_request(*request, done);
}

std::optional<RequestError> Accept::refusal(const AccountSettings& account, std::size_t messages) {
  if (messages > request_messages_max) {
    return invalid("too_many_messages",
                   fmt::format("A request holds at most {} numbers in all; send several.", request_messages_max));
  }
  const MonoTime now = core_.scheduler.mono();
  if (AccountPace* pace = paces_.of(account.number, account.pace_per_s, now)) {
    const Micros wait = pace->wait(messages, now);
    if (wait > Micros(0)) return throttled(account.pace_per_s, wait);
  }
  return room_for(account, messages);
}

std::optional<RequestError> Accept::room_for(const AccountSettings& account, std::size_t messages) const {
  if (auto error = no_room_in_store(core_, "accepted")) return error;
  if (core_.queues.size() + messages > core_.settings.queued_max) {
    return overloaded("queue_full", "Too many messages wait for their carrier; nothing was accepted.", Seconds(10));
  }
  if (core_.table.size() + messages > 2 * core_.settings.live_messages_max) {
    return overloaded("memory_full", "Too many messages are under way; nothing was accepted.", Seconds(1));
  }
  const auto open = core_.open_by_account.find(account.number);
  const std::uint64_t reserved = open == core_.open_by_account.end() ? 0 : open->second;
  if (report_.kept(account.number) + reserved + messages > account.events_max) {
    return overloaded("events_full",
                      "Too many messages of this account are open or wait for their event to be acknowledged; fetch "
                      "and acknowledge events first.",
                      Seconds(10));
  }
  return std::nullopt;
}

void Accept::refuse(AccountNumber account, const RequestError& error, const Done& done) {
  const bool overload = error.kind == RequestError::Kind::overloaded || error.kind == RequestError::Kind::disk_full;
  if (error.kind == RequestError::Kind::throttled) {
    ++core_.counters.refused_pace;
    ++core_.accounts[account].refused_pace;
  } else if (overload) {
    ++(error.kind == RequestError::Kind::disk_full ? core_.counters.refused_disk : core_.counters.refused_overload);
    ++core_.accounts[account].refused_overload;
  } else {
    ++core_.counters.refused_requests;
  }
  done(failure(error));
}

Expected<Accept::Checked, RequestError> Accept::check(const AccountSettings& account, AcceptItem& item) const {
  if (item.error) return failure(*item.error);
  const DeliveryPolicy& delivery = core_.settings.delivery;
  auto body = CutBody::make(item, account.segments_max);
  if (!body) return failure(std::move(body.error()));
  const auto times =
      send_times({item.validity, item.expires_at, item.send_at},
                 delivery.validity[static_cast<std::size_t>(item.traffic_class)], delivery, core_.scheduler.wall());
  if (!times) return failure(times.error());
  return Checked{item, std::move(*body), *times, {}, 0};
}

void Accept::take_request(AcceptRequest& request, const Done& done) {
  const AccountSettings* account = core_.account(request.account);
  AcceptAnswer answer;
  answer.messages.resize(numbers_of(request));
  std::optional<RequestError> error =
      account == nullptr ? std::optional(unknown_account()) : refusal(*account, answer.messages.size());
  std::span<AcceptEntry> entries(answer.messages);
  for (AcceptItem& item : request.items) {
    if (error) break;
    auto checked = check(*account, item);
    if (checked) {
      take_all(*account, request.door, *checked, entries.first(item.to.size()));
    } else if (!request.is_list) {
      error = std::move(checked.error());
    } else {
      for (std::size_t i = 0; i < item.to.size(); ++i) {
        entries[i].to = std::move(item.to[i]);
        entries[i].error = checked.error();
        ++core_.counters.refused_numbers;
      }
    }
    entries = entries.subspan(item.to.size());
  }
  if (error) return refuse(request.account, *error, done);
  const std::size_t accepted = accepted_of(answer);
  if (AccountPace* pace = paces_.of(account->number, account->pace_per_s, core_.scheduler.mono())) pace->take(accepted);
  core_.accounts[account->number].accepted += accepted;
  if (request.idempotency) repeats_.used(request.account, *request.idempotency, answer);
  core_.ledger.effects().calls.push_back(
      [answer = std::make_shared<AcceptAnswer>(std::move(answer)), done] { done(std::move(*answer)); });
}

void Accept::take_all(const AccountSettings& account, Door door, Checked& checked, std::span<AcceptEntry> entries) {
  AcceptItem& item = checked.item;
  boost::unordered_flat_map<PhoneNumber, std::size_t, std::hash<PhoneNumber>> first_entry;
  for (std::size_t i = 0; i < item.to.size(); ++i) {
    AcceptEntry& entry = entries[i];
    entry.to = std::move(item.to[i]);
    const auto phone = policy::normalise_recipient(entry.to);
    if (!phone) {
      entry.error = invalid("invalid_number", std::string(policy::advice(phone.error())));
      ++core_.counters.refused_numbers;
      continue;
    }
    if (item.to.size() > 1) {
      const auto [first, is_new] = first_entry.try_emplace(*phone, i);
      if (!is_new) {
        std::string to = std::move(entry.to);
        entry = entries[first->second];
        entry.to = std::move(to);
        entry.duplicate = !entry.error;
        continue;
      }
    }
    take(account, door, checked, i, *phone, entry);
    if (entry.error) ++core_.counters.refused_numbers;
  }
}

void Accept::take(const AccountSettings& account, Door door, Checked& checked, std::size_t index,
                  const PhoneNumber& phone, AcceptEntry& entry) {
  if (core_.blocked.contains(account.number, phone)) {
    entry.error = invalid(
        "blocked",
        "This phone is on the account's blocklist: it gets nothing until DELETE /v1/blocklist/{phone} takes it off.");
    ++core_.accounts[account.number].refused_blocked;
    return;
  }
  if (replace_present(account, checked, phone, entry)) return;
  auto planned = planner_.plan(account, checked.item, checked.body, phone);
  if (!planned) {
    entry.error = std::move(planned.error());
    return;
  }
  record(account, door, checked, index, phone, *planned, entry);
}

bool Accept::replace_present(const AccountSettings& account, Checked& checked, const PhoneNumber& phone,
                             AcceptEntry& entry) {
  const AcceptItem& item = checked.item;
  if (!item.replace_if_present || !item.client) return false;
  LiveMessage* present = change_.find_present(account.number, phone, *item.client);
  if (present == nullptr) return false;
  auto replaced = change_.put_in_place(*present, checked.body, checked.times, item.client->registered_delivery);
  if (!replaced) {
    entry.error = std::move(replaced.error());
  } else {
    describe(*present, core_.scheduler.wall(), entry);
    entry.replaced = true;
  }
  return true;
}

ClientSubmit Accept::told(AccountNumber account, Checked& checked, std::size_t index, MessageId id) {
  const AcceptItem& item = checked.item;
  ClientSubmit client = *item.client;
  if (index < item.destinations.size()) client.destination = item.destinations[index];
  if (checked.told_id == MessageId()) {
    checked.told_id = id;
    if (item.wants_alias) {
      std::uint32_t& last = core_.aliases[account];
      if (++last == 0) ++last;  // all 32 bits were given out: the oldest is long forgotten, and 0 is none
      checked.told_alias = last;
    }
  }
  client.told_id = checked.told_id;
  client.told_alias = checked.told_alias;
  return client;
}

void Accept::record(const AccountSettings& account, Door door, Checked& checked, std::size_t index,
                    const PhoneNumber& phone, const Planner::Planned& planned, AcceptEntry& entry) {
  const AcceptItem& item = checked.item;
  const WallTime now = core_.scheduler.wall();
  auto live = std::make_shared<LiveMessage>();
  live->id = ids_.next(now);
  live->in_memory_since = core_.scheduler.mono();
  store::Accepted fact;
  fact.account = account.number;
  fact.traffic_class = item.traffic_class;
  fact.door = door;
  fact.to = phone;
  fact.body_kind = checked.body.kind();
  fact.data_coding = checked.body.data_coding();
  fact.body = checked.body.content();
  fact.ref = item.ref;
  fact.extend = planned.extend;
  fact.expires_at = checked.times.expires_at;
  fact.send_at = checked.times.send_at;
  fact.plan = planned.plan;
  if (item.client) fact.client = told(account.number, checked, index, live->id);
  static_cast<Message&>(*live) = make_message({live->id, {}, now}, fact);
  core_.ledger.record_birth(*live, fact);
  // Under the other policies the pair is the conversation, whatever it is called.
  if (!item.conversation.empty() && account.number_policy.kind == sender::Policy::rotating) {
    core_.ledger.record(*live, store::ConversationNamed{lookup_of_conversation(item.conversation)});
  }
  if (fact.client && is_part(*fact.client)) {
    pins_.note(PartsKey::of(account.number, phone, *fact.client), fact.client->part.sequence,
               {planned.plan.carrier, planned.plan.sender, planned.plan.reference});
  }
  describe(*live, now, entry);
  core_.claim_number(*live);
  if (live->state != MessageState::scheduled) core_.queue(*live);
  core_.table.insert(std::move(live));
  core_.message_opened(account.number, planned.plan.carrier);
  ++core_.counters.accepted;
}

}  // namespace smppedge::gateway
