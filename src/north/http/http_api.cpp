// SPDX-License-Identifier: Apache-2.0
#include "north/http/http_api.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "north/http/answers.h"
#include "north/http/limits.h"
#include "north/http/media_type.h"
#include "north/http/query.h"
#include "north/http/send_request.h"

namespace smppedge::north::http {

namespace {

constexpr std::string_view json_content_type = "application/json";
constexpr std::string_view message_path = "/v1/messages/";

void refuse(const HttpResponder& responder, const Problem& problem, std::vector<HttpHeader> headers = {}) {
  const std::string retry_after = std::to_string(problem.retry_after.count());
  if (problem.retry_after > Seconds{0}) headers.push_back({"Retry-After", retry_after});
  responder.respond(static_cast<int>(problem.status), problem_content_type, render(problem), std::move(headers));
}

}  // namespace

struct HttpApi::Target {
  std::string_view path;
  std::string_view method;
  Handler handler;
};

const HttpApi::Target* HttpApi::find_target(std::string_view path) {
  static constexpr std::array targets{
      Target{"/v1/messages", "POST", &HttpApi::send_messages},
      Target{"/v1/events", "GET", &HttpApi::poll_events},
      Target{"/v1/events/ack", "POST", &HttpApi::acknowledge_events},
  };
  static constexpr Target message{message_path, "GET", &HttpApi::show_message};
  const auto* const found =
      std::find_if(targets.begin(), targets.end(), [path](const Target& target) { return target.path == path; });
  if (found != targets.end()) return found;
  return path.starts_with(message_path) ? &message : nullptr;
}

void HttpApi::handle(const HttpRequest& request, const HttpResponder& responder) {
  const Target* const target = find_target(request.path);
  if (target == nullptr) {
    return refuse(responder,
                  {404, "not_found", "There is nothing at this path; the API is /v1/messages and /v1/events."});
  }
  if (request.method != target->method) {
    return refuse(responder, {405, "method_not_allowed", fmt::format("This path takes {} only.", target->method)},
                  {{"Allow", target->method}});
  }
  const std::string_view authorization = request.header("Authorization");
  const auto account = settings_->keys.account_of(authorization);
  if (!account) {
    return refuse(responder,
                  {401, "unauthorized",
                   authorization.empty() ? "Give the account's key in the header \"Authorization: Bearer <key>\"."
                                         : "This key is not known here; check it, and that the header reads "
                                           "\"Authorization: Bearer <key>\"."},
                  {{"WWW-Authenticate", "Bearer realm=\"smppedge\""}});
  }
  if (request.method == "POST" && !is_json(request.header("Content-Type"))) {
    return refuse(responder,
                  {415, "unsupported_media_type", "Send the body as \"Content-Type: application/json\", in UTF-8."});
  }
  if (in_flight_ >= gateway::requests_in_flight_max) {
    ++refused_overload_;
    return refuse(responder, {503, "overloaded", "Too many requests are under way; send this one again a little later.",
                              overload_retry_after});
  }
  (this->*target->handler)(*account, request, responder);
}

template <class T, class Question, class Render>
void HttpApi::ask(const HttpResponder& responder, Question question, int status, Render render) {
  ++in_flight_;
  auto answer = [this, responder, status, render = std::move(render)](Expected<T, gateway::RequestError> result) {
    http_.post([this, responder, status, render, result = std::move(result)] {
      --in_flight_;
      if (!result) return refuse(responder, problem_of(result.error()));
      if (responder.is_waiting()) responder.respond(status, json_content_type, render(result));
    });
  };
  core_.post([this, question = std::move(question), answer = std::move(answer)]() mutable {
    question(api_, Done<T>(std::move(answer)));
  });
}

void HttpApi::send_messages(AccountNumber account, const HttpRequest& request, const HttpResponder& responder) {
  auto read = read_send_request(request.body, account, settings_->validity_max);
  if (!read) return refuse(responder, read.error());
  ask<gateway::AcceptAnswer>(
      responder,
      [accept = std::move(*read)](gateway::Api& api, Done<gateway::AcceptAnswer> done) mutable {
        api.accept(std::move(accept), std::move(done));
      },
      202, [](const auto& accepted) { return render(*accepted); });
}

void HttpApi::show_message(AccountNumber account, const HttpRequest& request, const HttpResponder& responder) {
  const auto id = MessageId::parse(std::string_view(request.path).substr(message_path.size()));
  if (!id) {
    return refuse(responder, {404, "unknown_message", "This is no message id; ids are 16 hexadecimal digits."});
  }
  ask<gateway::MessageView>(
      responder,
      [account, id = *id](gateway::Api& api, Done<gateway::MessageView> done) {
        api.find_message(account, id, std::move(done));
      },
      200, [directory = settings_->directory](const auto& view) { return render(*view, *directory); });
}

void HttpApi::poll_events(AccountNumber account, const HttpRequest& request, const HttpResponder& responder) {
  std::array numbers{
      QueryNumber{"limit", 1, gateway::events_page_max, events_page_default},
      QueryNumber{"wait_s", 0, static_cast<std::uint64_t>(gateway::events_wait_max.count()), 0},
  };
  if (auto read = read_query(request.query, numbers); !read) return refuse(responder, read.error());
  const auto limit = static_cast<unsigned>(numbers[0].value);
  const Seconds wait(static_cast<std::int64_t>(numbers[1].value));
  const std::uint64_t poll = ++polls_;
  newest_poll_[account] = poll;
  ask<gateway::EventsPage>(
      responder,
      [account, limit, wait](gateway::Api& api, Done<gateway::EventsPage> done) {
        api.events(account, limit, wait, std::move(done));
      },
      200, [directory = settings_->directory](const auto& page) { return render(*page, *directory); });
  if (wait > Seconds{0}) responder.on_gone([this, account, poll] { abandon_poll(account, poll); });
}

void HttpApi::abandon_poll(AccountNumber account, std::uint64_t poll) {
  if (newest_poll_[account] != poll) return;  // a newer one has ended it, and must not be ended itself
  // Asking for no events ends the older poll that waits and offers nothing.
  core_.post([this, account] { api_.events(account, 0, Seconds{0}, [](const auto&) {}); });
}

void HttpApi::acknowledge_events(AccountNumber account, const HttpRequest& request, const HttpResponder& responder) {
  const auto through = read_acknowledgement(request.body);
  if (!through) return refuse(responder, through.error());
  ask<void>(
      responder,
      [account, through = *through](gateway::Api& api, Done<void> done) {
        api.acknowledge(account, through, std::move(done));
      },
      200, [through = *through](const auto&) { return fmt::format("{{\"acknowledged\":{}}}", through.value()); });
}

}  // namespace smppedge::north::http
