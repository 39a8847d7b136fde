// SPDX-License-Identifier: Apache-2.0
// The states of a session (SMPP 2.2), and which request is allowed from whom in which of them (2.3): one table.
// Responses have no row: they are matched with the request that they answer.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "pdu/command.h"

namespace smppedge::session {

enum class Role : std::uint8_t { esme, smsc };
[[nodiscard]] constexpr Role peer_of(Role role) {
  return role == Role::esme ? Role::smsc : Role::esme;
}

enum class BindKind : std::uint8_t { transmitter, receiver, transceiver };

enum class State : std::uint8_t {
  closed,     ///< not connected yet, or ended: nothing is sent, what arrives is ignored
  open,       ///< connected, not bound; a bind may be under way
  bound_tx,   ///< the ESME may submit
  bound_rx,   ///< the ESME is delivered to
  bound_trx,  ///< both
  unbinding,  ///< one side asked to unbind; what is outstanding is waited for, nothing new is sent
};
inline constexpr unsigned state_count = 6;

[[nodiscard]] std::string_view to_string(State state);
[[nodiscard]] std::string_view to_string(BindKind kind);
[[nodiscard]] constexpr bool is_bound(State state) {
  return state >= State::bound_tx && state <= State::bound_trx;
}
[[nodiscard]] constexpr State bound_state(BindKind kind) {
  return kind == BindKind::transmitter ? State::bound_tx
         : kind == BindKind::receiver  ? State::bound_rx
                                       : State::bound_trx;
}
[[nodiscard]] constexpr pdu::CommandId bind_command(BindKind kind) {
  return kind == BindKind::transmitter ? pdu::CommandId::bind_transmitter
         : kind == BindKind::receiver  ? pdu::CommandId::bind_receiver
                                       : pdu::CommandId::bind_transceiver;
}

/// A set of states, as bits.
struct States {
  std::uint8_t bits = 0;
  constexpr States() = default;
  constexpr States(std::initializer_list<State> states) {
    for (const State state : states) bits = static_cast<std::uint8_t>(bits | 1U << static_cast<unsigned>(state));
  }
  [[nodiscard]] constexpr bool has(State state) const { return (bits >> static_cast<unsigned>(state) & 1U) != 0; }
};

/// One row of 2.3: in which states each side may issue the request.
struct Permission {
  pdu::CommandId request;
  States from_esme;
  States from_smsc;
};

inline constexpr Permission permissions[] = {
    // clang-format off
    {pdu::CommandId::bind_transmitter,   {State::open}, {}},
    {pdu::CommandId::bind_receiver,      {State::open}, {}},
    {pdu::CommandId::bind_transceiver,   {State::open}, {}},
    {pdu::CommandId::outbind,            {}, {State::open}},
    {pdu::CommandId::unbind,             {State::bound_tx, State::bound_rx, State::bound_trx, State::unbinding},
                                         {State::bound_tx, State::bound_rx, State::bound_trx, State::unbinding}},
    {pdu::CommandId::submit_sm,          {State::bound_tx, State::bound_trx}, {}},
    {pdu::CommandId::submit_multi,       {State::bound_tx, State::bound_trx}, {}},
    {pdu::CommandId::data_sm,            {State::bound_tx, State::bound_rx, State::bound_trx},
                                         {State::bound_tx, State::bound_rx, State::bound_trx}},
    {pdu::CommandId::deliver_sm,         {}, {State::bound_rx, State::bound_trx}},
    {pdu::CommandId::query_sm,           {State::bound_tx, State::bound_trx}, {}},
    {pdu::CommandId::cancel_sm,          {State::bound_tx, State::bound_trx}, {}},
    // 2.3 lists replace_sm for BOUND_TX alone, 2.2 gives a transceiver all that a transmitter may do.
    {pdu::CommandId::replace_sm,         {State::bound_tx, State::bound_trx}, {}},
    {pdu::CommandId::alert_notification, {}, {State::bound_rx, State::bound_trx}},
    // Before bind as well: clients and load balancers do so (domain.md D25).
    {pdu::CommandId::enquire_link,       {State::open, State::bound_tx, State::bound_rx, State::bound_trx, State::unbinding},
                                         {State::open, State::bound_tx, State::bound_rx, State::bound_trx, State::unbinding}},
    // clang-format on
};

/// A request that SMPP 3.4 defines.
[[nodiscard]] constexpr bool is_request(pdu::CommandId id) {
  for (const Permission& row : permissions) {
    if (row.request == id) return true;
  }
  return false;
}
[[nodiscard]] constexpr bool is_bind(pdu::CommandId id) {
  return id == pdu::CommandId::bind_transmitter || id == pdu::CommandId::bind_receiver ||
         id == pdu::CommandId::bind_transceiver;
}
[[nodiscard]] constexpr bool has_response(pdu::CommandId request) {
  return request != pdu::CommandId::outbind && request != pdu::CommandId::alert_notification;
}

/// Whether `sender` may issue `request` in `state`; false for a command_id without a row.
[[nodiscard]] constexpr bool permitted(pdu::CommandId request, Role sender, State state) {
  for (const Permission& row : permissions) {
    if (row.request == request) return (sender == Role::esme ? row.from_esme : row.from_smsc).has(state);
  }
  return false;
}

}  // namespace smppedge::session
