// SPDX-License-Identifier: Apache-2.0
// The gateway itself: wires the use cases together and stands between the doors (Api) and the carriers (CarrierEvents).
// A request comes in by accept.h, waits for its time by schedule.h, goes out by dispatch.h, comes back by settle.h and
// uplink.h, and is told by report.h; cancel.h takes back and change.h replaces what was not sent, listing.h shows what
// there is; ledger.h holds every effect back until its cause is durable. Core loop only; recover() before the loop
// runs.
#pragma once

#include "base/byte_stream.h"
#include "gateway/accept.h"
#include "gateway/admin_api.h"
#include "gateway/api.h"
#include "gateway/block_jobs.h"
#include "gateway/blocklist.h"
#include "gateway/cancel.h"
#include "gateway/carriers.h"
#include "gateway/change.h"
#include "gateway/checkpoints.h"
#include "gateway/core.h"
#include "gateway/dispatch.h"
#include "gateway/idempotency.h"
#include "gateway/listing.h"
#include "gateway/loader.h"
#include "gateway/parked.h"
#include "gateway/pins.h"
#include "gateway/planner.h"
#include "gateway/queries.h"
#include "gateway/receipts.h"
#include "gateway/rematch.h"
#include "gateway/replies.h"
#include "gateway/report.h"
#include "gateway/reroute.h"
#include "gateway/schedule.h"
#include "gateway/settle.h"
#include "gateway/sweep.h"
#include "gateway/uplink.h"
#include "gateway/user_reference.h"

namespace smppedge::gateway {

class Gateway final : public Api, public AdminApi, public carrier::CarrierEvents {
 public:
  /// The seams must outlive the gateway. `senders` as sender::SenderDirectory::build made it.
  Gateway(const Settings& settings, sender::SenderDirectory senders, Scheduler& scheduler, Dialer& dialer, Rng& rng,
          store::Store& store);
  ~Gateway() override;

  /// Reads the store back; blocking. An error names what is wrong and what to do.
  [[nodiscard]] Expected<store::RecoveryReport, store::OpenError> recover();
  /// Starts the carriers and the periodic work.
  void start();
  /// Before a clean stop: nothing is claimed any more, no blocklist imported or exported.
  void stop_sending();
  /// Clean stop: open responses are waited for, at most `within`, binds are unbound, what is durable stays, a last
  /// checkpoint shortens the next start; then `stopped`.
  void stop(Micros within, std::function<void()> stopped);

  /// What a reload may change, as a whole. Messages that wait go by the new routes where they are taken elsewhere.
  struct Reconfiguration {
    std::vector<CarrierSettings> carriers;
    std::vector<Route> routes;
    std::shared_ptr<const PortedNumbers> ported;
    sender::SenderDirectory senders;
  };
  void reconfigure(Reconfiguration wanted);

  /// Where files of phones are read and written; until then imports and exports are refused. It must outlive the
  /// gateway's running.
  void use_files(PhoneFiles& files) { block_jobs_.use(files); }

  [[nodiscard]] Status status() const;

  void accept(AcceptRequest request, std::function<void(Expected<AcceptAnswer, RequestError>)> done) override;
  void cancel(CancelRequest request, Api::Done<CancelAnswer> done) override;
  void replace(ReplaceRequest request, Api::Done<void> done) override;
  void list_messages(MessagesQuery query, Api::Done<MessagesPage> done) override;
  void find_alias(AccountNumber account, std::uint32_t alias, Api::Done<MessageId> done) override;
  void take_events(EventChannel channel, unsigned limit, Seconds wait, Api::Done<EventsPage> done) override;
  void settle_events(EventChannel channel, EventsSettlement settlement, Api::Done<void> done) override;
  void dead_letters(EventChannel channel, EventSequence after, unsigned limit, Api::Done<DeadLetters> done) override;
  void revive(EventChannel channel, std::vector<EventSequence> buried, bool all,
              Api::Done<std::uint64_t> done) override;
  void find_message(AccountNumber account, MessageId id,
                    std::function<void(Expected<MessageView, RequestError>)> done) override;
  void events(AccountNumber account, unsigned limit, Seconds wait,
              std::function<void(Expected<EventsPage, RequestError>)> done) override;
  void acknowledge(AccountNumber account, EventSequence through,
                   std::function<void(Expected<void, RequestError>)> done) override;
  void list_blocked(BlockedQuery query, Api::Done<store::BlockedPage> done) override;
  void find_blocked(AccountNumber account, const PhoneNumber& phone, Api::Done<store::BlockedPhone> done) override;
  void block(AccountNumber account, const PhoneNumber& phone, Api::Done<bool> done) override;
  void unblock(AccountNumber account, const PhoneNumber& phone, Api::Done<Unblocked> done) override;
  void parked_receipts(ParkedQuery query, AdminApi::Done<ParkedPage> done) override;
  void rematch_receipts(std::string carrier, AdminApi::Done<RematchAnswer> done) override;
  void senders(SendersQuery query, AdminApi::Done<SendersPage> done) override;
  void list_removals(RemovalsQuery query, AdminApi::Done<RemovalsPage> done) override;
  void decide_removals(RemovalsDecision decision, AdminApi::Done<RemovalsAnswer> done) override;
  void start_block_job(BlockJobRequest request, AdminApi::Done<BlockJob> done) override;
  void block_jobs(AdminApi::Done<std::vector<BlockJob>> done) override;
  void cancel_block_job(BlockJobCancel cancel, AdminApi::Done<BlockJob> done) override;
  void find_blocked_phone(BlockedPhoneQuery query, AdminApi::Done<store::BlockedPhone> done) override;

 private:
  bool fill(CarrierNumber carrier, MessageId message, std::uint8_t segment, pdu::ShortMessage& out) override;
  void on_answer(CarrierNumber carrier, MessageId message, std::uint8_t segment,
                 const carrier::SubmitAnswer& answer) override;
  void on_doubt(CarrierNumber carrier, MessageId message, std::uint8_t segment,
                const carrier::SubmitDoubt& doubt) override;
  void on_released(CarrierNumber carrier, MessageId message, std::uint8_t segment, Reason reason) override;
  void on_deliver(CarrierNumber carrier, const carrier::DeliverToken& token, const pdu::ShortMessage& message,
                  carrier::WireOctets octets) override;
  void on_change(CarrierNumber carrier) override;
  void on_queried(CarrierNumber carrier, const carrier::QueryAnswer& answer) override;
  void on_connection_ended(CarrierNumber carrier, const carrier::EndedConnection& ended) override;

  void weigh_parked(CarrierNumber carrier, const PhoneNumber& phone);

  Core core_;
  MessageIndex index_;
  Loader loader_;
  Report report_;
  Parked parked_;
  Settle settle_;
  Receipts receipts_;
  Rematch rematch_;
  Queries queries_;
  Blocklist blocklist_;
  BlockJobs block_jobs_;
  Replies replies_;
  Uplink uplink_;
  Pins pins_;
  Planner planner_;
  Schedule schedule_;
  Cancels cancels_;
  Change change_;
  IdempotentRequests repeats_;
  Accept accept_;
  Listings listings_;
  Carriers carriers_;
  HeadReader head_reader_;
  Dispatch dispatch_;
  Reroute reroute_;
  Sweep sweep_;
  Checkpoints checkpoints_;
  UserReferenceWriter user_reference_;
  MonoTime started_at_;
};

}  // namespace smppedge::gateway
