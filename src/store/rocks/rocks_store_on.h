// SPDX-License-Identifier: Apache-2.0
// open_rocks_store on a given environment of the engine: for tests that make a disk fail, stall or fill.
#pragma once

#include "store/rocks/rocks_store.h"

namespace rocksdb {
class Env;
}

namespace smppedge::store {

[[nodiscard]] Expected<std::unique_ptr<Store>, OpenError> open_rocks_store_on(
    rocksdb::Env& env, const Settings& settings, const Clock& clock, Executor& core,
    std::function<void(std::string)> on_fatal);

}  // namespace smppedge::store
