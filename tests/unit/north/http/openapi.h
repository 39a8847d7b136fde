// SPDX-License-Identifier: Apache-2.0
// docs/openapi.json, and JSON held to its schemas: as much of JSON Schema as it uses. Which members were seen is kept,
// so that what is described and never rendered is found too.
#pragma once

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace smppedge::test {

namespace json = boost::json;

inline std::string content_of(const std::string& path) {
  std::ifstream file(path);
  BOOST_REQUIRE_MESSAGE(file, "cannot read " << path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}
inline std::string text_of(const json::value& value) {
  return {value.as_string().data(), value.as_string().size()};
}
inline std::set<std::string> texts_of(const json::value& array) {
  std::set<std::string> texts;
  for (const json::value& value : array.as_array()) texts.insert(text_of(value));
  return texts;
}

class OpenApi {
 public:
  OpenApi() : document_(json::parse(content_of(SMPPEDGE_SOURCE_DIR "/docs/openapi.json"))) {}

  [[nodiscard]] const json::object& root() const { return document_.as_object(); }
  [[nodiscard]] const json::value& schema(std::string_view name) const {
    return root().at("components").at("schemas").at(name);
  }
  /// What a $ref stands for, or the value itself.
  [[nodiscard]] const json::value& resolved(const json::value& value) const {
    const auto* const object = value.if_object();
    const json::value* const reference = object == nullptr ? nullptr : object->if_contains("$ref");
    if (reference == nullptr) return value;
    const std::string pointer = text_of(*reference);
    BOOST_REQUIRE_MESSAGE(pointer.starts_with("#/"), pointer);
    return resolved(document_.at_pointer(std::string_view(pointer).substr(1)));
  }
  /// Of an object's schema, with those that it is all of.
  [[nodiscard]] std::vector<std::pair<std::string, const json::value*>> properties(const json::value& schema) const {
    std::vector<std::pair<std::string, const json::value*>> found;
    const json::object& object = resolved(schema).as_object();
    if (const auto* parts = object.if_contains("allOf")) {
      for (const json::value& part : parts->as_array()) {
        for (auto& property : properties(part)) found.push_back(std::move(property));
      }
    }
    if (const auto* own = object.if_contains("properties")) {
      for (const auto& property : own->as_object()) found.emplace_back(property.key(), &property.value());
    }
    return found;
  }
  [[nodiscard]] std::set<std::string> required(const json::value& schema) const {
    std::set<std::string> names;
    const json::object& object = resolved(schema).as_object();
    if (const auto* parts = object.if_contains("allOf")) {
      for (const json::value& part : parts->as_array()) names.merge(required(part));
    }
    if (const auto* own = object.if_contains("required")) names.merge(texts_of(*own));
    return names;
  }

 private:
  json::value document_;
};

class SchemaCheck {
 public:
  explicit SchemaCheck(const OpenApi& api) : api_(api) {}

  /// What `value` does not keep to; "" for nothing.
  [[nodiscard]] std::string violation(const json::value& value, const json::value& schema) {
    const json::object& rule = api_.resolved(schema).as_object();
    if (const auto* choices = rule.if_contains("oneOf")) return violation_of_choice(value, choices->as_array());
    if (const auto* words = rule.if_contains("enum")) {
      const auto& array = words->as_array();
      if (std::find(array.begin(), array.end(), value) == array.end())
        return json::serialize(value) + " is no word of it";
    }
    if (const auto* parts = rule.if_contains("allOf")) {
      for (const json::value& part : parts->as_array()) {
        if (value.is_object()) break;  // its members are looked at below, all together
        if (std::string wrong = violation(value, part); !wrong.empty()) return wrong;
      }
    }
    if (const auto* type = rule.if_contains("type"); type != nullptr && !is(value, text_of(*type))) {
      return json::serialize(value) + " is not of type " + text_of(*type);
    }
    if (const auto* object = value.if_object()) return violation_of_members(*object, schema);
    if (const auto* array = value.if_array()) {
      for (const json::value& item : *array) {
        if (std::string wrong = violation(item, rule.at("items")); !wrong.empty()) return "[]: " + wrong;
      }
    }
    return {};
  }
  /// Whether a member was seen of which this is the schema.
  [[nodiscard]] bool has_seen(const json::value* property) const { return seen_.contains(property); }

 private:
  static bool is(const json::value& value, std::string_view type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_bool();
    return type == "integer" && (value.is_int64() || value.is_uint64());
  }
  std::string violation_of_choice(const json::value& value, const json::array& choices) {
    std::string all;
    for (const json::value& choice : choices) {
      SchemaCheck attempt(api_);
      const std::string wrong = attempt.violation(value, choice);
      if (wrong.empty()) {
        seen_.merge(attempt.seen_);
        return {};
      }
      all += " / " + wrong;
    }
    return "none of the choices:" + all;
  }
  std::string violation_of_members(const json::object& object, const json::value& schema) {
    const auto properties = api_.properties(schema);
    for (const auto& member : object) {
      bool known = false;
      for (const auto& [name, property] : properties) {
        if (name != member.key()) continue;
        known = true;
        seen_.insert(property);
        if (std::string wrong = violation(member.value(), *property); !wrong.empty()) return name + ": " + wrong;
      }
      if (!known) return std::string(member.key()) + " is not described";
    }
    for (const std::string& name : api_.required(schema)) {
      if (!object.contains(name)) return name + " is required and not there";
    }
    return {};
  }

  const OpenApi& api_;
  std::set<const json::value*> seen_;
};

}  // namespace smppedge::test
