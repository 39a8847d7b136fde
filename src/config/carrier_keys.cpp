// SPDX-License-Identifier: Apache-2.0
// To whom messages go.
#include "config/settings_keys.h"

namespace smppedge::config {
namespace {

Keys<Binds> binds_keys() {
  return {
      choice("type", &Binds::type, "transceiver", {"transceiver", "transmitter", "receiver"}, live,
             "What the connections bind as."),
      number("count", &Binds::count, 1, {1, 64}, live, "How many of them."),
  };
}

Keys<Carrier> carrier_failover_keys() {
  return {
      number(
          "reroute_after_s", &Carrier::reroute_after, 5, {0, 86'400}, live,
          "Without a bind, silent, or with its breaker open for so long: what waits for it goes to the other carriers "
          "of its route."),
      number("retire_after_h", &Carrier::retire_after, 72, {1, 720}, live,
             "Taken out of the configuration by a reload, it stays bound for receipts and replies until no message of "
             "its is open, but no longer than this."),
      number(
          "breaker_error_percent", &Carrier::breaker_error_percent, 90, {0, 100}, live,
          "The breaker opens when so much of what the carrier was given lately came to nothing: passing refusals, no "
          "response, a slow one; 0: never."),
      number("breaker_results_min", &Carrier::breaker_results_min, 50, {1, 100'000}, live,
             "Fewer results within the window say nothing."),
      number("breaker_window_s", &Carrier::breaker_window, 10, {1, 3'600}, live, "How far back results count."),
      number("breaker_round_trip_max_s", &Carrier::breaker_round_trip_max, 0, {0, 3'600}, live,
             "A response that took longer counts as an error there; 0: none does."),
      number("breaker_open_s", &Carrier::breaker_open, 10, {1, 3'600}, live,
             "How long an open breaker gives the carrier nothing before it is probed; it doubles while probes fail."),
  };
}

Keys<Carrier> carrier_timer_keys() {
  return {
      number("connect_timeout_s", &Carrier::connect_timeout, 10, {1, 600}, live,
             "A connection not made by then is tried again."),
      number("bind_timeout_s", &Carrier::bind_timeout, 10, {1, 600}, live,
             "A bind not answered by then is closed and tried again."),
      number("response_timeout_s", &Carrier::response_timeout, 30, {1, 3'600}, live,
             "A submit not answered by then is in doubt; its place in the window stays taken."),
      number("enquire_link_interval_s", &Carrier::enquire_link_interval, 30, {1, 3'600}, live,
             "A bind that was silent for so long is asked whether it lives."),
      number("enquire_link_timeout_s", &Carrier::enquire_link_timeout, 10, {1, 600}, live,
             "A bind that stays silent for so long after that is closed."),
      number("reconnect_min_s", &Carrier::reconnect_min, 1, {1, 3'600}, live,
             "The first delay before a lost connection is made again; it doubles, with jitter."),
      number("reconnect_max_s", &Carrier::reconnect_max, 60, {1, 3'600}, live, "The longest such delay."),
      number("reconnect_refused_s", &Carrier::reconnect_refused, 300, {1, day_s}, live,
             "The delay after the carrier refused the credentials, which also raises an alarm."),
      number("unbind_timeout_s", &Carrier::unbind_timeout, 5, {1, 600}, live,
             "How long a clean end waits for unbind_resp."),
  };
}

Keys<AccessNumber> access_number_keys() {
  return {
      text(Kind::digits, "number", &AccessNumber::number, required, {1, sender_digits_max}, live,
           "As in 1069…; with the extension of the account or signature, the customer's digits and a tail it is the "
           "sender."),
      number("digits_max", &AccessNumber::digits_max, sender_digits_max, {1, sender_digits_max}, live,
             "Digits that the whole may have, with those that the carrier appends."),
      number("appended_digits", &AccessNumber::appended_digits, 0, {0, 12}, live,
             "Digits that the carrier appends itself, at most; room is left for them."),
      words("classes", &AccessNumber::classes, Need::optional, {0, 3}, live,
            "Classes that may leave from it: otp, notice, marketing; none: all."),
      choice("region", &AccessNumber::region, "by_number", {"by_number", "mainland", "abroad", "any"}, live,
             "Which recipients it is for; `by_number`: the mainland (86) where it begins with 106, else any."),
  };
}

Keys<Carrier> carrier_sender_keys() {
  return {
      text(Kind::digits, "access_number", &Carrier::access_number, "", {0, sender_digits_max}, live,
           "The number that it granted, as in 1069…; with the account's extension it is the sender. Empty: messages "
           "leave without a source address. For several see `access_numbers`."),
      list("access_numbers", &Carrier::access_numbers, access_number_keys(), 0, {0, 64},
           "The numbers that it granted, in order of preference, instead of `access_number`."),
      list("senders_abroad", &Carrier::senders_abroad, sender_abroad_keys(live), 0, {0, 1'000},
           "What recipients abroad see, by the longest prefix of their number."),
  };
}

}  // namespace

Keys<Carrier> carrier_keys() {
  Keys<Carrier> keys{
      text(Kind::word, "name", &Carrier::name, required, {1, 32}, live,
           "What routes, logs, metrics and the store know the carrier by; a renamed carrier is a new one."),
      text(Kind::text, "host", &Carrier::host, required, {1, 253}, live, "Its SMSC's name or address."),
      number("port", &Carrier::port, 2775, {1, 65'535}, live, "Its SMSC's port."),
      text(Kind::text, "system_id", &Carrier::system_id, required, {1, 15}, live, "What we bind as."),
      secret("password", &Carrier::password, Need::required, {0, 64}, live, "The password of the bind."),
      list("binds", &Carrier::binds, binds_keys(), 1, {1, 16}, "The connections that are kept."),
      text(Kind::word, "profile", &Carrier::profile, std::string(standard_profile), {1, 32}, live,
           "How it differs from the rule: the name of one of `profiles`."),
      number("window", &Carrier::window, 10, {1, 10'000}, live, "Submits unanswered at a time, over all its binds."),
      number("claim_ahead", &Carrier::claim_ahead, 100, {0, 100'000}, live,
             "Messages made ready on disk beyond the window, so that it never runs empty."),
      number("pace_per_s", &Carrier::pace_per_s, 0, {0, 1'000'000}, live,
             "Segments sent a second, over all its binds; 0: as fast as it answers."),
      boolean("keep_wire", &Carrier::keep_wire, true, live,
              "Whether the PDUs of its messages are kept with their history, for look-ups with ?wire=1."),
      number("unanswered_max", &Carrier::unanswered_max, 100, {1, 100'000}, live,
             "Submits in a row without any response before only one at a time is tried."),
      number("response_timeouts_max", &Carrier::response_timeouts_max, 5, {1, 10'000}, live,
             "Submits in a row that one bind left unanswered before it is closed."),
      number("receipt_timeout_s", &Carrier::receipt_timeout, 0, {0, 7 * day_s}, live,
             "A message without its receipt for so long after this carrier took it ends as `unknown`; 0: as "
             "delivery.receipt_timeout_s has it, else at least 60."),
  };
  for (Key<Carrier>& key : carrier_sender_keys()) keys.push_back(std::move(key));
  for (Key<Carrier>& key : carrier_failover_keys()) keys.push_back(std::move(key));
  for (Key<Carrier>& key : carrier_timer_keys()) keys.push_back(std::move(key));
  return keys;
}

}  // namespace smppedge::config
