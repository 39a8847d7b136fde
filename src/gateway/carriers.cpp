// SPDX-License-Identifier: Apache-2.0
#include "gateway/carriers.h"

#include <algorithm>
#include <utility>

#include "base/log.h"

namespace smppedge::gateway {

/// How often it is looked whether a retired carrier is still needed.
static constexpr Micros retired_interval = Seconds(5);

Carriers::Carriers(Core& core, Dialer& dialer, carrier::CarrierEvents& events)
    : core_(core), dialer_(dialer), events_(events) {
  for (const CarrierSettings& settings : core_.settings.carriers) {
    (void)core_.queues.lane_of(settings.number);
    core_.carriers.emplace(settings.number, make(settings, 0));
  }
}

std::unique_ptr<carrier::Carrier> Carriers::make(const CarrierSettings& settings, std::uint32_t generation) {
  return std::make_unique<carrier::Carrier>(settings.number, settings.link, core_.scheduler, dialer_, core_.rng,
                                            events_, generation);
}

void Carriers::start() {
  for (const auto& [number, carrier] : core_.carriers) carrier->start();
}

void Carriers::apply(std::vector<CarrierSettings> wanted) {
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
  const std::uint32_t generation = place == nullptr ? 0 : place->generation() + 1;
  std::unique_ptr<carrier::Carrier> old = std::exchange(place, make(wanted, generation));
  if (old == nullptr) return place->start();
  // The carrier may allow so many binds and no more: the new ones are made when the old ones are gone.
  leave(std::move(old), [this, number = wanted.number, generation] {
    const auto now = core_.carriers.find(number);
    if (now != core_.carriers.end() && now->second->generation() == generation) now->second->start();
  });
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
    if (!carrier.empty()) leave(std::move(carrier.mapped()), [] {});
  }
  retired_timer_.cancel();
  if (core_.retired.empty()) return;
  retired_timer_ = core_.scheduler.after(retired_interval, [this] { look_at_retired(); });
}

void Carriers::leave(std::unique_ptr<carrier::Carrier> carrier, std::function<void()> gone) {
  carrier::Carrier* leaving = carrier.get();
  core_.leaving.push_back(std::move(carrier));
  leaving->stop(replace_within, [this, leaving, gone = std::move(gone)] {
    gone();
    // What was recorded for it and is not durable yet still names it.
    core_.ledger.effects().calls.push_back([this, leaving] {
      std::erase_if(core_.leaving, [leaving](const auto& each) { return each.get() == leaving; });
    });
    core_.scheduler.defer(core_.ledger);
  });
}

void Carriers::stop(Micros within, const std::function<void()>& stopped) {
  retired_timer_.cancel();
  auto left = std::make_shared<std::size_t>(core_.carriers.size());
  if (*left == 0) return stopped();
  for (const auto& [number, carrier] : core_.carriers) {
    carrier->stop(within, [left, stopped] {
      if (--*left == 0) stopped();
    });
  }
}

}  // namespace smppedge::gateway
