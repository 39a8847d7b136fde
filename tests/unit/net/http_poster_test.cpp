// SPDX-License-Identifier: Apache-2.0
// The HTTP client against endpoints on its own loop: connections kept and ended, every wait and size bounded, TLS
// checked, addresses refused where the connection is made.
#include "net/http_poster.h"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <csignal>

#include "net/http_server.h"
#include "net/tcp_listener.h"
#include "tests/unit/net/fake_names.h"
#include "tests/unit/net/loopback.h"
#include "tests/unit/net/tls_sink.h"

using namespace smppedge;
using namespace smppedge::test;
using namespace std::chrono_literals;

namespace {

/// What an endpoint may be here: everything that is refused without being named.
std::shared_ptr<HttpTargets> targets() {
  auto made = std::make_shared<HttpTargets>();
  made->allow_http = true;
  made->allow_private = true;
  return made;
}

struct Sink : Loop {
  Sink() {
    std::signal(SIGPIPE, SIG_IGN);
    start({});
    server = std::make_unique<HttpServer>(loop, HttpSettings{}, [this](HttpRequest request, HttpResponder responder) {
      if (!keep) responder.respond(status, "text/plain", answer, headers);
      peers.push_back(request.peer);
      requests.push_back(std::move(request));
      responder.on_gone([this] { ++gone; });
      kept.push_back(std::move(responder));
    });
    port = *server->listen({"127.0.0.1", 0});
  }
  void start(const HttpPoster::Settings& settings) { poster = std::make_unique<HttpPoster>(loop, settings); }

  [[nodiscard]] HttpPost post_to(const std::string& url) const {
    HttpPost post;
    post.url = *HttpUrl::parse(url);
    post.headers = {"Content-Type: application/json", "X-Test: 1"};
    post.body = "{}";
    post.targets = allowed;
    return post;
  }
  [[nodiscard]] std::string url(std::string_view path = "/hook", std::string_view host = "127.0.0.1") const {
    return fmt::format("http://{}:{}{}", host, port, path);
  }
  void begin(HttpPost post) {
    poster->post(std::move(post), [this](HttpOutcome outcome) { outcomes.push_back(std::move(outcome)); });
  }
  HttpOutcome ended() {
    const std::size_t before = outcomes.size();
    BOOST_TEST_REQUIRE(until([&] { return outcomes.size() > before; }), "no outcome");
    return outcomes.back();
  }
  HttpOutcome run(HttpPost post) {
    begin(std::move(post));
    return ended();
  }

  std::shared_ptr<HttpTargets> allowed = targets();
  bool keep = false;
  int status = 204;
  std::string answer;
  std::vector<HttpHeader> headers;
  std::vector<HttpRequest> requests;
  std::vector<std::string> peers;
  std::vector<HttpResponder> kept;
  int gone = 0;  // clients that went before their answer
  std::unique_ptr<HttpServer> server;
  std::uint16_t port = 0;
  std::vector<HttpOutcome> outcomes;
  std::unique_ptr<HttpPoster> poster;
};

/// An endpoint that says what it is told to whoever connects, and notes what it hears.
struct RawSink {
  RawSink(EventLoop& loop, std::string answer)
      : listener(*TcpListener::listen(loop, {{"127.0.0.1", 0}}, [this, answer](std::unique_ptr<ByteStream> accepted) {
          auto& stream = *streams.emplace_back(std::move(accepted));
          stream.attach(*listeners.emplace_back(std::make_unique<Listener>()));
          if (answer.empty()) return;
          BOOST_REQUIRE(stream.output().append(octets(answer)));
          stream.flush_soon();
        })) {}
  [[nodiscard]] std::string url(std::string_view scheme) const {
    return fmt::format("{}://127.0.0.1:{}/", scheme, listener->port());
  }
  std::vector<std::unique_ptr<Listener>> listeners;
  std::vector<std::unique_ptr<ByteStream>> streams;
  std::unique_ptr<TcpListener> listener;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(http_poster, Sink)

BOOST_AUTO_TEST_CASE(a_post_arrives_whole_and_its_status_comes_back) {
  begin(post_to(url("/hook?key=1")));
  BOOST_TEST(outcomes.empty());
  BOOST_TEST(ended().status == 204U);
  BOOST_TEST_REQUIRE(requests.size() == 1U);
  BOOST_TEST(requests[0].method == "POST");
  BOOST_TEST(requests[0].path == "/hook");
  BOOST_TEST(requests[0].query == "key=1");
  BOOST_TEST(requests[0].header("Content-Type") == "application/json");
  BOOST_TEST(requests[0].header("X-Test") == "1");
  BOOST_TEST(requests[0].header("Expect") == "");
  BOOST_TEST(requests[0].header("Accept-Encoding") == "");
  BOOST_TEST(requests[0].body == "{}");
  BOOST_TEST(poster->posts_under_way() == 0U);
}

BOOST_AUTO_TEST_CASE(user_and_password_of_the_url_go_with_it) {
  begin(post_to(fmt::format("http://user:word@127.0.0.1:{}/", port)));
  BOOST_TEST(ended().status == 204U);
  BOOST_TEST(requests[0].header("Authorization") == "Basic dXNlcjp3b3Jk");
}

BOOST_AUTO_TEST_CASE(a_body_of_some_size_is_not_held_back_for_a_continue) {
  HttpPost post = post_to(url());
  post.body.assign(1'000'000, 'x');
  BOOST_TEST(run(std::move(post)).status == 204U);
  BOOST_TEST(requests[0].body.size() == 1'000'000U);
}

BOOST_AUTO_TEST_CASE(a_proxy_of_the_environment_is_not_asked) {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  ::setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
  const HttpOutcome outcome = run(post_to(url()));
  ::unsetenv("http_proxy");
  ::unsetenv("ALL_PROXY");
  BOOST_TEST(outcome.status == 204U);
}

BOOST_AUTO_TEST_CASE(a_redirect_is_an_answer_and_is_not_followed) {
  status = 302;
  const std::string elsewhere = url("/elsewhere");
  headers = {{"Location", elsewhere}};
  BOOST_TEST(run(post_to(url())).status == 302U);
  settle();
  BOOST_TEST(requests.size() == 1U);
}

BOOST_AUTO_TEST_CASE(retry_after_is_told_in_seconds) {
  status = 503;
  headers = {{"Retry-After", "120"}};
  const HttpOutcome outcome = run(post_to(url()));
  BOOST_TEST(outcome.status == 503U);
  BOOST_TEST((outcome.retry_after == 120s));
}

BOOST_AUTO_TEST_CASE(a_connection_is_kept_for_the_next_post) {
  for (int i = 0; i < 5; ++i) BOOST_TEST(run(post_to(url())).status == 204U);
  BOOST_TEST(poster->counters().connections == 1U);
  BOOST_TEST(poster->open_connections() == 1U);
  BOOST_TEST(peers.front() == peers.back());
}

BOOST_AUTO_TEST_CASE(a_connection_that_idles_too_long_is_ended_and_not_used_again) {
  HttpPoster::Settings settings;
  settings.idle_max = 75s;
  start(settings);
  BOOST_TEST(run(post_to(url())).status == 204U);
  advance(74s);
  BOOST_TEST(server->open_connections() == 1U);
  BOOST_TEST(run(post_to(url())).status == 204U);
  BOOST_TEST(poster->counters().connections == 1U);
  advance(74s);  // its idling began anew
  BOOST_TEST(server->open_connections() == 1U);
  clock.advance(2s);
  BOOST_TEST(until([&] { return server->open_connections() == 0U; }));
  BOOST_TEST(poster->counters().idle_connections == 1U);
  BOOST_TEST(run(post_to(url())).status == 204U);
  BOOST_TEST(poster->counters().connections == 2U);
  BOOST_TEST(poster->open_connections() == 1U);
}

BOOST_AUTO_TEST_CASE(a_connection_in_use_is_not_taken_for_an_idle_one) {
  BOOST_TEST(run(post_to(url())).status == 204U);
  keep = true;
  HttpPost slow = post_to(url());
  slow.timeout = 200s;
  begin(std::move(slow));
  BOOST_TEST(until([&] { return requests.size() == 2U; }));
  advance(100s);
  BOOST_TEST(outcomes.size() == 1U);
  kept.back().respond(200, "", "");
  BOOST_TEST(ended().status == 200U);
  BOOST_TEST(poster->counters().connections == 1U, "it was ended, and the post tried again");
}

BOOST_AUTO_TEST_CASE(connections_to_many_endpoints_are_kept) {
  FakeNames names;
  for (int round = 0; round < 2; ++round) {
    for (int host = 0; host < 10; ++host) {
      const std::string name = fmt::format("sink{}.test", host);
      names.answer(name, "127.0.0.1");
      BOOST_TEST(run(post_to(url("/", name))).status == 204U);
    }
  }
  BOOST_TEST(poster->counters().connections == 10U);
}

BOOST_AUTO_TEST_CASE(kept_connections_make_room_at_the_bound) {
  HttpPoster::Settings settings;
  settings.connections_max = 2;
  start(settings);
  FakeNames names;
  for (const char* name : {"a.test", "b.test", "c.test"}) {
    names.answer(name, "127.0.0.1");
    BOOST_TEST(run(post_to(url("/", name))).status == 204U);
    BOOST_TEST(poster->open_connections() <= 2U);
  }
}

BOOST_AUTO_TEST_CASE(when_no_answer_comes_then_the_post_ends_at_its_timeout) {
  keep = true;
  begin(post_to(url()));
  BOOST_TEST(until([&] { return requests.size() == 1U; }));
  advance(14s);
  BOOST_TEST(outcomes.empty());
  clock.advance(1s);
  const HttpOutcome outcome = ended();
  BOOST_TEST(to_string(outcome.failure) == "timeout");
  BOOST_TEST(outcome.detail == "no whole answer within 15000 ms");
  BOOST_TEST(until([&] { return gone == 1; }), "the connection was kept");
}

BOOST_AUTO_TEST_CASE(when_an_answer_never_becomes_whole_then_the_post_ends_at_its_timeout) {
  RawSink sink(loop, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx");
  begin(post_to(sink.url("http")));
  BOOST_TEST(until([&] { return !sink.listeners.empty() && !sink.listeners[0]->taken.empty(); }));
  advance(15s);
  BOOST_TEST_REQUIRE(until([&] { return !outcomes.empty(); }));
  BOOST_TEST(to_string(outcomes[0].failure) == "timeout");
}

BOOST_AUTO_TEST_CASE(when_no_connection_comes_about_then_the_post_ends_sooner) {
  RawSink sink(loop, "");  // never says a word of TLS
  begin(post_to(sink.url("https")));
  BOOST_TEST(until([&] { return !sink.listeners.empty() && !sink.listeners[0]->taken.empty(); }));
  clock.advance(5s);
  const HttpOutcome outcome = ended();
  BOOST_TEST(to_string(outcome.failure) == "connect");
  BOOST_TEST(outcome.detail == "not connected within 5000 ms");
}

BOOST_AUTO_TEST_CASE(a_refused_connection_is_told) {
  server.reset();
  const HttpOutcome outcome = run(post_to(url()));
  BOOST_TEST(outcome.status == 0U);
  BOOST_TEST(to_string(outcome.failure) == "connect");
  BOOST_TEST(!outcome.detail.empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_http_is_told) {
  RawSink sink(loop, "220 mail.example.com ESMTP\r\n");
  BOOST_TEST(to_string(run(post_to(sink.url("http"))).failure) == "broken");
}

BOOST_AUTO_TEST_CASE(a_flood_is_cut_and_its_connection_dropped) {
  answer.assign(1'000'000, 'x');
  status = 200;
  const HttpOutcome outcome = run(post_to(url()));
  BOOST_TEST(outcome.status == 200U);
  BOOST_TEST(poster->counters().answers_cut == 1U);
  BOOST_TEST(poster->open_connections() == 0U);
}

BOOST_AUTO_TEST_CASE(an_answer_within_its_bound_is_not_cut) {
  answer.assign(60'000, 'x');
  BOOST_TEST(run(post_to(url())).status == 204U);
  BOOST_TEST(poster->counters().answers_cut == 0U);
  BOOST_TEST(poster->open_connections() == 1U);
}

BOOST_AUTO_TEST_CASE(a_header_without_end_says_nothing) {
  RawSink sink(
      loop, "HTTP/1.1 200 OK\r\n" + [] {
        std::string lines;
        while (lines.size() < 100'000) lines += "X-Line: " + std::string(1'000, 'x') + "\r\n";
        return lines;
      }());
  const HttpOutcome outcome = run(post_to(sink.url("http")));
  BOOST_TEST(to_string(outcome.failure) == "broken");
  BOOST_TEST(poster->counters().answers_cut == 1U);
}

BOOST_AUTO_TEST_CASE(a_private_address_is_refused_where_the_connection_is_made) {
  allowed->allow_private = false;
  FakeNames names;
  names.answer("inside.test", "127.0.0.1");
  names.answer("metadata.test", "169.254.169.254");
  names.answer("mapped.test", "::ffff:127.0.0.1");
  for (const std::string host : {"127.0.0.1", "localhost", "inside.test", "metadata.test", "mapped.test", "[::1]"}) {
    const HttpOutcome outcome = run(post_to(url("/", host)));
    BOOST_TEST(to_string(outcome.failure) == "forbidden", host);
    BOOST_TEST(outcome.detail == host + " is no public address");
  }
  BOOST_TEST(poster->counters().connections == 0U);
  BOOST_TEST(poster->counters().forbidden_addresses >= 6U);
  BOOST_TEST(requests.empty());
}

BOOST_AUTO_TEST_CASE(a_private_host_may_be_allowed_by_name) {
  allowed->allow_private = false;
  allowed->private_hosts = {"inside.test"};
  FakeNames names;
  names.answer("inside.test", "127.0.0.1");
  names.answer("other.test", "127.0.0.1");
  BOOST_TEST(run(post_to(url("/", "inside.test"))).status == 204U);
  BOOST_TEST(to_string(run(post_to(url("/", "other.test"))).failure) == "forbidden");
}

BOOST_AUTO_TEST_CASE(a_connection_made_while_it_was_allowed_is_not_used_afterwards) {
  BOOST_TEST(run(post_to(url())).status == 204U);
  allowed = targets();
  allowed->allow_private = false;
  BOOST_TEST(to_string(run(post_to(url())).failure) == "forbidden");
  BOOST_TEST(requests.size() == 1U);
}

BOOST_AUTO_TEST_CASE(plain_http_is_refused_unless_it_is_allowed) {
  allowed->allow_http = false;
  BOOST_TEST(to_string(run(post_to(url())).failure) == "forbidden");
  BOOST_TEST(requests.empty());
}

BOOST_AUTO_TEST_CASE(a_name_server_that_hangs_holds_nobody_up) {
  FakeNames names;
  names.hang("hangs.test");
  names.answer("works.test", "127.0.0.1");
  begin(post_to(url("/", "hangs.test")));
  BOOST_TEST(until([&] { return names.hanging() == 1; }));
  BOOST_TEST(run(post_to(url("/", "works.test"))).status == 204U);
  clock.advance(5s);
  BOOST_TEST(to_string(ended().failure) == "connect");
  BOOST_TEST(names.hanging() == 1, "the call waited for its resolver thread");

  begin(post_to(url("/", "hangs.test")));
  BOOST_TEST(until([&] { return names.hanging() == 2; }));
  poster.reset();
  BOOST_TEST(names.hanging() == 2, "the stop waited for a resolver thread");
}

BOOST_AUTO_TEST_CASE(a_name_without_address_is_told) {
  FakeNames names;
  BOOST_TEST(to_string(run(post_to(url("/", "nowhere.test"))).failure) == "resolve");
}

BOOST_AUTO_TEST_CASE(what_is_under_way_at_the_end_is_dropped_and_not_told) {
  keep = true;
  begin(post_to(url()));
  begin(post_to(url()));
  BOOST_TEST(until([&] { return requests.size() == 2U; }));
  poster.reset();
  BOOST_TEST(until([&] { return gone == 2; }));
  advance(20s);
  BOOST_TEST(outcomes.empty());
}

BOOST_AUTO_TEST_CASE(a_certificate_must_be_of_an_authority_and_for_this_host) {
  FakeNames names;
  names.answer("sink.test", "127.0.0.1");
  names.answer("other.test", "127.0.0.1");
  TlsSink tls(loop, "sink.test");
  const auto to = [&](const std::string& name) { return post_to(fmt::format("https://{}:{}/", name, tls.port())); };
  BOOST_TEST(to_string(run(to("sink.test")).failure) == "tls", "unknown authority");
  allowed->ca_file = tls.ca_file();
  BOOST_TEST(to_string(run(to("other.test")).failure) == "tls", "another host's certificate");
  BOOST_TEST(tls.received().empty());
  BOOST_TEST(run(to("sink.test")).status == 200U);
  BOOST_TEST(tls.received().starts_with("POST / HTTP/1.1\r\nHost: sink.test"));
}

BOOST_AUTO_TEST_CASE(tls_older_than_1_2_is_refused) {
  FakeNames names;
  names.answer("sink.test", "127.0.0.1");
  TlsSink old(loop, "sink.test", TLS1_1_VERSION);
  TlsSink enough(loop, "sink.test", TLS1_2_VERSION);
  allowed->ca_file = old.ca_file();
  BOOST_TEST(to_string(run(post_to(fmt::format("https://sink.test:{}/", old.port()))).failure) == "tls");
  allowed->ca_file = enough.ca_file();
  BOOST_TEST(run(post_to(fmt::format("https://sink.test:{}/", enough.port()))).status == 200U);
}

BOOST_AUTO_TEST_SUITE_END()
