// SPDX-License-Identifier: Apache-2.0
// A receipt or a reply on its way to a client: a plain value, kept in queues until it is acknowledged.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "message/inline_text.h"
#include "pdu/short_message.h"
#include "receipt/receipt_state.h"

namespace smppedge::simulator {

class Account;

struct KeptAddress {
  std::uint8_t ton = 0;
  std::uint8_t npi = 0;
  InlineText<20> addr;
  /// False when the address is longer than submit_sm allows.
  [[nodiscard]] bool assign(const pdu::Address& address) {
    ton = address.ton;
    npi = address.npi;
    return addr.assign(address.addr);
  }
  [[nodiscard]] pdu::Address view() const { return {ton, npi, addr.view()}; }
};

struct Delivery {
  enum class Kind : std::uint8_t { receipt, reply };
  Kind kind = Kind::receipt;
  receipt::State state = receipt::State::delivered;
  std::uint8_t tries = 0;
  std::uint32_t link = 0;  ///< the connection that submitted: preferred
  std::uint64_t id = 0;    ///< of the message
  Account* account = nullptr;
  MonoTime due;
  WallTime submitted;
  KeptAddress phone;
  KeptAddress sender;
};

}  // namespace smppedge::simulator
