// SPDX-License-Identifier: Apache-2.0
#include "net/http_url.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace smppedge {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

}  // namespace

Expected<HttpUrl, std::string> HttpUrl::parse(const std::string& text) {
  if (text.size() > bytes_max) return failure(fmt::format("the URL is longer than {} octets", bytes_max));
  const std::unique_ptr<CURLU, FreeUrl> parsed(curl_url());
  if (const CURLUcode problem = curl_url_set(parsed.get(), CURLUPART_URL, text.c_str(), 0); problem != CURLUE_OK) {
    return failure(fmt::format("this is no URL like \"https://host/path\": {}", curl_url_strerror(problem)));
  }
  const std::string scheme = part(parsed.get(), CURLUPART_SCHEME);
  if (scheme != "https" && scheme != "http") {
    return failure(fmt::format("the URL begins with {}://; only https:// and http:// are posted to", scheme));
  }
  HttpUrl url;
  url.text_ = text;
  url.is_https_ = scheme == "https";
  url.host_ = part(parsed.get(), CURLUPART_HOST);
  std::transform(url.host_.begin(), url.host_.end(), url.host_.begin(),
                 [](char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter; });
  url.origin_ = fmt::format("{}://{}:{}", scheme, url.host_, part(parsed.get(), CURLUPART_PORT));
  return url;
}

}  // namespace smppedge
