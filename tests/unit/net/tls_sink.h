// SPDX-License-Identifier: Apache-2.0
// An HTTPS endpoint on the loop of a test, with a certificate of its own making: answers 200 to whatever it can read.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

#include "net/fd_watch.h"

namespace smppedge::test {

class TlsSink {
 public:
  /// A certificate for `host`, self-signed; TLS of at most `version_max` (TLS1_1_VERSION, …).
  TlsSink(EventLoop& loop, const std::string& host, int version_max = TLS1_3_VERSION);
  TlsSink(const TlsSink&) = delete;
  TlsSink& operator=(const TlsSink&) = delete;
  ~TlsSink();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Its certificate as PEM, to be trusted.
  [[nodiscard]] const std::string& ca_file() const { return ca_file_; }
  [[nodiscard]] const std::string& received() const { return received_; }

 private:
  struct Connection;
  struct Acceptor;
  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* session) const { SSL_free(session); }
  };

  EventLoop& loop_;
  std::unique_ptr<SSL_CTX, Free> context_;
  std::string ca_file_;
  std::uint16_t port_ = 0;
  std::string received_;
  std::unique_ptr<Acceptor> acceptor_;
  std::vector<std::unique_ptr<Connection>> connections_;
};

}  // namespace smppedge::test
