// SPDX-License-Identifier: Apache-2.0
// URLs as the configuration gives them, and what a log may show of them.
#include "net/http_url.h"

#include <boost/test/unit_test.hpp>

using namespace smppedge;

namespace {

std::string problem(const std::string& text) {
  const auto parsed = HttpUrl::parse(text);
  return parsed ? "" : parsed.error();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_url)

BOOST_AUTO_TEST_CASE(a_url_is_known_by_its_origin) {
  const auto url = *HttpUrl::parse("https://user:secret@Hooks.Example.COM/a/token?key=secret#part");
  BOOST_TEST(url.is_https());
  BOOST_TEST(url.host() == "hooks.example.com");
  BOOST_TEST(url.origin() == "https://hooks.example.com:443");
  BOOST_TEST(HttpUrl::parse("http://127.0.0.1:8099/x")->origin() == "http://127.0.0.1:8099");
  BOOST_TEST(!HttpUrl::parse("http://127.0.0.1:8099/x")->is_https());
  BOOST_TEST(HttpUrl::parse("https://[2001:db8::1]:8443/")->origin() == "https://[2001:db8::1]:8443");
}

BOOST_AUTO_TEST_CASE(an_address_in_disguise_is_shown_as_it_is) {
  BOOST_TEST(HttpUrl::parse("https://2130706433/")->host() == "127.0.0.1");
  BOOST_TEST(HttpUrl::parse("https://0x7f.1/")->host() == "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_posted_to_is_refused_without_repeating_it) {
  for (const std::string text :
       {"", "hooks.example.com/secret", "ftp://host/secret", "https://", "https://host:99999/secret",
        "https://ho st/secret", "file:///etc/secret", "gopher://host/secret", "javascript:secret"}) {
    BOOST_TEST(!problem(text).empty(), text);
    BOOST_TEST(problem(text).find("secret") == std::string::npos, problem(text));
  }
  BOOST_TEST(problem("https://host/" + std::string(HttpUrl::bytes_max, 'a')).find("2048") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
