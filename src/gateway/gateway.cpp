// SPDX-License-Identifier: Apache-2.0
#include "gateway/gateway.h"

#include <utility>

#include "base/log.h"
#include "gateway/recovery.h"
#include "gateway/request_error.h"
#include "gateway/sender_list.h"
#include "gateway/timeline.h"

namespace smppedge::gateway {

Gateway::Gateway(const Settings& settings, sender::SenderDirectory senders, Scheduler& scheduler, Dialer& dialer,
                 Rng& rng, store::Store& store)
    : core_(settings, scheduler, rng, store, std::move(senders)),
      index_(core_),
      loader_(core_),
      report_(core_),
      parked_(settings.parked_receipts_max),
      settle_(core_, index_, report_, parked_),
      receipts_(core_, loader_, parked_, settle_),
      rematch_(core_, parked_, receipts_),
      queries_(core_, loader_, settle_),
      blocklist_(core_),
      block_jobs_(core_, blocklist_),
      replies_(core_, loader_, report_, blocklist_),
      uplink_(core_, receipts_, replies_),
      pins_(core_),
      planner_(core_, pins_, Routing(settings.routes, settings.ported)),
      schedule_(core_, loader_),
      cancels_(core_, loader_, settle_),
      change_(core_, loader_, planner_, schedule_),
      repeats_(core_),
      accept_(core_, report_, repeats_, pins_, planner_, change_),
      listings_(core_),
      carriers_(core_, dialer, *this),
      head_reader_(core_, loader_),
      dispatch_(core_, head_reader_, planner_, settle_),
      reroute_(core_, head_reader_, planner_,
               [this](MessageId id) {
                 if (LiveMessage* message = core_.table.find(id)) settle_.conclude(*message);
               }),
      sweep_(core_, loader_, index_, parked_, settle_, schedule_, queries_),
      checkpoints_(core_, report_, parked_, replies_, index_, sweep_, accept_.ids()),
      started_at_(scheduler.mono()) {
  settle_.reroute_by([this](LiveMessage& message) { return reroute_.move_refused(message); });
  core_.ledger.before_commit([this] {
    schedule_.run();
    reroute_.run();
    dispatch_.run();
    report_.publish();
  });
  core_.ledger.after_hand_over([this] { checkpoints_.after_hand_over(); });
}

Gateway::~Gateway() = default;

Expected<store::RecoveryReport, store::OpenError> Gateway::recover() {
  Recovery recovery(core_, report_, parked_, index_, settle_, replies_, blocklist_, pins_, schedule_, repeats_,
                    accept_.ids());
  auto report = core_.store.recover(recovery);
  if (!report) return report;
  if (recovery.broken()) {
    return failure(store::OpenError{*recovery.broken() + "; restore the data directory from a copy, or move it away"});
  }
  core_.ledger.start_after(report->last_batch);
  recovery.finish();
  for (const auto& [carrier, phone] : recovery.doubted()) weigh_parked(carrier, phone);
  return report;
}

void Gateway::start() {
  carriers_.start();
  pins_.start();
  schedule_.start();
  sweep_.start();
  report_.start();
  replies_.start();
  checkpoints_.start();
}

void Gateway::stop_sending() {
  dispatch_.stop();
  block_jobs_.stop();
}

void Gateway::stop(Micros within, std::function<void()> stopped) {
  stop_sending();
  carriers_.stop(within, [this, stopped = std::move(stopped)] { checkpoints_.take_last(stopped); });
}

void Gateway::reconfigure(Reconfiguration wanted) {
  const sender::SenderDirectory former = std::exchange(core_.senders, std::move(wanted.senders));
  core_.sender_use.keep_held(former, core_.senders);
  core_.senders_since = core_.scheduler.wall();
  core_.senders.keep_owners(former, core_.senders_since, core_.senders_since + window_kept);
  core_.settings.routes = std::move(wanted.routes);
  core_.settings.ported = std::move(wanted.ported);
  planner_.change(Routing(core_.settings.routes, core_.settings.ported));
  for (const CarrierSettings& carrier : wanted.carriers) {
    const CarrierSettings* running = core_.carrier_settings(carrier.number);
    if (running == nullptr) continue;
    const Profile& was = running->link.profile;
    const Profile& is = carrier.link.profile;
    if (was.id_convention == is.id_convention && was.learn_id == is.learn_id) continue;
    core_.id_keys_changed_at[carrier.number] = core_.scheduler.wall();
  }
  carriers_.apply(std::move(wanted.carriers));
  reroute_.look_again();
}

void Gateway::accept(AcceptRequest request, std::function<void(Expected<AcceptAnswer, RequestError>)> done) {
  accept_.accept(std::move(request), std::move(done));
}

void Gateway::cancel(CancelRequest request, Api::Done<CancelAnswer> done) {
  cancels_.cancel(std::move(request), std::move(done));
}

void Gateway::replace(ReplaceRequest request, Api::Done<void> done) {
  change_.replace(std::move(request), std::move(done));
}

void Gateway::list_messages(MessagesQuery query, Api::Done<MessagesPage> done) {
  listings_.list(std::move(query), std::move(done));
}

void Gateway::find_alias(AccountNumber account, std::uint32_t alias, Api::Done<MessageId> done) {
  MessageId live;
  core_.table.for_each_told(account, store::LookupKind::alias, alias, [&live](const LiveMessage& message) {
    live = std::max(live, message.id);  // aliases come again after 32 bits
    return true;
  });
  if (live != MessageId()) {
    core_.ledger.effects().calls.push_back([done, live] { done(live); });
    return;
  }
  core_.store.find_lookup(account, store::LookupKind::alias, alias, MessageId(), 1,
                          [done](const Expected<std::vector<MessageId>, store::ReadError>& ids) {
                            if (!ids && ids.error() == store::ReadError::overloaded) return done(failure(store_busy()));
                            if (!ids || ids->empty()) return done(failure(unknown_message()));
                            done(ids->front());
                          });
}

void Gateway::find_message(AccountNumber account, MessageId id, Api::Done<MessageView> done) {
  const auto unreadable = [](store::ReadError error) {
    return failure(error == store::ReadError::not_found ? unknown_message() : store_busy());
  };
  const auto read = [this, account, done, unreadable](store::Location last) {
    core_.store.read_chain(last, [this, account, done, unreadable](Expected<store::Chain, store::ReadError> chain) {
      if (!chain) return done(unreadable(chain.error()));
      auto view = view_of(*chain);
      if (!view) return done(unreadable(store::ReadError::corrupt));
      if (view->message.account != account) return done(failure(unknown_message()));
      view->message.state = state_at(view->message, core_.scheduler.wall());
      done(std::move(*view));
    });
  };
  if (const LiveMessage* live = core_.table.find(id)) {
    // What is on its way to the disk is read once it is there.
    core_.ledger.effects().calls.push_back([read, last = live->last] { read(last); });
    return;
  }
  core_.store.find_message(id, [this, read, done, unreadable](Expected<store::MessageRecord, store::ReadError> record) {
    if (!record) return done(unreadable(record.error()));
    core_.ledger.effects().calls.push_back([read, last = record->last] { read(last); });
  });
}

void Gateway::events(AccountNumber account, unsigned limit, Seconds wait,
                     std::function<void(Expected<EventsPage, RequestError>)> done) {
  report_.events(account, std::min(limit, events_page_max), std::min(wait, events_wait_max), std::move(done));
}

void Gateway::acknowledge(AccountNumber account, EventSequence through,
                          std::function<void(Expected<void, RequestError>)> done) {
  report_.acknowledge(account, through, std::move(done));
}

void Gateway::take_events(EventChannel channel, unsigned limit, Seconds wait, Api::Done<EventsPage> done) {
  report_.take(channel, std::min(limit, events_page_max), std::min(wait, events_wait_max), std::move(done));
}

void Gateway::settle_events(EventChannel channel, EventsSettlement settlement, Api::Done<void> done) {
  report_.settle(channel, settlement, std::move(done));
}

void Gateway::dead_letters(EventChannel channel, EventSequence after, unsigned limit, Api::Done<DeadLetters> done) {
  report_.list_dead_letters(channel, after, std::min(limit, messages_page_max), std::move(done));
}

void Gateway::revive(EventChannel channel, std::vector<EventSequence> buried, bool all, Api::Done<std::uint64_t> done) {
  report_.revive(channel, std::move(buried), all, std::move(done));
}

bool Gateway::fill(CarrierNumber carrier, MessageId id, std::uint8_t segment, pdu::ShortMessage& out) {
  LiveMessage* message = core_.table.find(id);
  // An older attempt may have ended it.
  if (message == nullptr || segment >= message->segments.size()) return false;
  const PhoneNumber phone = message->to;
  const Segment& claimed = message->segments[segment];
  if (claimed.state != SegmentState::claimed || was_accepted(claimed)) {
    settle_.on_overtaken(*message, segment);
  } else if (core_.blocked.contains(message->account, message->to)) {
    settle_.on_blocked(*message, segment);  // its claim may have waited long for the carrier's window or pace
  } else if (dispatch_.fill(carrier, *message, segment, out)) {
    const std::size_t attempt = claimed.attempts.size() - 1;
    user_reference_.add(core_.profile_of(carrier), {id, segment, static_cast<std::uint8_t>(attempt)}, out);
    return true;
  } else {
    settle_.on_unfit(*message, segment);
  }
  weigh_parked(carrier, phone);
  return false;
}

void Gateway::on_answer(CarrierNumber carrier, MessageId id, std::uint8_t segment,
                        const carrier::SubmitAnswer& answer) {
  if (LiveMessage* message = core_.table.find(id)) {
    const PhoneNumber phone = message->to;
    settle_.on_answer(carrier, *message, segment, answer);
    return weigh_parked(carrier, phone);
  }
  // The message ended in doubt before this late answer came: it may still learn its id from it.
  // Too busy to read it: the result was told long ago, only a receipt.late may be lost, and that is counted.
  carrier::SubmitAnswer kept = answer;
  kept.submit = {};  // recorded with the doubt
  const auto read = [this, carrier, segment, kept, message_id = std::string(answer.message_id),
                     octets = std::vector(answer.octets.begin(), answer.octets.end())](
                        Expected<LiveMessage*, store::ReadError> message) {
    if (!message) return;
    carrier::SubmitAnswer late = kept;
    late.message_id = message_id;
    late.octets = octets;
    const PhoneNumber phone = (*message)->to;
    settle_.on_answer(carrier, **message, segment, late);
    weigh_parked(carrier, phone);
  };
  if (!loader_.load(id, read)) ++core_.counters.late_answers_lost;
}

void Gateway::on_doubt(CarrierNumber carrier, MessageId id, std::uint8_t segment, const carrier::SubmitDoubt& doubt) {
  LiveMessage* message = core_.table.find(id);
  if (message == nullptr) return;
  const PhoneNumber phone = message->to;
  settle_.on_doubt(carrier, *message, segment, doubt);
  weigh_parked(carrier, phone);
}

void Gateway::on_released(CarrierNumber carrier, MessageId id, std::uint8_t segment, Reason reason) {
  LiveMessage* message = core_.table.find(id);
  if (message == nullptr) return;
  const PhoneNumber phone = message->to;
  settle_.on_released(*message, segment, reason);
  weigh_parked(carrier, phone);
}

void Gateway::on_deliver(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                         carrier::WireOctets octets) {
  uplink_.on_deliver(carrier, token, message, octets);
}

void Gateway::on_change(CarrierNumber carrier) {
  if (const carrier::Carrier* changed = core_.carrier(carrier)) reroute_.on_change(*changed);
  core_.scheduler.defer(core_.ledger);
}

void Gateway::parked_receipts(ParkedQuery query, AdminApi::Done<ParkedPage> done) {
  rematch_.list(query, done);
}

void Gateway::rematch_receipts(std::string carrier, AdminApi::Done<RematchAnswer> done) {
  rematch_.run(carrier, std::move(done));
}

void Gateway::senders(SendersQuery query, AdminApi::Done<SendersPage> done) {
  done(list_senders(core_, query));
}

void Gateway::list_blocked(BlockedQuery query, Api::Done<store::BlockedPage> done) {
  blocklist_.list(query, std::move(done));
}

void Gateway::find_blocked(AccountNumber account, const PhoneNumber& phone, Api::Done<store::BlockedPhone> done) {
  blocklist_.find(account, phone, std::move(done));
}

void Gateway::block(AccountNumber account, const PhoneNumber& phone, Api::Done<bool> done) {
  blocklist_.block(account, phone, done);
}

void Gateway::unblock(AccountNumber account, const PhoneNumber& phone, Api::Done<Unblocked> done) {
  blocklist_.unblock(account, phone, done);
}

void Gateway::list_removals(RemovalsQuery query, AdminApi::Done<RemovalsPage> done) {
  blocklist_.list_removals(query, std::move(done));
}

void Gateway::decide_removals(RemovalsDecision decision, AdminApi::Done<RemovalsAnswer> done) {
  blocklist_.decide_removals(decision, done);
}

void Gateway::start_block_job(BlockJobRequest request, AdminApi::Done<BlockJob> done) {
  block_jobs_.start(request, done);
}

void Gateway::block_jobs(AdminApi::Done<std::vector<BlockJob>> done) {
  done(block_jobs_.all());
}

void Gateway::cancel_block_job(BlockJobCancel cancel, AdminApi::Done<BlockJob> done) {
  block_jobs_.cancel(cancel, done);
}

void Gateway::find_blocked_phone(BlockedPhoneQuery query, AdminApi::Done<store::BlockedPhone> done) {
  blocklist_.find(query, std::move(done));
}

void Gateway::on_queried(CarrierNumber carrier, const carrier::QueryAnswer& answer) {
  queries_.on_queried(carrier, answer);
}

void Gateway::on_connection_ended(CarrierNumber carrier, const carrier::EndedConnection& ended) {
  replies_.on_connection_ended(carrier, ended);
}

/// After each end of a claim: a parked receipt waits until nothing to its phone awaits its response.
void Gateway::weigh_parked(CarrierNumber carrier, const PhoneNumber& phone) {
  if (parked_.size() != 0) receipts_.weigh_parked(carrier, phone);
}

Status Gateway::status() const {
  Status status;
  status.counters = core_.counters;
  status.store = core_.store.statistics();
  const auto add = [&](const CarrierSettings& carrier, bool retired) {
    status.carriers.push_back({carrier.number, carrier.link.name, core_.carrier(carrier.number)->status(), retired,
                               core_.learns_id(carrier.number), core_.id_learning.of(carrier.number)});
  };
  for (const CarrierSettings& carrier : core_.settings.carriers) add(carrier, false);
  for (const auto& [number, retired] : core_.retired) add(retired.settings, true);
  for (const AccountSettings& account : core_.settings.accounts) {
    const auto counted = core_.accounts.find(account.number);
    const AccountCounters counters = counted == core_.accounts.end() ? AccountCounters() : counted->second;
    status.accounts.push_back({account.number, account.name, counters, {}, core_.blocked.size(account.number)});
  }
  report_.fill(status);
  status.open_messages = core_.table.size();
  status.queued_messages = core_.queues.size() + settle_.waiting_for_retry();
  status.in_doubt_segments = core_.table.doubts();
  status.parked_receipts = parked_.size();
  status.reply_parts = replies_.parts_waiting();
  status.removals_waiting = blocklist_.removals_waiting();
  status.block_job_running = block_jobs_.is_running();
  status.uptime = std::chrono::duration_cast<Seconds>(core_.scheduler.mono() - started_at_);
  return status;
}

}  // namespace smppedge::gateway
