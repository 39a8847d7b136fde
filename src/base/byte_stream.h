// SPDX-License-Identifier: Apache-2.0
// A connection as its user sees it: bytes in by callback, bytes out through a bounded buffer, an end with a reason.
// net/ implements it on sockets, tests on memory. One loop, one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/expected.h"
#include "base/out_buffer.h"
#include "base/scheduler.h"

namespace smppedge {

enum class CloseReason : std::uint8_t {
  by_us,          ///< close() or close_after_flush() of ours
  by_peer,        ///< FIN
  reset,          ///< RST or another socket error
  input_overrun,  ///< the peer sent more than the input buffer holds without the handler consuming any of it
  stalled,        ///< output stayed unsent longer than the stream's write_stall limit
};
[[nodiscard]] const char* to_string(CloseReason reason);

class ByteStreamHandler {
 public:
  virtual ~ByteStreamHandler() = default;
  /// Everything unread so far, oldest first; returns how many octets were consumed. The rest is shown again, with
  /// what follows it, when more arrives. The view dies with the call.
  virtual std::size_t on_bytes(std::span<const std::uint8_t> bytes) = 0;
  /// The output buffer, found above half its bound by an earlier write, is now below a quarter of it.
  virtual void on_drained() {}
  /// The peer will send nothing more (FIN) and everything that it sent was shown. True keeps the stream for writing,
  /// until close(), close_after_flush() or a reset; false closes it with by_peer.
  virtual bool on_half_closed() { return false; }
  /// The last call. The stream may be destroyed with Scheduler::destroy_later, not in here.
  virtual void on_closed(CloseReason reason) = 0;
};

/// Destroying a stream closes it without a callback.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// Sets who hears of this stream; must be called before the turn ends in which the stream was obtained.
  virtual void attach(ByteStreamHandler& handler) = 0;
  /// Where to write. Call flush_soon() after writing; everything written in a turn leaves with one system call.
  [[nodiscard]] virtual OutBuffer& output() = 0;
  virtual void flush_soon() = 0;
  /// Stops or resumes reading (a north client that is to be pushed back; never a carrier). Resuming shows what was
  /// left unread again, in this turn or the next. While paused the peer's end is not noticed.
  virtual void pause_reading(bool paused) = 0;
  /// Closes at once; on_closed(by_us) follows in this turn or the next.
  virtual void close() = 0;
  /// Sends what is in the output buffer, at most until the write_stall limit, then closes. What the peer still sends
  /// is discarded.
  virtual void close_after_flush() = 0;
  /// "192.0.2.1:2775", for logs and allow-lists.
  [[nodiscard]] virtual const std::string& peer() const = 0;
};

struct Endpoint {
  std::string host;  ///< a name or an address; IPv6 without brackets
  std::uint16_t port = 0;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// Why a connection could not be made; `text` is a sentence for the log.
struct DialError {
  enum class Kind : std::uint8_t { resolve, refused, timeout, tls, other } kind = Kind::other;
  std::string text;
};

/// Makes outgoing connections. The name is resolved anew, off the loop, at every call.
class Dialer {
 public:
  using Done = std::function<void(Expected<std::unique_ptr<ByteStream>, DialError>)>;
  /// A dial under way; destroying it gives up without a callback.
  class Dialing {
   public:
    virtual ~Dialing() = default;
  };
  virtual ~Dialer() = default;
  /// `done` is called once, never from inside dial().
  [[nodiscard]] virtual std::unique_ptr<Dialing> dial(const Endpoint& endpoint, Micros timeout, Done done) = 0;
};

}  // namespace smppedge
