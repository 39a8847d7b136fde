// SPDX-License-Identifier: Apache-2.0
#include "gateway/carriers.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "base/log.h"

namespace smppedge::gateway {

/// How often it is looked whether a retired carrier is still needed.
static constexpr Micros retired_interval = Seconds(5);

Carriers::Carriers(Core& core, Dialer& dialer, carrier::CarrierEvents& events)
    : core_(core), dialer_(dialer), events_(events) {
  for (const CarrierSettings& settings : core_.settings.carriers) {
    (void)core_.queues.lane_of(settings.number);
    core_.carriers.emplace(settings.number, make(settings));
  }
}

std::unique_ptr<carrier::Carrier> Carriers::make(const CarrierSettings& settings) {
  return std::make_unique<carrier::Carrier>(settings.number, settings.link, core_.scheduler, dialer_, core_.rng,
                                            events_, generations_[settings.number]++);
}

void Carriers::start() {
  for (const auto& [number, carrier] : core_.carriers) carrier->start();
}

void Carriers::apply(std::vector<CarrierSettings> wanted) {
  assert(!stopping_);
  const std::vector<CarrierSettings> running = std::exchange(core_.settings.carriers, std::move(wanted));
  core_.index_carriers();
  for (const CarrierSettings& each : running) {
    if (!core_.configured(each.number)) retire(each);
  }
  for (const CarrierSettings& each : core_.settings.carriers) {
    const auto was = std::find_if(running.begin(), running.end(),
                                  [&each](const CarrierSettings& other) { return other.number == each.number; });
    if (was != running.end()) {
      change(*was, each);
    } else {
      (void)core_.queues.lane_of(each.number);
      replace(each);  // it may have retired before
    }
  }
}

void Carriers::change(const CarrierSettings& running, const CarrierSettings& wanted) {
  if (carrier::needs_new_binds(running.link, wanted.link)) return replace(wanted);
  core_.carriers.at(wanted.number)->reconfigure(wanted.link);
}

void Carriers::replace(const CarrierSettings& wanted) {
  core_.retired.erase(wanted.number);
  std::unique_ptr<carrier::Carrier>& place = core_.carriers[wanted.number];
  std::unique_ptr<carrier::Carrier> old = std::exchange(place, make(wanted));
  if (old != nullptr) leave(std::move(old));
  if (!unbinding_.contains(wanted.number)) place->start();
}

void Carriers::retire(const CarrierSettings& settings) {
  log::info("the carrier retires: it takes no messages, and stays bound while some are open carrier={}",
            settings.link.name);
  core_.retired.emplace(settings.number, Retired{settings, core_.scheduler.mono()});
  core_.carriers.at(settings.number)->retire();
  if (!retired_timer_.armed()) look_at_retired();
}

void Carriers::look_at_retired() {
  std::vector<CarrierNumber> done;
  for (const auto& [number, retired] : core_.retired) {
    const auto open = core_.open_by_carrier.find(number);
    const bool needed = open != core_.open_by_carrier.end() && open->second != 0;
    const bool in_time = core_.scheduler.mono() - retired.since < retired.settings.retire_after;
    if (!needed || !in_time) done.push_back(number);
  }
  for (const CarrierNumber number : done) {
    auto carrier = core_.carriers.extract(number);
    log::info("the carrier has retired carrier={}", core_.retired.at(number).settings.link.name);
    core_.retired.erase(number);
    if (!carrier.empty()) leave(std::move(carrier.mapped()));
  }
  retired_timer_.cancel();
  if (core_.retired.empty()) return;
  retired_timer_ = core_.scheduler.after(retired_interval, [this] { look_at_retired(); });
}

void Carriers::leave(std::unique_ptr<carrier::Carrier> carrier) {
  carrier::Carrier* leaving = carrier.get();
  core_.leaving.push_back(std::move(carrier));
  ++unbinding_[leaving->number()];
  leaving->stop(replace_within, [this, leaving] { left(*leaving); });
}

void Carriers::left(carrier::Carrier& leaving) {
  const auto of_number = unbinding_.find(leaving.number());
  if (--of_number->second == 0) {
    unbinding_.erase(of_number);
    // The one that has its place now was made since, and waits for this.
    carrier::Carrier* next = core_.carrier(leaving.number());
    if (next != nullptr && !stopping_) next->start();
  }
  // What was recorded for it and is not durable yet still names it; what comes from now on finds it no more.
  const auto place = std::ranges::find(core_.leaving, &leaving, [](const auto& each) { return each.get(); });
  core_.ledger.effects().calls.push_back([kept = std::shared_ptr<carrier::Carrier>(std::move(*place))] {});
  core_.leaving.erase(place);
  core_.scheduler.defer(core_.ledger);
  end_stop();
}

void Carriers::stop(Micros within, std::function<void()> stopped) {
  retired_timer_.cancel();
  stopping_ = true;
  stopped_ = std::move(stopped);
  for (const auto& leaving : core_.leaving) leaving->hurry(within);
  stopping_left_ = core_.carriers.size();
  for (const auto& [number, carrier] : core_.carriers) {
    carrier->stop(within, [this] {
      --stopping_left_;
      end_stop();
    });
  }
  end_stop();
}

void Carriers::end_stop() {
  if (!stopping_ || stopping_left_ != 0 || !unbinding_.empty() || !stopped_) return;
  std::exchange(stopped_, nullptr)();
}

}  // namespace smppedge::gateway
