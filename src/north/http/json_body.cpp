// SPDX-License-Identifier: Apache-2.0
#include "north/http/json_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <cassert>

#include "north/http/limits.h"
#include "north/http/nearest.h"

namespace smppedge::north::http {

namespace {

namespace json = boost::json;

/// By the alternatives of JsonMember::into.
constexpr std::array<std::string_view, 6> forms{
    "a string", "a whole number", "an array of strings", "true or false", "an array of whole numbers", "a string"};

std::string_view describe(const JsonMember& member) {
  return forms[member.into.index()];
}

/// The events of Boost.JSON's parser, turned into values. A refusal sets `problem` and stops the parser, so nothing
/// nests deeper than an array in an object of the list.
class ObjectHandler {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = json_name_bytes_max;

  ObjectHandler(std::span<const JsonMember> members, JsonList* list) : members_(members), list_(list) {}

  std::optional<Problem> problem;
  /// Of the object, or of the list's entry that has just ended.
  [[nodiscard]] std::optional<Problem> missing() const {
    for (std::size_t index = 0; index < members_.size(); ++index) {
      const JsonMember& member = members_[index];
      if (!member.required || seen(index)) continue;
      return Problem{400, "missing_field", fmt::format("\"{}\" is missing; give {}.", member.name, describe(member))};
    }
    return std::nullopt;
  }

  /// What stands in front of a sentence about the entry that is being read.
  [[nodiscard]] std::string place() const {
    return in_list_ ? fmt::format("{}[{}]: ", list_->name, entries_) : std::string();
  }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }

  bool on_object_begin(json::error_code& error) {
    if (at_ != At::start && at_ != At::list) return wrong_type(error, "an object");
    at_ = At::members;
    return true;
  }
  bool on_object_end(std::size_t, json::error_code& error) { return !in_list_ || end_entry(error); }

  bool on_array_begin(json::error_code& error) {
    if (at_ != At::members) return wrong_type(error, "an array");
    if (member_ == nullptr) {
      at_ = At::list;
      in_list_ = true;
      return true;
    }
    if (into<JsonMember::Texts>() == nullptr && into<JsonMember::Numbers>() == nullptr) {
      return wrong_type(error, "an array");
    }
    at_ = At::array;
    return true;
  }
  bool on_array_end(std::size_t, json::error_code&) {
    if (at_ == At::list) in_list_ = false;
    at_ = At::members;
    return true;
  }

  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    key_.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code& error) {
    key_.append(part.data(), part.size());
    const bool known = take_member(error);
    key_.clear();
    return known;
  }

  bool on_string_part(json::string_view part, std::size_t size, json::error_code& error) {
    return add_text({part.data(), part.size()}, size, error);
  }
  bool on_string(json::string_view part, std::size_t size, json::error_code& error) {
    if (!add_text({part.data(), part.size()}, size, error)) return false;
    string_open_ = false;
    return true;
  }

  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t value, json::string_view, json::error_code& error) {
    if (at_ == At::array) return add_number(value, error);
    auto* number = into<std::optional<std::int64_t>>();
    if (number == nullptr) return wrong_type(error, "a number");
    *number = value;
    return true;
  }
  bool on_uint64(std::uint64_t value, json::string_view text, json::error_code& error) {
    const auto clamped = std::min<std::uint64_t>(value, std::numeric_limits<std::int64_t>::max());
    return on_int64(static_cast<std::int64_t>(clamped), text, error);  // beyond every bound that is checked later
  }
  bool on_double(double, json::string_view, json::error_code& error) {
    return wrong_type(error, "a number that has a fraction or an exponent, or too many digits");
  }
  bool on_bool(bool value, json::error_code& error) {
    auto* word = into<std::optional<bool>>();
    if (word == nullptr) return wrong_type(error, "a boolean");
    *word = value;
    return true;
  }
  bool on_null(json::error_code& error) { return wrong_type(error, "null"); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  enum class At : std::uint8_t {
    start,
    members,  ///< in an object: at a member's name or value
    array,    ///< in a member's array
    list,     ///< in the list, between its entries
  };

  [[nodiscard]] bool seen(std::size_t index) const { return ((seen_ >> index) & 1) != 0; }
  /// Where the value goes, if it is of this type.
  template <class Value>
  [[nodiscard]] Value* into() const {
    if (member_ == nullptr) return nullptr;
    auto* const* found = std::get_if<Value*>(&member_->into);
    return found == nullptr ? nullptr : *found;
  }

  bool refuse(json::error_code& error, Problem why) {
    why.detail.insert(0, place());
    problem = std::move(why);
    error = json::error::syntax;
    return false;
  }
  bool refuse(json::error_code& error, std::string_view code, std::string detail) {
    return refuse(error, {400, code, std::move(detail)});
  }
  bool wrong_type(json::error_code& error, std::string_view found) {
    if (at_ == At::start) {
      return refuse(error, "invalid_type", fmt::format("The body must be a JSON object, not {}.", found));
    }
    if (at_ == At::list) return refuse(error, "invalid_type", fmt::format("It must be an object, not {}.", found));
    if (member_ == nullptr) {
      return refuse(error, "invalid_type",
                    fmt::format("\"{}\" must be an array of objects; there is {}.", list_->name, found));
    }
    const std::string_view of_array = at_ == At::array ? " in it" : "";
    return refuse(error, "invalid_type",
                  fmt::format("\"{}\" must be {}; there is {}{}.", member_->name, describe(*member_), found, of_array));
  }

  bool take_member(json::error_code& error) {
    const auto found = std::find_if(members_.begin(), members_.end(),
                                    [this](const JsonMember& member) { return member.name == key_; });
    const bool at_top = list_ != nullptr && !in_list_;
    if (found == members_.end()) return at_top && key_ == list_->name ? begin_list(error) : unknown_member(error);
    if (at_top && list_->given) return mixed(error, key_);
    const auto index = static_cast<std::size_t>(found - members_.begin());
    if (seen(index)) return repeated(error);
    seen_ |= std::uint64_t{1} << index;
    member_ = &*found;
    return true;
  }
  bool repeated(json::error_code& error) {
    return refuse(error, "duplicate_field", fmt::format("\"{}\" is given twice; give it once.", key_));
  }
  bool unknown_member(json::error_code& error) {
    std::vector<std::string_view> names;
    for (const JsonMember& member : members_) names.push_back(member.name);
    if (list_ != nullptr && !in_list_) names.push_back(list_->name);
    const std::string_view meant = nearest(key_, names);
    const std::string advice = meant.empty() ? fmt::format("it may have {}.", fmt::join(names, ", "))
                                             : fmt::format("did you mean \"{}\"?", meant);
    return refuse(error, "unknown_field",
                  fmt::format("\"{}\" is no field of this request; {}", shortened(key_), advice));
  }

  bool begin_list(json::error_code& error) {
    if (list_->given) return repeated(error);
    if (member_ != nullptr) return mixed(error, member_->name);
    list_->given = true;
    return true;
  }
  bool mixed(json::error_code& error, std::string_view member) {
    return refuse(error, "mixed_forms",
                  fmt::format("\"{}\" stands alone: \"{}\" belongs into its entries.", list_->name, member));
  }
  bool end_entry(json::error_code& error) {
    if (auto why = missing()) return refuse(error, std::move(*why));
    if (auto why = list_->take(std::exchange(too_long_, std::nullopt))) return refuse(error, std::move(*why));
    ++entries_;
    seen_ = 0;
    member_ = nullptr;
    at_ = At::list;
    return true;
  }

  [[nodiscard]] std::string* text_of_member() const {
    if (auto* text = into<std::string>()) return text;
    auto* text = into<std::optional<std::string>>();
    if (text == nullptr) return nullptr;
    return text->has_value() ? &**text : &text->emplace();
  }
  bool add_text(std::string_view part, std::size_t size, json::error_code& error) {
    if (at_ == At::array) return add_entry(part, size, error);
    std::string* const text = text_of_member();
    if (text == nullptr) return wrong_type(error, "a string");
    if (size > member_->size_max) return cut_off(*text, error);
    if (!string_open_) text->clear();
    string_open_ = true;
    text->append(part);
    return true;
  }
  /// In a list the other entries are not to suffer for it.
  bool cut_off(std::string& text, json::error_code& error) {
    Problem why{400, member_->size_code,
                fmt::format("\"{}\" is longer than {} octets; shorten it.", member_->name, member_->size_max)};
    if (!in_list_) return refuse(error, std::move(why));
    if (!too_long_) too_long_ = std::move(why);
    text.clear();
    return true;
  }
  bool add_entry(std::string_view part, std::size_t size, json::error_code& error) {
    auto* entries = into<JsonMember::Texts>();
    if (entries == nullptr) return wrong_type(error, "a string");
    if (!string_open_) {
      if (entries->size() == member_->size_max) return too_many(error);
      entries->emplace_back();
      string_open_ = true;
    }
    if (size > json_entry_bytes_max) {
      return refuse(error, "invalid_type",
                    fmt::format("Entry {} of \"{}\" is longer than {} octets; shorten it.", entries->size(),
                                member_->name, json_entry_bytes_max));
    }
    entries->back().append(part);
    return true;
  }
  bool add_number(std::int64_t value, json::error_code& error) {
    auto* numbers = into<JsonMember::Numbers>();
    if (numbers == nullptr) return wrong_type(error, "a number");
    if (numbers->size() == member_->size_max) return too_many(error);
    numbers->push_back(value);
    return true;
  }
  bool too_many(json::error_code& error) {
    return refuse(error, member_->size_code,
                  fmt::format("\"{}\" holds more than {} entries; send the rest in another request.", member_->name,
                              member_->size_max));
  }

  std::span<const JsonMember> members_;
  JsonList* list_;
  const JsonMember* member_ = nullptr;  // whose value is read; null: before the first, or the list's own
  std::string key_;
  std::uint64_t seen_ = 0;
  std::size_t entries_ = 0;  // of the list, ended
  std::optional<Problem> too_long_;
  At at_ = At::start;
  bool in_list_ = false;
  bool string_open_ = false;
};

Problem malformed(std::string_view body, std::size_t at, const json::error_code& error, const std::string& place) {
  if (error == json::error::incomplete) {
    return {400, "invalid_json",
            body.empty() ? "The body is empty; send a JSON object."
                         : "The body ends before its JSON does; was it cut off?"};
  }
  at = std::min(at, body.size());
  const std::string_view before = body.substr(0, at);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t column = before.size() - (before.rfind('\n') + 1) + 1;  // npos + 1 is 0
  if (error == json::error::extra_data) {
    return {400, "invalid_json",
            fmt::format("The JSON object ends before line {}, column {}; send nothing behind it.", line, column)};
  }
  return {
      400, "invalid_json",
      fmt::format("{}The body is not JSON in UTF-8: {} at line {}, column {}.", place, error.message(), line, column)};
}

}  // namespace

Expected<void, Problem> read_json_object(std::string_view body, std::span<const JsonMember> members, JsonList* list) {
  assert(members.size() <= 64);
  json::parse_options options;
  options.max_depth = json_depth_max;
  json::basic_parser<ObjectHandler> parser(options, members, list);
  json::error_code error;
  const std::size_t consumed = parser.write_some(false, body.data(), body.size(), error);
  if (!error && consumed < body.size()) error = json::error::extra_data;
  ObjectHandler& handler = parser.handler();
  if (handler.problem) return failure(std::move(*handler.problem));
  if (error) return failure(malformed(body, consumed, error, handler.place()));
  if (list != nullptr && list->given) return {};
  if (auto missing = handler.missing()) return failure(std::move(*missing));
  return {};
}

}  // namespace smppedge::north::http
