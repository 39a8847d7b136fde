// SPDX-License-Identifier: Apache-2.0
// Dialing: addresses in turn, time, refusals, giving up.
#include "net/tcp_dialer.h"

#include <boost/test/unit_test.hpp>

#include "net/tcp_listener.h"
#include "tests/unit/net/fake_names.h"
#include "tests/unit/net/loopback.h"

using namespace smppedge;
using namespace smppedge::test;
using namespace std::chrono_literals;

namespace {

using Result = Expected<std::unique_ptr<ByteStream>, DialError>;

struct Dialed : Loop {
  Dialed() {
    listener = *TcpListener::listen(loop, {.at = {"127.0.0.1", 0}}, [this](std::unique_ptr<ByteStream> stream) {
      stream->attach(far);
      accepted = std::move(stream);
    });
  }
  void dial(const Endpoint& endpoint, Micros timeout = 10s) {
    dialing = dialer.dial(endpoint, timeout, [this](Result outcome) {
      result = std::move(outcome);
      dialing.reset();
    });
  }

  Listener far;
  std::unique_ptr<TcpListener> listener;
  std::unique_ptr<ByteStream> accepted;
  TcpDialer dialer{loop, {}};
  std::unique_ptr<Dialer::Dialing> dialing;
  std::optional<Result> result;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tcp_dialer, Dialed)

BOOST_AUTO_TEST_CASE(when_the_address_listens_then_a_stream_comes_out_and_carries_bytes) {
  dial({"127.0.0.1", listener->port()});
  BOOST_TEST(!result);  // never from inside dial()
  BOOST_TEST(until([&] { return result && accepted; }));
  BOOST_TEST_REQUIRE(result->has_value());
  Listener near;
  (**result)->attach(near);
  BOOST_TEST((**result)->output().append(octets("hello")));
  (**result)->flush_soon();
  BOOST_TEST(until([&] { return far.taken == "hello"; }));
  BOOST_TEST((**result)->peer() == "127.0.0.1:" + std::to_string(listener->port()));
}

BOOST_AUTO_TEST_CASE(when_nobody_listens_then_it_is_refused_with_the_address_in_the_sentence) {
  const std::uint16_t port = listener->port();
  listener->stop();
  dial({"127.0.0.1", port});
  BOOST_TEST(until([&] { return result.has_value(); }));
  BOOST_TEST_REQUIRE(!result->has_value());
  BOOST_TEST((result->error().kind == DialError::Kind::refused));
  BOOST_TEST(result->error().text.find("127.0.0.1:" + std::to_string(port)) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(when_a_name_has_several_addresses_then_one_that_listens_is_found) {
  dial({"localhost", listener->port()});  // ::1 refuses where it comes first
  BOOST_TEST(until([&] { return result.has_value(); }));
  if (!result->has_value() && result->error().kind == DialError::Kind::resolve) {
    BOOST_TEST_MESSAGE("skipped: this machine has no /etc/hosts that names its loopback address");
    return;
  }
  BOOST_TEST(result->has_value());
}

BOOST_AUTO_TEST_CASE(when_a_name_does_not_resolve_then_the_error_says_so) {
  dial({"no-such-host.invalid", 1}, 1000s);
  BOOST_TEST(until([&] { return result.has_value(); }, 60'000));
  BOOST_TEST_REQUIRE(!result->has_value());
  BOOST_TEST((result->error().kind == DialError::Kind::resolve));
}

BOOST_AUTO_TEST_CASE(fault_42_a_name_is_resolved_anew_at_each_dial) {
  FakeNames names;
  names.answer("carrier.test", "127.0.0.1");
  dial({"carrier.test", listener->port()});
  BOOST_TEST(until([&] { return result && accepted; }));
  BOOST_TEST_REQUIRE(result->has_value());
  auto first = std::move(**result);
  BOOST_TEST(first->peer() == "127.0.0.1:" + std::to_string(listener->port()));

  std::unique_ptr<ByteStream> accepted_there;
  const auto there =
      TcpListener::listen(loop, {.at = {"127.0.0.2", listener->port()}}, [&](std::unique_ptr<ByteStream> stream) {
        stream->attach(far);
        accepted_there = std::move(stream);
      });
  BOOST_TEST_REQUIRE(there.has_value());
  names.answer("carrier.test", "127.0.0.2");
  result.reset();
  dial({"carrier.test", listener->port()});
  BOOST_TEST(until([&] { return result && accepted_there; }));
  BOOST_TEST_REQUIRE(result->has_value());
  BOOST_TEST((**result)->peer() == "127.0.0.2:" + std::to_string(listener->port()));
  // The connection that was there already has not noticed.
  Listener near;
  first->attach(near);
  BOOST_TEST(first->output().append(octets("still here")));
  first->flush_soon();
  BOOST_TEST(until([&] { return far.taken == "still here"; }));
}

BOOST_AUTO_TEST_CASE(fault_42_a_name_server_that_hangs_holds_up_neither_the_loop_nor_other_names) {
  FakeNames names;
  names.hang("hangs.test");
  names.answer("carrier.test", "127.0.0.1");
  std::optional<Result> hanging;
  const auto other =
      dialer.dial({"hangs.test", listener->port()}, 10s, [&](Result outcome) { hanging = std::move(outcome); });
  BOOST_TEST(until([&] { return names.hanging() == 1; }));
  dial({"carrier.test", listener->port()});
  BOOST_TEST(until([&] { return result && accepted; }));
  BOOST_TEST(result->has_value());
  BOOST_TEST(!hanging);
  advance(10s);  // the loop's timers go on, and give up
  BOOST_TEST_REQUIRE(hanging.has_value());
  BOOST_TEST_REQUIRE(!hanging->has_value());
  BOOST_TEST((hanging->error().kind == DialError::Kind::resolve));
}

BOOST_AUTO_TEST_CASE(fault_42_a_name_that_hangs_takes_one_look_up_however_many_dial_it_and_holds_up_no_other) {
  FakeNames names;
  names.hang("hangs.test");
  names.answer("carrier.test", "127.0.0.1");
  constexpr std::size_t dials = 2 * Resolver::threads_max;
  std::vector<std::unique_ptr<Dialer::Dialing>> others;
  std::size_t given_up = 0;
  for (std::size_t round = 0; round < 2; ++round) {  // the binds dial again while the first question is still open
    for (std::size_t i = 0; i < dials; ++i) {
      others.push_back(dialer.dial({"hangs.test", listener->port()}, 10s, [&](const Result& outcome) {
        given_up += !outcome && outcome.error().kind == DialError::Kind::resolve ? 1 : 0;
      }));
    }
    BOOST_TEST(until([&] { return names.hanging() == 1; }));
    result.reset();
    accepted.reset();
    dial({"carrier.test", listener->port()});
    BOOST_TEST(until([&] { return result && accepted; }));
    BOOST_TEST(result->has_value());
    advance(10s);
    BOOST_TEST(given_up == (round + 1) * dials);
    BOOST_TEST(names.hanging() == 1);
  }
}

BOOST_AUTO_TEST_CASE(who_asks_for_a_name_that_is_asked_for_already_shares_its_answer) {
  FakeNames names;
  names.hang("slow.test");
  std::vector<std::unique_ptr<Dialer::Dialing>> dials;
  std::vector<DialError::Kind> answers;
  for (int i = 0; i < 3; ++i) {
    dials.push_back(dialer.dial({"slow.test", listener->port()}, 10s,
                                [&](const Result& outcome) { answers.push_back(outcome.error().kind); }));
  }
  dials[1].reset();  // who has given up is left out
  BOOST_TEST(until([&] { return names.hanging() == 1; }));
  names.let_go();
  BOOST_TEST(until([&] { return answers.size() == 2; }));
  settle();
  BOOST_TEST(answers.size() == 2U);
  BOOST_TEST((answers.front() == DialError::Kind::resolve));
}

BOOST_AUTO_TEST_CASE(when_the_backlog_is_full_then_the_dial_times_out) {
  listener->stop();
  Fd raw(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  BOOST_TEST_REQUIRE(::bind(raw.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  BOOST_TEST_REQUIRE(::listen(raw.get(), 0) == 0);
  socklen_t size = sizeof(address);
  ::getsockname(raw.get(), reinterpret_cast<sockaddr*>(&address), &size);
  const std::uint16_t port = ntohs(address.sin_port);
  const Client filler(port);  // nobody accepts: the next SYN is not answered
  dial({"127.0.0.1", port}, 10s);
  settle();
  BOOST_TEST(!result);
  advance(9s);
  BOOST_TEST(!result);
  advance(1s);
  BOOST_TEST_REQUIRE(result.has_value());
  BOOST_TEST((result->error().kind == DialError::Kind::timeout));
}

BOOST_AUTO_TEST_CASE(when_the_dialing_is_destroyed_then_its_callback_is_never_called) {
  dial({"127.0.0.1", listener->port()});
  dialing.reset();
  dial({"localhost", listener->port()});
  dialing.reset();
  settle();
  BOOST_TEST(!result);
}

BOOST_AUTO_TEST_CASE(when_the_dialer_goes_with_a_name_still_asked_for_then_nothing_is_called) {
  {
    TcpDialer other(loop, {});
    dialing = other.dial({"no-such-host.invalid", 1}, 10s, [this](Result outcome) { result = std::move(outcome); });
    dialing.reset();
  }
  settle();
  BOOST_TEST(!result);
}

BOOST_AUTO_TEST_SUITE_END()
