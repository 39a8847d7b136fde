// SPDX-License-Identifier: Apache-2.0
// The door of the account; core.h is the house.
#include "carrier/carrier.h"

#include "carrier/core.h"

namespace smppedge::carrier {

Carrier::Carrier(CarrierNumber number, Settings settings, Scheduler& scheduler, Dialer& dialer, Rng& rng,
                 CarrierEvents& events, std::uint32_t generation)
    : scheduler_(scheduler),
      core_(std::make_unique<Core>(number, std::move(settings), scheduler, dialer, rng, events, generation)) {}

/// Possibly inside one of our own events: what is on the stack lives to the turn's end, and nobody hears of it.
Carrier::~Carrier() {
  core_->fall_silent();
  scheduler_.destroy_later(std::move(core_));
}

void Carrier::start() {
  core_->start();
}
void Carrier::stop(Micros deadline, std::function<void()> stopped) {
  core_->stop(deadline, std::move(stopped));
}
void Carrier::hurry(Micros deadline) {
  core_->hurry(deadline);
}
void Carrier::reconfigure(Settings settings) {
  core_->reconfigure(std::move(settings));
}
void Carrier::retire() {
  core_->retire();
}
std::uint32_t Carrier::generation() const {
  return core_->generation();
}
CarrierNumber Carrier::number() const {
  return core_->number();
}
const Settings& Carrier::settings() const {
  return core_->settings();
}
unsigned Carrier::claims_free() const {
  return core_->claims_free();
}
unsigned Carrier::urgent_claims_free() const {
  return core_->urgent_claims_free();
}
bool Carrier::may_claim(const ClaimedRun& run) const {
  return core_->may_claim(run);
}
void Carrier::claim(const ClaimedRun& run) {
  core_->claim(run);
}
void Carrier::submit(const ClaimedRun& run) {
  core_->submit(run);
}
bool Carrier::answer_deliver(const DeliverToken& token, pdu::CommandStatus status) {
  return core_->answer_deliver(token, status);
}
bool Carrier::query(const pdu::QuerySm& query, const AttemptRef& attempt) {
  return core_->query(query, attempt);
}
std::optional<MonoTime> Carrier::answered_through(const DeliverToken& token) const {
  return core_->answered_through(token);
}
bool Carrier::want_proof(const DeliverToken& token) {
  return core_->want_proof(token);
}
bool Carrier::can_submit() const {
  return core_->can_submit();
}
bool Carrier::is_well() const {
  return core_->is_well();
}
bool Carrier::probe_due() const {
  return core_->probe_due();
}
bool Carrier::takes_messages() const {
  return core_->takes_messages();
}
std::optional<MonoTime> Carrier::idle_since() const {
  return core_->idle_since();
}
CarrierStatus Carrier::status() const {
  return core_->status();
}

std::string_view to_string(BindState state) {
  switch (state) {
    case BindState::waiting:
      return "waiting";
    case BindState::connecting:
      return "connecting";
    case BindState::binding:
      return "binding";
    case BindState::bound:
      return "bound";
    case BindState::unbinding:
      return "unbinding";
    case BindState::stopped:
      return "stopped";
  }
  return "?";
}

}  // namespace smppedge::carrier
