// SPDX-License-Identifier: Apache-2.0
#include "net/system_rng.h"

#include <unistd.h>

#include <cstdlib>

namespace smppedge {

std::uint64_t SystemRng::next() {
  if (left_ == 0) {
    if (getentropy(drawn_.data(), sizeof(drawn_)) != 0) std::abort();  // a kernel without it cannot run us
    left_ = drawn_.size();
  }
  return drawn_[--left_];
}

}  // namespace smppedge
