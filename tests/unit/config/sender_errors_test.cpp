// SPDX-License-Identifier: Apache-2.0
// What --check says of sender numbers: those that cannot be made, that two would share, or that may not be sent.
#include <boost/test/unit_test.hpp>

#include "config/load.h"
#include "config/sender_check.h"
#include "tests/unit/config/written_file.h"

namespace smppedge::config {
namespace {

Expected<Config, ConfigErrors> loaded(const std::string& accounts, const std::string& carriers) {
  const WrittenFile file("accounts = (\n" + accounts + " );\ncarriers = (\n" + carriers +
                         " );\nroutes = ( { carriers = [ \"one\" ]; } );\n");
  return load(file.path(), {}, [](const std::string&) { return std::nullopt; });
}

/// One account a line, from line 2 on.
std::string account(const std::string& name, const std::string& rest) {
  return "{ name = \"" + name + "\"; key = \"key-of-" + name + "\"; " + rest + " }";
}
std::string carrier(const std::string& name, const std::string& rest) {
  return "{ name = \"" + name + "\"; host = \"h\"; system_id = \"s\"; password = \"p\"; " + rest + " }";
}

std::vector<std::string> errors_of(const std::string& accounts, const std::string& carriers) {
  const auto config = loaded(accounts, carriers);
  std::vector<std::string> lines;
  if (config) return lines;
  for (const ConfigError& error : config.error()) {
    lines.push_back(to_string(error).substr(error.where.file.size() + 1));
  }
  return lines;
}

void check_only(const std::string& accounts, const std::string& carriers, const std::string& expected) {
  const auto errors = errors_of(accounts, carriers);
  std::string all;
  for (const std::string& error : errors) all += error + "\n";
  BOOST_TEST_REQUIRE(errors.size() == 1U, "expected one error: " << expected << ", got: " << all);
  BOOST_TEST(errors[0] == expected);
}

/// One account with the extension 0001, one carrier.
void check_carrier(const std::string& rest, const std::string& expected) {
  check_only(account("a", "extension = \"0001\";"), carrier("one", rest), expected);
}
void check_account(const std::string& rest, const std::string& expected) {
  check_only(account("a", rest), carrier("one", "access_number = \"1069000111\";"), expected);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sender_errors)

BOOST_AUTO_TEST_CASE(several_numbers_and_signatures_load) {
  const auto config =
      loaded(account("a",
                     "extension = \"0001\"; sender_policy = \"rotating\"; tail_digits = 3; "
                     "signatures = ( { sign = \"Acme\"; extension = \"0002\"; } ); "
                     "senders_abroad = ( { prefix = \"44\"; sender = \"Qsms\"; } );"),
             carrier("one",
                     "access_numbers = ( { number = \"1069000111\"; digits_max = 19; appended_digits = 1; "
                     "classes = [ \"otp\" ]; region = \"mainland\"; }, { number = \"95588\"; } ); "
                     "senders_abroad = ( { sender = \"12345\"; } );"));
  BOOST_REQUIRE(config);
  const Account& holder = config->accounts[0];
  BOOST_TEST((holder.sender_policy == SenderPolicy::rotating));
  BOOST_TEST(holder.tail_digits == 3);
  BOOST_TEST(holder.signatures.at(0).sign == "Acme");
  BOOST_TEST(holder.senders_abroad.at(0).sender == "Qsms");
  const auto numbers = access_numbers_of(config->carriers[0]);
  BOOST_REQUIRE_EQUAL(numbers.size(), 2U);
  BOOST_TEST(numbers[0].digits_max == 19);
  BOOST_TEST(numbers[0].appended_digits == 1);
  BOOST_TEST((numbers[0].region == Region::mainland));
  BOOST_TEST(numbers[1].digits_max == 20);
  BOOST_TEST((numbers[1].region == Region::by_number));
  BOOST_TEST(config->carriers[0].senders_abroad.at(0).prefix.empty());
}

BOOST_AUTO_TEST_CASE(the_short_form_is_a_list_of_one) {
  const auto config = loaded(account("a", "extension = \"0001\";"), carrier("one", "access_number = \"1069000111\";"));
  BOOST_REQUIRE(config);
  BOOST_TEST((config->accounts[0].sender_policy == SenderPolicy::sticky));
  const auto numbers = access_numbers_of(config->carriers[0]);
  BOOST_REQUIRE_EQUAL(numbers.size(), 1U);
  BOOST_TEST(numbers[0].number == "1069000111");
  BOOST_TEST(numbers[0].digits_max == 20);
  check_carrier("access_number = \"1069000111\"; access_numbers = ( { number = \"1069000222\"; } );",
                "4: carriers[0].access_numbers: stand beside `access_number`; keep one of the two.");
}

BOOST_AUTO_TEST_CASE(what_has_no_room_is_told_with_all_its_parts) {
  check_only(account("a", "extension = \"123456\"; tail_digits = 3;"),
             carrier("one", "access_numbers = ( { number = \"1069000111\"; appended_digits = 2; } );"),
             "4: carriers[0].access_numbers[0].number: with the extension of account `a`, its tail of 3, 2 that the "
             "carrier appends has 21 digits; a sender has at most 20.");
  check_carrier(
      "access_numbers = ( { number = \"1069000111\"; digits_max = 13; } );",
      "4: carriers[0].access_numbers[0].number: with the extension of account `a` has 14 digits; a sender has "
      "at most 13 here.");
  check_only(account("a", "signatures = ( { sign = \"Acme\"; extension = \"12345678901\"; } );"),
             carrier("one", "access_number = \"1069000111\";"),
             "4: carriers[0].access_number: with the extension of signature `Acme` of account `a` has 21 digits; a "
             "sender has at most 20.");
}

BOOST_AUTO_TEST_CASE(a_1069_number_must_be_able_to_have_13_digits) {
  check_carrier("access_numbers = ( { number = \"10690\"; digits_max = 12; } );",
                "4: carriers[0].access_numbers[0].digits_max: must be at least 13 for a 1069 number.");
}

BOOST_AUTO_TEST_CASE(one_that_only_the_customers_digits_make_long_enough_is_a_warning) {
  const auto warnings = [](const std::string& accounts, const std::string& access_number) {
    const auto config = loaded(accounts, carrier("one", access_number));
    BOOST_REQUIRE(config);
    return sender_warnings(*config);
  };
  const std::string short_one = account("a", "extension = \"01\";");
  const auto one = warnings(short_one, "access_number = \"1069000111\";");
  BOOST_REQUIRE_EQUAL(one.size(), 1U);
  BOOST_TEST(one[0] ==
             "carriers.one: 1069000111 with the extension of account `a` has fewer than 13 digits; messages there are "
             "refused unless their `extend` completes the number.");
  const auto more = warnings(short_one + ", " + account("b", "extension = \"02\";"), "access_number = \"1069000111\";");
  BOOST_REQUIRE_EQUAL(more.size(), 1U);
  BOOST_TEST(more[0].find("of account `a` and 1 more has fewer") != std::string::npos);
  BOOST_TEST(warnings(account("a", "extension = \"001\";"), "access_number = \"1069000111\";").empty());
  BOOST_TEST(warnings(account("a", "extension = \"01\"; tail_digits = 1;"), "access_number = \"1069000111\";").empty());
  BOOST_TEST(warnings(short_one, "access_numbers = ( { number = \"1069000111\"; appended_digits = 1; } );").empty());
  BOOST_TEST(warnings(short_one, "access_number = \"10655\";").empty());
}

BOOST_AUTO_TEST_CASE(a_1069_number_is_never_for_abroad) {
  const std::string refused =
      "4: carriers[0].access_numbers[0].region: must be mainland: a 1069 number is never for abroad.";
  check_carrier("access_numbers = ( { number = \"1069000111\"; region = \"any\"; } );", refused);
  check_carrier("access_numbers = ( { number = \"1069000111\"; region = \"abroad\"; } );", refused);
  BOOST_TEST(errors_of(account("a", "extension = \"0001\";"),
                       carrier("one", "access_numbers = ( { number = \"10655\"; region = \"any\"; } );"))
                 .empty());
  check_only(account("a", "extension = \"9001\";"),
             carrier("one", "access_numbers = ( { number = \"106\"; region = \"any\"; } );"),
             "4: carriers[0].access_numbers[0].number: with the extension of account `a` is a 1069 number, which is "
             "never for abroad.");
}

BOOST_AUTO_TEST_CASE(classes_are_known_words) {
  check_carrier("access_numbers = ( { number = \"1069000111\"; classes = [ \"otp\", \"spam\" ]; } );",
                "4: carriers[0].access_numbers[0].classes: has `spam`; a class is otp, notice or marketing.");
}

BOOST_AUTO_TEST_CASE(a_number_is_granted_once) {
  check_carrier("access_numbers = ( { number = \"1069000111\"; }, { number = \"1069000111\"; } );",
                "4: carriers[0].access_numbers[1].number: stands in this list already.");
}

BOOST_AUTO_TEST_CASE(one_extension_never_serves_two) {
  const std::string one = carrier("one", "access_number = \"1069000111\";");
  const std::string first = account("a", "extension = \"0001\";");
  check_only(first + ",\n" + account("b", "extension = \"0001\";"), one,
             "3: accounts[1].extension: is the same as that of account `a` (line 2); they must differ.");
  check_only(first + ",\n" + account("b", "signatures = ( { sign = \"Acme\"; extension = \"0001\"; } );"), one,
             "3: accounts[1].signatures[0].extension: is the same as that of account `a` (line 2); they must differ.");
  check_account(
      "signatures = ( { sign = \"Acme\"; extension = \"0001\"; },\n { sign = \"Shop\"; extension = \"0001\"; } );",
      "3: accounts[0].signatures[1].extension: is the same as that of signature `Acme` of account `a` (line "
      "2); they must differ.");
  check_account("signatures = ( { sign = \"【Acme】\"; extension = \"0001\"; } );",
                "2: accounts[0].signatures[0].sign: is written without 【】.");
  check_account(
      "signatures = ( { sign = \"Acme\"; extension = \"0001\"; },\n { sign = \"Acme\"; extension = \"0002\"; } );",
      "3: accounts[0].signatures[1].sign: stands in this list already.");
}

BOOST_AUTO_TEST_CASE(one_number_never_serves_two_however_it_is_put_together) {
  const std::string accounts = account("a", "extension = \"1001\";") + ",\n" + account("b", "extension = \"001\";");
  check_only(
      accounts, carrier("one", "access_numbers = ( { number = \"1069000111\"; }, { number = \"10690001111\"; } );"),
      "3: accounts[1].extension: makes the number 10690001111001 with carriers[0].access_numbers[1].number, which "
      "is that of account `a` (line 2) with carriers[0].access_numbers[0].number; extensions must differ.");
  check_only(
      accounts,
      carrier("one", "access_number = \"1069000111\";") + ", " + carrier("two", "access_number = \"10690001111\";"),
      "3: accounts[1].extension: makes the number 10690001111001 with carriers[1].access_number, which is that of "
      "account `a` (line 2) with carriers[0].access_number; extensions must differ.");
  check_only(
      account("a", "") + ",\n" + account("b", ""), carrier("one", "access_number = \"1069000111000\";"),
      "3: accounts[1].extension: makes the number 1069000111000 with carriers[0].access_number, which is that of "
      "account `a` (line 2) with carriers[0].access_number; extensions must differ.");
  BOOST_TEST(errors_of(account("a", "extension = \"0001\";"), carrier("one", "access_number = \"1069000111\";") + ", " +
                                                                  carrier("two", "access_number = \"1069000111\";"))
                 .empty());
}

BOOST_AUTO_TEST_CASE(what_a_carrier_appends_may_not_make_anothers_number) {
  const auto accounts = [](const std::string& of_first, const std::string& second) {
    return account("a", "extension = \"0001\"; " + of_first) + ",\n" + account("b", "extension = \"" + second + "\";");
  };
  const std::string appends = carrier("one", "access_numbers = ( { number = \"106900011\"; appended_digits = 2; } );");
  check_only(accounts("", "000115"), appends,
             "3: accounts[1].extension: makes the number 106900011000115 with carriers[0].access_numbers[0].number; "
             "account `a` (line 2) with carriers[0].access_numbers[0].number becomes the same by digits that this "
             "carrier appends. Choose another, or give that account `tail_digits`.");
  check_only(accounts("", "000115"), carrier("two", "access_number = \"106900011\";") + ", " + appends,
             "3: accounts[1].extension: makes the number 106900011000115 with carriers[0].access_number; account `a` "
             "(line 2) with carriers[1].access_numbers[0].number becomes the same by digits that this carrier appends. "
             "Choose another, or give that account `tail_digits`.");
  BOOST_TEST(errors_of(accounts("", "0001155"), appends).empty());
  BOOST_TEST(errors_of(accounts("tail_digits = 1;", "000115"), appends).empty());  // such tails are passed over
  BOOST_TEST(errors_of(accounts("", "000115"), carrier("one", "access_number = \"106900011\";")).empty());
}

BOOST_AUTO_TEST_CASE(a_source_may_not_be_a_number_of_another_account) {
  const std::string one = carrier("one", "access_number = \"1069000111\";");
  const std::string first = account("a", "extension = \"0001\";");
  check_only(first + ",\n" + account("b", "extension = \"0002\"; sources = [ \"1069000111000177\" ];"), one,
             "3: accounts[1].sources: has 1069000111000177, which is a number of account `a` (line 2).");
  BOOST_TEST(errors_of(account("a", "extension = \"0001\"; sources = [ \"10690001110001\", \"Qsms\" ];"), one).empty());
}

BOOST_AUTO_TEST_CASE(a_sender_abroad_may_not_be_a_number_of_another_account) {
  const std::string numbers = "access_numbers = ( { number = \"4477009001\"; } );";
  const std::string first = account("a", "extension = \"01\";");
  const std::string abroad = "senders_abroad = ( { sender = \"447700900101\"; } );";
  check_only(
      first + ",\n" + account("b", "extension = \"02\"; " + abroad), carrier("one", numbers),
      "3: accounts[1].senders_abroad[0].sender: is a number of account `a` (line 2); its replies would go there. "
      "Choose another.");
  check_only(
      first + ",\n" + account("b", "extension = \"02\";"), carrier("one", numbers + abroad),
      "5: carriers[0].senders_abroad[0].sender: is a number of account `a` (line 2); its replies would go there. "
      "Choose another.");
  BOOST_TEST(errors_of(account("a", "extension = \"01\"; " + abroad), carrier("one", numbers + abroad)).empty());
}

BOOST_AUTO_TEST_CASE(sources_are_numbers_or_names_that_may_leave) {
  const auto check = [](const std::string& source, const std::string& fault) {
    check_account("extension = \"0001\"; sources = [ \"" + source + "\" ];",
                  "2: accounts[0].sources: has `" + source + "`, which " + fault);
  };
  check("10690001", "has 8 digits; a 1069 number has 13 to 20: write all of them, with the extension.");
  check("106900011100010000001", "has 21 digits; a sender has at most 20.");
  check("955880000000000000001", "has 21 digits; a sender has at most 20.");
  check("TwelveLetter", "has 12 characters; a name has at most 11.");
  check("Q@sms", "has a character that senders may not have; use letters, digits and signs of GSM 03.38 without `@`.");
  check("腾讯", "has a character that senders may not have; use letters, digits and signs of GSM 03.38 without `@`.");
  check("123-45", "has no letter; write a name, or digits only.");
  BOOST_TEST(errors_of(account("a",
                               "extension = \"0001\"; sources = [ \"95588\", \"1069000999001\", \"Eleven Char\", "
                               "\"10655\" ];"),
                       carrier("one", "access_number = \"1069000111\";"))
                 .empty());
}

BOOST_AUTO_TEST_CASE(policies_and_tails_fit_each_other) {
  check_account("extension = \"0001\"; sender_policy = \"rotating\";",
                "2: accounts[0].sender_policy: is `rotating`, which needs `tail_digits` of at least 1.");
  check_account("extension = \"0001\"; sender_policy = \"fixed\"; tail_digits = 1;",
                "2: accounts[0].tail_digits: must be 0 with the policy `fixed`: its number never changes.");
  check_account("extension = \"0001\"; tail_digits = 9;", "2: accounts[0].tail_digits: must be 0 to 8, but is 9.");
}

BOOST_AUTO_TEST_CASE(senders_abroad_are_names_or_numbers_of_no_106_range) {
  const auto check = [](const std::string& row, const std::string& expected) {
    check_carrier("senders_abroad = ( { " + row + " } );", "4: carriers[0].senders_abroad[0]." + expected);
    check_account("extension = \"0001\"; senders_abroad = ( { " + row + " } );",
                  "2: accounts[0].senders_abroad[0]." + expected);
  };
  check("sender = \"106900011\";", "sender: begins with 106; such a number is for the mainland only.");
  check("sender = \"Q@sms\";",
        "sender: has a character that senders may not have; use letters, digits and signs of GSM 03.38 without `@`.");
  check("sender = \"Q`sms\";",
        "sender: has a character that senders may not have; use letters, digits and signs of GSM 03.38 without `@`.");
  check("sender = \"腾讯\";",
        "sender: has a character that senders may not have; use letters, digits and signs of GSM 03.38 without `@`.");
  check("sender = \"123-45\";", "sender: has no letter; write a name, or digits only.");
  check("sender = \"TwelveLetter\";", "sender: has 12 characters; a name has at most 11.");
  check("prefix = \"8613\"; sender = \"Qsms\";",
        "prefix: is the mainland's; recipients there see a number that a carrier granted.");
  check_carrier("senders_abroad = ( { sender = \"Qsms\"; }, { sender = \"Other\"; } );",
                "4: carriers[0].senders_abroad[1].prefix: stands in this list already.");
  for (const char* good : {"Qsms", "Eleven Char", "A1!", "12345", "12345678901234567890"}) {
    BOOST_TEST(errors_of(account("a", "extension = \"0001\";"),
                         carrier("one", "senders_abroad = ( { sender = \"" + std::string(good) + "\"; } );"))
                   .empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace smppedge::config
