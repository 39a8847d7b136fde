// SPDX-License-Identifier: Apache-2.0
#include "net/http_parser.h"

#include <fmt/format.h>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <optional>

namespace smppedge {
namespace {

namespace http = boost::beast::http;
using Text = boost::beast::string_view;
using boost::beast::iequals;

std::string_view to_view(Text text) {
  return {text.data(), text.size()};
}

/// RFC 9112 3.2: a target may also be a whole URI; the path begins after its authority.
std::string_view origin_form(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const auto path = target.find_first_of("/?", scheme.size());
    return path == std::string_view::npos ? "/" : target.substr(path);
  }
  return target;
}

}  // namespace

class HttpParser::Beast {
 public:
  Beast(std::size_t header_bytes_max, std::size_t body_bytes_max)
      : header_bytes_max_(header_bytes_max), body_bytes_max_(body_bytes_max) {
    begin();
  }

  void begin() {
    request_ = {};
    refusal_.reset();
    expects_continue_ = false;
    hosts_ = 0;
    parser_.emplace(*this);
    parser_->eager(true);
    parser_->header_limit(static_cast<std::uint32_t>(header_bytes_max_));
    parser_->body_limit(body_bytes_max_);
  }

  Step put(std::span<const std::uint8_t> bytes) {
    boost::beast::error_code error;
    const std::size_t consumed = parser_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
    if (error && error != http::error::need_more) {
      if (!refusal_) refusal_ = refusal_for(error);
      return {consumed, Progress::failed};
    }
    return {consumed, parser_->is_done() ? Progress::complete : Progress::need_more};
  }

  [[nodiscard]] bool is_head_done() const { return parser_->is_header_done(); }
  [[nodiscard]] bool keeps_alive() const { return parser_->keep_alive(); }
  [[nodiscard]] bool expects_continue() const { return expects_continue_; }
  [[nodiscard]] bool is_http_1_0() const { return is_http_1_0_; }
  [[nodiscard]] std::size_t body_bytes() const { return request_.body.size(); }
  [[nodiscard]] const HttpRequest& head() const { return request_; }
  HttpRequest take_request() { return std::move(request_); }
  [[nodiscard]] const HttpRefusal& refusal() const { return *refusal_; }

 private:
  using Error = boost::beast::error_code;

  struct Parser final : http::basic_parser<true> {
    explicit Parser(Beast& owner) : beast(owner) {}
    Beast& beast;

    void on_request_impl(http::verb, Text method, Text target, int version, Error&) override {
      beast.on_request(to_view(method), to_view(target), version);
    }
    void on_response_impl(int, Text, int, Error&) override {}
    void on_field_impl(http::field field, Text name, Text value, Error& error) override {
      if (!is_header_done()) beast.on_field(field, name, value, error);  // trailers are not for the handler
    }
    void on_header_impl(Error& error) override { beast.on_head(error); }
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, Error&) override {
      if (length) beast.request_.body.reserve(static_cast<std::size_t>(*length));  // not above body_bytes_max
    }
    std::size_t on_body_impl(Text body, Error&) override {
      beast.request_.body.append(body.data(), body.size());
      return body.size();
    }
    void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, Text body, Error& error) override {
      return on_body_impl(body, error);
    }
    void on_finish_impl(Error&) override {}
  };

  void on_request(std::string_view method, std::string_view target, int version) {
    is_http_1_0_ = version < 11;
    target = origin_form(target);
    const std::string_view path = target.substr(0, target.find('?'));
    request_.method = method;
    request_.path = path.empty() ? "/" : path;
    if (path.size() < target.size()) request_.query = target.substr(path.size() + 1);
  }

  void on_field(http::field field, Text name, Text value, Error& error) {
    request_.add_header(to_view(name), to_view(value));
    if (field == http::field::host) ++hosts_;
    if (field == http::field::transfer_encoding && !iequals(value, "chunked")) {
      refuse({501, "transfer_encoding_unknown", "Of the transfer codings only \"chunked\" is known here."}, error);
    }
    if (field == http::field::expect) {
      expects_continue_ = iequals(value, "100-continue");
      if (!expects_continue_) refuse({417, "expectation_unknown", "Only \"Expect: 100-continue\" is known."}, error);
    }
  }

  void on_head(Error& error) {
    if (hosts_ > 1 || (hosts_ == 0 && !is_http_1_0_)) {
      refuse({400, "host_missing", "An HTTP/1.1 request carries exactly one Host field."}, error);
    }
  }

  void refuse(HttpRefusal refusal, Error& error) {
    refusal_ = std::move(refusal);
    error = http::error::bad_value;
  }

  [[nodiscard]] HttpRefusal refusal_for(const Error& error) const {
    if (error == http::error::header_limit) {
      return {431, "header_too_large", fmt::format("The header is larger than {} octets.", header_bytes_max_)};
    }
    if (error == http::error::body_limit) {
      return {413, "body_too_large", fmt::format("The body is larger than {} octets.", body_bytes_max_)};
    }
    if (error == http::error::bad_version) {
      return {505, "version_unknown", "The request is not one of HTTP/1.1 or HTTP/1.0."};
    }
    return {400, "malformed_request", fmt::format("The request cannot be read: {}.", error.message())};
  }

  const std::size_t header_bytes_max_;
  const std::size_t body_bytes_max_;
  std::optional<Parser> parser_;  // Beast's cannot be used twice
  HttpRequest request_;
  std::optional<HttpRefusal> refusal_;
  bool is_http_1_0_ = false;
  bool expects_continue_ = false;
  int hosts_ = 0;
};

HttpParser::HttpParser(std::size_t header_bytes_max, std::size_t body_bytes_max)
    : beast_(std::make_unique<Beast>(header_bytes_max, body_bytes_max)) {}
HttpParser::~HttpParser() = default;
void HttpParser::begin() {
  beast_->begin();
}
HttpParser::Step HttpParser::put(std::span<const std::uint8_t> bytes) {
  return beast_->put(bytes);
}
bool HttpParser::is_head_done() const {
  return beast_->is_head_done();
}
bool HttpParser::keeps_alive() const {
  return beast_->keeps_alive();
}
bool HttpParser::expects_continue() const {
  return beast_->expects_continue();
}
bool HttpParser::is_http_1_0() const {
  return beast_->is_http_1_0();
}
std::size_t HttpParser::body_bytes() const {
  return beast_->body_bytes();
}
const HttpRequest& HttpParser::head() const {
  return beast_->head();
}
HttpRequest HttpParser::take_request() {
  return beast_->take_request();
}
const HttpRefusal& HttpParser::refusal() const {
  return beast_->refusal();
}

}  // namespace smppedge
