// SPDX-License-Identifier: Apache-2.0
// What a configuration file becomes: values, defaults, overrides, secrets.
#include "config/load.h"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <limits>

#include "config/wide_numbers.h"
#include "tests/unit/config/written_file.h"

namespace smppedge::config {
namespace {

const std::string small = R"(
accounts = ( { name = "a"; key = "key-of-a"; } );
carriers = (
  { name = "one"; host = "h1"; system_id = "s"; password = "p"; },
  { name = "two"; host = "h2"; system_id = "s"; password = "p"; profile = "odd";
    binds = ( { type = "transmitter"; count = 2; }, { type = "receiver"; } ); }
);
profiles = ( { name = "odd"; id_convention = "receipt_hex"; reference_width = 16; receipt_by_tlv = true; } );
routes = ( { prefix = "86"; carriers = [ "two", "one" ]; } );
)";

std::string all(const ConfigErrors& errors) {
  std::string text;
  for (const ConfigError& error : errors) text += to_string(error) + "\n";
  return text;
}

Config loaded(std::string_view text, const std::vector<std::string>& overrides = {},
              const Environment& environment = process_environment()) {
  const WrittenFile file(text);
  const auto config = load(file.path(), overrides, environment);
  BOOST_TEST_REQUIRE(config.has_value(), all(config ? ConfigErrors{} : config.error()));
  return *config;
}

std::string refused(std::string_view text, const std::vector<std::string>& overrides) {
  const WrittenFile file(text);
  const auto config = load(file.path(), overrides);
  BOOST_REQUIRE(!config);
  return all(config.error());
}

BOOST_AUTO_TEST_SUITE(config_load)

BOOST_AUTO_TEST_CASE(what_is_not_written_has_its_default) {
  const Config config = loaded(small);
  BOOST_TEST(config.node.number == 1);
  BOOST_TEST(config.store.data_dir == "data");
  BOOST_TEST(config.store.free_bytes_min == 1U << 30U);
  BOOST_CHECK(config.store.history == Hours(336));
  BOOST_TEST(config.http.listen.host == "127.0.0.1");
  BOOST_TEST(config.http.listen.port == 8080);
  BOOST_TEST(config.smpp_server.listen.port == 2775);
  BOOST_CHECK(config.log.level == log::Level::info);
  BOOST_CHECK(config.delivery.otp.in_doubt == InDoubt::resend);
  BOOST_CHECK(config.delivery.notice.in_doubt == InDoubt::hold);
  BOOST_CHECK(config.delivery.otp.validity == Seconds(600));
  BOOST_CHECK(config.delivery.marketing.validity == Seconds(86'400));
  BOOST_CHECK(config.delivery.receipt_timeout == Seconds(72 * 3'600));
  const Carrier& carrier = config.carriers.at(0);
  BOOST_TEST(carrier.port == 2775);
  BOOST_TEST(carrier.window == 10);
  BOOST_CHECK(carrier.response_timeout == Seconds(30));
  BOOST_TEST_REQUIRE(carrier.binds.size() == 1U);
  BOOST_CHECK(carrier.binds[0].type == BindType::transceiver);
  BOOST_TEST(carrier.binds[0].count == 1);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read) {
  const Config config = loaded(small);
  const Carrier& carrier = config.carriers.at(1);
  BOOST_TEST_REQUIRE(carrier.binds.size() == 2U);
  BOOST_CHECK(carrier.binds[0].type == BindType::transmitter);
  BOOST_TEST(carrier.binds[0].count == 2);
  BOOST_CHECK(carrier.binds[1].type == BindType::receiver);
  const Profile& profile = profile_of(config, carrier);
  BOOST_CHECK(profile.id_convention == IdConvention::receipt_hex);
  BOOST_CHECK(profile.reference_width == ReferenceBits::bits_16);
  BOOST_TEST(profile.receipt_by_tlv);
  BOOST_TEST(profile.receipt_by_esm_class);
  BOOST_CHECK((config.routes.at(0).carriers == std::vector<std::string>{"two", "one"}));
}

BOOST_AUTO_TEST_CASE(the_standard_profile_exists_without_being_written) {
  const Config config = loaded(small);
  const Profile& profile = profile_of(config, config.carriers.at(0));
  BOOST_TEST(profile.name == "standard");
  BOOST_TEST(profile.interface_version == 0x34);
  BOOST_TEST(profile.destination_npi == 1);
}

BOOST_AUTO_TEST_CASE(a_number_above_32_bits_is_read_whole) {
  for (const char* number : {"5000000000", "5000000000L", "0x12A05F200", "5000000000 # 4294967296"}) {
    const std::string text =
        fmt::format("{}store = {{ data_dir = \"6000000000\"; free_bytes_min = {}\n; }};", small, number);
    BOOST_TEST(loaded(text).store.free_bytes_min == 5'000'000'000U, number);
  }
}

BOOST_AUTO_TEST_CASE(wide_numbers_are_found_outside_strings_comments_and_names) {
  const auto numbers = find_wide_numbers(
      "a1 = 2147483648;\n/* 3000000000\n */ b = \"\\\"4000000000\"; # 4000000000\n"
      "c4000000000 = -2147483649; // 4000000000\nd = 4000000000.5; e = 2147483647;\n"
      "f = 99999999999999999999");
  BOOST_TEST_REQUIRE(numbers.size() == 3U);
  BOOST_TEST(numbers[0].line == 1U);
  BOOST_TEST(numbers[0].value == 2'147'483'648);
  BOOST_TEST(numbers[1].line == 4U);
  BOOST_TEST(numbers[1].value == -2'147'483'649);
  BOOST_TEST(numbers[2].line == 6U);
  BOOST_TEST(numbers[2].value == std::numeric_limits<std::int64_t>::max());
}

BOOST_AUTO_TEST_CASE(an_address_may_be_ipv6_or_have_port_0) {
  const Config config = loaded(small, {"http.listen=[::1]:0"});
  BOOST_TEST(config.http.listen.host == "::1");
  BOOST_TEST(config.http.listen.port == 0);
}

BOOST_AUTO_TEST_CASE(every_sample_profile_loads_by_an_include) {
  const std::filesystem::path samples = SMPPEDGE_SOURCE_DIR "/conf/profiles";
  std::string list;
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(samples)) {
    list += fmt::format("{}\n@include \"{}\"\n", count++ == 0 ? "" : ",",
                        std::filesystem::relative(entry.path(), std::filesystem::temp_directory_path()).string());
  }
  std::string text = small;
  text.replace(text.find("profiles = ("), std::string("profiles = (").size(), "profiles = (" + list + ",\n");
  const Config config = loaded(text);
  BOOST_TEST(config.profiles.size() == count + 2);  // "odd" of the text, and the standard one
  BOOST_TEST(count >= 10U);
}

BOOST_AUTO_TEST_CASE(the_sample_loads_as_it_is) {
  const auto config = load(SMPPEDGE_SOURCE_DIR "/conf/smppedge.cfg");
  BOOST_TEST_REQUIRE(config.has_value(), all(config ? ConfigErrors{} : config.error()));
  BOOST_TEST(config->http.listen.port == 8080);
  BOOST_TEST(config->smpp_server.listen.port == 2775);
  const Account& account = config->accounts.at(0);
  BOOST_TEST(account.name == "demo");
  BOOST_TEST(account.key.reveal() == "demo-key");
  BOOST_TEST(account.system_id == "demo");
  BOOST_TEST(account.password.reveal() == "demopass");
  BOOST_TEST(account.segments_max == 10);
  const Carrier& carrier = config->carriers.at(0);
  BOOST_TEST(carrier.system_id == "smppedge");
  BOOST_TEST(carrier.password.reveal() == "secret");
  BOOST_TEST(carrier.host == "127.0.0.1");
  BOOST_TEST(carrier.port == 2776);
  BOOST_TEST(carrier.window == 2000);
  BOOST_TEST(carrier.pace_per_s == 0U);
  const std::size_t digits = carrier.access_number.size() + account.extension.size();
  BOOST_TEST(digits >= 13U);
  BOOST_TEST(digits <= 20U);
  BOOST_TEST(carrier.access_number.starts_with("1069"));
  BOOST_TEST(config->routes.at(0).prefix.empty());
}

BOOST_AUTO_TEST_CASE(an_included_file_is_read_from_beside_the_file) {
  const WrittenFile part(R"(node = { number = 7; };)");
  const std::string name = std::filesystem::path(part.path()).filename().string();
  BOOST_TEST(loaded(small + "@include \"" + name + "\"\n").node.number == 7);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(config_overrides)

BOOST_AUTO_TEST_CASE(an_override_replaces_a_value_of_every_kind) {
  const Config config = loaded(
      small, {"node.number=9", "store.data_dir=/elsewhere", "profiles.odd.receipt_by_tlv=false", "log.level=debug",
              "delivery.otp.in_doubt=hold", "http.listen=0.0.0.0:81", "accounts.a.key=another-key"});
  BOOST_TEST(config.node.number == 9);
  BOOST_TEST(config.store.data_dir == "/elsewhere");
  BOOST_TEST(!config.profiles.at(0).receipt_by_tlv);
  BOOST_CHECK(config.log.level == log::Level::debug);
  BOOST_CHECK(config.delivery.otp.in_doubt == InDoubt::hold);
  BOOST_TEST(config.http.listen.port == 81);
  BOOST_TEST(config.accounts.at(0).key.reveal() == "another-key");
}

BOOST_AUTO_TEST_CASE(an_item_is_addressed_by_its_name_its_prefix_or_its_number) {
  const Config config = loaded(small, {"carriers.two.window=50", "routes.86.carriers=one", "carriers.0.window=60",
                                       "carriers.two.binds.1.count=3"});
  BOOST_TEST(config.carriers.at(1).window == 50);
  BOOST_TEST(config.carriers.at(0).window == 60);
  BOOST_TEST(config.carriers.at(1).binds.at(1).count == 3);
  BOOST_CHECK(config.routes.at(0).carriers == std::vector<std::string>{"one"});
}

BOOST_AUTO_TEST_CASE(a_list_of_names_is_separated_by_commas) {
  BOOST_CHECK(
      (loaded(small, {"routes.86.carriers=one,two"}).routes.at(0).carriers == std::vector<std::string>{"one", "two"}));
}

BOOST_AUTO_TEST_CASE(a_value_may_hold_an_equals_sign_and_the_last_override_wins) {
  BOOST_TEST(loaded(small, {"store.data_dir=a", "store.data_dir=b=c"}).store.data_dir == "b=c");
}

BOOST_AUTO_TEST_CASE(an_override_without_a_value_is_refused) {
  BOOST_TEST(refused(small, {"node.number"}).starts_with("--set node.number: must have the form path=value"));
  BOOST_TEST(refused(small, {"=3"}).find("must have the form path=value") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_override_of_an_unknown_setting_suggests_one) {
  BOOST_TEST(refused(small, {"carriers.one.windwo=5"}) ==
             "--set carriers.one.windwo: carriers[0].windwo: is not a setting; did you mean `window`?\n");
}

BOOST_AUTO_TEST_CASE(an_override_of_an_unknown_item_names_those_that_there_are) {
  BOOST_TEST(refused(small, {"carriers.three.window=5"}) ==
             "--set carriers.three.window: carriers: has no item `three`; it has one, two.\n");
}

BOOST_AUTO_TEST_CASE(an_override_of_a_group_or_of_a_value_s_part_is_refused) {
  BOOST_TEST(refused(small, {"carriers=x"}).find("is a group or a list of groups") != std::string::npos);
  BOOST_TEST(refused(small, {"carriers.one=x"}).find("is a group or a list of groups") != std::string::npos);
  BOOST_TEST(refused(small, {"carriers.one.host.name=x"}).find("is a value and has no parts") != std::string::npos);
  BOOST_TEST(refused(small, {"node=3"}).find("node: must be a group") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_override_of_the_wrong_type_is_refused) {
  BOOST_TEST(refused(small, {"node.number=many"}) == "--set node.number: node.number: must be a whole number.\n");
  BOOST_TEST(refused(small, {"node.number=1.5"}).find("must be a whole number") != std::string::npos);
  BOOST_TEST(refused(small, {"profiles.odd.receipt_by_tlv=yes"}).find("must be true or false") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_refused_override_does_not_show_its_value) {
  BOOST_TEST(refused(small, {"accounts.a.key=short"}).find("short") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(config_secrets)

constexpr std::string_view from_environment = R"(
accounts = ( { name = "a"; key_env = "THE_KEY"; } );
carriers = ( { name = "one"; host = "h"; system_id = "s"; password = ""; } );
routes = ( { carriers = [ "one" ]; } );
)";

BOOST_AUTO_TEST_CASE(a_secret_comes_from_the_environment) {
  const Environment environment = [](const std::string& name) -> std::optional<std::string> {
    return name == "THE_KEY" ? std::optional<std::string>("from-outside") : std::nullopt;
  };
  BOOST_TEST(loaded(from_environment, {}, environment).accounts.at(0).key.reveal() == "from-outside");
}

BOOST_AUTO_TEST_CASE(a_secret_whose_variable_is_not_set_is_refused_once) {
  const WrittenFile file(from_environment);
  const auto config = load(file.path(), {}, [](const std::string&) { return std::nullopt; });
  BOOST_REQUIRE(!config);
  BOOST_TEST(all(config.error()) == file.path() +
                                        ":2: accounts[0].key_env: names the environment variable THE_KEY, "
                                        "which is not set.\n");
}

BOOST_AUTO_TEST_CASE(a_secret_is_the_first_line_of_its_file) {
  const WrittenFile secret("from-a-file\r\nsecond line\n");
  const std::string key_file = "accounts.a.key_file=" + secret.path();
  const std::string keyless = small.substr(small.find("carriers"));
  const std::string account = R"(accounts = ( { name = "a"; } );)";
  BOOST_TEST(loaded(account + keyless, {key_file}).accounts.at(0).key.reveal() == "from-a-file");
}

BOOST_AUTO_TEST_CASE(a_carrier_may_have_an_empty_password_that_was_written) {
  const Config config = loaded(from_environment, {"accounts.a.key_env=PATH", "accounts.a.key_env=HOME"},
                               [](const std::string&) { return std::optional<std::string>("long enough"); });
  BOOST_TEST(config.carriers.at(0).password.given());
  BOOST_TEST(config.carriers.at(0).password.reveal().empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::config
