// SPDX-License-Identifier: Apache-2.0
#include "net/http_connection.h"

#include <utility>

#include "base/log.h"

namespace smppedge {
namespace {

constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

std::span<const std::uint8_t> octets(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void count(HttpCounters& counters, int status) {
  switch (status) {
    case 408:
      ++counters.timed_out_requests;
      break;
    case 413:
      ++counters.refused_body_size;
      break;
    case 431:
      ++counters.refused_header_size;
      break;
    case 503:  // counted where it is found, by what there is too much of
      break;
    default:
      ++counters.refused_malformed;
      break;
  }
}

}  // namespace

HttpConnection::HttpConnection(HttpService& service, std::unique_ptr<ByteStream> stream, const IpAddress& neighbourhood)
    : service_(service),
      stream_(std::move(stream)),
      neighbourhood_(neighbourhood),
      parser_(service.settings.header_bytes_max, service.settings.body_bytes_max) {
  // A new connection that says nothing has less time than one that has shown to be a client.
  enter(Phase::idle, service.settings.header_timeout);
  stream_->attach(*this);
}

void HttpConnection::enter(Phase phase, Micros timeout) {
  phase_ = phase;
  deadline_ = service_.loop.mono() + timeout;
}

std::size_t HttpConnection::on_bytes(std::span<const std::uint8_t> bytes) {
  const std::size_t consumed = parse(bytes);
  if (phase_ == Phase::done) return bytes.size();
  // What waits for the response to the request before it waits in the socket too: the client is pushed back.
  const bool blocked = phase_ == Phase::handling || stream_->output().size() > service_.settings.output_bytes_max / 2;
  if (blocked && consumed < bytes.size()) stream_->pause_reading(true);
  return consumed;
}

std::size_t HttpConnection::parse(std::span<const std::uint8_t> bytes) {
  std::size_t consumed = 0;
  while (phase_ != Phase::handling && phase_ != Phase::done) {
    if (phase_ == Phase::idle) {
      if (stream_->output().size() > service_.settings.output_bytes_max / 2) return consumed;
      // RFC 9112 2.2: empty lines before a request line are to be borne.
      while (consumed < bytes.size() && (bytes[consumed] == '\r' || bytes[consumed] == '\n')) ++consumed;
      if (consumed == bytes.size()) return consumed;
      parser_.begin();
      enter(Phase::head, service_.settings.header_timeout);
    }
    const HttpParser::Step step = parser_.put(bytes.subspan(consumed));
    consumed += step.consumed;
    switch (step.progress) {
      case HttpParser::Progress::need_more:
        note_progress();
        return consumed;
      case HttpParser::Progress::complete:
        handle();
        break;
      case HttpParser::Progress::failed:
        refuse(parser_.refusal());
        break;
    }
  }
  return consumed;
}

/// The request is incomplete; perhaps its header is not.
void HttpConnection::note_progress() {
  if (!parser_.is_head_done()) return;
  if (phase_ == Phase::head) {
    if (!is_let_in()) return;
    enter(Phase::body, service_.settings.body_timeout);
    if (parser_.expects_continue() && stream_->output().append(octets(continue_line))) stream_->flush_soon();
  }
  hold_body(parser_.body_bytes());
  if (service_.bodies_bytes > service_.settings.bodies_bytes_max) {
    ++service_.counters.refused_bodies;
    refuse({503, "too_many_bodies", "Too many large bodies are being received. Try again later."});
  }
}

/// Asks before the body is read: who may not come in costs no memory. When not, the answer is the gate's, and the
/// connection's last.
bool HttpConnection::is_let_in() {
  if (!service_.gate) return true;
  HttpRequest head = parser_.head();
  head.body.clear();
  begin_exchange(head, false);
  const bool let_in = service_.gate(head, HttpResponder(weak_from_this(), exchange_));
  if (!let_in) parser_.begin();  // what came of the body, and the room kept for it, go
  return let_in;
}

void HttpConnection::hold_body(std::size_t bytes) {
  service_.bodies_bytes += bytes;
  service_.bodies_bytes -= std::exchange(body_held_, bytes);
}

/// From now on an answer is owed; `keep_alive`: and another request may follow it.
void HttpConnection::begin_exchange(HttpRequest& request, bool keep_alive) {
  enter(Phase::handling, service_.settings.response_timeout);
  ++exchange_;
  keep_alive_ = keep_alive;
  is_http_1_0_ = parser_.is_http_1_0();
  head_only_ = request.method == "HEAD";
  request.peer = stream_->peer();
}

void HttpConnection::handle() {
  ++service_.counters.requests;
  HttpRequest request = parser_.take_request();
  hold_body(request.body.size());  // until it is answered: somebody keeps what was in it
  begin_exchange(request, parser_.keeps_alive());
  service_.handler(std::move(request), HttpResponder(weak_from_this(), exchange_));
}

bool HttpConnection::is_waiting(std::uint64_t exchange) const {
  return phase_ == Phase::handling && exchange == exchange_ && !peer_ended_;
}

void HttpConnection::on_gone(std::uint64_t exchange, std::function<void()> callback) {
  if (phase_ == Phase::handling && exchange == exchange_) gone_ = std::move(callback);
}

void HttpConnection::tell_gone() {
  if (const auto gone = std::exchange(gone_, nullptr)) gone();
}

void HttpConnection::respond(std::uint64_t exchange, const HttpResponse& response) {
  if (phase_ != Phase::handling || exchange != exchange_) return;
  gone_ = nullptr;
  hold_body(0);
  const bool last = !keep_alive_ || service_.draining || peer_ended_;
  if (!send(response, last)) return;
  if (last) return finish();
  enter(Phase::idle, service_.settings.idle_timeout);
  stream_->pause_reading(false);
}

/// False when the response cannot be sent; then the connection ends.
bool HttpConnection::send(const HttpResponse& response, bool last) {
  // HTTP/1.1 keeps connections as a matter of course; 1.0 wants to be told.
  const std::string_view connection = last ? "close" : is_http_1_0_ ? "keep-alive" : "";
  const HttpFraming framing{.head_only = head_only_, .connection = connection, .date = service_.date};
  if (write_response(stream_->output(), response, framing)) {
    stream_->flush_soon();
    return true;
  }
  ++service_.counters.output_overruns;
  log::warn("HTTP response does not fit the output buffer, connection closed peer={} bytes={}", stream_->peer(),
            response.body.size());
  phase_ = Phase::done;
  stream_->close();
  return false;
}

void HttpConnection::finish() {
  phase_ = Phase::done;
  stream_->pause_reading(false);  // what still comes is thrown away: unread, it would cut the answer off
  stream_->close_after_flush();
}

void HttpConnection::refuse(const HttpRefusal& refusal) {
  count(service_.counters, refusal.status);
  head_only_ = false;
  const std::string body = problem_json(refusal);
  if (send({.status = refusal.status, .content_type = problem_content_type, .body = body, .headers = {}}, true)) {
    finish();
  }
  hold_body(0);
  parser_.begin();  // `refusal` may have been the parser's; what came of the body goes
}

void HttpConnection::on_drained() {
  stream_->pause_reading(false);
}

bool HttpConnection::on_half_closed() {
  if (phase_ == Phase::handling) {
    peer_ended_ = true;
    ++service_.counters.clients_gone;
    tell_gone();
    return true;
  }
  if (phase_ == Phase::idle && !stream_->output().empty()) finish();
  return phase_ == Phase::done;
}

void HttpConnection::on_closed(CloseReason reason) {
  if (reason == CloseReason::stalled) ++service_.counters.stalled;
  hold_body(0);
  if (std::exchange(phase_, Phase::done) == Phase::handling) {
    if (!peer_ended_) ++service_.counters.clients_gone;
    tell_gone();
  }
  service_.on_closed(*this);
}

void HttpConnection::close_if_idle() {
  if (phase_ == Phase::idle) finish();
}

void HttpConnection::check_deadline(MonoTime now) {
  if (now < deadline_) return;
  switch (phase_) {
    case Phase::idle:
      if (stream_->output().empty()) finish();  // else the stream's stall limit judges
      break;
    case Phase::head:
      refuse({408, "header_timeout", "The header did not come in time."});
      break;
    case Phase::body:
      refuse({408, "body_timeout", "The body did not come in time."});
      break;
    case Phase::handling: {
      ++service_.counters.timed_out_responses;
      log::warn("HTTP request got no response in time peer={}", stream_->peer());
      keep_alive_ = false;
      const auto gone = std::exchange(gone_, nullptr);
      const std::string body = problem_json({503, "response_timeout", "No answer was found in time."});
      respond(exchange_, {.status = 503, .content_type = problem_content_type, .body = body, .headers = {}});
      if (gone) gone();
      break;
    }
    case Phase::done:
      break;
  }
}

}  // namespace smppedge
