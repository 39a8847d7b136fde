// SPDX-License-Identifier: Apache-2.0
// From which numbers of ours a phone was written to, or is about to be, and with what: what its reply may answer
// (domain.md A40, E.2) and what numbers are free for it. A pair of phone and number is here while the newest message
// that left by it is in memory, and so is the claim of each that is to leave; then the store has them. What was looked
// up of a phone is remembered for a while, so that one seen lately costs no read. reply/window_match.h says which of a
// phone's pairs a reply is for, sender/number_choice.h which number a message gets. Core loop only.
#pragma once

#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/scheduler.h"
#include "gateway/limits.h"
#include "gateway/live_message.h"
#include "gateway/number_claims.h"
#include "sender/number_choice.h"
#include "store/store.h"

namespace smppedge::gateway {

/// When the newest attempt was claimed that the carrier of its plan accepted or that is in doubt there; 0: there is
/// none.
[[nodiscard]] WallTime sent_at(const Message& message);

/// Whether anything of it is still to leave.
[[nodiscard]] bool has_to_leave(const Message& message);

class Windows {
 public:
  /// `known_max`: phones whose windows are remembered.
  Windows(Scheduler& scheduler, store::Store& store, std::size_t known_max = windows_known_max)
      : scheduler_(scheduler), store_(store), known_max_(known_max) {}

  // --- messages

  /// `message` is to leave by the number of its plan: no other conversation gets that while it may.
  void claim(LiveMessage& message);
  /// An attempt of it may have been accepted or be in doubt: then its pair stands for what was sent, and for what is
  /// claimed as long as anything of it has to leave.
  void note(LiveMessage& message);
  /// It ends, or is about to get another number: as far as it goes, that is free.
  void end_claim(LiveMessage& message);
  /// It ends or may leave memory: its pair is to be found in the store too.
  void note_in_store(LiveMessage& message);
  /// It has.
  void forget(LiveMessage& message);
  /// It is about to leave by another number: a reply to this one may still come where it has left by it before.
  void hand_over(LiveMessage& message);

  // --- what is on disk of a phone

  /// Whether answerable() and used_by() tell all of the phone.
  [[nodiscard]] bool knows(const PhoneNumber& phone);
  /// Looks those phones up, at most store::window_phones_max; false: the store, or what is asked of us, was too much
  /// for it. What is damaged there is done without.
  void fetch(std::vector<PhoneNumber> phones, std::function<void(bool known)> done);

  // --- what a phone may answer

  /// What was sent and is claimed, in no order, several claims of a number perhaps; of a phone that is known.
  [[nodiscard]] std::vector<store::WindowRecord> answerable(const PhoneNumber& phone);

  /// Of a message that was sent then; 0: that is to be sent, and has its number until its validity ends.
  [[nodiscard]] static store::WindowRecord record_of(const Message& message, WallTime sent);

  // --- which numbers are in use

  /// The numbers that a phone knows, each once for each account and conversation.
  struct Used {
    std::vector<sender::UsedNumber> numbers;
    std::vector<AccountNumber> more_of;  ///< may have others
    bool more = false;                   ///< so may any

    /// Whether a further number is too many for that account, or cannot be said to be free.
    [[nodiscard]] bool is_crowded(AccountNumber account) const;
    [[nodiscard]] bool has(std::string_view number, AccountNumber account) const;
  };
  /// Of a phone that is known.
  [[nodiscard]] Used used_by(const PhoneNumber& phone);
  /// Of the newest message that left by that number to the phone, where that is in memory and was a long one.
  [[nodiscard]] std::optional<std::uint16_t> last_reference(const PhoneNumber& phone, std::string_view number);

 private:
  using Pairs = boost::container::small_vector<store::WindowRecord, 1>;
  /// Of messages in memory.
  struct Live {
    Pairs sent;
    NumberClaims claims;
    [[nodiscard]] bool empty() const { return sent.empty() && claims.empty(); }
  };
  struct Known {
    Pairs sent;
    NumberClaims claims;                              ///< of messages in memory
    std::map<MessageId, store::WindowRecord> stored;  ///< claims of messages on disk
    bool whole = false;                               ///< false: the store has not answered yet
    std::vector<AccountNumber> more_of;               ///< has more than stands here
    bool more = false;                                ///< any account may
    MonoTime read_again_at = MonoTime::max();         ///< where that is not all
  };
  template <class Value>
  using ByPhone = boost::unordered_flat_map<PhoneNumber, Value, std::hash<PhoneNumber>>;

  void put(Pairs& pairs, const store::WindowRecord& record) const;
  void put(Known& phone, const store::WindowRecord& record) const;
  /// The account has more for the phone than is remembered.
  void note_more(Known& phone, AccountNumber account) const;
  void read_again(Known& phone) const;
  [[nodiscard]] static bool has_room(const Known& phone, AccountNumber account);
  [[nodiscard]] static Pairs::iterator oldest(Pairs& pairs);
  template <class Unwanted>
  static void drop(Pairs& pairs, Unwanted unwanted);
  /// A message that is in memory does not count any more, whatever the store knows of its claim.
  void uncount(LiveMessage& message);
  struct Fetch {
    std::vector<PhoneNumber> phones;
    std::size_t read = 0;  ///< of them, so far
    bool all = true;       ///< none was forgotten meanwhile
    std::function<void(bool known)> done;
  };
  void fetch_next(const std::shared_ptr<Fetch>& fetch);
  [[nodiscard]] bool take_in(std::span<const PhoneNumber> phones, std::span<const store::PhoneWindow> windows);
  [[nodiscard]] Known* known(const PhoneNumber& phone);
  [[nodiscard]] Known& remember(const PhoneNumber& phone);
  void learn(Known& phone, const store::PhoneWindow& stored) const;

  Scheduler& scheduler_;
  store::Store& store_;
  const std::size_t known_max_;
  ByPhone<Live> live_;
  ByPhone<Known> recent_;  ///< asked for since the last time that it was full
  ByPhone<Known> older_;   ///< in the round before
};

}  // namespace smppedge::gateway
