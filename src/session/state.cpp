// SPDX-License-Identifier: Apache-2.0
#include "session/state.h"

namespace smppedge::session {

std::string_view to_string(State state) {
  switch (state) {
    case State::closed:
      return "closed";
    case State::open:
      return "open";
    case State::bound_tx:
      return "bound_tx";
    case State::bound_rx:
      return "bound_rx";
    case State::bound_trx:
      return "bound_trx";
    case State::unbinding:
      return "unbinding";
  }
  return "?";
}

std::string_view to_string(BindKind kind) {
  switch (kind) {
    case BindKind::transmitter:
      return "transmitter";
    case BindKind::receiver:
      return "receiver";
    case BindKind::transceiver:
      return "transceiver";
  }
  return "?";
}

}  // namespace smppedge::session
