// SPDX-License-Identifier: Apache-2.0
// Broken configurations: each kind of error, its line, and that all of them are told at once.
#include <boost/test/unit_test.hpp>

#include "config/load.h"
#include "tests/unit/config/written_file.h"

namespace smppedge::config {
namespace {

/// Every error as "line: key: text"; lines of overrides are 0.
std::vector<std::string> errors_of(std::string_view text) {
  const WrittenFile file(text);
  const auto config = load(file.path(), {}, [](const std::string&) { return std::nullopt; });
  std::vector<std::string> lines;
  if (config) return lines;
  for (const ConfigError& error : config.error()) {
    BOOST_TEST(error.where.file == file.path());
    lines.push_back(to_string(error).substr(file.path().size() + 1));
  }
  return lines;
}

/// A whole configuration, one entry a line: `account`, `carrier`, `route` are put into the only one of each (lines 2, 4
/// and 6), `rest` follows on line 7.
std::string with(std::string_view account, std::string_view carrier, std::string_view route, std::string_view rest) {
  std::string text = "accounts = ( { name = \"a\";\n key = \"key-of-a\"; ";
  text += account;
  text += " } );\ncarriers = ( { name = \"one\"; host = \"h\"; system_id = \"s\";\n password = \"p\"; ";
  text += carrier;
  text += " } );\nroutes = (\n { ";
  text += route.empty() ? "carriers = [ \"one\" ];" : route;
  text += " } );\n";
  text += rest;
  return text + "\n";
}

void check_only(const std::string& text, const std::string& expected) {
  const std::vector<std::string> errors = errors_of(text);
  BOOST_TEST_REQUIRE(errors.size() == 1U, "expected one error: " << expected << ", got " << errors.size());
  BOOST_TEST(errors[0] == expected);
}

BOOST_AUTO_TEST_SUITE(config_errors)

BOOST_AUTO_TEST_CASE(the_frame_of_these_tests_is_right) {
  BOOST_TEST(errors_of(with("", "", "", "")).empty());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_told) {
  const auto config = load("/nowhere/at/all.cfg");
  BOOST_REQUIRE(!config);
  BOOST_TEST(to_string(config.error().at(0)).starts_with("/nowhere/at/all.cfg: is not there"));
  BOOST_TEST(!load("/tmp").has_value());
}

BOOST_AUTO_TEST_CASE(a_syntax_error_has_its_line) {
  check_only("node = {\n number = ;\n};\n", "2: syntax error; nothing behind this line was read.");
}

BOOST_AUTO_TEST_CASE(a_setting_written_twice_has_its_line) {
  check_only("node = {\n number = 1;\n number = 2;\n};\n",
             "3: duplicate setting name; nothing behind this line was read.");
}

BOOST_AUTO_TEST_CASE(an_unknown_setting_suggests_the_nearest) {
  check_only(with("", "windo = 5;", "", ""), "4: carriers[0].windo: is not a setting; did you mean `window`?");
  check_only(with("", "response_timeout = 5;", "", ""),
             "4: carriers[0].response_timeout: is not a setting; did you mean `response_timeout_s`?");
  check_only(with("", "", "", "stroe = { };"), "7: stroe: is not a setting; did you mean `store`?");
  check_only(with("", "", "", "store = {\n sync_every_byte = 1; };"), "8: store.sync_every_byte: is not a setting.");
}

BOOST_AUTO_TEST_CASE(a_wrong_type_says_what_is_wanted) {
  check_only(with("", "window = \"5\";", "", ""), "4: carriers[0].window: must be a whole number, but is \"text\".");
  check_only(with("", "window = 5.5;", "", ""), "4: carriers[0].window: must be a whole number, but is a fraction.");
  check_only(with("", "access_number = 1069;", "", ""),
             "4: carriers[0].access_number: must be digits in quotes, but is a whole number.");
  check_only(with("", "", "", "log = { level = 3.0; };"),
             "7: log.level: must be one of \"debug\", \"info\", \"warn\", \"error\", but is a fraction.");
  check_only(with("", "", "", "profiles = ( { name = \"x\"; receipt_by_tlv = 1; } );"),
             "7: profiles[0].receipt_by_tlv: must be true or false, but is a whole number.");
  check_only(with("", "", "", "node = 3;"), "7: node: must be a group { … }, but is a whole number.");
  check_only(with("", "binds = { };", "", ""),
             "4: carriers[0].binds: must be a list of groups, as in ( { … }, { … } ), but is a group { … }.");
  check_only(with("", "", "carriers = \"one\";", ""),
             "6: routes[0].carriers: must be a list of texts, as in [ \"a\", \"b\" ], but is \"text\".");
  check_only(with("", "", "carriers = [ 1 ];", ""),
             "6: routes[0].carriers: must hold texts in quotes, but holds a whole number.");
  check_only(with("", "", "", "http = { listen = 8080; };"),
             "7: http.listen: must be an address in quotes, as in \"127.0.0.1:8080\", but is a whole number.");
}

BOOST_AUTO_TEST_CASE(a_value_out_of_bounds_says_them) {
  check_only(with("", "window = 0;", "", ""), "4: carriers[0].window: must be 1 to 10000, but is 0.");
  check_only(with("", "window = 10001;", "", ""), "4: carriers[0].window: must be 1 to 10000, but is 10001.");
  check_only(with("", "", "", "node = { number = -1; };"), "7: node.number: must be 0 to 1023, but is -1.");
  check_only(with("extension = \"1234567890123\";", "", "", ""),
             "2: accounts[0].extension: must have 0 to 12 characters, but has 13.");
  check_only(with("extension = \"12a\";", "", "", ""), "2: accounts[0].extension: may hold digits only.");
  check_only(with("", "profile = \"a b\";", "", ""),
             "4: carriers[0].profile: may hold letters, digits, `-` and `_` only.");
  check_only(with("", "", "", "store = { data_dir = \"a\\x01\"; };"),
             "7: store.data_dir: may not hold control characters.");
  check_only(with("", "binds = ( );", "", ""), "4: carriers[0].binds: must have 1 to 16 items, but has 0.");
  check_only(with("", "", "carriers = [ ];", ""),
             "6: routes[0].carriers: is missing; name the carriers, or give them by weight in `shares`.");
}

BOOST_AUTO_TEST_CASE(an_unknown_word_suggests_the_nearest) {
  check_only(
      with("", "binds = ( { type = \"transciever\"; } );", "", ""),
      "4: carriers[0].binds[0].type: must be one of \"transceiver\", \"transmitter\", \"receiver\"; did you mean "
      "`transceiver`?");
}

BOOST_AUTO_TEST_CASE(a_bad_address_shows_a_good_one) {
  for (const char* address : {"8080", "127.0.0.1", ":8080", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "h:1x"}) {
    check_only(with("", "", "", std::string("http = { listen = \"") + address + "\"; };"),
               "7: http.listen: must be ADDRESS:PORT, as in \"127.0.0.1:8080\" or \"[::1]:8080\"; port 0 takes any "
               "free one.");
  }
}

BOOST_AUTO_TEST_CASE(what_is_required_is_missed_at_its_group) {
  const auto errors = errors_of(
      "accounts = ( { name = \"a\"; key = \"key-of-a\"; } );\n"
      "carriers = (\n {\n  name = \"one\";\n system_id = \"s\"; } );\n"
      "routes = ( { carriers = [ \"one\" ]; } );\n");
  BOOST_TEST_REQUIRE(errors.size() == 2U);
  BOOST_TEST(errors[0] == "3: carriers[0].host: is missing. Its SMSC's name or address.");
  BOOST_TEST(errors[1] ==
             "3: carriers[0].password: is missing; write it, or `password_file` or `password_env`. The "
             "password of the bind.");
}

BOOST_AUTO_TEST_CASE(an_empty_file_misses_what_nothing_works_without) {
  const auto errors = errors_of("");
  BOOST_TEST_REQUIRE(errors.size() == 3U);
  BOOST_TEST(errors[0].find("accounts: is missing") != std::string::npos);
  BOOST_TEST(errors[1].find("carriers: is missing") != std::string::npos);
  BOOST_TEST(errors[2].find("routes: is missing") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_name_given_twice_points_to_the_first) {
  const auto errors = errors_of(
      "accounts = (\n { name = \"a\"; key = \"key-of-a\"; extension = \"1\"; },\n"
      " { name = \"a\"; key = \"key-of-a\"; extension = \"1\"; } );\n"
      "carriers = ( { name = \"one\"; host = \"h\"; system_id = \"s\"; password = \"p\"; } );\n"
      "routes = ( { carriers = [ \"one\" ]; },\n { prefix = \"\"; carriers = [ \"one\" ]; } );\n");
  BOOST_TEST_REQUIRE(errors.size() == 4U);
  BOOST_TEST(errors[0] == "3: accounts[1].name: is the same as that of accounts[0] (line 2); they must differ.");
  BOOST_TEST(errors[1] == "3: accounts[1].key: is the same as that of accounts[0] (line 2); they must differ.");
  BOOST_TEST(errors[2] == "3: accounts[1].extension: is the same as that of account `a` (line 2); they must differ.");
  BOOST_TEST(errors[3] ==
             "6: routes[1].prefix: is the same as that of routes[0] (line 5); name all carriers in one "
             "route, or set them apart by `network`, `class` or `account`.");
}

BOOST_AUTO_TEST_CASE(a_route_to_an_unknown_carrier_suggests_one) {
  check_only(with("", "", "carriers = [ \"onne\" ];", ""),
             "6: routes[0].carriers: names `onne`, which `carriers` does not have; did you mean `one`?");
  check_only(with("", "", "carriers = [ \"one\", \"one\" ];", ""), "6: routes[0].carriers: names `one` twice.");
}

BOOST_AUTO_TEST_CASE(an_unknown_profile_suggests_one) {
  check_only(with("", "profile = \"standart\";", "", ""),
             "4: carriers[0].profile: is `standart`, which `profiles` does not have; did you mean `standard`?");
}

BOOST_AUTO_TEST_CASE(an_account_needs_a_way_in_and_a_whole_smpp_login) {
  check_only(with("system_id = \"x\";", "", "", ""),
             "1: accounts[0]: has only one of `system_id` and `password`; give both or neither.");
  check_only(with("password = \"x\";", "", "", ""),
             "1: accounts[0]: has only one of `system_id` and `password`; give both or neither.");
  check_only(
      "accounts = (\n { name = \"a\"; } );\n"
      "carriers = ( { name = \"one\"; host = \"h\"; system_id = \"s\"; password = \"p\"; } );\n"
      "routes = ( { carriers = [ \"one\" ]; } );\n",
      "2: accounts[0]: has no way in; give `key` for HTTP, or `system_id` and `password` for SMPP.");
}

BOOST_AUTO_TEST_CASE(binds_must_send_and_receive) {
  check_only(with("", "binds = ( { type = \"receiver\"; } );", "", ""),
             "4: carriers[0].binds: cannot send; add a `transmitter` or a `transceiver`.");
  check_only(with("", "binds = ( { type = \"transmitter\"; } );", "", ""),
             "4: carriers[0].binds: cannot receive receipts or replies; add a `receiver` or a `transceiver`.");
  check_only(with("", "binds = ( { count = 64; }, { count = 1; } );", "", ""),
             "4: carriers[0].binds: make 65 connections; 64 are the most.");
}

BOOST_AUTO_TEST_CASE(values_that_must_fit_each_other_are_held_together) {
  check_only(with("", "reconnect_min_s = 61;", "", ""),
             "4: carriers[0].reconnect_min_s: must not exceed reconnect_max_s, which is 60.");
  check_only(with("extension = \"123\";", "access_number = \"106900011122223333\";", "", ""),
             "4: carriers[0].access_number: with the extension of account `a` has 21 digits; a sender has at most 20.");
  check_only(with("", "", "",
                  "delivery = { validity_max_s = 3600;\n notice = { validity_s = 3600; };\n"
                  " marketing = { validity_s = 3601; }; };"),
             "9: delivery.marketing.validity_s: must not exceed delivery.validity_max_s, which is 3600.");
  check_only(with("", "", "", "store = { history_h = 73; };\ndelivery = { receipt_timeout_s = 300000; };"),
             "7: store.history_h: must be at least 325: a message may live for delivery.schedule_max_s, "
             "validity_max_s, in_doubt_timeout_s and receipt_timeout_s (its carrier's where that is longer) together, "
             "and its whole life is kept.");
  check_only(with("", "receipt_timeout_s = 300000;", "", "store = { history_h = 73; };"),
             "7: store.history_h: must be at least 325: a message may live for delivery.schedule_max_s, "
             "validity_max_s, in_doubt_timeout_s and receipt_timeout_s (its carrier's where that is longer) together, "
             "and its whole life is kept.");
  check_only(with("", "receipt_timeout_s = 59;", "", ""),
             "4: carriers[0].receipt_timeout_s: must be 0 or at least 60.");
  check_only(
      with("", "", "", "delivery = { otp = { reserved_percent = 51; }; };"),
      "7: delivery.marketing.reserved_percent: brings what the three classes reserve to 101 percent; together they "
      "may have 100.");
}

BOOST_AUTO_TEST_CASE(a_webhook_needs_a_safe_url_and_a_secret) {
  const std::string secret = "secret = \"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODk=\"; ";
  check_only(with("webhook = { url = \"ftp://h/\"; " + secret + "};", "", "", ""),
             "2: accounts[0].webhook.url: must begin with https://.");
  check_only(with("webhook = { url = \"http://h/\"; " + secret + "};", "", "", ""),
             "2: accounts[0].webhook.url: is plain http; use https, or set `webhooks.allow_http`.");
  check_only(with("webhook = { url = \"https://h/\"; };", "", "", ""),
             "2: accounts[0].webhook: has no `secret`; posts are signed with it, so that the endpoint can tell ours.");
  BOOST_TEST(
      errors_of(with("webhook = { url = \"http://h/\"; " + secret + "};", "", "", "webhooks = { allow_http = true; };"))
          .empty());
}

BOOST_AUTO_TEST_CASE(priority_classes_are_four_or_none) {
  check_only(with("priority_classes = [ \"otp\" ];", "", "", ""),
             "2: accounts[0].priority_classes: must name four classes, of priority_flag 0 to 3, or none.");
  check_only(with("priority_classes = [ \"otp\", \"otp\", \"sms\", \"otp\" ];", "", "", ""),
             "2: accounts[0].priority_classes: has `sms`; a class is otp, notice or marketing.");
}

/// One profile with these switches, on line 7.
std::string with_profile(std::string_view switches) {
  return with("", "", "", "profiles = ( { name = \"p\"; " + std::string(switches) + " } );");
}

BOOST_AUTO_TEST_CASE(a_profile_below_3_4_has_no_tlvs) {
  check_only(with_profile("interface_version = 0x33; long_form = \"sar\";"),
             "7: profiles[0].long_form: needs TLVs, which a carrier below SMPP 3.4 does not read; use \"udh\", or set "
             "`interface_version` to 0x34.");
  check_only(with_profile("interface_version = 0; tlvs = ( { tag = 0x1400; text = \"1\"; } );"),
             "7: profiles[0].tlvs: needs TLVs, which a carrier below SMPP 3.4 does not read; leave them out, or set "
             "`interface_version` to 0x34.");
}

BOOST_AUTO_TEST_CASE(a_tlv_has_one_value_and_a_tag_that_is_free) {
  check_only(with_profile("tlvs = ( { tag = 0x1400; } );"),
             "7: profiles[0].tlvs[0]: must have one of `text` and `hex`.");
  check_only(with_profile("tlvs = ( { tag = 0x1400; text = \"a\"; hex = \"00\"; } );"),
             "7: profiles[0].tlvs[0]: must have one of `text` and `hex`.");
  for (const std::string_view hex : {"0", "0g", "00f"}) {
    check_only(with_profile("tlvs = ( { tag = 0x1400; hex = \"" + std::string(hex) + "\"; } );"),
               "7: profiles[0].tlvs[0].hex: must be pairs of hexadecimal digits.");
  }
  check_only(with_profile("tlvs = ( { tag = 0x0424; text = \"a\"; } );"),
             "7: profiles[0].tlvs[0].tag: is one that the gateway writes itself; choose another.");
}

BOOST_AUTO_TEST_CASE(a_receipt_that_is_not_asked_for_is_not_expected) {
  check_only(
      with_profile("receipt_asked_of = \"last\";"),
      "7: profiles[0].receipts_of: expects receipts that `receipt_asked_of` does not ask for; make them the same.");
  BOOST_TEST(errors_of(with_profile("receipt_asked_of = \"last\"; receipts_of = \"any\";")).empty());
}

BOOST_AUTO_TEST_CASE(a_receipt_pattern_says_what_is_wrong_with_it) {
  const auto check = [](std::string_view pattern, const std::string& expected) {
    check_only(with_profile("receipt_dialect = \"pattern\"; receipt_pattern = \"" + std::string(pattern) + "\";"),
               "7: profiles[0].receipt_pattern: " + expected);
  };
  check("", "is missing; `receipt_dialect` says that receipts follow it.");
  check("{id},{stat}",
        "has the field {stat}; the fields are {id}, {status}, {err}, {submit_date}, {done_date}, {phone}, "
        "{sender}, {ignored}.");
  check("{id}", "has no {status}; a receipt without one says nothing.");
  check("{id}{status}", "has nothing between {id} and {status}; nobody could tell where one ends.");
  check("{status},{id},{status}", "names {status} twice; a value has one place.");
  check("{status},{id", "has a { without its }.");
  check_only(with_profile("receipt_pattern = \"{status}\";"),
             "7: profiles[0].receipt_pattern: is of use with `receipt_dialect = \"pattern\"` only.");
  BOOST_TEST(errors_of(with_profile("receipt_dialect = \"pattern\"; receipt_pattern = \"<{status}|{id}>\";")).empty());
}

BOOST_AUTO_TEST_CASE(a_route_says_by_what_it_differs_and_who_shares_it) {
  const auto route = [](std::string_view text) { return with("", "", text, ""); };
  BOOST_TEST(errors_of(route("class = \"otp\"; carriers = [ \"one\" ]; },\n { carriers = [ \"one\" ];")).empty());
  BOOST_TEST(errors_of(route("account = \"a\"; shares = ( { carrier = \"one\"; weight = 3; } );")).empty());
  check_only(route("account = \"aa\"; carriers = [ \"one\" ];"),
             "6: routes[0].account: is `aa`, which `accounts` does not have; did you mean `a`?");
  check_only(route("carriers = [ \"one\" ]; shares = ( { carrier = \"one\"; } );"),
             "6: routes[0].carriers: stands beside `shares`; a route has one or the other.");
  check_only(route("shares = ( { carrier = \"onne\"; } );"),
             "6: routes[0].shares: names `onne`, which `carriers` does not have; did you mean `one`?");
  check_only(route("network = \"unicom\"; carriers = [ \"one\" ];"),
             "6: routes[0].network: needs a table of ported numbers; name it in `routing.ported_file`.");
}

BOOST_AUTO_TEST_CASE(a_value_that_was_refused_is_not_judged_again) {
  check_only(with("", "", "", "store = { history_h = \"long\"; };"),
             "7: store.history_h: must be a whole number, but is \"text\".");
  check_only(with("", "", "prefix = \"86a\"; carriers = [ \"one\" ]; },\n { carriers = [ \"one\" ];", ""),
             "6: routes[0].prefix: may hold digits only.");
}

BOOST_AUTO_TEST_CASE(a_secret_given_twice_is_told_without_being_shown) {
  check_only(with("key_file = \"/somewhere\";", "", "", ""),
             "2: accounts[0].key_file: is given beside `key`; keep one of the two.");
  check_only(with("", "password_env = \"X\";", "", ""),
             "4: carriers[0].password_env: is given beside `password`; keep one of the two.");
}

BOOST_AUTO_TEST_CASE(a_secret_out_of_bounds_or_out_of_reach_is_told_without_being_shown) {
  check_only(with("system_id = \"x\"; password = \"ninechars\";", "", "", ""),
             "2: accounts[0].password: must have 1 to 8 characters, but has 9.");
  check_only(
      "accounts = ( { name = \"a\"; key_file = \"/nowhere/key\"; } );\n"
      "carriers = ( { name = \"one\"; host = \"h\"; system_id = \"s\"; password = \"p\"; } );\n"
      "routes = ( { carriers = [ \"one\" ]; } );\n",
      "1: accounts[0].key_file: names the file /nowhere/key, which cannot be read.");
  const std::string long_password =
      "carriers = ( { name = \"one\"; host = \"h\"; system_id = \"s\"; password = "
      "\"wonderful\"; } );\n";
  check_only(
      "accounts = ( { name = \"a\"; key = \"key-of-a\"; } );\n" + long_password +
          "routes = ( { carriers = [ \"one\" ]; } );\n",
      "2: carriers[0].password: is longer than the 8 octets that its profile `standard` allows; SMPP 3.4 has 8, a "
      "carrier that gave a longer one needs a profile with `password_octets_max`.");
}

BOOST_AUTO_TEST_CASE(all_errors_are_told_at_once_in_the_order_of_the_file) {
  const auto errors = errors_of(with("extension = \"x\";", "window = 0; hots = \"h\";", "carriers = [ \"two\" ];",
                                     "node = { number = \"x\"; };\nlog = { level = \"all\"; };"));
  BOOST_TEST_REQUIRE(errors.size() == 6U);
  BOOST_TEST(errors[0].starts_with("2: accounts[0].extension"));
  BOOST_TEST(errors[1].starts_with("4: carriers[0].window"));
  BOOST_TEST(errors[2].starts_with("4: carriers[0].hots"));
  BOOST_TEST(errors[3].starts_with("6: routes[0].carriers"));
  BOOST_TEST(errors[4].starts_with("7: node.number"));
  BOOST_TEST(errors[5].starts_with("8: log.level"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::config
