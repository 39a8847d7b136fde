// SPDX-License-Identifier: Apache-2.0
#include "net/http_poster.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>

#include "net/curl_loop.h"
#include "net/public_address.h"

namespace smppedge {
namespace {

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;
struct FreeTransfer {
  void operator()(CURL* transfer) const { curl_easy_cleanup(transfer); }
};

HeaderList header_list(const std::vector<std::string>& lines) {
  HeaderList list(curl_slist_append(nullptr, "Expect:"));  // no round trip for 100-continue
  for (const std::string& line : lines) {
    // The end of the list is appended to, its head stays: nothing to take over but the first time.
    static_cast<void>(curl_slist_append(list.get(), line.c_str()));
  }
  return list;
}

HttpFailure failure_of(CURLcode result) {
  switch (result) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_ABORTED_BY_CALLBACK:
      return HttpFailure::forbidden;
    case CURLE_COULDNT_RESOLVE_HOST:
      return HttpFailure::resolve;
    case CURLE_COULDNT_CONNECT:
      return HttpFailure::connect;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return HttpFailure::tls;
    default:
      return HttpFailure::broken;
  }
}

}  // namespace

std::string_view to_string(HttpFailure failure) {
  switch (failure) {
    case HttpFailure::none:
      return "none";
    case HttpFailure::forbidden:
      return "forbidden";
    case HttpFailure::resolve:
      return "resolve";
    case HttpFailure::connect:
      return "connect";
    case HttpFailure::tls:
      return "tls";
    case HttpFailure::timeout:
      return "timeout";
    case HttpFailure::broken:
      return "broken";
  }
  return "?";
}

/// One post under way; what libcurl points to stays where it is until the transfer has ended.
struct HttpPoster::Call {
  Call(HttpPoster& its_owner, HttpPost its_post, Done its_done)
      : owner(its_owner),
        post(std::move(its_post)),
        done(std::move(its_done)),
        deadline(its_owner.loop_.mono() + post.timeout),
        headers(header_list(post.headers)),
        transfer(curl_easy_init()) {
    const HttpTargets& targets = *post.targets;
    private_allowed = targets.allow_private || std::find(targets.private_hosts.begin(), targets.private_hosts.end(),
                                                         post.url.host()) != targets.private_hosts.end();
  }

  /// Called where a connection is made, with the address that the name gave just now: what a name server answers
  /// later, or to somebody else, does not count.
  static curl_socket_t open(void* self, curlsocktype, curl_sockaddr* address) noexcept {
    auto& call = *static_cast<Call*>(self);
    if (!call.private_allowed && !is_public(SocketAddress(&address->addr, address->addrlen))) {
      call.forbidden = true;
      ++call.owner.counters_.forbidden_addresses;
      return CURL_SOCKET_BAD;
    }
    return call.owner.curl_->open(*address);
  }
  /// Called before each request, also on a connection that another call has made.
  static int before_request(void* self, char* address, char*, int port, int) noexcept {
    auto& call = *static_cast<Call*>(self);
    const auto peer = SocketAddress::parse(address, static_cast<std::uint16_t>(port));
    if (!call.private_allowed && !(peer && is_public(*peer))) {
      call.forbidden = true;
      return CURL_PREREQFUNC_ABORT;
    }
    call.connected = true;
    call.timer = call.owner.loop_.after(call.deadline - call.owner.loop_.mono(), [&call] { call.owner.give_up(call); });
    return CURL_PREREQFUNC_OK;
  }
  static std::size_t take_header(const char*, std::size_t size, std::size_t count, void* self) noexcept {
    return static_cast<Call*>(self)->take(size * count);
  }
  static std::size_t take_body(const char*, std::size_t size, std::size_t count, void* self) noexcept {
    auto& call = *static_cast<Call*>(self);
    call.in_body = true;
    return call.take(size * count);
  }
  std::size_t take(std::size_t octets) {
    taken += octets;
    cut = taken > owner.settings_.answer_bytes_max;
    return cut ? static_cast<std::size_t>(CURL_WRITEFUNC_ERROR) : octets;
  }

  HttpPoster& owner;
  const HttpPost post;
  const Done done;
  const MonoTime deadline;
  Timer timer;  // of the connection, then of the whole
  bool private_allowed = false;
  bool forbidden = false;  // some address was
  bool connected = false;
  bool in_body = false;
  bool cut = false;
  std::size_t taken = 0;  // octets of the answer
  std::array<char, CURL_ERROR_SIZE> error{};
  HeaderList headers;
  std::unique_ptr<CURL, FreeTransfer> transfer;
};

HttpPoster::HttpPoster(EventLoop& loop, const Settings& settings)
    : loop_(loop),
      settings_(settings),
      curl_(std::make_unique<CurlLoop>(loop, settings.connections_max, settings.idle_max,
                                       [this](CURL* transfer, CURLcode result) {
                                         Call& call = *calls_.at(transfer);
                                         end(call, outcome_of(call, result));
                                       })) {}

HttpPoster::~HttpPoster() {
  drop();
}

void HttpPoster::drop() {
  for (const auto& [transfer, call] : calls_) curl_->take_back(transfer);
  calls_.clear();
}

void HttpPoster::allow(std::size_t connections_max) {
  assert(calls_.size() <= connections_max);
  settings_.connections_max = connections_max;
  curl_->allow(connections_max);
}

void HttpPoster::post(HttpPost post, Done done) {
  assert(calls_.size() < settings_.connections_max);
  assert(post.targets != nullptr);
  ++counters_.posts;
  auto made = std::make_unique<Call>(*this, std::move(post), std::move(done));
  Call& call = *made;
  calls_.emplace(call.transfer.get(), std::move(made));
  set_options(call);
  call.timer = loop_.after(std::min(settings_.connect_timeout, call.post.timeout), [this, &call] { give_up(call); });
  curl_->start(call.transfer.get());
}

void HttpPoster::set_options(Call& call) {
  CURL* const transfer = call.transfer.get();
  const HttpTargets& targets = *call.post.targets;
  const auto set = [transfer](CURLoption option, auto value) { curl_easy_setopt(transfer, option, value); };
  set(CURLOPT_URL, call.post.url.text().c_str());
  set(CURLOPT_PROTOCOLS_STR, targets.allow_http ? "http,https" : "https");
  set(CURLOPT_PROXY, "");  // those of the environment neither
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));  // a request a connection: bounds can be told
  set(CURLOPT_NOSIGNAL, 1L);
  // Else a call that ends while its name is being resolved would wait for the resolver's thread.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!targets.ca_file.empty()) {
    set(CURLOPT_CAINFO, targets.ca_file.c_str());
    set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  }
  set(CURLOPT_USERAGENT, "smppedge");
  set(CURLOPT_HTTPHEADER, call.headers.get());
  set(CURLOPT_POST, 1L);
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.post.body.size()));
  set(CURLOPT_POSTFIELDS, call.post.body.data());
  set(CURLOPT_ERRORBUFFER, call.error.data());
  set(CURLOPT_OPENSOCKETFUNCTION, &Call::open);
  set(CURLOPT_OPENSOCKETDATA, &call);
  set(CURLOPT_PREREQFUNCTION, &Call::before_request);
  set(CURLOPT_PREREQDATA, &call);
  set(CURLOPT_HEADERFUNCTION, &Call::take_header);
  set(CURLOPT_HEADERDATA, &call);
  set(CURLOPT_WRITEFUNCTION, &Call::take_body);
  set(CURLOPT_WRITEDATA, &call);
}

void HttpPoster::give_up(Call& call) {
  curl_->take_back(call.transfer.get());
  const auto waited = [](Micros time) { return std::chrono::duration_cast<Millis>(time).count(); };
  if (call.connected) {
    return end(call,
               {0, HttpFailure::timeout, fmt::format("no whole answer within {} ms", waited(call.post.timeout)), {}});
  }
  const Micros limit = std::min(settings_.connect_timeout, call.post.timeout);
  end(call, {0, HttpFailure::connect, fmt::format("not connected within {} ms", waited(limit)), {}});
}

HttpOutcome HttpPoster::outcome_of(const Call& call, int result) {
  if (call.cut) ++counters_.answers_cut;
  // What is cut in the body has said its status.
  if (result == CURLE_OK || (call.cut && call.in_body)) {
    long status = 0;
    curl_off_t retry_after = 0;
    curl_easy_getinfo(call.transfer.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(call.transfer.get(), CURLINFO_RETRY_AFTER, &retry_after);
    return {static_cast<unsigned>(status), HttpFailure::none, {}, Seconds(retry_after)};
  }
  if (call.forbidden && (result == CURLE_COULDNT_CONNECT || result == CURLE_ABORTED_BY_CALLBACK)) {
    return {0, HttpFailure::forbidden, fmt::format("{} is no public address", call.post.url.host()), {}};
  }
  const auto code = static_cast<CURLcode>(result);
  const HttpFailure failure = call.connected ? HttpFailure::broken : failure_of(code);
  return {0, failure, call.error[0] != '\0' ? call.error.data() : curl_easy_strerror(code), {}};
}

void HttpPoster::end(Call& call, HttpOutcome outcome) {
  const auto found = calls_.find(call.transfer.get());
  const std::shared_ptr<Call> ended = std::move(found->second);
  calls_.erase(found);
  loop_.destroy_later(ended);  // we may be inside its timer
  ended->timer.cancel();
  ended->done(std::move(outcome));
}

std::size_t HttpPoster::open_connections() const {
  return curl_->open_connections();
}

HttpPoster::Counters HttpPoster::counters() const {
  Counters counters = counters_;
  counters.connections = curl_->opened();
  counters.idle_connections = curl_->idled();
  return counters;
}

}  // namespace smppedge
