// SPDX-License-Identifier: Apache-2.0
// Who may send.
#include "config/settings_keys.h"

namespace smppedge::config {
namespace {

Keys<Webhook> webhook_keys() {
  return {
      text(Kind::text, "url", &Webhook::url, "", {0, 2'048}, restart,
           "Where the account's events are posted; empty: they wait to be fetched."),
      secret("secret", &Webhook::secret, Need::optional, {24, 256}, restart,
             "What posts are signed with, `whsec_` and base64 (Standard Webhooks)."),
      secret("old_secret", &Webhook::old_secret, Need::optional, {24, 256}, restart,
             "A second one, signed with as well while the endpoint changes over."),
      number("batch_max", &Webhook::batch_max, 100, {1, 1'000}, restart, "Events in one post."),
      number("batches_in_flight_max", &Webhook::batches_in_flight_max, 4, {1, 8}, restart,
             "Posts under way at a time; above 1 they may overtake each other, but not events of one message."),
  };
}

Keys<Signature> signature_keys() {
  return {
      text(Kind::text, "sign", &Signature::sign, required, {1, 64}, restart, "Its inner text, without 【】."),
      text(Kind::digits, "extension", &Signature::extension, required, {1, 12}, restart,
           "Digits behind a carrier's access number that are this signature's alone."),
  };
}

Keys<AccountInDoubt> in_doubt_keys() {
  const auto key = [](const char* name, OwnInDoubt AccountInDoubt::*member) {
    return choice(name, member, "as_class", {"as_class", "hold", "resend"}, restart,
                  "The account's own policy for this class; `as_class`: what `delivery` says.");
  };
  return {key("otp", &AccountInDoubt::otp), key("notice", &AccountInDoubt::notice),
          key("marketing", &AccountInDoubt::marketing)};
}

Keys<Account> account_sender_keys() {
  return {
      text(Kind::digits, "extension", &Account::extension, "", {0, 12}, restart,
           "Digits behind a carrier's access number that make the account's own sender; replies find it by them."),
      list("signatures", &Account::signatures, signature_keys(), 0, {0, 10'000},
           "Signatures with extensions of their own; messages with other signatures are refused then, and those "
           "without one leave from `extension`. None: all leave from it."),
      choice("sender_policy", &Account::sender_policy, "sticky", {"fixed", "sticky", "rotating"}, restart,
             "Which of its numbers a message leaves from: always the first, the same for a phone within 72 hours, or "
             "one for each conversation."),
      number("tail_digits", &Account::tail_digits, 0, {0, 8}, restart,
             "Digits of a tail behind the customer's `extend`, for `sticky` and `rotating`; rotating needs one."),
      list("senders_abroad", &Account::senders_abroad, sender_abroad_keys(restart), 0, {0, 1'000},
           "What recipients abroad see, by the longest prefix of their number; before the carrier's."),
  };
}

Keys<Account> account_smpp_keys() {
  return {
      text(Kind::text, "system_id", &Account::system_id, "", {0, 15}, restart, "What it binds as over SMPP."),
      secret("password", &Account::password, Need::optional, {1, 8}, restart, "Its SMPP password."),
      words("allowed_addresses", &Account::allowed_addresses, Need::optional, {0, 64}, restart,
            "Addresses and networks (10.0.0.0/8) that it may bind from; none: any."),
      number("binds_max", &Account::binds_max, 8, {1, 1'000}, restart, "Binds that it may hold at a time."),
      number("window", &Account::window, 1'000, {1, 16'000}, restart,
             "Requests that one of its binds may leave unanswered; beyond it ESME_RTHROTTLED."),
      number("deliver_window", &Account::deliver_window, 100, {1, 10'000}, restart,
             "Receipts and replies that one of its binds may leave unanswered."),
      choice("default_alphabet", &Account::default_alphabet, "gsm7", {"gsm7", "ascii", "latin1"}, restart,
             "What it means by data_coding 0."),
      words("priority_classes", &Account::priority_classes, Need::optional, {0, 4}, restart,
            "The class of each priority_flag from 0 to 3; none: marketing, notice, notice, otp."),
      choice("source_policy", &Account::source_policy, "checked", {"checked", "assigned"}, restart,
             "What becomes of a source address that it may not use: refused, or replaced by its own number."),
      words("sources", &Account::sources, Need::optional, {0, 1'000}, restart,
            "Senders that it may name beside its own number: numbers (of 13 to 20 digits where they begin with 1069), "
            "or names of at most 11 letters, digits and signs of GSM 03.38."),
      number("blocked_status", &Account::blocked_status, 11, {1, 0x4FF}, restart,
             "The command_status of a submit to a phone on its blocklist; 11 is ESME_RINVDSTADR."),
  };
}

Keys<Account> opt_out_keys() {
  return {
      words(
          "opt_out_words", &Account::opt_out_words, Need::optional, {0, 100}, restart,
          "Replies that put their phone on the account's blocklist, in any case, as the whole of their text; none: T, "
          "N, TD, Unsubscribe, QX, 0000."),
      words("opt_in_words", &Account::opt_in_words, Need::optional, {0, 100}, restart,
            "Replies that take their phone off it again."),
      choice("blocklist_removal", &Account::blocklist_removal, "approved", {"approved", "direct"}, restart,
             "Whether an operator must approve what the account takes off its blocklist over HTTP."),
  };
}

}  // namespace

Keys<AbroadSender> sender_abroad_keys(Reload reload) {
  return {
      text(Kind::digits, "prefix", &AbroadSender::prefix, "", {0, 15}, reload,
           "Of the recipient's number, country code first; empty: every number abroad."),
      text(Kind::text, "sender", &AbroadSender::sender, required, {1, sender_digits_max}, reload,
           "1 to 11 letters, digits and signs of GSM 03.38, or a short or long number."),
  };
}

Keys<Account> account_keys() {
  Keys<Account> keys{
      text(Kind::word, "name", &Account::name, required, {1, 32}, restart,
           "What logs, metrics and the store know the account by; a renamed account is a new one."),
      secret("key", &Account::key, Need::optional, {8, 256}, restart, "The bearer key of its HTTP requests."),
      number("segments_max", &Account::segments_max, 10, {1, 255}, restart,
             "Segments that one message may be cut into."),
      number("events_max", &Account::events_max, 1'000'000, {1, 100'000'000}, restart,
             "Results and replies kept unacknowledged, open messages included; beyond it new messages are refused."),
      number("dead_letters_max", &Account::dead_letters_max, 100'000, {1, 10'000'000}, restart,
             "Dead letters kept; beyond it the oldest go, which is counted and logged."),
      number(
          "weight", &Account::weight, 1, {1, 1'000}, restart,
          "Its share of a carrier among the accounts that send in the same class, and of what SMPP clients are told."),
      number("pace_per_s", &Account::pace_per_s, 0, {0, 1'000'000}, restart,
             "Messages accepted a second, over HTTP and SMPP together; 0: no limit."),
      boolean("see_bodies", &Account::see_bodies, false, restart,
              "Whether look-ups show it the texts of its messages, in clear and within PDUs."),
      group("in_doubt", &Account::in_doubt, in_doubt_keys(),
            "What becomes of its submits whose answer never came, where that is not the class's."),
      choice("results", &Account::results, "by_message", {"by_message", "http", "smpp"}, restart,
             "By which door results go: that of their message, or always the named one."),
      choice("replies", &Account::replies, "http", {"http", "smpp"}, restart,
             "By which door replies go that answer no message of its."),
      choice(
          "late_replies", &Account::late_replies, "told", {"told", "dropped"}, restart,
          "Whether replies to a message that was sent more than 72 hours before are told, as late, or only counted."),
      group("webhook", &Account::webhook, webhook_keys(), "Pushes its HTTP events instead of waiting for a fetch."),
  };
  for (Key<Account>& key : account_sender_keys()) keys.push_back(std::move(key));
  for (Key<Account>& key : opt_out_keys()) keys.push_back(std::move(key));
  for (Key<Account>& key : account_smpp_keys()) keys.push_back(std::move(key));
  return keys;
}

}  // namespace smppedge::config
