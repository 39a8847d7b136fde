// SPDX-License-Identifier: Apache-2.0
#include "config/sender_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>

namespace smppedge::config {
namespace {

constexpr std::string_view industry_prefix = "1069";
constexpr std::size_t industry_digits_min = 13;
constexpr std::size_t alphanumeric_characters_max = 11;

/// An extension, and who holds it. Of an account without one and without signatures it is empty.
struct Holding {
  std::size_t account = 0;
  std::string path;
  std::string who;
  std::string extension;
  std::size_t tail_digits = 0;
};

/// An access number, and where it stands.
struct Granted {
  std::string path;
  std::size_t carrier = 0;
  AccessNumber access;
};

// What is empty and may not be was refused already.

std::vector<Holding> holdings_of(const Config& config) {
  std::vector<Holding> holdings;
  for (std::size_t i = 0; i < config.accounts.size(); ++i) {
    const Account& account = config.accounts[i];
    const std::string path = fmt::format("accounts[{}]", i);
    if (account.signatures.empty() || !account.extension.empty()) {
      holdings.push_back(
          {i, path + ".extension", fmt::format("account `{}`", account.name), account.extension, account.tail_digits});
    }
    for (std::size_t j = 0; j < account.signatures.size(); ++j) {
      const Signature& signature = account.signatures[j];
      if (signature.extension.empty()) continue;
      holdings.push_back({i, fmt::format("{}.signatures[{}].extension", path, j),
                          fmt::format("signature `{}` of account `{}`", signature.sign, account.name),
                          signature.extension, account.tail_digits});
    }
  }
  return holdings;
}

std::vector<Granted> grants_of(const Config& config) {
  std::vector<Granted> grants;
  for (std::size_t i = 0; i < config.carriers.size(); ++i) {
    const Carrier& carrier = config.carriers[i];
    const std::vector<AccessNumber> numbers = access_numbers_of(carrier);
    for (std::size_t j = 0; j < numbers.size(); ++j) {
      if (numbers[j].number.empty()) continue;
      const bool is_short = !carrier.access_number.empty();
      const std::string key = is_short ? "access_number" : fmt::format("access_numbers[{}].number", j);
      grants.push_back({fmt::format("carriers[{}].{}", i, key), i, numbers[j]});
    }
  }
  return grants;
}

bool is_for_abroad(const AccessNumber& access) {
  if (access.region == Region::by_number) return !access.number.starts_with("106");
  return access.region != Region::mainland;
}

bool is_digit(char character) {
  return character >= '0' && character <= '9';
}
bool is_letter(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}
/// Printable in ASCII, as a C-octet string is (3.1), and in the basic table of GSM 03.38; '@' is a NUL there.
bool is_sender_character(char character) {
  constexpr std::string_view signs = " !\"#$%&'()*+,-./:;<=>?_";
  return is_digit(character) || is_letter(character) || signs.find(character) != std::string_view::npos;
}

bool is_number(std::string_view sender) {
  return std::all_of(sender.begin(), sender.end(), is_digit);
}

/// What is wrong with a sender that is a name, or nothing.
std::string name_fault(std::string_view sender) {
  if (!std::all_of(sender.begin(), sender.end(), is_sender_character)) {
    return "has a character that senders may not have; use letters, digits and signs of GSM 03.38 without `@`.";
  }
  if (std::none_of(sender.begin(), sender.end(), is_letter)) return "has no letter; write a name, or digits only.";
  if (sender.size() <= alphanumeric_characters_max) return {};
  return fmt::format("has {} characters; a name has at most {}.", sender.size(), alphanumeric_characters_max);
}

/// What is wrong with a sender for abroad, or nothing.
std::string abroad_fault(std::string_view sender) {
  if (!is_number(sender)) return name_fault(sender);
  return sender.starts_with("106") ? "begins with 106; such a number is for the mainland only." : std::string();
}

/// What is wrong with a sender that an account may name, or nothing.
std::string source_fault(std::string_view sender) {
  if (!is_number(sender)) return name_fault(sender);
  if (sender.starts_with(industry_prefix) && sender.size() < industry_digits_min) {
    return fmt::format("has {} digits; a 1069 number has {} to {}: write all of them, with the extension.",
                       sender.size(), industry_digits_min, sender_digits_max);
  }
  if (sender.size() <= sender_digits_max) return {};
  return fmt::format("has {} digits; a sender has at most {}.", sender.size(), sender_digits_max);
}

class SenderChecker {
 public:
  using Fail = std::function<void(const std::string& key, std::string text)>;

  SenderChecker(const Config& config, const TreeNode& root, const Fail& fail)
      : config_(config), root_(root), fail_(fail), holdings_(holdings_of(config)), grants_(grants_of(config)) {}

  void run() {
    check_accounts();
    check_extensions();
    for (std::size_t i = 0; i < config_.carriers.size(); ++i) {
      const Carrier& carrier = config_.carriers[i];
      const std::string path = fmt::format("carriers[{}]", i);
      if (!carrier.access_number.empty() && !carrier.access_numbers.empty()) {
        fail_(path + ".access_numbers", "stand beside `access_number`; keep one of the two.");
      }
      check_abroad(carrier.senders_abroad, path);
    }
    std::set<std::pair<std::size_t, std::string>> seen;
    for (const Granted& grant : grants_) {
      if (!seen.emplace(grant.carrier, grant.access.number).second) {
        fail_(grant.path, "stands in this list already.");
      } else {
        check_grant(grant);
      }
    }
    check_numbers();
    check_appended();
    check_sources();
  }

 private:
  struct Owner {
    const Holding* holding;
    const Granted* grant;
  };

  [[nodiscard]] unsigned line_of(const std::string& key) const { return origin_of(root_, key).line; }

  void check_accounts() {
    for (std::size_t i = 0; i < config_.accounts.size(); ++i) {
      const Account& account = config_.accounts[i];
      const std::string path = fmt::format("accounts[{}]", i);
      if (account.sender_policy == SenderPolicy::rotating && account.tail_digits == 0) {
        fail_(path + ".sender_policy", "is `rotating`, which needs `tail_digits` of at least 1.");
      }
      if (account.sender_policy == SenderPolicy::fixed && account.tail_digits != 0) {
        fail_(path + ".tail_digits", "must be 0 with the policy `fixed`: its number never changes.");
      }
      std::set<std::string> signs;
      for (std::size_t j = 0; j < account.signatures.size(); ++j) {
        const std::string& sign = account.signatures[j].sign;
        const std::string key = fmt::format("{}.signatures[{}].sign", path, j);
        if (sign.find("【") != std::string::npos) fail_(key, "is written without 【】.");
        if (!signs.insert(sign).second) fail_(key, "stands in this list already.");
      }
      check_abroad(account.senders_abroad, path);
    }
  }

  void check_abroad(const std::vector<AbroadSender>& senders, const std::string& path) {
    std::set<std::string> prefixes;
    for (std::size_t i = 0; i < senders.size(); ++i) {
      const std::string row = fmt::format("{}.senders_abroad[{}]", path, i);
      if (senders[i].prefix.starts_with("86")) {
        fail_(row + ".prefix", "is the mainland's; recipients there see a number that a carrier granted.");
      }
      if (!prefixes.insert(senders[i].prefix).second) fail_(row + ".prefix", "stands in this list already.");
      if (std::string fault = abroad_fault(senders[i].sender); !fault.empty()) fail_(row + ".sender", std::move(fault));
    }
  }

  /// The extensions alone, whatever carriers grant: a carrier may come by a reload.
  void check_extensions() {
    std::map<std::string, const Holding*> seen;
    for (const Holding& holding : holdings_) {
      if (holding.extension.empty()) continue;
      const auto [first, inserted] = seen.emplace(holding.extension, &holding);
      if (inserted) continue;
      same_.insert(holding.path);
      fail_(holding.path, fmt::format("is the same as that of {} (line {}); they must differ.", first->second->who,
                                      line_of(first->second->path)));
    }
  }

  void check_grant(const Granted& grant) {
    const AccessNumber& access = grant.access;
    for (const std::string& word : access.classes) {
      if (word == "otp" || word == "notice" || word == "marketing") continue;
      fail_(list_key(grant, "classes"), fmt::format("has `{}`; a class is otp, notice or marketing.", word));
    }
    if (access.number.starts_with(industry_prefix)) {
      if (is_for_abroad(access))
        fail_(list_key(grant, "region"), "must be mainland: a 1069 number is never for abroad.");
      if (access.digits_max < industry_digits_min) {
        return fail_(list_key(grant, "digits_max"),
                     fmt::format("must be at least {} for a 1069 number.", industry_digits_min));
      }
    }
    for (const Holding& holding : holdings_) check_room(grant, holding);
  }

  void check_room(const Granted& grant, const Holding& holding) {
    const AccessNumber& access = grant.access;
    const std::string number = access.number + holding.extension;
    const std::size_t digits = number.size() + holding.tail_digits + access.appended_digits;
    if (digits > access.digits_max) {
      std::string parts = fmt::format("with the extension of {}", holding.who);
      if (holding.tail_digits != 0) parts += fmt::format(", its tail of {}", holding.tail_digits);
      if (access.appended_digits != 0) parts += fmt::format(", {} that the carrier appends", access.appended_digits);
      fail_(grant.path, fmt::format("{} has {} digits; a sender has at most {}{}.", parts, digits, access.digits_max,
                                    access.digits_max == sender_digits_max ? "" : " here"));
    } else if (is_for_abroad(access) && !access.number.starts_with(industry_prefix) &&
               number.starts_with(industry_prefix)) {
      fail_(grant.path,
            fmt::format("with the extension of {} is a 1069 number, which is never for abroad.", holding.who));
    }
  }

  /// One number never serves two, however it is put together and by whichever carriers: a phone sees the digits alone.
  void check_numbers() {
    for (const Granted& grant : grants_) {
      for (const Holding& holding : holdings_) {
        const std::string number = grant.access.number + holding.extension;
        const auto [first, inserted] = owners_.emplace(number, Owner{&holding, &grant});
        const Owner& other = first->second;
        if (inserted || other.holding == &holding || !same_.insert(holding.path).second) continue;
        fail_(holding.path,
              fmt::format("makes the number {} with {}, which is that of {} (line {}) with {}; extensions must differ.",
                          number, grant.path, other.holding->who, line_of(other.holding->path), other.grant->path));
      }
    }
  }

  /// What a carrier appends must not make another's number of one that is always the same: with a tail, or where the
  /// customer adds digits, such are passed over.
  void check_appended() {
    std::map<std::string_view, Owner> appended;  // numbers to which some carrier appends the most digits
    std::size_t most = 0;
    for (const Granted& grant : grants_) {
      most = std::max<std::size_t>(most, grant.access.appended_digits);
      for (const Holding& holding : holdings_) {
        const auto number = owners_.find(grant.access.number + holding.extension);
        if (holding.tail_digits != 0 || number == owners_.end()) continue;
        const auto [at, is_new] = appended.emplace(number->first, Owner{&holding, &grant});
        if (!is_new && at->second.grant->access.appended_digits < grant.access.appended_digits)
          at->second.grant = &grant;
      }
    }
    for (const auto& [number, owner] : owners_) {
      for (std::size_t left_out = 1; left_out <= most && left_out < number.size(); ++left_out) {
        const auto shorter = appended.find(std::string_view(number).substr(0, number.size() - left_out));
        if (shorter == appended.end() || shorter->second.holding == owner.holding) continue;
        const auto& [holding, grant] = shorter->second;
        if (grant->access.appended_digits < left_out || !same_.insert(owner.holding->path).second) continue;
        fail_(owner.holding->path,
              fmt::format("makes the number {} with {}; {} (line {}) with {} becomes the same by digits that this "
                          "carrier appends. Choose another, or give that account `tail_digits`.",
                          number, owner.grant->path, holding->who, line_of(holding->path), grant->path));
      }
    }
  }

  /// A sender of an account's that is another's number would bring it the other's replies, or the other way round.
  void check_sources() {
    for (std::size_t i = 0; i < config_.accounts.size(); ++i) {
      const Account& account = config_.accounts[i];
      const std::string path = fmt::format("accounts[{}]", i);
      for (const std::string& source : account.sources) {
        if (const std::string fault = source_fault(source); !fault.empty()) {
          fail_(path + ".sources", fmt::format("has `{}`, which {}", source, fault));
        } else if (const std::string owner = other_owner_of(source, i); !owner.empty()) {
          fail_(path + ".sources", fmt::format("has {}, which is a number of {}.", source, owner));
        }
      }
      check_abroad_owners(account.senders_abroad, path, i);
    }
    // All accounts leave from a carrier's.
    const std::optional<std::size_t> only_one =
        config_.accounts.size() == 1 ? std::optional<std::size_t>(0) : std::nullopt;
    for (std::size_t i = 0; i < config_.carriers.size(); ++i) {
      check_abroad_owners(config_.carriers[i].senders_abroad, fmt::format("carriers[{}]", i), only_one);
    }
  }

  void check_abroad_owners(const std::vector<AbroadSender>& senders, const std::string& path,
                           std::optional<std::size_t> account) {
    for (std::size_t i = 0; i < senders.size(); ++i) {
      const std::string owner = other_owner_of(senders[i].sender, account);
      if (owner.empty()) continue;
      fail_(fmt::format("{}.senders_abroad[{}].sender", path, i),
            fmt::format("is a number of {}; its replies would go there. Choose another.", owner));
    }
  }

  /// Who has that number beside the account, as a part of a sentence; empty: nobody.
  [[nodiscard]] std::string other_owner_of(std::string_view sender, std::optional<std::size_t> account) const {
    const Holding* owner = owner_of(sender);
    if (owner == nullptr || owner->account == account) return {};
    return fmt::format("{} (line {})", owner->who, line_of(owner->path));
  }

  /// By the longest number that it begins with.
  [[nodiscard]] const Holding* owner_of(std::string_view source) const {
    for (std::size_t length = source.size(); length > 0; --length) {
      const auto found = owners_.find(std::string(source.substr(0, length)));
      if (found != owners_.end()) return found->second.holding;
    }
    return nullptr;
  }

  /// Of the group in `access_numbers`; the short form has no such keys and their defaults are never refused.
  [[nodiscard]] static std::string list_key(const Granted& grant, std::string_view key) {
    return grant.path.substr(0, grant.path.rfind('.') + 1) + std::string(key);
  }

  const Config& config_;
  const TreeNode& root_;
  const Fail& fail_;
  const std::vector<Holding> holdings_;
  const std::vector<Granted> grants_;
  std::map<std::string, Owner> owners_;  ///< of every number
  std::set<std::string> same_;           ///< extensions that were told to be another's already
};

}  // namespace

void check_senders(const Config& config, const TreeNode& root,
                   const std::function<void(const std::string& key, std::string text)>& fail) {
  SenderChecker(config, root, fail).run();
}

std::vector<std::string> sender_warnings(const Config& config) {
  const std::vector<Holding> holdings = holdings_of(config);
  std::vector<std::string> warnings;
  for (const Granted& grant : grants_of(config)) {
    const AccessNumber& access = grant.access;
    const Holding* first = nullptr;
    std::size_t others = 0;
    for (const Holding& holding : holdings) {
      const std::string number = access.number + holding.extension;
      const std::size_t digits = number.size() + holding.tail_digits + access.appended_digits;
      if (!number.starts_with(industry_prefix) || digits >= industry_digits_min) continue;
      if (first == nullptr) {
        first = &holding;
      } else {
        ++others;
      }
    }
    if (first == nullptr) continue;
    const std::string more = others == 0 ? std::string() : fmt::format(" and {} more", others);
    warnings.push_back(fmt::format(
        "carriers.{}: {} with the extension of {}{} has fewer than {} digits; messages there are refused unless their "
        "`extend` completes the number.",
        config.carriers[grant.carrier].name, access.number, first->who, more, industry_digits_min));
  }
  return warnings;
}

}  // namespace smppedge::config
