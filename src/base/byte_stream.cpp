// SPDX-License-Identifier: Apache-2.0
#include "base/byte_stream.h"

namespace smppedge {

const char* to_string(CloseReason reason) {
  switch (reason) {
    case CloseReason::by_us:
      return "closed by us";
    case CloseReason::by_peer:
      return "closed by the peer";
    case CloseReason::reset:
      return "reset";
    case CloseReason::input_overrun:
      return "input overrun";
    case CloseReason::stalled:
      return "output stalled";
  }
  return "?";
}

}  // namespace smppedge
