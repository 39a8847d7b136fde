// SPDX-License-Identifier: Apache-2.0
// `smpp demo`: sends five messages through a gateway's HTTP API and prints each one's life as it happens; the handset
// of the last refuses further ones, and the next is refused. It is a tour for people and a check for scripts: success
// means that all ended as they should beside `smpp sim`.
#include <fmt/core.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <memory>

#include "tools/smpp/command.h"
#include "tools/smpp/http_client.h"

namespace smppedge {

namespace {

namespace json = boost::json;

constexpr int exit_not_as_expected = 2;
constexpr int look_interval_ms = 100;

struct DemoOptions {
  std::string url = "http://127.0.0.1:8080";
  std::string key = "demo-key";
  unsigned timeout_s = 60;
};

/// One of them, what is to become of it, and what has.
struct Story {
  const char* title;
  const char* request;
  const char* to;
  const char* expected_state;
  std::size_t expected_segments;
  bool expects_reply;

  std::string id = {};
  std::size_t steps_shown = 0;
  std::string state = {};    ///< as its event told it
  std::size_t segments = 0;  ///< as its event told it
  bool replied = false;

  [[nodiscard]] bool ended() const { return !state.empty() && (replied || !expects_reply); }
  [[nodiscard]] bool as_expected() const { return ended() && state == expected_state && segments == expected_segments; }
};

std::array<Story, 5> stories() {
  return {{
      {"a short English one",
       R"({"to":["8613800138001"],"text":"Your code is 482915. It is good for ten minutes.","class":"otp","ref":"demo-1"})",
       "8613800138001", "delivered", 1, false},
      {"150 characters of Chinese, with a signature, that the handset answers",
       R"({"to":["8613800138027"],"sign":"云边","ref":"demo-2","text":")"
       "尊敬的客户，您好！您订购的商品已由仓库发出，预计明天下午送达。请保持电话畅通，以便配送员与您联系。"
       "如需更改收货时间或地址，请在今晚八点之前登录您的账户进行修改。收货时请当面检查包装是否完好，如有破损请拒绝签收"
       "并立即电话联系我们。"
       "感谢您的信任与支持，祝您生活愉快，身体健康，工作顺利，万事如意！"
       R"("})",
       "8613800138027", "delivered", 3, true},
      {"one that the carrier cannot deliver",
       R"({"to":["8613800138008"],"text":"Is this number still yours?","ref":"demo-3"})", "8613800138008",
       "undeliverable", 1, false},
      {"one that the handset answers",
       R"({"to":["8613800138007"],"text":"Shall we deliver tomorrow? Please answer yes or no.","ref":"demo-4"})",
       "8613800138007", "delivered", 1, true},
      {"one whose handset wants no more",
       R"({"to":["8613800138017"],"text":"Ten percent off this week. Answer TD to get no more of these.","class":"marketing","ref":"demo-5"})",
       "8613800138017", "delivered", 1, true},
  }};
}

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(name);
  if (value == nullptr) return {};
  return value->is_string() ? std::string(value->as_string()) : json::serialize(*value);
}

/// The object of an answer; empty when there is none. Keep it for as long as its parts are read.
json::object object_of(const HttpAnswer& answer) {
  json::error_code error;
  const json::value parsed = json::parse(answer.body, error);
  return !error && parsed.is_object() ? parsed.as_object() : json::object();
}

const json::array& list_of(const json::object& object, std::string_view name) {
  static const json::array none;
  const json::value* const value = object.if_contains(name);
  return value != nullptr && value->is_array() ? value->as_array() : none;
}

/// "sent" with "carrier sim, id 1042, ESME_ROK": what a step adds to its word.
std::string detail_of(const json::object& step) {
  struct Part {
    std::string_view member;
    std::string_view before;
  };
  constexpr std::array parts{Part{"segment", "segment "},   Part{"state", ""},
                             Part{"receipt_stat", "stat:"}, Part{"receipt_err", "err:"},
                             Part{"carrier", "carrier "},   Part{"carrier_message_id", "its id "},
                             Part{"command_status", ""},    Part{"reason", "reason "}};
  std::string detail;
  for (const Part& part : parts) {
    const std::string text = text_of(step, part.member);
    if (!text.empty()) detail += fmt::format("{}{}{}", detail.empty() ? "" : ", ", part.before, text);
  }
  return detail;
}

/// A line of the tour, kept until the lines of one look are printed in order of their time.
struct Line {
  std::string at;  ///< RFC 3339: its order is that of time
  std::string text;
};

class Demo {
 public:
  explicit Demo(const DemoOptions& options)
      : api_(options.url, options.key), looks_(options.timeout_s * 1000 / look_interval_ms) {}

  int run() {
    for (std::size_t index = 0; index < stories_.size(); ++index) {
      if (!send(index)) return exit_not_as_expected;
    }
    fmt::print("\n{:<13}{:<4}{:<14}{}\n", "time (UTC)", "#", "step", "detail");
    while (!all_ended() && looks_-- > 0) {
      if (!look()) return exit_not_as_expected;
      ::poll(nullptr, 0, look_interval_ms);
    }
    if (!look()) return exit_not_as_expected;  // what was written between the result and the end of the tour
    const bool refused = sends_no_more();
    return acknowledge() && judge() && refused ? exit_ok : exit_not_as_expected;
  }

 private:
  bool send(std::size_t index) {
    Story& story = stories_[index];
    const HttpAnswer answer = api_.post("/v1/messages", story.request);
    const json::array messages = list_of(object_of(answer), "messages");
    if (answer.status == 202 && messages.size() == 1 && messages[0].is_object()) {
      const json::object& entry = messages[0].as_object();
      story.id = text_of(entry, "id");
      fmt::print("#{}  to {}  {}\n    id {}, from {}, {}, {} segment(s)\n", index + 1, story.to, story.title, story.id,
                 text_of(entry, "sender"), text_of(entry, "encoding"), text_of(entry, "segments"));
    }
    if (story.id.empty()) return complain("was not accepted", answer);
    return true;
  }

  bool look() {
    std::vector<Line> lines;
    for (std::size_t index = 0; index < stories_.size(); ++index) {
      if (!look_at_timeline(index, lines)) return false;
    }
    if (!look_at_events(lines)) return false;
    std::stable_sort(lines.begin(), lines.end(), [](const Line& one, const Line& other) { return one.at < other.at; });
    for (const Line& line : lines)
      fmt::print("{:<13}{}\n", line.at.substr(std::min<std::size_t>(11, line.at.size()), 12), line.text);
    std::fflush(stdout);
    return true;
  }

  bool look_at_timeline(std::size_t index, std::vector<Line>& lines) {
    Story& story = stories_[index];
    const HttpAnswer answer = api_.get("/v1/messages/" + story.id);
    if (answer.status != 200) return complain("cannot be asked for", answer);
    const json::array timeline = list_of(object_of(answer), "timeline");
    for (; story.steps_shown < timeline.size(); ++story.steps_shown) {
      const json::object& step = timeline[story.steps_shown].as_object();
      add_line(lines, text_of(step, "at"), index, text_of(step, "step"), detail_of(step));
    }
    return true;
  }

  bool look_at_events(std::vector<Line>& lines) {
    const HttpAnswer answer = api_.get("/v1/events?limit=1000");
    if (answer.status != 200) return complain("have no events", answer);
    const json::object body = object_of(answer);
    for (const json::value& value : list_of(body, "events")) {
      const json::object& event = value.as_object();
      const std::uint64_t sequence = event.at("seq").to_number<std::uint64_t>();
      if (sequence <= seen_) continue;
      seen_ = sequence;
      const std::string id = text_of(event, "message_id");
      const auto story = std::find_if(stories_.begin(), stories_.end(), [&](const Story& one) { return one.id == id; });
      if (story != stories_.end()) take_event(*story, event, lines);
    }
    return true;
  }

  void take_event(Story& story, const json::object& event, std::vector<Line>& lines) {
    const std::string type = text_of(event, "type");
    std::string detail;
    if (type == "reply.received") {
      story.replied = true;
      detail =
          fmt::format("\"{}\" from {} to {}", text_of(event, "text"), text_of(event, "from"), text_of(event, "to"));
    } else {
      story.state = text_of(event, "state");
      story.segments = list_of(event, "segments").size();
      detail = fmt::format("{} segment(s)", story.segments);
    }
    const auto index = static_cast<std::size_t>(&story - stories_.data());
    add_line(lines, text_of(event, "at"), index, "event", fmt::format("{}, {}", type, detail));
  }

  static void add_line(std::vector<Line>& lines, std::string at, std::size_t index, std::string_view step,
                       std::string_view detail) {
    lines.push_back({std::move(at), fmt::format("{:<4}{:<14}{}", fmt::format("#{}", index + 1), step, detail)});
  }

  bool acknowledge() {
    if (seen_ == 0) return true;
    const HttpAnswer answer = api_.post("/v1/events/ack", fmt::format("{{\"through\":{}}}", seen_));
    return answer.status == 200 || complain("have events that cannot be acknowledged", answer);
  }

  /// The handset of the last story is on the account's blocklist now: another message to it is refused. Then it is
  /// taken off, so that the tour can be made again.
  bool sends_no_more() {
    const Story& story = stories_.back();
    const HttpAnswer answer = api_.post("/v1/messages", story.request);
    const json::array messages = list_of(object_of(answer), "messages");
    const json::value* error = messages.empty() ? nullptr : messages[0].as_object().if_contains("error");
    const bool refused = error != nullptr && error->is_object() && text_of(error->as_object(), "code") == "blocked";
    fmt::print("\n#{}  once more to {}: {}\n", stories_.size(), story.to,
               refused ? text_of(error->as_object(), "message") : "NOT refused");
    const HttpAnswer removed = api_.request("DELETE", std::string("/v1/blocklist/") + story.to, {}, {});
    if (removed.status < 200 || removed.status > 299) complain("cannot take the phone off the blocklist", removed);
    return refused;
  }

  bool judge() const {
    fmt::print("\n");
    for (std::size_t index = 0; index < stories_.size(); ++index) {
      const Story& story = stories_[index];
      fmt::print("{:<4}{:<8}{}: {}, {} segment(s){}\n", fmt::format("#{}", index + 1),
                 story.as_expected() ? "ok" : "WRONG", story.title, story.state.empty() ? "not ended" : story.state,
                 story.segments,
                 !story.expects_reply ? ""
                 : story.replied      ? ", answered"
                                      : ", NOT answered");
    }
    return std::all_of(stories_.begin(), stories_.end(), [](const Story& story) { return story.as_expected(); });
  }

  bool all_ended() const {
    return std::all_of(stories_.begin(), stories_.end(), [](const Story& story) { return story.ended(); });
  }

  static bool complain(std::string_view what, const HttpAnswer& answer) {
    if (answer.status == 0) {
      fmt::print(stderr, "smpp demo: no answer from the gateway: {}\n", answer.error);
    } else {
      fmt::print(stderr, "smpp demo: messages {}: {} {}\n", what, answer.status, answer.body);
    }
    return false;
  }

  HttpClient api_;
  unsigned looks_;
  std::array<Story, 5> stories_ = stories();
  std::uint64_t seen_ = 0;  // the last event's sequence
};

constexpr const char* footer =
    R"(The messages go to numbers whose last digit tells `smpp sim` what to do with them; start that with
--reply 8613800138017=TD. All events of the account up to the last one seen are acknowledged at the end, so use an
account of its own, which may take phones off its blocklist itself (blocklist_removal "direct").

Exit codes: 0 all ended as they should, 1 usage, 2 they did not, or the gateway gave no answer.)";

}  // namespace

Run add_demo(CLI::App& app) {
  auto options = std::make_shared<DemoOptions>();
  app.footer(footer);
  app.add_option("--url", options->url, "the gateway's HTTP API")->capture_default_str();
  app.add_option("--key", options->key, "the account's bearer key")->capture_default_str();
  app.add_option("--timeout-s", options->timeout_s, "how long all may take")
      ->capture_default_str()
      ->check(CLI::Range(1, 3600));
  return [options] { return Demo(*options).run(); };
}

}  // namespace smppedge
