// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/net/tls_sink.h"

#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdio>

#include "net/fd.h"

namespace smppedge::test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Certificate certificate_for(const std::string& host, EVP_PKEY* key) {
  Certificate certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3'600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3'600);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(host.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_EXTENSION* const names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, ("DNS:" + host).c_str());
  X509_add_ext(certificate.get(), names, -1);
  X509_EXTENSION_free(names);
  X509_sign(certificate.get(), key, EVP_sha256());
  return certificate;
}

}  // namespace

struct TlsSink::Connection final : FdHandler {
  Connection(TlsSink& its_owner, int fd)
      : owner(its_owner), socket(fd), session(SSL_new(its_owner.context_.get())), watch(its_owner.loop_, fd, *this) {
    SSL_set_fd(session.get(), fd);
    SSL_set_accept_state(session.get());
    watch.read(true);
  }
  void on_readable() override {
    std::array<char, 4096> octets{};
    for (;;) {
      const int got = SSL_read(session.get(), octets.data(), static_cast<int>(octets.size()));
      if (got <= 0) {
        if (SSL_get_error(session.get(), got) != SSL_ERROR_WANT_READ) watch.read(false);
        return;
      }
      owner.received_.append(octets.data(), static_cast<std::size_t>(got));
      constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
      if (owner.received_.ends_with("{}")) SSL_write(session.get(), answer.data(), static_cast<int>(answer.size()));
    }
  }

  TlsSink& owner;
  Fd socket;
  std::unique_ptr<SSL, Free> session;
  FdWatch watch;
};

struct TlsSink::Acceptor final : FdHandler {
  Acceptor(TlsSink& its_owner, int fd) : owner(its_owner), socket(fd), watch(its_owner.loop_, fd, *this) {
    watch.read(true);
  }
  void on_readable() override {
    const int fd = ::accept4(socket.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) owner.connections_.push_back(std::make_unique<Connection>(owner, fd));
  }

  TlsSink& owner;
  Fd socket;
  FdWatch watch;
};

TlsSink::TlsSink(EventLoop& loop, const std::string& host, int version_max)
    : loop_(loop), context_(SSL_CTX_new(TLS_server_method())) {
  const Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const Certificate certificate = certificate_for(host, key.get());
  SSL_CTX_set_security_level(context_.get(), 0);  // else OpenSSL itself refuses what is to be refused by the client
  SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context_.get(), version_max);
  SSL_CTX_use_certificate(context_.get(), certificate.get());
  SSL_CTX_use_PrivateKey(context_.get(), key.get());

  std::array<char, 32> path{"/tmp/tls_sink_XXXXXX"};
  const int file = ::mkstemp(path.data());
  BOOST_REQUIRE(file >= 0);
  ca_file_ = path.data();
  std::FILE* const stream = ::fdopen(file, "w");
  PEM_write_X509(stream, certificate.get());
  std::fclose(stream);

  const int listening = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  BOOST_REQUIRE(::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  BOOST_REQUIRE(::listen(listening, 8) == 0);
  socklen_t size = sizeof(address);
  ::getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::make_unique<Acceptor>(*this, listening);
}

TlsSink::~TlsSink() {
  std::remove(ca_file_.c_str());
}

}  // namespace smppedge::test
