// SPDX-License-Identifier: Apache-2.0
// Which account and signature have which number at which carrier, both ways: the numbers that a message may leave from,
// and whom a reply to a number belongs to, by longest prefix, since customers and carriers append digits (domain.md
// E.2). Built from the configuration; a reload builds another, which takes over for a while who had what it takes away.
#pragma once

#include <array>
#include <boost/container/small_vector.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/expected.h"
#include "message/ids.h"
#include "sender/candidates.h"
#include "sender/grants.h"
#include "sender/held_number.h"

namespace smppedge::sender {

/// The number that cannot stand, and who has it.
struct DirectoryError {
  enum class Kind : std::uint8_t {
    not_digits,
    too_long,
    same_number,  ///< `other` has it, at this carrier or another: its replies would have two owners
    repeated,     ///< the carrier, the account, or a number of the carrier is there already
  };
  Kind kind{};
  CarrierNumber carrier;
  AccountNumber account;
  AccountNumber other;
  std::string number;
};

/// A number that an account or a signature holds at a carrier: messages leave from it, with digits behind it or none.
struct Range {
  HeldNumber number;  ///< access number and extension
  AccountNumber account;
  std::string sign;  ///< whose it is; "": the account's own
  std::array<bool, traffic_class_count> classes{};
  Region region = Region::any;                  ///< never by_number
  std::size_t digits_max = sender::digits_max;  ///< of the whole number, with what the carrier appends
  std::size_t appended_digits = 0;
};

/// Whose a number is that a carrier granted. Views into what was asked and into the directory.
struct NumberOwner {
  AccountNumber account;
  std::string_view added;           ///< digits behind the number: the customer's `extend`, a tail, or the carrier's own
  std::string_view sign;            ///< whose number it is; "": the account's own
  std::size_t appended_digits = 0;  ///< of `added`, at most so many are the carrier's own

  /// The customer's digits among `added`, before a tail of ours; empty where they cannot be told from the carrier's.
  [[nodiscard]] std::string_view extend(std::size_t tail_digits) const;
};

/// To whom a reply goes that answers no message which is known. Views likewise.
struct ReplyOwners {
  boost::container::small_vector<AccountNumber, 1> accounts;  ///< ascending; several leave from the same number
  std::string_view number;                                    ///< that the destination begins with
  std::string_view sign;
};

class SenderDirectory {
 public:
  /// A 1069 number may still be too short here: the customer's digits can complete it. No two accounts or signatures
  /// have the same digits, at whatever carriers: a phone could not tell them apart.
  [[nodiscard]] static Expected<SenderDirectory, DirectoryError> build(std::span<const CarrierGrants> carriers,
                                                                       std::span<const AccountHoldings> accounts = {});

  /// Numbers that the configuration does not have any more keep their owners until then: replies to them still come.
  void keep_owners(const SenderDirectory& former, WallTime now, WallTime until);

  /// What a message to `recipient` may leave from, in the order of the configuration. Abroad: the table of the account,
  /// that of the carrier, the numbers granted for there, else the empty address. `sign`: the inner text of its
  /// signature, or empty; it does not matter where the account lists none.
  [[nodiscard]] Expected<Candidates, SenderError> numbers_for(CarrierNumber carrier, AccountNumber account,
                                                              std::string_view sign, TrafficClass traffic_class,
                                                              const PhoneNumber& recipient) const;
  /// The owner of the longest number that `destination` starts with at that carrier.
  [[nodiscard]] std::optional<NumberOwner> owner_of(CarrierNumber carrier, std::string_view destination) const;
  /// ... at whatever carrier.
  [[nodiscard]] std::optional<NumberOwner> owner_anywhere(std::string_view destination) const {
    return owner_of(anywhere, destination);
  }
  /// ... at that carrier, else at any: no two have the same digits.
  [[nodiscard]] std::optional<NumberOwner> owner_by_carrier_first(CarrierNumber carrier,
                                                                  std::string_view destination) const;
  /// The most that a carrier appends to any number.
  [[nodiscard]] std::size_t appended_digits_max() const { return appended_max_; }
  /// Whether digits behind it, at most so many, that a carrier appends can make it the number of another account or
  /// signature.
  [[nodiscard]] bool may_become_anothers(std::string_view number, std::size_t appended_digits, AccountNumber account,
                                         std::string_view sign) const;
  /// The accounts that get a reply: the number's owner, else those that are configured to leave from it though no
  /// carrier granted it, as one of their `sources` or of their senders abroad. A carrier's own senders abroad are of
  /// no account.
  [[nodiscard]] std::optional<ReplyOwners> reply_owners_of(CarrierNumber carrier, std::string_view destination) const;
  /// The most numbers that one of the carriers has for such a message to choose from; 0: its sender is given.
  [[nodiscard]] std::size_t numbers_max(AccountNumber account, TrafficClass traffic_class,
                                        const PhoneNumber& recipient) const;
  /// Whether the signature of the account's messages matters.
  [[nodiscard]] bool lists_signatures(AccountNumber account) const;

  /// What messages may leave from, sorted by `number`; nothing that only replies still come to. Views into this.
  [[nodiscard]] std::span<const Range> ranges() const { return ranges_; }
  [[nodiscard]] std::span<const Range> ranges_from(const HeldNumber& first) const;
  /// nullptr: nobody holds it.
  [[nodiscard]] const Range* range(const HeldNumber& number) const;

 private:
  /// No carrier has this number.
  static constexpr CarrierNumber anywhere{0};

  struct Owner {
    AccountNumber account;
    std::string sign;
    std::size_t appended_digits = 0;
    WallTime until{};  ///< 0: it is configured
    [[nodiscard]] bool is_same(const Owner& other) const { return account == other.account && sign == other.sign; }
  };
  struct Shortened {
    std::size_t left_out = 0;  ///< digits at its end
    AccountNumber account;
    std::string sign;
  };
  using Accounts = boost::container::small_vector<AccountNumber, 1>;
  struct Carrier {
    CarrierGrants granted;
    std::array<std::array<std::size_t, 2>, traffic_class_count> numbers{};  ///< by class, and abroad: how many serve it
  };
  struct Holder {
    std::vector<Signature> extensions;  ///< by sign; that of the account's own is empty
    bool lists_signatures = false;
    std::vector<AbroadSender> abroad;
  };

  [[nodiscard]] static Holder holder_of(const AccountHoldings& holdings);
  [[nodiscard]] static Expected<const Signature*, SenderError> extension_of(const Holder& holder,
                                                                            std::string_view sign);
  /// Nothing, or what speaks against it.
  [[nodiscard]] std::optional<DirectoryError> add(CarrierNumber carrier, const Grant& grant, AccountNumber account,
                                                  const Signature& holding);
  /// Senders of the account that are numbers and that no carrier granted.
  void add_named(const AccountHoldings& holdings);
  void add_named(std::string_view sender, AccountNumber account);
  void index_shortened();

  std::unordered_map<CarrierNumber, Carrier> carriers_;
  std::unordered_map<AccountNumber, Holder> accounts_;
  std::unordered_map<HeldNumber, Owner, HeldNumberHash> owners_;  ///< by carrier, and once more anywhere
  std::unordered_map<std::string, Accounts> named_;               ///< by number
  /// Owned numbers without as many digits at their end as some carrier appends.
  std::unordered_map<std::string, boost::container::small_vector<Shortened, 1>> shortened_;
  std::size_t appended_max_ = 0;
  std::size_t longest_ = 0;  ///< digits of the longest number owned or named
  std::vector<Range> ranges_;
};

}  // namespace smppedge::sender
