// SPDX-License-Identifier: Apache-2.0
// How an error is returned: what a peer or the machine can cause is a value of this type, never an exception.
#pragma once

#include <tl/expected.hpp>

namespace smppedge {

template <class T, class E>
using Expected = tl::expected<T, E>;

template <class E>
[[nodiscard]] constexpr auto failure(E&& error) {
  return tl::make_unexpected(std::forward<E>(error));
}

}  // namespace smppedge
