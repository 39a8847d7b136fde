// SPDX-License-Identifier: Apache-2.0
// What can be said of a row without its type, and how each kind of value is read and held to its bounds.
#include "config/key.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "config/nearest.h"

namespace smppedge::config {

std::string_view KeyFacts::unit() const {
  const std::string_view last = std::string_view(name).substr(name.rfind('_') + 1);
  if (name.find("_bytes_") != std::string::npos) return "octets";
  if (kind != Kind::number) return "";
  if (name.ends_with("_per_s")) return "a second";
  return last == "s" ? "seconds" : last == "ms" ? "milliseconds" : last == "h" ? "hours" : "";
}

std::vector<std::string> KeyFacts::names() const {
  if (kind != Kind::secret) return {name};
  return {name, name + "_file", name + "_env"};
}

namespace {

/// The length of the first line of a secret's file may be this, whatever its bounds say afterwards.
constexpr std::size_t secret_line_max = 4096;

const OverrideText* override_of(const TreeNode& node) {
  return std::get_if<OverrideText>(&node.value);
}

/// The written node; tells of it when it is absent and required.
const TreeNode* find_or_miss(const KeyFacts& facts, const Place& place, Reading& reading) {
  const TreeNode* node = place.find(facts.name);
  if (node == nullptr && !facts.fallback) {
    reading.fail(place.group.where, place.path, "is missing. " + facts.sentence);
  }
  return node;
}

void wrong_type(const TreeNode& node, const Place& place, std::string_view wanted, Reading& reading) {
  reading.fail(node.where, place.path, fmt::format("must be {}, but is {}.", wanted, kind_of(node)));
}

std::optional<std::int64_t> to_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::string> string_in(const TreeNode& node) {
  if (const auto* given = override_of(node)) return given->text;
  if (const auto* text = std::get_if<std::string>(&node.value)) return *text;
  return std::nullopt;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}
/// What a text may not hold whatever it is for: it goes into C-octet strings and log lines.
bool is_printable(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
}

/// What is wrong with a text, or nothing. Never quotes it: it may be a secret.
std::string fault_of(Kind kind, Bounds bounds, std::string_view text) {
  if (kind == Kind::digits && !std::all_of(text.begin(), text.end(), is_digit)) return "may hold digits only.";
  if (kind == Kind::word && !std::all_of(text.begin(), text.end(), is_word_character)) {
    return "may hold letters, digits, `-` and `_` only.";
  }
  if (!std::all_of(text.begin(), text.end(), is_printable)) return "may not hold control characters.";
  const auto size = static_cast<std::int64_t>(text.size());
  if (size < bounds.min || size > bounds.max) {
    return fmt::format("must have {} to {} characters, but has {}.", bounds.min, bounds.max, size);
  }
  return {};
}

std::string words_of(const std::vector<std::string_view>& choices) {
  std::string words;
  for (const std::string_view choice : choices) words += fmt::format("{}\"{}\"", words.empty() ? "" : ", ", choice);
  return words;
}

}  // namespace

std::optional<bool> read_boolean(const KeyFacts& facts, const Place& place, Reading& reading) {
  const TreeNode* node = find_or_miss(facts, place, reading);
  if (node == nullptr) return facts.fallback == "true";
  if (const auto* value = std::get_if<bool>(&node->value)) return *value;
  if (const auto* given = override_of(*node)) {
    if (given->text == "true" || given->text == "false") return given->text == "true";
    reading.fail(node->where, place.path, "must be true or false.");
  } else {
    wrong_type(*node, place, "true or false", reading);
  }
  return std::nullopt;
}

std::optional<std::int64_t> read_number(const KeyFacts& facts, const Place& place, Reading& reading) {
  const TreeNode* node = find_or_miss(facts, place, reading);
  if (node == nullptr) return facts.fallback ? to_number(*facts.fallback) : std::nullopt;
  std::optional<std::int64_t> value;
  if (const auto* number = std::get_if<std::int64_t>(&node->value)) {
    value = *number;
  } else if (const auto* given = override_of(*node)) {
    value = to_number(given->text);
    if (!value) reading.fail(node->where, place.path, "must be a whole number.");
  } else {
    wrong_type(*node, place, "a whole number", reading);
  }
  if (value && (*value < facts.bounds.min || *value > facts.bounds.max)) {
    reading.fail(node->where, place.path,
                 fmt::format("must be {} to {}, but is {}.", facts.bounds.min, facts.bounds.max, *value));
    return std::nullopt;
  }
  return value;
}

std::optional<std::string> read_text(const KeyFacts& facts, const Place& place, Reading& reading) {
  const TreeNode* node = find_or_miss(facts, place, reading);
  if (node == nullptr) return facts.fallback;
  auto text = string_in(*node);
  if (!text) {
    wrong_type(*node, place, facts.kind == Kind::digits ? "digits in quotes" : "a text in quotes", reading);
    return std::nullopt;
  }
  if (std::string fault = fault_of(facts.kind, facts.bounds, *text); !fault.empty()) {
    reading.fail(node->where, place.path, std::move(fault));
    return std::nullopt;
  }
  return text;
}

std::optional<std::size_t> read_choice(const KeyFacts& facts, const Place& place, Reading& reading) {
  const TreeNode* node = find_or_miss(facts, place, reading);
  auto text = node == nullptr ? facts.fallback : string_in(*node);
  // Choices that are digits need no quotes.
  if (const auto* digits = node == nullptr ? nullptr : std::get_if<std::int64_t>(&node->value)) {
    text = std::to_string(*digits);
  }
  if (!text) {
    if (node != nullptr) wrong_type(*node, place, "one of " + words_of(facts.choices), reading);
    return std::nullopt;
  }
  const auto found = std::find(facts.choices.begin(), facts.choices.end(), *text);
  if (found == facts.choices.end()) {
    reading.fail(node->where, place.path,
                 fmt::format("must be one of {}{}", words_of(facts.choices),
                             suggestion(*text, {facts.choices.begin(), facts.choices.end()})));
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - facts.choices.begin());
}

std::optional<Endpoint> read_address(const KeyFacts& facts, const Place& place, Reading& reading) {
  const TreeNode* node = find_or_miss(facts, place, reading);
  const auto text = node == nullptr ? facts.fallback : string_in(*node);
  if (!text) {
    if (node != nullptr) wrong_type(*node, place, "an address in quotes, as in \"127.0.0.1:8080\"", reading);
    return std::nullopt;
  }
  const std::size_t colon = text->rfind(':');
  std::string host = colon == std::string::npos ? "" : text->substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  const auto port = colon == std::string::npos ? std::nullopt : to_number(std::string_view(*text).substr(colon + 1));
  if (host.empty() || !std::all_of(host.begin(), host.end(), is_printable) || !port || *port < 0 || *port > 65'535) {
    reading.fail(node->where, place.path,
                 "must be ADDRESS:PORT, as in \"127.0.0.1:8080\" or \"[::1]:8080\"; port 0 takes any free one.");
    return std::nullopt;
  }
  return Endpoint{std::move(host), static_cast<std::uint16_t>(*port)};
}

namespace {

/// The secret that `node` holds or points to; std::nullopt after an error has been told.
std::optional<std::string> fetch_secret(const std::string& name, const TreeNode& node, const std::string& path,
                                        const KeyFacts& facts, Reading& reading) {
  const auto text = string_in(node);
  if (!text) {
    reading.fail(node.where, path, fmt::format("must be a text in quotes, but is {}.", kind_of(node)));
    return std::nullopt;
  }
  if (name == facts.name) return text;
  if (name.ends_with("_env")) {
    auto value = reading.environment(*text);
    if (!value)
      reading.fail(node.where, path, fmt::format("names the environment variable {}, which is not set.", *text));
    return value;
  }
  std::error_code error;
  std::ifstream file(*text);
  if (!std::filesystem::is_regular_file(*text, error) || !file) {
    reading.fail(node.where, path, fmt::format("names the file {}, which cannot be read.", *text));
    return std::nullopt;
  }
  std::string line(secret_line_max, '\0');
  file.read(line.data(), static_cast<std::streamsize>(line.size()));
  line.resize(static_cast<std::size_t>(file.gcount()));
  line.resize(std::min(line.size(), line.find_first_of("\r\n")));
  return line;
}

}  // namespace

std::optional<Secret> read_secret(const KeyFacts& facts, const Place& place, Reading& reading) {
  const std::string prefix = place.path.substr(0, place.path.size() - facts.name.size());
  std::optional<Secret> secret;
  const TreeNode* first = nullptr;
  bool failed = false;
  for (const std::string& name : facts.names()) {
    const TreeNode* node = place.find(name);
    if (node == nullptr) continue;
    const std::string path = prefix + name;
    if (first != nullptr) {
      reading.fail(node->where, path, fmt::format("is given beside `{}`; keep one of the two.", first->name));
      failed = true;
      continue;
    }
    first = node;
    const auto text = fetch_secret(name, *node, path, facts, reading);
    failed = failed || !text;
    if (!text) continue;
    if (std::string fault = fault_of(Kind::text, facts.bounds, *text); !fault.empty()) {
      reading.fail(node->where, path, std::move(fault));
      failed = true;
      continue;
    }
    secret = Secret(*text);
  }
  if (failed) return std::nullopt;
  if (first == nullptr) {
    if (facts.fallback) return Secret();
    reading.fail(place.group.where, place.path,
                 fmt::format("is missing; write it, or `{0}_file` or `{0}_env`. {1}", facts.name, facts.sentence));
  }
  return secret;
}

std::optional<std::vector<std::string>> read_words(const KeyFacts& facts, const Place& place, Reading& reading) {
  const TreeNode* node = find_or_miss(facts, place, reading);
  if (node == nullptr) return std::nullopt;
  std::vector<std::string> words;
  if (const auto* given = override_of(*node)) {
    for (std::size_t at = 0; at <= given->text.size();) {
      const std::size_t comma = std::min(given->text.find(',', at), given->text.size());
      words.push_back(given->text.substr(at, comma - at));
      at = comma + 1;
    }
  } else if (const TreeNode::List* list = node->list()) {
    for (const TreeNode& item : list->items) {
      const auto* word = std::get_if<std::string>(&item.value);
      if (word == nullptr) {
        reading.fail(item.where, place.path, fmt::format("must hold texts in quotes, but holds {}.", kind_of(item)));
        return std::nullopt;
      }
      words.push_back(*word);
    }
  } else {
    wrong_type(*node, place, "a list of texts, as in [ \"a\", \"b\" ]", reading);
    return std::nullopt;
  }
  const auto size = static_cast<std::int64_t>(words.size());
  if (size < facts.bounds.min || size > facts.bounds.max) {
    reading.fail(node->where, place.path,
                 fmt::format("must have {} to {} entries, but has {}.", facts.bounds.min, facts.bounds.max, size));
    return std::nullopt;
  }
  return words;
}

const TreeNode* find_group(const TreeNode* node, const std::string& path, Reading& reading) {
  if (node == nullptr || node->group() != nullptr) return node;
  reading.fail(node->where, path, fmt::format("must be a group {{ … }}, but is {}.", kind_of(*node)));
  return nullptr;
}

std::vector<const TreeNode*> find_items(const KeyFacts& facts, const Place& place, Reading& reading) {
  const TreeNode* node = find_or_miss(facts, place, reading);
  std::vector<const TreeNode*> items;
  if (node == nullptr) return items;
  const TreeNode::List* list = node->list();
  if (list == nullptr) {
    wrong_type(*node, place, "a list of groups, as in ( { … }, { … } )", reading);
    return items;
  }
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const std::string path = fmt::format("{}[{}]", place.path, i);
    items.push_back(find_group(&list->items[i], path, reading));
  }
  const auto size = static_cast<std::int64_t>(list->items.size());
  if (size < facts.bounds.min || size > facts.bounds.max) {
    reading.fail(node->where, place.path,
                 fmt::format("must have {} to {} items, but has {}.", facts.bounds.min, facts.bounds.max, size));
  }
  return items;
}

void reject_unknown(const TreeNode& group, const std::string& path, const std::vector<std::string>& known,
                    Reading& reading) {
  for (const TreeNode& node : group.group()->children) {
    if (std::find(known.begin(), known.end(), node.name) != known.end()) continue;
    reading.fail(node.where, path.empty() ? node.name : path + "." + node.name,
                 "is not a setting" + suggestion(node.name, known));
  }
}

}  // namespace smppedge::config
