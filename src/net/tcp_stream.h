// SPDX-License-Identifier: Apache-2.0
// A ByteStream on a connected TCP socket: bounded buffers of our own, one write a turn, an end to every wait.
// It owns the socket, not its handler. TLS is to be a ByteStream of its own that stands on one of these.
// Destroying it is safe at any time, even inside a call to its handler (though the rule is destroy_later).
#pragma once

#include <memory>
#include <string>

#include "base/byte_stream.h"
#include "net/event_loop.h"
#include "net/fd.h"
#include "net/fd_watch.h"

namespace smppedge {

class TcpStream final : public ByteStream, private FdHandler {
 public:
  struct Settings {
    /// The most that the handler may leave unread; the largest PDU or HTTP header must fit.
    std::size_t input_bytes_max = 128 * 1024;
    std::size_t output_bytes_max = 4 * 1024 * 1024;
    /// Then other sockets have their turn.
    std::size_t read_bytes_per_turn = 256 * 1024;
    /// How long an octet may wait for the peer to take it. Checked once a period: at most twice as long passes.
    Micros write_stall = std::chrono::seconds(30);
    /// After close_after_flush has sent everything: how long we wait for the peer's end, so that it can read all
    /// (closing on unread input would reset the connection under the peer's reader).
    Micros linger = std::chrono::seconds(2);
  };

  /// `lease` is let go when the socket is closed: a listener counts its connections by it.
  TcpStream(EventLoop& loop, Fd socket, std::string peer, const Settings& settings,
            std::shared_ptr<void> lease = nullptr);
  TcpStream(const TcpStream&) = delete;
  TcpStream& operator=(const TcpStream&) = delete;
  ~TcpStream() override;

  void attach(ByteStreamHandler& handler) override;
  [[nodiscard]] OutBuffer& output() override { return output_; }
  void flush_soon() override { loop_.flush_later(flush_); }
  void pause_reading(bool paused) override;
  void close() override;
  void close_after_flush() override;
  [[nodiscard]] const std::string& peer() const override { return peer_; }

 private:
  enum class State : std::uint8_t {
    open,
    flushing,   ///< close_after_flush, output left
    lingering,  ///< close_after_flush, all sent, waiting for the peer's end
    closed,
  };
  struct FlushWork final : TurnEnd {
    explicit FlushWork(TcpStream& owner) : stream(owner) {}
    void on_turn_end() override { stream.flush(); }
    TcpStream& stream;
  };
  /// Calls to the handler that must not come from inside its own calls to us.
  struct NewsWork final : TurnEnd {
    explicit NewsWork(TcpStream& owner) : stream(owner) {}
    void on_turn_end() override { stream.tell_news(); }
    TcpStream& stream;
  };

  void on_readable() override;
  void on_writable() override;
  void read_some();
  void discard_some();
  bool show_input();
  void peer_ended();
  void flush();
  void watch_stall();
  void check_stall();
  void sent_all();
  void end(CloseReason reason);
  void tell_news();
  bool tell(const auto& call);

  EventLoop& loop_;
  const Settings settings_;
  const std::string peer_;
  std::shared_ptr<void> lease_;
  Fd socket_;
  std::unique_ptr<FdWatch> watch_;
  ByteStreamHandler* handler_ = nullptr;
  State state_ = State::open;
  CloseReason reason_ = CloseReason::by_us;
  bool paused_ = false;
  bool peer_ended_ = false;
  bool resumed_ = false;     // news: show what is unread again
  bool drained_ = false;     // news: on_drained
  bool was_filled_ = false;  // the output was seen above half its bound
  bool told_closed_ = false;
  bool* destroyed_ = nullptr;  // set by the destructor while a call to the handler is under way

  std::unique_ptr<std::uint8_t[]> input_;
  std::size_t input_size_ = 0;  // unread octets, from the front of input_

  OutBuffer output_;
  std::uint64_t sent_total_ = 0;
  std::uint64_t stall_mark_ = 0;  // sent_total_ must have come this far when stall_ fires
  Timer stall_;                   // also ends flushing and lingering

  FlushWork flush_{*this};
  NewsWork news_{*this};
};

}  // namespace smppedge
