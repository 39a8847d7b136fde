// SPDX-License-Identifier: Apache-2.0
// One function a group of families. A family's samples must stand together, so carriers are walked once a family.
#include "admin/metrics.h"

#include "message/states.h"

namespace smppedge::admin {
namespace {

using Type = Exposition::Type;

void write_messages(Exposition& out, const gateway::Status& status) {
  const gateway::Counters& count = status.counters;
  out.counter("messages_accepted_total", "Messages accepted, each once and durably.", count.accepted);
  out.family("messages_refused_total", Type::counter, "What was not accepted, by why; nothing of it was stored.");
  out.sample({{"reason", "request"}}, count.refused_requests);
  out.sample({{"reason", "number"}}, count.refused_numbers);
  out.sample({{"reason", "overload"}}, count.refused_overload);
  out.sample({{"reason", "disk"}}, count.refused_disk);
  out.sample({{"reason", "pace"}}, count.refused_pace);
  out.counter("requests_repeated_total", "Requests answered as the first time, under their Idempotency-Key.",
              count.repeats);
  out.counter("messages_replaced_total", "Messages changed before they were sent.", count.replaced);
  out.family("messages_ended_total", Type::counter, "Messages that reached their final state.");
  for (unsigned i = 0; i < count.ended.size(); ++i) {
    const auto state = static_cast<MessageState>(i);
    if (is_final(state)) out.sample({{"state", to_string(state)}}, count.ended[i]);
  }
  out.gauge("messages_open", "Messages in memory, open but for a few looked up lately; on disk there may be more.",
            status.open_messages);
  out.gauge("messages_queued", "Messages that wait for a carrier.", status.queued_messages);
}

/// One family with one sample an account.
void each_account(Exposition& out, const gateway::Status& status, std::string_view name, std::string_view help,
                  std::uint64_t gateway::AccountCounters::*value) {
  out.family(name, Type::counter, help);
  for (const auto& account : status.accounts) out.sample({{"account", account.name}}, account.counters.*value);
}

void write_accounts(Exposition& out, const gateway::Status& status) {
  using gateway::AccountCounters;
  each_account(out, status, "account_numbers_accepted_total", "Numbers that the account handed in and were accepted.",
               &AccountCounters::accepted);
  each_account(out, status, "account_requests_throttled_total", "Its requests above its pace.",
               &AccountCounters::refused_pace);
  each_account(out, status, "account_requests_overloaded_total", "Its requests for which there was no room.",
               &AccountCounters::refused_overload);
  each_account(out, status, "account_senders_avoided_total",
               "Sender numbers passed over because other conversations with the phone use them.",
               &AccountCounters::senders_avoided);
  each_account(out, status, "account_senders_in_use_total",
               "Its numbers refused because no sender number was free for them.", &AccountCounters::senders_in_use);
}

void write_blocklists(Exposition& out, const gateway::Status& status) {
  using gateway::AccountCounters;
  const gateway::Counters& count = status.counters;
  out.family("blocked_phones", Type::gauge, "Phones on the account's blocklist.");
  for (const auto& account : status.accounts) out.sample({{"account", account.name}}, account.blocked);
  each_account(out, status, "account_numbers_blocked_total", "Its numbers refused because they are on its blocklist.",
               &AccountCounters::refused_blocked);
  each_account(out, status, "account_messages_blocked_total",
               "Its messages that ended unsent because their phone came on its blocklist.",
               &AccountCounters::ended_blocked);
  each_account(out, status, "account_opt_outs_total", "Replies that were one of its opt-out words.",
               &AccountCounters::opted_out);
  each_account(out, status, "account_opt_ins_total", "Replies that were one of its opt-in words.",
               &AccountCounters::opted_in);
  out.gauge("blocklist_removals_waiting", "Phones that an operator is to take off a blocklist, or not.",
            status.removals_waiting);
  out.gauge("blocklist_job_running", "1 while a blocklist is imported or exported.", status.block_job_running ? 1 : 0);
  out.family("blocklist_imported_lines_total", Type::counter, "Lines of imported files, by what they were.");
  out.sample({{"result", "added"}}, count.imported_added);
  out.sample({{"result", "already"}}, count.imported_already);
  out.sample({{"result", "invalid"}}, count.imported_invalid);
}

void write_submits(Exposition& out, const gateway::Status& status) {
  const gateway::Counters& count = status.counters;
  out.counter("segments_submitted_total", "Segments claimed for a carrier.", count.submitted);
  out.family("submits_answered_total", Type::counter, "Responses to submits.");
  out.sample({{"result", "ok"}}, count.answered_ok);
  out.sample({{"result", "error"}}, count.answered_error);
  out.counter("submits_retried_total", "Segments tried again after a passing refusal.", count.retries);
  out.family("messages_rerouted_total", Type::counter, "Messages taken to another carrier of their route, by why.");
  out.sample({{"reason", "carrier_down"}}, count.rerouted[0]);
  out.sample({{"reason", "not_mine"}}, count.rerouted[1]);
  out.counter("submits_in_doubt_total", "Submits whose response did not come.", count.doubts);
  out.counter("submits_resent_total", "Segments sent once more out of doubt, as the class allows.", count.resends);
  out.family("doubts_ended_total", Type::counter, "Submits in doubt, by what ended that.");
  out.sample({{"by", "response"}}, count.late_answers);
  out.sample({{"by", "receipt"}}, count.doubts_settled[static_cast<std::size_t>(store::Evidence::receipt)]);
  out.sample({{"by", "reference"}}, count.doubts_settled[static_cast<std::size_t>(store::Evidence::reference)]);
  out.sample({{"by", "timeout"}}, count.doubts_timed_out);
  out.counter("submits_answered_late_total", "Responses that came after all.", count.late_answers);
  out.counter("submits_answered_late_lost_total", "Those left out, since too many messages were being read back.",
              count.late_answers_lost);
  out.gauge("segments_in_doubt", "Segments in doubt now.", status.in_doubt_segments);
}

void write_uplink(Exposition& out, const gateway::Status& status) {
  const gateway::Counters& count = status.counters;
  out.counter("receipts_total", "Delivery receipts received.", count.receipts);
  out.family("receipts_special_total", Type::counter, "Receipts out of the ordinary, by what they were.");
  out.sample({{"kind", "intermediate"}}, count.receipts_intermediate);
  out.sample({{"kind", "duplicate"}}, count.receipts_duplicate);
  out.sample({{"kind", "parked"}}, count.receipts_parked);
  out.sample({{"kind", "unparked"}}, count.receipts_unparked);
  out.sample({{"kind", "expired"}}, count.receipts_expired);
  out.sample({{"kind", "unreadable"}}, count.receipts_unreadable);
  out.sample({{"kind", "refused"}}, count.receipts_refused);
  out.sample({{"kind", "ambiguous"}}, count.receipts_ambiguous);
  out.sample({{"kind", "rematched"}}, count.receipts_rematched);
  out.gauge("receipts_parked", "Receipts that wait for the response that they belong to.", status.parked_receipts);
  out.family("queries_total", Type::counter, "Carriers asked for a missing receipt with query_sm, by what came of it.");
  out.sample({{"result", "sent"}}, count.queries);
  out.sample({{"result", "settled"}}, count.queries_settled);
  out.sample({{"result", "refused"}}, count.queries_refused);
  out.sample({{"result", "unanswered"}}, count.queries_unanswered);
  out.counter("duplicates_delivered_total", "Deliveries of a segment beyond its first.", count.duplicates_delivered);
  out.counter("wire_left_out_total", "PDUs too long to be kept with their message.", count.wire_left_out);
  out.counter("replies_total", "Replies from phones.", count.replies);
  out.family("replies_special_total", Type::counter, "Replies out of the ordinary, by what they were.");
  out.sample({{"kind", "duplicate"}}, count.replies_duplicate);
  out.sample({{"kind", "unmatched"}}, count.replies_unmatched);
  out.sample({{"kind", "ambiguous"}}, count.replies_ambiguous);
  out.sample({{"kind", "incomplete"}}, count.replies_incomplete);
  out.sample({{"kind", "late_dropped"}}, count.replies_late_dropped);
  out.sample({{"kind", "dead"}}, count.replies_dead);
  out.gauge("reply_parts_waiting", "Parts of long replies that wait for the others.", status.reply_parts);
  out.counter("reply_parts_total", "Parts of long replies that were taken.", count.reply_parts);
}

/// One family with one sample a door.
template <class Entry, class Value>
void each_door(Exposition& out, const std::array<Entry, 2>& doors, std::string_view name, Type type,
               std::string_view help, Value Entry::*value) {
  out.family(name, type, help);
  out.sample({{"door", "http"}}, doors[static_cast<std::size_t>(Door::http)].*value);
  out.sample({{"door", "smpp"}}, doors[static_cast<std::size_t>(Door::smpp)].*value);
}

void write_events(Exposition& out, const gateway::Status& status) {
  using Count = gateway::EventCounters;
  using Now = gateway::Status::Events;
  const auto& count = status.counters.events;
  each_door(out, count, "events_told_total", Type::counter, "Events given to the platform; each time counts.",
            &Count::told);
  each_door(out, count, "events_taken_total", Type::counter, "Events that it acknowledged.", &Count::taken);
  each_door(out, count, "events_refused_total", Type::counter, "Events that it gave back, to be told again.",
            &Count::refused);
  each_door(out, count, "events_declined_total", Type::counter, "Results that the client did not want to be told.",
            &Count::declined);
  each_door(out, count, "events_withheld_total", Type::counter,
            "News of open messages that was not told, since too many events were kept.", &Count::withheld);
  each_door(out, count, "events_buried_total", Type::counter, "Events that became dead letters.", &Count::buried);
  each_door(out, count, "dead_letters_revived_total", Type::counter, "Dead letters that were told again.",
            &Count::revived);
  each_door(out, count, "dead_letters_dropped_total", Type::counter, "Dead letters beyond their bound or time.",
            &Count::dropped);
  each_door(out, status.events, "events_kept", Type::gauge, "Events that are not acknowledged yet.", &Now::kept);
  each_door(out, status.events, "events_out", Type::gauge, "Of these, given out and not settled.", &Now::out);
  each_door(out, status.events, "events_aside", Type::gauge, "Of these, refused and to be given out again later.",
            &Now::aside);
  each_door(out, status.events, "events_held", Type::gauge, "Of these, behind an earlier event of their message.",
            &Now::held);
  each_door(out, status.events, "dead_letters", Type::gauge, "Events that nobody took.", &Now::dead);
}

void write_store(Exposition& out, const store::Statistics& store) {
  out.counter("store_commits_total", "Group commits, one sync each.", store.commits);
  out.counter("store_facts_total", "Facts committed.", store.facts);
  out.counter("store_bytes_total", "Octets committed.", store.bytes);
  out.family("store_sync_seconds_total", Type::counter, "Time spent in commits, their sync included.");
  out.sample_seconds({}, store.sync_us_total);
  out.family("store_sync_seconds_last", Type::gauge, "Time that the last commit took.");
  out.sample_seconds({}, store.sync_us_last);
  out.counter("store_reads_total", "Look-ups that went to disk.", store.reads);
  out.gauge("store_reads_waiting", "Look-ups that wait for a reader.", store.read_queue_depth);
  out.gauge("store_free_bytes", "Free space on the store's disk.", store.free_bytes);
  out.gauge("store_below_watermark", "1 while there is too little of it and messages are refused.",
            store.below_watermark ? 1 : 0);
}

using Entry = gateway::Status::CarrierEntry;

/// One family with one sample a carrier.
template <class Value>
void each_carrier(Exposition& out, const gateway::Status& status, std::string_view name, Type type,
                  std::string_view help, Value value) {
  out.family(name, type, help);
  for (const Entry& carrier : status.carriers) out.sample({{"carrier", carrier.name}}, value(carrier.status));
}

/// One family with one sample a bind.
template <class Value>
void each_bind(Exposition& out, const gateway::Status& status, std::string_view name, Type type, std::string_view help,
               Value value) {
  out.family(name, type, help);
  for (const Entry& carrier : status.carriers) {
    for (const carrier::BindStatus& bind : carrier.status.binds) {
      out.sample({{"carrier", carrier.name}, {"bind", std::to_string(bind.id.value())}}, value(bind));
    }
  }
}

/// Which of them is lowest limits the carrier.
void write_paces(Exposition& out, const gateway::Status& status) {
  using carrier::CarrierStatus;
  each_carrier(out, status, "carrier_pace_granted_per_s", Type::gauge, "Segments a second as configured; 0: no limit.",
               [](const CarrierStatus& carrier) { return carrier.granted_pace / 1'000; });
  each_carrier(out, status, "carrier_pace_current_per_s", Type::gauge,
               "The same now: less while the carrier throttles; 0: no limit.",
               [](const CarrierStatus& carrier) { return (carrier.current_pace + 999) / 1'000; });
  each_carrier(out, status, "carrier_pace_of_window_per_s", Type::gauge,
               "What the window allows at the median round trip; 0: not known yet.",
               [](const CarrierStatus& carrier) { return carrier.window_pace_per_s(); });
  each_carrier(out, status, "carrier_throttled_total", Type::counter, "Responses that said: too fast, or queue full.",
               [](const CarrierStatus& carrier) { return carrier.throttled; });
}

void write_carriers(Exposition& out, const gateway::Status& status) {
  using carrier::CarrierStatus;
  each_carrier(out, status, "carrier_claims_open", Type::gauge, "Segments claimed for the carrier and not answered.",
               [](const CarrierStatus& carrier) { return carrier.claims_open; });
  each_carrier(out, status, "carrier_window", Type::gauge, "Submits that may be without their response at a time.",
               [](const CarrierStatus& carrier) { return carrier.window; });
  each_carrier(out, status, "carrier_window_used", Type::gauge, "Submits on the wire without their response.",
               [](const CarrierStatus& carrier) { return carrier.window_used; });
  write_paces(out, status);
  each_carrier(out, status, "carrier_answered_total", Type::counter, "Responses from the carrier.",
               [](const CarrierStatus& carrier) { return carrier.answered; });
  each_carrier(out, status, "carrier_refused_total", Type::counter, "Those that were refusals.",
               [](const CarrierStatus& carrier) { return carrier.refused; });
  each_carrier(out, status, "carrier_doubts_total", Type::counter, "Submits that the carrier left without response.",
               [](const CarrierStatus& carrier) { return carrier.doubts; });
  each_carrier(out, status, "carrier_late_answers_total", Type::counter, "Responses that came after the doubt.",
               [](const CarrierStatus& carrier) { return carrier.late_answers; });
  each_carrier(out, status, "carrier_breaker_open", Type::gauge,
               "1 while it is given nothing but probes, since most of what it was given failed.",
               [](const CarrierStatus& carrier) { return carrier.breaker == carrier::BreakerState::closed ? 0U : 1U; });
  each_carrier(out, status, "carrier_breaker_opened_total", Type::counter, "How often that began.",
               [](const CarrierStatus& carrier) { return carrier.breaker_opened; });
  each_carrier(out, status, "carrier_silent", Type::gauge,
               "1 while it answers no submits and only probes go out: an alarm.",
               [](const CarrierStatus& carrier) { return carrier.silent ? 1U : 0U; });
  out.family("carrier_round_trip_seconds_p50", Type::gauge, "Median time from submit to response, lately.");
  for (const Entry& carrier : status.carriers) {
    out.sample_seconds({{"carrier", carrier.name}}, carrier.status.round_trip_us_p50);
  }
}

void write_id_learning(Exposition& out, const gateway::Status& status) {
  out.family("carrier_id_convention", Type::gauge, "1 for the id convention that was learned, where it is to be.");
  for (const Entry& carrier : status.carriers) {
    if (!carrier.learns_id) continue;
    for (const IdConvention convention : id_conventions) {
      out.sample({{"carrier", carrier.name}, {"convention", to_string(convention)}},
                 carrier.id.settled == convention ? 1 : 0);
    }
  }
  out.family("carrier_id_votes", Type::gauge, "Receipts that spoke for what is learned of the carrier's ids.");
  for (const Entry& carrier : status.carriers) {
    if (carrier.learns_id) out.sample({{"carrier", carrier.name}}, carrier.id.votes);
  }
}

void write_binds(Exposition& out, const gateway::Status& status) {
  using carrier::BindState;
  using carrier::BindStatus;
  out.family("bind_state", Type::gauge, "1 for the state that the bind is in, 0 for the others.");
  for (const Entry& carrier : status.carriers) {
    for (const BindStatus& bind : carrier.status.binds) {
      for (const BindState state : {BindState::waiting, BindState::connecting, BindState::binding, BindState::bound,
                                    BindState::unbinding, BindState::stopped}) {
        out.sample({{"carrier", carrier.name}, {"bind", std::to_string(bind.id.value())}, {"state", to_string(state)}},
                   bind.state == state ? 1 : 0);
      }
    }
  }
  each_bind(out, status, "bind_window_used", Type::gauge, "Submits on this bind without their response.",
            [](const BindStatus& bind) { return bind.window_used; });
  each_bind(out, status, "bind_submits_total", Type::counter, "submit_sm written to this bind.",
            [](const BindStatus& bind) { return bind.submits; });
  each_bind(out, status, "bind_delivers_total", Type::counter, "deliver_sm and data_sm read from this bind.",
            [](const BindStatus& bind) { return bind.delivers; });
  each_bind(out, status, "bind_connects_failed_total", Type::counter, "Connections that could not be made.",
            [](const BindStatus& bind) { return bind.connects_failed; });
  each_bind(out, status, "bind_connections_ended_total", Type::counter, "Connections that ended, but for our own stop.",
            [](const BindStatus& bind) { return bind.connections_ended; });
  each_bind(out, status, "bind_unknown_responses_total", Type::counter,
            "Responses to no request of ours, or to one that was answered before.",
            [](const BindStatus& bind) { return bind.unknown_responses; });
  each_bind(out, status, "bind_credentials_refused", Type::gauge, "1 while the carrier refuses our login: an alarm.",
            [](const BindStatus& bind) { return bind.credentials_refused ? 1U : 0U; });
}

void write_http(Exposition& out, const HttpStatus& http) {
  const HttpCounters& count = http.counters;
  out.counter("http_connections_total", "Connections accepted.", count.connections);
  out.gauge("http_connections_open", "Connections open now.", http.connections_open);
  out.counter("http_requests_total", "Whole requests.", count.requests);
  out.gauge("http_requests_in_flight", "Requests that the gateway has not answered yet.", http.requests_in_flight);
  out.family("http_refused_total", Type::counter, "What the HTTP door refused by itself, by why.");
  out.sample({{"reason", "connections"}}, count.refused_connections);
  out.sample({{"reason", "connections_per_address"}}, count.refused_addresses);
  out.sample({{"reason", "key"}}, http.refused_keys);
  out.sample({{"reason", "malformed"}}, count.refused_malformed);
  out.sample({{"reason", "header_size"}}, count.refused_header_size);
  out.sample({{"reason", "body_size"}}, count.refused_body_size);
  out.sample({{"reason", "bodies"}}, count.refused_bodies);
  out.sample({{"reason", "request_timeout"}}, count.timed_out_requests);
  out.sample({{"reason", "response_timeout"}}, count.timed_out_responses);
  out.sample({{"reason", "overload"}}, http.refused_overload);
  out.family("http_unread_total", Type::counter, "Answers that did not reach their client, by why.");
  out.sample({{"reason", "gone"}}, count.clients_gone);
  out.sample({{"reason", "overrun"}}, count.output_overruns);
  out.sample({{"reason", "stalled"}}, count.stalled);
}

}  // namespace

std::string render_metrics(const gateway::Status& status, const HttpStatus& http, const Section& more) {
  Exposition out;
  out.gauge("uptime_seconds", "Time since the start.", static_cast<std::uint64_t>(status.uptime.count()));
  write_messages(out, status);
  write_accounts(out, status);
  write_blocklists(out, status);
  write_submits(out, status);
  write_uplink(out, status);
  write_events(out, status);
  write_store(out, status.store);
  write_carriers(out, status);
  write_id_learning(out, status);
  write_binds(out, status);
  write_http(out, http);
  if (http.more) http.more(out);
  if (more) more(out);
  return out.take();
}

}  // namespace smppedge::admin
