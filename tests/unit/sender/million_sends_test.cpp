// SPDX-License-Identifier: Apache-2.0
// A million sends with concurrent conversations, over carriers, accounts and signatures, on a simulated clock. What
// must hold is checked against a book that knows nothing of how numbers are made.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "base/seeded_rng.h"
#include "sender/number_choice.h"
#include "sender/sender_directory.h"

using namespace smppedge;
using namespace smppedge::sender;

namespace {

constexpr auto window = Seconds(72 * 3'600);
constexpr unsigned sends = 1'000'000;
constexpr unsigned phones = 3'000;

struct Sender {
  AccountNumber account;
  std::vector<std::string> signs;
  NumberPolicy policy;
  std::vector<std::string> extends;
};

/// Extensions that begin like each other, accounts with and without signatures, every policy.
const std::vector<Sender> senders = {
    {AccountNumber(1), {""}, {Policy::fixed, 0}, {"", "5", "77"}},
    {AccountNumber(2), {""}, {Policy::sticky, 0}, {"", "2", "31"}},
    {AccountNumber(3), {"Acme", "Shop"}, {Policy::sticky, 2}, {""}},
    {AccountNumber(4), {""}, {Policy::rotating, 2}, {"", "3"}},
    {AccountNumber(5), {"", "Bank", "Post"}, {Policy::rotating, 3}, {"", "9"}},
};

SenderDirectory numbers() {
  Grant main{"1069000111"};
  Grant appended{"1069000222", 18, 2};
  Grant codes{"10690003", 20, 5};
  codes.classes = {true, false, false};
  const std::vector<CarrierGrants> carriers = {
      {CarrierNumber(1), {main, appended}, {}},
      {CarrierNumber(2), {{"1069000333"}, codes}, {}},
      {CarrierNumber(3), {main, {"106550044"}}, {}},  // grants the first carrier's number as well
  };
  const std::vector<AccountHoldings> accounts = {
      {AccountNumber(1), "101", {}, {}},
      {AccountNumber(2), "102", {}, {}},
      {AccountNumber(3), "", {{"Acme", "1025"}, {"Shop", "103"}}, {}},
      {AccountNumber(4), "104", {}, {}},
      {AccountNumber(5), "1041", {{"Bank", "10427"}, {"Post", "106"}}, {}},
  };
  return SenderDirectory::build(carriers, accounts).value();
}

struct Pair {
  std::string number;
  AccountNumber account;
  std::string sign;
  std::uint64_t conversation = 0;
  WallTime in_use_until;
  std::string asked{};  ///< with what else the same number must be had again
};

struct Conversation {
  std::uint64_t id = 0;
  std::size_t sender = 0;
  std::string sign;
};

struct Phone {
  PhoneNumber number;
  std::vector<Pair> pairs;
  std::deque<Conversation> conversations;
};

class Book {
 public:
  unsigned rotating_kept = 0;
  unsigned sticky_kept = 0;
  unsigned refused = 0;

  /// What was wrong with it, or nullptr.
  [[nodiscard]] const char* note(Phone& phone, const Sender& sender, const Conversation& of, const Chosen& chosen,
                                 const std::string& asked, WallTime now) {
    const std::string number(chosen.address.text());
    if (const char* fault = illegal(number)) return fault;
    if (const char* fault = not_held(phone, sender, of, chosen, asked, now)) return fault;
    if (const char* fault = is_anothers_once_digits_are_appended(phone, sender, of, number, now)) return fault;
    const auto found = std::find_if(phone.pairs.begin(), phone.pairs.end(),
                                    [&number](const Pair& pair) { return pair.number == number; });
    const bool in_use = found != phone.pairs.end() && found->in_use_until >= now;
    const bool rotates = sender.policy.kind == Policy::rotating;
    if (in_use && found->account != sender.account) return "a pair crosses accounts";
    if (in_use && found->sign != of.sign) return "a pair crosses signatures";
    if (in_use && rotates && (of.id == 0 || found->conversation != of.id)) return "a pair has two conversations";
    if (chosen.kept && !in_use) return "a number is said to be kept that was not in use";
    if (in_use && rotates) ++rotating_kept;
    if (chosen.kept && !rotates) ++sticky_kept;
    Pair& pair = found != phone.pairs.end() ? *found : phone.pairs.emplace_back();
    pair = {number, sender.account, of.sign, of.id, now + window, asked};
    return nullptr;
  }

 private:
  /// A number that was to be had again.
  [[nodiscard]] const char* not_held(const Phone& phone, const Sender& sender, const Conversation& of,
                                     const Chosen& chosen, const std::string& asked, WallTime now) {
    if (sender.policy.kind == Policy::fixed) {
      const std::string key = std::to_string(sender.account.value()) + asked;
      const auto [first, is_new] = fixed_.emplace(key, chosen.address.text());
      return first->second == chosen.address.text() ? nullptr : "a fixed number varies";
    }
    const bool rotates = sender.policy.kind == Policy::rotating;
    bool knows_one = false;
    for (const Pair& pair : phone.pairs) {
      if (pair.account != sender.account || pair.sign != of.sign || pair.asked != asked) continue;
      if (pair.in_use_until < now || (rotates && (of.id == 0 || pair.conversation != of.id))) continue;
      if (chosen.kept || pair.number == chosen.address.text()) return nullptr;  // it may know several
      knows_one = true;
    }
    return knows_one ? "another number though the phone knows one" : nullptr;
  }
  /// A carrier that appends up to two digits may make one pair's number of the other's.
  [[nodiscard]] static const char* is_anothers_once_digits_are_appended(const Phone& phone, const Sender& sender,
                                                                        const Conversation& of,
                                                                        const std::string& number, WallTime now) {
    if (!number.starts_with("1069000222") || sender.policy.kind == Policy::fixed) return nullptr;
    for (const Pair& pair : phone.pairs) {
      const auto& [shorter, longer] = std::minmax(
          number, pair.number, [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
      if (pair.in_use_until < now || pair.number == number || !longer.starts_with(shorter)) continue;
      if (longer.size() - shorter.size() > 2) continue;
      if (pair.account != sender.account) return "the carrier's digits make another account's number";
      const bool rotates = sender.policy.kind == Policy::rotating;
      if (rotates && pair.conversation != of.id) return "the carrier's digits make another conversation's number";
    }
    return nullptr;
  }
  [[nodiscard]] static const char* illegal(const std::string& number) {
    const std::size_t appended = number.starts_with("1069000222") ? 2 : number.starts_with("106900031") ? 5 : 0;
    const std::size_t most = number.starts_with("1069000222") ? 18 : 20;
    if (number.find_first_not_of("0123456789") != std::string::npos) return "not digits";
    if (number.size() + appended > most) return "too long";
    if (number.starts_with("1069") && number.size() + appended < 13) return "too short";
    return nullptr;
  }

  std::map<std::string, std::string> fixed_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(million_sends)

BOOST_AUTO_TEST_CASE(no_number_is_shared_that_must_not_be_and_every_one_is_legal) {
  const SenderDirectory directory = numbers();
  SeededRng rng(20);
  std::vector<Phone> all(phones);
  for (unsigned i = 0; i < phones; ++i) {
    all[i].number = *PhoneNumber::from_digits("86138" + std::to_string(10'000'000 + i));
  }
  Book book;
  WallTime now(Millis(1'700'000'000'000));
  std::uint64_t next_conversation = 1;
  std::vector<UsedNumber> used;
  for (unsigned send = 0; send < sends; ++send) {
    now += Millis(static_cast<std::int64_t>(rng.below(2'000)));  // 86 sends to a phone within its window
    Phone& phone = all[rng.below(phones)];
    Conversation of{0, rng.below(senders.size()), {}};
    if (!phone.conversations.empty() && rng.below(3) != 0) {
      of = phone.conversations[rng.below(phone.conversations.size())];
    } else {
      const auto& signs = senders[of.sender].signs;
      of.sign = signs[rng.below(signs.size())];
      if (rng.below(4) != 0) {
        of.id = next_conversation++;
        phone.conversations.push_back(of);
        if (phone.conversations.size() > 12) phone.conversations.pop_front();
      }
    }
    const Sender& sender = senders[of.sender];
    const CarrierNumber carrier(1 + static_cast<std::uint32_t>(rng.below(3)));
    const auto traffic_class = static_cast<TrafficClass>(rng.below(traffic_class_count));
    const auto candidates = directory.numbers_for(carrier, sender.account, of.sign, traffic_class, phone.number);
    BOOST_REQUIRE(candidates);
    std::erase_if(phone.pairs, [now](const Pair& pair) { return pair.in_use_until + Seconds(3'600) < now; });
    used.clear();
    if (needs_history(*candidates, sender.policy)) {
      for (const Pair& pair : phone.pairs) {
        used.push_back({pair.number, pair.account, pair.conversation, pair.in_use_until});
      }
    }
    const std::string& extend = sender.extends[rng.below(sender.extends.size())];
    const auto chosen = choose_number(*candidates, extend, sender.policy, of.id, used, now, rng);
    if (!chosen) {
      BOOST_REQUIRE((chosen.error() == SenderError::all_in_use || chosen.error() == SenderError::too_short ||
                     chosen.error() == SenderError::of_other_account));
      ++book.refused;
      continue;
    }
    const std::string asked = of.sign + "/" + extend + "/" + std::to_string(carrier.value()) +
                              (traffic_class == TrafficClass::otp ? "/otp" : "");
    const char* fault = book.note(phone, sender, of, *chosen, asked, now);
    if (fault != nullptr) BOOST_FAIL(fault << ": " << chosen->address.text() << " at send " << send);
  }
  BOOST_TEST(book.refused < sends / 20);
  BOOST_TEST(book.rotating_kept > sends / 20);
  BOOST_TEST(book.sticky_kept > sends / 20);
}

BOOST_AUTO_TEST_SUITE_END()
