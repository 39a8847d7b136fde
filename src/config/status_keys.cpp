// SPDX-License-Identifier: Apache-2.0
// What a carrier means by a command_status.
#include "config/settings_keys.h"

namespace smppedge::config {

Keys<StatusRow> status_keys() {
  return {
      number("status", &StatusRow::status, required, {1, 0xFFFF'FFFFLL}, live,
             "The command_status of a submit's response, as in 0x45."),
      choice("class", &StatusRow::status_class, required,
             {"throttle", "retry", "permanent", "bind", "session", "ambiguous", "not_mine"}, live,
             "What it means: `throttle` slows the account down, `retry`, `bind` and `session` are passing, `ambiguous` "
             "is tried once more, `permanent` ends the message, `not_mine` hands it to another carrier of its route."),
      number("retries_max", &StatusRow::retries_max, 0, {0, 250}, live,
             "How often a segment is tried again; 0: as its class has it."),
      number("delay_min_s", &StatusRow::delay_min, 0, {0, 3'600}, live,
             "The wait before the first retry; it doubles. 0: as its class has it."),
      number("delay_max_s", &StatusRow::delay_max, 0, {0, 86'400}, live,
             "The longest such wait; 0: as its class has it."),
      number("retry_for_s", &StatusRow::within, 0, {0, 7 * day_s}, live,
             "So long after a segment's first refusal it is tried again no more; 0: as its class has it."),
  };
}

}  // namespace smppedge::config
