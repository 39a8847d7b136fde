// SPDX-License-Identifier: Apache-2.0
// Accepting: ports, the maximum, running out of descriptors (fault 39).
#include "net/tcp_listener.h"

#include <sys/resource.h>

#include <boost/test/unit_test.hpp>

#include "tests/unit/net/loopback.h"

using namespace smppedge;
using namespace smppedge::test;
using namespace std::chrono_literals;

namespace {

struct Accepting : Loop {
  void listen(TcpListener::Settings settings) {
    settings.at = {"127.0.0.1", 0};
    listener = *TcpListener::listen(
        loop, settings, [this](std::unique_ptr<ByteStream> stream) { streams.push_back(std::move(stream)); });
  }
  std::unique_ptr<TcpListener> listener;
  std::vector<std::unique_ptr<ByteStream>> streams;
};

/// Leaves the process without a free descriptor until it is destroyed.
class NoDescriptors {
 public:
  NoDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit now = before_;
    const Fd lowest(::dup(0));
    now.rlim_cur = static_cast<rlim_t>(lowest.get());
    ::setrlimit(RLIMIT_NOFILE, &now);
  }
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tcp_listener, Accepting)

BOOST_AUTO_TEST_CASE(when_the_maximum_is_open_then_one_more_is_closed_and_counted_until_one_ends) {
  listen({.connections_max = 2});
  Client first(listener->port());
  Client second(listener->port());
  Client third(listener->port());
  BOOST_TEST(until([&] { return third.ended(); }));
  BOOST_TEST(streams.size() == 2U);
  BOOST_TEST(listener->open_connections() == 2U);
  BOOST_TEST(listener->counters().refused == 1U);
  streams.pop_back();
  Client fourth(listener->port());
  BOOST_TEST(until([&] { return streams.size() == 2; }));
  BOOST_TEST(listener->counters().accepted == 3U);
}

BOOST_AUTO_TEST_CASE(when_descriptors_run_out_then_accepting_pauses_instead_of_spinning_and_goes_on_later) {
  listen({});
  Client waiting(listener->port());
  {
    const NoDescriptors none;
    BOOST_TEST(until([&] { return listener->counters().pauses == 1; }));
    settle();
    BOOST_TEST(listener->counters().pauses == 1U);
  }
  settle();
  BOOST_TEST(streams.empty());
  advance(1s);
  BOOST_TEST(until([&] { return streams.size() == 1; }));
}

BOOST_AUTO_TEST_CASE(when_the_address_is_taken_or_no_address_then_a_sentence_says_so) {
  listen({});
  const auto taken = TcpListener::listen(loop, {.at = {"127.0.0.1", listener->port()}}, [](auto) {});
  BOOST_TEST_REQUIRE(!taken.has_value());
  BOOST_TEST(taken.error().find("cannot listen on 127.0.0.1:") != std::string::npos);
  const auto nowhere = TcpListener::listen(loop, {.at = {"no-such-host.invalid", 1}}, [](auto) {});
  BOOST_TEST(!nowhere.has_value());
}

BOOST_AUTO_TEST_CASE(when_stopped_then_nobody_is_accepted_and_open_streams_stay) {
  listen({});
  const std::uint16_t port = listener->port();
  Client client(port);
  BOOST_TEST(until([&] { return streams.size() == 1; }));
  listener->stop();
  BOOST_TEST(!Client(port).connected());
  listener.reset();
  Listener heard;
  streams[0]->attach(heard);
  client.send("still here");
  BOOST_TEST(until([&] { return heard.taken == "still here"; }));
  streams.clear();
}

BOOST_AUTO_TEST_SUITE_END()
