// SPDX-License-Identifier: Apache-2.0
#include "gateway/head_reader.h"

#include <algorithm>

namespace smppedge::gateway {

bool HeadReader::read(Lane& lane, const Lane::Head& head) {
  if (head.queue == nullptr) {
    // It has ended meanwhile; or its client has replaced it, then it was never tried and may have left memory.
    const Lane::Head place = head;
    lane.pop(place);
    lane.push(static_cast<TrafficClass>(place.traffic_class), place.account, place.id);
    return true;
  }
  const AccountQueue& queue = *head.queue;
  const AccountNumber account = head.account;
  const CarrierNumber carrier = lane.carrier();
  const unsigned traffic_class = head.traffic_class;
  const auto head_read = [this, carrier, traffic_class, account,
                          id = head.id](const Expected<LiveMessage*, store::ReadError>& read) {
    Lane* now = core_.queues.find(carrier);
    if (now == nullptr) return;
    now->end_reading(traffic_class, account);
    // Not there any more, or beyond repair: it must not block what stands behind it.
    if (!read && read.error() != store::ReadError::overloaded) now->drop_head(traffic_class, account, id);
    core_.scheduler.defer(core_.ledger);
  };
  if (!loader_.load(head.id, head_read)) return false;
  lane.begin_reading(head);
  const std::size_t ahead = std::min(queue.waiting.size(), std::size_t{queue_read_ahead});
  const auto ahead_read = [](const Expected<LiveMessage*, store::ReadError>&) {};
  for (std::size_t i = 1; i < ahead && loader_.load(queue.waiting[i], ahead_read); ++i) {
  }
  return true;
}

}  // namespace smppedge::gateway
