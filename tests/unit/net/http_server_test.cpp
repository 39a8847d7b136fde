// SPDX-License-Identifier: Apache-2.0
// The HTTP server against plain sockets: framing at any split, order, every bound and wait, clients that go.
#include "net/http_server.h"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "tests/unit/net/loopback.h"

using namespace smppedge;
using namespace smppedge::test;
using namespace std::chrono_literals;

namespace {

std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

/// A server whose handler notes requests and answers "path:body" at once, unless told to keep the responder.
struct Server : Loop {
  Server() { start({}); }

  void start(const HttpSettings& settings, HttpGate gate = nullptr) {
    const auto handler = [this](HttpRequest request, HttpResponder responder) {
      requests.push_back(request);
      if (keep) {
        kept.push_back(responder);
      } else {
        responder.respond(200, "text/plain", answer ? *answer : request.path + ":" + request.body);
      }
    };
    server = std::make_unique<HttpServer>(loop, settings, handler, std::move(gate));
    port = *server->listen({"127.0.0.1", 0});
  }
  [[nodiscard]] Client connect() const { return Client(port); }
  bool receives(Client& client, std::string_view text) {
    return until([&] { return client.received().find(text) != std::string::npos; });
  }
  bool ends(Client& client) {
    return until([&] { return client.ended(); });
  }

  bool keep = false;
  std::optional<std::string> answer;
  std::vector<HttpRequest> requests;
  std::vector<HttpResponder> kept;
  std::unique_ptr<HttpServer> server;
  std::uint16_t port = 0;
};

const std::string get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string post = "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody";
const std::string chunked =
    "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nTrailer: t\r\n\r\n";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(http_server, Server)

BOOST_AUTO_TEST_CASE(when_a_request_is_whole_then_the_handler_gets_all_of_it) {
  Client client = connect();
  client.send(
      "POST /v1/messages?limit=5&q=a%20b+c&flag HTTP/1.1\r\nHost: h\r\nAuthorization:  Bearer k \r\n"
      "X-Two: 1\r\nx-two: 2\r\nContent-Length: 2\r\n\r\n{}");
  BOOST_TEST(receives(client, "200 OK"));
  BOOST_TEST_REQUIRE(requests.size() == 1);
  const HttpRequest& request = requests[0];
  BOOST_TEST(request.method == "POST");
  BOOST_TEST(request.path == "/v1/messages");
  BOOST_TEST(request.query == "limit=5&q=a%20b+c&flag");
  BOOST_TEST(request.parameter("limit").value() == "5");
  BOOST_TEST(request.parameter("q").value() == "a b c");
  BOOST_TEST(request.parameter("flag").value() == "");
  BOOST_TEST(!request.parameter("li"));
  BOOST_TEST(request.header("authorization") == "Bearer k");
  BOOST_TEST(request.header("X-TWO") == "1");
  BOOST_TEST(request.header("absent") == "");
  BOOST_TEST(request.body == "{}");
  BOOST_TEST(request.peer.starts_with("127.0.0.1:"));
}

BOOST_AUTO_TEST_CASE(when_a_response_is_sent_then_it_carries_its_framing_and_date) {
  Client client = connect();
  client.send(get);
  BOOST_TEST(receives(client, "/a:"));
  BOOST_TEST(client.received() ==
             "HTTP/1.1 200 OK\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\nContent-Type: text/plain\r\n"
             "Content-Length: 3\r\n\r\n/a:");
}

BOOST_AUTO_TEST_CASE(when_requests_come_a_byte_at_a_time_then_they_are_understood_just_the_same) {
  Client client = connect();
  for (const char octet : get + "\r\n" + post + chunked) {
    client.send(std::string(1, octet));
    loop.turn(0s);
  }
  BOOST_TEST(receives(client, "/c:abcdefg"));
  BOOST_TEST_REQUIRE(requests.size() == 3);
  BOOST_TEST(requests[1].body == "body");
  BOOST_TEST(requests[2].header("trailer") == "");
}

BOOST_AUTO_TEST_CASE(when_requests_are_pipelined_then_each_waits_for_the_response_before_it) {
  keep = true;
  Client client = connect();
  client.send(get + post + chunked);
  BOOST_TEST(until([&] { return requests.size() == 1; }));
  settle();
  BOOST_TEST(requests.size() == 1);
  kept[0].respond(200, "text/plain", "first");
  BOOST_TEST(until([&] { return requests.size() == 2; }));
  kept[0].respond(200, "text/plain", "again");  // ignored
  kept[1].respond(200, "text/plain", "second");
  BOOST_TEST(until([&] { return requests.size() == 3; }));
  kept[2].respond(200, "text/plain", "third");
  BOOST_TEST(receives(client, "third"));
  const std::string& received = client.received();
  BOOST_TEST(received.find("first") < received.find("second"));
  BOOST_TEST(received.find("again") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(when_a_body_is_large_then_it_arrives_whole) {
  const std::string body(3'000'000, 'b');
  Client client = connect();
  std::string rest = fmt::format("POST /l HTTP/1.1\r\nHost: h\r\nContent-Length: {}\r\n\r\n", body.size()) + body;
  BOOST_TEST(until([&] {
    rest.erase(0, client.send(rest));
    return !requests.empty();
  }));
  BOOST_TEST((requests[0].body == body));
}

BOOST_AUTO_TEST_CASE(when_head_is_asked_then_the_length_comes_without_the_body) {
  Client client = connect();
  client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n" + get);
  BOOST_TEST(receives(client, "\r\n\r\n/a:"));
  BOOST_TEST(count_of(client.received(), "Content-Length: 3") == 2U);
  BOOST_TEST(count_of(client.received(), "/a:") == 1U);
}

BOOST_AUTO_TEST_CASE(when_the_client_says_close_or_speaks_1_0_then_the_connection_ends_after_the_response) {
  for (const char* request : {"GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "GET /a HTTP/1.0\r\n\r\n"}) {
    Client client = connect();
    client.send(request);
    BOOST_TEST(ends(client));
    BOOST_TEST(client.received().find("Connection: close\r\n") != std::string::npos);
    BOOST_TEST(client.received().ends_with("/a:"));
  }
  Client keeper = connect();
  keeper.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  BOOST_TEST(receives(keeper, "Connection: keep-alive\r\n"));
}

BOOST_AUTO_TEST_CASE(when_continue_is_expected_then_it_is_sent_before_the_body_and_only_then) {
  Client client = connect();
  client.send("POST /e HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  BOOST_TEST(receives(client, "HTTP/1.1 100 Continue\r\n\r\n"));
  client.send("ok");
  BOOST_TEST(receives(client, "/e:ok"));
  BOOST_TEST(count_of(client.received(), "100 Continue") == 1U);

  Client refused = connect();
  refused.send("POST /e HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
  BOOST_TEST(ends(refused));
  BOOST_TEST(refused.received().starts_with("HTTP/1.1 413 "));
}

BOOST_AUTO_TEST_CASE(when_a_request_is_broken_then_it_is_refused_with_a_sentence_and_the_connection_ends) {
  struct Case {
    std::string request;
    std::string status;
  };
  const std::string start = "POST /x HTTP/1.1\r\nHost: h\r\n";
  const Case cases[] = {
      {"AMQP 0-9-1\r\n\r\n", "400"},
      {"GET /a\r\n\r\n", "400"},
      {"GET /a HTTP/1.1\r\n\r\n", "400"},
      {"GET /a HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n", "400"},
      {"GET /a HTTP/1.1\r\nHost: h\r\nbad field\r\n\r\n", "400"},
      {"GET /a HTTP/3.0\r\nHost: h\r\n\r\n", "505"},
      {start + "Content-Length: -1\r\n\r\n", "400"},
      {start + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "400"},
      {start + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},
      {start + "Transfer-Encoding: gzip, chunked\r\n\r\n", "501"},
      {start + "Transfer-Encoding: gzip\r\n\r\n", "501"},
      {start + "Expect: a miracle\r\n\r\n", "417"},
      {start + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
      {start + "Content-Length: 4194305\r\n\r\n", "413"},
      {start + "Transfer-Encoding: chunked\r\n\r\n400001\r\n", "413"},
      {start + "X: " + std::string(17'000, 'x'), "431"},
  };
  for (const Case& broken : cases) {
    Client client = connect();
    client.send(broken.request);
    BOOST_TEST_CONTEXT(broken.request.substr(0, 80)) {
      BOOST_TEST(ends(client));
      BOOST_TEST(!client.was_reset());
      BOOST_TEST(client.received().substr(9, 3) == broken.status);
      BOOST_TEST(client.received().find("application/problem+json") != std::string::npos);
      BOOST_TEST(client.received().find("\"status\":" + broken.status) != std::string::npos);
    }
  }
  BOOST_TEST(requests.empty());
  const HttpCounters& counters = server->counters();
  BOOST_TEST(counters.refused_body_size == 2U);
  BOOST_TEST(counters.refused_header_size == 1U);
  BOOST_TEST(counters.refused_malformed == 13U);
}

BOOST_AUTO_TEST_CASE(when_a_large_body_is_refused_while_it_is_sent_then_the_client_can_read_why) {
  Client client = connect();
  client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999\r\n\r\n");
  const std::string block(100'000, 'x');
  BOOST_TEST(until([&] {
    client.send(block);
    return client.ended();
  }));
  BOOST_TEST(!client.was_reset());
  BOOST_TEST(client.received().starts_with("HTTP/1.1 413 "));
}

BOOST_AUTO_TEST_CASE(when_a_header_dribbles_then_its_time_is_counted_from_its_first_octet) {
  Client client = connect();
  for (int second = 0; second < 9; ++second) {
    client.send("G");
    advance(1s);
  }
  BOOST_TEST(!client.ended());
  advance(2s);
  BOOST_TEST(ends(client));
  BOOST_TEST(client.received().starts_with("HTTP/1.1 408 "));
  BOOST_TEST(server->counters().timed_out_requests == 1U);
}

BOOST_AUTO_TEST_CASE(when_a_body_dribbles_then_the_request_times_out) {
  Client client = connect();
  client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n");
  settle();
  for (int second = 0; second < 62; ++second) {
    client.send("x");
    advance(1s);
  }
  BOOST_TEST(ends(client));
  BOOST_TEST(client.received().starts_with("HTTP/1.1 408 "));
}

BOOST_AUTO_TEST_CASE(when_a_connection_is_silent_then_it_is_closed_without_a_word_soon_at_first_later_when_known) {
  Client silent = connect();
  Client known = connect();
  known.send(get);
  BOOST_TEST(receives(known, "/a:"));
  for (int second = 0; second < 11; ++second) advance(1s);
  BOOST_TEST(silent.ended());
  BOOST_TEST(silent.received().empty());
  BOOST_TEST(!known.ended());
  for (int second = 0; second < 65; ++second) advance(1s);
  BOOST_TEST(known.ended());
}

BOOST_AUTO_TEST_CASE(when_the_handler_never_answers_then_503_is_answered_for_it) {
  keep = true;
  Client client = connect();
  client.send(get);
  BOOST_TEST(until([&] { return requests.size() == 1; }));
  BOOST_TEST(kept[0].is_waiting());
  bool gone = false;
  kept[0].on_gone([&] { gone = true; });
  for (int second = 0; second < 121; ++second) advance(1s);
  BOOST_TEST(ends(client));
  BOOST_TEST(client.received().starts_with("HTTP/1.1 503 "));
  BOOST_TEST(gone);
  BOOST_TEST(!kept[0].is_waiting());
}

BOOST_AUTO_TEST_CASE(when_the_client_goes_before_its_answer_then_the_handler_hears_and_a_late_answer_is_harmless) {
  keep = true;
  Client client = connect();
  client.send(get);
  BOOST_TEST(until([&] { return requests.size() == 1; }));
  int gone = 0;
  kept[0].on_gone([&] { ++gone; });
  client.reset();
  BOOST_TEST(until([&] { return gone == 1; }));
  BOOST_TEST(!kept[0].is_waiting());
  kept[0].respond(200, "text/plain", "late");
  BOOST_TEST(until([&] { return server->open_connections() == 0; }));
  kept[0].respond(200, "text/plain", "later");
  settle();
  BOOST_TEST(gone == 1);
  BOOST_TEST(server->counters().clients_gone == 1U);
}

BOOST_AUTO_TEST_CASE(when_the_client_only_ends_its_sending_then_it_still_gets_its_answers) {
  Client quick = connect();
  quick.send(get + post);
  quick.shut_write();
  BOOST_TEST(ends(quick));
  BOOST_TEST(quick.received().ends_with("/p:body"));

  keep = true;
  Client patient = connect();
  patient.send(get);
  patient.shut_write();
  BOOST_TEST(until([&] { return kept.size() == 1 && !kept[0].is_waiting(); }));
  kept[0].respond(200, "text/plain", "answer");
  BOOST_TEST(ends(patient));
  BOOST_TEST(patient.received().ends_with("answer"));
}

BOOST_AUTO_TEST_CASE(when_a_client_ends_within_a_request_then_the_connection_ends) {
  Client client = connect();
  client.send(post.substr(0, post.size() - 1));
  client.shut_write();
  BOOST_TEST(ends(client));
  BOOST_TEST(client.received().empty());
}

BOOST_AUTO_TEST_CASE(when_a_client_pipelines_and_never_reads_then_reading_stops_and_it_is_closed_as_stalled) {
  start({.output_bytes_max = 64 * 1024});
  answer = std::string(20'000, 'a');
  Client client(port, 4096);
  std::string flood;
  for (int i = 0; i < 100; ++i) flood += get;
  std::size_t last = 0;
  BOOST_TEST(until([&] {  // until the kernels' buffers are full too
    client.send(flood);
    const bool stuck = last != 0 && last == requests.size();
    last = requests.size();
    settle();
    return stuck;
  }));
  for (int second = 0; second < 62; ++second) advance(1s);
  BOOST_TEST(requests.size() <= last + 4);
  BOOST_TEST(server->open_connections() == 0U);
  BOOST_TEST(server->counters().stalled == 1U);
}

BOOST_AUTO_TEST_CASE(when_a_slow_reader_catches_up_then_all_its_pipelined_requests_are_answered) {
  start({.output_bytes_max = 64 * 1024});
  answer = std::string(20'000, 'a');
  Client client(port, 4096);
  std::string flood;
  for (int i = 0; i < 600; ++i) flood += get;
  BOOST_TEST(client.send(flood) == flood.size());
  settle();
  BOOST_TEST(until([&] { return count_of(client.received(), "200 OK") == 600; }, 10'000));
}

BOOST_AUTO_TEST_CASE(when_an_answer_does_not_fit_the_output_then_the_connection_ends_and_it_is_counted) {
  start({.output_bytes_max = 10'000});
  answer = std::string(20'000, 'a');
  Client client = connect();
  client.send(get);
  BOOST_TEST(ends(client));
  BOOST_TEST(server->counters().output_overruns == 1U);
}

BOOST_AUTO_TEST_CASE(when_there_are_too_many_connections_then_one_more_is_told_so) {
  start({.connections_max = 2});
  Client first = connect();
  Client second = connect();
  BOOST_TEST(until([&] { return server->open_connections() == 2; }));
  Client third = connect();
  BOOST_TEST(ends(third));
  BOOST_TEST(third.received().starts_with("HTTP/1.1 503 "));
  third.close();
  first.close();
  BOOST_TEST(until([&] { return server->open_connections() == 1; }));
  Client fourth = connect();
  fourth.send(get);
  BOOST_TEST(receives(fourth, "/a:"));
}

BOOST_AUTO_TEST_CASE(when_one_address_has_too_many_connections_then_one_more_is_told_so) {
  start({.connections_per_address_max = 2});
  Client first = connect();
  Client second = connect();
  BOOST_TEST(until([&] { return server->open_connections() == 2; }));
  Client third = connect();
  BOOST_TEST(ends(third));
  BOOST_TEST(third.received().starts_with("HTTP/1.1 503 "));
  BOOST_TEST(server->counters().refused_addresses == 1U);
  BOOST_TEST(server->counters().refused_connections == 0U);
  third.close();
  first.close();
  BOOST_TEST(until([&] { return server->open_connections() == 1; }));
  Client fourth = connect();
  fourth.send(get);
  BOOST_TEST(receives(fourth, "/a:"));
}

BOOST_AUTO_TEST_CASE(when_the_gate_lets_a_head_in_then_its_body_is_read_and_the_handler_gets_all) {
  std::vector<HttpRequest> heads;
  start({}, [&heads](const HttpRequest& head, const HttpResponder&) {
    heads.push_back(head);
    return true;
  });
  Client client = connect();
  client.send(post.substr(0, post.size() - 2));
  BOOST_TEST(until([&] { return heads.size() == 1; }));
  client.send("dy" + get);
  BOOST_TEST(receives(client, "/a:"));
  BOOST_TEST_REQUIRE(requests.size() == 2);
  BOOST_TEST(requests[0].body == "body");
  BOOST_TEST(heads.size() == 1U);  // of what came whole the handler judges
  BOOST_TEST(heads[0].path == "/p");
  BOOST_TEST(heads[0].body == "");
  BOOST_TEST(heads[0].peer.starts_with("127.0.0.1:"));
}

BOOST_AUTO_TEST_CASE(when_the_gate_answers_then_the_body_is_not_read_and_the_connection_ends) {
  bool at_once = true;
  HttpResponder later;
  start({}, [&](const HttpRequest&, const HttpResponder& responder) {
    if (at_once) responder.respond(401, "text/plain", "who?");
    later = responder;
    return false;
  });
  for (const bool now : {true, false}) {
    at_once = now;
    Client client = connect();
    client.send("POST /p HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4000000\r\n\r\nbegin");
    if (!now) {
      settle();
      client.send("more");
      settle();
      BOOST_TEST(!client.ended());
      later.respond(401, "text/plain", "who?");
    }
    BOOST_TEST(ends(client));
    BOOST_TEST(client.received().starts_with("HTTP/1.1 401 "), client.received());
    BOOST_TEST(client.received().ends_with("who?"));
  }
  BOOST_TEST(requests.empty());
}

BOOST_AUTO_TEST_CASE(when_bodies_under_way_are_too_large_together_then_one_is_refused_and_the_others_arrive) {
  start({.bodies_bytes_max = 100'000});
  const std::string head = "POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n";
  Client first = connect();
  Client second = connect();
  first.send(head + std::string(59'999, 'x'));
  settle();
  second.send(head + std::string(59'999, 'x'));
  BOOST_TEST(ends(second));
  BOOST_TEST(second.received().starts_with("HTTP/1.1 503 "));
  BOOST_TEST(server->counters().refused_bodies == 1U);
  BOOST_TEST(server->counters().refused_malformed == 0U);
  first.send("x");
  BOOST_TEST(receives(first, "200 OK"));
  Client third = connect();
  third.send(head + std::string(60'000, 'x'));
  BOOST_TEST(receives(third, "200 OK"));
}

BOOST_AUTO_TEST_CASE(when_accepting_stops_then_idle_connections_close_and_busy_ones_after_their_answer) {
  keep = true;
  Client idle = connect();
  Client busy = connect();
  busy.send(get);
  BOOST_TEST(until([&] { return requests.size() == 1 && server->open_connections() == 2; }));
  server->stop_accepting();
  bool drained = false;
  server->when_drained([&drained] { drained = true; });
  BOOST_TEST(ends(idle));
  BOOST_TEST(!connect().connected());
  BOOST_TEST(!busy.ended());
  BOOST_TEST(!drained);
  kept[0].respond(200, "text/plain", "last");
  BOOST_TEST(ends(busy));
  BOOST_TEST(busy.received().ends_with("last"));
  idle.close();
  busy.close();
  advance(1s);
  BOOST_TEST(until([&] { return drained && server->open_connections() == 0; }));
}

BOOST_AUTO_TEST_CASE(when_a_header_value_holds_a_line_end_then_it_cannot_end_its_line) {
  keep = true;
  Client client = connect();
  client.send(get);
  BOOST_TEST(until([&] { return kept.size() == 1; }));
  kept[0].respond(204, "", "", {{"X-Name", "a\r\nX-Evil: b"}});
  BOOST_TEST(receives(client, "\r\n\r\n"));
  BOOST_TEST(client.received().find("\r\nX-Name: a  X-Evil: b\r\n") != std::string::npos);
  BOOST_TEST(client.received().find("Content-Length") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(when_the_target_is_a_whole_uri_then_its_path_is_what_counts) {
  Client client = connect();
  client.send("GET http://gateway:8080/v1/x?y=1 HTTP/1.1\r\nHost: gateway\r\n\r\n");
  BOOST_TEST(receives(client, "/v1/x:"));
  BOOST_TEST(requests[0].query == "y=1");
}

BOOST_AUTO_TEST_CASE(when_the_server_is_destroyed_with_a_request_open_then_its_responder_is_harmless) {
  keep = true;
  Client client = connect();
  client.send(get);
  BOOST_TEST(until([&] { return kept.size() == 1; }));
  server.reset();
  kept[0].respond(200, "text/plain", "x");
  settle();
  BOOST_TEST(client.ended());
}

BOOST_AUTO_TEST_SUITE_END()
