// SPDX-License-Identifier: Apache-2.0
// One account's events on their way to its client: taken from the gateway while a bind may receive, written as
// deliver_sm within each bind's window, settled by the client's answers. A result goes to the bind that submitted,
// to another only when that one is gone or cannot receive; replies go round. An event that has no room now is put
// aside, so that a slow bind holds up no other. Core loop only.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/scheduler.h"
#include "gateway/api.h"
#include "north/smpp/delivery_rota.h"
#include "north/smpp/notification.h"
#include "north/smpp/retry_delays.h"
#include "north/smpp/settings.h"
#include "north/smpp/status.h"
#include "session/session_events.h"

namespace smppedge::north::smpp {

class ClientSession;

class Delivery final : public std::enable_shared_from_this<Delivery>, private DeliveryRota::Member, private TurnEnd {
 public:
  /// All references must outlive it.
  Delivery(const AccountSettings& account, Scheduler& scheduler, gateway::Api& api, DeliveryRota& rota);
  Delivery(const Delivery&) = delete;
  Delivery& operator=(const Delivery&) = delete;

  /// It may receive from now on.
  void add(ClientSession& session);
  /// Not any more: what waits for it goes elsewhere; what is unanswered stays until on_answer or on_lost.
  void remove(ClientSession& session);

  void on_answer(const ClientSession& session, const session::Answer& answer);
  void on_response_timeout(ClientSession& session, session::Cookie cookie);
  /// The connection ended without an answer.
  void on_lost(session::Cookie cookie);
  /// The client has read.
  void on_drained(const ClientSession& session);

  /// Takes no more events. `settled` is called whenever is_settled() became true again.
  void stop(std::function<void()> settled);
  /// The gateway has taken what became of every event so far.
  [[nodiscard]] bool is_settled() const {
    return settles_under_way_ == 0 && settle_again_.empty() && taken_.empty() && refused_.empty();
  }

  [[nodiscard]] DeliveryCounters counters() const;

 private:
  /// One try at telling an event to one bind; a cookie of its own goes with each of its deliver_sm.
  struct Attempt {
    EventSequence event;
    unsigned unanswered = 0;  ///< deliver_sm in the window
    unsigned missing = 0;     ///< deliver_sm still to be answered ROK, in the window or not written yet
    bool over = false;        ///< settled as refused: only a late answer to the last of them still counts
  };
  struct Pending {
    gateway::Event event;
    session::Cookie attempt = 0;
    std::size_t next_message = 0;  ///< of the notification
  };
  /// A bind that may receive.
  struct Receiver {
    ClientSession* session = nullptr;
    std::deque<Pending> pending;
    unsigned timed_out = 0;  ///< places in the window that only a late answer or the connection's end frees
    bool blocked = false;    ///< its output is full
    Timer blocked_timer;
    Micros aside{0};  ///< what has no room is put aside for so long; 0: it has answered since
    MonoTime aside_until{};
    std::int64_t aside_back = 0;  ///< the tick in which the last of those put aside comes back
    unsigned aside_in_tick = 0;   ///< how many come back in it
  };

  [[nodiscard]] unsigned weight() const override { return account_.weight; }
  unsigned take_turn(unsigned quantum) override;
  void ask();
  void on_page(Expected<gateway::EventsPage, gateway::RequestError> page);

  void place(gateway::Event event);
  [[nodiscard]] Receiver* receiver_for(const gateway::Event& event);
  [[nodiscard]] Receiver* next_in_turn();
  [[nodiscard]] Receiver* find(ClientBindId bind);
  [[nodiscard]] unsigned window_room(const Receiver& receiver) const;
  void put_aside(EventSequence event, Receiver* receiver);
  [[nodiscard]] static MonoTime comes_back(Receiver& receiver, MonoTime earliest);

  void pump(Receiver& receiver);
  [[nodiscard]] bool write_next(Receiver& receiver);
  void block(Receiver& receiver);
  void end_attempt(session::Cookie attempt, Micros again_after);

  void taken(EventSequence event);
  void refused(EventSequence event, Micros again_after);
  void on_turn_end() override;
  void settle(std::shared_ptr<const gateway::EventsSettlement> settlement);
  void on_settled(bool well, const std::shared_ptr<const gateway::EventsSettlement>& settlement);

  const AccountSettings& account_;
  const gateway::EventChannel channel_;
  Scheduler& scheduler_;
  gateway::Api& api_;
  DeliveryRota& rota_;

  std::vector<std::unique_ptr<Receiver>> receivers_;
  std::size_t next_receiver_ = 0;
  session::Cookie last_attempt_ = 0;
  std::unordered_map<session::Cookie, Attempt> attempts_;  // pending or in a window
  RetryDelays retries_;
  Notification notification_;

  bool queued_ = false;  // for a turn
  bool taking_ = false;  // a take_events call is under way
  bool stopping_ = false;
  std::function<void()> when_settled_;
  Timer ask_again_;

  std::vector<EventSequence> taken_;  // of this turn, to be settled at its end
  std::map<Micros, std::vector<EventSequence>> refused_;
  std::size_t settles_under_way_ = 0;
  std::vector<std::shared_ptr<const gateway::EventsSettlement>> settle_again_;
  Timer settle_again_timer_;
  DeliveryCounters counters_;
};

}  // namespace smppedge::north::smpp
