// SPDX-License-Identifier: Apache-2.0
#include "north/smpp/server.h"

#include <algorithm>

#include "base/log.h"

namespace smppedge::north::smpp {

/// The widest window of any account: which one a connection is for is known only when it binds.
static session::Settings session_settings_of(const Settings& settings) {
  session::Settings session = settings.session;
  session.window = 1;
  for (const AccountSettings& account : settings.accounts) {
    session.window = std::max(session.window, account.deliver_window);
  }
  return session;
}

Server::Server(Settings settings, Scheduler& scheduler, gateway::Api& api, ClientBindId first_bind)
    : settings_(std::move(settings)),
      session_settings_(session_settings_of(settings_)),
      scheduler_(scheduler),
      admission_(settings_),
      rota_(scheduler),
      next_bind_(first_bind.value()) {
  for (const AccountSettings& account : settings_.accounts) {
    groups_.push_back(std::make_unique<ClientGroup>(account, scheduler, api, rota_, requests_under_way_));
  }
}

Server::~Server() = default;

// --- connections

void Server::on_connection(std::unique_ptr<ByteStream> stream) {
  if (stopping_) return;
  const IpAddress from = IpAddress::of_peer(stream->peer()).value_or(IpAddress());
  if (const auto entered = admission_.enter(from); !entered) {
    admission_.count(entered.error());
    auto& pace = refusals_logged_[static_cast<unsigned>(entered.error())];
    if (const auto times = pace.due(scheduler_.mono()); times != 0) {
      log::warn("smpp client refused: {} peer={} times={}", to_string(entered.error()), stream->peer(), times);
    }
    return;
  }
  ClientSessionOwner& owner = *this;
  auto session = std::make_shared<ClientSession>(std::move(stream), from, session_settings_, scheduler_, owner);
  ClientSession& started = *session;
  sessions_.emplace(&started, std::move(session));
  started.start();
}

void Server::on_session_closed(ClientSession& session, std::string_view cause) {
  admission_.leave(session.from());
  if (const ClientGroup* group = session.group()) {
    log::info("smpp client gone: {} system_id={} bind={} peer={}", cause, group->account().system_id,
              session.bind_id().value(), session.peer());
  } else {
    log::debug("smpp connection ended without a bind: {} peer={}", cause, session.peer());
  }
  ended_sessions_.add(session.smpp().counters());
  ++ended_[cause];
  const auto found = sessions_.find(&session);
  scheduler_.destroy_later(std::move(found->second));
  sessions_.erase(found);
  finish_stop_if_done();
}

// --- binds

void Server::on_bind_attempt(ClientSession& session, BindAttempt attempt) {
  const Micros delay = admission_.delay(attempt, scheduler_.mono());
  if (delay == Micros(0)) return judge(session, attempt);
  session.later(delay, [this, &session, attempt = std::move(attempt)] { judge(session, attempt); });
}

void Server::judge(ClientSession& session, const BindAttempt& attempt) {
  const auto place = admission_.check(attempt, scheduler_.mono());
  if (!place) return refuse(session, attempt, place.error());
  ClientGroup& group = *groups_[*place];
  if (!group.has_room()) {
    group.probe();
    return refuse(session, attempt, Refusal::binds_max);
  }
  bind(session, group);
}

void Server::bind(ClientSession& session, ClientGroup& group) {
  const ClientBindId bind(next_bind_++);
  if (!session.bind_to(group, bind, settings_.system_id)) return;
  group.add(session);
  log::info("smpp client bound as {} system_id={} bind={} peer={} version={:#04x}",
            session::to_string(session.smpp().bind_kind()), group.account().system_id, bind.value(), session.peer(),
            session.smpp().peer_interface_version());
}

void Server::refuse(ClientSession& session, const BindAttempt& attempt, Refusal refusal) {
  admission_.count(refusal);
  if (const auto times = refusals_logged_[static_cast<unsigned>(refusal)].due(scheduler_.mono()); times != 0) {
    log::warn("smpp bind refused: {} system_id={} peer={} times={}", to_string(refusal), attempt.system_id,
              session.peer(), times);
  }
  session.later(settings_.bind_failure_delay, [&session, status = status_of(refusal)] { session.refuse(status); });
}

// --- stop

void Server::stop(Micros deadline, std::function<void()> done) {
  stopping_ = true;
  stopped_ = std::move(done);
  for (const auto& group : groups_) group->stop([this] { finish_stop_if_done(); });
  for (const auto& [key, session] : sessions_) session->unbind("stopped");
  stop_timer_ = scheduler_.after(deadline, [this] { on_stop_deadline(); });
  finish_stop_if_done();
}

void Server::on_stop_deadline() {
  log::warn("smpp clients did not all unbind in time connections={} requests={}", sessions_.size(),
            requests_under_way_);
  for (const auto& [key, session] : sessions_) session->close("stopped");
  const auto done = std::exchange(stopped_, {});
  if (done) done();
}

/// In the next turn: whoever calls is inside something that `done` may destroy.
void Server::finish_stop_if_done() {
  if (!stopped_ || !sessions_.empty()) return;
  const bool settled =
      std::all_of(groups_.begin(), groups_.end(), [](const auto& group) { return group->is_settled(); });
  if (!settled) return;
  stop_timer_ = scheduler_.after(Micros(0), [done = std::exchange(stopped_, {})] { done(); });
}

Status Server::status() const {
  Status status;
  for (const auto& group : groups_) status.accounts.push_back(group->status());
  status.connections = sessions_.size();
  status.requests_under_way = requests_under_way_;
  status.sessions = ended_sessions_;
  status.ended = ended_;
  for (const auto& [key, session] : sessions_) status.sessions.add(session->smpp().counters());
  status.refused = admission_.refused();
  status.failures_pushed_out = admission_.failures_pushed_out();
  return status;
}

}  // namespace smppedge::north::smpp
