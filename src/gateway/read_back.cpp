// SPDX-License-Identifier: Apache-2.0
#include "gateway/read_back.h"

#include "gateway/loader.h"

namespace smppedge::gateway {
namespace {

std::optional<Event::Kind> kind_of(const store::Fact& fact) {
  if (std::holds_alternative<store::Ended>(fact)) return Event::Kind::result;
  if (std::holds_alternative<store::Doubted>(fact)) return Event::Kind::in_doubt;
  if (std::holds_alternative<store::Receipted>(fact)) return Event::Kind::progress;
  if (std::holds_alternative<store::Corrected>(fact)) return Event::Kind::receipt_late;
  if (std::holds_alternative<store::ReplyTaken>(fact)) return Event::Kind::reply;
  if (std::holds_alternative<store::RepliedTo>(fact)) return Event::Kind::reply;
  return std::nullopt;
}

/// Of a fact that is a reply, in either of its forms.
template <class Fact>
std::shared_ptr<Reply> reply_of(const Fact& fact, WallTime at) {
  auto reply = std::make_shared<Reply>();
  reply->carrier = fact.carrier;
  reply->from = fact.from;
  reply->to = std::string(fact.to);
  reply->text = std::string(fact.text);
  reply->text_error = std::string(fact.text_error);
  reply->received_at = at;
  return reply;
}

std::shared_ptr<const Reply> reply_of(const store::RecordedFact& fact) {
  if (const auto* taken = std::get_if<store::ReplyTaken>(&fact.fact)) return reply_of(*taken, fact.header.at);
  const auto* replied = std::get_if<store::RepliedTo>(&fact.fact);
  if (replied == nullptr) return nullptr;
  auto reply = reply_of(*replied, fact.header.at);
  reply->extend = std::string(replied->extend);
  reply->late = replied->late;
  reply->incomplete = replied->incomplete;
  reply->ambiguous = replied->ambiguous;
  reply->opt = replied->opt;
  return reply;
}

}  // namespace

std::shared_ptr<const Event> event_of(const EventChannel& channel, EventSequence sequence, EventSequence id,
                                      const store::Chain& chain) {
  if (chain.facts.empty()) return nullptr;
  const store::RecordedFact& newest = chain.facts.back();
  const auto kind = kind_of(newest.fact);
  if (!kind) return nullptr;
  auto event = std::make_shared<Event>();
  event->kind = *kind;
  event->channel = channel;
  event->sequence = sequence;
  event->id = id;
  event->at = newest.header.at;
  event->message = message_of(chain);
  event->reply = reply_of(newest);
  if (event->reply != nullptr) return event;
  return event->message == nullptr ? nullptr : event;
}

void read_back(store::Store& store, const EventChannel& channel, const std::vector<Channel::Unread>& wanted,
               std::function<void(std::vector<ReadBack>)> done) {
  struct Run {
    std::vector<ReadBack> read;
    std::size_t left = 0;
    std::function<void(std::vector<ReadBack>)> done;
  };
  auto run = std::make_shared<Run>();
  run->read.resize(wanted.size());
  run->left = wanted.size();
  run->done = std::move(done);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    run->read[i].place = wanted[i].place;
    store.read_chain(wanted[i].fact,
                     [run, i, channel, id = wanted[i].id](const Expected<store::Chain, store::ReadError>& chain) {
                       ReadBack& read = run->read[i];
                       if (chain) read.event = event_of(channel, EventSequence(read.place), id, *chain);
                       if (!chain) read.error = chain.error();
                       if (--run->left == 0) run->done(std::move(run->read));
                     });
  }
}

}  // namespace smppedge::gateway
