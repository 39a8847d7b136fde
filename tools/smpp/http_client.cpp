// SPDX-License-Identifier: Apache-2.0
#include "tools/smpp/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>

namespace smppedge {

namespace {

/// Longer than any long poll of the API (60 s).
constexpr long answer_timeout_ms = 90'000;
constexpr long connect_timeout_ms = 5'000;

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

void append(HeaderList& list, const std::string& line) {
  curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) return;  // out of memory: the request goes without it and is refused
  static_cast<void>(list.release());
  list.reset(longer);
}

std::size_t take_body(const char* octets, std::size_t size, std::size_t count, void* answer) {
  static_cast<HttpAnswer*>(answer)->body.append(octets, size * count);
  return size * count;
}

std::size_t take_header(const char* octets, std::size_t size, std::size_t count, void* answer) {
  std::string_view line(octets, size * count);
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return size * count;
  std::string name(line.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter; });
  std::string_view value = line.substr(colon + 1);
  while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  static_cast<HttpAnswer*>(answer)->headers[name] = value;
  return size * count;
}

}  // namespace

struct HttpClient::Handle {
  CURL* curl = curl_easy_init();
  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { curl_easy_cleanup(curl); }
};

HttpClient::HttpClient(std::string url, const std::string& key)
    : handle_(std::make_unique<Handle>()),
      url_(std::move(url)),
      authorization_(key.empty() ? std::string() : "Authorization: Bearer " + key) {}

HttpClient::~HttpClient() = default;

HttpAnswer HttpClient::post(std::string_view target, std::string_view body) {
  return request("POST", target, body, {"Content-Type: application/json"});
}

HttpAnswer HttpClient::request(const std::string& method, std::string_view target, std::string_view body,
                               const std::vector<std::string>& headers) {
  HttpAnswer answer;
  HeaderList lines;
  append(lines, "Expect:");  // no 100-continue round trip
  if (!authorization_.empty()) append(lines, authorization_);
  for (const std::string& line : headers) append(lines, line);
  const std::string url = url_ + std::string(target);
  std::array<char, CURL_ERROR_SIZE> error{};

  CURL* const curl = handle_->curl;
  curl_easy_reset(curl);  // keeps the connection
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, answer_timeout_ms);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines.get());
  if (method != "GET") {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
  }
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error.data());
  const CURLcode result = curl_easy_perform(curl);
  if (result == CURLE_OK) {
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  } else {
    answer.error = error[0] != '\0' ? error.data() : curl_easy_strerror(result);
  }
  return answer;
}

}  // namespace smppedge
