// SPDX-License-Identifier: Apache-2.0
// Binds, submits and their responses. (Receipts and replies: carrier_deliveries.cpp.)
#include "tools/smpp/sim/carrier.h"

#include "base/log.h"
#include "message/text/user_data_header.h"

namespace smppedge::simulator {

using pdu::CommandId;
using pdu::CommandStatus;

Carrier::Carrier(Scheduler& scheduler, Rng& rng, const Settings& settings, Ledger& ledger)
    : scheduler_(scheduler),
      rng_(rng),
      settings_(settings),
      ledger_(ledger),
      writer_(settings_),
      // Never the ids of an earlier run: the clock gives more of them than a run can use.
      next_id_(static_cast<std::uint64_t>(scheduler.wall().time_since_epoch().count()) * 100'000),
      deliveries_(scheduler, [this](Delivery&& delivery) { deliver(delivery); }),
      responses_(scheduler, [this](Response&& response) { respond(response); }) {
  if (settings_.receipt_jitter > Millis(0)) receipt_lanes_ = jitter_steps;
  for (std::size_t step = 0; step < receipt_lanes_; ++step) {
    deliveries_.add_lane(settings_.receipt_delay +
                         Micros(settings_.receipt_jitter) * static_cast<std::int64_t>(step) / jitter_steps);
  }
  reply_lane_ = deliveries_.add_lane(settings_.receipt_delay + settings_.receipt_jitter + settings_.reply_delay);
  retry_lane_ = deliveries_.add_lane(retry_delay);
  responses_.add_lane(settings_.response_delay);
}

void Carrier::accept(std::unique_ptr<ByteStream> stream) {
  ++counters_.connections;
  const std::uint32_t number = ++last_link_;
  log::info("link {} from {}", number, stream->peer());
  links_.emplace(number, std::make_shared<Link>(*this, number, std::move(stream)));
}

void Carrier::forget(Link& link) {
  const auto found = links_.find(link.number());
  if (found == links_.end()) return;
  scheduler_.destroy_later(std::move(found->second));
  links_.erase(found);
  if (links_.empty() && on_stopped_) on_stopped_();
}

void Carrier::stop(std::function<void()> done) {
  on_stopped_ = std::move(done);
  if (links_.empty()) return on_stopped_();
  for (const auto& [number, link] : links_) link->unbind();
}

CommandStatus Carrier::check(const pdu::Bind& bind) {
  CommandStatus status = CommandStatus::ESME_ROK;
  if (!settings_.system_id.empty() && bind.system_id != settings_.system_id)
    status = CommandStatus::ESME_RINVSYSID;
  else if (!settings_.password.empty() && bind.password != settings_.password)
    status = CommandStatus::ESME_RINVPASWD;
  ++(status == CommandStatus::ESME_ROK ? counters_.binds : counters_.binds_refused);
  return status;
}

Account& Carrier::account(std::string_view system_id) {
  const auto found = accounts_.find(system_id);
  if (found != accounts_.end()) return found->second;
  return accounts_.try_emplace(std::string(system_id), std::string(system_id)).first->second;
}

bool Carrier::above_pace() {
  if (settings_.throttle_above_per_s == 0) return false;
  const MonoTime now = scheduler_.mono();
  if (now - pace_second_ >= Seconds(1)) {
    pace_second_ = now;
    pace_count_ = 0;
  }
  return ++pace_count_ > settings_.throttle_above_per_s;
}

Outcome Carrier::outcome_of(const Link& link, const pdu::ShortMessage& message) {
  const bool crowded = settings_.submit_window != 0 && link.session().unanswered_inbound() > settings_.submit_window;
  if (crowded || above_pace()) return Outcome::throttled;
  return settings_.outcome ? *settings_.outcome : outcome_by_digit(message.destination.addr);
}

void Carrier::on_submit(Link& link, const pdu::Header& header, const pdu::ShortMessage& message) {
  ++counters_.submits;
  Delivery delivery;
  Outcome outcome = outcome_of(link, message);
  if (!delivery.phone.assign(message.destination) || !delivery.sender.assign(message.source)) {
    outcome = Outcome::refused;  // data_sm allows longer addresses than a receipt could go back to
  }
  Response response{header.command_id, status_of(outcome), link.number(), header.sequence_number, 0, {}};
  if (response.status != CommandStatus::ESME_ROK) {
    ++(outcome == Outcome::throttled ? counters_.throttled : counters_.refused);
    ledger_.refused(link.number(), header, message, response.status);
    return settings_.response_delay > Millis(0) ? responses_.put(0, response) : respond(response);
  }

  ++counters_.accepted;
  response.id = delivery.id = next_id_++;
  delivery.account = link.account();
  delivery.link = link.number();
  delivery.submitted = scheduler_.wall();
  const bool answered = !happens(settings_.drop_responses_percent);
  ledger_.submit(link.number(), header, message, writer_.response_id(response.id).view(), to_string(outcome), answered);
  plan_deliveries(delivery, message, outcome);
  if (!answered) {
    ++counters_.responses_dropped;
  } else if (settings_.response_delay > Millis(0)) {
    responses_.put(0, response);
  } else {
    respond(response);
  }
}

void Carrier::respond(const Response& response) {
  const auto link = links_.find(response.link);
  if (link == links_.end()) return;  // gone meanwhile
  const bool accepted = response.status == CommandStatus::ESME_ROK;
  const IdText id = writer_.response_id(response.id);
  link->second->respond(response.request, response.number, response.status, accepted ? id.view() : std::string_view{});
}

}  // namespace smppedge::simulator
