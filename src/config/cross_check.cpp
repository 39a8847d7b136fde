// SPDX-License-Identifier: Apache-2.0
// One function a rule. What was refused already is passed over: its value is not the one that was written.
#include "config/cross_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "config/nearest.h"
#include "config/profile_check.h"
#include "config/route_check.h"
#include "config/sender_check.h"

namespace smppedge::config {
namespace {

/// Connections of one carrier; its stores and metrics count binds in 16 bits, its peers far fewer.
constexpr unsigned binds_max = 64;

/// Of a carrier's own limit, as delivery.receipt_timeout_s has it: 0 stands for that one.
constexpr Seconds receipt_timeout_min{60};

class Checker {
 public:
  Checker(const Config& config, const TreeNode& root, ConfigErrors& errors)
      : config_(config), root_(root), errors_(errors) {
    for (const ConfigError& error : errors) refused_.insert(error.key);
  }

  void run() {
    unique("accounts", config_.accounts, "name", [](const Account& a) { return a.name; });
    unique("accounts", config_.accounts, "system_id", [](const Account& a) { return a.system_id; });
    unique("accounts", config_.accounts, "key", [](const Account& a) { return a.key.reveal(); });
    unique("carriers", config_.carriers, "name", [](const Carrier& c) { return c.name; });
    unique("profiles", config_.profiles, "name", [](const Profile& p) { return p.name; });
    check_durations();
    for (std::size_t i = 0; i < config_.accounts.size(); ++i) check_account(i);
    for (std::size_t i = 0; i < config_.profiles.size(); ++i) check_switches(i);
    for (std::size_t i = 0; i < config_.carriers.size(); ++i) check_carrier(i);
    const auto tell = [this](const std::string& key, std::string text) { fail(key, std::move(text)); };
    check_senders(config_, root_, tell);
    check_routes(config_, root_, refused_, tell);
  }

 private:
  void fail(const std::string& key, std::string text) {
    if (refused_.count(key) == 0) errors_.push_back({origin_of(root_, key), key, std::move(text)});
  }

  /// The value itself stays out of the message: it may be a key.
  template <class Items, class Member>
  void unique(std::string_view list, const Items& items, std::string_view member, Member value_of) {
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string value = value_of(items[i]);
      if (value.empty()) continue;
      const auto [first, inserted] = seen.emplace(value, i);
      if (inserted) continue;
      const Origin other = origin_of(root_, fmt::format("{}[{}].{}", list, first->second, member));
      fail(fmt::format("{}[{}].{}", list, i, member),
           fmt::format("is the same as that of {}[{}] (line {}); they must differ.", list, first->second, other.line));
    }
  }

  void check_durations() {
    const Delivery& delivery = config_.delivery;
    for (const auto& [name, policy] : {std::pair{"otp", &delivery.otp}, std::pair{"notice", &delivery.notice},
                                       std::pair{"marketing", &delivery.marketing}}) {
      if (policy->validity > delivery.validity_max) {
        fail(fmt::format("delivery.{}.validity_s", name),
             fmt::format("must not exceed delivery.validity_max_s, which is {}.", delivery.validity_max.count()));
      }
    }
    const unsigned reserved =
        delivery.otp.reserved_percent + delivery.notice.reserved_percent + delivery.marketing.reserved_percent;
    if (reserved > 100) {
      fail("delivery.marketing.reserved_percent",
           fmt::format("brings what the three classes reserve to {} percent; together they may have 100.", reserved));
    }
    Seconds receipt_timeout = delivery.receipt_timeout;
    for (const Carrier& carrier : config_.carriers)
      receipt_timeout = std::max(receipt_timeout, carrier.receipt_timeout);
    const Seconds life = delivery.schedule_max + delivery.validity_max + delivery.in_doubt_timeout + receipt_timeout;
    if (config_.store.history < life) {
      fail("store.history_h",
           fmt::format("must be at least {}: a message may live for delivery.schedule_max_s, "
                       "validity_max_s, in_doubt_timeout_s and receipt_timeout_s (its carrier's where that is longer) "
                       "together, and its whole life is kept.",
                       std::chrono::ceil<Hours>(life).count()));
    }
  }

  void check_account(std::size_t index) {
    const Account& account = config_.accounts[index];
    const std::string path = fmt::format("accounts[{}]", index);
    const TreeNode& written = root_.child("accounts")->list()->items[index];
    if (written.group() == nullptr) return;
    if (account.system_id.empty() == writes(written, "password")) {
      fail(path, "has only one of `system_id` and `password`; give both or neither.");
    }
    if (account.system_id.empty() && !writes(written, "key")) {
      fail(path, "has no way in; give `key` for HTTP, or `system_id` and `password` for SMPP.");
    }
    check_webhook(account.webhook, written, path);
    check_priorities(account, path);
  }

  void check_webhook(const Webhook& webhook, const TreeNode& account, const std::string& path) {
    if (webhook.url.empty()) return;
    const bool http = webhook.url.starts_with("http://");
    if (!http && !webhook.url.starts_with("https://")) {
      return fail(path + ".webhook.url", "must begin with https://.");
    }
    if (http && !config_.webhooks.allow_http) {
      fail(path + ".webhook.url", "is plain http; use https, or set `webhooks.allow_http`.");
    }
    const TreeNode* written = account.child("webhook");
    if (written != nullptr && !writes(*written, "secret")) {
      fail(path + ".webhook", "has no `secret`; posts are signed with it, so that the endpoint can tell ours.");
    }
  }

  void check_priorities(const Account& account, const std::string& path) {
    if (account.priority_classes.empty()) return;
    if (account.priority_classes.size() != 4) {
      fail(path + ".priority_classes", "must name four classes, of priority_flag 0 to 3, or none.");
    }
    for (const std::string& word : account.priority_classes) {
      if (word == "otp" || word == "notice" || word == "marketing") continue;
      fail(path + ".priority_classes", fmt::format("has `{}`; a class is otp, notice or marketing.", word));
    }
  }

  /// Whether a secret was written in any of its forms, if only as one that could not be read: that was told already.
  [[nodiscard]] static bool writes(const TreeNode& group, const std::string& secret) {
    return group.child(secret) != nullptr || group.child(secret + "_file") != nullptr ||
           group.child(secret + "_env") != nullptr;
  }

  void check_switches(std::size_t index) {
    for (ProfileFault& fault : faults_of(config_.profiles[index])) {
      fail(fmt::format("profiles[{}].{}", index, fault.key), std::move(fault.text));
    }
  }

  void check_carrier(std::size_t index) {
    const Carrier& carrier = config_.carriers[index];
    const std::string path = fmt::format("carriers[{}]", index);
    check_binds(carrier, path);
    check_profile(carrier, path);
    if (carrier.receipt_timeout != Seconds(0) && carrier.receipt_timeout < receipt_timeout_min) {
      fail(path + ".receipt_timeout_s", fmt::format("must be 0 or at least {}.", receipt_timeout_min.count()));
    }
    if (carrier.reconnect_min > carrier.reconnect_max) {
      fail(path + ".reconnect_min_s",
           fmt::format("must not exceed reconnect_max_s, which is {}.", carrier.reconnect_max.count()));
    }
  }

  void check_binds(const Carrier& carrier, const std::string& path) {
    if (carrier.binds.empty()) return;
    unsigned total = 0;
    bool sends = false;
    bool receives = false;
    for (const Binds& binds : carrier.binds) {
      total += binds.count;
      sends = sends || binds.type != BindType::receiver;
      receives = receives || binds.type != BindType::transmitter;
    }
    if (total > binds_max)
      fail(path + ".binds", fmt::format("make {} connections; {} are the most.", total, binds_max));
    if (!sends) fail(path + ".binds", "cannot send; add a `transmitter` or a `transceiver`.");
    if (!receives) fail(path + ".binds", "cannot receive receipts or replies; add a `receiver` or a `transceiver`.");
  }

  void check_profile(const Carrier& carrier, const std::string& path) {
    if (carrier.profile.empty()) return;
    std::vector<std::string> names;
    const Profile* profile = nullptr;
    for (const Profile& candidate : config_.profiles) {
      names.push_back(candidate.name);
      if (candidate.name == carrier.profile) profile = &candidate;
    }
    if (profile == nullptr) {
      fail(path + ".profile", fmt::format("is `{}`, which `profiles` does not have{}", carrier.profile,
                                          suggestion(carrier.profile, names)));
    } else if (carrier.password.reveal().size() > profile->password_octets_max) {
      fail(path + ".password",
           fmt::format(
               "is longer than the {} octets that its profile `{}` allows; SMPP 3.4 has 8, a carrier that gave a "
               "longer one needs a profile with `password_octets_max`.",
               profile->password_octets_max, profile->name));
    }
  }

  const Config& config_;
  const TreeNode& root_;
  ConfigErrors& errors_;
  std::set<std::string> refused_;  ///< keys that an error was told about before
};

}  // namespace

void cross_check(const Config& config, const TreeNode& root, ConfigErrors& errors) {
  Checker(config, root, errors).run();
}

}  // namespace smppedge::config
