// SPDX-License-Identifier: Apache-2.0
// One TCP stream against a plain socket: splits, bounds, stalls, every way to end.
#include "net/tcp_stream.h"

#include <boost/test/unit_test.hpp>

#include "net/tcp_listener.h"
#include "tests/unit/net/loopback.h"

using namespace smppedge;
using namespace smppedge::test;
using namespace std::chrono_literals;

namespace {

struct Pair : Loop {
  Pair() : Pair(TcpStream::Settings{}) {}
  explicit Pair(const TcpStream::Settings& settings) { connect(settings); }

  void connect(const TcpStream::Settings& settings, int client_buffer = 0) {
    stream.reset();
    TcpListener::Settings at{.at = {"127.0.0.1", 0}};
    at.stream = settings;
    listener = *TcpListener::listen(loop, at, [this](std::unique_ptr<ByteStream> accepted) {
      accepted->attach(heard);
      stream = std::move(accepted);
    });
    client = std::make_unique<Client>(listener->port(), client_buffer);
    BOOST_TEST_REQUIRE(until([&] { return stream != nullptr; }));
  }
  /// Writes, a little at a time, until the kernels take no more and `left` octets or more stay in our buffer.
  void fill_output(std::size_t left) {
    const std::string block(4096, 'x');
    int stuck = 0;
    while (stuck < 3) {
      if (stream->output().empty()) write(block);
      loop.turn(0s);
      stuck = stream->output().empty() ? 0 : stuck + 1;
    }
    while (stream->output().size() < left) write(block);
    settle();
  }
  void write(std::string_view text) {
    BOOST_TEST_REQUIRE(stream->output().append(octets(text)));
    stream->flush_soon();
  }

  std::unique_ptr<TcpListener> listener;
  std::unique_ptr<Client> client;
  Listener heard;
  std::unique_ptr<ByteStream> stream;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tcp_stream, Pair)

BOOST_AUTO_TEST_CASE(when_bytes_come_one_at_a_time_then_the_unread_ones_are_shown_again_with_the_next) {
  heard.take_max = 0;
  const std::string text = "hello";
  for (std::size_t i = 0; i < text.size(); ++i) {
    client->send(text.substr(i, 1));
    BOOST_TEST(until([&] { return heard.shown == i + 1; }));
  }
  heard.take_max = 3;
  client->send("!");
  BOOST_TEST(until([&] { return heard.taken == "hel"; }));
  heard.take_max = 100;
  client->send("?");
  BOOST_TEST(until([&] { return heard.taken == "hello!?"; }));
}

BOOST_AUTO_TEST_CASE(when_the_handler_reads_nothing_then_a_full_input_buffer_ends_the_stream) {
  connect({.input_bytes_max = 1000});
  heard.take_max = 0;
  client->send(std::string(999, 'x'));
  BOOST_TEST(until([&] { return heard.shown == 999; }));
  settle();
  BOOST_TEST(!heard.closed);
  client->send("x");
  BOOST_TEST(until([&] { return heard.closed == CloseReason::input_overrun; }));
  BOOST_TEST(until([&] { return client->ended(); }));
}

BOOST_AUTO_TEST_CASE(when_a_peer_sends_more_than_a_turn_s_share_then_the_rest_waits_for_the_next_turn) {
  connect({.input_bytes_max = 1000, .read_bytes_per_turn = 2000});
  client->send(std::string(10'000, 'x'));
  loop.turn(1s);
  BOOST_TEST(heard.taken.size() == 2000);
  BOOST_TEST(until([&] { return heard.taken.size() == 10'000; }));
}

BOOST_AUTO_TEST_CASE(when_paused_then_nothing_is_shown_and_when_resumed_the_unread_is_shown_again) {
  heard.take_max = 0;
  heard.on_input = [&] { stream->pause_reading(true); };
  client->send("abc");
  BOOST_TEST(until([&] { return heard.calls == 1; }));
  client->send("def");
  settle();
  BOOST_TEST(heard.calls == 1);
  heard.take_max = 100;
  heard.on_input = nullptr;
  stream->pause_reading(false);
  BOOST_TEST(until([&] { return heard.taken == "abcdef"; }));
}

BOOST_AUTO_TEST_CASE(when_much_is_written_in_one_turn_then_it_leaves_in_order_at_the_turn_s_end) {
  client->send("go");
  heard.on_input = [&] {
    for (const char* part : {"one ", "two ", "three"}) {
      BOOST_REQUIRE(stream->output().append(octets(part)));
      stream->flush_soon();
    }
    BOOST_TEST(client->received().empty());
  };
  BOOST_TEST(until([&] { return client->received() == "one two three"; }));
}

BOOST_AUTO_TEST_CASE(when_the_peer_reads_slowly_then_everything_arrives_and_drained_is_told_once) {
  connect({.output_bytes_max = 64 * 1024}, 4096);
  fill_output(56 * 1024);
  BOOST_TEST(heard.drained == 0);
  write("the end");
  BOOST_TEST(until([&] { return client->received().ends_with("the end"); }));
  settle();
  BOOST_TEST(heard.drained == 1);
}

BOOST_AUTO_TEST_CASE(when_the_peer_never_reads_then_the_stream_ends_as_stalled) {
  connect({.output_bytes_max = 64 * 1024, .write_stall = 30s}, 4096);
  fill_output(1000);
  advance(29s);
  BOOST_TEST(!heard.closed);
  advance(1s);
  BOOST_TEST((heard.closed == CloseReason::stalled));
}

BOOST_AUTO_TEST_CASE(when_the_peer_reads_within_each_period_then_the_stream_stays) {
  connect({.output_bytes_max = 64 * 1024, .write_stall = 30s}, 4096);
  for (int period = 0; period < 4; ++period) {
    fill_output(1000);
    advance(29s);
    BOOST_TEST(until([&] {
      static_cast<void>(client->received());
      return stream->output().empty();
    }));
    advance(1s);
    BOOST_TEST(!heard.closed);
  }
}

BOOST_AUTO_TEST_CASE(when_the_peer_ends_then_by_peer_is_told_once_after_the_last_bytes) {
  client->send("bye");
  client->close();
  BOOST_TEST(until([&] { return heard.closes == 1; }));
  BOOST_TEST((heard.closed == CloseReason::by_peer));
  BOOST_TEST(heard.taken == "bye");
  settle();
  BOOST_TEST(heard.closes == 1);
}

BOOST_AUTO_TEST_CASE(when_the_handler_keeps_a_half_closed_stream_then_it_can_still_write) {
  heard.keep_half_closed = true;
  client->send("q");
  client->shut_write();
  BOOST_TEST(until([&] { return heard.half_closed; }));
  settle();
  BOOST_TEST(!heard.closed);
  BOOST_TEST(stream->output().append(octets("answer")));
  stream->close_after_flush();
  BOOST_TEST(until([&] { return client->ended(); }));
  BOOST_TEST(client->received() == "answer");
  BOOST_TEST(until([&] { return heard.closed == CloseReason::by_us; }));
}

BOOST_AUTO_TEST_CASE(when_the_peer_resets_in_the_middle_of_a_write_then_reset_is_told) {
  connect({.output_bytes_max = 64 * 1024}, 4096);
  fill_output(1000);
  client->reset();
  BOOST_TEST(until([&] { return heard.closes == 1; }));
  BOOST_TEST((heard.closed == CloseReason::reset));
}

BOOST_AUTO_TEST_CASE(when_we_close_then_by_us_is_told_outside_of_the_call_and_unsent_output_is_lost) {
  BOOST_TEST(stream->output().append(octets("lost")));
  stream->flush_soon();
  stream->close();
  BOOST_TEST(!heard.closed);
  BOOST_TEST(until([&] { return heard.closes == 1; }));
  BOOST_TEST((heard.closed == CloseReason::by_us));
  BOOST_TEST(until([&] { return client->ended(); }));
  BOOST_TEST(client->received().empty());
}

BOOST_AUTO_TEST_CASE(when_closed_after_flush_with_unread_input_then_the_peer_still_reads_everything) {
  const std::string large(200'000, 'r');
  BOOST_TEST(stream->output().append(octets(large)));
  stream->close_after_flush();
  client->send(std::string(50'000, 'q'));  // would make close() a reset
  BOOST_TEST(until([&] { return client->ended(); }));
  BOOST_TEST(!client->was_reset());
  BOOST_TEST((client->received() == large));
  BOOST_TEST(heard.taken.empty());
  BOOST_TEST(!heard.closed);
  client->close();
  BOOST_TEST(until([&] { return heard.closed == CloseReason::by_us; }));
}

BOOST_AUTO_TEST_CASE(when_the_peer_does_not_end_after_our_end_then_lingering_ends) {
  stream->close_after_flush();
  settle();
  BOOST_TEST(!heard.closed);
  advance(TcpStream::Settings{}.linger);
  BOOST_TEST((heard.closed == CloseReason::by_us));
}

BOOST_AUTO_TEST_CASE(when_closed_after_flush_and_the_peer_never_reads_then_it_ends_as_stalled) {
  connect({.output_bytes_max = 64 * 1024, .write_stall = 30s}, 4096);
  fill_output(1000);
  stream->close_after_flush();
  advance(30s);
  BOOST_TEST((heard.closed == CloseReason::stalled));
}

BOOST_AUTO_TEST_CASE(when_the_stream_is_destroyed_inside_its_callbacks_then_nothing_of_it_is_touched) {
  heard.on_input = [&] { stream.reset(); };
  client->send("x");
  BOOST_TEST(until([&] { return stream == nullptr; }));
  settle();
  BOOST_TEST(heard.closes == 0);
  BOOST_TEST(client->ended());

  connect({.output_bytes_max = 64 * 1024}, 4096);
  heard.when_drained = [&] { stream.reset(); };
  fill_output(56 * 1024);
  BOOST_TEST(until([&] {
    static_cast<void>(client->received());
    return stream == nullptr;
  }));
  BOOST_TEST(heard.closes == 0);
}

BOOST_AUTO_TEST_CASE(when_destroyed_with_work_pending_then_the_turn_goes_on_without_it) {
  BOOST_TEST(stream->output().append(octets("x")));
  stream->flush_soon();
  stream->close();
  stream.reset();
  settle();
  BOOST_TEST(heard.closes == 0);
}

BOOST_AUTO_TEST_CASE(when_asked_for_its_peer_then_the_address_and_port_are_told) {
  BOOST_TEST(stream->peer().starts_with("127.0.0.1:"));
}

BOOST_AUTO_TEST_SUITE_END()
