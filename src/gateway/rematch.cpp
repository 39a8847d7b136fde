// SPDX-License-Identifier: Apache-2.0
#include "gateway/rematch.h"

#include <algorithm>

#include "base/log.h"
#include "gateway/receipt_reading.h"
#include "gateway/request_error.h"

namespace smppedge::gateway {

Expected<std::optional<CarrierNumber>, RequestError> Rematch::carrier_of(const std::string& name) const {
  if (name.empty()) return std::optional<CarrierNumber>();
  const auto carrier = core_.carrier_named(name);
  if (!carrier) return failure(no_such_carrier(name));
  return carrier;
}

ParkedEntry Rematch::entry_of(const ParkedReceipt& receipt, bool whole) const {
  ParkedEntry entry;
  entry.place = receipt.fact;
  entry.carrier = core_.name_of(receipt.carrier);
  entry.bind = receipt.bind;
  entry.reason = receipt.reason;
  entry.id = printable(receipt.receipt.id.view());
  entry.stat = printable(receipt.receipt.stat.view());
  entry.phone = whole ? std::string(receipt.phone.digits()) : log::mask_phone(receipt.phone.digits());
  entry.text = shown_text(receipt.octets, whole);
  if (whole) entry.pdu = receipt.octets;
  entry.received_at = receipt.received_at;
  entry.age = std::chrono::duration_cast<Seconds>(core_.scheduler.wall() - receipt.received_at);
  return entry;
}

void Rematch::list(const ParkedQuery& query, const AdminApi::Done<ParkedPage>& done) {
  const auto carrier = carrier_of(query.carrier);
  if (!carrier) return done(failure(carrier.error()));
  ParkedPage page;
  const unsigned limit = std::min(query.limit, receipts_page_max);
  store::Location last = query.after;
  const ParkedReceipt* at = parked_.next(last);
  for (unsigned scanned = 0; at != nullptr; ++scanned) {
    if (page.receipts.size() == limit || scanned == receipts_scanned_max) {
      page.next = last;
      break;
    }
    last = at->fact;
    if (!*carrier || at->carrier == **carrier) page.receipts.push_back(entry_of(*at, query.whole));
    at = parked_.next(last);
  }
  done(std::move(page));
}

void Rematch::run(const std::string& carrier, AdminApi::Done<RematchAnswer> done) {
  const auto wanted = carrier_of(carrier);
  if (!wanted) return done(failure(wanted.error()));
  if (done_) {
    return done(failure(conflict("rematch_under_way", "Receipts are being matched already; ask when that is done.")));
  }
  done_ = std::move(done);
  carrier_ = *wanted;
  answer_ = {};
  at_ = {};
  end_ = parked_.last();
  round();
}

void Rematch::round() {
  // Looked up one by one: a match takes its receipt out of what is walked over.
  std::vector<std::pair<CarrierNumber, std::string>> keys;
  bool at_end = false;
  const std::size_t places = std::min(rematch_round_receipts, receipts_.places());
  for (unsigned scanned = 0; keys.size() < places && scanned < receipts_scanned_max; ++scanned) {
    const ParkedReceipt* next = parked_.next(at_);
    at_end = next == nullptr || next->fact > end_;
    if (at_end) break;
    at_ = next->fact;
    if (!carrier_ || next->carrier == *carrier_) keys.emplace_back(next->carrier, next->match_key);
  }
  if (keys.empty() && at_end) {
    log::info("parked receipts were matched again looked_at={} matched={} still_parked={}", answer_.looked_at,
              answer_.matched, answer_.still_parked);
    return std::exchange(done_, nullptr)(answer_);
  }
  waiting_ = keys.size() + 1;
  for (const auto& [carrier, key] : keys) {
    receipts_.rematch(carrier, key, [this](bool matched) { on_one(matched); });
  }
  end_round();
}

void Rematch::on_one(bool matched) {
  ++answer_.looked_at;
  ++(matched ? answer_.matched : answer_.still_parked);
  end_round();
}

void Rematch::end_round() {
  if (--waiting_ == 0) timer_ = core_.scheduler.after(rematch_round_pause, [this] { round(); });
}

}  // namespace smppedge::gateway
