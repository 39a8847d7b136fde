// SPDX-License-Identifier: Apache-2.0
// The numbers by which accounts, carriers, messages and events are known. Account and carrier numbers are stable:
// the store gives each configured name one, once, and never uses it again; durable records hold only numbers.
#pragma once

#include <cstdint>
#include <string>

#include "base/strong.h"

namespace smppedge {

using AccountNumber = Strong<struct AccountNumberTag, std::uint32_t>;
using CarrierNumber = Strong<struct CarrierNumberTag, std::uint32_t>;
/// One configured connection of a carrier, counted from 1 in the order of the configuration.
using BindId = Strong<struct BindIdTag, std::uint16_t>;
/// One connection of an SMPP client of ours; never used again, after a restart neither. 0: none.
using ClientBindId = Strong<struct ClientBindIdTag, std::uint64_t>;
/// Per account and door, in commit order, from 1; over HTTP the `seq` and `through` of the events API. 0: none.
using EventSequence = Strong<struct EventSequenceTag, std::uint64_t>;

/// A carrier's id for one submit: opaque octets of at most 64, never interpreted here.
struct CarrierMessageId {
  std::string text;
  friend bool operator==(const CarrierMessageId&, const CarrierMessageId&) = default;
};

}  // namespace smppedge
