// SPDX-License-Identifier: Apache-2.0
// What the owner of a session chooses: its timers (SMPP 7.2, defaults of domain.md C.13) and its window. A zero
// duration switches a timer off.
#pragma once

#include <cstdint>

#include "base/clock.h"

namespace smppedge::session {

struct Settings {
  Micros session_init_timeout = Seconds(10);           ///< as SMSC: from connect to bound, else closed
  Micros bind_response_timeout = Seconds(10);          ///< as ESME: from bind to its response, else closed
  Micros enquire_link_interval = Seconds(30);          ///< nothing received for so long: ask whether the peer lives
  bool enquire_link_always = false;                    ///< every interval, whatever is received
  Micros enquire_link_response_timeout = Seconds(10);  ///< and nothing received since for so long: closed
  Micros inactivity_timeout = Seconds(120);            ///< no PDU received at all for so long: closed
  Micros response_timeout = Seconds(30);               ///< a request of the window: reported, its slot kept
  Micros unbind_timeout = Seconds(5);                  ///< waits for the window, then again for unbind_resp
  unsigned window = 10;                                ///< our unanswered requests, 1 to window_max
  std::uint8_t interface_version = 0x34;               ///< as SMSC: offered as sc_interface_version
  unsigned password_octets_max = 8;                    ///< as ESME: some carriers give longer ones (D27)
  std::uint32_t first_sequence_number = 1;             ///< 1 to 0x7FFFFFFF
};

}  // namespace smppedge::session
