// SPDX-License-Identifier: Apache-2.0
#include "north/http/json_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <cassert>

#include "north/http/limits.h"

namespace smppedge::north::http {

namespace {

namespace json = boost::json;

std::string_view describe(const JsonMember& member) {
  switch (member.into.index()) {
    case 0:
      return "a string";
    case 1:
      return "a whole number";
    default:
      return "an array of strings";
  }
}

/// The events of Boost.JSON's parser, turned into values. A refusal sets `problem` and stops the parser, so nothing
/// nests deeper than an array in the object.
class ObjectHandler {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = json_name_bytes_max;

  explicit ObjectHandler(std::span<const JsonMember> members) : members_(members) {}

  std::optional<Problem> problem;
  [[nodiscard]] const JsonMember* missing() const {
    for (std::size_t index = 0; index < members_.size(); ++index) {
      if (members_[index].required && !seen(index)) return &members_[index];
    }
    return nullptr;
  }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }

  bool on_object_begin(json::error_code& error) {
    if (in_object_) return wrong_type(error, "an object");
    in_object_ = true;
    return true;
  }
  bool on_object_end(std::size_t, json::error_code&) { return true; }

  bool on_array_begin(json::error_code& error) {
    if (!in_object_ || in_array_ || texts() == nullptr) return wrong_type(error, "an array");
    in_array_ = true;
    return true;
  }
  bool on_array_end(std::size_t, json::error_code&) {
    in_array_ = false;
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
    auto* into = in_object_ && !in_array_ ? std::get_if<std::optional<std::int64_t>*>(&member_->into) : nullptr;
    if (into == nullptr) return wrong_type(error, "a number");
    **into = value;
    return true;
  }
  bool on_uint64(std::uint64_t value, json::string_view text, json::error_code& error) {
    const auto clamped = std::min<std::uint64_t>(value, std::numeric_limits<std::int64_t>::max());
    return on_int64(static_cast<std::int64_t>(clamped), text, error);  // beyond every bound that is checked later
  }
  bool on_double(double, json::string_view, json::error_code& error) {
    return wrong_type(error, "a number that has a fraction or an exponent, or too many digits");
  }
  bool on_bool(bool, json::error_code& error) { return wrong_type(error, "a boolean"); }
  bool on_null(json::error_code& error) { return wrong_type(error, "null"); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  [[nodiscard]] bool seen(std::size_t index) const { return ((seen_ >> index) & 1) != 0; }
  [[nodiscard]] JsonMember::Texts* texts() const {
    auto* const* into = std::get_if<JsonMember::Texts*>(&member_->into);
    return into == nullptr ? nullptr : *into;
  }

  bool refuse(json::error_code& error, std::string_view code, std::string detail) {
    problem = Problem{400, code, std::move(detail)};
    error = json::error::syntax;
    return false;
  }
  bool wrong_type(json::error_code& error, std::string_view found) {
    if (!in_object_) {
      return refuse(error, "invalid_type", fmt::format("The body must be a JSON object, not {}.", found));
    }
    const std::string_view of_array = in_array_ ? " in it" : "";
    return refuse(error, "invalid_type",
                  fmt::format("\"{}\" must be {}; there is {}{}.", member_->name, describe(*member_), found, of_array));
  }

  bool take_member(json::error_code& error) {
    const auto found = std::find_if(members_.begin(), members_.end(),
                                    [this](const JsonMember& member) { return member.name == key_; });
    if (found == members_.end()) return unknown_member(error);
    const auto index = static_cast<std::size_t>(found - members_.begin());
    if (seen(index)) {
      return refuse(error, "duplicate_field", fmt::format("\"{}\" is given twice; give it once.", key_));
    }
    seen_ |= std::uint64_t{1} << index;
    member_ = &*found;
    return true;
  }
  bool unknown_member(json::error_code& error) {
    std::vector<std::string_view> names;
    for (const JsonMember& member : members_) names.push_back(member.name);
    const std::string_view meant = nearest(key_, names);
    const std::string advice = meant.empty() ? fmt::format("it may have {}.", fmt::join(names, ", "))
                                             : fmt::format("did you mean \"{}\"?", meant);
    return refuse(error, "unknown_field",
                  fmt::format("\"{}\" is no field of this request; {}", shortened(key_), advice));
  }

  bool add_text(std::string_view part, std::size_t size, json::error_code& error) {
    if (!in_object_) return wrong_type(error, "a string");
    if (in_array_) return add_entry(part, size, error);
    auto* into = std::get_if<std::string*>(&member_->into);
    if (into == nullptr) return wrong_type(error, "a string");
    if (size > member_->size_max) {
      return refuse(error, member_->size_code,
                    fmt::format("\"{}\" is longer than {} octets; shorten it.", member_->name, member_->size_max));
    }
    if (!string_open_) (*into)->clear();
    string_open_ = true;
    (*into)->append(part);
    return true;
  }
  bool add_entry(std::string_view part, std::size_t size, json::error_code& error) {
    JsonMember::Texts& entries = *texts();
    if (!string_open_) {
      if (entries.size() == member_->size_max) {
        return refuse(error, member_->size_code,
                      fmt::format("\"{}\" holds more than {} entries; send the rest in another request.", member_->name,
                                  member_->size_max));
      }
      if (entries.empty()) entries.reserve(std::min<std::size_t>(member_->size_max, 256));
      entries.emplace_back();
      string_open_ = true;
    }
    if (size > json_entry_bytes_max) {
      return refuse(error, "invalid_type",
                    fmt::format("Entry {} of \"{}\" is longer than {} octets; shorten it.", entries.size(),
                                member_->name, json_entry_bytes_max));
    }
    entries.back().append(part);
    return true;
  }

  std::span<const JsonMember> members_;
  const JsonMember* member_ = nullptr;  // whose value is being read; not null inside the object
  std::string key_;
  std::uint64_t seen_ = 0;
  bool in_object_ = false;
  bool in_array_ = false;
  bool string_open_ = false;
};

Problem malformed(std::string_view body, std::size_t at, const json::error_code& error) {
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
  return {400, "invalid_json",
          fmt::format("The body is not JSON in UTF-8: {} at line {}, column {}.", error.message(), line, column)};
}

}  // namespace

Expected<void, Problem> read_json_object(std::string_view body, std::span<const JsonMember> members) {
  assert(members.size() <= 64);
  json::parse_options options;
  options.max_depth = json_depth_max;
  json::basic_parser<ObjectHandler> parser(options, members);
  json::error_code error;
  const std::size_t consumed = parser.write_some(false, body.data(), body.size(), error);
  if (!error && consumed < body.size()) error = json::error::extra_data;
  ObjectHandler& handler = parser.handler();
  if (handler.problem) return failure(std::move(*handler.problem));
  if (error) return failure(malformed(body, consumed, error));
  if (const JsonMember* missing = handler.missing()) {
    return failure(
        Problem{400, "missing_field", fmt::format("\"{}\" is missing; give {}.", missing->name, describe(*missing))});
  }
  return {};
}

}  // namespace smppedge::north::http
