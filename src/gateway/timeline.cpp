// SPDX-License-Identifier: Apache-2.0
#include "gateway/timeline.h"

#include <utility>

#include "gateway/fold_fact.h"
#include "receipt/receipt_state.h"

namespace smppedge::gateway {
namespace {

std::string_view word_of(store::Evidence evidence) {
  return evidence == store::Evidence::reference ? "reference" : "receipt";
}

/// Turns each kind of fact into its line; `message` is as it stood before the fact.
class Narrator {
 public:
  explicit Narrator(const Message& message) : message_(message) {}

  TimelineStep operator()(const store::Accepted& fact) const {
    TimelineStep step = line("accepted");
    step.carrier = fact.plan.carrier;
    return step;
  }
  TimelineStep operator()(const store::Replanned& fact) const {
    TimelineStep step = line("replanned");
    step.carrier = fact.plan.carrier;
    step.reason = std::string(to_string(fact.reason));
    return step;
  }
  TimelineStep operator()(const store::Claimed& fact) const {
    TimelineStep step = line("submitted", fact.segment, next_attempt(fact.segment));
    step.carrier = fact.carrier;
    return step;
  }
  TimelineStep operator()(const store::Released& fact) const { return newest("released", fact.segment, fact.reason); }
  TimelineStep operator()(const store::Answered& fact) const {
    const bool ok = fact.command_status == 0;
    TimelineStep step = line(ok ? "sent" : fact.retry ? "retry" : "refused", fact.segment, fact.attempt);
    step.carrier = carrier(fact.segment, fact.attempt);
    step.bind = fact.bind;
    step.sequence_number = fact.sequence_number;
    step.command_status = fact.command_status;
    step.carrier_message_id = std::string(fact.carrier_message_id);
    step.reason = std::string(to_string(fact.reason));
    return step;
  }
  TimelineStep operator()(const store::Doubted& fact) const {
    TimelineStep step = line("in_doubt", fact.segment, fact.attempt);
    step.carrier = carrier(fact.segment, fact.attempt);
    step.bind = fact.bind;
    step.sequence_number = fact.sequence_number;
    step.reason = std::string(to_string(fact.reason));
    return step;
  }
  TimelineStep operator()(const store::Resent& fact) const { return newest("resend", fact.segment, Reason::none); }
  TimelineStep operator()(const store::Receipted& fact) const {
    TimelineStep step = line("receipt", fact.segment, fact.attempt);
    step.carrier = carrier(fact.segment, fact.attempt);
    step.bind = fact.bind;
    step.state = std::string(to_string(fact.state));
    step.reason = std::string(to_string(fact.reason));
    step.receipt_stat = std::string(fact.stat);
    step.receipt_err = std::string(fact.err);
    step.carrier_message_id = std::string(fact.carrier_message_id);
    return step;
  }
  TimelineStep operator()(const store::Queried& fact) const {
    TimelineStep step = line("query", fact.segment, fact.attempt);
    step.carrier = carrier(fact.segment, fact.attempt);
    step.bind = fact.bind;
    step.reason = std::string(fact.answered ? to_string(fact.reason) : to_string(Reason::response_timeout));
    if (!fact.answered) return step;
    step.command_status = fact.command_status;
    if (fact.command_status != 0) return step;
    step.state = std::string(to_string(fact.state));
    if (const auto state = receipt::state_from_octet(fact.message_state)) {
      step.receipt_stat = std::string(receipt::to_word(*state));
    }
    return step;
  }
  TimelineStep operator()(const store::SegmentEnded& fact) const {
    TimelineStep step = line("segment_ended");
    step.segment = fact.segment + 1U;
    step.state = std::string(to_string(fact.state));
    step.reason = std::string(to_string(fact.reason));
    return step;
  }
  TimelineStep operator()(const store::Ended& fact) const { return result("ended", fact.state, fact.reason); }
  TimelineStep operator()(const store::Corrected& fact) const {
    return result("late_receipt", fact.state, fact.reason);
  }
  TimelineStep operator()(const store::ReceiptParked&) const { return line("receipt_parked"); }
  TimelineStep operator()(const store::PduParked&) const { return line("receipt_parked"); }
  TimelineStep operator()(const store::ReplyTaken&) const { return line("reply"); }
  TimelineStep operator()(const store::RepliedTo&) const { return line("reply"); }
  TimelineStep operator()(const store::ReplyPartTaken&) const { return line("reply_part"); }
  TimelineStep operator()(const store::ReplyProven&) const { return line("reply_proven"); }
  TimelineStep operator()(const store::PhoneBlocked&) const { return line("phone_blocked"); }
  TimelineStep operator()(const store::PhoneUnblocked&) const { return line("phone_unblocked"); }
  TimelineStep operator()(const store::RemovalAsked&) const { return line("removal_asked"); }
  TimelineStep operator()(const store::RemovalDenied&) const { return line("removal_denied"); }
  TimelineStep operator()(const store::EventsAcknowledged&) const { return line("acknowledged"); }
  TimelineStep operator()(const store::EventsTaken&) const { return line("acknowledged"); }
  TimelineStep operator()(const store::EventsBuried&) const { return line("buried"); }
  TimelineStep operator()(const store::EventRevived&) const { return line("revived"); }
  TimelineStep operator()(const store::DeadLettersDropped&) const { return line("dropped"); }
  TimelineStep operator()(const store::KeyUsed&) const { return line("accepted"); }
  TimelineStep operator()(const store::ConversationNamed&) const { return line("conversation"); }
  TimelineStep operator()(const store::DoubtSettled&) const { return line("doubt_settled"); }
  TimelineStep operator()(const store::Wire&) const { return line("wire"); }
  TimelineStep operator()(const store::Replaced&) const { return line("replaced"); }

 private:
  static TimelineStep line(std::string_view word) {
    TimelineStep step;
    step.step = word;
    return step;
  }
  static TimelineStep line(std::string_view word, std::uint8_t segment, std::size_t attempt) {
    TimelineStep step = line(word);
    step.segment = segment + 1U;
    step.attempt = static_cast<unsigned>(attempt + 1);
    return step;
  }
  static TimelineStep result(std::string_view word, MessageState state, Reason reason) {
    TimelineStep step = line(word);
    step.state = std::string(to_string(state));
    step.reason = std::string(to_string(reason));
    return step;
  }
  [[nodiscard]] TimelineStep newest(std::string_view word, std::uint8_t segment, Reason reason) const {
    const std::size_t count = attempts(segment);
    TimelineStep step = line(word, segment, count == 0 ? 0 : count - 1);
    if (count != 0) step.carrier = carrier(segment, count - 1);
    step.reason = std::string(to_string(reason));
    return step;
  }
  [[nodiscard]] std::size_t attempts(std::uint8_t segment) const {
    return segment < message_.segments.size() ? message_.segments[segment].attempts.size() : 0;
  }
  /// A released attempt gives its place to the next, as in fold_fact.cpp.
  [[nodiscard]] std::size_t next_attempt(std::uint8_t segment) const {
    const std::size_t count = attempts(segment);
    const bool reuse = count != 0 && message_.segments[segment].attempts.back().state == AttemptState::released;
    return reuse ? count - 1 : count;
  }
  [[nodiscard]] CarrierNumber carrier(std::uint8_t segment, std::size_t attempt) const {
    return attempt < attempts(segment) ? message_.segments[segment].attempts[attempt].carrier : CarrierNumber();
  }

  const Message& message_;
};

}  // namespace

std::optional<MessageView> view_of(const store::Chain& chain) {
  if (chain.facts.empty()) return std::nullopt;
  const auto* accepted = std::get_if<store::Accepted>(&chain.facts.front().fact);
  if (accepted == nullptr) return std::nullopt;
  MessageView view;
  view.message = make_message(chain.facts.front().header, *accepted);
  std::string_view evidence;  // for the receipt that comes next
  for (std::size_t i = 0; i < chain.facts.size(); ++i) {
    const store::RecordedFact& fact = chain.facts[i];
    if (const auto* wire = std::get_if<store::Wire>(&fact.fact)) {  // beside the steps, not one of them
      view.wire.push_back(
          {fact.header.at, wire->pdu, wire->segment + 1U, wire->attempt + 1U, std::string(wire->octets)});
      continue;
    }
    if (const auto* settled = std::get_if<store::DoubtSettled>(&fact.fact)) {
      evidence = word_of(settled->by);
      continue;
    }
    view.timeline.push_back(std::visit(Narrator(view.message), fact.fact));
    if (std::holds_alternative<store::Receipted>(fact.fact)) {
      view.timeline.back().evidence = std::exchange(evidence, {});
    }
    view.timeline.back().at = fact.header.at;
    if (i > 0 && !fold_any_fact(view.message, fact.header, fact.fact)) return std::nullopt;
  }
  return view;
}

}  // namespace smppedge::gateway
