// SPDX-License-Identifier: Apache-2.0
// Signatures as receivers will compute them.
#include "north/webhook/signature.h"

#include <boost/test/unit_test.hpp>

using namespace smppedge;
using namespace smppedge::north::webhook;

namespace {

SigningKey key(const std::string& secret) {
  const auto parsed = SigningKey::parse(secret);
  BOOST_REQUIRE_MESSAGE(parsed, parsed.error());
  return *parsed;
}
std::string problem(const std::string& secret) {
  const auto parsed = SigningKey::parse(secret);
  return parsed ? "" : parsed.error();
}

// key=$(echo MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw | base64 -d | xxd -p)
// printf '%s' 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}' |
//   openssl dgst -sha256 -mac HMAC -macopt hexkey:$key -binary | base64
const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::int64_t timestamp_s = 1'614'265'330;
const std::string body = R"({"test": 2432232314})";
const std::string signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

}  // namespace

BOOST_AUTO_TEST_SUITE(signature_of_a_webhook)

BOOST_AUTO_TEST_CASE(it_is_what_openssl_computes) {
  BOOST_TEST(signatures({key(secret)}, id, timestamp_s, body) == signature);
}

BOOST_AUTO_TEST_CASE(several_secrets_give_several_signatures) {
  const std::string other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  const std::string both = signatures({key(other), key(secret)}, id, timestamp_s, body);
  BOOST_TEST(both == key(other).sign(id + ".1614265330." + body) + " " + signature);
}

BOOST_AUTO_TEST_CASE(each_of_its_parts_counts) {
  const std::vector keys{key(secret)};
  BOOST_TEST(signatures(keys, id + "x", timestamp_s, body) != signature);
  BOOST_TEST(signatures(keys, id, timestamp_s + 1, body) != signature);
  BOOST_TEST(signatures(keys, id, timestamp_s, body + " ") != signature);
}

BOOST_AUTO_TEST_CASE(secrets_are_24_to_64_octets_in_base64) {
  BOOST_TEST(problem("whsec_" + std::string(32, 'A')) == "");          // 24
  BOOST_TEST(problem("whsec_" + std::string(85, 'A') + "A==") == "");  // 64
  for (const std::string& wrong :
       std::vector<std::string>{"", "whsec_", "whsec", std::string(32, 'A'), "whsec_" + std::string(28, 'A'),
                                "whsec_" + std::string(31, 'A') + "=", "whsec_" + std::string(88, 'A'),
                                "whsec_" + std::string(31, 'A'), "whsec_" + std::string(31, 'A') + "*",
                                "whsec_" + std::string(31, 'A') + " ", "whsec_====" + std::string(32, 'A')}) {
    BOOST_TEST(!problem(wrong).empty(), wrong);
    BOOST_TEST(problem(wrong).find("AAAA") == std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
