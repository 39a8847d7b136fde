// SPDX-License-Identifier: Apache-2.0
// The platform's SMPP door, where we are the SMSC: connections are admitted, bound to an account's group, and let go.
// Who accepts the sockets is the composition root's; here a connection is a ByteStream. Core loop only.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/byte_stream.h"
#include "base/log_pace.h"
#include "base/scheduler.h"
#include "gateway/api.h"
#include "north/smpp/admission.h"
#include "north/smpp/client_group.h"
#include "north/smpp/client_session.h"
#include "north/smpp/delivery_rota.h"
#include "north/smpp/settings.h"
#include "north/smpp/status.h"

namespace smppedge::north::smpp {

/// Room for so many binds a millisecond between two starts.
inline constexpr unsigned client_bind_clock_shift = 16;
/// Where the ids of a start begin: above all those of earlier ones, as long as the wall clock does not go back.
[[nodiscard]] constexpr ClientBindId first_client_bind(WallTime start) {
  return ClientBindId(static_cast<std::uint64_t>(start.time_since_epoch().count()) << client_bind_clock_shift);
}

class Server final : private ClientSessionOwner {
 public:
  /// `scheduler` and `api` must outlive it. Bind ids begin at `first_bind`.
  Server(Settings settings, Scheduler& scheduler, gateway::Api& api, ClientBindId first_bind);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  /// Closes what is open, without a word.
  ~Server() override;

  /// A client has connected; peer() says from where. The stream's output is bounded by Settings::output_bytes_max.
  void on_connection(std::unique_ptr<ByteStream> stream);

  /// No new connections and requests; waits for answers under way, unbinds, closes, and has told the gateway what
  /// became of every event when it calls `done`, at the latest after `deadline`. `done` may destroy the server.
  void stop(Micros deadline, std::function<void()> done);

  [[nodiscard]] Status status() const;

 private:
  void on_bind_attempt(ClientSession& session, BindAttempt attempt) override;
  void on_session_closed(ClientSession& session, std::string_view cause) override;

  void judge(ClientSession& session, const BindAttempt& attempt);
  void bind(ClientSession& session, ClientGroup& group);
  void refuse(ClientSession& session, const BindAttempt& attempt, Refusal refusal);
  void on_stop_deadline();
  void finish_stop_if_done();

  const Settings settings_;
  const session::Settings session_settings_;
  Scheduler& scheduler_;
  Admission admission_;
  DeliveryRota rota_;
  std::size_t requests_under_way_ = 0;
  std::vector<std::unique_ptr<ClientGroup>> groups_;  // as Settings::accounts
  std::unordered_map<const ClientSession*, std::shared_ptr<ClientSession>> sessions_;
  std::uint64_t next_bind_;
  SessionCounters ended_sessions_;
  std::map<std::string_view, std::uint64_t> ended_;  // by cause, a literal
  std::array<LogPace, refusal_count> refusals_logged_;

  bool stopping_ = false;
  std::function<void()> stopped_;
  Timer stop_timer_;
};

}  // namespace smppedge::north::smpp
