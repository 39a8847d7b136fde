// SPDX-License-Identifier: Apache-2.0
// The subcommands of `smpp`. Each adds its options and its help to `app`, and gives what runs it: the exit code.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace smppedge {

using Run = std::function<int()>;

[[nodiscard]] Run add_sim(CLI::App& app);
[[nodiscard]] Run add_send(CLI::App& app);
[[nodiscard]] Run add_demo(CLI::App& app);

/// Common to all subcommands; send.cpp adds its own.
inline constexpr int exit_ok = 0;
inline constexpr int exit_usage = 1;

}  // namespace smppedge
