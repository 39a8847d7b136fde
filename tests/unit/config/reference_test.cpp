// SPDX-License-Identifier: Apache-2.0
// The settings table against what people read: the reference page, the sample and --help-config name every setting.
#include "config/reference.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "config/settings_table.h"

namespace smppedge::config {
namespace {

std::string file_text(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string last_name(const std::string& path) {
  const std::string name = path.substr(path.rfind('.') + 1);
  return name.ends_with("[]") ? name.substr(0, name.size() - 2) : name;
}

BOOST_AUTO_TEST_SUITE(config_reference)

BOOST_AUTO_TEST_CASE(the_reference_page_is_what_the_table_says) {
  const std::string page = SMPPEDGE_SOURCE_DIR "/docs/configuration.md";
  const std::string fresh = SMPPEDGE_BINARY_DIR "/configuration.md";
  const bool equal = file_text(page) == reference_page();
  if (!equal) std::ofstream(fresh) << reference_page();
  BOOST_TEST(equal, "the table has changed: cp " << fresh << " " << page);
}

BOOST_AUTO_TEST_CASE(the_sample_names_every_setting) {
  const std::string sample = file_text(SMPPEDGE_SOURCE_DIR "/conf/smppedge.cfg");
  for (const std::string& path : setting_paths()) {
    const bool named = std::regex_search(sample, std::regex("\\b" + last_name(path) + "\\b"));
    BOOST_TEST(named, "conf/smppedge.cfg does not name " << path);
  }
}

BOOST_AUTO_TEST_CASE(what_the_sample_comments_out_shows_the_default) {
  const std::string sample = file_text(SMPPEDGE_SOURCE_DIR "/conf/smppedge.cfg");
  std::set<std::string> defaults;
  const auto gather = [&](const auto& self, const std::vector<KeyFacts>& rows) -> void {
    for (const KeyFacts& row : rows) {
      if (row.fallback) defaults.insert(row.name + " = " + *row.fallback);
      self(self, row.children);
    }
  };
  gather(gather, facts_of(settings_table()));
  const std::regex commented(R"re(\n *# (\w+) = "?([^";]*)"?;)re");
  for (auto at = std::sregex_iterator(sample.begin(), sample.end(), commented); at != std::sregex_iterator(); ++at) {
    std::string value = (*at)[2];
    if (value.starts_with("0x")) value = std::to_string(std::stoul(value, nullptr, 16));
    BOOST_TEST(defaults.count((*at)[1].str() + " = " + value) == 1U, "not the default: " << (*at)[0]);
  }
}

BOOST_AUTO_TEST_CASE(the_help_names_every_setting) {
  const std::string help = help_config();
  for (const std::string& path : setting_paths()) {
    BOOST_TEST(help.find(path) != std::string::npos, "--help-config does not name " << path);
  }
}

BOOST_AUTO_TEST_CASE(every_default_is_within_its_own_bounds) {
  const auto check = [](const auto& self, const std::vector<KeyFacts>& rows) -> void {
    for (const KeyFacts& row : rows) {
      if (row.kind == Kind::number && row.fallback) {
        const std::int64_t value = std::stoll(*row.fallback);
        BOOST_TEST((value >= row.bounds.min && value <= row.bounds.max), row.name);
      }
      if (row.kind == Kind::choice && row.fallback) {
        BOOST_TEST(std::count(row.choices.begin(), row.choices.end(), *row.fallback) == 1, row.name);
      }
      BOOST_TEST(row.sentence.ends_with("."), row.name);
      self(self, row.children);
    }
  };
  check(check, facts_of(settings_table()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace smppedge::config
