// SPDX-License-Identifier: Apache-2.0
// Walks the untyped half of the settings table.
#include "config/reference.h"

#include <fmt/format.h>

#include "config/settings_table.h"

namespace smppedge::config {
namespace {

constexpr std::size_t terminal_columns = 100;

constexpr std::string_view page_opening = R"(# Configuration

Written by the settings table, `src/config/settings_table.cpp`: change it there, run the unit tests of `config`, and copy
the page that the failing one names.

The file is libconfig's format: `group = { key = value; };`, lists of groups in `( … )`, texts in double quotes, `#` or
`//` before a comment, `@include "name"` for another file beside it. `conf/smppedge.cfg` is a commented sample that runs as it is.

A secret can be written in three ways: `password = "…"`, `password_file = "PATH"` (its first line) or
`password_env = "NAME"` (an environment variable); one of them at a time. Relative paths start at the working directory.

`--set path=value` overrides one setting, an item of a list by its name or its number from 0:
`--set carriers.sim.window=50`, `--set routes.0.carriers=a,b`. `smppedge --check -c FILE` prints every error with its
line and exits 2 when there is one; so does a start.

"When" says what takes a changed value up: `reload` a reload (SIGHUP, `POST /admin/v1/reload`), `restart` only a restart; a reload
that finds such a one changed is refused. `docs/operations.md` says what a reload does.
)";

bool is_container(const KeyFacts& row) {
  return row.kind == Kind::group || row.kind == Kind::list;
}

/// Calls visit(facts, path) for every row: what a group holds itself before the groups in it.
template <class Visit>
void walk(const std::vector<KeyFacts>& rows, const std::string& prefix, const Visit& visit) {
  for (const KeyFacts& row : rows) {
    if (!is_container(row)) visit(row, prefix + row.name);
  }
  for (const KeyFacts& row : rows) {
    if (!is_container(row)) continue;
    const std::string path = prefix + row.name + (row.kind == Kind::list ? "[]" : "");
    visit(row, path);
    walk(row.children, path + ".", visit);
  }
}

std::string choices_of(const KeyFacts& row) {
  std::string words;
  for (const std::string_view choice : row.choices) words += fmt::format("{}{}", words.empty() ? "" : ", ", choice);
  return words;
}

/// "text, 1 to 32 characters", "number, 1 to 600 seconds", …
std::string type_of(const KeyFacts& row) {
  const auto range = [&](std::string_view what, std::string_view unit) {
    return fmt::format("{}, {} to {}{}{}", what, row.bounds.min, row.bounds.max, unit.empty() ? "" : " ", unit);
  };
  switch (row.kind) {
    case Kind::boolean:
      return "true or false";
    case Kind::number:
      return range("number", row.unit());
    case Kind::text:
      return range("text", "characters");
    case Kind::word:
      return range("letters, digits, - and _", "characters");
    case Kind::digits:
      return range("digits", "characters");
    case Kind::choice:
      return "one of " + choices_of(row);
    case Kind::address:
      return "ADDRESS:PORT";
    case Kind::secret:
      return range("secret", "characters");
    case Kind::words:
      return range("list of names", "");
    case Kind::group:
      return "group";
    case Kind::list:
      return range("list of groups", "items");
  }
  return {};
}

bool is_quoted(Kind kind) {
  return kind != Kind::boolean && kind != Kind::number;
}

std::string default_of(const KeyFacts& row) {
  if (!row.fallback) return "required";
  if (row.kind == Kind::secret) return "none";
  return is_quoted(row.kind) ? "\"" + *row.fallback + "\"" : *row.fallback;
}

std::string names_of(const KeyFacts& row, const std::string& path) {
  if (row.kind != Kind::secret) return path;
  return fmt::format("{0}, {0}_file or {0}_env", path);
}

std::string wrapped(std::string_view sentence, std::string_view indent) {
  std::string text(indent);
  std::size_t column = indent.size();
  for (std::size_t at = 0; at < sentence.size();) {
    const std::size_t end = std::min(sentence.find(' ', at), sentence.size());
    const std::string_view word = sentence.substr(at, end - at);
    if (column + word.size() > terminal_columns) {
      text.pop_back();  // the space behind the word before
      text += fmt::format("\n{}", indent);
      column = indent.size();
    }
    text += word;
    if (end < sentence.size()) text += ' ';
    column += word.size() + 1;
    at = end + 1;
  }
  return text + "\n";
}

std::string reload_of(const KeyFacts& row) {
  return row.reload == Reload::live ? "reload" : "restart";
}

}  // namespace

std::string help_config() {
  std::string text;
  walk(facts_of(settings_table()), "", [&](const KeyFacts& row, const std::string& path) {
    if (is_container(row)) {
      text += fmt::format("\n{}: {}\n", path, row.sentence);
      return;
    }
    text += fmt::format("  {} = {}   ({}; {})\n", names_of(row, path), default_of(row), type_of(row), reload_of(row));
    text += wrapped(row.sentence, "      ");
  });
  return text.substr(1);
}

std::string reference_page() {
  std::string page(page_opening);
  walk(facts_of(settings_table()), "", [&](const KeyFacts& row, const std::string& path) {
    if (is_container(row)) {
      page += fmt::format("\n## {}\n\n{}{}\n", path, row.sentence,
                          row.kind == Kind::list ? fmt::format(" A {}.", type_of(row)) : "");
      page += "\n| setting | default | value | when | meaning |\n|---|---|---|---|---|\n";
      return;
    }
    page += fmt::format("| `{}` | {} | {} | {} | {} |\n", names_of(row, path), default_of(row), type_of(row),
                        reload_of(row), row.sentence);
  });
  return page;
}

std::vector<std::string> setting_paths() {
  std::vector<std::string> paths;
  walk(facts_of(settings_table()), "", [&](const KeyFacts& row, const std::string& path) {
    paths.push_back(path);
    if (row.kind != Kind::secret) return;
    paths.push_back(path + "_file");
    paths.push_back(path + "_env");
  });
  return paths;
}

}  // namespace smppedge::config
