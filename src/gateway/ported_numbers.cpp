// SPDX-License-Identifier: Apache-2.0
#include "gateway/ported_numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "policy/number.h"

namespace smppedge::gateway {
namespace {

constexpr unsigned network_bits = 14;
/// E.164 has at most 15 digits, which take 50 bits; none begins with a zero, so the value names the number.
constexpr std::size_t digits_max = 15;
static_assert(PortedNumbers::networks_max == 1U << network_bits);

std::uint64_t value_of(std::string_view digits) {
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r";
  const std::size_t first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

}  // namespace

class PortedNumbers::Reader {
 public:
  /// The error of that line, without its number; empty: none.
  [[nodiscard]] std::string take(std::string_view line) {
    line = trimmed(line);
    if (line.empty() || line.front() == '#') return {};
    const std::size_t comma = line.find(',');
    if (comma == std::string_view::npos) return "is not `number,network`.";
    const auto phone = policy::normalise_recipient(trimmed(line.substr(0, comma)));
    if (!phone) return fmt::format("has no number that can be sent to: {}", policy::advice(phone.error()));
    if (phone->digits().size() > digits_max) return "has a number of more than 15 digits.";
    const std::string network(trimmed(line.substr(comma + 1)));
    if (network.empty()) return "names no network behind its comma.";
    const auto [place, is_new] = places_.try_emplace(network, table_.networks_.size());
    if (is_new && table_.networks_.size() == networks_max) return "names one network too many; 16,384 are the most.";
    if (is_new) table_.networks_.push_back(network);
    if (table_.entries_.size() == numbers_max) return "is one number too many; 200,000,000 are the most.";
    table_.entries_.push_back(value_of(phone->digits()) << network_bits | place->second);
    return {};
  }
  [[nodiscard]] PortedNumbers finish() {
    const auto number = [](std::uint64_t entry) { return entry >> network_bits; };
    std::vector<std::uint64_t>& entries = table_.entries_;
    std::stable_sort(entries.begin(), entries.end(),
                     [&](std::uint64_t a, std::uint64_t b) { return number(a) < number(b); });
    // The last of equals stays.
    const auto kept = std::unique(entries.rbegin(), entries.rend(),
                                  [&](std::uint64_t a, std::uint64_t b) { return number(a) == number(b); });
    entries.erase(entries.begin(), kept.base());
    entries.shrink_to_fit();
    return std::move(table_);
  }

 private:
  PortedNumbers table_;
  std::unordered_map<std::string, std::size_t> places_;
};

Expected<PortedNumbers, std::string> PortedNumbers::read(std::istream& lines) {
  Reader reader;
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    const std::string error = reader.take(line);
    if (!error.empty()) return failure(fmt::format("line {} {}", number, error));
  }
  if (lines.bad()) return failure(std::string("cannot be read to its end."));
  return reader.finish();
}

std::string_view PortedNumbers::network_of(std::string_view digits) const {
  if (entries_.empty() || digits.size() > digits_max) return {};
  const std::uint64_t wanted = value_of(digits) << network_bits;
  const auto found = std::lower_bound(entries_.begin(), entries_.end(), wanted);
  if (found == entries_.end() || (*found ^ wanted) >> network_bits != 0) return {};
  return networks_[*found & (networks_max - 1)];
}

}  // namespace smppedge::gateway
