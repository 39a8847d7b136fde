// SPDX-License-Identifier: Apache-2.0
// One row of the settings table: what a setting is called, which member it fills, its default, bounds and meaning.
// Rows are typed by the struct they fill, so that a row cannot fill the wrong one; what is not typed (KeyFacts) feeds
// --help-config and the reference page. Groups and lists of groups are rows whose children are rows.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "config/config.h"
#include "config/environment.h"
#include "config/tree.h"

namespace smppedge::config {

enum class Kind : std::uint8_t { boolean, number, text, word, digits, choice, address, secret, words, group, list };

enum class Reload : std::uint8_t { restart, live };

/// What a value may be. Numbers: the value; texts: characters; lists: items.
struct Bounds {
  std::int64_t min = 0;
  std::int64_t max = 0;
};

struct KeyFacts {
  std::string name;
  Kind kind{};
  Bounds bounds;
  std::vector<std::string_view> choices;  ///< of Kind::choice, in the order of the enum
  std::optional<std::string> fallback;    ///< the default, as it would be written without quotes; none: required
  Reload reload = Reload::restart;
  std::string sentence;
  std::vector<KeyFacts> children;  ///< of Kind::group and Kind::list

  /// The unit, from the last word of the name: "s", "ms", "h", "bytes", or nothing.
  [[nodiscard]] std::string_view unit() const;
  /// The names by which it can be written: a secret has three.
  [[nodiscard]] std::vector<std::string> names() const;
};

/// One loading under way: where the errors go and what it may ask.
struct Reading {
  ConfigErrors& errors;
  const Environment& environment;

  void fail(const Origin& where, std::string key, std::string text) {
    errors.push_back({where, std::move(key), std::move(text)});
  }
};

/// A setting that was, or was not, written.
struct Place {
  const TreeNode& group;  ///< the group that it belongs to, or the nearest around it that was written
  bool group_written;
  std::string path;  ///< full path of the setting

  [[nodiscard]] const TreeNode* find(std::string_view name) const {
    return group_written ? group.child(name) : nullptr;
  }
};

/// Read one value, falling back to the default; std::nullopt after an error has been told.
[[nodiscard]] std::optional<bool> read_boolean(const KeyFacts& facts, const Place& place, Reading& reading);
[[nodiscard]] std::optional<std::int64_t> read_number(const KeyFacts& facts, const Place& place, Reading& reading);
[[nodiscard]] std::optional<std::string> read_text(const KeyFacts& facts, const Place& place, Reading& reading);
[[nodiscard]] std::optional<std::size_t> read_choice(const KeyFacts& facts, const Place& place, Reading& reading);
[[nodiscard]] std::optional<Endpoint> read_address(const KeyFacts& facts, const Place& place, Reading& reading);
[[nodiscard]] std::optional<Secret> read_secret(const KeyFacts& facts, const Place& place, Reading& reading);
[[nodiscard]] std::optional<std::vector<std::string>> read_words(const KeyFacts& facts, const Place& place,
                                                                 Reading& reading);
/// The node of a written group; null when there is none, or after an error has been told.
[[nodiscard]] const TreeNode* find_group(const TreeNode* node, const std::string& path, Reading& reading);
/// The items of a written list of groups, checked against the bounds; null for one that is no group, which was told.
[[nodiscard]] std::vector<const TreeNode*> find_items(const KeyFacts& facts, const Place& place, Reading& reading);
/// Tells of everything in `group` that no row knows.
void reject_unknown(const TreeNode& group, const std::string& path, const std::vector<std::string>& known,
                    Reading& reading);

/// Paths of settings that two configurations have differently and that only a restart takes up.
using Paths = std::vector<std::string>;

template <class T>
struct Key {
  KeyFacts facts;
  std::function<void(T& out, const Place& place, Reading& reading)> read;
  std::function<void(const T& running, const T& wanted, const std::string& path, Paths& out)> compare;
};

template <class T>
using Keys = std::vector<Key<T>>;

template <class T>
void read_keys(const Keys<T>& keys, const TreeNode& group, bool group_written, const std::string& path, T& out,
               Reading& reading) {
  std::vector<std::string> known;
  for (const Key<T>& key : keys) {
    key.read(out, Place{group, group_written, path.empty() ? key.facts.name : path + "." + key.facts.name}, reading);
    for (std::string& name : key.facts.names()) known.push_back(std::move(name));
  }
  if (group_written) reject_unknown(group, path, known, reading);
}

template <class T>
std::vector<KeyFacts> facts_of(const Keys<T>& keys) {
  std::vector<KeyFacts> facts;
  for (const Key<T>& key : keys) facts.push_back(key.facts);
  return facts;
}

template <class T>
void compare_keys(const Keys<T>& keys, const T& running, const T& wanted, const std::string& path, Paths& out) {
  for (const Key<T>& key : keys) {
    key.compare(running, wanted, path.empty() ? key.facts.name : path + "." + key.facts.name, out);
  }
}

/// Of a setting that is one value.
template <class T, class M>
auto comparing(const KeyFacts& facts, M T::*member) {
  return [restart = facts.reload == Reload::restart, member](const T& running, const T& wanted, const std::string& path,
                                                             Paths& out) {
    if (restart && !(running.*member == wanted.*member)) out.push_back(path);
  };
}

// The rows, as the table writes them. A missing default makes a setting required.

template <class T>
Key<T> boolean(std::string name, bool T::*member, bool fallback, Reload reload, std::string sentence) {
  KeyFacts facts{std::move(name), Kind::boolean, {}, {}, fallback ? "true" : "false", reload, std::move(sentence), {}};
  return {facts,
          [facts, member](T& out, const Place& place, Reading& reading) {
            if (auto value = read_boolean(facts, place, reading)) out.*member = *value;
          },
          comparing(facts, member)};
}

/// Integers and durations; a duration counts in the unit of its member, which the name must end with.
template <class T, class M>
Key<T> number(std::string name, M T::*member, std::optional<std::int64_t> fallback, Bounds bounds, Reload reload,
              std::string sentence) {
  KeyFacts facts{std::move(name), Kind::number, bounds, {}, std::nullopt, reload, std::move(sentence), {}};
  if (fallback) facts.fallback = std::to_string(*fallback);
  return {facts,
          [facts, member](T& out, const Place& place, Reading& reading) {
            const auto value = read_number(facts, place, reading);
            if (!value) return;
            if constexpr (std::is_integral_v<M>) {
              out.*member = static_cast<M>(*value);
            } else {
              out.*member = M(*value);
            }
          },
          comparing(facts, member)};
}

/// Kind::text takes anything printable, Kind::word letters, digits, `-` and `_`, Kind::digits digits.
template <class T>
Key<T> text(Kind kind, std::string name, std::string T::*member, std::optional<std::string> fallback, Bounds bounds,
            Reload reload, std::string sentence) {
  KeyFacts facts{std::move(name), kind, bounds, {}, std::move(fallback), reload, std::move(sentence), {}};
  return {facts,
          [facts, member](T& out, const Place& place, Reading& reading) {
            if (auto value = read_text(facts, place, reading)) out.*member = std::move(*value);
          },
          comparing(facts, member)};
}

/// `choices` are the words of the enum, in its order.
template <class T, class Enum>
Key<T> choice(std::string name, Enum T::*member, std::optional<std::string> fallback,
              std::vector<std::string_view> choices, Reload reload, std::string sentence) {
  KeyFacts facts{std::move(name), Kind::choice,        {}, std::move(choices), std::move(fallback),
                 reload,          std::move(sentence), {}};
  return {facts,
          [facts, member](T& out, const Place& place, Reading& reading) {
            if (const auto index = read_choice(facts, place, reading)) out.*member = static_cast<Enum>(*index);
          },
          comparing(facts, member)};
}

template <class T>
Key<T> address(std::string name, Endpoint T::*member, std::string fallback, std::string sentence) {
  KeyFacts facts{std::move(name), Kind::address, {}, {}, std::move(fallback), Reload::restart, std::move(sentence), {}};
  return {facts,
          [facts, member](T& out, const Place& place, Reading& reading) {
            if (auto value = read_address(facts, place, reading)) out.*member = std::move(*value);
          },
          comparing(facts, member)};
}

enum class Need : std::uint8_t { required, optional };

/// Written as it is, or as NAME_file (the first line of a file) or NAME_env (an environment variable).
template <class T>
Key<T> secret(std::string name, Secret T::*member, Need need, Bounds bounds, Reload reload, std::string sentence) {
  KeyFacts facts{std::move(name), Kind::secret, bounds, {}, std::nullopt, reload, std::move(sentence), {}};
  if (need == Need::optional) facts.fallback = "";
  return {facts,
          [facts, member](T& out, const Place& place, Reading& reading) {
            if (auto value = read_secret(facts, place, reading)) out.*member = std::move(*value);
          },
          comparing(facts, member)};
}

template <class T>
Key<T> words(std::string name, std::vector<std::string> T::*member, Need need, Bounds bounds, Reload reload,
             std::string sentence) {
  KeyFacts facts{std::move(name), Kind::words, bounds, {}, std::nullopt, reload, std::move(sentence), {}};
  if (need == Need::optional) facts.fallback = "";
  return {facts,
          [facts, member](T& out, const Place& place, Reading& reading) {
            if (auto value = read_words(facts, place, reading)) out.*member = std::move(*value);
          },
          comparing(facts, member)};
}

/// A group is taken up by a reload when all that is in it is.
template <class Sub>
Reload reload_of_all(const Keys<Sub>& keys) {
  const bool all_live =
      std::all_of(keys.begin(), keys.end(), [](const Key<Sub>& key) { return key.facts.reload == Reload::live; });
  return all_live ? Reload::live : Reload::restart;
}

template <class T, class Sub>
Key<T> group(std::string name, Sub T::*member, Keys<Sub> keys, std::string sentence) {
  KeyFacts facts{std::move(name), Kind::group, {}, {}, "", reload_of_all(keys), std::move(sentence), facts_of(keys)};
  const auto read = [facts, member, keys](T& out, const Place& place, Reading& reading) {
    const TreeNode* written = find_group(place.find(facts.name), place.path, reading);
    read_keys(keys, written != nullptr ? *written : place.group, written != nullptr, place.path, out.*member, reading);
  };
  const auto compare = [member, keys](const T& running, const T& wanted, const std::string& path, Paths& out) {
    compare_keys(keys, running.*member, wanted.*member, path, out);
  };
  return {facts, read, compare};
}

/// A list of groups. `items_fallback` items of defaults stand for a list that is not written.
template <class T, class Sub>
Key<T> list(std::string name, std::vector<Sub> T::*member, Keys<Sub> keys, unsigned items_fallback, Bounds bounds,
            std::string sentence) {
  KeyFacts facts{std::move(name),     Kind::list,          bounds,        {}, std::nullopt,
                 reload_of_all(keys), std::move(sentence), facts_of(keys)};
  if (items_fallback != 0 || bounds.min == 0) facts.fallback = std::to_string(items_fallback);
  const auto read = [facts, member, keys, items_fallback](T& out, const Place& place, Reading& reading) {
    const std::vector<const TreeNode*> items = find_items(facts, place, reading);
    (out.*member).resize(place.find(facts.name) == nullptr ? items_fallback : items.size());
    for (std::size_t i = 0; i < (out.*member).size(); ++i) {
      const bool written = i < items.size();
      if (written && items[i] == nullptr) continue;
      read_keys(keys, written ? *items[i] : place.group, written, place.path + "[" + std::to_string(i) + "]",
                (out.*member)[i], reading);
    }
  };
  const auto compare = [facts, member, keys](const T& running, const T& wanted, const std::string& path, Paths& out) {
    if (facts.reload == Reload::live) return;
    const std::vector<Sub>& one = running.*member;
    const std::vector<Sub>& other = wanted.*member;
    if (one.size() != other.size()) return out.push_back(path);
    for (std::size_t i = 0; i < one.size(); ++i) {
      compare_keys(keys, one[i], other[i], path + "[" + std::to_string(i) + "]", out);
    }
  };
  return {facts, read, compare};
}

}  // namespace smppedge::config
