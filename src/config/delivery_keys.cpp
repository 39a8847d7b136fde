// SPDX-License-Identifier: Apache-2.0
// The rules that hold for every message.
#include "config/settings_keys.h"

namespace smppedge::config {
namespace {

Keys<ClassPolicy> class_keys(const char* in_doubt, std::int64_t validity_s, std::int64_t reserved_percent) {
  return {
      choice("in_doubt", &ClassPolicy::in_doubt, in_doubt, {"hold", "resend"}, restart,
             "A submit whose answer never came: `hold` waits for evidence and never sends twice, `resend` sends once "
             "more and so may deliver twice."),
      number("validity_s", &ClassPolicy::validity, validity_s, {1, 7 * day_s}, restart,
             "How long a message may take when the request does not say."),
      number("reserved_percent", &ClassPolicy::reserved_percent, reserved_percent, {0, 100}, restart,
             "What this class gets of a carrier's pace while it has a backlog, whatever else waits; what no class has "
             "reserved goes to the most urgent. The three together are at most 100."),
  };
}

}  // namespace

Keys<Delivery> delivery_keys() {
  return {
      group("otp", &Delivery::otp, class_keys("resend", 600, 50),
            "One-time passwords: most urgent, worthless when late."),
      group("notice", &Delivery::notice, class_keys("hold", day_s, 30),
            "Notices: the class of a request that names none."),
      group("marketing", &Delivery::marketing, class_keys("hold", day_s, 20), "Marketing: least urgent."),
      number("in_doubt_timeout_s", &Delivery::in_doubt_timeout, 3'600, {1, 7 * day_s}, restart,
             "A message in doubt for so long ends as `unknown`."),
      number("resend_after_s", &Delivery::resend_after, 5, {0, 3'600}, restart,
             "How long after a doubt began the class `resend` sends again: time for a late answer."),
      number("receipt_timeout_s", &Delivery::receipt_timeout, 3 * day_s, {60, 7 * day_s}, restart,
             "A message without its receipt for so long after the carrier took it ends as `unknown`."),
      number("validity_max_s", &Delivery::validity_max, 7 * day_s, {1, 30 * day_s}, restart,
             "The longest validity that a request may ask for."),
      number("retries_max", &Delivery::retries_max, 20, {0, 250}, restart,
             "Attempts of one segment beyond the first, over all passing refusals of carriers."),
      number("schedule_max_s", &Delivery::schedule_max, 3 * day_s, {1, 30 * day_s}, restart,
             "How far ahead a message may be scheduled."),
      number("reassembly_timeout_s", &Delivery::reassembly_timeout, 600, {1, day_s}, restart,
             "How long a long reply waits for parts that have not come; then it is told without them, as incomplete."),
      number("parts_pin_s", &Delivery::parts_pin, 600, {10, day_s}, restart,
             "How long after the last part of a long message that a client cut itself a further part goes the same "
             "way: same carrier, sender and reference."),
      number("event_retention_h", &Delivery::event_retention, 72, {1, 720}, restart,
             "An event that its account did not take for so long becomes a dead letter, which can be listed and told "
             "again."),
  };
}

}  // namespace smppedge::config
