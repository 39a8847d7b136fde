// SPDX-License-Identifier: Apache-2.0
// The numbers that one message may leave from: what SenderDirectory::numbers_for finds and choose_number chooses from.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstddef>
#include <string_view>

#include "message/ids.h"
#include "message/sender_address.h"
#include "sender/held_number.h"
#include "sender/sender.h"

namespace smppedge::sender {

class SenderDirectory;

/// A carrier's access number with an extension behind it.
struct BaseNumber {
  Digits digits;
  std::size_t written_max = digits_max;  ///< digits that we may write, with those behind it
  std::size_t appended_digits = 0;       ///< that the carrier adds; they count for the 13 of a 1069 number
};

/// Valid while the directory stands.
struct Candidates {
  const SenderDirectory* directory = nullptr;
  AccountNumber account;
  std::string_view sign;  ///< whose numbers they are; "": the account's own
  bool abroad = false;
  boost::container::small_vector<BaseNumber, 4> numbers;  ///< in order of preference
  SenderAddress given;  ///< where `numbers` is empty: the sender as it is; empty: the carrier puts in its own
};

}  // namespace smppedge::sender
